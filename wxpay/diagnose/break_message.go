package diagnose

import (
	"encoding/json"
	"net/http"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// breakV3Message makes the mistakes of who verifies a message that is right.
func (e *examination) breakV3Message(w ways) {
	body := string(e.c.Message.Body)
	given := func(slug Slug, write func(string) string) {
		if altered := write(body); altered != body {
			w.add(slug, func() (Case, error) { return e.c.with(func(c *Case) { c.Message.Body = []byte(altered) }) })
		}
	}
	for _, s := range jsonStyles {
		if s.name != "single quotes" && s.name != "key=value" && !strings.HasPrefix(s.name, "numbers") && !strings.HasPrefix(s.name, "without") {
			given("v3-verify-body-reserialised", s.write)
		}
	}
	given("v3-verify-body-reserialised", func(s string) string {
		quoted, _ := json.Marshal(s) // a string always encodes
		return string(quoted)
	})
	if !isASCII(body) {
		for _, s := range charsetStyles {
			if strings.Contains(s.name, "1 → UTF-8") {
				given("v3-verify-charset", s.write)
			}
		}
	}
	given("v3-verify-body-log-escaped", escapeLog)
	given("v3-verify-newline", func(s string) string { return s + "\n" })
	if e.c.Kind == Notify {
		w.add("v3-verify-body-consumed", func() (Case, error) { return e.c.with(func(c *Case) { c.Message.Body = []byte{} }) })
	}
	e.breakVerifier(w)
	header := func(slug Slug, name, value string) {
		w.add(slug, func() (Case, error) { return e.c.with(func(c *Case) { c.Message.Header.Set(name, value) }) })
	}
	signature := e.c.Message.Header.Get(v3.HeaderSignature)
	header("v3-signtest-probe", v3.HeaderSignature, "WECHATPAY/SIGNTEST/"+signature)
	if strings.Contains(signature, "+") {
		header("v3-sig-plus-space", v3.HeaderSignature, strings.ReplaceAll(signature, "+", " "))
	}
	w.add("v3-verify-header-slots", func() (Case, error) {
		return e.c.with(func(c *Case) {
			h := c.Message.Header
			timestamp, nonce := h.Get(v3.HeaderTimestamp), h.Get(v3.HeaderNonce)
			h.Set(v3.HeaderTimestamp, nonce)
			h.Set(v3.HeaderNonce, timestamp)
		})
	})
	w.add("v3-verify-stale-timestamp", func() (Case, error) {
		return e.c.with(func(c *Case) { c.ClientError = "timestamp expired" })
	})
	if e.c.Kind == Response {
		w.add("v3-verify-unsigned-reply", func() (Case, error) {
			return e.c.with(func(c *Case) {
				c.Message.Header, c.Message.Status = http.Header{"Content-Type": {"application/json"}}, http.StatusBadGateway
			})
		})
	}
}

// breakVerifier verifies with another key.
func (e *examination) breakVerifier(w ways) {
	serial := e.c.Message.Header.Get(v3.HeaderSerial)
	used := func(slug Slug, key string) {
		w.add(slug, func() (Case, error) { return e.c.with(func(c *Case) { c.Message.VerifierKey = key }) })
	}
	if own := e.c.Keys.merchantSerial(); own != "" {
		used("v3-verify-merchant-cert", own)
	}
	for _, p := range e.c.Keys.Platform {
		switch id := string(p.ID); {
		case id == serial:
		case isPublicKeyID(id) != isPublicKeyID(serial):
			used("v3-verify-pubkey-mode", id)
		default:
			used("v3-verify-serial-not-loaded", id)
		}
	}
}

// breakSealed makes the mistakes of who opens what is right.
func (e *examination) breakSealed(w ways) {
	sealed := func(slug Slug, change func(*Sealed)) {
		w.add(slug, func() (Case, error) { return e.c.with(func(c *Case) { change(&c.Sealed) }) })
	}
	k := &e.c.Keys
	if e.c.API == wxpay.V2 {
		sealed("v2-reqinfo-key", func(s *Sealed) { s.KeyUsed = k.APIv2Key })
		sealed("v2-reqinfo-key-case", func(s *Sealed) { s.KeyUsed = wxpay.NewSecret(strings.ToUpper(v2.ReqInfoKey(k.APIv2Key))) })
		sealed("v2-reqinfo-cipher", func(s *Sealed) { s.Cipher = "AES-128-ECB" })
		return
	}
	sealed("v3-apiv3-key-wrong", func(s *Sealed) { s.KeyUsed = wxpay.NewSecret("x" + k.APIv3Key.Reveal()[1:]) })
	sealed("v3-apiv3-key-is-v2-key", func(s *Sealed) { s.KeyUsed = k.APIv2Key })
	sealed("v3-apiv3-key-length", func(s *Sealed) { s.KeyUsed = wxpay.NewSecret(k.APIv3Key.Reveal() + "\n") })
	sealed("v3-aad-lost", func(s *Sealed) { s.HasAssociatedDataUsed, s.AssociatedDataUsed = true, "" })
	sealed("v3-nonce-mixed", func(s *Sealed) { s.HasNonce, s.NonceUsed = true, "593BEC0C930B" })
	sealed("v3-ciphertext-encoding", func(s *Sealed) { s.Ciphertext = s.Ciphertext[:20] + " " + s.Ciphertext[20:] })
	sealed("v3-decrypt-wrong-scheme", func(s *Sealed) { s.Algorithm = "AEAD_SM4_GCM" })
}
