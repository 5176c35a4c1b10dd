package sandbox

import (
	"crypto/rand"

	"wxlens/wxpay"
	"wxlens/wxpay/v3"
)

// echo is what a self-test answers and notifies (安全接口回显): the message, and
// the encrypted one, decrypted and encrypted back for the merchant.
type echo struct {
	Message   string `json:"echo_message"`
	Encrypted string `json:"encrypted_echo_message,omitempty"`
}

// echo answers a self-test of signature and encryption. It moves no money.
func (s *Sandbox) echo(c *callV3) reply {
	if _, known := s.keys.find(wxpay.KeyID(c.request.Header.Get(v3.HeaderSerial))); !known {
		return refuseSerial(c.request)
	}
	answer := echo{Message: c.values["echo_message"]}
	if plain := c.values["encrypted_echo_message"]; plain != "" {
		var err error
		if answer.Encrypted, err = v3.Encrypt(&s.cfg.Credentials.MerchantKey.PublicKey, rand.Reader, plain); err != nil {
			return badParam("敏感信息过长：encrypted_echo_message")
		}
	}
	if url := c.values["notify_url"]; url != "" {
		if s.notifier.enqueue(&notification{API: wxpay.V3, Echo: &answer, EventType: v3.EventEcho, URL: url}) != nil {
			return systemErrorV3()
		}
	}
	return answerJSON(answer)
}
