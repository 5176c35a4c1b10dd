package diagnose

import (
	"bytes"
	"crypto/sha256"

	"wxlens/wxpay"
)

// printedForms are what a text may have been before it was printed and pasted: the
// line end behind it and the key are the first to be lost.
func printedForms(signed []byte, keys []v2Key) (forms [][]byte) {
	plain := bytes.TrimRight(signed, "\r\n")
	forms = append(forms, signed, plain, append(bytes.Clone(signed), '\n'), append(bytes.Clone(plain), '\n'), bytes.ReplaceAll(plain, []byte("\r\n"), []byte("\n")))
	for _, k := range keys {
		forms = append(forms, append(bytes.Clone(plain), "&key="+k.value.Reveal()...))
	}
	return forms
}

// ownText shows the text that the developer's program printed as what was signed,
// if it is: no mistake is known that makes it, but where it differs can be seen.
func (e *examination) ownText(m matcher, keys []v2Key) {
	if e.c.Signed == nil || e.d.Observed.Len() > 0 {
		return
	}
	for _, form := range printedForms(e.c.Signed, keys) {
		if e.isSigned(m, form, keys) {
			e.d.Observed = e.hideSecrets(wxpay.PlainText(form))
			return
		}
	}
}

func (e *examination) isSigned(m matcher, text []byte, keys []v2Key) bool {
	switch m := m.(type) {
	case *v3Matcher:
		sum := sha256.Sum256(text)
		for _, s := range m.signedBy() {
			if s.holds(text, &sum) {
				return true
			}
		}
	case *v2Matcher:
		var mem sealMemory
		for _, plain := range m.plain {
			for _, k := range keys {
				plain.macKey = k.value.Reveal()
				if m.value.is(mem.digest(&plain, text, nil)) {
					return true
				}
			}
		}
	}
	return false
}
