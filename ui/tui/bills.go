package tui

import (
	"slices"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/layout"
	"wxlens/ui/tui/page"
	"wxlens/ui/tui/widget"
	"wxlens/ui/workbench/bills"
	"wxlens/wxpay"
	"wxlens/wxpay/bill"
)

// billScreen is where bills are fetched, read and compared with the orders. It stays
// as it is while it is left and opened again.
type billScreen struct {
	over
	asked bills.Ask // as it was filled in last

	got    *bills.Got   // what came of fetching, nil: the bill was opened
	kept   *bills.Kept  // nil: a file from elsewhere
	sheet  *bills.Sheet // nil: no bill is open
	view   *bills.View
	order  bills.Arrangement // that is asked for
	viewed bills.Arrangement // that view has
	rows   widget.List
	places []int // columns of the bill in the order in which they are shown
	column int   // under the cursor, among places
	left   int   // the first that is seen
	lines  []bills.Line
	from   int // the first of lines
	filter *widget.Field

	compared *bill.Result // nil: not compared yet
	differ   []bill.Difference
	diffs    widget.List

	working  guard
	doing    billWork
	progress *atomic.Int64 // bytes
	whole    int64         // of them, 0: not known
	began    time.Time
	era      int // of the ticks
	spun     int

	tab     billTab
	views   [billTabs]widget.View
	version int
	shown   *page.Page
	made    billMade
}

type billTab uint8

const (
	billTable billTab = iota
	billDifferences
	billSummary
	billCalls
	billColumns
	billTabs
)

// billTabNames are the keys of the names of the tabs.
var billTabNames = [billTabs]string{"table", "differences", "summary", "calls", "columns"}

// billWork is what is under way.
type billWork uint8

const (
	fetching billWork = iota
	reading
	arranging
	comparing
)

// billMade is what a page was made for.
type billMade struct {
	version, look, width int
	tab                  billTab
}

// mostDifferences bounds how many differences are listed; all are counted.
const mostDifferences = 10000

// openBills opens the bills as they were left; at first with those that are kept to
// choose from, or with the question which to fetch.
func (m *Model) openBills() tea.Cmd {
	if m.billsOpen() != nil {
		return nil
	}
	if m.bills == nil {
		m.bills = &billScreen{progress: &atomic.Int64{}}
	}
	s := m.bills
	s.below = m.overlay
	m.overlay = s
	if s.sheet != nil || s.working.active() {
		return nil
	}
	if list, err := m.engine.Bills().List(); err == nil && len(list) > 0 {
		return s.askKept(m)
	}
	return s.askFetch(m)
}

// billsOpen returns the bills where they are open, nil where they are not.
func (m *Model) billsOpen() *billScreen {
	for o := m.overlay; o != nil; o = o.under() {
		if s, ok := o.(*billScreen); ok {
			return s
		}
	}
	return nil
}

// show takes another bill over and closes the one before.
func (s *billScreen) show(sheet *bills.Sheet) error {
	err := error(nil)
	if s.sheet != nil {
		err = s.sheet.Close()
	}
	s.sheet, s.view = sheet, nil
	s.order, s.viewed = bills.Arrangement{}, bills.Arrangement{}
	s.compared, s.differ, s.filter, s.lines = nil, nil, nil, nil
	s.places, s.column, s.left = nil, 0, 0
	s.rows.To(0)
	s.diffs.To(0)
	for i := range s.views {
		s.views[i].To(0)
	}
	if sheet != nil {
		s.view = sheet.All()
		s.places = placesOf(sheet.Report.Columns)
	}
	s.tab = billTable
	s.version++
	return err
}

// telling are the columns that tell most, which are shown first.
var telling = []bill.Role{
	bill.RoleTime, bill.RoleOutTradeNo, bill.RoleState, bill.RoleTotal, bill.RoleOutRefundNo, bill.RoleRefundState, bill.RoleRefund, bill.RoleFee,
	bill.RoleBusiness, bill.RoleDirection, bill.RoleAmount, bill.RoleVoucher, bill.RoleTransaction,
}

// placesOf puts the columns that tell most first and leaves the others as they stand.
func placesOf(columns []bill.Column) []int {
	places := make([]int, 0, len(columns))
	for _, role := range telling {
		for i, c := range columns {
			if c.Role == role {
				places = append(places, i)
			}
		}
	}
	for i := range columns {
		if !slices.Contains(places, i) {
			places = append(places, i)
		}
	}
	return places
}

// place is the column of the bill under the cursor, -1 without a bill.
func (s *billScreen) place() int {
	if s.column >= len(s.places) {
		return -1
	}
	return s.places[s.column]
}

func (s *billScreen) leave() {}

func (s *billScreen) halt(*Model) bool {
	s.version++
	if !s.working.halt() {
		return false
	}
	s.order = s.viewed // what was asked for does not come
	return true
}

func (s *billScreen) chain() keys.Chain {
	if s.filter != nil {
		return keys.Chain{keys.Search, keys.Always}
	}
	return keys.Chain{keys.Failure, keys.Billing, keys.Always}
}

func (s *billScreen) room(m *Model) (w, h int) { return m.roomOfScreen() }

func (s *billScreen) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	name := msg.String()
	if s.filter == nil {
		name = keys.Normal(name)
	}
	if a, ok := s.chain().Resolve(name); ok {
		return m.Do(a)
	}
	if s.filter == nil {
		return nil
	}
	before := s.filter.Value()
	if !s.filter.Key(msg) {
		s.filter.Insert(msg.Text)
	}
	if s.filter.Value() != before {
		return s.find(m)
	}
	return nil
}

func (s *billScreen) paste(m *Model, content string) tea.Cmd {
	if s.filter == nil {
		return nil
	}
	s.filter.Insert(content)
	return s.find(m)
}

// act does what an action says on this screen.
func (s *billScreen) act(m *Model, a keys.Action) tea.Cmd {
	if why := s.idle(m, a); why != "" {
		return m.say(calm, why)
	}
	switch a {
	case keys.Fetch:
		return s.askFetch(m)
	case keys.SavedCalls:
		return s.askKept(m)
	case keys.OpenFile:
		return s.askFile(m)
	case keys.Filter:
		s.turn(billTable)
		s.filter = widget.NewField(s.order.Filter)
	case keys.Sort:
		return s.sort(m)
	case keys.Reconcile:
		return s.compare(m)
	case keys.Copy:
		return s.askCopy(m)
	case keys.Decode:
		return m.openDecoder()
	case keys.DiagnoseThis:
		return m.diagnoseThis()
	case keys.Help:
		m.overlay = newHelp(m)
	case keys.Open, keys.Accept:
		return s.enter(m)
	case keys.Back:
		return s.back(m)
	default:
		s.move(a)
	}
	return nil
}

// idle says why an action does nothing now, "" when it does.
func (s *billScreen) idle(m *Model, a keys.Action) string {
	words := m.look.Words().Bills
	switch a {
	case keys.Filter, keys.Sort, keys.Copy:
		if s.sheet == nil {
			return words.NoBill
		}
	case keys.Reconcile:
		if s.sheet == nil {
			return words.NoBill
		}
		if s.sheet.Report.Kind != bill.Trade {
			return m.look.Text.Bills.Faults[bill.NotTrade].Why
		}
	}
	return ""
}

func (s *billScreen) works(m *Model, a keys.Action) bool {
	return s.idle(m, a) == "" && (a != keys.DiagnoseThis && a != keys.Decode || s.failed() != "")
}

// failed implements [failing].
func (s *billScreen) failed() string { return failedOf(s.failing()) }

// failing returns the call on the way to the bill that failed, nil if none did.
func (s *billScreen) failing() *wxpay.Exchange {
	if s.got == nil {
		return nil
	}
	for _, c := range []*bills.Call{s.got.Applied, s.got.Loaded} {
		if c != nil && failedOf(c.Exchange) != "" {
			return c.Exchange
		}
	}
	return nil
}

// back undoes the last deepening: typing, what is under way, the filter, the screen.
func (s *billScreen) back(m *Model) tea.Cmd {
	switch {
	case s.filter != nil:
		s.filter = nil
	case s.halt(m):
		return m.say(alarm, m.look.Words().Cancelled)
	case s.order.Filter != "":
		s.order.Filter = ""
		return s.arrange(m)
	default:
		m.closeDialog()
	}
	return nil
}

// enter opens what the cursor is on: the row whole, or the order of a difference.
func (s *billScreen) enter(m *Model) tea.Cmd {
	switch {
	case s.filter != nil:
		s.filter = nil
		return nil
	case s.tab == billDifferences:
		return s.toOrder(m)
	case s.tab == billTable && s.sheet != nil:
		return s.openRow(m)
	}
	return nil
}

// toOrder leaves for the order of the difference under the cursor.
func (s *billScreen) toOrder(m *Model) tea.Cmd {
	if s.diffs.Cursor >= len(s.differ) {
		return nil
	}
	no := s.differ[s.diffs.Cursor].OutTradeNo
	if !m.goToOrder(no) {
		return m.say(calm, m.look.Words().Bills.NotHere(string(no)))
	}
	return m.showSelected()
}

// goToOrder leaves all dialogs for an order, and reports whether it is known.
func (m *Model) goToOrder(no wxpay.OutTradeNo) bool {
	orders := m.snapshot.Orders
	if no == "" || orders.Of(no) == nil {
		return false
	}
	for m.overlay != nil {
		m.closeDialog()
	}
	m.focus, m.back = layout.Orders, layout.Orders
	m.orders.Filter("")
	for i := range orders.Len() {
		if orders.At(i).OutTradeNo == no {
			m.orders.To(i)
			break
		}
	}
	m.orders.Moved(false)
	return true
}

func (s *billScreen) turn(t billTab) {
	s.tab = t
	s.version++
}

// move moves the cursor of the table, of the differences, or what is shown.
func (s *billScreen) move(a keys.Action) {
	s.version++
	switch a {
	case keys.NextTab:
		s.turn((s.tab + 1) % billTabs)
		return
	case keys.PrevTab:
		s.turn((s.tab + billTabs - 1) % billTabs)
		return
	case keys.Left, keys.Right:
		s.sideways(a)
		return
	}
	switch s.tab {
	case billTable:
		moved(&s.rows, a)
	case billDifferences:
		moved(&s.diffs, a)
	default:
		v := &s.views[s.tab]
		by := map[keys.Action]int{keys.Up: -1, keys.Down: 1, keys.PageUp: -v.Height, keys.PageDown: v.Height, keys.First: -v.Len, keys.Last: v.Len}
		v.To(v.Top + by[a])
	}
}

// sideways moves the cursor among the columns; where there are none it turns tabs.
func (s *billScreen) sideways(a keys.Action) {
	by := 1
	if a == keys.Left {
		by = -1
	}
	if s.tab != billTable || s.sheet == nil {
		s.turn((s.tab + billTab(int(billTabs)+by)) % billTabs)
		return
	}
	s.column = max(min(s.column+by, len(s.places)-1), 0)
}

func (s *billScreen) wheel(by int) {
	switch s.tab {
	case billTable:
		s.rows.Scroll(by)
	case billDifferences:
		s.diffs.Scroll(by)
	default:
		v := &s.views[s.tab]
		v.To(v.Top + by)
	}
	s.version++
}

// click turns to the tab that is clicked, or goes to the row; a second click opens it.
func (s *billScreen) click(m *Model, x, line int) tea.Cmd {
	_, h := s.room(m)
	if line == 0 {
		if t, ok := s.tabAt(&m.look, x); ok {
			s.turn(t)
		}
		return nil
	}
	list := &s.rows
	switch s.tab {
	case billTable:
	case billDifferences:
		list = &s.diffs
	default:
		return nil
	}
	at := list.Top + line - billHead(h) - 1 // below the names of the columns
	if line <= billHead(h) || at >= list.Len {
		return nil
	}
	again := at == list.Cursor
	list.To(at)
	s.version++
	if again {
		return s.enter(m)
	}
	return nil
}
