package tui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"wxlens/ui/cell"
	"wxlens/ui/text"
	"wxlens/ui/tui/detail"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/panel"
	"wxlens/ui/workbench/bills"
	"wxlens/wxpay/bill"
)

// billHead is how many lines stand above what a tab shows.
func billHead(height int) int {
	if height >= 12 {
		return 2
	}
	return min(1, height)
}

// billFoot is how many lines below the table tell of the cell under the cursor.
func billFoot(height int) int {
	if height >= 14 {
		return 3
	}
	return 0
}

func (s *billScreen) fit(m *Model) {
	w, h := s.room(m)
	body := max(h-billHead(h), 0)
	if s.filter != nil {
		s.filter.Fit(max(w-4, 1))
	}
	length := 0
	if s.view != nil {
		length = s.view.Len()
	}
	s.rows.Resize(length, max(body-1-billFoot(h), 1))
	s.diffs.Resize(len(s.differ), max(body-2, 1))
	s.read()
	if s.sheet != nil {
		s.left = s.grid(w).first
	}
	if s.tab == billTable || s.tab == billDifferences {
		return
	}
	now := billMade{s.version, m.look.Version, w, s.tab}
	if s.shown == nil || s.made != now {
		s.made = now
		s.shown = s.page(&m.look, w)
	}
	s.views[s.tab].Resize(len(s.shown.Lines), body)
}

// read reads the rows that are seen: some dozens of lines of a file.
func (s *billScreen) read() {
	if s.view == nil {
		s.lines = nil
		return
	}
	from, to := s.rows.Window()
	if s.lines != nil && s.from == from && len(s.lines) == to-from {
		return
	}
	lines, err := s.view.Rows(from, to)
	if err != nil { // the file was taken away
		lines = make([]bills.Line, max(to-from, 0))
	}
	s.lines, s.from = lines, from
}

func (s *billScreen) draw(l *look.Look, width, height int) (title string, lines []string, x, y int) {
	head := billHead(height)
	lines = []string{s.tabLine(l, width)}
	x = -1
	if head == 2 {
		line := l.Line(width, "")
		switch {
		case s.filter != nil:
			shown, column := s.filter.Shown()
			line.Put(l.Style.Accent, " / ").Put(l.Style.Input, shown)
			x, y = 3+column, 1
		case s.order.Filter != "":
			line.Put(l.Style.Accent, " / "+cell.Clean(s.order.Filter))
		}
		lines = append(lines, line.String())
	}
	body := height - head
	switch s.tab {
	case billTable:
		lines = append(lines, s.table(l, width, body, billFoot(height))...)
	case billDifferences:
		lines = append(lines, s.differences(l, width, body)...)
	default:
		if s.shown != nil {
			v := &s.views[s.tab]
			lines = append(lines, s.shown.Lines[min(v.Top, len(s.shown.Lines)):min(v.Top+v.Height, len(s.shown.Lines))]...)
		}
	}
	return s.title(l), panel.Fill(l, lines, width, height), x, y
}

func (s *billScreen) title(l *look.Look) string {
	words := l.Words().Bills
	title := words.Title
	switch {
	case s.kept != nil && s.sheet != nil:
		title += " · " + s.kept.Day + " " + l.Text.Bills.Kinds[s.kept.Kind] + " " + s.kept.Type + " " + strings.ToUpper(string(s.kept.API))
	case s.sheet != nil:
		title += " · " + s.sheet.Path
	}
	if s.sheet != nil {
		title += " · " + l.Text.Bills.Rows(s.sheet.Report.Rows)
		if s.view.Len() != int(s.sheet.Report.Rows) {
			title += " " + l.Signs.Arrow + " " + strconv.Itoa(s.view.Len())
		}
	}
	if s.working.active() && s.spun > quiet {
		title += " · " + l.Signs.Spinner[s.spun%len(l.Signs.Spinner)] + " " + words.Doing[s.doing] + " " + s.share() + page.Elapsed(time.Duration(s.spun)*spin)
	}
	return cell.Clean(title)
}

// share is how far what is under way is.
func (s *billScreen) share() string {
	done := s.progress.Load()
	switch {
	case done == 0:
		return ""
	case s.whole > 0:
		return fmt.Sprintf("%d%% ", min(done*100/s.whole, 100))
	}
	return text.Size(done) + " "
}

func (s *billScreen) tabLine(l *look.Look, width int) string {
	words := l.Words().Bills
	line := l.Line(width, "")
	panel.Tabs(line, l, s.tabNames(l), int(s.tab))
	if s.sheet == nil {
		return line.String()
	}
	sign, st, note := l.Signs.Done, l.Style.Good, words.Holds
	if !s.sheet.Report.OK() || s.got != nil && !s.got.OK() {
		sign, st, note = l.Signs.Bad, l.Style.Bad, words.HoldsNot
	}
	if s.compared != nil {
		if n := s.compared.Differences(); n > 0 {
			sign, st, note = l.Signs.Differs, l.Style.Warn, words.Differences(n)
		}
	}
	return line.Right(st, sign+" "+note, 1).String()
}

// tabAt returns the tab that stands at a column of the tab line.
func (s *billScreen) tabAt(l *look.Look, x int) (billTab, bool) {
	i, ok := panel.TabAt(s.tabNames(l), x)
	return billTab(i), ok
}

func (s *billScreen) tabNames(l *look.Look) []string {
	var names []string
	for _, name := range billTabNames {
		names = append(names, l.Words().Bills.Tabs[name])
	}
	return names
}

// Widths of the columns of the table.
const (
	narrowest = 6
	widest    = 34
)

// table draws the rows that are seen, and what the cell under the cursor is.
func (s *billScreen) table(l *look.Look, width, height, foot int) []string {
	if s.sheet == nil {
		return s.nothing(l, width, height)
	}
	g := s.grid(width)
	lines := []string{s.names(l, g, width)}
	for i := range s.lines {
		lines = append(lines, s.row(l, &s.lines[i], g, width, s.from+i == s.rows.Cursor))
	}
	lines = panel.Fill(l, lines, width, height-foot)
	if foot > 0 {
		lines = append(lines, s.about(l, width)...)
	}
	return panel.Fill(l, lines, width, height)
}

// nothing says how to come to a bill.
func (s *billScreen) nothing(l *look.Look, width, height int) []string {
	p := page.New(l, width)
	p.Words(l.Style.Muted, 1, l.Words().Bills.NoBill)
	return panel.Fill(l, p.Lines, width, height)
}

// grid is which columns are seen, and how wide they are.
type grid struct {
	first  int // among the places
	widths []int
}

// grid measures what the names and the rows that are seen need, and scrolls no further
// than the column under the cursor asks for.
func (s *billScreen) grid(width int) grid {
	columns := s.sheet.Report.Columns
	g := grid{widths: make([]int, len(s.places)), first: min(s.left, s.column)}
	for i, at := range s.places {
		g.widths[i] = max(cell.Width(s.columnName(at)), narrowest)
		for _, line := range s.lines {
			if len(line.Values) == len(columns) {
				g.widths[i] = max(g.widths[i], min(cell.Width(cell.Clean(line.Values[at])), widest))
			}
		}
	}
	for used := width + 1; g.first < s.column && used > width; g.first++ {
		used = cursorRoom
		for _, w := range g.widths[g.first : s.column+1] {
			used += w + 2
		}
		if used <= width {
			break
		}
	}
	return g
}

func (s *billScreen) columnName(at int) string {
	name := s.sheet.Report.Columns[at].Name
	if o := s.order; o.Sorted && o.Column == at {
		sign := "↑"
		if o.Descending {
			sign = "↓"
		}
		name += sign
	}
	return cell.Clean(name)
}

// cursorRoom is before the first column.
const cursorRoom = 2

func (s *billScreen) names(l *look.Look, g grid, width int) string {
	line := l.Line(width, "").Gap(cursorRoom)
	for i := g.first; i < len(s.places) && line.Room() > 0; i++ {
		st := l.Style.Strong
		if i == s.column {
			st = l.Style.Accent
		}
		putCell(line, st, s.columnName(s.places[i]), g.widths[i], isMoney(s.sheet.Report.Columns[s.places[i]]))
		line.Gap(2)
	}
	return line.String()
}

// isMoney tells columns that stand at the right of their room.
func isMoney(c bill.Column) bool {
	return c.Form == bill.Amount || c.Form == bill.Fee || c.Form == bill.Rate
}

func putCell(line *cell.Line, st cell.Style, s string, width int, right bool) {
	if w := cell.Width(s); right && w < width {
		line.Gap(width - w)
		line.Put(st, s)
		return
	}
	line.Cell(st, s, width)
}

func (s *billScreen) row(l *look.Look, row *bills.Line, g grid, width int, current bool) string {
	bg, cursor := cell.Style(""), ""
	if current {
		bg, cursor = l.Style.Selected, l.Signs.Cursor
	}
	columns := s.sheet.Report.Columns
	line := l.Line(width, bg).Cell(l.Style.Accent, cursor, cursorRoom)
	if len(row.Values) != len(columns) {
		return line.Put(l.Style.Bad, cell.Clean(strings.Join(row.Values, " "))).String()
	}
	for i := g.first; i < len(s.places) && line.Room() > 0; i++ {
		c := columns[s.places[i]]
		st := l.Style.Text
		switch {
		case current && i == s.column:
			st = l.Style.Accent
		case c.Role == bill.RoleState || c.Role == bill.RoleRefundState:
			st = l.Style.Key
		}
		putCell(line, st, cell.Cut(cell.Clean(row.Values[s.places[i]]), g.widths[i], l.Signs.Ellipsis), g.widths[i], isMoney(c))
		line.Gap(2)
	}
	return line.String()
}

// about tells what the cell under the cursor is: its column, its meaning, its fen.
func (s *billScreen) about(l *look.Look, width int) []string {
	lines := []string{l.Line(width, "").Put(l.Style.Border, strings.Repeat(l.Signs.H, width)).String()}
	row, ok := s.current()
	at := s.place()
	if !ok || at < 0 || at >= len(row.Values) {
		return lines
	}
	c := s.sheet.Report.Columns[at]
	line := l.Line(width, "").Gap(1).Put(l.Style.Strong, cell.Clean(c.Name)).Gap(2).Put(l.Style.Text, cell.Clean(row.Values[at]))
	if fen := s.fen(l, c, row.Values[at]); fen != "" {
		line.Put(l.Style.Accent, "  = "+fen)
	}
	lines = append(lines, line.Right(l.Style.Muted, strconv.FormatInt(row.Number, 10)+"/"+strconv.FormatInt(s.sheet.Report.Rows, 10), 1).String())
	return append(lines, l.Line(width, "").Gap(1).Put(l.Style.Muted, c.Words.In(l.Lang())).String())
}

// fen writes an amount of a bill in fen, "" where it is none.
func (s *billScreen) fen(l *look.Look, c bill.Column, value string) string {
	if c.Form != bill.Amount && c.Form != bill.Fee {
		return ""
	}
	amount, fault := bill.AmountOf(c.Form, value)
	if fault != "" {
		return l.Text.Bills.Faults[fault].Why
	}
	return l.Words().Bills.Fen(amount)
}

// current is the row under the cursor.
func (s *billScreen) current() (bills.Line, bool) {
	at := s.rows.Cursor - s.from
	if at < 0 || at >= len(s.lines) {
		return bills.Line{}, false
	}
	return s.lines[at], true
}

// differences draws in what the bill and the orders differ.
func (s *billScreen) differences(l *look.Look, width, height int) []string {
	p := page.New(l, width)
	words := l.Text.Bills
	switch {
	case s.sheet == nil:
		return s.nothing(l, width, height)
	case s.compared == nil:
		p.Words(l.Style.Muted, 1, l.Words().Bills.NotCompared)
		return panel.Fill(l, p.Lines, width, height)
	}
	st, sign := l.Style.Good, l.Signs.Done
	if s.compared.Differences() > 0 {
		st, sign = l.Style.Warn, l.Signs.Differs
	}
	lines := []string{l.Line(width, "").Gap(1).Put(st, sign+" "+words.Matched(s.compared.Matched, s.compared.Differences())).String()}
	if n := len(s.differ); int64(n) < s.compared.Differences() {
		lines[0] = l.Line(width, "").Gap(1).Put(st, sign+" "+words.Matched(s.compared.Matched, s.compared.Differences())+"  "+l.Words().Bills.FirstOnly(n)).String()
	}
	line := l.Line(width, "").Gap(cursorRoom).Cell(l.Style.Strong, l.Words().Bills.Difference, differenceColumn)
	line.Cell(l.Style.Strong, "out_trade_no", numberRoom(width)).Cell(l.Style.Strong, words.InBill, sideColumn).Put(l.Style.Strong, words.Here)
	lines = append(lines, line.String())
	from, to := s.diffs.Window()
	for i := from; i < to; i++ {
		lines = append(lines, s.difference(l, &s.differ[i], width, i == s.diffs.Cursor))
	}
	return panel.Fill(l, lines, width, height)
}

// Columns of the differences.
const (
	differenceColumn = 18
	numberColumn     = 34 // where there is room for it beside the others
	sideColumn       = 20
)

// numberRoom is how wide the column of the numbers is: both sides are seen before
// the whole number is.
func numberRoom(width int) int {
	return max(min(width-cursorRoom-differenceColumn-2*sideColumn, numberColumn), 12)
}

func (s *billScreen) difference(l *look.Look, d *bill.Difference, width int, current bool) string {
	bg, cursor := cell.Style(""), ""
	if current {
		bg, cursor = l.Style.Selected, l.Signs.Cursor
	}
	words := l.Text.Bills
	line := l.Line(width, bg).Cell(l.Style.Accent, cursor, cursorRoom).Cell(l.Style.Warn, words.Differences[d.Kind], differenceColumn)
	no := string(d.OutTradeNo)
	if d.OutRefundNo != "" {
		no += " · " + string(d.OutRefundNo)
	}
	room := numberRoom(width)
	line.Cell(l.Style.Text, cell.CutLeft(cell.Clean(no), room-2, l.Signs.Ellipsis), room)
	line.Cell(l.Style.Text, side(l, d.Bill), sideColumn).Cell(l.Style.Text, side(l, d.Here), sideColumn)
	if d.Row > 0 {
		line.Put(l.Style.Muted, words.At(d.Row, d.Line))
	}
	if d.Repeated {
		line.Gap(1).Put(l.Style.Muted, words.Repeated)
	}
	return line.String()
}

// side is what one of the two says of a payment or a refund.
func side(l *look.Look, s *bill.Side) string {
	if s == nil {
		return l.Signs.None
	}
	return s.Amount.Yuan() + " " + cell.Clean(s.State)
}

// page lays a tab out.
func (s *billScreen) page(l *look.Look, width int) *page.Page {
	p := page.New(l, width)
	switch {
	case s.tab == billColumns:
		s.columns(p, l)
	case s.tab == billCalls:
		s.calls(p, l)
	case s.sheet == nil:
		p.Words(l.Style.Muted, 1, l.Words().Bills.NoBill)
	default:
		s.summary(p, l)
	}
	return p
}

// summary tells whether the bill holds: its hash, its totals beside its rows, its bad
// rows.
func (s *billScreen) summary(p *page.Page, l *look.Look) {
	words, r := l.Words().Bills, s.sheet.Report
	if s.got != nil {
		p.Heading(l.Words().Verdict, "")
		p.Checks(s.got.Checks)
		for _, w := range s.got.Warnings {
			p.Marked(l.Style.Warn, l.Signs.Warn, l.Text.Bills.Warnings[string(w)])
		}
	}
	p.Heading(words.File, "")
	column := 10
	p.Pair("SHA-1", r.SHA1, l.Style.Text, column)
	p.Pair(words.Days, strings.TrimSuffix(r.First+" – "+r.Last, " – "), l.Style.Text, column)
	p.Pair(words.Size, l.Words().Bytes(int(r.Bytes)), l.Style.Text, column)
	p.Pair(words.Path, s.sheet.Path, l.Style.Text, column)
	p.Heading(words.Totals, "")
	for _, t := range r.Totals {
		st, sign := l.Style.Good, l.Signs.Done
		if !t.OK {
			st, sign = l.Style.Bad, l.Signs.Bad
		}
		said := t.Name + "  " + t.Text
		if t.Want != "" {
			said += "  (" + words.OfRows + " " + t.Want + ")"
		}
		p.Marked(st, sign, said+"  "+t.Words.In(l.Lang()))
	}
	for _, b := range r.Faults {
		p.Marked(l.Style.Bad, l.Signs.Bad, l.Text.Bad(b))
	}
	if r.BadRows == 0 {
		return
	}
	p.Heading(words.BadRows(r.BadRows), "")
	for _, b := range r.Bad {
		p.Marked(l.Style.Bad, l.Signs.Bad, l.Text.Bills.At(b.Row, b.Line)+"  "+b.Column+"  "+strconv.Quote(b.Value)+": "+l.Text.Bad(b))
	}
	if more := r.BadRows - int64(len(r.Bad)); more > 0 {
		p.Words(l.Style.Muted, 3, l.Text.Bills.MoreBad(more))
	}
}

// calls shows the calls on the way to the bill.
func (s *billScreen) calls(p *page.Page, l *look.Look) {
	if s.got == nil {
		p.Words(l.Style.Muted, 1, l.Words().Bills.NoCalls)
		return
	}
	words := l.Words()
	for i, c := range []*bills.Call{s.got.Applied, s.got.Loaded} {
		if c == nil {
			continue
		}
		p.Heading([]string{words.Bills.Apply, words.Bills.Download}[i], "")
		p.SignText(c.Text)
		p.Chain(c.Trace, c.Signature)
		p.Blank()
		detail.ShowExchange(p, l, c.Exchange, c.Exchange.Checks, detail.RequestTab)
		p.Blank()
		detail.ShowExchange(p, l, c.Exchange, c.Exchange.Checks, detail.ReplyTab)
	}
}

// columns explains the columns of the bill, or of all bills.
func (s *billScreen) columns(p *page.Page, l *look.Look) {
	groups := map[bill.Kind][]bill.Column{bill.Trade: bill.Columns(bill.Trade), bill.FundFlow: bill.Columns(bill.FundFlow)}
	kinds := []bill.Kind{bill.Trade, bill.FundFlow}
	if s.sheet != nil {
		kinds = []bill.Kind{s.sheet.Report.Kind}
		groups[s.sheet.Report.Kind] = s.sheet.Report.Columns
	}
	for _, k := range kinds {
		p.Heading(l.Text.Bills.Kinds[k], "")
		column := 0
		for _, c := range groups[k] {
			column = max(column, cell.Width(cell.Clean(c.Name)))
		}
		for _, c := range groups[k] {
			about := c.Words.In(l.Lang())
			if !c.Known {
				about = l.Words().Bills.UnknownColumn
			}
			p.Pair(c.Name, l.Text.Bills.Forms[c.Form]+" · "+about, l.Style.Text, min(column, p.Width()/3))
		}
	}
}
