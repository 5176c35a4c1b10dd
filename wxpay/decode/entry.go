package decode

import (
	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
)

// Kind is what an entry explains.
type Kind string

const (
	V3Code    Kind = "v3-code"    // "code" of a V3 reply (错误码)
	V2Code    Kind = "v2-code"    // err_code or error_code of a V2 reply
	RequestID Kind = "request-id" // the number at the end of a Request-Id
	Message   Kind = "message"    // message or return_msg of a reply
	Client    Kind = "client"     // what the phone or page shows or returns
	Library   Kind = "library"    // what an SDK, a language or a server on the way says
	Login     Kind = "login"      // errcode of code2session
	Tunnel    Kind = "tunnel"     // a code of the tunnel's provider
	Status    Kind = "status"     // a status of HTTP that comes alone
)

// Kinds are all of them, in the order in which they are listed.
var Kinds = []Kind{V3Code, V2Code, RequestID, Message, Client, Library, Login, Tunnel, Status}

// Entry is one thing that can be said, explained.
type Entry struct {
	Kind Kind
	// Code is the code, number or result as it is said; of a message the code that
	// it comes with, "" if it comes alone.
	Code string
	// Says are the literal texts and spellings. A star stands for what changes, such
	// as a path or an amount; in the tables of this package an equals sign before a
	// text says that it is too common to be found in the middle of another.
	Says   []string
	Status int       // of HTTP, 0: none of its own
	API    wxpay.API // "": both, or neither

	Title   wxpay.Words // in a line
	Meaning wxpay.Words // what is said
	Cause   wxpay.Words // why, most times
	Fix     wxpay.Words // what to do
	Doc     string      // address of the documentation

	Mistakes []diagnose.Slug // that produce it, the likeliest first

	v2     string // how V2 spells the code; "": V2 has no such code
	like   string // the code whose entry lends the words that are missing here
	alone  bool   // too common a word to be found in the middle of a text
	weight int    // among entries that say the same, the higher comes first
}

// Name is what lists call the entry: its code, or the text itself.
func (e *Entry) Name() string {
	if e.Code != "" || len(e.Says) == 0 {
		return e.Code
	}
	return e.Says[0]
}

// Pages of the documentation.
const (
	v3Pages = "https://pay.weixin.qq.com/doc/v3/merchant/"

	docSignBody   = v3Pages + "4012365336" // signing a request with a body
	docSignQuery  = v3Pages + "4012365337" // with a query
	docPaySign    = v3Pages + "4012365339" // the client call of JSAPI and mini program
	docAppSign    = v3Pages + "4012365340" // the client call of an app
	docVerify     = v3Pages + "4013053249" // verifying with the public key
	docVerifyCert = v3Pages + "4013053420" // verifying with a platform certificate
	docPublicKey  = v3Pages + "4012154180" // from platform certificates to the public key
	docNotify     = v3Pages + "4012791861" // the payment notification
	docNotifyURL  = v3Pages + "4012075420" // what a notify_url must be
	docQueryGuide = v3Pages + "4012075249" // notifications and queries together
	docQuery      = v3Pages + "4013070356" // querying an order, with the common codes
	docPractice   = v3Pages + "4012073699" // safe practice

	docV2     = "https://pay.weixin.qq.com/wiki/doc/api/index.html"
	docV2Sign = "https://pay.weixin.qq.com/doc/v2/tool/sign_verify"

	docLogin   = "https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/user-login/code2Session.html"
	docPayment = "https://developers.weixin.qq.com/miniprogram/dev/api/payment/wx.requestPayment.html"
	docAndroid = "https://developers.weixin.qq.com/doc/oplatform/Mobile_App/Access_Guide/Android.html"
)

func words(zh, en string) wxpay.Words { return wxpay.Words{ZH: zh, EN: en} }

type slugs = []diagnose.Slug
