package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/tui/detail"
	"wxlens/ui/tui/layout"
	"wxlens/ui/workbench/ledger"
	"wxlens/wxpay"
)

// gather is how long arrivals are gathered into one message.
const gather = 2 * time.Second / frameRate

// watch waits until the journal has grown, lets a burst gather, and reads it.
func (m *Model) watch() tea.Cmd {
	engine, ctx := m.engine, m.ctx
	return m.tasks.run(func() tea.Msg {
		select {
		case <-ctx.Done():
			return nil
		case <-engine.Changed():
		}
		if !pause(ctx, gather) {
			return nil
		}
		snapshot, err := engine.Refresh(ctx)
		return changed{snapshot, err}
	})
}

// readTimeline reads the timeline of the order under the cursor when that is not
// what was read last.
func (m *Model) readTimeline() tea.Cmd {
	if m.engine == nil {
		return nil
	}
	o, ok := m.orders.At()
	if !ok {
		if m.timeline.Order != nil {
			m.listing.stop()
			m.listed = listed{}
			m.timeline.Set(nil, nil)
		}
		return nil
	}
	want := listed{o.OutTradeNo, m.snapshot.Version}
	if want == m.listed {
		return nil
	}
	m.listed = want
	token, ctx := m.listing.begin(m.ctx)
	engine := m.engine
	return m.tasks.run(func() tea.Msg {
		events, err := engine.Timeline(ctx, want.no)
		return timelineRead{token, want.no, events, err}
	})
}

func (m *Model) timelineRead(msg timelineRead) {
	if o := m.snapshot.Orders.Of(msg.no); o != nil && msg.err == nil {
		m.timeline.Set(o, msg.events)
	}
}

// showSelected turns the detail to what is under the cursor of the focused list.
func (m *Model) showSelected() tea.Cmd {
	switch m.focus {
	case layout.Orders:
		if o, ok := m.orders.At(); ok {
			m.loading.stop()
			m.detail.Show(detail.Subject{Kind: detail.Order, ID: string(o.OutTradeNo)}, detail.Content{Order: o})
		}
	case layout.Inbox:
		if d, ok := m.inbox.At(); ok {
			return m.showDelivery(d.ID)
		}
	case layout.Flow:
		m.showStep(m.flow.Cursor)
	case layout.Profiles:
		if p, ok := m.profiles.At(); ok {
			m.loading.stop()
			m.detail.Show(detail.Subject{Kind: detail.Profile, ID: p.Name}, detail.Content{Profile: &p})
		}
	}
	return nil
}

// showDelivery turns the detail to a delivery, which is read first.
func (m *Model) showDelivery(id string) tea.Cmd {
	subject := detail.Subject{Kind: detail.Delivery, ID: id}
	if m.detail.Subject == subject && m.detail.Content.Err == nil {
		return nil
	}
	m.detail.Show(subject, detail.Content{})
	return m.readDelivery(id)
}

// readDelivery reads a delivery for the detail, and which others tell of the same
// event.
func (m *Model) readDelivery(id string) tea.Cmd {
	var attempts []ledger.Delivery
	if d, ok := m.inbox.Of(id); ok {
		attempts = m.inbox.Attempts(d)
	}
	token, ctx := m.loading.begin(m.ctx)
	engine := m.engine
	return m.tasks.run(func() tea.Msg {
		d, err := engine.Delivery(ctx, id)
		return deliveryRead{token, d, attempts, err}
	})
}

// repeated reports whether the event that the detail tells of was delivered again
// since it was read.
func (m *Model) repeated() bool {
	if m.detail.Subject.Kind != detail.Delivery || m.detail.Content.Delivery == nil {
		return false
	}
	d, ok := m.inbox.Of(m.detail.Subject.ID)
	return ok && m.inbox.Repeats(d) != max(len(m.detail.Content.Attempts)-1, 0)
}

func (m *Model) deliveryRead(msg deliveryRead) {
	c := detail.Content{Delivery: &msg.detail, Attempts: msg.attempts}
	if msg.err != nil {
		c = detail.Content{Err: msg.err}
	}
	m.detail.Show(m.detail.Subject, c)
}

// showEvent turns the detail to what is under the cursor of the timeline.
func (m *Model) showEvent() tea.Cmd {
	e, ok := m.timeline.At()
	if !ok {
		return nil
	}
	m.focus, m.back = layout.Detail, layout.Timeline
	if e.Direction == wxpay.Incoming {
		return m.showDelivery(e.Exchange)
	}
	m.detail.Show(detail.Subject{Kind: detail.Exchange, ID: e.Exchange}, detail.Content{})
	token, ctx := m.loading.begin(m.ctx)
	engine := m.engine
	return m.tasks.run(func() tea.Msg {
		x, err := engine.Exchange(ctx, e.Exchange)
		return exchangeRead{token, x, err}
	})
}

func (m *Model) exchangeRead(msg exchangeRead) {
	c := detail.Content{Exchange: &msg.exchange}
	if msg.err != nil {
		c = detail.Content{Err: msg.err}
	}
	m.detail.Show(m.detail.Subject, c)
}

// useProfile changes to the profile under the cursor.
func (m *Model) useProfile() tea.Cmd {
	p, ok := m.profiles.At()
	words := m.look.Words()
	switch {
	case !ok || p.Current:
		return nil
	case p.Fault != "":
		return m.say(alarm, words.ProfileUnusable(p.Name, p.Fault))
	case m.step.active():
		return m.say(calm, words.BusyNow)
	}
	engine, ctx := m.engine, m.ctx
	return m.tasks.run(func() tea.Msg {
		return profileUsed{p.Name, engine.UseProfile(ctx, p.Name)}
	})
}

// profileUsed begins a new run under the new profile.
func (m *Model) profileUsed(msg profileUsed) tea.Cmd {
	words := m.look.Words()
	if msg.err != nil {
		return m.say(alarm, words.ProfileUnusable(msg.name, msg.err.Error()))
	}
	m.readProfiles()
	flowID, scenario := defaultFlow, defaultScenario
	if m.session != nil {
		flowID, scenario = m.session.Flow.ID, m.session.Scenario
	}
	return tea.Batch(m.begin(flowID, scenario), m.say(glad, words.ProfileUsed(msg.name)))
}
