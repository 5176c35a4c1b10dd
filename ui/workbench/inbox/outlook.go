package inbox

import (
	"net/netip"

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

// Outlook returns the repeat that follows a delivery unless it is acknowledged;
// ok is false after the last one.
func Outlook(x *wxpay.Exchange) (next notify.Repeat, ok bool) { return notify.Forecast(x.Attempt) }
