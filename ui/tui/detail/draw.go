package detail

import (
	"slices"
	"strings"

	"wxlens/ui/cell"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/panel"
	"wxlens/ui/workbench/inbox"
	"wxlens/ui/workbench/run"
	"wxlens/ui/workbench/state"
	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/flow"
)

// HeaderLines is how many lines stand above the page: the tabs, and a blank where
// there is room. A QR code brings its own margin.
func (d *Detail) HeaderLines(height int) int {
	if height >= 10 && d.tab != QRTab {
		return 2
	}
	return min(1, height)
}

// Fit lays the page out for the room inside the border. It is called after every
// change, so that drawing only windows what is there.
func (d *Detail) Fit(l *look.Look, width, height int, focused bool) {
	shown := l.Version * 2
	if focused {
		shown++
	}
	room := max(height-d.HeaderLines(height), 0)
	now := made{d.version, shown, width, height}
	if d.page != nil && d.made == now {
		return
	}
	if d.Typing != nil && d.Content.Step != nil {
		d.Typing.Fit(page.ValueRoom(formFields(l, d.Content.Step.Form), width))
	}
	d.page = d.build(l, width, room, focused)
	d.view.Resize(len(d.page.Lines), room)
	if at := d.Field - d.page.First; d.OnForm() && at < len(d.page.Anchors) && (focused || d.Typing != nil) && d.made.version != d.version {
		d.view.Show(d.page.Anchors[at].Line)
	}
	d.made = now
}

// Draw draws what is inside the border.
func (d *Detail) Draw(l *look.Look, width, height int) []string {
	if d.page == nil {
		return panel.Fill(l, nil, width, height)
	}
	lines := make([]string, 0, height)
	if height > 0 {
		lines = append(lines, d.tabLine(l, width))
	}
	if d.HeaderLines(height) == 2 {
		lines = append(lines, l.Line(width, "").String())
	}
	to := min(d.view.Top+d.view.Height, len(d.page.Lines))
	for i := d.view.Top; i < to; i++ {
		lines = append(lines, d.page.Lines[i])
	}
	return panel.Fill(l, lines, width, height)
}

// Thumb returns the lines of the panel that the scroll bar's thumb covers.
func (d *Detail) Thumb(height int) (from, to int) {
	from, to = d.view.Thumb()
	return from + d.HeaderLines(height), to + d.HeaderLines(height)
}

// Caret returns where text is typed, inside the border.
func (d *Detail) Caret(width, height int) (x, y int, ok bool) {
	if d.Typing == nil || d.page == nil || d.page.Caret == nil {
		return 0, 0, false
	}
	y = d.page.Caret.Line - d.view.Top + d.HeaderLines(height)
	return min(d.page.Caret.X, width-1), y, y >= d.HeaderLines(height) && y < height
}

func (d *Detail) tabLine(l *look.Look, width int) string {
	line := l.Line(width, "")
	panel.Tabs(line, l, d.tabNames(l), slices.Index(d.Tabs(), d.tab))
	return line.String()
}

func (d *Detail) tabNames(l *look.Look) []string {
	var names []string
	for _, t := range d.Tabs() {
		names = append(names, l.Words().Tabs[string(t)])
	}
	return names
}

// TabAt returns the tab that stands at a column of the tab line.
func (d *Detail) TabAt(l *look.Look, x int) (Tab, bool) {
	i, ok := panel.TabAt(d.tabNames(l), x)
	if !ok {
		return "", false
	}
	return d.Tabs()[i], true
}

func (d *Detail) build(l *look.Look, width, room int, focused bool) *page.Page {
	p := page.New(l, width).Explain(d.known)
	c, words := d.Content, l.Words()
	switch {
	case c.Err != nil:
		p.Marked(l.Style.Bad, l.Signs.Bad, words.ErrorHappened+c.Err.Error())
	case d.Subject.Kind == Step && c.Step != nil:
		p.Hide(c.Step.Secrets...)
		d.buildStep(p, l, room, focused)
	case d.Subject.Kind == Delivery && c.Delivery != nil:
		d.buildReceived(p, l)
	case d.Subject.Kind == Exchange && c.Exchange != nil:
		ShowExchange(p, l, c.Exchange, c.Exchange.Checks, d.tab)
	case d.Subject.Kind == Order && c.Order != nil:
		p.Order(c.Order)
	case d.Subject.Kind == Profile && c.Profile != nil:
		buildProfile(p, l, c.Profile)
	case d.Subject.Kind != Nothing:
		p.Words(l.Style.Muted, 1, words.Loading)
	}
	return p
}

func (d *Detail) buildStep(p *page.Page, l *look.Look, room int, focused bool) {
	s, words := d.Content.Step, l.Words()
	switch d.tab {
	case FormTab:
		d.buildForm(p, l, room, focused)
	case TextTab:
		buildText(p, l, s)
	case RequestTab:
		switch {
		case s.Result != nil && s.Result.Exchange != nil && !s.Edited:
			p.Request(s.Result.Exchange.Request)
		case s.Draft.Request.Method != "":
			p.Request(s.Draft.Request)
		default:
			p.Words(l.Style.Muted, 1, words.NotDoneYet)
		}
	case ClientTab:
		buildClient(p, l, s)
	case QRTab:
		buildQR(p, l, s, room)
	case ReplyTab:
		buildReply(p, l, s)
	case FileTab:
		buildFile(p, l, s)
	case ExplainTab:
		p.Words(l.Style.Text, 1, s.Step.Explain.In(l.Lang()))
	default:
		buildOutcome(p, l, s, d.tab)
	}
}

func clientParams(s *StepContent) []wxpay.Field {
	if s.Result != nil && !s.Edited {
		return s.Result.ClientParams
	}
	return s.Draft.ClientParams
}

// buildClient shows what the client takes.
func buildClient(p *page.Page, l *look.Look, s *StepContent) {
	words, fields := l.Words(), clientParams(s)
	if s.Step.Kind == flow.Act {
		if !s.ready() {
			p.Words(l.Style.Muted, 1, words.NothingToHandOver)
			return
		}
		fields = s.HandOver
	}
	p.Heading(words.ClientParams, string(s.Client))
	p.Fields(fields)
	if s.Step.Kind == flow.Act {
		p.Blank()
		p.Words(l.Style.Muted, 1, words.HowToHandOver)
	}
}

// buildQR shows it as a code that a phone reads.
func buildQR(p *page.Page, l *look.Look, s *StepContent, room int) {
	if !s.ready() {
		p.Words(l.Style.Muted, 1, l.Words().NothingToHandOver)
		return
	}
	if s.Client.Signed() {
		p.QR(wxpay.Object(s.HandOver).String(), room)
		return
	}
	p.QR(s.HandOver[0].Value, room)
	p.Blank()
	p.Link(s.HandOver[0].Name, s.HandOver[0].Value)
}

// buildForm shows the form and under it, where there is room, what it makes: the
// text to sign, or the request of a step that signs nothing. While a value is
// typed that is always in sight: a small page shows only the fields around it.
func (d *Detail) buildForm(p *page.Page, l *look.Look, room int, focused bool) {
	s, words := d.Content.Step, l.Words()
	state := page.FormState{Cursor: d.Field, Focused: focused, Typing: d.Typing}
	if len(s.Form) == 0 {
		p.Words(l.Style.Muted, 1, words.NoFields)
	}
	made := page.New(l, p.Width())
	made.Hide(s.Secrets...)
	buildMade(made, l, s)
	spare := room - len(s.Form) - 1 // the marks are explained in one line
	if d.Typing != nil && spare < len(made.Lines) {
		state.Rows = max(room-len(made.Lines), min(5, room/2))
	}
	p.Form(formFields(l, s.Form), state)
	if state.Rows == 0 && spare > 0 {
		p.Words(l.Style.Muted, 2, l.Signs.Handed+" "+words.Handed+"   * "+words.Required)
	}
	if state.Rows > 0 || spare >= 6 {
		p.Append(made)
	}
}

// formFields are the fields of a step as a page shows them.
func formFields(l *look.Look, form []run.Field) []page.FormField {
	fields := make([]page.FormField, len(form))
	for i, f := range form {
		fields[i] = page.FormField{
			ID: f.Name, Name: f.Name, Label: f.Label.In(l.Lang()), Value: f.Value, Required: f.Required, Secret: f.Secret, Handed: f.Handed, Problems: f.Problems,
		}
	}
	return fields
}

// buildMade shows what a form makes.
func buildMade(p *page.Page, l *look.Look, s *StepContent) {
	words := l.Words()
	if !Signs(s.Step) {
		p.Heading(words.Tabs[string(RequestTab)], words.WouldSend)
		p.Request(s.Draft.Request)
		return
	}
	if made, ok := diagnose.Find(s.Draft.Mistake); ok {
		p.Marked(l.Style.Warn, l.Signs.Warn, words.Mistaken(made.Title.In(l.Lang())))
	}
	p.Heading(words.SigningText, words.Bytes(s.Draft.Text.Len()))
	p.SignText(s.Draft.Text)
	p.Chain(s.Draft.Trace, s.Draft.Signature)
}

// buildText shows the text that was signed, or would be.
func buildText(p *page.Page, l *look.Look, s *StepContent) {
	text, trace, signature := s.Draft.Text, s.Draft.Trace, s.Draft.Signature
	done := s.Result != nil && !s.Edited && s.Result.Text.Len() > 0
	if done {
		text, trace, signature = s.Result.Text, s.Result.Trace, s.Result.Signature
	}
	p.SignText(text)
	p.Blank()
	p.Chain(trace, signature)
	if s.Result != nil && !s.Edited {
		p.Blank()
		outcome(p, l, s)
		return
	}
	p.Blank()
	p.Problems(s.Draft.Problems)
	if s.Draft.Err != nil {
		p.Marked(l.Style.Bad, l.Signs.Bad, s.Draft.Err.Error())
	}
}

// outcome says under a text what came of sending it.
func outcome(p *page.Page, l *look.Look, s *StepContent) {
	r, words := s.Result, l.Words()
	p.Heading(words.Verdict, summary(l, r.Checks))
	if r.Err != nil {
		p.Marked(l.Style.Bad, l.Signs.Bad, r.Err.Error())
	}
	if r.Exchange != nil {
		p.Explanation(r.Exchange.Reply)
		p.Blank()
	}
	p.Checks(r.Checks)
}

func summary(l *look.Look, checks []wxpay.Check) string {
	passed, of := 0, 0
	for _, c := range checks {
		if c.Verdict != wxpay.NotApplicable {
			of++
		}
		if c.Verdict == wxpay.Passed {
			passed++
		}
	}
	return l.Words().ChecksOf(passed, of)
}

func buildReply(p *page.Page, l *look.Look, s *StepContent) {
	if s.Result == nil {
		p.Words(l.Style.Muted, 1, l.Words().NotSentYet)
		return
	}
	if s.Result.Err != nil {
		p.Marked(l.Style.Bad, l.Signs.Bad, s.Result.Err.Error())
	}
	if x := s.Result.Exchange; x != nil {
		ShowExchange(p, l, x, s.Result.Checks, ReplyTab)
		return
	}
	p.Checks(s.Result.Checks)
}

// buildFile shows the second call of a step that fetches a file: what it signed,
// what it asked for, and the file.
func buildFile(p *page.Page, l *look.Look, s *StepContent) {
	if s.Result == nil || s.Result.Download == nil {
		p.Words(l.Style.Muted, 1, l.Words().NotSentYet)
		return
	}
	d := s.Result.Download
	p.SignText(d.Text)
	p.Pair(l.Words().Signature, d.Signature, l.Style.Text, cell.Width(l.Words().Signature))
	p.Heading(l.Words().Tabs[string(RequestTab)], "")
	p.Request(d.Exchange.Request)
	p.Heading(l.Words().Tabs[string(ReplyTab)], "")
	if d.Exchange.Reply != nil {
		p.Reply(d.Exchange.Reply)
	}
}

// buildOutcome shows the tabs of steps that are done elsewhere: by the payer, by
// WeChat Pay, by the signer.
func buildOutcome(p *page.Page, l *look.Look, s *StepContent, tab Tab) {
	r := s.Result
	switch {
	case r == nil:
		p.Words(l.Style.Muted, 1, l.Words().NotDoneYet)
	case r.Err != nil:
		p.Marked(l.Style.Bad, l.Signs.Bad, r.Err.Error())
		p.Checks(r.Checks)
	case s.Step.Kind == flow.Await && r.Exchange != nil:
		buildDelivery(p, l, &inbox.Detail{Exchange: *r.Exchange, Text: r.Text, Trace: r.Trace, Plain: r.Plain}, r.Checks, tab)
	default:
		p.Heading(l.Words().Verdict, summary(l, r.Checks))
		p.Checks(r.Checks)
	}
}

// ShowExchange lays out one tab of an exchange: verdict, request or reply.
func ShowExchange(p *page.Page, l *look.Look, x *wxpay.Exchange, checks []wxpay.Check, tab Tab) {
	words := l.Words()
	switch tab {
	case VerdictTab:
		p.Heading(words.Verdict, summary(l, checks))
		p.Explanation(x.Reply)
		p.Blank()
		p.Checks(checks)
		if x.DuplicateOf != "" {
			p.Blank()
			p.Pair(words.DuplicateOf, x.DuplicateOf, l.Style.Muted, 12)
		}
	case RequestTab:
		p.Request(x.Request)
	case ReplyTab:
		if x.Reply == nil {
			p.Marked(l.Style.Bad, l.Signs.Bad, strings.TrimSpace(words.NoReply+" "+x.Fault))
			p.Checks(checks)
			return
		}
		p.Reply(x.Reply)
		if x.Direction == wxpay.Outgoing {
			p.Heading(words.Verdict, summary(l, checks))
			p.Checks(checks)
		}
	}
}

func buildProfile(p *page.Page, l *look.Look, row *state.Profile) {
	words := l.Words()
	p.Pair("mchid", string(row.MchID), l.Style.Text, 8)
	p.Blank()
	if row.Live {
		p.Marked(l.Style.Warn, l.Signs.Warn, words.ProfileLive)
	} else {
		p.Marked(l.Style.Sandbox, l.Signs.On, words.ProfileSandbox)
	}
	switch {
	case row.Fault != "":
		p.Marked(l.Style.Bad, l.Signs.Bad, words.ProfileFault+row.Fault)
	case row.Current:
		p.Marked(l.Style.Good, l.Signs.Done, words.Current)
	default:
		p.Words(l.Style.Muted, 3, words.ProfileUse)
	}
}
