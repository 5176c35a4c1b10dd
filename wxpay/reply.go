package wxpay

// Why WeChat Pay would send a notification again, or what is amiss with an answer
// that it takes.
const (
	ReplyStatus       Reason = "reply-status"        // a status that is neither 200 nor an error
	ReplyRedirect     Reason = "reply-redirect"      // never followed
	ReplyUnauthorized Reason = "reply-unauthorized"  // 401, 403
	ReplyNotFound     Reason = "reply-not-found"     // 404, 405, 410
	ReplyClientError  Reason = "reply-client-error"  // other 4xx
	ReplyGateway      Reason = "reply-gateway-error" // 502, 503, 504: a proxy that speaks for the server
	ReplyServerError  Reason = "reply-server-error"  // other 5xx
	ReplyLate         Reason = "reply-late"          // right, after the deadline
	ReplyWebPage      Reason = "reply-web-page"      // a login or error page, or a tunnel's warning
	ReplySaysFail     Reason = "reply-says-fail"     // V3 looks at the status alone
	ReplyEmpty        Reason = "reply-empty"         // V2 wants XML
	ReplyNotXML       Reason = "reply-not-xml"
	ReplyWord         Reason = "reply-plain-word" // success, ok
	ReplyJSON         Reason = "reply-json"       // the answer of V3 to a notification of V2
	ReplyQuoted       Reason = "reply-quoted-xml" // as a JSON string
	ReplyMarked       Reason = "reply-byte-order-mark"
	ReplySurplus      Reason = "reply-surplus" // more before or after the XML
	ReplyNoCode       Reason = "reply-no-return-code"
	ReplyLowerCase    Reason = "reply-lower-case" // <return_code>success
	ReplyRefused      Reason = "reply-refused"    // the connection: nobody listens
	ReplyReset        Reason = "reply-reset"      // the connection ended without a whole answer
	ReplyTimeout      Reason = "reply-timeout"
	ReplyTLS          Reason = "reply-tls"          // certificate or handshake
	ReplyNoHost       Reason = "reply-unknown-host" // the name does not resolve
	ReplyUnreachable  Reason = "reply-unreachable"  // no way there
	ReplyBroken       Reason = "reply-broken"       // no HTTP
	ReplyInterrupted  Reason = "reply-interrupted"  // we were told to stop waiting
	ReplyNone         Reason = "reply-none"         // for another reason
)
