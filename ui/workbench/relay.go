package workbench

import (
	"context"
	"net"

	"wxlens/tunnel"
	"wxlens/ui/workbench/forward"
	"wxlens/ui/workbench/inbox"
	"wxlens/wxpay"
)

// passing hands what the inbox received to the relay.
type passing struct{ relay *forward.Relay }

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
