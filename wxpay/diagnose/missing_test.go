package diagnose_test

import (
	"slices"
	"testing"

	"wxlens/wxpay/diagnose"
)

// What could not be looked at for want of a part is told by the name of the part.
func TestWhatIsMissingIsTold(t *testing.T) {
	untimed := byPublicKey().notice(publicKeyID)
	untimed.Message.Header.Del("Wechatpay-Timestamp")
	untold := byPublicKey().notice(publicKeyID)
	untold.Message.Body = nil
	unread := v2Notice(nil, "", "")
	unread.Message.Body = nil
	alone := byPublicKey().notice(publicKeyID)
	alone.Kind, alone.Observed = diagnose.Request, byPublicKey().signature()
	for want, c := range map[diagnose.Missing][]*diagnose.Case{"timestamp": {untimed}, "message-body": {untold, unread}, "request-line": {alone}} {
		for _, c := range c {
			d, err := diagnose.Diagnose(t.Context(), c, diagnose.Options{Depth: 1})
			if err != nil || d.Verdict != diagnose.Unexplained || !slices.Contains(d.Missing, want) {
				t.Errorf("%s: %s, missing %v, %v", want, d.Verdict, d.Missing, err)
			}
		}
	}
}
