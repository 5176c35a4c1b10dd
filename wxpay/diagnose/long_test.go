package diagnose

import (
	"strings"
	"testing"
)

// A text far longer than any call is searched less deeply, and what one mistake made
// of it is found all the same.
func TestLongTextsAreSearchedLessDeeply(t *testing.T) {
	r := v3Request{"POST", "https://api.mch.weixin.qq.com/v3/pay/transactions/jsapi", `{"description":"` + strings.Repeat("x", 1<<20) + `"}`}
	e := &examination{c: v3RequestCase(r, "x")}
	auth, _ := e.authorization()
	text := string(e.v3BaseText(&auth))
	found := diagnosed(t, v3RequestCase(r, rsaSign(t, ownMerchant().key, []byte(strings.TrimSuffix(text, "\n")))))
	if !named(&found, "v3-final-newline-missing") {
		t.Errorf("%s %v", found.Verdict, slugsOf(found.Causes))
	}
	lost := diagnosed(t, v3RequestCase(r, rsaSign(t, ownMerchant().key, []byte("other"))))
	if lost.Verdict != Unexplained || lost.Tried > 2000 {
		t.Errorf("%s after %d texts of a mebibyte", lost.Verdict, lost.Tried)
	}
}
