package journal

import (
	"fmt"
	"slices"
	"sort"
	"time"

	"wxlens/wxpay"
)

// foldings are exchanges while their records are read in order.
type foldings struct {
	exchanges []wxpay.Exchange
	firsts    []int64 // seq of the first record of each: its age
}

// add takes in rows that come sorted by exchange and seq.
func (f *foldings) add(r *row) error {
	if n := len(f.exchanges); n == 0 || f.exchanges[n-1].ID != r.exchange {
		f.begin(r)
	}
	return fold(&f.exchanges[len(f.exchanges)-1], r)
}

func (f *foldings) begin(r *row) {
	f.exchanges = append(f.exchanges, wxpay.Exchange{ID: r.exchange})
	f.firsts = append(f.firsts, r.seq)
}

// keep drops the exchanges that keep is false for.
func (f *foldings) keep(keep func(x *wxpay.Exchange) bool) {
	n := 0
	for i := range f.exchanges {
		if keep(&f.exchanges[i]) {
			f.exchanges[n], f.firsts[n] = f.exchanges[i], f.firsts[i]
			n++
		}
	}
	f.exchanges, f.firsts = f.exchanges[:n], f.firsts[:n]
}

// fold takes the next record in: what it says replaces what an earlier record of
// its kind said, except that forwards add up.
func fold(x *wxpay.Exchange, r *row) error {
	var err error
	x.Pruned = x.Pruned || r.pruned
	switch r.kind {
	case kindReceived:
		var o Opened
		var j Judged
		if _, err = r.received(&o, &j); err == nil {
			o.foldInto(x, r)
			j.foldInto(x, r)
		}
	case kindOpened:
		var e Opened
		if err = r.opened(&e); err == nil {
			e.foldInto(x, r)
		}
	case kindAnswered:
		var e Answered
		if err = r.answered(&e); err == nil {
			x.Reply, x.Fault, x.Elapsed = e.Reply, e.Fault, e.Elapsed
		}
	case kindJudged:
		var e Judged
		if err = r.judged(&e); err == nil {
			e.foldInto(x, r)
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

func (e *Opened) foldInto(x *wxpay.Exchange, r *row) {
	x.Direction, x.Profile, x.API, x.Call, x.From, x.Request = e.Direction, e.Profile, e.API, e.Call, e.From, e.Request
	x.Started = time.Unix(0, r.at).UTC()
}

func (e *Judged) foldInto(x *wxpay.Exchange, r *row) {
	x.Checks, x.Facts, x.Probe = e.Checks, e.Facts, e.Probe
	x.Attempt, x.DuplicateOf = r.attempt, r.first
}

// oldestFirst returns the exchanges in the order of their first records.
func (f *foldings) oldestFirst() []wxpay.Exchange {
	if !slices.IsSorted(f.firsts) {
		sort.Sort(f)
	}
	return f.exchanges
}

// Len, Less and Swap implement [sort.Interface].
func (f *foldings) Len() int           { return len(f.firsts) }
func (f *foldings) Less(i, k int) bool { return f.firsts[i] < f.firsts[k] }
func (f *foldings) Swap(i, k int) {
	f.firsts[i], f.firsts[k] = f.firsts[k], f.firsts[i]
	f.exchanges[i], f.exchanges[k] = f.exchanges[k], f.exchanges[i]
}
