package tui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/layout"
	"wxlens/ui/tui/widget"
	"wxlens/ui/workbench/ledger"
	"wxlens/ui/workbench/query"
)

// searched is what the journal found for the plain words of a query: rows do not
// hold headers and bodies.
type searched struct {
	token uint64
	query query.Query
	found map[string]bool // ids of deliveries; of those that are not to be shown where the query has no plain words that must occur
	err   error
}

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

func (m *Model) setQuery(q string) tea.Cmd {
	switch m.focus {
	case layout.Orders:
		m.orders.Filter(q)
	case layout.Inbox:
		return m.filterInbox(q)
	}
	return nil
}

// filterInbox shows what a query matches: at once by what the rows tell, and by
// bodies when the journal was searched.
func (m *Model) filterInbox(typed string) tea.Cmd {
	m.searching.stop()
	m.inbox.Looking = false
	q, err := query.Parse(typed, m.opts.Now())
	switch {
	case err != nil:
		why := m.misread(err)
		m.inbox.Refuse(typed, why)
		return m.say(alarm, why) // the line of the query has no room for all of it
	case q.IsZero():
		m.inbox.Filter("", nil)
		return nil
	}
	words, without := q.Words(), q.Without()
	m.inbox.Filter(typed, func(d *ledger.Delivery) bool { return q.Match(d) && tells(d, words) })
	if len(words) == 0 && len(without) == 0 {
		return nil
	}
	token, ctx := m.searching.begin(m.ctx)
	m.inbox.Looking = true
	engine := m.engine
	return m.tasks.run(func() tea.Msg {
		if !pause(ctx, searchAfter) {
			return nil
		}
		found, err := search(ctx, engine, q)
		return searched{token, q, found, err}
	})
}

// misread says why a query cannot be read, and what could stand there.
func (m *Model) misread(err error) string {
	fault := (*query.Error)(nil)
	if !errors.As(err, &fault) {
		return err.Error()
	}
	words := m.look.Text.CLI.Inbox
	said := words.QueryFaults[string(fault.Reason)]
	if fault.Term != "" {
		said = fault.Term + ": " + said
	}
	return said + "  " + fmt.Sprintf(words.Wanted, fault.Want)
}

// searchAfter is how long typing must rest before the journal is searched.
const searchAfter = 150 * time.Millisecond

// search looks for the deliveries that a query finds or, where it only says which
// words must not occur, for those that hold one: what arrives later is none of them.
func search(ctx context.Context, engine Engine, q query.Query) (map[string]bool, error) {
	if len(q.Words()) > 0 {
		return find(ctx, engine, map[string]bool{}, q)
	}
	found := map[string]bool{}
	for _, word := range q.Without() {
		holds, err := query.Parse(`"`+escape.Replace(word)+`"`, time.Time{})
		if err == nil {
			_, err = find(ctx, engine, found, holds)
		}
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// escape makes a word one that may stand between quotes.
var escape = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

func find(ctx context.Context, engine Engine, found map[string]bool, q query.Query) (map[string]bool, error) {
	err := engine.Find(ctx, q, func(d *ledger.Delivery) bool {
		found[d.ID] = true
		return true
	})
	return found, err
}

// tells reports whether a row itself holds all words, as a first answer.
func tells(d *ledger.Delivery, words []string) bool {
	for _, word := range words {
		if !strings.Contains(strings.ToLower(string(d.OutTradeNo)+" "+string(d.TransactionID)+" "+d.EventType+" "+d.Path+" "+d.Note), strings.ToLower(word)) {
			return false
		}
	}
	return true
}

// searched shows what the journal found, and of what arrives afterwards what the
// rows tell.
func (m *Model) searched(msg searched) tea.Cmd {
	if !m.searching.finish(msg.token) {
		return nil
	}
	m.inbox.Looking = false
	if msg.err != nil {
		return m.say(alarm, m.look.Words().Failure(m.look.Text.Error(msg.err)))
	}
	words := msg.query.Words()
	m.inbox.Filter(m.inbox.Query, func(d *ledger.Delivery) bool {
		if len(words) == 0 {
			return !msg.found[d.ID] && msg.query.Match(d)
		}
		return msg.found[d.ID] || msg.query.Match(d) && tells(d, words)
	})
	if m.focus == layout.Inbox {
		return m.showSelected()
	}
	return nil
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
		cmd := m.setQuery("")
		m.setTyping(nil)
		return tea.Batch(cmd, m.showSelected())
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
	cmd := m.setQuery(field.Value())
	m.setTyping(field)
	return tea.Batch(cmd, m.showSelected())
}
