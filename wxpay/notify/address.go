package notify

import (
	"net/netip"
	"slices"
)

// publishedRanges are the addresses that notifications come from, as the page
// 回调IP lists them (2024-07): payments, then refunds and profit sharing, then
// risk. They may change without notice, so they are a hint and never proof.
var publishedRanges = []netip.Prefix{
	netip.MustParsePrefix("101.226.103.0/25"), netip.MustParsePrefix("140.207.54.0/25"), netip.MustParsePrefix("121.51.58.128/25"), // Shanghai
	netip.MustParsePrefix("183.3.234.0/25"), netip.MustParsePrefix("58.251.80.0/25"), netip.MustParsePrefix("121.51.30.128/25"), // Shenzhen
	netip.MustParsePrefix("203.205.219.128/25"),                                                                                  // Hong Kong
	netip.MustParsePrefix("81.71.199.64/32"), netip.MustParsePrefix("81.71.198.25/32"), netip.MustParsePrefix("81.71.199.59/32"), // Guangzhou
	netip.MustParsePrefix("175.24.214.208/32"), netip.MustParsePrefix("175.24.211.24/32"), netip.MustParsePrefix("175.24.213.135/32"),
	netip.MustParsePrefix("109.244.180.23/32"), netip.MustParsePrefix("114.132.203.119/32"), netip.MustParsePrefix("43.139.43.69/32"),
	netip.MustParsePrefix("43.140.107.97/32"), netip.MustParsePrefix("43.140.107.217/32"), netip.MustParsePrefix("43.140.107.141/32"),
}

// PublishedRanges returns the addresses that WeChat Pay has published for its
// notifications.
func PublishedRanges() []netip.Prefix { return slices.Clone(publishedRanges) }

// Published reports whether an address is one of [PublishedRanges]. The signature
// is the proof of who sent a notification; this is not.
func Published(addr netip.Addr) bool {
	addr = addr.Unmap()
	return slices.ContainsFunc(publishedRanges, func(p netip.Prefix) bool { return p.Contains(addr) })
}
