// Package tui is the face of the workbench in a terminal.
//
// [Model] is the root: it routes messages, owns what panels show, and runs every
// blocking call of the [Engine] as a command with a context. Panels, pages and
// widgets below it are plain state that draws itself. State changes in Update
// only; View reads.
package tui

import (
	"context"

	"wxlens/ui/workbench/bench"
	"wxlens/ui/workbench/bills"
	"wxlens/ui/workbench/composer"
	"wxlens/ui/workbench/configure"
	"wxlens/ui/workbench/control"
	"wxlens/ui/workbench/diagnoser"
	"wxlens/ui/workbench/inbox"
	"wxlens/ui/workbench/ledger"
	"wxlens/ui/workbench/query"
	"wxlens/ui/workbench/replay"
	"wxlens/ui/workbench/run"
	"wxlens/ui/workbench/settings"
	"wxlens/ui/workbench/state"
	"wxlens/ui/workbench/trust"
	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/flow"
)

// Engine is the workbench as the screens need it. Methods that take a context
// may block and are called from commands only; the others return at once.
type Engine interface {
	NewSession(flowID string, s flow.Scenario) (*run.Session, error)
	Draft(j run.Job) run.Draft                    // about a millisecond, no I/O
	Mistakes(j run.Job) []diagnose.Slug           // a few, no I/O
	Do(ctx context.Context, j run.Job) run.Result // may take long; ctx cancels
	Refresh(ctx context.Context) (ledger.Snapshot, error)
	Changed() <-chan struct{}
	Timeline(ctx context.Context, no wxpay.OutTradeNo) ([]ledger.Event, error)
	Delivery(ctx context.Context, id string) (inbox.Detail, error)
	Find(ctx context.Context, q query.Query, each func(*ledger.Delivery) bool) error
	Annotate(ctx context.Context, id string, marked bool, note string) error
	Replayer() *replay.Replayer
	ExportDeliveries(ctx context.Context, ids []string, format string, redact bool) (path string, err error)
	CurlOf(ctx context.Context, id string) (command string, err error)
	ImportFile(ctx context.Context, path string) (n int, err error)
	ImportMessage(ctx context.Context, message []byte) (n int, err error)

	LinkChanged() <-chan struct{}
	TunnelSettings() settings.Tunnel
	OpenNgrok(domain string) error
	OpenDirect(publicURL string) error
	CloseTunnel() // within 4 s
	KeepNgrokToken(token wxpay.Secret) error
	RetryTunnel() error
	RestrictTunnel(on bool) error
	TestTunnel(ctx context.Context) state.Finding
	DiagnoseTunnel(ctx context.Context) []state.Finding
	PruneAsSet(ctx context.Context) (deliveries int, freed int64, err error)
	SetTargets(urls []string, pass bool) error
	ServerAddress(typed string) (url string, err error)
	Exchange(ctx context.Context, id string) (wxpay.Exchange, error)
	Profiles() []state.Profile
	UseProfile(ctx context.Context, name string) error
	Status() state.Status
	Desk() *control.Desk // its methods may block
	Keeper() *trust.Keeper
	Diagnoser() *diagnoser.Diagnoser // its methods may block
	Composer() *composer.Composer    // History and Again may block
	Bench() *bench.Bench             // Send blocks
	Bills() *bills.Bills             // its methods may block, List and Remove only on the disk
	DraftComposed(r composer.Request, x bench.Extras) (bench.Call, error)
	PrepareComposed(ctx context.Context, r composer.Request, x bench.Extras) (bench.Call, error)
	Configure() *configure.Writer                             // its methods block on the disk
	Export(name string, data []byte) (path string, err error) // blocks on the disk
	Close() error
}
