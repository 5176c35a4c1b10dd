package journal

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"wxlens/wxpay"
)

// folding is an exchange while its records are read in order.
type folding struct {
	exchange wxpay.Exchange
	first    int64 // seq of its first record: the age of the exchange
}

// foldings gathers exchanges from rows that come sorted by exchange and seq.
type foldings []folding

func (f *foldings) add(r *row) error {
	if n := len(*f); n == 0 || (*f)[n-1].exchange.ID != r.exchange {
		*f = append(*f, folding{wxpay.Exchange{ID: r.exchange}, r.seq})
	}
	return (*f)[len(*f)-1].add(r)
}

// add folds the next record in: what it says replaces what an earlier record of
// its kind said, except that forwards add up.
func (f *folding) add(r *row) error {
	var err error
	x := &f.exchange
	x.Pruned = x.Pruned || r.pruned
	switch r.kind {
	case kindReceived:
		var o Opened
		var j Judged
		if _, err = r.received(&o, &j); err == nil {
			f.opened(&o, r)
			f.judged(&j, r)
		}
	case kindOpened:
		var e Opened
		if err = r.opened(&e); err == nil {
			f.opened(&e, r)
		}
	case kindAnswered:
		var e Answered
		if err = r.answered(&e); err == nil {
			x.Reply, x.Fault, x.Elapsed = e.Reply, e.Fault, e.Elapsed
		}
	case kindJudged:
		var e Judged
		if err = r.judged(&e); err == nil {
			f.judged(&e, r)
		}
	case kindForwarded:
		var e wxpay.Forward
		err = r.forwarded(&e)
		x.Forwards = append(x.Forwards, e)
	case kindNoted:
		var e Noted
		err = r.noted(&e)
		x.Marked, x.Note = e.Marked, e.Note
	default:
		err = fmt.Errorf("kind %q is unknown", r.kind)
	}
	return r.unreadable(err)
}

func (f *folding) opened(e *Opened, r *row) {
	x := &f.exchange
	x.Direction, x.Profile, x.API, x.Call, x.From, x.Request = e.Direction, e.Profile, e.API, e.Call, e.From, e.Request
	x.Started = time.Unix(0, r.at).UTC()
}

func (f *folding) judged(e *Judged, r *row) {
	x := &f.exchange
	x.Checks, x.Facts, x.Probe = e.Checks, e.Facts, e.Probe
	x.Attempt, x.DuplicateOf = r.attempt, r.first
}

// oldestFirst returns the exchanges in the order of their first records.
func (f foldings) oldestFirst() []wxpay.Exchange {
	slices.SortFunc(f, func(a, b folding) int { return cmp.Compare(a.first, b.first) })
	out := make([]wxpay.Exchange, len(f))
	for i := range f {
		out[i] = f[i].exchange
	}
	return out
}
