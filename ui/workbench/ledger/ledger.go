// Package ledger keeps what the exchanges of the journal add up to: deliveries
// of notifications, orders, and the timeline of one order.
package ledger

import (
	"context"
	"sync"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/order"
)

// Journal is where exchanges are kept.
type Journal interface {
	Since(ctx context.Context, seq int64, limit int) (heads []wxpay.Exchange, next int64, more bool, err error)
	OfOrder(ctx context.Context, no wxpay.OutTradeNo) ([]wxpay.Exchange, error)
	Calls(ctx context.Context, no wxpay.OutTradeNo) ([]wxpay.Exchange, error)
	Changed() <-chan struct{}
}

// Ledger folds the journal as it grows.
type Ledger struct {
	journal Journal

	mu         sync.Mutex
	seq        int64
	version    int64
	loading    bool // the journal held more than was read at once
	deliveries *packing
	orders     *folding
	watchers   map[chan struct{}]bool
	ordered    map[wxpay.OutTradeNo]ordered
}

// ordered is the amount of an order as it was placed here, which never changes.
type ordered struct {
	total    wxpay.Fen
	currency string
}

// maxOrdered bounds how many amounts are remembered; the rest is read again.
const maxOrdered = 4096

// New returns a ledger that has read nothing yet.
func New(j Journal) *Ledger {
	l := &Ledger{journal: j, deliveries: newPacking(), watchers: map[chan struct{}]bool{}, ordered: map[wxpay.OutTradeNo]ordered{}}
	l.orders = newFolding(l.deliveries)
	return l
}

// Snapshot is the ledger at one moment. Its contents are never changed.
type Snapshot struct {
	Version    int64
	Loading    bool       // there is more in the journal; whoever subscribed is poked until all of it is there
	Orders     Orders     // the newest first
	Deliveries Deliveries // in order of arrival
}

// Follow pokes everyone who subscribed whenever the journal grows, until the
// context ends.
func (l *Ledger) Follow(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-l.journal.Changed():
		}
		l.mu.Lock()
		l.poke()
		l.mu.Unlock()
	}
}

func (l *Ledger) poke() {
	for watcher := range l.watchers {
		select {
		case watcher <- struct{}{}:
		default: // already poked: a reader that wakes late reads everything
		}
	}
}

// Subscribe returns a channel that is poked after the journal has grown, for one
// reader, and a function that ends the subscription.
func (l *Ledger) Subscribe() (changed <-chan struct{}, stop func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	watcher := make(chan struct{}, 1)
	l.watchers[watcher] = true
	return watcher, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.watchers, watcher)
	}
}

// Refresh folds in what the journal has gained and returns the state after it. A
// long journal is read in parts, so that nobody waits for all of it: a snapshot
// that is still loading is right as far as it goes, and the next Refresh goes on.
func (l *Ledger) Refresh(ctx context.Context) (Snapshot, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	page := firstPage
	if l.seq > 0 {
		page = nextPage
	}
	if err := l.read(ctx, page); err != nil {
		return Snapshot{}, err
	}
	if l.loading {
		l.poke()
	}
	return l.snapshot(), nil
}

// Whole folds in everything that the journal has gained.
func (l *Ledger) Whole(ctx context.Context) (Snapshot, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for more := true; more; more = l.loading {
		if err := l.read(ctx, nextPage); err != nil {
			return Snapshot{}, err
		}
	}
	return l.snapshot(), nil
}

// Records that one read takes in: a screenful and more at first, then as many as
// take a few hundredths of a second. They come in parts, because heads are larger
// than what is kept of them by a multiple: all of them at once would double what
// the program takes in memory.
const (
	firstPage = 2048
	nextPage  = 4096
	part      = 512
)

func (l *Ledger) read(ctx context.Context, page int) error {
	for read := 0; read < page; read += part {
		heads, next, more, err := l.journal.Since(ctx, l.seq, part)
		if err != nil {
			return err
		}
		for i := range heads {
			l.add(&heads[i])
		}
		if next != l.seq || more != l.loading {
			l.seq, l.loading = next, more
			l.version++
		}
		if !more {
			break
		}
	}
	return nil
}

func (l *Ledger) snapshot() Snapshot {
	d := l.deliveries.snapshot()
	return Snapshot{Version: l.version, Loading: l.loading, Orders: l.orders.snapshot(d), Deliveries: d}
}

func (l *Ledger) add(x *wxpay.Exchange) {
	place := -1
	if x.Direction == wxpay.Incoming {
		if at, known := l.deliveries.find(x.ID); known {
			l.orders.keep(at, x)
		}
		d := deliveryOf(x)
		place = l.deliveries.add(&d, restOf(x))
	}
	l.orders.add(x, place)
}

// Order returns what is known of one order, or nil. It reads the journal itself,
// so it costs the same however much the journal holds.
func (l *Ledger) Order(ctx context.Context, no wxpay.OutTradeNo) (*order.Order, error) {
	o, _, err := l.orderOf(ctx, no)
	return o, err
}

// Ordered returns the amount of an order as it was placed here, by this process or
// another. It is asked for with every delivery, so that a hundred repeats must not
// each read all others: only our own calls tell it.
func (l *Ledger) Ordered(ctx context.Context, no wxpay.OutTradeNo) (total wxpay.Fen, currency string, ok bool) {
	l.mu.Lock()
	known, ok := l.ordered[no]
	l.mu.Unlock()
	if ok {
		return known.total, known.currency, true
	}
	calls, err := l.journal.Calls(ctx, no)
	if err != nil || len(calls) == 0 {
		return 0, "", false
	}
	o, placed := bookOf(calls).Get(no)
	if !placed || !o.Placed() {
		return 0, "", false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.ordered) >= maxOrdered {
		clear(l.ordered)
	}
	l.ordered[no] = ordered{o.Total, o.Currency}
	return o.Total, o.Currency, true
}

func (l *Ledger) orderOf(ctx context.Context, no wxpay.OutTradeNo) (*order.Order, []wxpay.Exchange, error) {
	exchanges, err := l.journal.OfOrder(ctx, no)
	if err != nil {
		return nil, nil, err
	}
	o, _ := bookOf(exchanges).Get(no)
	return o, exchanges, nil
}

func bookOf(exchanges []wxpay.Exchange) *order.Book {
	book := order.NewBook()
	for i := range exchanges {
		book.Add(&exchanges[i])
	}
	return book
}

// Deliveries returns the notifications about one order, in order of arrival.
func (l *Ledger) Deliveries(ctx context.Context, no wxpay.OutTradeNo) ([]Delivery, error) {
	exchanges, err := l.journal.OfOrder(ctx, no)
	if err != nil {
		return nil, err
	}
	var deliveries []Delivery
	for i := range exchanges {
		if exchanges[i].Direction == wxpay.Incoming {
			deliveries = append(deliveries, deliveryOf(&exchanges[i]))
		}
	}
	return deliveries, nil
}

// Event is one thing that happened to an order.
type Event struct {
	At            time.Time
	Exchange      string
	Direction     wxpay.Direction
	Call          string // catalogue id, order.CallNotify or order.CallCashier
	Status        int    // of the reply; 0: none
	OK            bool   // no check failed
	Elapsed       time.Duration
	Says          wxpay.TradeState
	Refund        wxpay.RefundState // of the refund that it is about, if it is about one
	Contradiction bool
	Probe         bool // a deliberately wrong signature, discarded as it should be
	DuplicateOf   string
}

// Timeline returns everything that happened to an order, oldest first, what
// failed included.
func (l *Ledger) Timeline(ctx context.Context, no wxpay.OutTradeNo) ([]Event, error) {
	o, exchanges, err := l.orderOf(ctx, no)
	if err != nil {
		return nil, err
	}
	evidence := map[string]order.Evidence{}
	if o != nil {
		for _, e := range o.Evidence {
			evidence[e.Exchange] = e
		}
	}
	events := make([]Event, 0, len(exchanges))
	for i := range exchanges {
		x := &exchanges[i]
		e := Event{
			At: x.Started, Exchange: x.ID, Direction: x.Direction, Call: x.Call, OK: wxpay.OK(x.Checks), Elapsed: x.Elapsed,
			Says: evidence[x.ID].Says, Refund: evidence[x.ID].Refund, Contradiction: evidence[x.ID].Contradiction, Probe: x.Probe, DuplicateOf: x.DuplicateOf,
		}
		if x.Reply != nil {
			e.Status = x.Reply.Status
		}
		events = append(events, e)
	}
	return events, nil
}
