package tui

import (
	"errors"
	"os"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/cell"
	"wxlens/ui/text"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/panel"
	"wxlens/wxpay"
	"wxlens/wxpay/android"
)

// head is how many lines the fields take: where there is little room, the one that
// is typed into.
func (s *appScreen) head(height int) int {
	const enough = 10
	switch {
	case height >= enough:
		return len(s.shownFields()) + 1
	case height > 2 || s.typing:
		return 1
	}
	return 0
}

// labelColumn holds the name of every field.
func (s *appScreen) labelColumn(l *look.Look, width int) int {
	column := 0
	for _, f := range s.shownFields() {
		column = max(column, cell.Width(l.Words().App.Fields[fieldNames[f]]))
	}
	return min(column+3, width/2)
}

func (s *appScreen) fit(m *Model) {
	w, h := s.room(m)
	if s.registered() != s.known {
		s.check(m)
	}
	for _, f := range s.fields {
		f.Fit(max(w-s.labelColumn(&m.look, w)-2, 1))
	}
	if now := (appMade{s.version, m.look.Version, w}); s.shown == nil || s.made != now {
		s.made, s.shown = now, s.page(&m.look, w)
	}
	s.view.Resize(len(s.shown.Lines), max(h-s.head(h), 0))
}

func (s *appScreen) draw(l *look.Look, width, height int) (title string, lines []string, x, y int) {
	words, column := l.Words().App, s.labelColumn(l, width)
	x = -1
	head := s.head(height)
	for _, f := range s.shownFields() {
		if head == 0 || head == 1 && f != s.at {
			continue
		}
		shown, caret := s.fields[f].Shown()
		st := l.Style.Text
		if s.typing && f == s.at {
			st = l.Style.Input
			x, y = column+caret, len(lines)
		}
		line := l.Line(width, "").Gap(1).Cell(l.Style.Muted, words.Fields[fieldNames[f]], column-1)
		if shown == "" {
			line.Put(l.Style.Muted, words.Hints[fieldNames[f]])
		} else {
			line.Put(st, shown)
		}
		s.judge(l, line, f)
		lines = append(lines, line.String())
	}
	if head > 1 {
		lines = append(lines, l.Line(width, "").Put(l.Style.Border, strings.Repeat(l.Signs.H, width)).String())
	}
	lines = append(lines, s.shown.Lines[min(s.view.Top, len(s.shown.Lines)):min(s.view.Top+s.view.Height, len(s.shown.Lines))]...)
	title = words.Title
	if s.reading.active() && s.spun > quiet {
		title += " · " + l.Signs.Spinner[s.spun%len(l.Signs.Spinner)] + " " + page.Elapsed(time.Duration(s.spun)*spin)
	}
	return title, panel.Fill(l, lines, width, height), x, y
}

// judge puts what the checklist says of a field after what is typed there.
func (s *appScreen) judge(l *look.Look, line *cell.Line, f appField) {
	for _, c := range s.checks {
		mine := f == packageField && c.Name == android.CheckPackageName || f == registeredField && (c.Name == android.CheckRegistered || c.Name == android.CheckSignature)
		if !mine || c.Verdict == wxpay.NotApplicable {
			continue
		}
		sign, st := l.Verdict(c.Verdict)
		if c.Verdict == wxpay.Failed {
			line.Gap(2).Put(st, sign+" "+l.Text.Reasons[c.Reason].Why)
			return
		}
		line.Gap(2).Put(st, sign)
	}
}

// click puts the cursor into the field that is clicked.
func (s *appScreen) click(m *Model, _, line int) tea.Cmd {
	_, h := s.room(m)
	if fields := s.shownFields(); s.head(h) > 1 && line < len(fields) {
		s.typing, s.at = true, fields[line]
		s.touch()
	}
	return nil
}

// faultOf returns why a file gives no signature, nil where something else failed.
func faultOf(err error) *android.Error {
	fault := (*android.Error)(nil)
	errors.As(err, &fault)
	return fault
}

// page lays out what was found.
func (s *appScreen) page(l *look.Look, width int) *page.Page {
	words, p := &l.Text.Android, page.New(l, width)
	s.problem(p, l)
	if s.file == nil && s.err == nil {
		p.Words(l.Style.Muted, 1, l.Words().App.Intro)
	}
	if s.file != nil {
		s.signatures(p, l)
	}
	known, unknown := split(s.checks)
	if len(known) > 0 {
		p.Heading(words.Checklist, counted(known))
		p.Checks(known)
	}
	if len(unknown) > 0 {
		p.Heading(words.Unknown, "")
		for _, c := range unknown {
			undecided(p, l, c)
		}
	}
	p.Heading(words.ResultsOf, "")
	for _, code := range android.ResultCodes {
		r := words.Results[code]
		p.Pair(strconv.Itoa(code), r.Title, l.Style.Strong, 4)
		p.Words(l.Style.Text, 6, r.Means)
		for i, cause := range r.Causes {
			p.Words(l.Style.Text, 6, strconv.Itoa(i+1)+". "+cause)
		}
	}
	p.Words(l.Style.Muted, 1, words.Mistake+android.Mistake)
	p.Heading(words.SourceOf, "")
	column := 0
	for _, c := range s.checks {
		column = max(column, cell.Width(l.Check(c.Name)))
	}
	for _, c := range s.checks {
		p.Pair(l.Check(c.Name), words.Sources[c.Name], l.Style.Muted, min(column+1, width/2))
	}
	return p
}

// problem says why the last file could not be read.
func (s *appScreen) problem(p *page.Page, l *look.Look) {
	switch fault := faultOf(s.err); {
	case s.err == nil:
		return
	case fault != nil && s.asks && fault.Code == android.CodePasswordNeeded:
		p.Marked(l.Style.Warn, l.Signs.Warn, l.Words().App.TypePassword)
	case fault != nil:
		advice := l.Text.Android.Fault(fault)
		p.Marked(l.Style.Bad, l.Signs.Bad, advice.Why)
		p.Words(l.Style.Text, 3, l.Words().Do+advice.Do)
	default:
		why := s.err.Error()
		if path := (*os.PathError)(nil); errors.As(s.err, &path) {
			why = path.Path + ": " + path.Err.Error()
		}
		p.Marked(l.Style.Bad, l.Signs.Bad, l.Words().Failure(why))
	}
}

// signatures shows the application signature by itself, and then each certificate.
func (s *appScreen) signatures(p *page.Page, l *look.Look) {
	words, f := &l.Text.Android, s.file
	kind := string(f.Form) + " · " + words.Kinds[f.Kind]
	if f.Manifest != nil {
		kind += " · " + f.Manifest.Package
	}
	if len(f.Signatures) == 0 {
		p.Heading(kind, "")
		return
	}
	p.Heading(words.Signature, kind)
	p.Lines = append(p.Lines,
		l.Line(p.Width(), "").String(),
		l.Line(p.Width(), "").Gap(3).Put(l.Style.Marked, "  ").Put(l.Style.Marked+";1", f.Signatures[0].MD5).Put(l.Style.Marked, "  ").String(),
		l.Line(p.Width(), "").String())
	p.Words(l.Style.Muted, 3, words.ToFill)
	if f.Unchecked {
		p.Marked(l.Style.Warn, l.Signs.Warn, words.Unchecked)
	}
	for i := range f.Signatures {
		certificate(p, l, &f.Signatures[i])
	}
}

func certificate(p *page.Page, l *look.Look, one *android.Signature) {
	words := &l.Text.Android
	name := words.Signer + " " + strconv.Itoa(one.Signer)
	if one.Alias != "" {
		name = words.Alias + " " + one.Alias
	}
	note := ""
	if one.Past {
		note = words.Past
	}
	p.Heading(name, note)
	column := 10
	for _, name := range []string{words.Subject, words.Valid, words.Schemes} {
		column = max(column, cell.Width(name)+1)
	}
	pair := func(name, value string, st cell.Style) {
		if value != "" {
			p.Pair(name, value, st, column)
		}
	}
	pair("MD5", one.MD5, l.Style.Strong)
	pair("SHA-1", one.SHA1, l.Style.Text)
	pair("SHA-256", one.SHA256, l.Style.Text)
	pair(words.Subject, one.Subject, l.Style.Text)
	pair(words.Valid, text.Validity(one), l.Style.Text)
	for _, u := range one.Uses {
		pair(words.Schemes, words.Range(u), l.Style.Text)
	}
}

// split parts what was decided from what the file does not tell.
func split(checks []wxpay.Check) (known, unknown []wxpay.Check) {
	for _, c := range checks {
		if c.Verdict == wxpay.NotApplicable {
			unknown = append(unknown, c)
		} else {
			known = append(known, c)
		}
	}
	return known, unknown
}

func counted(checks []wxpay.Check) string {
	passed := 0
	for _, c := range checks {
		if c.Verdict == wxpay.Passed {
			passed++
		}
	}
	return strconv.Itoa(passed) + "/" + strconv.Itoa(len(checks))
}

// undecided shows an item with what to look for.
func undecided(p *page.Page, l *look.Look, c wxpay.Check) {
	advice := l.Text.Reasons[c.Reason]
	about := c.Want
	if about == "" {
		about = c.Got
	}
	p.Marked(l.Style.Text, l.Signs.None, strings.TrimSpace(l.Check(c.Name)+"  "+about))
	if c.Reason != android.ReasonNoManifest {
		p.Words(l.Style.Muted, 3, advice.Why)
		p.Words(l.Style.Text, 3, l.Words().Do+advice.Do)
	}
}
