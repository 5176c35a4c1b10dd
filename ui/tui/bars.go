package tui

import (
	"strings"

	"wxlens/ui/cell"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/page"
)

// statusLine tells where everything runs.
func (m *Model) statusLine() string {
	l, words, s := &m.look, m.look.Words(), m.status
	line := l.Line(m.width, "").Gap(1).Put(l.Style.Strong, "wxlens").Gap(2)
	right, rightStyle := m.opts.Version, l.Style.Muted
	if n := m.inbox.Unseen(); n > 0 {
		right, rightStyle = words.New(n), l.Style.Accent
	}
	if right == "" {
		right = l.Signs.None
	}
	keep := cell.Width(right) + 1
	if m.engine == nil {
		if m.phase != failed && line.Room() > keep+cell.Width(words.Starting) {
			line.Put(l.Style.Muted, words.Starting)
		}
		return rightEnd(line, rightStyle, right)
	}
	line.Put(l.Style.Good, l.Signs.On).Gap(1).Put(l.Style.Text, cell.Cut(cell.Clean(s.Profile), 24, l.Signs.Ellipsis)).Gap(2)
	if s.Live {
		line.Put(l.Style.Live, " "+words.Live+" ").Gap(2)
	} else {
		line.Put(l.Style.Sandbox, words.Sandbox).Gap(2)
	}
	if m.session != nil {
		line.Put(l.Style.Muted, string(m.session.Flow.API)).Gap(3)
	}
	m.reach(line, keep)
	return rightEnd(line, rightStyle, right)
}

// part is one piece of the status line: what it is about and what it is like, in
// full where there is room.
type part struct {
	name, sign, full string
	st               cell.Style
}

// reach tells how the sandbox, WeChat Pay and the developer's servers are reached.
func (m *Model) reach(line *cell.Line, keep int) {
	l := &m.look
	for _, p := range m.parts() {
		short := cell.Width(p.name) + 2 + cell.Width(p.sign)
		if line.Room() > keep+short+cell.Width(p.full)+2 {
			line.Put(l.Style.Muted, p.name).Gap(1).Put(p.st, p.sign).Gap(1).Put(l.Style.Text, p.full).Gap(3)
		} else if line.Room() > keep+short {
			line.Put(l.Style.Muted, p.name).Gap(1).Put(p.st, p.sign).Gap(1)
		}
	}
}

func (m *Model) parts() []part {
	l, words, s := &m.look, m.look.Words(), m.status
	host := func(url string) string {
		_, host, _ := strings.Cut(url, "://")
		return host
	}
	var parts []part
	if s.Link.State == "" || s.Link.State == "closed" {
		parts = append(parts, part{words.Notify, l.Signs.On, host(s.ReceiverURL), l.Style.Good})
	} else {
		parts = append(parts, m.tunnelPart())
	}
	for _, t := range s.Link.Targets {
		sign, st, word := health(l, t.Up)
		parts = append(parts, part{words.Link.App, sign, strings.TrimPrefix(host(t.URL), "127.0.0.1") + " " + word, st})
	}
	sandbox := part{words.SandboxAt, l.Signs.On, host(s.SandboxURL), l.Style.Good}
	if s.SandboxURL == "" {
		sandbox = part{words.SandboxAt, l.Signs.Off, words.ClockNone, l.Style.Muted}
	}
	return append(parts, sandbox)
}

// tunnelPart tells of an open tunnel in a word and a sign; of one that is online
// where it is and how far.
func (m *Model) tunnelPart() part {
	l, words, now := &m.look, m.look.Words().Link, m.status.Link
	sign, st := linkSign(l, now.State)
	full := l.Text.Tunnel.States[now.State]
	switch {
	case now.State == "online":
		_, host, _ := strings.Cut(now.PublicURL, "://")
		full = cell.Clean(host)
		if now.Latency > 0 {
			full += " " + page.Elapsed(now.Latency)
		}
	case now.Problem.Code != "":
		full += " " + now.Problem.Code
	}
	if len(now.Warnings) > 0 {
		full, st = l.Signs.Warn+" "+full, l.Style.Warn
	}
	return part{words.Tunnel, sign, full, st}
}

// rightEnd ends a line with a text that must stand there.
func rightEnd(line *cell.Line, st cell.Style, s string) string {
	line.Gap(line.Room() - cell.Width(s))
	return line.Put(st, s).String()
}

// hintLine shows the keys that work here, or a toast.
func (m *Model) hintLine() string {
	l := &m.look
	end := l.Signs.Languages
	keep := cell.Width(end) + 1
	if m.width < keep+10 {
		end, keep = "?", 2
	}
	line := l.Line(m.width-keep, "").Gap(1)
	if m.toast.words != "" {
		st := [...]cell.Style{calm: l.Style.Text, glad: l.Style.Good, alarm: l.Style.Warn}[m.toast.tone]
		sign := [...]string{calm: l.Signs.None, glad: l.Signs.Done, alarm: l.Signs.Warn}[m.toast.tone]
		line.Put(st, sign+" "+m.toast.words)
		return line.String() + " " + l.Line(keep-1, "").Put(l.Style.Muted, end).String()
	}
	if progress := m.flow.Progress(l); progress != "" {
		line.Put(l.Style.Accent, progress).Gap(2)
	}
	m.hints(line)
	return line.String() + " " + l.Line(keep-1, "").Put(l.Style.Muted, end).String()
}

// hints puts as many hints on the line as fit; help and quit always have room.
func (m *Model) hints(line *cell.Line) {
	words, l := m.look.Words(), &m.look
	var rows, last []keys.Row
	room := line.Room()
	width := func(r keys.Row) int {
		return cell.Width(keys.Show(r.Keys[0])) + 1 + cell.Width(words.Actions[string(r.Action)].Short) + 2
	}
	for _, row := range m.chain().Rows() {
		switch {
		case !row.Hint || m.phase != open || !m.works(row.Action):
		case row.Action == keys.Help || row.Action == keys.Quit:
			last = append(last, row)
			room -= width(row)
		default:
			rows = append(rows, row)
		}
	}
	for _, row := range append(rows, last...) {
		need := width(row)
		reserved := row.Action == keys.Help || row.Action == keys.Quit
		if !reserved {
			if need > room {
				continue
			}
			room -= need
		}
		if need > line.Room()+2 {
			continue
		}
		line.Put(l.Style.Accent, keys.Show(row.Keys[0])).Gap(1).Put(l.Style.Muted, words.Actions[string(row.Action)].Short).Gap(2)
	}
}
