package paste

import (
	"net/http"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
)

// validText makes every text of a case UTF-8, as JSON keeps no other. Bodies stay
// what they are.
func validText(c *diagnose.Case) {
	valid := func(texts ...*string) {
		for _, s := range texts {
			*s = strings.ToValidUTF8(*s, "\ufffd")
		}
	}
	k := &c.Keys
	valid(&c.Observed, &c.ClientError, &c.Note, (*string)(&k.MchID), (*string)(&k.AppID), &k.Certificate, &k.CertificateSerial)
	for _, secret := range []*wxpay.Secret{&k.AppSecret, &k.APIv2Key, &k.APIv3Key, &k.PrivateKey, &c.Sealed.KeyUsed} {
		validSecret(secret)
	}
	for i := range k.PreviousV2Keys {
		validSecret(&k.PreviousV2Keys[i])
	}
	for i := range k.Platform {
		valid((*string)(&k.Platform[i].ID), &k.Platform[i].PEM)
	}
	for i := range k.Others {
		valid(&k.Others[i].Label, &k.Others[i].Serial)
		validSecret(&k.Others[i].PrivateKey)
	}
	valid(&c.Call.Method, &c.Call.URL, &c.Message.URL, &c.Message.VerifierKey, &c.Message.OrderSignType, &c.Message.PlatformSign)
	for _, h := range []*http.Header{&c.Call.Header, &c.Call.ReplyHeader, &c.Message.Header} {
		*h = validHeader(*h)
	}
	o, s := &c.Opening, &c.Sealed
	valid(&o.ClientAPI, (*string)(&o.PrepayID))
	params := o.Params
	for i, p := range params {
		params[i] = wxpay.Field{Name: strings.ToValidUTF8(p.Name, "\ufffd"), Value: strings.ToValidUTF8(p.Value, "\ufffd")}
	}
	valid(&s.Algorithm, &s.Ciphertext, &s.Nonce, &s.AssociatedData, &s.OriginalType, &s.ReqInfo, &s.Cipher, &s.AssociatedDataUsed, &s.NonceUsed)
}

func validSecret(s *wxpay.Secret) {
	*s = wxpay.NewSecret(strings.ToValidUTF8(s.Reveal(), "\ufffd"))
}

func validHeader(h http.Header) http.Header {
	if h == nil {
		return nil
	}
	valid := http.Header{}
	for name, values := range h {
		name = http.CanonicalHeaderKey(strings.ToValidUTF8(name, "\ufffd"))
		for _, value := range values {
			valid[name] = append(valid[name], strings.ToValidUTF8(value, "\ufffd"))
		}
	}
	return valid
}
