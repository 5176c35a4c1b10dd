package page

import (
	"strings"

	"wxlens/ui/cell"
	"wxlens/ui/tui/look"
	"wxlens/ui/workbench/ledger"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/order"
)

// Order shows what is known of an order and what says so.
func (p *Page) Order(o *order.Order) {
	style, words := p.look.Style, p.look.Words()
	const column = 16
	p.Pair("out_trade_no", string(o.OutTradeNo), style.Strong, column)
	p.Pair("trade_state", State(o.State), p.look.State(o.State), column)
	p.Pair("amount", words.Amount(o.Total.Yuan(), o.Total.String()), style.Text, column)
	if o.Refunded != 0 {
		p.Pair(words.Refunded, words.Amount(o.Refunded.Yuan(), o.Refunded.String()), style.Text, column)
	}
	if o.TransactionID != "" {
		p.Pair("transaction_id", string(o.TransactionID), style.Text, column)
	}
	p.Pair("mchid", string(o.MchID), style.Text, column)
	p.Pair("appid", string(o.AppID), style.Text, column)
	if len(o.Refunds) > 0 {
		p.Heading(words.Refunds, "")
	}
	for _, r := range o.Refunds {
		p.refund(r)
	}
	p.Heading(words.Evidence, "")
	for _, e := range o.Evidence {
		p.evidence(e)
	}
	p.Heading(words.LegalNext, "")
	p.Words(style.Text, 1, LegalNow(p.look, o.State))
	if states := order.Next(o.State); len(states) > 0 {
		names := make([]string, len(states))
		for i, s := range states {
			names[i] = string(s)
		}
		p.Words(style.Muted, 1, words.MayBecome+strings.Join(names, ", "))
	}
}

func (p *Page) refund(r order.Refund) {
	style, sign, st := p.look.Style, p.look.Signs.None, p.look.Style.Muted
	switch r.State {
	case wxpay.RefundSuccess:
		sign, st = p.look.Signs.Done, style.Good
	case wxpay.RefundAbnormal, wxpay.RefundClosed:
		sign, st = p.look.Signs.Bad, style.Bad
	}
	p.add(p.line().Gap(1).Cell(st, sign, 2).Put(style.Text, string(r.OutRefundNo)).Gap(2).
		Put(style.Text, p.look.Words().Amount(r.Amount.Yuan(), r.Amount.String())).Gap(2).Put(st, string(r.State)))
}

func (p *Page) evidence(e order.Evidence) {
	style := p.look.Style
	sign, st := p.look.Signs.Done, style.Good
	note := ""
	switch {
	case e.Contradiction:
		sign, st, note = p.look.Signs.Bad, style.Bad, p.look.Text.Contradiction
	case e.Source == order.FromClient:
		sign, st, note = p.look.Signs.None, style.Muted, p.look.Text.NoEvidence
	}
	p.add(p.line().Gap(1).Cell(st, sign, 2).Cell(style.Muted, Clock(e.At), 10).
		Cell(style.Text, p.look.Text.Sources[e.Source], 24).Cell(p.look.State(e.Says), State(e.Says), 12).Put(style.Muted, refundOf(e)).Put(st, note))
}

// refundOf says which refund evidence is about, and what it says of it.
func refundOf(e order.Evidence) string {
	if e.OutRefundNo == "" {
		return ""
	}
	return string(e.OutRefundNo) + " " + string(e.Refund) + "  "
}

// State writes a state as it is: WeChat Pay's own word.
func State(s wxpay.TradeState) string {
	if s == "" {
		return "?"
	}
	return string(s)
}

// LegalNow names what may be asked for in a state.
func LegalNow(l *look.Look, s wxpay.TradeState) string {
	names := order.Actions(s)
	for i, name := range names {
		if word := l.Words().OrderActions[name]; word != "" {
			names[i] = word
		}
	}
	return strings.Join(names, l.Words().Comma)
}

// CallName names what an exchange did.
func CallName(l *look.Look, call string) string {
	if word := l.Words().Calls[call]; word != "" {
		return word
	}
	if e, ok := catalog.ByID(call); ok {
		return e.Title.In(l.Lang())
	}
	return call
}

// Event writes one line of a timeline.
func Event(l *look.Look, e ledger.Event, width int, base cell.Style, cursor string) string {
	style, words, signs := l.Style, l.Words(), l.Signs
	line := l.Line(width, base).Cell(style.Accent, cursor, 2).Cell(style.Muted, Clock(e.At), 9)
	sign, st := signs.Out, style.Accent
	switch {
	case e.Call == order.CallCashier:
		line.Cell(style.Warn, signs.Act, cell.Width(signs.Out)+1).Put(style.Text, words.ClientSays(State(e.Says)))
		line.Gap(2).Put(style.Muted, l.Text.NoEvidence)
		return line.String()
	case e.Direction == wxpay.Incoming:
		sign, st = signs.In, style.Number
	}
	line.Cell(st, sign, cell.Width(sign)+1).Put(style.Text, CallName(l, e.Call)).Gap(1)
	status(l, line, e.Status, e.OK || e.Probe)
	if e.Direction == wxpay.Outgoing {
		line.Gap(1).Put(style.Muted, Elapsed(e.Elapsed))
	}
	if e.Says != "" {
		line.Gap(2).Put(l.State(e.Says), string(e.Says))
	}
	if e.Refund != "" {
		line.Gap(1).Put(style.Muted, string(e.Refund))
	}
	switch {
	case e.Probe:
		line.Gap(2).Put(style.Warn, signs.Flag+" "+words.Probe)
	case e.Contradiction:
		line.Gap(2).Put(style.Bad, l.Text.Contradiction)
	case e.DuplicateOf != "":
		line.Gap(2).Put(style.Muted, words.Repeated)
	}
	return line.String()
}

func status(l *look.Look, line *cell.Line, code int, ok bool) {
	switch {
	case code == 0:
		line.Put(l.Style.Bad, l.Words().NoReply)
	case !ok || code >= 300:
		line.Put(l.Style.Bad, l.Signs.Bad+" "+itoa(code))
	default:
		line.Put(l.Style.Good, itoa(code))
	}
}
