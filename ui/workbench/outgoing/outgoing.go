// Package outgoing makes one outgoing exchange and keeps it: the request before
// it is sent, reply and verdict after. Jobs that call somebody share it.
package outgoing

import (
	"context"
	"io"
	"net/http"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/client"
	"wxlens/wxpay/journal"
)

// Line is what calls go through.
type Line struct {
	Journal interface {
		Append(ctx context.Context, records ...journal.Record) (journal.Appended, error)
	}
	Transport http.RoundTripper
	Now       func() time.Time
	Random    io.Reader
}

// Call is what is sent, and what is known of it beforehand.
type Call struct {
	Profile string
	API     wxpay.API
	Name    string // catalogue id, or one of the names in package order
	Request wxpay.Request
	About   wxpay.OutTradeNo // the order that it is about, if it is about one
	Save    io.Writer        // where the body goes when the reply is a file; nil: into the exchange alone
}

// Exchange sends a call. judge sets checks and facts of an answered one; a call
// without an answer is judged here. The exchange that is returned is the one that
// was kept: masked where it carries a secret. It fails when the journal does.
func (l *Line) Exchange(ctx context.Context, c Call, judge func(*wxpay.Exchange)) (*wxpay.Exchange, error) {
	started := l.Now()
	x := &wxpay.Exchange{
		ID: journal.NewID(started, l.Random), Direction: wxpay.Outgoing, Profile: c.Profile, API: c.API,
		Call: c.Name, Request: c.Request, Started: started,
	}
	kept := masked(x)
	if _, err := l.Journal.Append(ctx, journal.Record{Exchange: x.ID, At: started, Entry: journal.Opened{
		Direction: x.Direction, Profile: x.Profile, API: x.API, Call: x.Call, Request: kept.Request,
	}}); err != nil {
		return nil, err
	}
	reply, sendErr := l.send(ctx, c)
	x.Elapsed = l.Now().Sub(started)
	x.Reply = reply
	if sendErr != nil {
		x.Fault = maskSecret(sendErr.Error()) // errors of the HTTP client quote the address
		x.Checks = []wxpay.Check{wxpay.Fail(wxpay.CheckAnswered, wxpay.ReasonNoAnswer, "", x.Fault)}
		x.Facts = wxpay.Facts{OutTradeNo: c.About}
	} else {
		judge(x)
	}
	kept = masked(x)
	_, err := l.Journal.Append(context.WithoutCancel(ctx), // what happened is kept even if nobody waits for it any more
		journal.Record{Exchange: x.ID, At: l.Now(), Entry: journal.Answered{Reply: kept.Reply, Fault: x.Fault, Elapsed: x.Elapsed}},
		journal.Record{Exchange: x.ID, At: l.Now(), Entry: journal.Judged{Checks: x.Checks, Facts: x.Facts, Probe: x.Probe, ClockAt: l.Now()}})
	return &kept, err
}

func (l *Line) send(ctx context.Context, c Call) (*wxpay.Reply, error) {
	if c.Save != nil {
		return client.Save(ctx, l.Transport, c.Request, c.Save)
	}
	return client.Send(ctx, l.Transport, c.Request)
}
