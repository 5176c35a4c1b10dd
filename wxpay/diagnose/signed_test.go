package diagnose

import (
	"strings"
	"testing"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
)

// Where no mistake is known that made a text, the developer's own print of it shows
// where it differs.
func TestTheDevelopersTextIsComparedWhereNothingExplains(t *testing.T) {
	order := v2Orders[0]
	odd := append(v2.Message(nil), order...)
	odd[3].Value = "something else altogether"
	sign := v2.Sign(odd, wxpay.NewSecret(v2TestKey), v2.MD5)
	for name, printed := range map[string]string{
		"with the key": sign.Text.Reveal(), "without it": strings.TrimSuffix(sign.Text.Reveal(), "&key="+v2TestKey) + "\n",
	} {
		c := v2Case(order, sign.Signature)
		c.Signed = []byte(printed)
		d := diagnosed(t, c)
		at, ok := d.Difference()
		if d.Verdict != Unexplained || !ok || at.Field != "body" || strings.Contains(d.Observed.String(), v2TestKey) {
			t.Errorf("%s: %s, differs %v at %+v in %s", name, d.Verdict, ok, at, d.Observed)
		}
	}
	c := v2Case(order, sign.Signature)
	c.Signed = []byte("a=b")
	if d := diagnosed(t, c); d.Observed.Len() > 0 {
		t.Errorf("a text that was not signed is shown: %s", d.Observed)
	}
	text := "GET\n/v3/elsewhere\n1\n2\n\n"
	v := v3RequestCase(v3Requests[0], rsaSign(t, ownMerchant().key, []byte(text)))
	v.Signed = []byte(strings.TrimSuffix(text, "\n"))
	if d := diagnosed(t, v); d.Observed.String() != text || d.Verdict != Unexplained {
		t.Errorf("of V3: %s %q", d.Verdict, d.Observed)
	}
}
