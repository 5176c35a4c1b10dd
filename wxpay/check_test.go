package wxpay

import "testing"

func TestOneFailureIsEnough(t *testing.T) {
	checks := []Check{
		Pass(CheckStatus, "2xx", "200"), Skip(CheckOrderKnown, ReasonOrderUnknown, "", ""),
		Fail(CheckAmount, ReasonAmountDiffers, "1", "2"), Fail(CheckNotSeen, ReasonSeenBefore, "", ""),
	}
	if first, failed := FirstFailure(checks); !failed || first != checks[2] || OK(checks) {
		t.Errorf("first failure %+v, %v", first, failed)
	}
}

func TestWhatDoesNotApplyIsNoFailure(t *testing.T) {
	checks := []Check{Pass(CheckStatus, "", ""), Skip(CheckOrderKnown, ReasonOrderUnknown, "", "")}
	if first, failed := FirstFailure(checks); failed || !OK(checks) {
		t.Errorf("failed %+v", first)
	}
}

func TestWordsInBothLanguages(t *testing.T) {
	if w := (Words{ZH: "关单", EN: "close"}); w.In(Chinese) != "关单" || w.In(English) != "close" {
		t.Errorf("%q, %q", w.In(Chinese), w.In(English))
	}
}
