package tui

import (
	"context"
	"errors"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/tui/look"
	"wxlens/ui/workbench/bills"
	"wxlens/wxpay/bill"
)

// Messages of the bills.
type (
	billFetched struct {
		token uint64
		got   bills.Got
		sheet *bills.Sheet
		err   error
	}
	billOpened struct {
		token uint64
		sheet *bills.Sheet
		kept  *bills.Kept
		err   error
	}
	billArranged struct {
		token uint64
		view  *bills.View
		order bills.Arrangement
		err   error
	}
	billCompared struct {
		token  uint64
		result *bill.Result
		differ []bill.Difference
		err    error
	}
	billTick struct{ era int }
)

// start says what is under way now.
func (s *billScreen) start(m *Model, what billWork, whole int64) (uint64, context.Context) {
	if what != arranging && s.working.active() {
		s.order = s.viewed // it is given up
	}
	token, ctx := s.working.begin(m.ctx)
	s.doing, s.whole, s.began = what, whole, m.opts.Now()
	s.progress.Store(0)
	s.era++
	s.spun = 0
	s.version++
	return token, ctx
}

// fetch asks WeChat Pay for a bill, downloads and reads it.
func (s *billScreen) fetch(m *Model, ask bills.Ask) tea.Cmd {
	s.asked = ask
	token, ctx := s.start(m, fetching, 0)
	b, progress := m.engine.Bills(), s.progress
	return tea.Batch(s.tick(m), m.tasks.run(func() tea.Msg {
		got, err := b.Get(ctx, ask, func(p bills.Progress) { progress.Store(p.Bytes) })
		msg := billFetched{token: token, got: got, err: err}
		if err == nil && got.Report != nil {
			msg.sheet, msg.err = b.Open(ctx, got.Kept.Path, nil)
		}
		return msg
	}))
}

func (m *Model) billFetched(msg billFetched) tea.Cmd {
	s := m.bills
	if s == nil || !s.working.finish(msg.token) {
		return m.drop(msg.sheet)
	}
	s.version++
	if msg.err != nil {
		return m.say(alarm, billWords(&m.look, msg.err))
	}
	s.got, s.kept = &msg.got, msg.got.Kept
	err := s.show(msg.sheet)
	switch {
	case err != nil:
		return m.say(alarm, m.look.Words().Failure(err.Error()))
	case msg.sheet == nil:
		s.turn(billCalls)
		return m.say(alarm, m.whyFailed(nil, s.failing(), msg.got.Checks))
	case !msg.got.OK():
		s.turn(billSummary)
		return m.say(alarm, m.whyFailed(nil, s.failing(), msg.got.Checks))
	}
	return m.say(glad, m.look.Words().Bills.Fetched(msg.sheet.Report.Rows))
}

// drop closes a bill that nobody waits for any more.
func (m *Model) drop(sheet *bills.Sheet) tea.Cmd {
	if sheet == nil {
		return nil
	}
	if err := sheet.Close(); err != nil {
		return m.say(alarm, m.look.Words().Failure(err.Error()))
	}
	return nil
}

// open reads a bill that lies on the disk.
func (s *billScreen) open(m *Model, path string, kept *bills.Kept) tea.Cmd {
	token, ctx := s.start(m, reading, 0)
	b, progress := m.engine.Bills(), s.progress
	return tea.Batch(s.tick(m), m.tasks.run(func() tea.Msg {
		sheet, err := b.Open(ctx, path, func(n int64) { progress.Store(n) })
		return billOpened{token, sheet, kept, err}
	}))
}

func (m *Model) billOpened(msg billOpened) tea.Cmd {
	s := m.bills
	if s == nil || !s.working.finish(msg.token) {
		return m.drop(msg.sheet)
	}
	s.version++
	if msg.err != nil {
		return m.say(alarm, billWords(&m.look, msg.err))
	}
	s.got, s.kept = nil, msg.kept
	if err := s.show(msg.sheet); err != nil {
		return m.say(alarm, m.look.Words().Failure(err.Error()))
	}
	if !msg.sheet.Report.OK() {
		s.turn(billSummary)
	}
	return nil
}

// find shows the rows that match what is typed, once typing rests.
func (s *billScreen) find(m *Model) tea.Cmd {
	s.order.Filter = strings.TrimSpace(s.filter.Value())
	return s.arrangeAfter(m, searchAfter)
}

// sort sorts by the column under the cursor: up, down, and not at all.
func (s *billScreen) sort(m *Model) tea.Cmd {
	o := &s.order
	switch {
	case !o.Sorted || o.Column != s.place():
		o.Sorted, o.Column, o.Descending = true, s.place(), false
	case !o.Descending:
		o.Descending = true
	default:
		o.Sorted, o.Descending = false, false
	}
	return s.arrange(m)
}

func (s *billScreen) arrange(m *Model) tea.Cmd { return s.arrangeAfter(m, 0) }

func (s *billScreen) arrangeAfter(m *Model, rest time.Duration) tea.Cmd {
	token, ctx := s.start(m, arranging, s.sheet.Report.Bytes)
	sheet, order, progress := s.sheet, s.order, s.progress
	return tea.Batch(s.tick(m), m.tasks.run(func() tea.Msg {
		if rest > 0 && !pause(ctx, rest) {
			return nil
		}
		view, err := sheet.Arrange(ctx, order, func(n int64) { progress.Store(n) })
		return billArranged{token, view, order, err}
	}))
}

func (m *Model) billArranged(msg billArranged) tea.Cmd {
	s := m.bills
	if s == nil || !s.working.finish(msg.token) {
		return nil
	}
	s.version++
	if msg.err != nil {
		s.order = s.viewed
		return m.say(alarm, billWords(&m.look, msg.err))
	}
	s.view, s.viewed, s.lines = msg.view, msg.order, nil
	s.rows.Resize(s.view.Len(), max(s.rows.Height, 1))
	s.rows.To(0)
	return nil
}

// compare compares the bill with the orders of the journal.
func (s *billScreen) compare(m *Model) tea.Cmd {
	token, ctx := s.start(m, comparing, s.sheet.Report.Bytes)
	b, path, progress := m.engine.Bills(), s.sheet.Path, s.progress
	s.turn(billDifferences)
	return tea.Batch(s.tick(m), m.tasks.run(func() tea.Msg {
		var differ []bill.Difference
		result, err := b.Reconcile(ctx, path, func(n int64) { progress.Store(n) }, func(d bill.Difference) error {
			if len(differ) < mostDifferences {
				differ = append(differ, d)
			}
			return nil
		})
		return billCompared{token, result, differ, err}
	}))
}

func (m *Model) billCompared(msg billCompared) tea.Cmd {
	s := m.bills
	if s == nil || !s.working.finish(msg.token) {
		return nil
	}
	s.version++
	if msg.err != nil {
		return m.say(alarm, billWords(&m.look, msg.err))
	}
	s.compared, s.differ = msg.result, msg.differ
	s.diffs.To(0)
	tone := glad
	if msg.result.Differences() > 0 {
		tone = alarm
	}
	return m.say(tone, m.look.Text.Bills.Matched(msg.result.Matched, msg.result.Differences()))
}

func (s *billScreen) tick(m *Model) tea.Cmd {
	era := s.era
	return m.tasks.run(func() tea.Msg {
		if !pause(m.ctx, spin) {
			return nil
		}
		return billTick{era}
	})
}

func (m *Model) billTick(msg billTick) tea.Cmd {
	s := m.bills
	if s == nil || s.era != msg.era || !s.working.active() {
		return nil
	}
	s.spun++
	return s.tick(m)
}

// billWords tells why there is no bill.
func billWords(l *look.Look, err error) string {
	ask := (*bills.AskError)(nil)
	switch {
	case errors.As(err, &ask):
		return l.Text.Bills.Asks[ask.Slug()] + ": " + ask.Got
	case errors.Is(err, bills.ErrRealClock):
		return l.Text.Bills.ClockMoves
	case errors.Is(err, context.Canceled):
		return l.Words().Cancelled
	}
	return l.Text.Error(err)
}
