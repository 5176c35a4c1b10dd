package inbox

import (
	"net/netip"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/notify"
)

// FromPublished reports whether a delivery came from an address that WeChat Pay
// has published; known is false when nobody knows where it came from.
func FromPublished(x *wxpay.Exchange) (known, published bool) {
	addr, err := netip.ParseAddr(x.From)
	if err != nil {
		return false, false
	}
	return true, notify.Published(addr)
}

// Repeat is the next attempt that WeChat Pay makes when a delivery is not
// acknowledged.
type Repeat struct {
	In          time.Duration
	Attempt, Of int
}

// Outlook returns the repeat that follows a delivery unless it is acknowledged;
// ok is false after the last one (支付成功回调通知).
func Outlook(x *wxpay.Exchange) (next Repeat, ok bool) {
	made := max(x.Attempt, 1)
	if made > len(notify.Ladder) {
		return Repeat{}, false
	}
	return Repeat{In: notify.Ladder[made-1], Attempt: made + 1, Of: len(notify.Ladder) + 1}, true
}
