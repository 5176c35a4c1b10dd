package diagnose

import (
	"fmt"
	"strings"
	"testing"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
)

// No text of a diagnosis shows a key, whatever the mistake did to it.
func TestDiagnosesHideKeys(t *testing.T) {
	m := v2Orders[0]
	s := searchOfV2(v2Case(m, strings.Repeat("0", 32)))
	near := "X" + v2TestKey[1:]
	signs := []string{
		v2.Sign(m, wxpay.NewSecret(near), v2.MD5).Signature,
		v2.Sign(m, wxpay.NewSecret(v2TestKey+"\n"), v2.MD5).Signature,
		v2.Sign(m, wxpay.NewSecret("OLDOLDOLDOLDOLDOLDOLDOLDOLDOLDOL"), v2.MD5).Signature,
		v2.Sign(m, wxpay.NewSecret(v2TestKey[:16]), v2.MD5).Signature,
	}
	seal := ruleSeal(s, nil)
	for i := range s.departures {
		if sign, ok := s.sealed(combo{}.with(i), &seal); ok {
			signs = append(signs, sign)
		}
	}
	for _, sign := range signs {
		d := diagnosed(t, v2Case(m, sign))
		if d.Verdict != Explained || d.Observed.Len() == 0 {
			t.Errorf("%s: %s %v, text %q", sign, d.Verdict, slugsOf(d.Causes), d.Observed)
		}
		shown := fmt.Sprint(d.Observed, d.Text, d.Causes, d.Ties)
		for _, secret := range []string{v2TestKey, near, v2TestKey[:16], strings.ToUpper(v2TestKey), "OLDOLDOLD", wide(v2TestKey, false)} {
			if strings.Contains(shown, secret) {
				t.Errorf("%v shows a key: %q", slugsOf(d.Causes), d.Observed)
			}
		}
	}
}
