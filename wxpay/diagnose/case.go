package diagnose

import (
	"net/http"

	"wxlens/wxpay"
)

// Kind is what failed.
type Kind string

const (
	Request  Kind = "request"  // WeChat Pay refused a call of ours
	PaySign  Kind = "paysign"  // the client refused to open the cashier
	Notify   Kind = "notify"   // we refused a notification
	Response Kind = "response" // we refused a reply
	Decrypt  Kind = "decrypt"  // a resource or req_info did not open
)

// Case is everything that is known about one failure. Every member but API and
// Kind may be missing.
type Case struct {
	API  wxpay.API
	Kind Kind
	// Observed is the signature that was refused, or that the developer computed,
	// as it stood there; empty where it stands in the message itself.
	Observed string
	// Signed is the text that the developer signed, as the developer's program
	// printed it; nil if unknown. It may end in the APIv2 key.
	Signed []byte
	Keys   Keys

	Call    Call    // of Request
	Opening Opening // of PaySign
	Message Message // of Notify and Response
	Sealed  Sealed  // of Decrypt
	// ClientError is what the developer's program or the phone said.
	ClientError string
	Note        string // of the developer
}

// Keys is what the developer holds, as it stands in files and settings: what does
// not parse is a finding, not an error.
type Keys struct {
	MchID             wxpay.MchID
	AppID             wxpay.AppID
	AppSecret         wxpay.Secret
	APIv2Key          wxpay.Secret
	PreviousV2Keys    []wxpay.Secret
	APIv3Key          wxpay.Secret
	PrivateKey        wxpay.Secret // of the merchant, in PEM
	Certificate       string       // of the merchant, in PEM
	CertificateSerial string
	Platform          []PlatformKey
	Others            []OtherKey
}

// PlatformKey is a key of WeChat Pay that the developer holds: a certificate under
// its serial or the public key under its id.
type PlatformKey struct {
	ID     wxpay.KeyID
	PEM    string
	Public bool // the WeChat Pay public key
}

// OtherKey is a key of another merchant, or an earlier one of this.
type OtherKey struct {
	Label      string
	Serial     string
	PrivateKey wxpay.Secret // in PEM
}

// Call is a request as it was sent, and what the server said to it.
type Call struct {
	Method string
	URL    string // absolute, or a path
	Header http.Header
	Body   []byte // nil if unknown
	Status int    // of the reply, 0 if unknown
	Reply  []byte // body of the reply, as it was
	// ReplyHeader holds what is known of the reply's headers: Request-Id, Date.
	ReplyHeader http.Header
}

// Opening is a client call and the order that it opens.
type Opening struct {
	ClientAPI string        // "wx.requestPayment", "app", "jsapi", …
	Params    []wxpay.Field // numbers as they are written
	// OrderRequest and OrderReply are bodies, as they were.
	OrderRequest, OrderReply []byte
	PrepayID                 wxpay.PrepayID // as the developer's server logged it
	SignedAt                 int64          // Unix milliseconds, 0 if unknown
}

// Message is something that WeChat Pay sent, as the developer's program got it.
type Message struct {
	Status int
	Header http.Header
	Body   []byte // nil if unknown, empty if the verifier was given none
	URL    string // notify_url with its query
	// VerifierKey names the key that the developer verified with: serial or id.
	VerifierKey string
	// OrderSignType is the sign_type of the V2 order that a notice is about.
	OrderSignType string
	// PlatformSign is the sign of a V2 notice where its body lacks it.
	PlatformSign string
}

// Sealed is what does not open.
type Sealed struct {
	Algorithm, Ciphertext, Nonce, AssociatedData, OriginalType string // V3

	ReqInfo string // V2
	Cipher  string // that the developer used, "AES-256-ECB"
	// What the developer's program used.
	KeyUsed                         wxpay.Secret
	AssociatedDataUsed, NonceUsed   string
	HasAssociatedDataUsed, HasNonce bool
}

// Any reports whether a case brings any key.
func (k *Keys) Any() bool {
	return !k.APIv2Key.IsZero() || !k.APIv3Key.IsZero() || !k.PrivateKey.IsZero() || k.Certificate != "" || len(k.Platform) > 0 || !k.AppSecret.IsZero()
}
