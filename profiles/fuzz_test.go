package profiles

import (
	"strings"
	"testing"
)

// FuzzDecode holds the reading of both files of a profile to two promises: it
// never panics, and its errors quote no value, which may be a secret.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		"version = 1\nenvironment = \"sandbox\"\nmchid = \"1900000001\"\nappid = \"wx1\"\nmerchant_serial_no = \"5A\"\n\n[[platform_keys]]\nid = \"P\"\nkind = \"public-key\"\nfile = \"p.pem\"\n",
		"version = 1\napi_v2_key = \"sesame-open\"\n", "api_v3_key = sesame-open", "[", "version = 99999999999999999999", "\xff", "a.b.c = [1, {d = 2}]",
	} {
		f.Add(seed)
	}
	const secret = "sesame-open"
	f.Fuzz(func(t *testing.T, text string) {
		for _, into := range []any{&Profile{}, &secrets{}} {
			err := decode([]byte(text), into)
			if err != nil && strings.Contains(err.Error(), secret) && !strings.Contains(strings.ReplaceAll(text, " ", ""), secret+"=") && !strings.Contains(text, "["+secret) {
				t.Errorf("%q leaks in %v", text, err)
			}
		}
	})
}
