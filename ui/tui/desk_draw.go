package tui

import (
	"strconv"
	"strings"
	"time"

	"wxlens/ui/cell"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/panel"
	"wxlens/ui/workbench/control"
	"wxlens/wxpay"
)

func (d *desk) draw(l *look.Look, width, height int) (string, []string, int, int) {
	lines := d.list(l, width)
	if d.below > 0 {
		lines = append(lines, panel.Fill(l, d.about(l, width), width, d.below)...)
	}
	return d.title(l, width), panel.Fill(l, lines, width, height), -1, 0
}

// title tells where the sandbox is and what time it is there.
func (d *desk) title(l *look.Look, width int) string {
	words := l.Words().Desk
	parts := []string{words.Title}
	if d.read {
		parts = append(parts, strings.TrimPrefix(d.state.URL, "http://"), moment(d.state.Now))
		switch off := d.ahead.Round(time.Second); {
		case off >= noticeable:
			parts = append(parts, words.Ahead(page.Span(off)))
		case off <= -noticeable:
			parts = append(parts, words.Behind(page.Span(-off)))
		}
	}
	title := strings.Join(parts, " · ")
	if d.spun > quiet {
		sign := l.Signs.Spinner[d.spun%len(l.Signs.Spinner)]
		title += " · " + sign + " " + page.Elapsed(time.Duration(d.spun)*spin)
	}
	return cell.Cut(cell.Clean(title), max(width-4, 1), l.Signs.Ellipsis)
}

const (
	noticeable = 2 * time.Second // between business time and real time
	quiet      = 2               // ticks without a spinner: most answers come sooner
)

// moment writes a business time in full.
func moment(t time.Time) string { return t.Local().Format(time.DateTime) }

// list draws the rows that are seen.
func (d *desk) list(l *look.Look, width int) []string {
	p := page.New(l, width)
	switch {
	case d.err != nil:
		p.Marked(l.Style.Bad, l.Signs.Bad, l.Words().Failure(d.err.Error()))
	case !d.read:
		p.Words(l.Style.Muted, 1, l.Words().Loading)
	case len(d.rows) == 0:
		p.Words(l.Style.Muted, 1, l.Words().Desk.Empty)
	}
	lines := p.Lines
	from, to := d.Window()
	for i := from; i < to && len(lines) < d.Height; i++ {
		bg, cursor := cell.Style(""), ""
		if i == d.Cursor {
			bg, cursor = l.Style.Selected, l.Signs.Cursor
		}
		line := l.Line(width, bg).Cell(l.Style.Accent, cursor, 2)
		switch r := &d.rows[i]; {
		case r.order != nil:
			orderRow(l, line, r.order, width)
		case r.refund != nil:
			refundRow(l, line, r.refund, width)
		default:
			d.noticeRow(l, line, r, width)
		}
		lines = append(lines, line.String())
	}
	return panel.Fill(l, lines, width, d.Height)
}

// Columns of the list. The first holds the longest event, indented, and our own
// numbers; where there is more room it holds the longest number.
const (
	deskIndent  = 2
	deskFirst   = 22
	deskLongest = deskIndent + 32
	deskProduct = 8
	deskAmount  = 10
	deskState   = 10
)

func firstColumn(width int) int { return max(min(deskFirst+width-80, deskLongest), deskFirst) }

func orderRow(l *look.Look, line *cell.Line, o *control.Order, width int) {
	numbered(l, line, string(o.OutTradeNo), l.Style.Strong, firstColumn(width))
	line.Cell(l.Style.Muted, o.TradeType, deskProduct)
	money(l, line, o.Total).Cell(l.State(o.TradeState), page.State(o.TradeState), deskState)
	if o.Refunded != 0 {
		line.Put(l.Style.Muted, l.Words().Desk.Refunded(o.Refunded.Yuan()))
	}
}

func refundRow(l *look.Look, line *cell.Line, r *control.Refund, width int) {
	numbered(l, line.Gap(deskIndent), string(r.OutRefundNo), l.Style.Text, firstColumn(width)-deskIndent)
	line.Cell(l.Style.Muted, l.Words().Desk.Refund, deskProduct)
	money(l, line, r.Refund).Put(refundStyle(l, r.Status), string(r.Status))
}

// numbered puts a number, whose end tells most.
func numbered(l *look.Look, line *cell.Line, no string, st cell.Style, column int) {
	line.Cell(st, cell.CutLeft(cell.Clean(no), column-1, l.Signs.Ellipsis), column)
}

func money(l *look.Look, line *cell.Line, f wxpay.Fen) *cell.Line {
	yuan := f.Yuan()
	return line.Gap(deskAmount-len(yuan)).Put(l.Style.Text, yuan).Gap(2)
}

func refundStyle(l *look.Look, s wxpay.RefundState) cell.Style {
	switch s {
	case wxpay.RefundSuccess:
		return l.Style.Good
	case wxpay.RefundProcessing:
		return l.Style.Warn
	case wxpay.RefundAbnormal:
		return l.Style.Bad
	}
	return l.Style.Muted
}

// ladder is how often a notification is sent while nobody acknowledges it: once
// and fifteen times again (支付成功回调通知).
const ladder = 16

func (d *desk) noticeRow(l *look.Look, line *cell.Line, r *deskRow, width int) {
	n, words := r.notice, l.Words().Desk
	indent := deskIndent * r.depth
	line.Gap(indent).Cell(l.Style.Text, n.EventType, firstColumn(width)-indent)
	sign, st, word := l.Signs.Bad, l.Style.Warn, words.NotYet
	if n.Acknowledged() {
		sign, st, word = l.Signs.Done, l.Style.Good, words.Acknowledged
	}
	line.Cell(st, sign+" "+word, 3+max(cell.Width(words.Acknowledged), cell.Width(words.NotYet)))
	line.Cell(l.Style.Muted, strconv.Itoa(len(n.Attempts))+"/"+strconv.Itoa(ladder), 6)
	last := control.Attempt{}
	if len(n.Attempts) > 0 {
		last = n.Attempts[len(n.Attempts)-1]
		answered(l, line, last, 4)
	}
	switch {
	case n.NextAt != nil && !n.NextAt.After(d.state.Now):
		line.Put(l.Style.Accent, words.DueNow)
	case n.NextAt != nil:
		left := n.NextAt.Sub(d.state.Now)
		line.Put(l.Style.Accent, words.NextIn(page.Span(left), page.Clock(*n.NextAt)))
	case !n.Acknowledged():
		line.Put(l.Style.Bad, words.GivenUp)
	}
	const least = 20 // columns in which a reason is of use
	if line.Gap(2).Room() >= least {
		line.Put(l.Style.Muted, cell.CutLeft(cell.Clean(reason(n, last)), line.Room(), l.Signs.Ellipsis))
	}
}

// reason is why an attempt failed, without the address that is shown elsewhere.
// Its end tells most.
func reason(n *control.Notification, a control.Attempt) string {
	return strings.TrimPrefix(a.Error, "Post "+strconv.Quote(n.URL)+": ")
}

// answered puts the status that an attempt was answered with.
func answered(l *look.Look, line *cell.Line, a control.Attempt, column int) {
	st, code := l.Style.Bad, strconv.Itoa(a.Status)
	switch {
	case a.Acknowledged:
		st = l.Style.Good
	case a.Status == 0:
		code = l.Signs.None
	}
	line.Cell(st, code, column)
}

// about tells more of the row under the cursor: of a notification every attempt.
func (d *desk) about(l *look.Look, width int) []string {
	words, p := l.Words().Desk, page.New(l, width)
	row, ok := d.at()
	url := func(url string) string {
		if url == "" {
			return words.NotTold
		}
		return url
	}
	const column = 16
	switch {
	case !ok:
	case row.order != nil:
		o := row.order
		p.Heading(string(o.OutTradeNo), o.TradeType)
		p.Pair("trade_state", page.State(o.TradeState), l.State(o.TradeState), column)
		if o.TransactionID != "" {
			p.Pair("transaction_id", string(o.TransactionID), l.Style.Text, column)
		}
		p.Pair("amount", l.Words().Amount(o.Total.Yuan(), o.Total.String()), l.Style.Text, column)
		p.Pair("notify_url", url(o.NotifyURL), l.Style.Text, column)
		p.Pair("mchid", string(o.MchID), l.Style.Text, column)
	case row.refund != nil:
		r := row.refund
		p.Heading(string(r.OutRefundNo), words.Refund)
		p.Pair("status", string(r.Status), refundStyle(l, r.Status), column)
		p.Pair("out_trade_no", string(r.OutTradeNo), l.Style.Text, column)
		p.Pair("amount", words.OfTotal(r.Refund.Yuan(), r.Total.Yuan()), l.Style.Text, column)
		p.Pair("notify_url", url(r.NotifyURL), l.Style.Text, column)
	default:
		n := row.notice
		p.Heading(words.Attempts(len(n.Attempts), ladder), n.URL)
		p.Lines = append(p.Lines, d.attempts(l, n, width)...)
	}
	return p.Lines
}

// attempts draws the attempts that are seen, the last ones unless they were
// scrolled away.
func (d *desk) attempts(l *look.Look, n *control.Notification, width int) []string {
	words := l.Words().Desk
	if len(n.Attempts) == 0 {
		return []string{l.Line(width, "").Gap(1).Put(l.Style.Muted, words.NotSent).String()}
	}
	var lines []string
	to := len(n.Attempts) - d.earlier
	for i := max(to-(d.below-1), 0); i < to; i++ {
		a := n.Attempts[i]
		sign, st, word := l.Signs.Bad, l.Style.Bad, words.NotYet
		if a.Acknowledged {
			sign, st, word = l.Signs.Done, l.Style.Good, words.Acknowledged
		}
		no := strconv.Itoa(i + 1)
		line := l.Line(width, "").Gap(3-len(no)).Put(l.Style.Muted, no).Gap(2).Cell(l.Style.Muted, moment(a.At)[5:], 16)
		line.Cell(st, sign, 2)
		answered(l, line, a, 5)
		line.Cell(l.Style.Muted, page.Elapsed(time.Duration(a.ElapsedMS)*time.Millisecond), 9)
		if a.Error == "" {
			line.Put(st, word)
		}
		line.Put(l.Style.Text, cell.CutLeft(cell.Clean(reason(n, a)), line.Room(), l.Signs.Ellipsis))
		lines = append(lines, line.String())
	}
	return lines
}
