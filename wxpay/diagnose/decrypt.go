package diagnose

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// choice is one value that a decryption may take, and the mistake of it.
type choice struct {
	value string
	found []found
}

// choices gathers values that differ.
type choices []choice

func (c *choices) add(value string, found ...found) {
	for _, other := range *c {
		if other.value == value {
			return
		}
	}
	*c = append(*c, choice{value, found})
}

// v3Decrypt diagnoses a resource that did not open (group G).
func (e *examination) v3Decrypt(ctx context.Context) error {
	s, k := &e.c.Sealed, &e.c.Keys
	if s.Ciphertext == "" {
		return e.cannotRead("resource")
	}
	if s.Algorithm != "" && s.Algorithm != v3.AlgorithmAESGCM {
		e.find("v3-decrypt-wrong-scheme", s.Algorithm)
		return nil
	}
	if s.isSensitive() {
		e.sensitive()
		return nil
	}
	if k.APIv3Key.IsZero() && s.KeyUsed.IsZero() {
		e.miss("apiv3-key")
	}
	opened, err := e.openResource(ctx)
	if err != nil {
		return err
	}
	if opened == nil {
		switch used := e.keyUsed(); {
		case e.untagged():
			e.find("v3-ciphertext-encoding", "− 16 bytes")
		case used != "" && len(used) != keyLength:
			e.find("v3-apiv3-key-length", strconv.Itoa(len(used)))
		}
		return nil
	}
	e.d.Verdict, e.right = Correct, true
	for _, f := range opened.found {
		e.find(f.slug, f.detail)
	}
	e.usedOtherwise(opened)
	e.oldJava("v3-jce-policy")
	return nil
}

// oldJava finds that nothing is wrong but the runtime, which forbids such keys.
func (e *examination) oldJava(slug Slug) {
	if len(e.d.Causes) == 0 && strings.Contains(strings.ToLower(e.c.ClientError), "illegal key size") {
		e.find(slug, "Illegal key size")
	}
}

// openedWith is what opened a resource.
type openedWith struct {
	key, associated, nonce string
	found                  []found // what had to be put right for it
}

// openResource tries keys, associated data, nonces and encodings until the
// resource opens, those with the fewest mistakes first.
func (e *examination) openResource(ctx context.Context) (*openedWith, error) {
	s := &e.c.Sealed
	keys, associated, nonces, texts := e.v3KeyChoices(), e.associatedChoices(), choices{{value: s.Nonce}}, ciphertextChoices(s.Ciphertext)
	for _, n := range []string{e.c.Message.Header.Get(v3.HeaderNonce), s.NonceUsed} {
		nonces.add(n, found{"v3-nonce-mixed", n})
	}
	for cost := 0; cost <= maxDepth; cost++ {
		for _, key := range keys {
			for _, a := range associated {
				for _, n := range nonces {
					for _, t := range texts {
						if ctx.Err() != nil {
							return nil, ctx.Err()
						}
						if len(key.found)+len(a.found)+len(n.found)+len(t.found) != cost {
							continue
						}
						e.d.Tried++
						r := v3.Resource{Algorithm: v3.AlgorithmAESGCM, Ciphertext: t.value, Nonce: n.value, AssociatedData: a.value}
						if _, err := r.Open(wxpay.NewSecret(key.value)); err == nil {
							all := append(append(append(append([]found(nil), key.found...), a.found...), n.found...), t.found...)
							return &openedWith{key.value, a.value, n.value, all}, nil
						}
					}
				}
			}
		}
	}
	return nil, nil
}

// keyUsed is the key that the developer's program took; it may be told by its name.
func (e *examination) keyUsed() string {
	k := &e.c.Keys
	used := e.c.Sealed.KeyUsed.Reveal()
	switch used {
	case "apiv3_key":
		return k.APIv3Key.Reveal()
	case "v2_key":
		return k.APIv2Key.Reveal()
	case "app_secret":
		return k.AppSecret.Reveal()
	case "merchant_private_key", "merchant_private_key_pem":
		return k.PrivateKey.Reveal()
	}
	return used
}

func (e *examination) v3KeyChoices() choices {
	k := &e.c.Keys
	var keys choices
	right := k.APIv3Key.Reveal()
	if right != "" {
		keys.add(right)
	}
	for _, key := range []string{right, e.keyUsed()} {
		trimmed := strings.Trim(key, "\ufeff\u200b\u00a0\"' \t\r\n")
		length := strconv.Itoa(len(key))
		keys.add(trimmed, found{"v3-apiv3-key-length", length})
		if len(trimmed) > keyLength {
			keys.add(trimmed[:keyLength], found{"v3-apiv3-key-length", length})
			keys.add(trimmed[len(trimmed)-keyLength:], found{"v3-apiv3-key-length", length})
		}
	}
	keys.add(e.keyUsed(), found{"v3-apiv3-key-wrong", ""})
	keys.add(k.APIv2Key.Reveal(), found{"v3-apiv3-key-is-v2-key", ""})
	keys.add(k.AppSecret.Reveal(), found{"v3-apiv3-key-wrong", "AppSecret"})
	for _, old := range k.PreviousV2Keys {
		keys.add(old.Reveal(), found{"v3-apiv3-key-is-v2-key", ""})
	}
	if right != "" {
		for _, key := range neighbours(right) {
			keys.add(key, found{"v3-apiv3-key-wrong", "≠ 1"})
		}
	}
	return keys
}

func (e *examination) associatedChoices() choices {
	s := &e.c.Sealed
	associated := choices{{value: s.AssociatedData}}
	for _, a := range []string{s.OriginalType, "transaction", "refund", "certificate", "security", ""} {
		associated.add(a, found{"v3-aad-lost", a})
	}
	return associated
}

// ciphertextChoices undo what happens to base64 on its way.
func ciphertextChoices(s string) choices {
	texts := choices{{value: s}}
	encoding := func(value, detail string) { texts.add(value, found{"v3-ciphertext-encoding", detail}) }
	encoding(strings.ReplaceAll(strings.TrimSpace(s), " ", "+"), "+ → ␠")
	encoding(strings.Join(strings.Fields(s), ""), "␠")
	encoding(strings.ReplaceAll(s, `\/`, "/"), `\/`)
	encoding(strings.NewReplacer("-", "+", "_", "/").Replace(s), "-_")
	encoding(unescapePercent(strings.ReplaceAll(s, "+", "%2B")), "%")
	if raw, err := hex.DecodeString(s); err == nil {
		encoding(base64.StdEncoding.EncodeToString(raw), "hex")
	}
	if raw, err := base64.StdEncoding.DecodeString(s); err == nil {
		encoding(string(raw), "base64 × 2")
	} else if raw, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(s, "=")); err == nil {
		encoding(base64.StdEncoding.EncodeToString(raw), "=")
	}
	return texts
}

// usedOtherwise compares what the developer's program used with what opens.
func (e *examination) usedOtherwise(o *openedWith) {
	s, k := &e.c.Sealed, &e.c.Keys
	switch used := e.keyUsed(); {
	case used == "" || used == o.key:
	case used == k.APIv2Key.Reveal():
		e.find("v3-apiv3-key-is-v2-key", "")
	case strings.Contains(used, "-----BEGIN"):
		e.find("v3-decrypt-wrong-scheme", "RSA")
	case len(used) != keyLength:
		e.find("v3-apiv3-key-length", strconv.Itoa(len(used)))
	default:
		e.find("v3-apiv3-key-wrong", "")
	}
	if s.HasAssociatedDataUsed && s.AssociatedDataUsed != o.associated {
		e.find("v3-aad-lost", fmt.Sprintf("%q ≠ %q", s.AssociatedDataUsed, o.associated))
	}
	if s.HasNonce && s.NonceUsed != o.nonce {
		e.find("v3-nonce-mixed", s.NonceUsed+" ≠ "+o.nonce)
	}
}

// v2Decrypt diagnoses a req_info that did not open (C8, C9).
func (e *examination) v2Decrypt() error {
	s, k := &e.c.Sealed, &e.c.Keys
	if s.ReqInfo == "" {
		return e.cannotRead("req-info")
	}
	if k.APIv2Key.IsZero() {
		e.miss("v2-key")
	}
	var keys choices
	if !k.APIv2Key.IsZero() {
		keys.add(k.APIv2Key.Reveal())
	}
	for _, key := range v2Keys(k, requestKeys) {
		keys.add(key.value.Reveal(), found{"v2-reqinfo-key", ""})
	}
	if !k.APIv2Key.IsZero() {
		for _, key := range neighbours(k.APIv2Key.Reveal()) {
			keys.add(key, found{"v2-reqinfo-key", "≠ 1"})
		}
	}
	for _, text := range ciphertextChoices(s.ReqInfo) {
		for _, key := range keys {
			e.d.Tried++
			plain, err := v2.OpenReqInfo(text.value, wxpay.NewSecret(key.value))
			if err != nil || !strings.Contains(string(plain), "<root>") {
				continue
			}
			e.d.Verdict, e.right = Correct, true
			for _, f := range append(append([]found(nil), key.found...), text.found...) {
				e.find(f.slug, f.detail)
			}
			e.reqInfoUsed(key.value)
			e.oldJava("v2-reqinfo-cipher")
			return nil
		}
	}
	return nil
}

// reqInfoUsed compares what the developer's program used with what opens.
func (e *examination) reqInfoUsed(right string) {
	aes := v2.ReqInfoKey(wxpay.NewSecret(right))
	switch used := e.keyUsed(); {
	case used == "" || used == aes:
	case strings.EqualFold(used, aes):
		e.find("v2-reqinfo-key-case", "A…F")
	case used == right && e.c.Sealed.KeyUsed.Reveal() == "v2_key":
	default:
		e.find("v2-reqinfo-key", strconv.Itoa(len(used)))
	}
	cipher := strings.ToUpper(strings.NewReplacer("_", "-", "/", "-").Replace(e.c.Sealed.Cipher))
	if cipher != "" && (strings.Contains(cipher, "128") || strings.Contains(cipher, "192") || strings.Contains(cipher, "CBC") || strings.Contains(cipher, "GCM")) {
		e.find("v2-reqinfo-cipher", e.c.Sealed.Cipher)
	}
}
