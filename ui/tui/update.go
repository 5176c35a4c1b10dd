package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/text"
	"wxlens/ui/tui/layout"
	"wxlens/ui/tui/theme"
	"wxlens/ui/workbench/inbox"
	"wxlens/ui/workbench/ledger"
	"wxlens/ui/workbench/run"
	"wxlens/wxpay"
)

// Messages that commands answer with. Those that answer a question carry its
// token; an answer to an older question is dropped.
type (
	opened struct {
		engine Engine
		first  changed // the journal as it was found
		err    error
	}
	stepDone struct {
		token  uint64
		result run.Result
	}
	saved struct { // a file was written
		path string
		err  error
	}
	changed struct { // the journal has grown
		snapshot ledger.Snapshot
		err      error
	}
	timelineRead struct {
		token  uint64
		no     wxpay.OutTradeNo
		events []ledger.Event
		err    error
	}
	deliveryRead struct {
		token    uint64
		detail   inbox.Detail
		attempts []ledger.Delivery
		err      error
	}
	exchangeRead struct {
		token    uint64
		exchange wxpay.Exchange
		err      error
	}
	profileUsed struct {
		name string
		err  error
	}
	tick         struct{ token uint64 } // while a step is running
	toastExpired struct{ era int }
)

// Update implements [tea.Model].
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := m.handle(msg)
	return m, tea.Batch(cmd, m.settle())
}

func (m *Model) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		return m.resize(msg.Width, msg.Height)
	case tea.KeyPressMsg:
		return m.key(msg)
	case tea.PasteMsg:
		return m.paste(msg.Content)
	case tea.MouseClickMsg:
		return m.click(msg.Mouse())
	case tea.MouseWheelMsg:
		m.wheel(msg.Mouse())
	case tea.BackgroundColorMsg:
		m.background(msg.IsDark())
	case opened:
		return m.opened(msg)
	case stepDone:
		return m.stepDone(msg)
	case certificatesRead:
		return m.certificatesDone(msg)
	case saved:
		if msg.err != nil {
			return m.say(alarm, m.look.Words().Failure(msg.err.Error()))
		}
		return m.say(glad, m.look.Words().Saved(msg.path))
	case changed:
		return m.grown(msg)
	case tick:
		return m.tick(msg)
	case toastExpired:
		if msg.era == m.toast.era {
			m.toast.words = ""
		}
	default:
		return m.answer(msg)
	}
	return nil
}

// answer takes what was read for the detail, the timeline and the profiles.
func (m *Model) answer(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case timelineRead:
		if m.listing.finish(msg.token) {
			m.timelineRead(msg)
		}
	case deliveryRead:
		if m.loading.finish(msg.token) {
			m.deliveryRead(msg)
		}
	case exchangeRead:
		if m.loading.finish(msg.token) {
			m.exchangeRead(msg)
		}
	case profileUsed:
		return m.profileUsed(msg)
	case annotated:
		return m.annotated(msg)
	case compared:
		return m.compared(msg)
	case copied:
		return m.copied(msg)
	case searched:
		return m.searched(msg)
	case replayDone:
		return m.replayDone(msg)
	case replayTick:
		return m.replayTick(msg)
	case imported:
		return m.imported(msg)
	case linkChanged:
		return m.linkChanged()
	case linkLook:
		return m.linkLook()
	case linkDone:
		return m.linkDone(msg)
	case linkTick:
		return m.linkTick(msg)
	case benchRead:
		return m.benchRead(msg)
	case benchAnswered:
		return m.benchAnswered(msg)
	case benchLoaded:
		return m.benchLoaded(msg)
	case benchTick:
		return m.benchTick(msg)
	case billFetched:
		return m.billFetched(msg)
	case billOpened:
		return m.billOpened(msg)
	case billArranged:
		return m.billArranged(msg)
	case billCompared:
		return m.billCompared(msg)
	case billTick:
		return m.billTick(msg)
	case clockRead:
		return m.clockRead(msg)
	case composed:
		return m.composed(msg)
	case composeTick:
		return m.composeTick(msg)
	case fileRead:
		return m.fileRead(msg)
	case curlRead:
		return m.curlRead(msg)
	case historyRead:
		return m.historyRead(msg)
	case againRead:
		return m.againRead(msg)
	case appRead:
		return m.appRead(msg)
	case appTick:
		return m.appTick(msg)
	case configurationWritten:
		return m.configurationWritten(msg)
	case deskRead:
		return m.deskRead(msg)
	case deskDone:
		return m.deskDone(msg)
	case deskTick:
		return m.deskTick(msg)
	}
	return nil
}

// resize takes the size of the terminal. The first one starts the opening of the
// workbench, so that its frame comes before any work.
func (m *Model) resize(width, height int) tea.Cmd {
	m.width, m.height = width, height
	if m.phase != waiting {
		return nil
	}
	m.phase = opening
	return m.tasks.run(func() tea.Msg {
		if !pause(m.ctx, time.Second/frameRate) {
			return nil
		}
		engine, err := m.opts.Open(m.ctx)
		if err != nil {
			return opened{err: err}
		}
		m.tasks.keep(engine)
		snapshot, err := engine.Refresh(m.ctx)
		return opened{engine: engine, first: changed{snapshot, err}}
	})
}

// opened takes the workbench over and plays the keys that were pressed before.
func (m *Model) opened(msg opened) tea.Cmd {
	if msg.err != nil {
		m.phase, m.openErr = failed, msg.err
		return nil
	}
	m.phase, m.engine = open, msg.engine
	m.readProfiles()
	cmds := []tea.Cmd{m.grown(msg.first), m.watchLink(), m.watchTime(), m.begin(defaultFlow, defaultScenario)}
	m.inbox.Seen() // what was there before is no news
	for _, key := range m.queue {
		m.settle()
		cmds = append(cmds, m.key(key))
	}
	m.queue = nil
	return tea.Batch(cmds...)
}

// background follows the terminal's own colour, unless the environment fixed it.
func (m *Model) background(dark bool) {
	if m.env.Fixed {
		return
	}
	m.env.Mode = theme.Light
	if dark {
		m.env.Mode = theme.Dark
	}
	m.look.Style = theme.In(m.env.Mode)
	m.look.Version++
}

// language switches between the two languages.
func (m *Model) language() tea.Cmd {
	lang := wxpay.Chinese
	if m.look.Lang() == wxpay.Chinese {
		lang = wxpay.English
	}
	m.look.Text = text.In(lang)
	m.look.Version++
	return m.say(calm, m.look.Words().LanguageNow)
}

// settle brings everything in line with what has changed: rectangles, windows,
// the page of the detail. It returns what must be read for that.
func (m *Model) settle() tea.Cmd {
	want := layout.Want{Flow: m.flow.Steps(), Profiles: m.profiles.Rows(), Timeline: 7, Focus: m.focus}
	if m.zoom {
		want.Zoom = m.focus
	}
	m.frame = layout.Divide(m.width, m.height, want)
	m.orders.Fit(m.inner(layout.Orders).H)
	m.inbox.Fit(m.inner(layout.Inbox).H)
	m.flow.Fit(m.inner(layout.Flow).H)
	m.profiles.Fit(m.inner(layout.Profiles).H)
	m.timeline.Fit(m.inner(layout.Timeline).H)
	if f := m.filtering(); f != nil {
		f.Fit(max(m.inner(m.focus).W-8, 1))
	}
	if m.inbox.Follow && m.focus == layout.Inbox {
		m.inbox.Seen()
	}
	m.redraft()
	if in := m.inner(layout.Detail); !in.Empty() {
		m.detail.Fit(&m.look, in.W, in.H, m.focus == layout.Detail)
	}
	for o := m.overlay; o != nil; o = o.under() {
		o.fit(m)
	}
	return m.readTimeline()
}

// inner returns what is inside the border of a panel.
func (m *Model) inner(p int) layout.Rect {
	r := m.frame.Panels[p]
	if r.Empty() {
		return layout.Rect{}
	}
	if !m.bordered(r) {
		r.W--
		return r
	}
	return r.Inner()
}

// bordered reports whether there is room for a border around a panel; without
// one there is a single line at its right.
func (m *Model) bordered(r layout.Rect) bool {
	return m.frame.Kind != layout.Tiny || r.W >= 8 && r.H >= 4
}

// readProfiles takes over the profiles and the status.
func (m *Model) readProfiles() {
	m.status = m.engine.Status()
	m.profiles.Set(m.engine.Profiles())
}
