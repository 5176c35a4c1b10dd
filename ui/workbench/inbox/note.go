package inbox

import (
	"context"

	"wxlens/wxpay/journal"
)

// Annotate keeps what the user thinks of a delivery. Marked ones are never let go
// to keep the journal small.
func (b *Inbox) Annotate(ctx context.Context, id string, marked bool, note string) error {
	if _, err := b.Journal.Exchange(ctx, id); err != nil {
		return err
	}
	_, err := b.Journal.Append(ctx, journal.Record{Exchange: id, At: b.Now(), Entry: journal.Noted{Marked: marked, Note: note}})
	return err
}
