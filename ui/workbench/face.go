package workbench

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"

	"wxlens/profiles"
	"wxlens/ui/workbench/bench"
	"wxlens/ui/workbench/control"
	"wxlens/ui/workbench/inbox"
	"wxlens/ui/workbench/ledger"
	"wxlens/ui/workbench/run"
	"wxlens/ui/workbench/state"
	"wxlens/ui/workbench/trust"
	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/flow"
	"wxlens/wxpay/order"
)

// What follows is the workbench as its faces use it: the jobs' methods, and
// what the workbench itself knows.

// NewSession starts a flow under the profile in use.
func (w *Workbench) NewSession(flowID string, s flow.Scenario) (*run.Session, error) {
	return w.runner.NewSession(w.Profile(), flowID, s)
}

// Draft makes a step ready without doing it, see [run.Runner.Draft].
func (w *Workbench) Draft(j run.Job) run.Draft { return w.runner.Draft(j) }

// Mistakes lists what can go wrong on purpose in a step, see [run.Runner.Mistakes].
func (w *Workbench) Mistakes(j run.Job) []diagnose.Slug { return w.runner.Mistakes(j) }

// Do does a step, see [run.Runner.Do].
func (w *Workbench) Do(ctx context.Context, j run.Job) run.Result {
	r := w.runner.Do(ctx, j)
	if r.OK {
		w.watchOrder(&j)
	}
	return r
}

// Bench returns the bench for single messages, under the profile in use.
func (w *Workbench) Bench() *bench.Bench {
	return bench.New(bench.Deps{
		Merchant: w.Merchant, BaseURL: w.baseURL, Ready: w.ready, Expected: w.expected,
		Journal: w.journal, Transport: w.transport, Now: w.cfg.Now, Random: w.cfg.Random,
	})
}

// Desk returns where the sandbox of the profile in use is steered.
func (w *Workbench) Desk() *control.Desk {
	return control.New(control.Deps{Sandbox: func(ctx context.Context) (string, http.RoundTripper, error) {
		m, err := w.Merchant()
		if err != nil {
			return "", nil, err
		}
		if m.Live() {
			return "", nil, fmt.Errorf("profile %q: %w", m.Name, ErrNoSandbox)
		}
		return w.baseURL(m, nil), w.transport(m), w.ready(ctx, m)
	}})
}

// Keeper returns the keeper of the platform certificates of the profile in use.
func (w *Workbench) Keeper() *trust.Keeper {
	return trust.New(trust.Deps{
		Merchant: w.Merchant, BaseURL: w.baseURL, Ready: w.ready, Trust: w.store.Trust,
		Journal: w.journal, Transport: w.transport, Now: w.cfg.Now, Random: w.cfg.Random,
	})
}

// Refresh returns orders and deliveries as far as they are read, see
// [ledger.Ledger.Refresh].
func (w *Workbench) Refresh(ctx context.Context) (ledger.Snapshot, error) {
	return w.ledger.Refresh(ctx)
}

// Whole returns all orders and deliveries as the journal has them now.
func (w *Workbench) Whole(ctx context.Context) (ledger.Snapshot, error) { return w.ledger.Whole(ctx) }

// Changed is poked when Refresh has something new to tell; it is for one reader.
func (w *Workbench) Changed() <-chan struct{} { return w.changed }

// Order returns what is known of one order, or nil.
func (w *Workbench) Order(ctx context.Context, no wxpay.OutTradeNo) (*order.Order, error) {
	return w.ledger.Order(ctx, no)
}

// Timeline returns everything that happened to an order, oldest first.
func (w *Workbench) Timeline(ctx context.Context, no wxpay.OutTradeNo) ([]ledger.Event, error) {
	return w.ledger.Timeline(ctx, no)
}

// Delivery opens a received notification. How it was answered is kept a moment
// after it, which is waited for.
func (w *Workbench) Delivery(ctx context.Context, id string) (inbox.Detail, error) {
	d, err := w.inbox.Open(ctx, id)
	if d.Exchange.ID == "" || d.Exchange.Reply != nil {
		return d, err
	}
	if err := w.journal.Settle(ctx); err != nil {
		return d, err
	}
	return w.inbox.Open(ctx, id)
}

// Exchange returns a whole exchange.
func (w *Workbench) Exchange(ctx context.Context, id string) (wxpay.Exchange, error) {
	return w.journal.Exchange(ctx, id)
}

// Merchant returns the profile in use with its keys.
func (w *Workbench) Merchant() (*profiles.Merchant, error) { return w.store.Load(w.Profile()) }

// Profiles lists the profiles, those that cannot be used with their fault.
func (w *Workbench) Profiles() []state.Profile {
	entries, err := w.store.List()
	if err != nil {
		return []state.Profile{{Name: w.Profile(), Current: true, Fault: err.Error()}}
	}
	inUse := w.Profile()
	rows := make([]state.Profile, 0, len(entries))
	for _, e := range entries {
		row := state.Profile{
			Name: e.Name, MchID: e.Profile.MchID, Live: e.Profile.Environment == profiles.Live, Current: e.Name == inUse,
		}
		if _, err := w.store.Load(e.Name); err != nil {
			row.Fault = err.Error()
		}
		rows = append(rows, row)
	}
	return rows
}

// Export writes a file for people into the home and returns where it lies. Of the
// name only its last part counts.
func (w *Workbench) Export(name string, data []byte) (string, error) {
	file, err := w.exportFile(name)
	if err != nil {
		return "", err
	}
	_, err = file.Write(append(data, '\n'))
	if err = errors.Join(err, file.Close()); err != nil {
		return "", fmt.Errorf("export %s: %w", name, err)
	}
	return file.Name(), nil
}

// exportFile makes a file in the home's folder of exports.
func (w *Workbench) exportFile(name string) (*os.File, error) {
	dir := filepath.Join(w.cfg.Home.Data, "exports")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("export %s: %w", name, err)
	}
	file, err := os.OpenFile(filepath.Join(dir, filepath.Base(name)), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("export %s: %w", name, err)
	}
	return file, nil
}

// Status tells what lives at the moment.
func (w *Workbench) Status() state.Status {
	s := state.Status{Profile: w.Profile(), SandboxURL: w.sandbox.URL(), ReceiverURL: w.ReceiverURL() + localPath, Link: w.linkState()}
	if p, err := w.inUse(); err == nil {
		s.Live, s.MchID = p.Environment == profiles.Live, p.MchID
		if _, public := w.notifyURL(); !public && p.NotifyURL != "" {
			s.Link.NotifyURL = p.NotifyURL
		}
	}
	return s
}
