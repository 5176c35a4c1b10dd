package ledger

import (
	"context"

	"wxlens/wxpay"
)

// Each calls each for every delivery that the journal holds, in order of arrival,
// until it returns false. It reads page by page, twice, and keeps only what later
// pages add to earlier ones: answers at the edge of a page, marks, notes.
func (l *Ledger) Each(ctx context.Context, each func(*Delivery) bool) error {
	known, later := map[string]bool{}, map[string]wxpay.Exchange{}
	err := l.incoming(ctx, func(x *wxpay.Exchange) bool {
		if known[x.ID] {
			later[x.ID] = *x
		}
		known[x.ID] = true
		return true
	})
	if err != nil {
		return err
	}
	return l.incoming(ctx, func(x *wxpay.Exchange) bool {
		if !known[x.ID] {
			return true // told already, or new since
		}
		delete(known, x.ID)
		if whole, again := later[x.ID]; again {
			x = &whole
		}
		d := deliveryOf(x)
		return each(&d)
	})
}

// eachPage is how many records one read takes into memory.
const eachPage = 4096

// incoming calls each for the heads of received exchanges as the journal pages
// them, the same again where it gained records.
func (l *Ledger) incoming(ctx context.Context, each func(*wxpay.Exchange) bool) error {
	for seq, more := int64(0), true; more; {
		var heads []wxpay.Exchange
		var err error
		if heads, seq, more, err = l.journal.Since(ctx, seq, eachPage); err != nil {
			return err
		}
		for i := range heads {
			if heads[i].Direction == wxpay.Incoming && !each(&heads[i]) {
				return nil
			}
		}
	}
	return nil
}
