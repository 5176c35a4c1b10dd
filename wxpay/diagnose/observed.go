package diagnose

import (
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// Signature returns the signature that a case is about: the one that was observed,
// or that stands in its message; "" where there is none.
func (c *Case) Signature() string {
	switch {
	case c.Observed != "":
		return c.Observed
	case c.Kind == PaySign:
		e := examination{c: c}
		o := e.readOpening()
		return o.sign
	case c.Kind == Request && c.API == wxpay.V3:
		return lenient(c.Call.Header.Get("Authorization")).Signature
	case c.Kind == Request:
		return signOf(c.Call.Body)
	case c.API == wxpay.V3:
		return c.Message.Header.Get(v3.HeaderSignature)
	}
	return orWord(c.Message.PlatformSign, signOf(c.Message.Body))
}

func signOf(body []byte) string {
	message, err := v2.Parse(body)
	if err != nil {
		return ""
	}
	_, sign := withoutSign(message)
	return strings.TrimSpace(sign)
}

// Merchant returns the merchant number that the message of a case names, "" where
// it names none.
func (c *Case) Merchant() wxpay.MchID {
	body := c.Call.Body
	if c.Kind == Notify || c.Kind == Response {
		body = c.Message.Body
	}
	if message, err := v2.Parse(body); err == nil {
		return wxpay.MchID(message.Get("mch_id"))
	}
	if auth := lenient(c.Call.Header.Get("Authorization")); auth.MchID != "" {
		return auth.MchID
	}
	return wxpay.MchID(bodyMchID(body))
}
