// Package v2 speaks the second generation of the WeChat Pay API: flat XML
// messages, signed with MD5 or HMAC-SHA256 over their sorted fields.
//
// A [Message] is its fields in wire order. [Parse] reads one strictly, and
// [Message.XML] writes one so that what was signed is what is received.
//
// To send a request, sign its fields and append the signature:
//
//	signed := v2.Sign(fields, key, v2.HMACSHA256)
//	body := append(v2.Message(fields), wxpay.Field{Name: "sign", Value: signed.Signature}).XML()
//
// Sign adds nothing to the fields: whoever signs with HMAC-SHA256 must state it
// in the field sign_type, which is signed like any other.
//
// To judge a reply or a notification, verify all that was received and act only
// when every check holds:
//
//	message, err := v2.Parse(body)
//	verification := v2.Verify(message, key)
//	facts := v2.FactsOf(message)
//
// A refund notification is not signed; its req_info, once decrypted, is read
// with [ParseRoot] under the root "root".
//
// [SignPay] makes the parameters with which a client opens the cashier; they
// need a signature of their own, the one of the order never fits.
//
// [Signed] and [Verification] tell on request how their signature came about.
// Until asked, that costs nothing. The APIv2 key is the secret part of every
// text it appears in.
//
// The package is pure: no clock, no randomness, no network.
package v2
