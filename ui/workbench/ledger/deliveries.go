package ledger

import (
	"iter"
	"maps"
	"math"
	"slices"
	"time"

	"wxlens/wxpay"
)

// Deliveries is a list of deliveries that never changes. It holds them packed: a
// hundred thousand take a tenth of what as many values of [Delivery] would.
type Deliveries struct {
	chunks []chunk
	kinds  []*kind
	n      int
}

// DeliveriesOf returns a list of these.
func DeliveriesOf(list ...Delivery) Deliveries {
	p := newPacking()
	for i := range list {
		p.add(&list[i], rest{})
	}
	return p.snapshot()
}

// Len returns how many there are.
func (d Deliveries) Len() int { return d.n }

// All yields them in order of arrival.
func (d Deliveries) All() iter.Seq[Delivery] {
	return func(yield func(Delivery) bool) {
		for i := range d.Len() {
			if !yield(d.At(i)) {
				return
			}
		}
	}
}

// chunkSize is how many deliveries share one text, and how many are copied when
// one of them changes.
const chunkSize = 256

// chunk is a run of packed deliveries.
type chunk struct {
	rows []packed
	text string       // what rows point into
	odd  map[int]*odd // those that cannot be packed, by their place in the chunk
}

// odd is a delivery that cannot be packed.
type odd struct {
	Delivery
	rest rest
}

// packed is a delivery without its texts: id, order and transaction stand one
// after the other in the text of its chunk, and what many have in common is told
// once, by its kind.
type packed struct {
	at      int64 // Unix time in nanoseconds
	kind    uint32
	elapsed uint32 // microseconds until it was answered
	total   int32
	first   int32 // index of the first delivery of the event; -1: this is it
	attempt uint32

	status, forwardStatus uint16
	offset                uint16 // into the text
	id, order, payment    uint8  // lengths there
	forward               ForwardState
	flags                 uint8
}

const (
	flagJudged = 1 << iota
	flagOK
	flagVerified
	flagAtStake
	flagProbe
	flagMarked
	flagOdd
)

// kind is what many deliveries have in common.
type kind struct {
	api                            wxpay.API
	profile, path, from, eventType string
	failure                        wxpay.CheckName
	reason                         wxpay.Reason
	rest                           rest
}

// rest is what is known beyond a [Delivery] of the order that it is about.
type rest struct {
	mchID    wxpay.MchID
	appID    wxpay.AppID
	currency string
	state    wxpay.TradeState
	elapsed  time.Duration
}

// At returns one of them, in order of arrival.
func (d Deliveries) At(i int) Delivery {
	c := &d.chunks[i/chunkSize]
	r := &c.rows[i%chunkSize]
	if r.flags&flagOdd != 0 {
		return c.odd[i%chunkSize].Delivery
	}
	k := d.kinds[r.kind]
	out := Delivery{
		ID: c.part(r, 0, r.id), At: time.Unix(0, r.at).UTC(), API: k.api, Profile: k.profile, Path: k.path, From: k.from,
		EventType: k.eventType, Failure: k.failure, Reason: k.reason, Total: wxpay.Fen(r.total),
		OutTradeNo:    wxpay.OutTradeNo(c.part(r, r.id, r.order)),
		TransactionID: wxpay.TransactionID(c.part(r, r.id+r.order, r.payment)),
		Judged:        r.flags&flagJudged != 0, OK: r.flags&flagOK != 0, Verified: r.flags&flagVerified != 0,
		AtStake: r.flags&flagAtStake != 0, Probe: r.flags&flagProbe != 0, Marked: r.flags&flagMarked != 0,
		Status: int(r.status), Attempt: int(r.attempt), Forward: r.forward, ForwardStatus: int(r.forwardStatus),
	}
	if r.first >= 0 {
		out.DuplicateOf = d.id(int(r.first))
	}
	return out
}

// part returns a part of the text of a row, from a place in it.
func (c *chunk) part(r *packed, from, length uint8) string {
	start := int(r.offset) + int(from)
	return c.text[start : start+int(length)]
}

func (d Deliveries) id(i int) string {
	c := &d.chunks[i/chunkSize]
	r := &c.rows[i%chunkSize]
	if r.flags&flagOdd != 0 {
		return c.odd[i%chunkSize].ID
	}
	return c.part(r, 0, r.id)
}

func (d Deliveries) outTradeNo(i int) wxpay.OutTradeNo {
	c := &d.chunks[i/chunkSize]
	r := &c.rows[i%chunkSize]
	if r.flags&flagOdd != 0 {
		return c.odd[i%chunkSize].OutTradeNo
	}
	return wxpay.OutTradeNo(c.part(r, r.id, r.order))
}

// rest returns what is known beyond a delivery.
func (d Deliveries) rest(i int) rest {
	c := &d.chunks[i/chunkSize]
	r := &c.rows[i%chunkSize]
	if r.flags&flagOdd != 0 {
		return c.odd[i%chunkSize].rest
	}
	more := d.kinds[r.kind].rest
	more.elapsed = time.Duration(r.elapsed) * time.Microsecond
	return more
}

// packing is the list while it grows. Chunks that a snapshot holds are copied
// before they change.
type packing struct {
	list   Deliveries
	tail   []byte // text of the last chunk
	kinds  map[kind]uint32
	places index        // by id
	owned  map[int]bool // chunks that no snapshot holds
}

func newPacking() *packing {
	return &packing{kinds: map[kind]uint32{}, places: newIndex(), owned: map[int]bool{}}
}

// snapshot returns the list as it is. It is not changed any more.
func (p *packing) snapshot() Deliveries {
	p.settle()
	clear(p.owned)
	out := p.list
	out.chunks = slices.Clone(p.list.chunks)
	out.kinds = p.list.kinds[:len(p.list.kinds):len(p.list.kinds)]
	return out
}

// settle makes the text of the last chunk readable.
func (p *packing) settle() {
	if n := len(p.list.chunks); n > 0 && len(p.list.chunks[n-1].text) != len(p.tail) {
		p.list.chunks[n-1].text = string(p.tail)
	}
}

// texts returns id, order and transaction of a packed delivery in one.
func (p *packing) texts(at int) string {
	c := &p.list.chunks[at/chunkSize]
	r := &c.rows[at%chunkSize]
	from, to := int(r.offset), int(r.offset)+int(r.id)+int(r.order)+int(r.payment)
	if at/chunkSize == len(p.list.chunks)-1 {
		return string(p.tail[from:to])
	}
	return c.text[from:to]
}

// text implements [texts]: deliveries are found by their ids.
func (p *packing) text(at int) string {
	c := &p.list.chunks[at/chunkSize]
	r := &c.rows[at%chunkSize]
	if r.flags&flagOdd != 0 {
		return c.odd[at%chunkSize].ID
	}
	return p.texts(at)[:r.id]
}

// find returns the place of a delivery.
func (p *packing) find(id string) (int, bool) { return p.places.find(id, p) }

// add appends a delivery, or replaces it, and returns its place.
func (p *packing) add(d *Delivery, more rest) int {
	if at, known := p.find(d.ID); known {
		p.replace(at, d, more)
		return at
	}
	at := p.list.n
	if at%chunkSize == 0 {
		p.settle()
		p.tail = nil
		p.list.chunks = append(p.list.chunks, chunk{rows: make([]packed, 0, chunkSize)})
	}
	p.list.n++
	c := &p.list.chunks[at/chunkSize]
	r, ok := p.pack(d, more)
	if ok = ok && len(p.tail)+len(d.ID) <= math.MaxUint16; ok {
		r.offset = uint16(len(p.tail))
		p.tail = append(append(append(p.tail, d.ID...), d.OutTradeNo...), d.TransactionID...)
	}
	c.rows = append(c.rows, r) // beyond what snapshots look at
	if !ok {
		p.put(at, d, more)
	}
	p.places.add(d.ID, at, p)
	return at
}

// own makes sure that no snapshot holds the chunk of a delivery.
func (p *packing) own(at int) *chunk {
	n := at / chunkSize
	c := &p.list.chunks[n]
	if !p.owned[n] {
		p.owned[n] = true
		rows := make([]packed, len(c.rows), chunkSize)
		copy(rows, c.rows)
		c.rows = rows
		if c.odd != nil {
			c.odd = maps.Clone(c.odd)
		}
	}
	return c
}

// put keeps a delivery as it is.
func (p *packing) put(at int, d *Delivery, more rest) {
	c := p.own(at)
	if c.odd == nil {
		c.odd = map[int]*odd{}
	}
	c.odd[at%chunkSize] = &odd{*d, more}
	c.rows[at%chunkSize] = packed{flags: flagOdd}
}

func (p *packing) replace(at int, d *Delivery, more rest) {
	r, ok := p.pack(d, more)
	c := p.own(at)
	old := &c.rows[at%chunkSize]
	same := ok && old.flags&flagOdd == 0 && r.order == old.order && r.payment == old.payment &&
		p.texts(at) == d.ID+string(d.OutTradeNo)+string(d.TransactionID)
	if !same { // its text is another one, or it never was packed
		p.put(at, d, more)
		return
	}
	r.offset = old.offset
	*old = r
}

// pack packs a delivery, if it can be.
func (p *packing) pack(d *Delivery, more rest) (r packed, ok bool) {
	elapsed := more.elapsed.Microseconds()
	more.elapsed = 0
	r = packed{
		at: d.At.UnixNano(), elapsed: uint32(max(elapsed, 0)), total: int32(d.Total), first: -1, attempt: uint32(d.Attempt),
		status: uint16(d.Status), forwardStatus: uint16(d.ForwardStatus), forward: d.Forward,
		id: uint8(len(d.ID)), order: uint8(len(d.OutTradeNo)), payment: uint8(len(d.TransactionID)),
	}
	if d.DuplicateOf != "" {
		first, known := p.find(d.DuplicateOf)
		if r.first = int32(first); !known {
			return r, false
		}
	}
	r.flags = bit(d.Judged, flagJudged) | bit(d.OK, flagOK) | bit(d.Verified, flagVerified) | bit(d.AtStake, flagAtStake) |
		bit(d.Probe, flagProbe) | bit(d.Marked, flagMarked)
	fits := d.Note == "" && wxpay.Fen(r.total) == d.Total && int(r.status) == d.Status && int(r.forwardStatus) == d.ForwardStatus &&
		len(d.ID)+len(d.OutTradeNo)+len(d.TransactionID) <= math.MaxUint8 && elapsed <= math.MaxUint32 &&
		time.Unix(0, r.at).Equal(d.At)
	if fits {
		r.kind, fits = p.kindOf(kind{d.API, d.Profile, d.Path, d.From, d.EventType, d.Failure, d.Reason, more})
	}
	return r, fits
}

func bit(set bool, flag uint8) uint8 {
	if set {
		return flag
	}
	return 0
}

// maxKinds bounds what is told once. Past it (somebody asks for another path with
// every request) deliveries are kept as they are.
const maxKinds = 1 << 16

func (p *packing) kindOf(k kind) (uint32, bool) {
	if n, known := p.kinds[k]; known {
		return n, true
	}
	n := uint32(len(p.list.kinds))
	if n == maxKinds {
		return 0, false
	}
	p.kinds[k] = n
	p.list.kinds = append(p.list.kinds, &k)
	return n, true
}
