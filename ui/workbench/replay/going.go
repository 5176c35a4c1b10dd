package replay

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"wxlens/wxpay"
	"wxlens/wxpay/journal"
	"wxlens/wxpay/notify"
)

// going is a trial under way.
type going struct {
	replayer *Replayer
	subject  *subject
	plan     Plan
	bytes    wxpay.Request // where every sending has the same

	mu   sync.Mutex
	next int // which is sent next, from 0
	rows []Row
	err  error // the first, which ends the trial
}

// work sends one after the other until nothing is left to send.
func (g *going) work(ctx context.Context) {
	for {
		n, ok := g.take(ctx)
		if !ok {
			return
		}
		row, err := g.send(ctx, n)
		g.mu.Lock()
		if err != nil {
			if g.err == nil {
				g.err = err
			}
			g.mu.Unlock()
			return
		}
		if g.plan.Progress != nil {
			g.plan.Progress(row)
		}
		g.rows[n] = row.kept()
		g.mu.Unlock()
	}
}

// wholeRows is how many sendings of a trial are reported with all their bytes, and
// restOfBody how many bytes of an answer are of the others, of which there may be
// thousands. The journal has all.
const (
	wholeRows  = 128
	restOfBody = 512
)

// kept is a row as the report has it.
func (r Row) kept() Row {
	if r.N <= wholeRows {
		return r
	}
	r.Forward.Request = nil
	if reply := r.Forward.Reply; reply != nil && len(reply.Body) > restOfBody {
		cut := *reply
		cut.Body = slices.Clone(reply.Body[:restOfBody])
		r.Forward.Reply = &cut
	}
	return r
}

func (g *going) take(ctx context.Context) (n int, ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.err != nil || ctx.Err() != nil || g.next == len(g.rows) {
		return 0, false
	}
	g.next++
	return g.next - 1, true
}

// done returns what was sent.
func (g *going) done() []Row {
	return slices.DeleteFunc(g.rows, func(r Row) bool { return r.N == 0 })
}

// send makes one sending and keeps it in the journal.
func (g *going) send(ctx context.Context, n int) (Row, error) {
	r, s, trial := g.replayer, g.subject, g.plan.Trial
	request := g.bytes
	if !trial.same() {
		var err error
		g.mu.Lock() // randomness may not be for several at once
		request, err = s.request(trial)
		g.mu.Unlock()
		if err != nil {
			return Row{}, err
		}
	}
	row := Row{Trial: trial, N: n + 1}
	j := r.deps.Judge(s.merchant, request, r.deps.Now())
	row.Refusal = trial.refusal(j.Checks)
	row.Expect = row.Refusal.Name == ""
	row.Forward = r.deps.Send(ctx, s.to, s.exchange.API, request)
	f := &row.Forward
	f.Trial = trial.recorded()
	if !sameRequest(request, s.exchange.Request) {
		f.Request, row.Foreign = &request, s.foreign
	}
	row.Verdict = notify.JudgeReply(s.exchange.API, f.Reply, f.Fault, f.Elapsed)
	row.Evaded = evades(row.Verdict)
	row.OK = f.Reply != nil && row.Verdict.Acknowledged == row.Expect && !row.Evaded
	if next, ok := notify.Forecast(1); ok && !row.Verdict.Acknowledged {
		row.Next = &next
	}
	_, err := r.deps.Journal.Append(context.WithoutCancel(ctx), journal.Record{
		Exchange: s.exchange.ID, At: f.At, Entry: journal.Forwarded{Forward: *f},
	})
	return row, err
}

// evasive are the answers that WeChat Pay does not take, but that refuse nothing:
// the server's own code may not have seen the notification, or took it too late.
var evasive = []wxpay.Reason{wxpay.ReplyRedirect, wxpay.ReplyNotFound, wxpay.ReplyGateway, wxpay.ReplyWebPage, wxpay.ReplyLate}

// evades reports whether an answer neither acknowledges nor refuses.
func evades(v notify.ReplyVerdict) bool {
	word := v.Reason == wxpay.ReplyWord && !strings.HasSuffix(strings.ToLower(v.Got), "fail")
	return !v.Acknowledged && (word || slices.Contains(evasive, v.Reason))
}

func sameRequest(a, b wxpay.Request) bool {
	return bytes.Equal(a.Body, b.Body) && maps.EqualFunc(a.Header, b.Header, slices.Equal[[]string])
}
