package tui

import (
	"context"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/cell"
	"wxlens/ui/text"
	"wxlens/ui/tui/keys"
	"wxlens/ui/workbench/control"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/flow"
)

// act does what a key of the screen says, or says why it does nothing for the row
// under the cursor.
func (d *desk) act(m *Model, a keys.Action) tea.Cmd {
	if why := d.idle(m.look.Words(), a); why != "" {
		return m.say(calm, why)
	}
	row, _ := d.at()
	switch a {
	case keys.PayOrder, keys.FailOrder, keys.CancelOrder:
		return d.pay(m, row.order.OutTradeNo, payerActions[a])
	case keys.RefundSuccess, keys.RefundAbnormal, keys.RefundClosed:
		return d.settle(m, row.refund.OutRefundNo, refundOutcomes[a])
	case keys.SendAgain:
		return d.askVariant(m, row.notice.ID)
	case keys.MoveClock:
		return d.askClock(m)
	case keys.NextRefund:
		return d.askOutcome(m)
	case keys.PlantFault:
		return d.askFault(m)
	case keys.PlanBills:
		return d.askBillPlan(m)
	case keys.Rotate:
		return d.rotate(m)
	case keys.Forget:
		return d.askForget(m)
	case keys.DiagnoseThis:
		return m.diagnoseThis()
	case keys.Decode:
		return m.openDecoder()
	case keys.Menu:
		return d.askMenu(m)
	case keys.Help:
		m.overlay = newHelp(m)
	case keys.Earlier:
		d.earlier++
	case keys.Later:
		d.earlier--
	case keys.Back:
		return d.back(m)
	default:
		if moved(&d.List, a) {
			d.moveTo(d.Cursor)
		}
	}
	return nil
}

var (
	payerActions   = map[keys.Action]string{keys.PayOrder: "pay", keys.FailOrder: "fail", keys.CancelOrder: "cancel"}
	refundOutcomes = map[keys.Action]string{
		keys.RefundSuccess: "success", keys.RefundAbnormal: "abnormal", keys.RefundClosed: "closed",
	}
)

// idle says why an action does nothing here, "" if it does something.
func (d *desk) idle(words *text.TUI, a keys.Action) string {
	row, _ := d.at()
	switch a {
	case keys.PayOrder, keys.FailOrder, keys.CancelOrder:
		switch {
		case row.order == nil:
			return words.Desk.ForOrders
		case row.order.TradeState != wxpay.NotPay:
			return words.Desk.OrderIs(string(row.order.TradeState))
		}
	case keys.RefundSuccess, keys.RefundAbnormal, keys.RefundClosed:
		switch {
		case row.refund == nil:
			return words.Desk.ForRefunds
		case row.refund.Status != wxpay.RefundProcessing:
			return words.Desk.RefundIs(string(row.refund.Status))
		}
	case keys.SendAgain:
		if row.notice == nil {
			return words.Desk.ForNotices
		}
	case keys.Earlier, keys.Later:
		switch {
		case row.notice == nil:
			return words.Desk.ForNotices
		case a == keys.Earlier && d.earlier >= d.hidden(), a == keys.Later && d.earlier == 0:
			return words.Desk.AllSeen
		}
	}
	return ""
}

func (d *desk) back(m *Model) tea.Cmd {
	cancelled := d.doing.active()
	m.closeDialog()
	if cancelled {
		return m.say(alarm, m.look.Words().Cancelled)
	}
	return nil
}

// menu are the actions that steer, in the order of the keys.
var menu = []keys.Action{
	keys.PayOrder, keys.FailOrder, keys.CancelOrder, keys.RefundSuccess, keys.RefundAbnormal, keys.RefundClosed,
	keys.SendAgain, keys.MoveClock, keys.NextRefund, keys.PlantFault, keys.PlanBills, keys.Rotate, keys.Forget,
}

// askMenu offers everything that can be done with the row under the cursor.
func (d *desk) askMenu(m *Model) tea.Cmd {
	words := m.look.Words()
	c := d.choice(words.Desk.MenuTitle, words.Desk.MenuKeys)
	var can []keys.Action
	for _, a := range menu {
		if d.idle(words, a) == "" {
			key := d.chain().KeyOf(a)
			can, c.letters = append(can, a), append(c.letters, key)
			c.names = append(c.names, keys.Show(key)+"  "+words.Actions[string(a)].Long)
		}
	}
	c.chosen = func(m *Model, i int) tea.Cmd { return m.Do(can[i]) }
	m.overlay = c
	return nil
}

// choice begins a list to choose from, over the screen.
func (d *desk) choice(title, foot string) *choice {
	return &choice{small: small{over{d}}, title: title, foot: foot}
}

// pay lets the payer of an order act.
func (d *desk) pay(m *Model, no wxpay.OutTradeNo, action string) tea.Cmd {
	words := m.look.Words().Desk
	return d.steer(m, func(ctx context.Context, at *control.Desk) (string, error) {
		state, err := at.Pay(ctx, no, action)
		if state == wxpay.NotPay {
			return words.PayerGaveUp(string(no), string(state)), err
		}
		return words.OrderNow(string(no), string(state)), err
	})
}

// settle ends a refund that is under way.
func (d *desk) settle(m *Model, no wxpay.OutRefundNo, outcome string) tea.Cmd {
	words := m.look.Words().Desk
	return d.steer(m, func(ctx context.Context, at *control.Desk) (string, error) {
		state, err := at.Settle(ctx, no, outcome)
		return words.RefundNow(string(no), string(state)), err
	})
}

// variants are what may be odd about a notification that is sent on request.
var variants = []string{
	"normal", "duplicate", "bad-signature", "tampered", "stale", "unknown-serial", "probe", "wrong-amount", "extra-fields", "four-coupons",
}

// askVariant sends a notification once more, as it is chosen.
func (d *desk) askVariant(m *Model, id string) tea.Cmd {
	words := m.look.Words().Desk
	c := d.choice(words.VariantTitle, words.MenuKeys)
	const column = 16 // holds every name
	for _, v := range variants {
		c.names = append(c.names, v+cell.Blank(column-len(v))+words.Variants[v])
	}
	none := m.look.Words().NoReply
	c.chosen = func(m *Model, i int) tea.Cmd {
		return d.steer(m, func(ctx context.Context, at *control.Desk) (string, error) {
			a, err := at.Notify(ctx, id, "", variants[i])
			answer := none
			if a.Status != 0 {
				answer = strconv.Itoa(a.Status)
			}
			return words.Sent(variants[i], answer, a.Acknowledged), err
		})
	}
	m.overlay = c
	return nil
}

var beijing = time.FixedZone("UTC+8", 8*60*60)

// askClock moves the business clock.
func (d *desk) askClock(m *Model) tea.Cmd {
	words := m.look.Words().Desk
	c := d.choice(words.ClockTitle, words.MenuKeys)
	var by []time.Duration
	offer := func(name string, d time.Duration) { c.names, by = append(c.names, name), append(by, d) }
	if due, ok := d.nextDue(); ok {
		offer(words.ToNextDue+"  "+moment(due), max(due.Sub(d.state.Now), 0))
	}
	for _, by := range [...]time.Duration{15 * time.Second, time.Minute, 10 * time.Minute, 2 * time.Hour} {
		offer(words.Moves[by.String()], by)
	}
	here := d.state.Now.In(beijing)
	offer(words.ToNextDay, time.Date(here.Year(), here.Month(), here.Day()+1, 10, 0, 0, 0, beijing).Sub(here))
	const week = 7 * 24 * time.Hour
	offer(words.Moves[week.String()], week)
	c.chosen = func(m *Model, i int) tea.Cmd {
		return d.steer(m, func(ctx context.Context, at *control.Desk) (string, error) {
			now, err := at.Advance(ctx, by[i])
			return words.ClockNow(moment(now)), err
		})
	}
	m.overlay = c
	return nil
}

// outcomes are what may become of a refund.
var outcomes = []string{"success", "abnormal", "closed", "hold"}

// askOutcome plans what becomes of the next refund.
func (d *desk) askOutcome(m *Model) tea.Cmd {
	words := m.look.Words().Desk
	c := d.choice(words.NextRefundTitle, words.MenuKeys)
	for _, o := range outcomes {
		c.names = append(c.names, words.Outcomes[o])
	}
	c.chosen = func(m *Model, i int) tea.Cmd {
		return d.steer(m, func(ctx context.Context, at *control.Desk) (string, error) {
			_, err := at.PlanRefunds(ctx, outcomes[i], 1)
			return words.Planned(words.Outcomes[outcomes[i]]), err
		})
	}
	m.overlay = c
	return nil
}

// faults are the troubles that are offered.
var faults = []struct {
	name  string
	fault control.Fault
}{
	{"500", control.Fault{Status: 500}},
	{"frequency-limited", control.Fault{Code: "FREQUENCY_LIMITED", Status: 429}},
	{"slow", control.Fault{DelayMS: 6000}},
	{"drop", control.Fault{Drop: true}},
	{"probe", control.Fault{Probe: true}},
	{"tampered", control.Fault{Tamper: true}},
}

// askFault plants a fault for a path, that of the next order at first.
func (d *desk) askFault(m *Model) tea.Cmd {
	words := m.look.Words().Desk
	c := d.choice(words.FaultTitle, words.FaultKeys)
	for _, f := range faults {
		c.names = append(c.names, words.FaultsNamed[f.name])
	}
	paths, path := m.faultPaths(), 0
	c.sideways = func(by int) string {
		path = (path + by + len(paths)) % len(paths)
		return words.FaultPath + "  ‹ " + paths[path] + " ›"
	}
	c.beside = c.sideways(0)
	c.chosen = func(m *Model, i int) tea.Cmd {
		f := faults[i].fault
		f.Path = paths[path]
		return d.steer(m, func(ctx context.Context, at *control.Desk) (string, error) {
			return words.Planted(words.FaultsNamed[faults[i].name], f.Path), at.Plant(ctx, f)
		})
	}
	m.overlay = c
	return nil
}

// faultPaths are the paths that are offered: those of the calls of the flow, then
// all calls of a generation, then all.
func (m *Model) faultPaths() []string {
	var paths []string
	if m.session != nil {
		for _, s := range m.session.Steps {
			if e, ok := catalog.ByID(s.Endpoint); ok && s.Name == flow.Order {
				paths = append(paths, e.Path)
			}
		}
	}
	return append(paths, "/v3/", "/pay/", "/secapi/", "/")
}

// rotate issues a new platform certificate.
func (d *desk) rotate(m *Model) tea.Cmd {
	words := m.look.Words().Desk
	return d.steer(m, func(ctx context.Context, at *control.Desk) (string, error) {
		return words.Rotated, at.Rotate(ctx)
	})
}

// askForget makes the sandbox forget everything, after a question.
func (d *desk) askForget(m *Model) tea.Cmd {
	words := m.look.Words().Desk
	m.overlay = &question{small: small{over{d}}, title: words.ForgetTitle, body: words.ForgetBody, yes: func(m *Model) tea.Cmd {
		return d.steer(m, func(ctx context.Context, at *control.Desk) (string, error) {
			return words.All, at.Reset(ctx)
		})
	}}
	return nil
}
