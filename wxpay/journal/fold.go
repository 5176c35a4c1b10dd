package journal

import (
	"cmp"
	"slices"

	"wxlens/wxpay"
)

// folding is an exchange while its records are read in order.
type folding struct {
	exchange wxpay.Exchange
	first    int64 // seq of its first record: the age of the exchange
}

// foldings gathers exchanges from rows that come sorted by exchange and seq.
type foldings []folding

func (f *foldings) add(r row) error {
	if n := len(*f); n == 0 || (*f)[n-1].exchange.ID != r.exchange {
		*f = append(*f, folding{wxpay.Exchange{ID: r.exchange}, r.seq})
	}
	return (*f)[len(*f)-1].add(r)
}

// add folds the next record in: what it says replaces what an earlier record of
// its kind said, except that forwards add up.
func (f *folding) add(r row) error {
	record, err := r.record()
	if err != nil {
		return err
	}
	x := &f.exchange
	switch e := record.Entry.(type) {
	case Opened:
		x.Direction, x.Profile, x.API, x.Call, x.From, x.Request = e.Direction, e.Profile, e.API, e.Call, e.From, e.Request
		x.Started = record.At
	case Answered:
		x.Reply, x.Fault, x.Elapsed = e.Reply, e.Fault, e.Elapsed
	case Judged:
		x.Checks, x.Facts, x.Probe = e.Checks, e.Facts, e.Probe
		x.Attempt, x.DuplicateOf = r.attempt, ""
		if r.first != x.ID {
			x.DuplicateOf = r.first
		}
	case Forwarded:
		x.Forwards = append(x.Forwards, e.Forward)
	case Noted:
		x.Marked, x.Note = e.Marked, e.Note
	}
	return nil
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
