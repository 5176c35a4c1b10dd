package detail

import (
	"strconv"
	"time"

	"wxlens/ui/cell"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/page"
	"wxlens/ui/workbench/inbox"
	"wxlens/ui/workbench/ledger"
	"wxlens/wxpay"
)

// buildReceived shows a delivery that was picked from the inbox.
func (d *Detail) buildReceived(p *page.Page, l *look.Look) {
	x := d.Content.Delivery
	switch d.tab {
	case EnvelopeTab:
		buildEnvelope(p, l, x, d.Content.Attempts)
	case RawTab:
		ShowExchange(p, l, &x.Exchange, nil, RequestTab)
	case ForwardTab:
		buildForwards(p, l, &x.Exchange)
	default:
		buildDelivery(p, l, x, x.Exchange.Checks, d.tab)
	}
}

// buildDelivery shows the sides of a delivery that a step of the flow shows too.
func buildDelivery(p *page.Page, l *look.Look, x *inbox.Detail, checks []wxpay.Check, tab Tab) {
	words := l.Words()
	switch tab {
	case VerdictTab:
		if c, lost := wxpay.MoneyAtStake(checks); lost {
			p.Put(l.Style.Live, " "+words.Inbox.AtStake+" ")
			p.Put(l.Style.Bad, " "+l.Check(c.Name)+": "+words.Want+" "+cell.Clean(c.Want)+", "+words.Got+" "+cell.Clean(c.Got))
			p.Blank()
		}
		ShowExchange(p, l, &x.Exchange, checks, tab)
	case VerifiedTab:
		if x.Text.Len() == 0 {
			p.Words(l.Style.Muted, 1, words.NotVerified)
			return
		}
		p.SignText(x.Text)
		p.Blank()
		p.Chain(x.Trace, "")
	case PlainTab:
		if x.Plain == nil {
			p.Words(l.Style.Muted, 1, words.NoPlain)
			return
		}
		p.Disagreements(checks)
		p.Body(x.Plain)
	default:
		ShowExchange(p, l, &x.Exchange, checks, tab)
	}
}

// envelopeColumn holds the names of the members of an envelope.
const envelopeColumn = 25

// mostMembers bounds the body that is taken apart, in bytes: genuine ones are a few
// kB, and half a million members would hold the screens up.
const mostMembers = 64 << 10

// buildEnvelope tells who brought the delivery, when, and what it says in clear.
func buildEnvelope(p *page.Page, l *look.Look, x *inbox.Detail, attempts []ledger.Delivery) {
	words, e := l.Words().Inbox, &x.Exchange
	pair := func(name, value string, st cell.Style) { p.Pair(name, value, st, envelopeColumn) }
	if e.Marked || e.Note != "" {
		p.Marked(l.Style.Accent, l.Signs.Marked, e.Note)
		p.Blank()
	}
	pair(words.At, e.Started.Local().Format("2006-01-02 15:04:05.000"), l.Style.Text)
	from, st := words.UnknownSender, l.Style.Muted
	if e.From != "" {
		from, st = e.From, l.Style.Text
	}
	pair(words.From, from+"  "+published(l, e), st)
	pair(words.To, e.Request.Method+" "+e.Request.URL, l.Style.Text)
	pair(words.Profile, e.Profile+" · "+string(e.API), l.Style.Text)
	if e.Pruned {
		p.Marked(l.Style.Warn, l.Signs.Warn, words.Pruned)
	}
	p.Heading(words.InClear, "")
	if len(e.Request.Body) > mostMembers { // its bytes are under raw
		p.Marked(l.Style.Warn, l.Signs.Warn, l.Text.Reasons[wxpay.ReasonTooLarge].Why)
	} else {
		for _, m := range inbox.Members(e.Request.Body) {
			pair(m.Name, cell.Cut(m.Value, 2*p.Width(), l.Signs.Ellipsis), l.Style.Text)
		}
	}
	if len(attempts) < 2 {
		return
	}
	p.Heading(words.Attempts(len(attempts)), "")
	for i := range attempts {
		a := &attempts[i]
		line := l.Line(p.Width(), "").Gap(1)
		if a.ID == e.ID {
			line.Cell(l.Style.Accent, l.Signs.Cursor, 2)
		} else {
			line.Gap(2)
		}
		line.Cell(l.Style.Text, strconv.Itoa(a.Attempt), 4).Cell(l.Style.Muted, a.At.Local().Format(time.DateTime), 21)
		status(l, line, a.Status)
		p.Lines = append(p.Lines, line.String())
	}
}

func published(l *look.Look, x *wxpay.Exchange) string {
	words := l.Words().Inbox
	switch {
	case x.From == "":
		return ""
	case inbox.Published(x):
		return words.Published
	}
	return words.NotPublished
}

func status(l *look.Look, line *cell.Line, code int) {
	switch {
	case code == 0:
		line.Put(l.Style.Bad, l.Words().NoReply)
	case code >= 300:
		line.Put(l.Style.Bad, l.Signs.Bad+" "+strconv.Itoa(code))
	default:
		line.Put(l.Style.Good, l.Signs.Done+" "+strconv.Itoa(code))
	}
}
