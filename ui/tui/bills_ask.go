package tui

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/cell"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/widget"
	"wxlens/ui/workbench/bills"
	"wxlens/wxpay"
	"wxlens/wxpay/bill"
)

// fetchForm asks which bill to fetch.
type fetchForm struct {
	small
	widget.List
	screen *billScreen
	ask    bills.Ask
	day    *widget.Field // typed, nil: not being typed
	now    time.Time     // by the clock that WeChat Pay goes by
	live   bool

	guessed string // the day that was proposed, "" if none was
}

// Rows of the form.
const (
	fetchDay = iota
	fetchKind
	fetchType
	fetchAPI
	fetchGZIP
	fetchClock
	fetchRows
)

// clockRead is the time that WeChat Pay goes by.
type clockRead struct {
	form *fetchForm
	now  time.Time
	err  error
}

// askFetch asks which bill to fetch, at first for the one of yesterday.
func (s *billScreen) askFetch(m *Model) tea.Cmd {
	f := &fetchForm{small: small{over{s}}, screen: s, ask: s.asked, live: m.status.Live}
	if f.ask.API == "" {
		f.ask = bills.Ask{API: wxpay.V3, Kind: bill.Trade, Type: bills.TypesOf(bill.Trade)[0]}
		f.guess(m, m.opts.Now())
	}
	f.ask.MoveClock = f.ask.MoveClock && !f.live // the profile may be another now
	m.overlay = f
	b, ctx := m.engine.Bills(), m.ctx
	return m.tasks.run(func() tea.Msg {
		limited, cancel := context.WithTimeout(ctx, clockPatience)
		defer cancel()
		now, err := b.Clock(limited)
		return clockRead{f, now, err}
	})
}

// clockPatience is how long a dialog waits for the clock of a sandbox.
const clockPatience = 5 * time.Second

func (m *Model) clockRead(msg clockRead) tea.Cmd {
	f := msg.form
	if f.now = msg.now; msg.err != nil {
		f.now = m.opts.Now()
	}
	if f.guessed != "" && f.guessed == f.ask.Day {
		f.guess(m, f.now)
	}
	return nil
}

// guess proposes yesterday; in a sandbox whose clock was never moved nothing was paid
// before today.
func (f *fetchForm) guess(m *Model, now time.Time) {
	day := now.In(beijing)
	f.ask.MoveClock = !f.live && now.Sub(m.opts.Now()) < time.Hour
	if !f.ask.MoveClock {
		day = day.AddDate(0, 0, -1)
	}
	f.ask.Day = day.Format(time.DateOnly)
	f.guessed = f.ask.Day
}

func (f *fetchForm) chain() keys.Chain {
	if f.day != nil {
		return keys.Chain{keys.Field, keys.Always}
	}
	return keys.Chain{keys.Asking, keys.Dialog, keys.Always}
}

func (f *fetchForm) fit(m *Model) {
	rows := fetchRows
	if f.live {
		rows = fetchClock
	}
	f.Resize(rows, rows)
	if f.day != nil {
		f.day.Fit(16)
	}
}

func (f *fetchForm) paste(_ *Model, s string) tea.Cmd {
	if f.day != nil {
		f.day.Insert(strings.TrimSpace(s))
	}
	return nil
}

func (f *fetchForm) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	if f.day != nil {
		return f.typeDay(m, msg)
	}
	a, _ := f.chain().Resolve(keys.Normal(msg.String()))
	switch a {
	case keys.Accept:
		m.closeDialog()
		return f.screen.fetch(m, f.ask)
	case keys.Back:
		m.closeDialog()
	case keys.Left:
		f.turn(-1)
	case keys.Right:
		f.turn(1)
	case keys.Edit:
		if f.Cursor == fetchDay {
			f.day = widget.NewField(f.ask.Day)
		} else {
			f.turn(1)
		}
	default:
		moved(&f.List, a)
	}
	return nil
}

func (f *fetchForm) typeDay(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	a, ok := f.chain().Resolve(msg.String())
	switch {
	case a == keys.Accept || a == keys.NextField || a == keys.PrevField:
		f.ask.Day, f.day = strings.TrimSpace(f.day.Value()), nil
	case a == keys.Back:
		f.day = nil
	case !ok && !f.day.Key(msg):
		f.day.Insert(msg.Text)
	}
	return nil
}

// turn changes what the cursor is on.
func (f *fetchForm) turn(by int) {
	a := &f.ask
	switch f.Cursor {
	case fetchDay:
		if day, err := time.Parse(time.DateOnly, a.Day); err == nil {
			a.Day = day.AddDate(0, 0, by).Format(time.DateOnly)
		}
	case fetchKind:
		a.Kind = other(a.Kind, bill.Trade, bill.FundFlow)
		a.Type = bills.TypesOf(a.Kind)[0]
	case fetchType:
		types := bills.TypesOf(a.Kind)
		for i, t := range types {
			if t == a.Type {
				a.Type = types[(i+by+len(types))%len(types)]
				break
			}
		}
	case fetchAPI:
		a.API = other(a.API, wxpay.V3, wxpay.V2)
	case fetchGZIP:
		a.GZIP = !a.GZIP
	case fetchClock:
		a.MoveClock = !a.MoveClock
	}
}

// other returns the one of two that a value is not.
func other[T comparable](value, a, b T) T {
	if value == a {
		return b
	}
	return a
}

func (f *fetchForm) click(_ *Model, _, line int) tea.Cmd {
	if line >= 0 && line < f.Len {
		again := line == f.Cursor
		f.To(line)
		if again {
			f.turn(1)
		}
	}
	return nil
}

func (f *fetchForm) draw(l *look.Look, width, _ int) (title string, lines []string, x, y int) {
	words := l.Words().Bills
	yes := func(on bool) string {
		if on {
			return words.Yes
		}
		return words.No
	}
	values := [fetchRows]string{
		f.ask.Day, l.Text.Bills.Kinds[f.ask.Kind], f.ask.Type, strings.ToUpper(string(f.ask.API)), yes(f.ask.GZIP), yes(f.ask.MoveClock),
	}
	x = -1
	for i := range f.Len {
		bg, cursor := cell.Style(""), ""
		if i == f.Cursor {
			bg, cursor = l.Style.Selected, l.Signs.Cursor
		}
		line := l.Line(width, bg).Gap(1).Cell(l.Style.Accent, cursor, 2).Cell(l.Style.Muted, words.Ask[i], askColumn)
		if f.day != nil && i == fetchDay {
			shown, column := f.day.Shown()
			x, y = width-line.Room()+column, i
			line.Put(l.Style.Input, shown)
		} else {
			line.Put(l.Style.Accent, "‹ ").Put(l.Style.Text, values[i]).Put(l.Style.Accent, " ›")
		}
		lines = append(lines, line.String())
	}
	p := page.New(l, width)
	p.Put("", "")
	for _, w := range f.warnings() {
		p.Marked(l.Style.Warn, l.Signs.Warn, l.Text.Bills.Warnings[string(w)])
	}
	p.Words(l.Style.Muted, 1, words.AskFoot)
	return words.AskTitle, append(lines, p.Lines...), x, y
}

// askColumn is the width of the names of the form.
const askColumn = 20

// warnings are those that the clock that is moved does not settle.
func (f *fetchForm) warnings() []bills.Warning {
	if f.now.IsZero() || f.ask.MoveClock && !f.live {
		return nil
	}
	return f.ask.Warnings(f.now)
}

// askKept asks which of the kept bills to open.
func (s *billScreen) askKept(m *Model) tea.Cmd {
	list, err := m.engine.Bills().List()
	if err != nil {
		return m.say(alarm, m.look.Words().Failure(err.Error()))
	}
	l := &m.look
	words := l.Words().Bills
	find := func(typed string) []pick {
		var found []pick
		for _, k := range list {
			p := pick{
				id: k.Path, name: k.Day + " " + l.Text.Bills.Kinds[k.Kind] + " " + k.Type, about: string(k.MchID) + " " + strings.ToUpper(string(k.API)),
				note: k.At.Local().Format("01-02 15:04"), sign: l.Signs.Done, style: l.Style.Good,
			}
			if k.Differs {
				p.sign, p.style = l.Signs.Bad, l.Style.Bad
			}
			if containsWords(p.name+" "+p.about, typed) {
				found = append(found, p)
			}
		}
		return found
	}
	kept := func(path string) *bills.Kept {
		for i := range list {
			if list[i].Path == path {
				return &list[i]
			}
		}
		return nil
	}
	p := newPicker(s, words.KeptTitle, find, func(m *Model, p pick) tea.Cmd { return s.open(m, p.id, kept(p.id)) })
	p.foot, p.empty = words.KeptFoot, words.NoKept
	p.remove = func(m *Model, p pick) tea.Cmd {
		m.overlay = &question{small: small{over{s}}, title: words.RemoveTitle, body: words.RemoveBody(p.name), yes: func(m *Model) tea.Cmd {
			if k := kept(p.id); k != nil {
				if err := m.engine.Bills().Remove(*k); err != nil {
					return m.say(alarm, m.look.Words().Failure(err.Error()))
				}
			}
			return s.askKept(m)
		}}
		return nil
	}
	m.overlay = p
	return nil
}

// askFile asks for a bill that lies elsewhere.
func (s *billScreen) askFile(m *Model) tea.Cmd {
	words := m.look.Words().Bills
	m.overlay = newAsk(words.FileTitle, words.FileFoot, "", func(m *Model, path string) tea.Cmd {
		return s.open(m, strings.TrimSpace(path), nil)
	}).over(s)
	return nil
}

// openRow shows a row whole: every value with its column, amounts in fen, too.
func (s *billScreen) openRow(m *Model) tea.Cmd {
	row, ok := s.current()
	if !ok {
		return nil
	}
	columns := s.sheet.Report.Columns
	m.overlay = &leaf{large: large{over{s}}, title: m.look.Text.Bills.At(row.Number, row.Line), lay: func(p *page.Page, l *look.Look) {
		width := 0
		for _, c := range columns {
			width = max(width, cell.Width(cell.Clean(c.Name)))
		}
		for i, v := range row.Values {
			name := ""
			if i < len(columns) {
				name = columns[i].Name
				if fen := s.fen(l, columns[i], v); fen != "" {
					v += "  = " + fen
				}
			}
			p.Pair(name, v, l.Style.Text, min(width, p.Width()/3))
		}
	}}
	return nil
}

// askCopy asks what to copy of the row under the cursor.
func (s *billScreen) askCopy(m *Model) tea.Cmd {
	words := m.look.Words()
	row, ok := s.current()
	if !ok {
		return m.say(calm, words.NothingToCopy)
	}
	columns := s.sheet.Report.Columns
	c := &choice{small: small{over{s}}, title: words.CopyTitle}
	c.foot = words.Actions[string(keys.Accept)].Short + " enter   " + words.Actions[string(keys.Back)].Short + " esc"
	var values []string
	if at := s.place(); at >= 0 && at < len(row.Values) {
		c.names, values = append(c.names, columns[at].Name), append(values, row.Values[at])
	}
	c.names, values = append(c.names, words.Bills.WholeRow), append(values, "`"+strings.Join(row.Values, ",`"))
	c.names, values = append(c.names, "SHA-1"), append(values, s.sheet.Report.SHA1)
	c.names, values = append(c.names, words.Bills.Path), append(values, s.sheet.Path)
	c.chosen = func(m *Model, i int) tea.Cmd { return m.copied(copied{name: c.names[i], value: values[i]}) }
	m.overlay = c
	return nil
}

// leaf is a page to be read.
type leaf struct {
	large
	widget.View
	title string
	lay   func(*page.Page, *look.Look)
	page  *page.Page
	made  int // for which look
}

func (v *leaf) chain() keys.Chain              { return keys.Chain{keys.Dialog, keys.Always} }
func (v *leaf) wheel(by int)                   { v.To(v.Top + by) }
func (v *leaf) click(*Model, int, int) tea.Cmd { return nil }

func (v *leaf) fit(m *Model) {
	w, h := v.room(m)
	if v.page == nil || v.page.Width() != w || v.made != m.look.Version {
		v.page, v.made = page.New(&m.look, w), m.look.Version
		v.lay(v.page, &m.look)
	}
	v.Resize(len(v.page.Lines), min(h, len(v.page.Lines)))
}

func (v *leaf) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	a, _ := v.chain().Resolve(keys.Normal(msg.String()))
	by := map[keys.Action]int{keys.Up: -1, keys.Down: 1, keys.PageUp: -v.Height, keys.PageDown: v.Height, keys.First: -v.Len, keys.Last: v.Len}
	switch a {
	case keys.Back, keys.Accept:
		m.closeDialog()
	default:
		v.To(v.Top + by[a])
	}
	return nil
}

func (v *leaf) draw(*look.Look, int, int) (string, []string, int, int) {
	return v.title, v.page.Lines[v.Top:min(v.Top+v.Height, len(v.page.Lines))], -1, 0
}
