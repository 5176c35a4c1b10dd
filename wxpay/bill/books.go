package bill

import "wxlens/wxpay"

// Entry is a payment or a refund as it is known here.
type Entry struct {
	OutTradeNo  wxpay.OutTradeNo
	OutRefundNo wxpay.OutRefundNo // "": the payment
	MchID       wxpay.MchID       // "" if it is not known
	Amount      wxpay.Fen
	State       string // a trade_state, or the status of a refund, in the words of V3
	// Day is the day of Beijing under which it must stand in a bill, YYYY-MM-DD; ""
	// for what never happened as far as is known.
	Day string
}

// Books are the payments and refunds that a bill is compared with. What they take
// grows with them alone, never with the bill.
type Books struct {
	entries  []Entry
	payments map[wxpay.OutTradeNo]int32
	refunds  map[wxpay.OutRefundNo]int32
}

// NewBooks returns empty books.
func NewBooks() *Books {
	return &Books{payments: map[wxpay.OutTradeNo]int32{}, refunds: map[wxpay.OutRefundNo]int32{}}
}

// Add enters a payment or a refund; the first of a number counts.
func (b *Books) Add(e Entry) {
	at := int32(len(b.entries))
	if e.OutRefundNo != "" {
		if _, known := b.refunds[e.OutRefundNo]; known {
			return
		}
		b.refunds[e.OutRefundNo] = at
	} else {
		if _, known := b.payments[e.OutTradeNo]; known {
			return
		}
		b.payments[e.OutTradeNo] = at
	}
	b.entries = append(b.entries, e)
}

// Len returns how many payments and refunds there are.
func (b *Books) Len() int { return len(b.entries) }

// marks are a bit for each entry.
type marks []uint64

func newMarks(n int) marks { return make(marks, (n+63)/64) }

// set marks an entry and reports whether it was marked before.
func (m marks) set(i int32) (before bool) {
	bit := uint64(1) << (i % 64)
	before = m[i/64]&bit != 0
	m[i/64] |= bit
	return before
}

func (m marks) has(i int) bool { return m[i/64]&(1<<(i%64)) != 0 }
