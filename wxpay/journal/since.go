package journal

import (
	"context"

	"wxlens/wxpay"
)

// Since returns the heads (no headers, no bodies, no evidence of checks) of every
// exchange that gained a record after seq, oldest first, each folded up to next,
// the seq to go on from. It reads up to limit records of news, all of them for 0;
// more says that there are others. An exchange may come again, on the next page
// or the next call: what comes later replaces what came before. Start with seq 0.
func (j *Journal) Since(ctx context.Context, seq int64, limit int) (heads []wxpay.Exchange, next int64, more bool, err error) {
	last, err := j.lastSeq(ctx)
	if err != nil {
		return nil, seq, false, j.unread("what is new", err)
	}
	next = max(last, seq)
	if limit > 0 {
		next = min(next, seq+int64(limit))
	}
	if next == seq {
		return nil, seq, false, nil
	}
	room := int(next-seq)/2 + 1 // most have two records: received, answered
	news := gathering{places: make(map[string]int, room)}
	news.exchanges, news.firsts = make([]wxpay.Exchange, 0, room), make([]int64, 0, room)
	rows, err := j.asked.news.QueryContext(ctx, seq, next)
	if err == nil {
		err = read(rows, headsOnly, news.add)
	}
	for i := range news.earlier {
		if err == nil {
			err = j.refold(ctx, &news.foldings, i, next)
		}
	}
	if err != nil {
		return nil, seq, false, j.unread("what is new", err)
	}
	return news.oldestFirst(), next, next < last, nil
}

// gathering folds rows that come in the order of seq.
type gathering struct {
	foldings
	places  map[string]int // of an exchange among those found
	earlier map[int]bool   // those that have records before what is read
}

func (g *gathering) add(r *row) error {
	at, known := g.places[r.exchange]
	if !known {
		at = len(g.exchanges)
		g.places[r.exchange] = at
		g.begin(r)
		if !r.opens {
			if g.earlier == nil {
				g.earlier = map[int]bool{}
			}
			g.earlier[at] = true
		}
	}
	if g.earlier[at] {
		return nil // it is read whole, and once is enough
	}
	return fold(&g.exchanges[at], r)
}

// refold reads all records of an exchange up to a seq.
func (j *Journal) refold(ctx context.Context, f *foldings, at int, upTo int64) error {
	var found foldings
	rows, err := j.asked.of.QueryContext(ctx, f.exchanges[at].ID, upTo)
	if err == nil {
		err = read(rows, headsOnly, found.add)
	}
	if err == nil && len(found.exchanges) == 1 {
		f.exchanges[at], f.firsts[at] = found.exchanges[0], found.firsts[0]
	}
	return err
}
