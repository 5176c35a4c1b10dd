package tui

import (
	tea "charm.land/bubbletea/v2"

	"wxlens/ui/tui/detail"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/panel"
	"wxlens/ui/tui/widget"
	"wxlens/ui/workbench/inbox"
)

// comparison shows two deliveries side by side, name by name.
type comparison struct {
	over
	view  widget.View
	a, b  inbox.Detail
	rows  []inbox.Compared
	equal bool // what is equal is shown, too
}

// compared is two deliveries that were read to be compared.
type compared struct {
	token uint64
	a, b  inbox.Detail
	err   error
}

// compare remembers a delivery, and with the second one compares the two.
func (m *Model) compare() tea.Cmd {
	d, ok := m.delivery()
	words := m.look.Words().Inbox
	switch {
	case !ok:
		return m.say(calm, words.NoneChosen)
	case m.inbox.Held == "" || m.inbox.Held == d.ID:
		m.inbox.Hold(d.ID)
		return m.say(calm, words.CompareNext)
	}
	first := m.inbox.Held
	m.inbox.Hold("")
	token, ctx := m.comparing.begin(m.ctx)
	engine := m.engine
	return m.tasks.run(func() tea.Msg {
		a, err := engine.Delivery(ctx, first)
		if err != nil {
			return compared{token: token, err: err}
		}
		b, err := engine.Delivery(ctx, d.ID)
		return compared{token, a, b, err}
	})
}

func (m *Model) compared(msg compared) tea.Cmd {
	switch {
	case !m.comparing.finish(msg.token):
		return nil
	case msg.err != nil:
		return m.say(alarm, m.look.Words().Failure(msg.err.Error()))
	}
	m.overlay = &comparison{a: msg.a, b: msg.b, rows: inbox.Compare(&msg.a, &msg.b)}
	return nil
}

func (c *comparison) chain() keys.Chain              { return keys.Chain{keys.Dialog, keys.Always} }
func (c *comparison) wheel(by int)                   { c.view.To(c.view.Top + by) }
func (c *comparison) click(*Model, int, int) tea.Cmd { return nil }
func (c *comparison) room(m *Model) (w, h int)       { return m.roomOfScreen() }

func (c *comparison) fit(m *Model) {
	w, h := c.room(m)
	c.view.Resize(len(c.page(&m.look, w).Lines), h)
}

func (c *comparison) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	a, _ := c.chain().Resolve(keys.Normal(msg.String()))
	switch a {
	case keys.Back:
		m.closeDialog()
	case keys.Accept:
		c.equal = !c.equal
	case keys.Up:
		c.view.To(c.view.Top - 1)
	case keys.Down:
		c.view.To(c.view.Top + 1)
	case keys.Left, keys.PageUp:
		c.view.To(c.view.Top - c.view.Height)
	case keys.Right, keys.PageDown:
		c.view.To(c.view.Top + c.view.Height)
	case keys.First:
		c.view.To(0)
	case keys.Last:
		c.view.To(c.view.Len)
	}
	return nil
}

func (c *comparison) page(l *look.Look, width int) *page.Page {
	p, words := page.New(l, width), l.Words().Inbox
	name := func(d *inbox.Detail) string {
		return page.Clock(d.Exchange.Started) + " " + string(d.Exchange.Facts.OutTradeNo)
	}
	detail.Sides(p, l, "", "A "+name(&c.a), "B "+name(&c.b), false)
	part, differing := inbox.Part(""), 0
	for _, row := range c.rows {
		if row.Differs() {
			differing++
		} else if !c.equal {
			continue
		}
		if row.Part != part {
			part = row.Part
			p.Heading(words.Parts[string(part)], "")
		}
		detail.Sides(p, l, row.Name, row.A, row.B, row.Differs())
	}
	if differing == 0 {
		p.Blank()
		p.Marked(l.Style.Good, l.Signs.Done, words.NoDifference)
	}
	return p
}

func (c *comparison) draw(l *look.Look, width, height int) (string, []string, int, int) {
	p, words := c.page(l, width), l.Words().Inbox
	to := min(c.view.Top+height, len(p.Lines))
	return words.CompareTitle(len(c.rows)) + "  " + words.CompareKeys, panel.Fill(l, p.Lines[min(c.view.Top, to):to], width, height), -1, 0
}
