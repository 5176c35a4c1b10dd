package inbox

import (
	"context"
	"fmt"

	"wxlens/wxpay"
	"wxlens/wxpay/notify"
)

// Detail is one delivery opened: the exchange, how it was verified, what it says.
type Detail struct {
	Exchange wxpay.Exchange
	Text     wxpay.Text  // the text that was verified
	Trace    wxpay.Trace // recomputed
	Plain    []byte      // decrypted resource, nil if there is none
}

// Open returns a delivery with the trace of its verification. The checks are
// those that were made when it arrived; trace and plaintext are computed now,
// with the keys of its profile.
func (b *Inbox) Open(ctx context.Context, id string) (Detail, error) {
	x, err := b.Journal.Exchange(ctx, id)
	if err != nil {
		return Detail{}, err
	}
	d := Detail{Exchange: x}
	d.Exchange.Checks = withSeen(&x)
	for _, c := range b.Merchants() {
		if c.Name != x.Profile {
			continue
		}
		j := notify.Judge(x.Request.Header, x.Request.Body, c.Merchant, x.Started)
		d.Text, d.Trace, d.Plain = j.Text, j.Trace(), j.Plain
		return d, nil
	}
	return d, fmt.Errorf("the profile %q that received this notification is not there to verify it again", x.Profile)
}

// withSeen completes the checks of a delivery by the one that the journal decides.
func withSeen(x *wxpay.Exchange) []wxpay.Check {
	if !wxpay.OK(x.Checks) || x.Checks == nil {
		return x.Checks
	}
	first := x.DuplicateOf
	if first == "" {
		first = x.ID
	}
	return append(x.Checks[:len(x.Checks):len(x.Checks)], notify.Seen(first, x.ID))
}
