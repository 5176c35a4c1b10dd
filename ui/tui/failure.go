package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/tui/detail"
	"wxlens/ui/tui/layout"
	"wxlens/ui/workbench/ledger"
	"wxlens/wxpay"
)

// diagnoseThis opens the bench with the exchange of the check that failed here.
func (m *Model) diagnoseThis() tea.Cmd {
	id := m.failedHere()
	if d, ok := m.overlay.(*desk); ok {
		if id = m.failedNotice(d); id == "" {
			return m.say(calm, m.look.Words().Bench.NoDelivery)
		}
	}
	if s, ok := m.overlay.(failing); ok {
		id = s.failed()
	}
	if id == "" {
		return m.say(calm, m.look.Words().Bench.NoFailure)
	}
	open := m.openBench()
	s := m.bench
	s.clear()
	s.captured = id
	return tea.Batch(open, s.ask(m))
}

// failing is a screen that makes calls of its own.
type failing interface {
	failing() *wxpay.Exchange // the call that may have failed, nil if there is none
	failed() string           // its id if a check of it failed, else ""
}

// refusalHere returns the reply at hand that may be an error, nil if there is none.
func (m *Model) refusalHere() *wxpay.Reply {
	s, ok := m.overlay.(failing)
	if !ok {
		return m.detail.Refusal()
	}
	if x := s.failing(); x != nil {
		return x.Reply
	}
	return nil
}

// failedHere returns the exchange at hand of which a check failed, "" where none did.
func (m *Model) failedHere() string {
	switch m.focus {
	case layout.Timeline:
		if e, ok := m.timeline.At(); ok && !e.OK {
			return e.Exchange
		}
		return ""
	case layout.Inbox:
		if d, ok := m.inbox.At(); ok && fails(&d) {
			return d.ID
		}
		return ""
	}
	c := &m.detail.Content
	switch m.detail.Subject.Kind {
	case detail.Step:
		if c.Step != nil && c.Step.Result != nil && !c.Step.Result.OK {
			return failedStep(c.Step)
		}
	case detail.Delivery:
		if c.Delivery != nil {
			return failedOf(&c.Delivery.Exchange)
		}
	case detail.Exchange:
		return failedOf(c.Exchange)
	case detail.Order:
		return m.failedEvent(wxpay.OutTradeNo(m.detail.Subject.ID))
	}
	return ""
}

// fails reports whether a delivery failed a check.
func fails(d *ledger.Delivery) bool { return d.Judged && !d.OK }

// failedOf returns the id of an exchange of which a check failed, "" of another.
func failedOf(x *wxpay.Exchange) string {
	if x == nil {
		return ""
	}
	if _, failed := wxpay.FirstFailure(x.Checks); !failed {
		return ""
	}
	return x.ID
}

// failedStep returns the exchange that a failed step made.
func failedStep(s *detail.StepContent) string {
	if d := s.Result.Download; d != nil && failedOf(d.Exchange) != "" {
		return d.Exchange.ID
	}
	if x := s.Result.Exchange; x != nil {
		return x.ID
	}
	return ""
}

// failedEvent returns the last exchange of an order that failed, as far as the
// timeline tells of it.
func (m *Model) failedEvent(no wxpay.OutTradeNo) string {
	if m.timeline.Order == nil || m.timeline.Order.OutTradeNo != no {
		return ""
	}
	e, _ := m.timeline.Failed()
	return e.Exchange
}

// failedNotice returns the last failed delivery here of the sandbox's notification
// under the cursor, found by when it was sent.
func (m *Model) failedNotice(d *desk) string {
	row, ok := d.at()
	if !ok || row.notice == nil {
		return ""
	}
	for _, a := range slices.Backward(row.notice.Attempts) {
		if id := m.inbox.Failed(row.notice.OutTradeNo, a.At.Add(-d.ahead)); id != "" && !a.Acknowledged {
			return id
		}
	}
	return ""
}
