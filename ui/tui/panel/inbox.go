package panel

import (
	"sort"
	"time"

	"wxlens/ui/cell"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/page"
	"wxlens/ui/workbench/ledger"
	"wxlens/wxpay"
)

// Inbox lists the deliveries in order of arrival.
type Inbox struct {
	table[ledger.Delivery]
	Held    string // id of the delivery that another is to be compared with
	Grouped bool   // attempts of one event are one row
	Loading bool   // there are more in the journal, which is still being read
	Looking bool   // the journal is being searched for the query

	match   func(d *ledger.Delivery) bool // what the query lets through; nil: everything
	seen    int                           // deliveries that were there when the user last looked
	repeats map[string]int                // by the id of the first delivery of the event
	counted int                           // deliveries that were counted there
}

// NewInbox returns an empty list.
func NewInbox() *Inbox {
	b := &Inbox{table: newTable[ledger.Delivery](), repeats: map[string]int{}}
	b.Follow = true
	b.newest = func(length int) int { return length - 1 }
	b.id = func(d ledger.Delivery) string { return d.ID }
	return b
}

// Set replaces the deliveries.
func (b *Inbox) Set(all ledger.Deliveries) {
	grown := all.Len() >= b.all.Len()
	if !grown {
		clear(b.repeats)
		b.counted = 0
	}
	for ; b.counted < all.Len(); b.counted++ {
		if first := all.At(b.counted).DuplicateOf; first != "" {
			b.repeats[first]++
		}
	}
	b.set(all, grown)
}

// Filter shows the deliveries that match, and query as what was asked for.
func (b *Inbox) Filter(query string, match func(d *ledger.Delivery) bool) {
	b.Query, b.refused, b.match = query, "", match
	b.resieve()
}

// Refuse leaves the rows as they are and says why a query cannot be used.
func (b *Inbox) Refuse(query, why string) {
	b.Query, b.refused = query, why
	b.touch()
}

// Group shows the attempts of one event as one row, or each by itself.
func (b *Inbox) Group(on bool) {
	b.Grouped = on
	b.resieve()
}

func (b *Inbox) resieve() {
	match, grouped := b.match, b.Grouped
	if match == nil && !grouped {
		b.show(nil, false)
		return
	}
	b.show(func(d ledger.Delivery) bool {
		return (!grouped || d.DuplicateOf == "") && (match == nil || match(&d))
	}, false)
}

// Shown returns the ids of the rows that are shown.
func (b *Inbox) Shown() []string {
	ids := make([]string, b.Rows())
	for i := range ids {
		ids[i] = b.row(i).ID
	}
	return ids
}

// Of returns a delivery by its id.
func (b *Inbox) Of(id string) (ledger.Delivery, bool) {
	if d, ok := b.At(); ok && d.ID == id {
		return d, true
	}
	for i := b.all.Len() - 1; i >= 0; i-- {
		if d := b.all.At(i); d.ID == id {
			return d, true
		}
	}
	return ledger.Delivery{}, false
}

// sameMoment is how far apart two clocks may say that a delivery was.
const sameMoment = 2 * time.Second

// Failed returns the id of the delivery at a moment of which a check failed, and
// which may be about an order: what fails early does not tell. "" if there is none.
func (b *Inbox) Failed(no wxpay.OutTradeNo, at time.Time) (id string) {
	nearest, n := sameMoment, b.all.Len()
	from := sort.Search(n, func(i int) bool { return b.all.At(i).At.After(at.Add(-sameMoment)) })
	for i := from; i < n && b.all.At(i).At.Before(at.Add(sameMoment)); i++ {
		d := b.all.At(i)
		if off := d.At.Sub(at).Abs(); d.Judged && !d.OK && (d.OutTradeNo == no || d.OutTradeNo == "") && off < nearest {
			id, nearest = d.ID, off
		}
	}
	return id
}

// first returns the id of the first delivery of an event.
func first(d ledger.Delivery) string {
	if d.DuplicateOf != "" {
		return d.DuplicateOf
	}
	return d.ID
}

// Repeats returns how often the event that a delivery tells of came again.
func (b *Inbox) Repeats(d ledger.Delivery) int { return b.repeats[first(d)] }

// Attempts returns the deliveries of the event that a delivery tells of, in order
// of arrival; none if there was one alone.
func (b *Inbox) Attempts(d ledger.Delivery) []ledger.Delivery {
	if b.Repeats(d) == 0 {
		return nil
	}
	first := first(d)
	var found []ledger.Delivery
	for i := range b.all.Len() {
		if a := b.all.At(i); a.ID == first || a.DuplicateOf == first {
			found = append(found, a)
		}
	}
	return found
}

// ToMarked moves the cursor to the next marked row, round and round.
func (b *Inbox) ToMarked() bool {
	n := b.Rows()
	for i := range n {
		at := (b.Cursor + 1 + i) % n
		if b.row(at).Marked {
			b.To(at)
			b.Moved(false)
			return true
		}
	}
	return false
}

// Hold remembers a delivery to compare another with; "" forgets it.
func (b *Inbox) Hold(id string) {
	b.Held = id
	b.touch()
}

// Seen is called when the user looks at the newest.
func (b *Inbox) Seen() {
	if b.seen != b.all.Len() {
		b.seen = b.all.Len()
		b.touch()
	}
}

// Unseen returns how many arrived since.
func (b *Inbox) Unseen() int { return max(b.all.Len()-b.seen, 0) }

// Note is what the title says at its right end.
func (b *Inbox) Note(l *look.Look) string {
	note := ""
	switch words := l.Words().Inbox; {
	case b.Loading:
		return words.Reading
	case b.Looking:
		return words.Searching
	case b.Grouped:
		note = words.Grouped + " "
	}
	if b.Follow {
		return note + l.Words().Following + " " + l.Signs.On
	}
	return note + l.Words().Paused(b.Unseen())
}

// reasonColumn holds every short reason.
const reasonColumn = 11

// Draw draws what is inside the border.
func (b *Inbox) Draw(l *look.Look, width, height int, focused bool) []string {
	return b.draw(l, width, height, l.Words().NoDeliveries, func(i int) string {
		d := b.row(i)
		bg, cursor := base(l, i == b.Cursor, focused)
		line := l.Line(width, bg).Cell(l.Style.Accent, cursor, 1).Cell(l.Style.Accent, b.mark(l, &d), 1)
		line.Cell(l.Style.Muted, page.Clock(d.At), 9).Cell(l.Style.Text, eventName(l, &d), 8)
		sign, st, word := b.verdict(l, &d)
		line.Cell(st, sign, 2).Cell(st, word, min(max(width-cursorColumn-9-8-2-1-3, 6), reasonColumn)).Gap(1)
		code(l, line, d.Status, !d.Probe && (d.Status >= 300 || d.Forward == ledger.WouldRetry)) // a probe is to be refused
		b.more(l, line, &d)
		return line.String()
	})
}

// more puts what a wide row has room for: what the developer's server answered,
// the amount, the order, the note.
func (b *Inbox) more(l *look.Look, line *cell.Line, d *ledger.Delivery) {
	if line.Room() < 8 {
		return
	}
	line.Gap(1)
	if d.Forward == ledger.NotForwarded {
		line.Gap(6)
	} else {
		line.Put(l.Style.Muted, l.Signs.Next).Gap(1)
		code(l, line, d.ForwardStatus, d.Forward == ledger.WouldRetry)
		line.Gap(1)
	}
	if line.Room() > amountColumn+18 {
		yuan := ""
		if d.OutTradeNo != "" {
			yuan = d.Total.Yuan()
		}
		line.Gap(amountColumn-len(yuan)).Put(l.Style.Text, yuan).Gap(2)
	}
	if line.Room() > 14 {
		line.Put(l.Style.Muted, cell.Clean(string(d.OutTradeNo))).Gap(2)
	}
	if line.Room() > 8 {
		line.Put(l.Style.Accent, cell.Clean(d.Note))
	}
}

// code puts a status in three columns.
func code(l *look.Look, line *cell.Line, status int, bad bool) {
	st, s := l.Style.Muted, itoa(status)
	if bad {
		st = l.Style.Bad
	}
	if status == 0 {
		s = l.Signs.None
	}
	line.Cell(st, s, 3)
}

func (b *Inbox) mark(l *look.Look, d *ledger.Delivery) string {
	switch {
	case d.ID == b.Held:
		return "="
	case d.Marked:
		return l.Signs.Marked
	}
	return ""
}

func eventName(l *look.Look, d *ledger.Delivery) string {
	if name := l.Words().Events[d.EventType]; name != "" {
		return name
	}
	return cell.Clean(d.EventType)
}

// verdict says in a sign and a word what became of a delivery.
func (b *Inbox) verdict(l *look.Look, d *ledger.Delivery) (sign string, st cell.Style, word string) {
	words := l.Words()
	switch {
	case d.Probe:
		return l.Signs.Flag, l.Style.Accent, words.Probe
	case !d.Judged:
		return l.Signs.None, l.Style.Muted, words.NotJudged
	case !d.OK:
		st := l.Style.Bad
		if d.AtStake {
			st = l.Style.Live
		}
		if why := words.ShortReasons[d.Reason]; why != "" {
			return l.Signs.Bad, st, why
		}
		return l.Signs.Bad, st, l.Check(d.Failure)
	case d.DuplicateOf != "":
		return l.Signs.Done, l.Style.Good, words.RepeatShort
	}
	word = words.Verified
	if n := b.repeats[d.ID]; b.Grouped && n > 0 {
		word += " x" + itoa(n+1)
	}
	return l.Signs.Done, l.Style.Good, word
}
