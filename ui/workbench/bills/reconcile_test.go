package bills

import (
	"slices"
	"testing"

	"wxlens/wxpay"
)

// A bill lists a refund under the day on which it was accepted, in Beijing.
func TestTheDayOfARefundIsThatOfItsAcceptance(t *testing.T) {
	accepted := wxpay.Exchange{Facts: wxpay.Facts{OutTradeNo: "T1", OutRefundNo: "R1", CreateTime: "2026-01-02T15:59:59Z"}}
	succeeded := wxpay.Exchange{Facts: wxpay.Facts{OutTradeNo: "T1", OutRefundNo: "R1", SuccessTime: "2026-01-03T00:00:01+08:00"}}
	inV2 := wxpay.Exchange{Facts: wxpay.Facts{OutTradeNo: "T2", OutRefundNo: "R2", SuccessTime: "2026-01-03 00:00:01"}}
	paid := wxpay.Exchange{Facts: wxpay.Facts{OutTradeNo: "T1", State: wxpay.Success, SuccessTime: "20260102235959"}}
	told := []wxpay.Exchange{accepted, succeeded, inV2, paid}
	for range 2 {
		d := days{map[wxpay.OutTradeNo]string{}, map[wxpay.OutRefundNo]string{}}
		for i := range told {
			d.learn(&told[i])
		}
		if d.refunded["R1"] != "2026-01-02" || d.refunded["R2"] != "2026-01-03" || d.paid["T1"] != "2026-01-02" {
			t.Errorf("%+v", d)
		}
		slices.Reverse(told)
	}
}
