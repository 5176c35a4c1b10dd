package ledger

import (
	"context"

	"wxlens/wxpay"
)

// Each calls each for every delivery that the journal holds, in order of arrival,
// until it returns false. It reads page by page and keeps none of them.
func (l *Ledger) Each(ctx context.Context, each func(*Delivery) bool) error {
	told := map[string]bool{} // what gained records later comes again with them
	for seq := int64(0); ; {
		heads, next, more, err := l.journal.Since(ctx, seq, pageSize)
		if err != nil {
			return err
		}
		for i := range heads {
			x := &heads[i]
			if x.Direction != wxpay.Incoming || told[x.ID] {
				continue
			}
			told[x.ID] = true
			if d := deliveryOf(x); !each(&d) {
				return nil
			}
		}
		if !more {
			return nil
		}
		seq = next
	}
}
