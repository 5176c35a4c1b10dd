package tunnel

import (
	"cmp"
	"context"
	"crypto/tls"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"golang.ngrok.com/ngrok/v2"
)

// live connects, binds and serves with an agent of its own, until the tunnel is
// to end. Nothing of the agent is left when it returns.
func (t *ngrokTunnel) live() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	t.mu.Lock()
	t.cancel, t.linked, t.bound = cancel, false, false
	over := t.over
	t.mu.Unlock()
	if over {
		return
	}
	line, problem := newDialer(t.config.Proxy)
	if problem != nil {
		t.fail(problem)
		return
	}
	defer line.cut() // whatever the SDK still does, it does without a connection
	agent, err := ngrok.NewAgent(t.agentOptions(line)...)
	if err != nil {
		t.fail(t.explain(err))
		return
	}
	if err := agent.Connect(ctx); err != nil {
		if ctx.Err() == nil { // else the events have said why
			t.fail(t.explain(err))
		}
		return
	}
	defer t.part(agent, cancel, line)
	t.describe(agent)
	listener := t.bind(ctx, agent, line)
	if listener != nil {
		t.serve(ctx, listener, line)
	}
}

// agentOptions are how the SDK is to behave: quietly, through our dialer.
func (t *ngrokTunnel) agentOptions(line *dialer) []ngrok.AgentOption {
	c := t.config
	options := append(serviceOptions(c, line),
		ngrok.WithAuthtoken(c.Token.Reveal()),
		ngrok.WithAutoConnect(false),
		ngrok.WithEventHandler(func(e ngrok.Event) { t.guard(func() { t.event(e) }) }),
	)
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.beats {
		options = append(options, ngrok.WithHeartbeatInterval(c.HeartbeatInterval), ngrok.WithHeartbeatTolerance(c.HeartbeatTolerance))
	}
	return options
}

// serviceOptions tell the SDK where the service is and who vouches for it.
func serviceOptions(c NgrokConfig, line *dialer) []ngrok.AgentOption {
	options := []ngrok.AgentOption{
		ngrok.WithLogger(slog.New(slog.DiscardHandler)), // it would write on the screen
		ngrok.WithDialer(line),
	}
	if c.ConnectAddr != "" {
		host, _, _ := net.SplitHostPort(c.ConnectAddr)
		options = append(options, ngrok.WithAgentConnectURL(c.ConnectAddr),
			ngrok.WithTLSConfig(func(config *tls.Config) { config.ServerName = host })) // the SDK cuts an IPv6 address at its first colon
	}
	if c.CA != nil {
		options = append(options, ngrok.WithAgentConnectCAs(c.CA))
	}
	return options
}

// event takes in what the SDK reports.
func (t *ngrokTunnel) event(e ngrok.Event) {
	switch e := e.(type) {
	case *ngrok.EventAgentConnectSucceeded:
		t.link()
	case *ngrok.EventAgentDisconnected:
		if e.Error != nil {
			t.lose(e.Error)
		}
	case *ngrok.EventAgentHeartbeatReceived:
		at := t.now()
		t.update(func(s *Status) { s.Latency, s.LatencyAt = e.Latency, at })
	}
}

// describe notes what the service told about itself and the account.
func (t *ngrokTunnel) describe(agent ngrok.Agent) {
	session, err := agent.Session()
	if err != nil {
		return
	}
	if details, ok := session.(ngrok.AgentSessionDetails); ok {
		t.update(func(s *Status) {
			s.Region, s.Account, s.Plan = clean(details.Region(), nil), clean(details.AccountName(), nil), clean(details.PlanName(), nil)
		})
	}
}

// bind asks for the public address, again and again while it may yet be given. It
// returns nil when the tunnel is to end.
func (t *ngrokTunnel) bind(ctx context.Context, agent ngrok.Agent, line *dialer) ngrok.EndpointListener {
	options, err := t.endpointOptions()
	if err != nil {
		t.fail(t.explain(err))
		return nil
	}
	for attempt := 1; ; attempt++ {
		listener, err := t.listen(ctx, agent, options, line)
		if err == nil {
			t.online(listener)
			return listener
		}
		if ctx.Err() != nil || t.isEnding() {
			return nil
		}
		problem := t.explain(err)
		if class := ClassOf(problem.Code); class == Fatal || class == StartFatal {
			t.fail(problem)
			return nil
		}
		next := t.now().Add(redial(attempt))
		t.update(func(s *Status) { s.Problem, s.NextTry = problem, next })
		select {
		case <-time.After(redial(attempt)):
		case <-ctx.Done():
			return nil
		case <-t.ending:
			return nil
		}
	}
}

func (t *ngrokTunnel) endpointOptions() ([]ngrok.EndpointOption, error) {
	var options []ngrok.EndpointOption
	if t.config.Domain != "" {
		options = append(options, ngrok.WithURL("https://"+t.config.Domain))
	}
	policy, err := trafficPolicy(t.config.Restrict)
	if policy != "" {
		options = append(options, ngrok.WithTrafficPolicy(policy))
	}
	return options, err
}

// listen is the SDK's Listen with an end: on an open connection that heeds
// neither its context nor a clock.
func (t *ngrokTunnel) listen(ctx context.Context, agent ngrok.Agent, options []ngrok.EndpointOption, line *dialer) (ngrok.EndpointListener, error) {
	type bound struct {
		listener ngrok.EndpointListener
		err      error
	}
	answered := make(chan bound, 1)
	go t.guard(func() {
		listener, err := agent.Listen(ctx, options...)
		answered <- bound{listener, err}
	})
	timer := time.NewTimer(t.config.BindTimeout)
	defer timer.Stop()
	select {
	case b := <-answered:
		return b.listener, b.err
	case <-timer.C:
		line.cut()
		return nil, &Problem{Code: CodeBindTimeout, Fatal: true}
	case <-t.ending:
		line.cut()
		return nil, errEnding
	case <-ctx.Done():
		line.cut()
		return nil, errEnding
	}
}

// online notes the public address.
func (t *ngrokTunnel) online(listener ngrok.EndpointListener) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.bound = true
	t.update(func(s *Status) {
		s.PublicURL = clean(strings.TrimRight(listener.URL().String(), "/"), nil)
		if s.State = Reconnecting; t.linked {
			s.State, s.Attempt, s.NextTry, s.Problem = Online, 0, time.Time{}, nil
		}
	})
}

// serve hands requests to the handler until the tunnel is to end or the service
// ends it.
func (t *ngrokTunnel) serve(ctx context.Context, listener ngrok.EndpointListener, line *dialer) {
	server := &http.Server{
		Handler: t.handler, MaxHeaderBytes: maxHeader, ErrorLog: log.New(io.Discard, "", 0),
		ReadHeaderTimeout: readTimeout, ReadTimeout: slowestRequest,
		// No WriteTimeout: one that runs out may break the connection of all streams.
	}
	served := make(chan error, 1)
	go func() {
		err := errEnding
		t.guard(func() { err = server.Serve(listener) })
		served <- err
	}()
	select {
	case err := <-served:
		if !t.isEnding() && ctx.Err() == nil { // the SDK would bind the address again, with nobody to answer
			t.fail(t.ended(err))
		}
		return
	case <-ctx.Done():
	case <-t.ending:
		if ctx.Err() == nil {
			t.drain(server)
		}
	}
	line.cut() // releases a Shutdown or Close that waits for the service
	_ = server.Close()
	select {
	case <-served:
	case <-time.After(partTimeout):
	}
}

// drain tells the service to send no more, and lets what is being answered
// finish. Closing the listener waits for the service's word without a bound.
func (t *ngrokTunnel) drain(server *http.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), drainTimeout)
	defer cancel()
	drained := make(chan struct{})
	go t.guard(func() {
		defer close(drained)
		_ = server.Shutdown(ctx)
	})
	select {
	case <-drained:
	case <-ctx.Done():
	}
}

// part says goodbye to the service. Disconnecting alone is not enough: a redial in
// progress would come back to life.
func (t *ngrokTunnel) part(agent ngrok.Agent, cancel context.CancelFunc, line *dialer) {
	parted := make(chan struct{})
	go t.guard(func() {
		defer close(parted)
		_ = agent.Disconnect()
	})
	select {
	case <-parted:
	case <-time.After(partTimeout):
	}
	cancel()
	line.cut()
}

// diagnoseTimeout bounds a diagnosis.
const diagnoseTimeout = 15 * time.Second

// Diagnose connects to the service for a moment, without the token, and tells how
// far it came.
func Diagnose(ctx context.Context, config NgrokConfig) Diagnosis {
	d := Diagnosis{Address: cmp.Or(config.ConnectAddr, "connect.ngrok-agent.com:443")}
	line, problem := config.checkLine()
	if problem != nil {
		d.Problem = problem
		return d
	}
	defer line.cut()
	agent, err := ngrok.NewAgent(serviceOptions(config, line)...)
	if err != nil {
		d.Problem = Explain(err, config.secrets()...)
		return d
	}
	ctx, cancel := context.WithTimeout(ctx, diagnoseTimeout)
	defer cancel()
	defer context.AfterFunc(ctx, line.cut)()
	found, err := agent.(ngrok.Diagnoser).Diagnose(ctx, "")
	switch {
	case err == nil:
		d.Region, d.Latency = clean(found.Region, nil), found.Latency
		return d
	case ngrok.IsTCPDiagnoseFailure(err):
		d.Step = StepConnect
	case ngrok.IsTLSDiagnoseFailure(err):
		d.Step = StepTLS
	default:
		d.Step = StepProtocol
	}
	d.Problem = Explain(err, config.secrets()...)
	if ctx.Err() != nil { // what was cut off says only that it was
		d.Problem.Code = CodeTimeout
	}
	return d
}
