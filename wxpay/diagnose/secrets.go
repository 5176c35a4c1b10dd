package diagnose

import (
	"bytes"
	"slices"
	"strings"

	"wxlens/wxpay"
)

// shortestSecret is the least length, in bytes, that a value is hidden from: of
// shorter ones any text is full.
const shortestSecret = 8

// secrets are the values that no text may show, in the forms in which a mistake may
// have brought them there; the longest first.
func (e *examination) secrets() (all []string) {
	k := &e.c.Keys
	values := append([]wxpay.Secret{k.APIv2Key, k.APIv3Key, k.AppSecret, e.c.Sealed.KeyUsed}, k.PreviousV2Keys...)
	for _, v := range values {
		s := v.Reveal()
		for _, form := range []string{s, strings.TrimSpace(s), strings.ToUpper(s), strings.ToLower(s), wide(s, false), wide(s, true)} {
			all = append(all, form)
			if len(form) > keyLength {
				all = append(all, form[:keyLength], form[len(form)-keyLength:])
			}
			if len(form) >= 16 {
				all = append(all, form[:16], form[len(form)-16:])
			}
		}
	}
	all = slices.DeleteFunc(all, func(s string) bool { return len(s) < shortestSecret })
	slices.SortFunc(all, func(a, b string) int { return len(b) - len(a) })
	return slices.Compact(all)
}

// hideSecrets makes secret parts of the keys in a text, wherever they got into it.
func (e *examination) hideSecrets(t wxpay.Text) wxpay.Text {
	secrets := e.secrets()
	out := wxpay.NewText(t.Len(), len(t.Parts())+1)
	last := 0
	for _, p := range t.Parts() {
		hide(&out, "", t.Bytes()[last:p.Start], secrets)
		if p.Secret {
			out.Hidden(p.Field, wxpay.NewSecret(string(t.Bytes()[p.Start:p.End])))
		} else {
			hide(&out, p.Field, t.Bytes()[p.Start:p.End], secrets)
		}
		last = p.End
	}
	hide(&out, "", t.Bytes()[last:], secrets)
	return out
}

// hide appends a run of bytes of one field, or of none.
func hide(out *wxpay.Text, field string, run []byte, secrets []string) {
	for _, s := range secrets {
		before, after, found := bytes.Cut(run, []byte(s))
		if !found {
			continue
		}
		hide(out, field, before, secrets)
		out.Hidden("key", wxpay.NewSecret(s))
		hide(out, field, after, secrets)
		return
	}
	switch {
	case field != "":
		out.Raw(field, run)
	default:
		out.Literal(string(run))
	}
}
