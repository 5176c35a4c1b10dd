package tui

import (
	"context"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"wxlens/ui/text"
	"wxlens/ui/tui/detail"
	"wxlens/ui/tui/keys"
	"wxlens/ui/tui/layout"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/panel"
	"wxlens/ui/tui/theme"
	"wxlens/ui/workbench/ledger"
	"wxlens/ui/workbench/run"
	"wxlens/ui/workbench/state"
	"wxlens/wxpay"
	"wxlens/wxpay/flow"
)

// Model is the root of the screens.
type Model struct {
	ctx    context.Context
	cancel context.CancelFunc
	opts   Options
	tasks  *tasks
	env    theme.Env
	look   look.Look

	phase   phase
	engine  Engine // nil until it is open
	openErr error
	queue   []tea.KeyPressMsg // pressed before it was open

	width, height int
	frame         layout.Frame
	focus, back   int // panels by number; back is where esc leads from the detail
	zoom          bool
	mouse         bool

	orders   *panel.Orders
	inbox    *panel.Inbox
	flow     *panel.Flow
	profiles *panel.Profiles
	timeline *panel.Timeline
	detail   *detail.Detail
	overlay  overlay      // dialog on top, nil: none
	bench    *benchScreen // as it was left, nil: not opened yet
	composer *composeScreen
	bills    *billScreen
	app      *appScreen // likewise

	session   *run.Session // nil: none could be made, for the reason in noSession
	noSession error
	edited    int // changes of the session, for the draft that is shown
	drafted   int
	dirty     int // step whose form was changed since it was last done
	snapshot  ledger.Snapshot
	status    state.Status

	step    running
	loading guard  // the delivery or exchange that the detail shows
	listing guard  // the timeline
	listed  listed // what it was asked for last

	comparing guard // two deliveries
	searching guard // of the journal, for a query
	toast     toast
	ctrlC     time.Time // of the last press
	drawn     [layout.Panels]drawn
}

type phase uint8

const (
	waiting phase = iota // for the size of the terminal
	opening
	open
	failed
)

// running is the step that is being done.
type running struct {
	guard
	index   int
	started time.Time
	queued  int  // steps asked for meanwhile
	all     bool // to the end
	waiting *atomic.Pointer[run.Waiting]
}

// listed is what the timeline shows, or will show.
type listed struct {
	no      wxpay.OutTradeNo
	version int64
}

// Default is what the program opens with.
const (
	defaultFlow     = "miniprogram-v3"
	defaultScenario = flow.Pay
)

// New returns the screens before their first frame.
func New(ctx context.Context, o Options) *Model {
	if o.Now == nil {
		o.Now = time.Now
	}
	ctx, cancel := context.WithCancel(ctx)
	env := theme.FromEnv(o.Env)
	m := &Model{
		ctx: ctx, cancel: cancel, opts: o, tasks: &tasks{}, env: env,
		look:  look.Look{Text: text.In(o.Lang), Style: theme.In(env.Mode), Signs: theme.SignsFor(env.ASCII), Version: 1},
		focus: layout.Flow, back: layout.Flow, mouse: true, dirty: clean,
		orders: panel.NewOrders(), inbox: panel.NewInbox(), profiles: panel.NewProfiles(), timeline: panel.NewTimeline(),
		detail: &detail.Detail{},
	}
	var steps []flow.Step
	if f, ok := flow.ByID(defaultFlow); ok {
		steps = f.Steps(defaultScenario)
	}
	m.flow = panel.NewFlow(steps)
	return m
}

// Init implements [tea.Model].
func (m *Model) Init() tea.Cmd { return tea.RequestBackgroundColor }

// Ready reports whether the workbench is open, or could not be opened.
func (m *Model) Ready() bool { return m.phase >= open }

// KeyOf returns the key of an action where the screens are, "" if it has none.
func (m *Model) KeyOf(a keys.Action) string { return m.chain().KeyOf(a) }
