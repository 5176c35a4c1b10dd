package tui

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/layout"
	"wxlens/ui/tui/widget"
	"wxlens/ui/workbench/ledger"
)

// filtering returns the query that is being typed, nil when none is.
func (m *Model) filtering() *widget.Field {
	switch m.focus {
	case layout.Orders:
		return m.orders.Typing
	case layout.Inbox:
		return m.inbox.Typing
	}
	return nil
}

func (m *Model) query() string {
	switch m.focus {
	case layout.Orders:
		return m.orders.Query
	case layout.Inbox:
		return m.inbox.Query
	}
	return ""
}

func (m *Model) setQuery(q string) {
	switch m.focus {
	case layout.Orders:
		m.orders.Filter(q)
	case layout.Inbox:
		m.filterInbox(q)
	}
}

// filterInbox keeps the deliveries that hold the query.
func (m *Model) filterInbox(query string) {
	if query == "" {
		m.inbox.Filter("", nil)
		return
	}
	lower := strings.ToLower(query)
	m.inbox.Filter(query, func(d *ledger.Delivery) bool {
		return strings.Contains(strings.ToLower(string(d.OutTradeNo)+" "+d.EventType+" "+d.Path), lower) || strconv.Itoa(d.Status) == query
	})
}

func (m *Model) setTyping(f *widget.Field) {
	switch m.focus {
	case layout.Orders:
		m.orders.Typing = f
		m.orders.Moved(m.orders.Follow)
	case layout.Inbox:
		m.inbox.Typing = f
		m.inbox.Moved(m.inbox.Follow)
	}
}

func (m *Model) beginFilter() { m.setTyping(widget.NewField(m.query())) }

// typeFilter acts on a key while a query is typed.
func (m *Model) typeFilter(msg tea.KeyPressMsg) tea.Cmd {
	field := m.filtering()
	switch a, _ := m.chain().Resolve(msg.String()); a {
	case keys.Accept:
		m.setTyping(nil)
		return m.showSelected()
	case keys.Back:
		m.setQuery("")
		m.setTyping(nil)
		return m.showSelected()
	case keys.NextField:
		m.setTyping(nil)
		return m.navigate(keys.NextPanel)
	case keys.PrevField:
		m.setTyping(nil)
		return m.navigate(keys.PrevPanel)
	}
	if !field.Key(msg) {
		field.Insert(msg.Text)
	}
	m.setQuery(field.Value())
	m.setTyping(field)
	return m.showSelected()
}
