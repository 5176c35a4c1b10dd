package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/cell"
	"wxlens/ui/text"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/widget"
	"wxlens/wxpay"
	"wxlens/wxpay/decode"
)

// command is what can be typed at the prompt: an action of a key, or something
// that no key does. The first of its names is shown.
type command struct {
	names  []string
	action keys.Action
	do     func(m *Model) tea.Cmd
	entry  *decode.Entry // an error that is explained instead, nil: none
}

// commands are all of them, in the order in which they are listed.
var commands = []command{
	{names: []string{"sandbox"}, do: (*Model).openDesk},
	{names: []string{"tunnel", "link"}, action: keys.Tunnel},
	{names: []string{"bench", "diagnose"}, action: keys.Bench},
	{names: []string{"compose", "request", "send"}, action: keys.Compose},
	{names: []string{"bills"}, action: keys.Bills},
	{names: []string{"decode", "error", "explain"}, action: keys.Decode},
	{names: []string{"run", "new", "new-run"}, action: keys.NewRun},
	{names: []string{"client"}, action: keys.Client},
	{names: []string{"certificates"}, do: (*Model).readCertificates},
	{names: []string{"import"}, do: (*Model).askImport},
	{names: []string{"android", "app"}, do: (*Model).openApp},
	{names: []string{"sdk", "snippet", "configuration"}, action: keys.Configure},
	{names: []string{"copy"}, action: keys.Copy},
	{names: []string{"language"}, action: keys.Language},
	{names: []string{"mouse"}, action: keys.Mouse},
	{names: []string{"secrets"}, action: keys.Secrets},
	{names: []string{"help"}, action: keys.Help},
	{names: []string{"quit"}, action: keys.Quit},
}

func (c *command) run(m *Model) tea.Cmd {
	if c.do != nil {
		return c.do(m)
	}
	return m.Do(c.action)
}

// words says what the command does.
func (c *command) words(t *text.TUI) string {
	if c.action == "" {
		return t.Prompt.Commands[c.names[0]]
	}
	return t.Actions[string(c.action)].Long
}

// rank is how well a command matches what was typed, 0: not at all. Its words
// count in both languages.
func (c *command) rank(typed string) int {
	best := 0
	for _, name := range c.names {
		switch {
		case name == typed:
			return 3
		case strings.HasPrefix(name, typed):
			best = 2
		}
	}
	if best > 0 {
		return best
	}
	for _, lang := range [...]wxpay.Lang{wxpay.Chinese, wxpay.English} {
		t := &text.In(lang).TUI
		words := c.words(t) + t.Actions[string(c.action)].Short + strings.Join(c.names, " ")
		if strings.Contains(strings.ToLower(words), typed) {
			return 1
		}
	}
	return 0
}

// matching lists the commands that match, the best first.
func matching(typed string) []command {
	var found [4][]command
	for _, c := range commands {
		r := c.rank(typed)
		found[r] = append(found[r], c)
	}
	return append(append(found[3], found[2]...), found[1]...)
}

// prompt is where a command is typed.
type prompt struct {
	large
	widget.List
	typed *widget.Field
	shown []command
}

func newPrompt() *prompt { return &prompt{typed: widget.NewField("")} }

func (p *prompt) chain() keys.Chain { return keys.Chain{keys.Search, keys.Always} }
func (p *prompt) wheel(by int)      { p.By(by) }

func (p *prompt) paste(_ *Model, s string) tea.Cmd {
	p.typed.Insert(s)
	p.To(0)
	return nil
}

// query is what was typed, as a Chinese input method may have left it.
func (p *prompt) query() string {
	var b strings.Builder
	for _, r := range strings.TrimSpace(p.typed.Value()) {
		b.WriteString(keys.Normal(string(r)))
	}
	return strings.ToLower(b.String())
}

func (p *prompt) fit(m *Model) {
	w, h := p.room(m)
	p.shown = append(matching(p.query()), explaining(p.query())...)
	p.typed.Fit(max(w-4, 1))
	p.Resize(len(p.shown), max(min(h-2, len(commands)), 1))
}

func (p *prompt) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	a, ok := p.chain().Resolve(msg.String())
	switch {
	case a == keys.Back:
		m.closeDialog()
	case a == keys.Accept && len(p.shown) == 0:
		return m.say(alarm, m.look.Words().Prompt.Unknown(p.query()))
	case a == keys.Accept:
		return p.run(m, p.Cursor)
	case ok:
		moved(&p.List, a)
	default:
		if !p.typed.Key(msg) {
			p.typed.Insert(msg.Text)
		}
		p.To(0)
	}
	return nil
}

func (p *prompt) run(m *Model, i int) tea.Cmd {
	m.closeDialog()
	return p.shown[i].run(m)
}

func (p *prompt) click(m *Model, _, line int) tea.Cmd {
	if i := line - 2 + p.Top; line >= 2 && i < len(p.shown) {
		return p.run(m, i)
	}
	return nil
}

// nameColumn holds the name of every command, errorColumn those of most errors.
const (
	nameColumn  = 12
	errorColumn = 26
)

func (p *prompt) draw(l *look.Look, width, height int) (string, []string, int, int) {
	words := l.Words()
	shown, column := p.typed.Shown()
	line := l.Line(width, "").Put(l.Style.Accent, " : ")
	if shown == "" {
		line.Put(l.Style.Muted, words.Prompt.Hint)
	} else {
		line.Put(l.Style.Input, shown)
	}
	lines := []string{line.Right(l.Style.Muted, words.Prompt.Keys, 1).String(), l.Line(width, "").String()}
	from, to := p.Window()
	for i := from; i < to; i++ {
		c := p.shown[i]
		bg, cursor := cell.Style(""), ""
		if i == p.Cursor {
			bg, cursor = l.Style.Selected, l.Signs.Cursor
		}
		if c.entry != nil {
			lines = append(lines, l.Line(width, bg).Gap(1).Cell(l.Style.Accent, cursor, 2).
				Cell(l.Style.Strong, cell.Cut(c.names[0], errorColumn-1, l.Signs.Ellipsis), errorColumn).Put(l.Style.Text, c.entry.Title.In(l.Lang())).String())
			continue
		}
		key := keys.Show(keys.Chain{keys.Failure, keys.Global, keys.Always}.KeyOf(c.action))
		lines = append(lines, l.Line(width, bg).Gap(1).Cell(l.Style.Accent, cursor, 2).Cell(l.Style.Strong, c.names[0], nameColumn).
			Cell(l.Style.Accent, key, 7).Put(l.Style.Text, c.words(words)).String())
	}
	if len(p.shown) == 0 {
		lines = append(lines, l.Line(width, "").Gap(3).Put(l.Style.Muted, words.Prompt.None).String())
	}
	for len(lines) < min(height, len(commands)+2) {
		lines = append(lines, l.Line(width, "").String())
	}
	return words.Prompt.Title, lines, 3 + column, 0
}
