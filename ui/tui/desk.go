package tui

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/widget"
	"wxlens/ui/workbench/control"
)

// desk is the screen of the sandbox: what it holds, what it sends next, and the
// keys that steer it. It is an overlay as large as the terminal.
type desk struct {
	over
	widget.List
	rows    []deskRow
	stays   bool // the cursor was moved and stays on its row; else it follows the newest
	below   int  // lines below the list, about the row under the cursor
	earlier int  // attempts that are scrolled away at the end

	state control.State
	read  bool          // state was read at least once
	ahead time.Duration // of business time before real time, when it was read
	err   error         // why the last reading failed

	reading guard
	again   bool // what is being read is out of date already
	asked   time.Time
	took    time.Duration // the last reading
	doing   guard
	begun   time.Time // what is being done or read
	era     int       // of the ticks
	spun    int       // ticks since something is under way
}

// Messages of the screen of the sandbox.
type (
	deskRead struct {
		desk  *desk
		token uint64
		state control.State
		err   error
	}
	deskDone struct {
		desk  *desk
		token uint64
		said  string
		err   error
	}
	deskTick struct {
		desk *desk
		era  int
	}
)

// openDesk opens the screen of the sandbox.
func (m *Model) openDesk() tea.Cmd {
	if m.status.Live {
		return m.say(alarm, m.look.Words().Desk.NoSandbox(m.status.Profile))
	}
	d := &desk{}
	m.overlay = d
	return tea.Batch(d.refresh(m), d.spin(m))
}

// desk returns the screen of the sandbox if it is open, on top or below a dialog.
func (m *Model) desk() *desk {
	for o := m.overlay; o != nil; o = o.under() {
		if d, ok := o.(*desk); ok {
			return d
		}
	}
	return nil
}

// leave cancels what is under way.
func (d *desk) leave() {
	d.reading.stop()
	d.doing.stop()
}

func (d *desk) works(m *Model, a keys.Action) bool {
	return d.idle(m.look.Words(), a) == "" && (a != keys.DiagnoseThis || m.failedNotice(d) != "")
}

func (d *desk) halt(*Model) bool { return d.doing.halt() }

// refresh reads everything that the sandbox holds, or does so once more when the
// reading that is under way has ended.
func (d *desk) refresh(m *Model) tea.Cmd {
	if d.reading.active() {
		d.again = true
		return nil
	}
	token, ctx := d.reading.begin(m.ctx)
	d.again, d.asked = false, m.opts.Now()
	at := m.engine.Desk()
	return m.tasks.run(func() tea.Msg {
		state, err := at.State(ctx)
		return deskRead{d, token, state, err}
	})
}

func (m *Model) deskRead(msg deskRead) tea.Cmd {
	d := m.desk()
	if d != msg.desk || !d.reading.finish(msg.token) {
		return nil
	}
	now := m.opts.Now()
	d.took = now.Sub(d.asked)
	if d.err = msg.err; d.err == nil {
		d.take(msg.state, now)
	}
	if d.again {
		return d.refresh(m)
	}
	return nil
}

// take shows a new state; the cursor stays on its row.
func (d *desk) take(s control.State, now time.Time) {
	was, had := d.at()
	d.state, d.read, d.ahead = s, true, s.Now.Sub(now)
	d.rows = deskRows(&s)
	d.Resize(len(d.rows), d.Height)
	if !d.stays {
		d.To(0)
		return
	}
	for i := range d.rows {
		if had && d.rows[i].id() == was.id() {
			d.To(i)
			return
		}
	}
}

// steer lets the sandbox do something, one thing at a time, tells what came of it
// and looks again.
func (d *desk) steer(m *Model, do func(ctx context.Context, at *control.Desk) (said string, err error)) tea.Cmd {
	if d.doing.active() {
		return m.say(calm, m.look.Words().Desk.Busy)
	}
	token, ctx := d.doing.begin(m.ctx)
	at := m.engine.Desk()
	return tea.Batch(d.spin(m), m.tasks.run(func() tea.Msg {
		said, err := do(ctx, at)
		return deskDone{d, token, said, err}
	}))
}

func (m *Model) deskDone(msg deskDone) tea.Cmd {
	d := m.desk()
	if d != msg.desk || !d.doing.finish(msg.token) {
		return nil
	}
	words, refused := m.look.Words(), (*control.RefusedError)(nil)
	say := m.say(glad, msg.said)
	switch {
	case errors.As(msg.err, &refused):
		say = m.say(alarm, words.Desk.Refused(refused.Message))
	case msg.err != nil:
		say = m.say(alarm, words.Failure(msg.err.Error()))
	}
	return tea.Batch(say, d.refresh(m))
}

// deskPace is how often the sandbox is looked at while nothing happens here; others
// may place orders in it, and its clock goes on. A sandbox that answers slowly is
// left in peace longer.
// That takes at most one part of the time in deskShare.
const (
	deskPace  = time.Second
	deskShare = 10
)

// spin begins the ticks anew, fast ones while something is under way.
func (d *desk) spin(m *Model) tea.Cmd {
	d.era++
	d.spun, d.begun = 0, m.opts.Now()
	return d.tick(m, spin)
}

func (d *desk) tick(m *Model, after time.Duration) tea.Cmd {
	era := d.era
	return m.tasks.run(func() tea.Msg {
		if !pause(m.ctx, after) {
			return nil
		}
		return deskTick{d, era}
	})
}

func (m *Model) deskTick(msg deskTick) tea.Cmd {
	d := m.desk()
	if d != msg.desk || d.era != msg.era {
		return nil
	}
	if d.reading.active() || d.doing.active() {
		d.spun++
		return d.tick(m, spin)
	}
	cmd := d.refresh(m)
	d.spun, d.begun = 0, m.opts.Now()
	return tea.Batch(cmd, d.tick(m, max(deskPace, deskShare*d.took)))
}

func (d *desk) chain() keys.Chain { return keys.Chain{keys.Failure, keys.Sandbox, keys.Always} }

func (d *desk) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	if a, ok := d.chain().Resolve(keys.Normal(msg.String())); ok {
		return m.Do(a)
	}
	return nil
}

func (d *desk) room(m *Model) (width, height int) { return m.roomOfScreen() }

// enoughForBoth is how many lines the list and what is below it need.
const enoughForBoth = 9

func (d *desk) fit(m *Model) {
	_, h := d.room(m)
	d.below = 0
	if h >= enoughForBoth {
		d.below = min(h*2/5, 1+ladder)
	}
	d.Resize(len(d.rows), h-d.below)
	d.earlier = max(min(d.earlier, d.hidden()), 0)
}

func (d *desk) click(m *Model, _, line int) tea.Cmd {
	from, to := d.Window()
	switch i := from + line; {
	case line >= d.Height || i >= to:
		return nil
	case i == d.Cursor && d.stays:
		return m.Do(keys.Menu)
	default:
		d.moveTo(i)
		return nil
	}
}

func (d *desk) wheel(by int) {
	d.Scroll(by)
	d.stays, d.earlier = true, 0
}

func (d *desk) moveTo(row int) {
	d.To(row)
	d.stays, d.earlier = true, 0
}

// at returns the row under the cursor.
func (d *desk) at() (row deskRow, ok bool) {
	if d.Cursor >= len(d.rows) {
		return row, false
	}
	return d.rows[d.Cursor], true
}

// hidden is how many attempts of the row under the cursor do not fit below.
func (d *desk) hidden() int {
	row, _ := d.at()
	if row.notice == nil {
		return 0
	}
	return len(row.notice.Attempts) - (d.below - 1)
}
