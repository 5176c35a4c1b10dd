package sandbox

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"

	"wxlens/wxpay"
)

// billPlan is how bills differ on purpose from what happened. It holds for every
// bill until it is changed; with the same events it makes the same bill.
type billPlan struct {
	Kinds []string `json:"kinds,omitempty"`
	Fault string   `json:"fault,omitempty"` // of the file
	Seed  uint64   `json:"seed,omitempty"`
}

// Differences that can be planted, in the order in which a number of them is taken.
const (
	plantAmount  = "amount"  // a payment or refund of another amount
	plantState   = "state"   // a refund that failed, or a payment that was revoked
	plantMissing = "missing" // a row that is not there
	plantExtra   = "extra"   // a payment that never was
)

var plants = []string{plantAmount, plantState, plantMissing, plantExtra}

// Faults that a bill can have.
const (
	faultHash     = "wrong-hash"
	faultTotals   = "wrong-totals"
	faultNoTotals = "no-totals"
	faultRow      = "bad-row"      // an amount that is none
	faultColumns  = "column-count" // a value too many
)

var billFaults = []string{"", faultHash, faultTotals, faultNoTotals, faultRow, faultColumns}

// maxPlants bounds how many differences are planted.
const maxPlants = 100

// controlBill answers POST /_sandbox/bill: how long a download_url is good, the
// one thing that the documentation states in two ways; and what bills are to have
// that did not happen.
func (s *Sandbox) controlBill(w http.ResponseWriter, body []byte) {
	var req struct {
		Seconds *int      `json:"url_seconds"`
		Plant   *int      `json:"plant"`
		Kinds   *[]string `json:"kinds"`
		Fault   *string   `json:"fault"`
	}
	if !readControl(w, body, &req) {
		return
	}
	switch {
	case req.Seconds == nil && req.Plant == nil && req.Kinds == nil && req.Fault == nil:
		controlError(w, http.StatusBadRequest, `want "url_seconds", "plant", "kinds" or "fault"`)
		return
	case req.Seconds != nil && (*req.Seconds < 1 || *req.Seconds > 3600):
		controlError(w, http.StatusBadRequest, `"url_seconds": want 1 to 3600; the documentation says 30, of late 300`)
		return
	case req.Plant != nil && (*req.Plant < 0 || *req.Plant > maxPlants), req.Plant != nil && req.Kinds != nil, req.Kinds != nil && len(*req.Kinds) > maxPlants:
		controlError(w, http.StatusBadRequest, fmt.Sprintf(`want "plant" as a number up to %d, or as many "kinds"`, maxPlants))
		return
	case req.Kinds != nil && slices.ContainsFunc(*req.Kinds, func(kind string) bool { return !slices.Contains(plants, kind) }):
		controlError(w, http.StatusBadRequest, fmt.Sprintf(`"kinds": want %q`, plants))
		return
	case req.Fault != nil && !slices.Contains(billFaults, *req.Fault):
		controlError(w, http.StatusBadRequest, fmt.Sprintf(`"fault": want %q, "" for none`, billFaults[1:]))
		return
	}
	seed := rand.NewChaCha8([32]byte([]byte(s.random.text("0123456789abcdef", 32)))).Uint64()
	s.changeSettings(w, func(all *settings) {
		if req.Seconds != nil {
			all.BillLife = time.Duration(*req.Seconds) * time.Second
		}
		if req.Fault != nil {
			all.Bill.Fault = *req.Fault
		}
		if req.Kinds != nil {
			all.Bill.Kinds, all.Bill.Seed = *req.Kinds, seed
		}
		if req.Plant != nil {
			all.Bill.Kinds, all.Bill.Seed = nil, seed
			for i := range *req.Plant {
				all.Bill.Kinds = append(all.Bill.Kinds, plants[i%len(plants)])
			}
		}
	})
}

// plant changes the events of a day as planned. Where no event is left for a
// difference, a payment that never was stands in, so that their number is right; a
// day without events stays one.
func (p billPlan) plant(events []event, b billAsked) []event {
	var open []int // events of the day that are as they were
	for i, e := range events {
		if e.in(b) {
			open = append(open, i)
		}
	}
	if len(p.Kinds) == 0 || len(open) == 0 {
		return events
	}
	random := rand.New(rand.NewPCG(p.Seed, uint64(b.Day.Unix())))
	changed, missing := slices.Clone(events), map[int]bool{}
	pattern := events[open[0]]
	var extra []event
	for i, kind := range p.Kinds {
		at := -1
		if kind != plantExtra && len(open) > 0 {
			k := random.IntN(len(open))
			at = open[k]
			open = slices.Delete(open, k, k+1)
		}
		switch {
		case at < 0:
			extra = append(extra, pattern.never(i, random))
		case kind == plantMissing:
			missing[at] = true
		default:
			changed[at] = changed[at].differing(kind, random)
		}
	}
	var list []event
	for i, e := range changed {
		if !missing[i] {
			list = append(list, e)
		}
	}
	list = append(list, extra...)
	slices.SortStableFunc(list, func(a, b event) int { return a.at.Compare(b.at) })
	return list
}

// differing is an event with another amount, or in another state.
func (e event) differing(kind string, random *rand.Rand) event {
	more := wxpay.Fen(1 + random.IntN(99))
	switch {
	case kind == plantState && e.refund != nil:
		e.state = "FAIL"
	case kind == plantState:
		e.state = "REVOKED"
	case e.refund != nil:
		r := *e.refund
		r.Amount += more
		e.refund = &r
	default:
		o := *e.order
		o.Total += more
		e.order = &o
	}
	return e
}

// never is a payment like another's that never was.
func (e event) never(i int, random *rand.Rand) event {
	o := *e.order
	o.OutTradeNo = wxpay.OutTradeNo(fmt.Sprintf("PLANTED%d-%08d", i+1, random.IntN(1e8)))
	o.TransactionID = wxpay.TransactionID(fmt.Sprintf("42000%05d%s%010d", random.IntN(1e5), e.at.In(beijing).Format("20060102"), random.Int64N(1e10)))
	o.Total = wxpay.Fen(1 + random.IntN(10_000))
	return event{at: e.at, order: &o}
}

// spoil does to a bill what was planned.
func (p billPlan) spoil(file []byte) []byte {
	lines := bytes.SplitAfter(bytes.TrimSuffix(file, []byte("\r\n")), []byte("\r\n"))
	lines[len(lines)-1] = append(bytes.Clone(lines[len(lines)-1]), '\r', '\n')
	last, first := len(lines)-1, 1 // the values of the totals, the first row
	switch p.Fault {
	case faultTotals:
		lines[last] = bytes.Replace(lines[last], []byte("`"), []byte("`9"), 1)
	case faultNoTotals:
		lines = lines[:last-1]
	case faultRow:
		lines[first] = bytes.Replace(lines[first], []byte("0.00,"), []byte("0.0O,"), 1)
	case faultColumns:
		lines[first] = bytes.Replace(lines[first], []byte(",`"), []byte(",`,`"), 1)
	default:
		return file
	}
	return bytes.Join(lines, nil)
}

// announced is the hash that is told of a bill.
func (p billPlan) announced(sum []byte) []byte {
	if p.Fault == faultHash {
		sum = slices.Clone(sum)
		sum[0] ^= 0xff
	}
	return sum
}
