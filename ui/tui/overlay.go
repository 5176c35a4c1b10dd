package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/tui/cell"
	"wxlens/ui/tui/detail"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/widget"
	"wxlens/wxpay"
	"wxlens/wxpay/flow"
)

// overlay is a dialog over the panels. It takes every key but those that work
// always.
type overlay interface {
	key(m *Model, msg tea.KeyPressMsg) tea.Cmd
	paste(s string)
	fit(m *Model)
	chain() keys.Chain
	click(m *Model, line int) tea.Cmd
	// draw returns the title and the lines inside the border, at most of this
	// size, and where text is typed: a negative column means nowhere.
	draw(l *look.Look, width, height int) (title string, lines []string, caretX, caretY int)
}

// choice is a list to choose one line of.
type choice struct {
	widget.List
	title, foot string
	names       []string
	chosen      func(m *Model, i int) tea.Cmd
	// sideways is called by left and right and returns the line that shows what
	// they chose; nil: there is nothing sideways.
	sideways func(by int) string
	beside   string
}

func (c *choice) chain() keys.Chain { return keys.Chain{keys.Dialog, keys.Always} }
func (c *choice) paste(string)      {}
func (c *choice) fit(*Model)        { c.Resize(len(c.names), len(c.names)) }

func (c *choice) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	a, _ := c.chain().Resolve(keys.Normal(msg.String()))
	switch a {
	case keys.Accept:
		m.overlay = nil
		return c.chosen(m, c.Cursor)
	case keys.Back:
		m.overlay = nil
	case keys.Left, keys.Right:
		if c.sideways != nil {
			by := 1
			if a == keys.Left {
				by = -1
			}
			c.beside = c.sideways(by)
		}
	default:
		moved(&c.List, a)
	}
	return nil
}

func (c *choice) click(m *Model, line int) tea.Cmd {
	if line < 0 || line >= len(c.names) {
		return nil
	}
	c.To(line)
	m.overlay = nil
	return c.chosen(m, line)
}

func (c *choice) draw(l *look.Look, width, _ int) (string, []string, int, int) {
	var lines []string
	for i, name := range c.names {
		bg, cursor := cell.Style(""), ""
		if i == c.Cursor {
			bg, cursor = l.Style.Selected, l.Signs.Cursor
		}
		lines = append(lines, l.Line(width, bg).Gap(1).Cell(l.Style.Accent, cursor, 2).Put(l.Style.Text, name).String())
	}
	p := page.New(l, width)
	if c.beside != "" {
		p.Put("", "")
		p.Put(l.Style.Accent, " "+c.beside)
	}
	p.Put("", "")
	p.Words(l.Style.Muted, 1, c.foot)
	return c.title, append(lines, p.Lines...), -1, 0
}

// askNewRun asks which flow to run and what the payer does in it.
func (m *Model) askNewRun() tea.Cmd {
	words := m.look.Words()
	if m.step.active() {
		return m.say(calm, words.BusyNow)
	}
	flows, scenario := flow.All(), 0
	c := &choice{title: words.NewRun, foot: words.NewRunKeys}
	for i, f := range flows {
		c.names = append(c.names, f.Title.In(m.look.Lang()))
		if m.session != nil && m.session.Flow == f {
			c.Cursor = i
		}
	}
	for i, s := range flow.Scenarios {
		if m.session != nil && m.session.Scenario == s {
			scenario = i
		}
	}
	c.sideways = func(by int) string {
		n := len(flow.Scenarios)
		scenario = (scenario + by + n) % n
		name := string(flow.Scenarios[scenario])
		return words.ScenarioLabel + "  ‹ " + words.Scenarios[name] + " ›"
	}
	c.beside = c.sideways(0)
	c.chosen = func(m *Model, i int) tea.Cmd { return m.begin(flows[i].ID, flow.Scenarios[scenario]) }
	m.overlay = c
	return nil
}

// askCopy asks what to copy of what is shown.
func (m *Model) askCopy() tea.Cmd {
	words := m.look.Words()
	names, values := m.copyable()
	if len(names) == 0 {
		return m.say(calm, words.NothingToCopy)
	}
	c := &choice{title: words.CopyTitle, foot: words.Actions[string(keys.Accept)].Short + " enter   " + words.Actions[string(keys.Back)].Short + " esc"}
	for i, name := range names {
		c.names = append(c.names, name+"  "+words.Bytes(len(values[i])))
	}
	c.chosen = func(m *Model, i int) tea.Cmd {
		return tea.Batch(tea.SetClipboard(values[i]), m.say(glad, words.Copied(names[i], len(values[i]))))
	}
	m.overlay = c
	return nil
}

// copyable lists what can be copied of the detail. Secrets are masked here as
// they are on the screen.
func (m *Model) copyable() (names, values []string) {
	words := m.look.Words()
	add := func(name, value string) {
		if value != "" {
			names, values = append(names, name), append(values, value)
		}
	}
	text := func(t wxpay.Text) string {
		if m.look.Reveal {
			return t.Reveal()
		}
		return t.String()
	}
	exchange := func(x *wxpay.Exchange) {
		if x == nil {
			return
		}
		add(words.CopyAuthorization, x.Request.Header.Get("Authorization"))
		body := x.Request.Body
		if m.detail.Tab() == detail.ReplyTab && x.Reply != nil {
			body = x.Reply.Body
		}
		add(words.CopyBody, string(body))
	}
	c := m.detail.Content
	switch {
	case c.Step != nil:
		if f, ok := m.detail.CurrentField(); ok && (!f.Secret || m.look.Reveal) {
			add(words.CopyValue+" "+f.Name, f.Value)
		}
		t, signature, request := c.Step.Draft.Text, c.Step.Draft.Signature, c.Step.Draft.Request
		x := &wxpay.Exchange{Request: request}
		if r := c.Step.Result; r != nil && !c.Step.Edited {
			t, signature, x = r.Text, r.Signature, r.Exchange
		}
		add(words.CopyText, text(t))
		add(words.CopySignature, signature)
		exchange(x)
	case c.Delivery != nil:
		add(words.CopyText, text(c.Delivery.Text))
		add(words.CopySignature, c.Delivery.Exchange.Request.Header.Get("Wechatpay-Signature"))
		add(words.Tabs[string(detail.PlainTab)], string(c.Delivery.Plain))
		exchange(&c.Delivery.Exchange)
	case c.Exchange != nil:
		exchange(c.Exchange)
	case c.Order != nil:
		add("out_trade_no", string(c.Order.OutTradeNo))
		add("transaction_id", string(c.Order.TransactionID))
	case c.Profile != nil:
		add("mchid", string(c.Profile.MchID))
	}
	return names, values
}

// question asks for yes or no.
type question struct {
	title, body string
	yes         func(m *Model) tea.Cmd
}

func (q *question) chain() keys.Chain         { return keys.Chain{keys.Question, keys.Always} }
func (q *question) paste(string)              {}
func (q *question) fit(*Model)                {}
func (q *question) click(*Model, int) tea.Cmd { return nil }

func (q *question) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	a, _ := q.chain().Resolve(keys.Normal(msg.String()))
	if a == keys.Yes || a == keys.No {
		m.overlay = nil
	}
	if a == keys.Yes {
		return q.yes(m)
	}
	return nil
}

func (q *question) draw(l *look.Look, width, _ int) (string, []string, int, int) {
	p := page.New(l, width)
	p.Put("", "")
	p.Words(l.Style.Text, 1, q.body)
	p.Put("", "")
	words := l.Words()
	p.Words(l.Style.Muted, 1, "y "+words.Actions[string(keys.Yes)].Short+"   n "+words.Actions[string(keys.No)].Short)
	return q.title, p.Lines, -1, 0
}

// help lists the keys, those of the focused panel first, and does what is chosen.
type help struct {
	widget.List
	search *widget.Field
	here   []keys.Row
	rest   []keys.Row
	shown  []helpRow
}

type helpRow struct {
	heading string // of a group of rows
	row     keys.Row
}

func newHelp(m *Model) *help {
	h := &help{search: widget.NewField("")}
	for _, row := range m.chain().Rows() {
		if row.Hint && m.works(row.Action) {
			h.here = append(h.here, row)
		} else {
			h.rest = append(h.rest, row)
		}
	}
	return h
}

func (h *help) chain() keys.Chain { return keys.Chain{keys.HelpPage, keys.Always} }

func (h *help) paste(s string) { h.search.Insert(s) }

// fit matches the rows against what was typed.
func (h *help) fit(m *Model) {
	words := m.look.Words()
	h.shown = h.shown[:0]
	group := func(heading string, rows []keys.Row) {
		first := true
		for _, row := range rows {
			if !matches(row, words.Actions[string(row.Action)].Short+words.Actions[string(row.Action)].Long, h.search.Value()) {
				continue
			}
			if first {
				h.shown = append(h.shown, helpRow{heading: heading})
				first = false
			}
			h.shown = append(h.shown, helpRow{row: row})
		}
	}
	group(words.Scopes["here"], h.here)
	group(words.Scopes["global"], h.rest)
	group(words.Scopes["field"], keys.Chain{keys.Field}.Rows())
	h.search.Fit(max(dialogWidth(m.width)-4, 1))
	h.Resize(len(h.shown), max(dialogHeight(m.height)-2, 1))
	h.onRow(1)
}

func matches(row keys.Row, words, query string) bool {
	query = strings.ToLower(query)
	return strings.Contains(strings.ToLower(words), query) || strings.Contains(strings.Join(row.Keys, " "), query)
}

// onRow moves the cursor off a heading.
func (h *help) onRow(by int) {
	if h.Cursor < len(h.shown) && h.shown[h.Cursor].heading != "" {
		if h.Cursor+by < 0 {
			by = 1
		}
		h.By(by)
	}
}

func (h *help) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	a, ok := h.chain().Resolve(msg.String())
	switch {
	case a == keys.Back:
		m.overlay = nil
	case a == keys.Accept:
		return h.click(m, h.Cursor-h.Top+2)
	case ok:
		moved(&h.List, a)
		if a == keys.Up || a == keys.PageUp {
			h.onRow(-1)
		}
	default:
		if !h.search.Key(msg.String()) {
			h.search.Insert(msg.Text)
		}
		h.To(0)
	}
	return nil
}

func (h *help) click(m *Model, line int) tea.Cmd {
	i := line - 2 + h.Top
	if line < 2 || i >= len(h.shown) || h.shown[i].heading != "" {
		return nil
	}
	m.overlay = nil
	return m.Do(h.shown[i].row.Action)
}

func (h *help) draw(l *look.Look, width, height int) (string, []string, int, int) {
	words := l.Words()
	shown, column := h.search.Shown()
	line := l.Line(width, "").Put(l.Style.Accent, " / ")
	if shown == "" {
		line.Put(l.Style.Muted, words.HelpSearch)
	} else {
		line.Put(l.Style.Input, shown)
	}
	lines := []string{line.Right(l.Style.Muted, words.HelpKeys, 1).String(), l.Line(width, "").String()}
	from, to := h.Window()
	for i := from; i < to && len(lines) < height; i++ {
		r := h.shown[i]
		if r.heading != "" {
			lines = append(lines, l.Line(width, "").Gap(1).Put(l.Style.Strong, r.heading).String())
			continue
		}
		bg := cell.Style("")
		if i == h.Cursor {
			bg = l.Style.Selected
		}
		names := make([]string, len(r.row.Keys))
		for k, key := range r.row.Keys {
			names[k] = keys.Show(key)
		}
		cursor := ""
		if i == h.Cursor {
			cursor = l.Signs.Cursor
		}
		lines = append(lines, l.Line(width, bg).Gap(1).Cell(l.Style.Accent, cursor, 2).
			Cell(l.Style.Accent, strings.Join(names, " "), min(18, width/3)).
			Gap(1).Put(l.Style.Text, words.Actions[string(r.row.Action)].Long).String())
	}
	for len(lines) < height {
		lines = append(lines, l.Line(width, "").String())
	}
	return words.HelpTitle, lines, 3 + column, 0
}
