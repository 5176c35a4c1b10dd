package panel

import (
	"strconv"

	"wxlens/ui/cell"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/page"
	"wxlens/ui/workbench/ledger"
	"wxlens/ui/workbench/state"
	"wxlens/wxpay"
	"wxlens/wxpay/order"
)

func itoa(n int) string { return strconv.Itoa(n) }

// contains searches without regard to the case of ASCII letters. query is in
// lower case.
func contains(s, query string) bool {
	if query == "" {
		return true
	}
	first := query[0]
	for at := 0; at+len(query) <= len(s); at++ {
		if lower(s[at]) != first {
			continue
		}
		n := 1
		for n < len(query) && lower(s[at+n]) == query[n] {
			n++
		}
		if n == len(query) {
			return true
		}
	}
	return false
}

func lower(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}

// base returns the background of a row and the sign before it.
func base(l *look.Look, selected, focused bool) (cell.Style, string) {
	switch {
	case selected && focused:
		return l.Style.Selected, l.Signs.Cursor
	case selected:
		return l.Style.Marked, l.Signs.Cursor
	}
	return "", ""
}

// Orders lists the orders, the newest first.
type Orders struct{ table[*order.Order] }

// NewOrders returns an empty list.
func NewOrders() *Orders {
	o := &Orders{table: newTable[*order.Order]()}
	o.Follow = true
	o.newest = func(int) int { return 0 }
	o.id = func(o *order.Order) string { return string(o.OutTradeNo) }
	o.match = func(o *order.Order, q string) bool {
		return contains(string(o.OutTradeNo), q) || contains(string(o.State), q) || contains(o.Total.Yuan(), q) ||
			contains(string(o.TransactionID), q)
	}
	return o
}

// Set replaces the orders.
func (o *Orders) Set(all ledger.Orders) { o.set(all, false) }

// Columns of an order. A panel of 36 columns, the least that a wide screen has,
// shows our numbers whole, amounts below a million and most states; where there
// is more room the longest state comes first, then longer numbers.
const (
	cursorColumn = 2
	amountColumn = 9
	stateColumn  = 7
	longestState = 10
	wholeRow     = cursorColumn + 16 + 1 + amountColumn + 1 + stateColumn
)

// Draw draws what is inside the border.
func (o *Orders) Draw(l *look.Look, width, height int, focused bool) []string {
	return o.draw(l, width, height, l.Words().NoOrders, func(i int) string {
		row := o.row(i)
		bg, cursor := base(l, i == o.Cursor, focused)
		line := l.Line(width, bg).Cell(l.Style.Accent, cursor, cursorColumn)
		state := min(stateColumn+max(width-wholeRow, 0), longestState)
		no := max(width-cursorColumn-1-amountColumn-1-state, 8) // its end tells most
		line.Cell(l.Style.Text, cell.CutLeft(cell.Clean(string(row.OutTradeNo)), no, l.Signs.Ellipsis), no).Gap(1)
		yuan := row.Total.Yuan()
		line.Gap(amountColumn-len(yuan)).Put(l.Style.Text, yuan).Gap(1)
		return line.Put(l.State(row.State), page.State(row.State)).String()
	})
}

// Profiles lists the profiles.
type Profiles struct{ table[state.Profile] }

// NewProfiles returns an empty list.
func NewProfiles() *Profiles {
	p := &Profiles{table: newTable[state.Profile]()}
	p.newest = func(int) int { return 0 }
	p.id = func(p state.Profile) string { return p.Name }
	return p
}

// Set replaces the profiles.
func (p *Profiles) Set(all []state.Profile) { p.set(inMemory[state.Profile](all), false) }

// Draw draws what is inside the border.
func (p *Profiles) Draw(l *look.Look, width, height int, focused bool) []string {
	words := l.Words()
	return p.draw(l, width, height, words.NoProfiles, func(i int) string {
		row := p.row(i)
		bg, cursor := base(l, i == p.Cursor, focused)
		line := l.Line(width, bg).Cell(l.Style.Accent, cursor, 2)
		sign, st := l.Signs.Off, l.Style.Muted
		if row.Current {
			sign, st = l.Signs.On, l.Style.Good
		}
		line.Put(st, sign).Gap(1).Put(l.Style.Text, row.Name).Gap(2)
		switch {
		case row.Fault != "":
			line.Put(l.Style.Bad, l.Signs.Bad+" "+row.Fault)
		case row.Live:
			line.Put(l.Style.Warn, words.Live)
		default:
			line.Put(l.Style.Muted, words.Sandbox)
		}
		return line.Right(l.Style.Muted, string(row.MchID), 1).String()
	})
}

// Timeline lists what happened to one order.
type Timeline struct {
	table[ledger.Event]
	Order *order.Order // nil: none is selected
}

// NewTimeline returns an empty timeline.
func NewTimeline() *Timeline {
	t := &Timeline{table: newTable[ledger.Event]()}
	t.Follow = true
	t.newest = func(length int) int { return length - 1 }
	t.id = func(e ledger.Event) string { return e.Exchange }
	return t
}

// Set replaces the events, or forgets them with a nil order.
func (t *Timeline) Set(o *order.Order, events []ledger.Event) {
	if o == nil || t.Order == nil || o.OutTradeNo != t.Order.OutTradeNo {
		t.Follow = true
	}
	t.Order = o
	t.set(inMemory[ledger.Event](events), false)
}

// Failed returns the last event of which a check failed.
func (t *Timeline) Failed() (e ledger.Event, ok bool) {
	for i := t.all.Len() - 1; i >= 0; i-- {
		if e := t.all.At(i); !e.OK {
			return e, true
		}
	}
	return e, false
}

// Fit says how many lines there are inside the border; the last is the state's.
func (t *Timeline) Fit(lines int) { t.table.Fit(max(lines-1, 1)) }

// Draw draws what is inside the border.
func (t *Timeline) Draw(l *look.Look, width, height int, focused bool) []string {
	if height < 2 {
		return Fill(l, []string{t.state(l, width)}, width, height)
	}
	lines := t.draw(l, width, height-1, l.Words().NoTimeline, func(i int) string {
		bg, cursor := base(l, i == t.Cursor, focused)
		if !focused {
			bg, cursor = "", ""
		}
		return page.Event(l, t.row(i), width, bg, cursor)
	})
	return append(lines, t.state(l, width))
}

// state shows the states that the order went through and what is legal now.
func (t *Timeline) state(l *look.Look, width int) string {
	line := l.Line(width, "").Gap(1)
	if t.Order == nil {
		return line.Put(l.Style.Muted, l.Words().NoOrderChosen).String()
	}
	last := wxpay.TradeState("")
	for _, e := range t.Order.Evidence {
		if e.Says == "" || e.Says == last || e.Contradiction || e.Source == order.FromClient {
			continue
		}
		if last != "" {
			line.Gap(1).Put(l.Style.Muted, l.Signs.Arrow).Gap(1)
		}
		line.Put(l.State(e.Says), string(e.Says))
		last = e.Says
	}
	if last == "" {
		line.Put(l.Style.Muted, page.State(t.Order.State))
	}
	return line.Gap(3).Put(l.Style.Muted, l.Words().LegalNow).Put(l.Style.Accent, page.LegalNow(l, t.Order.State)).String()
}
