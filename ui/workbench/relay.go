package workbench

import (
	"context"
	"net"
	"time"

	"wxlens/profiles"
	"wxlens/tunnel"
	"wxlens/ui/workbench/forward"
	"wxlens/ui/workbench/inbox"
	"wxlens/ui/workbench/replay"
	"wxlens/wxpay"
	"wxlens/wxpay/notify"
	"wxlens/wxpay/sandbox"
)

// passing hands what the inbox received to the relay.
type passing struct{ relay *forward.Relay }

// Idle implements [inbox.Relay].
func (p passing) Idle() bool { return p.relay.Idle() }

// Pass implements [inbox.Relay].
func (p passing) Pass(ctx context.Context, n inbox.Notice) (sent wxpay.Forward, ok bool) {
	return p.relay.Pass(ctx, n.API, n.Request)
}

// Watch implements [inbox.Relay].
func (p passing) Watch(ctx context.Context, n inbox.Notice) []wxpay.Forward {
	return p.relay.Watch(ctx, n.API, n.Request)
}

func (w *Workbench) forwarder() *tunnel.Forwarder { return &tunnel.Forwarder{Now: w.cfg.Now} }

func (w *Workbench) newRelay() *forward.Relay {
	return forward.New(forward.Config{Send: w.forwarder().Send, Dial: (&net.Dialer{}).DialContext, Now: w.cfg.Now})
}

// Relay returns what sends notifications on to the developer's own servers.
func (w *Workbench) Relay() *forward.Relay { return w.relay }

// Replayer returns what sends kept notifications again.
func (w *Workbench) Replayer() *replay.Replayer {
	return replay.New(replay.Deps{
		Journal: w.journal, Merchant: w.store.Load, Judge: w.judge, Send: w.forwarder().Send, Target: w.firstTarget, Now: w.cfg.Now, Random: w.cfg.Random,
		Credentials: func() (*sandbox.Credentials, error) { return sandbox.LoadCredentials(w.sandbox.files.credentials) },
	})
}

// firstTarget is where notifications are sent on to first.
func (w *Workbench) firstTarget() string {
	if targets := w.relay.Targets(); len(targets) > 0 {
		return targets[0].URL
	}
	return ""
}

// judge is what a correct server of a merchant makes of a notification.
func (w *Workbench) judge(m *profiles.Merchant, request wxpay.Request, at time.Time) notify.Judgement {
	return notify.Judge(request.Header, request.Body, w.judgedBy(m), at)
}

// ReceiverURL returns where the receiver listens, without a path.
func (w *Workbench) ReceiverURL() string { return "http://" + w.receiver.Addr() }

// MerchantOf returns a profile with its keys.
func (w *Workbench) MerchantOf(profile string) (*profiles.Merchant, error) {
	return w.store.Load(profile)
}

// ForwardURL returns where a request goes that is sent on to a server.
func ForwardURL(server, target string) string {
	to, err := tunnel.ForwardURL(server, target)
	if err != nil {
		return server
	}
	return to
}
