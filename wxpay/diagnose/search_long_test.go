package diagnose

import (
	"strings"
	"testing"
	"time"

	"wxlens/wxpay"
)

// A long message costs more for every text that is tried, so fewer are; the single
// mistakes are always found.
func TestLongMessagesAreSearchedInTime(t *testing.T) {
	order := func(sign string) *Case {
		return &Case{
			API: wxpay.V2, Kind: Request, Keys: Keys{MchID: "1900000109", APIv2Key: wxpay.NewSecret("8934e7d15453e97507ef794cf7b0519d")},
			Call: Call{URL: "https://api.mch.weixin.qq.com/pay/unifiedorder", Body: []byte("<xml><attach></attach><body>" + strings.Repeat("x", 512<<10) +
				"</body><mch_id>1900000109</mch_id><nonce_str>abc</nonce_str><out_trade_no>T1</out_trade_no><total_fee>1</total_fee><sign>" + sign + "</sign></xml>")},
		}
	}
	begun := time.Now()
	if d := diagnosed(t, order(strings.Repeat("AB", 16))); d.Verdict != Unexplained {
		t.Errorf("%s %v", d.Verdict, d.Causes)
	}
	if took := time.Since(begun); took > 8*time.Second { // without a bound it is minutes
		t.Errorf("took %v", took)
	}
	// The sign is hashlib.md5's of attach=&body=x…&mch_id=…&key=….
	if d := diagnosed(t, order("9B620EF3E041D4733F0375B51DEB01D5")); len(d.Causes) != 1 || d.Causes[0].Slug != "v2-empty-value-signed" {
		t.Errorf("%s %v", d.Verdict, d.Causes)
	}
}
