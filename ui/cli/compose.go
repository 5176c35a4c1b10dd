package cli

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"wxlens/ui/workbench"
	"wxlens/ui/workbench/bench"
	"wxlens/ui/workbench/composer"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
)

// composeFlags say where a request comes from, and what becomes of it.
type composeFlags struct {
	set              []string
	saved, again     string
	curl, body, file string
	saveAs, print    string
	replace, encrypt bool
}

func (f *composeFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&f.set, "set", nil, "")
	flags.StringVar(&f.saved, "saved", "", "")
	flags.StringVar(&f.again, "again", "", "")
	flags.StringVar(&f.curl, "curl", "", "")
	flags.StringVar(&f.body, "body", "", "")
	flags.StringVar(&f.file, "file", "", "")
	flags.StringVar(&f.saveAs, "save-as", "", "")
	flags.StringVar(&f.print, "print", "", "")
	flags.BoolVar(&f.replace, "replace", false, "")
	flags.BoolVar(&f.encrypt, "encrypt", false, "")
}

// compose makes the request that arguments and flags describe.
func (a *app) compose(ctx context.Context, w *workbench.Workbench, args []string, f *composeFlags) (r composer.Request, x bench.Extras, err error) {
	sources := 0
	for _, given := range []bool{len(args) > 0, f.saved != "", f.again != "", f.curl != ""} {
		if given {
			sources++
		}
	}
	method := len(args) == 1 && args[0] == strings.ToUpper(args[0])
	if sources != 1 || method {
		return r, x, usage("METHOD PATH | CALL | --saved NAME | --again ID | --curl FILE")
	}
	x.Encrypt = true
	switch composer := w.Composer(); {
	case len(args) == 2:
		r.Method, r.Target = args[0], args[1]
		x.Encrypt = f.encrypt
	case len(args) == 1:
		r, err = composer.New(args[0])
	case f.saved != "":
		r, err = composer.Load(f.saved)
	case f.again != "":
		r, err = composer.Again(ctx, f.again)
	default:
		r, err = a.fromCurl(f.curl)
	}
	if err != nil {
		return r, x, a.composeFailure(err)
	}
	if f.body != "" {
		body, err := a.readInput(f.body)
		if err != nil {
			return r, x, err
		}
		if !r.ByHand() {
			r = r.Typed()
		}
		r.Body = string(body)
	}
	if err := setValues(&r, f.set); err != nil {
		return r, x, err
	}
	x.Data, err = a.attach(&r, f.file)
	return r, x, err
}

func (a *app) fromCurl(path string) (composer.Request, error) {
	text, err := a.readInput(path)
	if err != nil {
		return composer.Request{}, err
	}
	return composer.FromCurl(text)
}

// setValues changes fields of a request that has a form.
func setValues(r *composer.Request, sets []string) error {
	if len(sets) == 0 {
		return nil
	}
	if r.ByHand() {
		filled, err := r.Filled()
		if err != nil {
			return usage("--set: %w", err)
		}
		*r = filled
	}
	e := r.Call()
	for _, set := range sets {
		name, value, ok := strings.Cut(set, "=")
		if !ok {
			return usage("--set %s (NAME=VALUE)", set)
		}
		if f, known := e.Field(name); !known || f.Type == catalog.Object && slices.ContainsFunc(e.Fields, func(g catalog.Field) bool { return strings.HasPrefix(g.Name, f.Name+".") }) {
			return usage("--set %s (wxlens calls %s)", set, e.ID)
		}
		r.Set(name, value)
	}
	return nil
}

// attach reads what an upload sends.
func (a *app) attach(r *composer.Request, path string) (data []byte, err error) {
	if path != "" {
		r.File = path
		if !r.Uploads() || r.ByHand() && r.Body != "" {
			return nil, usage("--file %s", path)
		}
	}
	if r.Uploads() && r.File != "" {
		data, err = composer.ReadFile(r.File)
	}
	return data, a.composeFailure(err)
}

// composeFailure gives a fault of a request its code.
func (a *app) composeFailure(err error) error {
	fault := (*composer.Fault)(nil)
	if !errors.As(err, &fault) {
		return err
	}
	return &failure{exit: ExitUsage, code: fault.Code, err: err, hint: a.text.CLI.Hints[fault.Code]}
}

// printCurl writes a signed request as a command.
func (a *app) printCurl(r wxpay.Request, secrets []string) {
	command := composer.Curl(r, secrets)
	if a.out.json {
		a.out.event(struct {
			Event   string `json:"event"`
			Command string `json:"command"`
		}{"curl", command})
		return
	}
	a.out.line("%s", strings.TrimSuffix(command, "\n"))
}

func (a *app) callsCommand() *cobra.Command {
	return a.describe(&cobra.Command{Use: "calls [CALL|WORDS]", Args: maximumArgs(1), RunE: func(_ *cobra.Command, args []string) error {
		if len(args) == 1 {
			if e, known := catalog.ByID(args[0]); known {
				a.printCall(e)
				return nil
			}
		}
		return a.listCalls(args)
	}})
}

type callEvent struct {
	Event   string       `json:"event"`
	Call    string       `json:"call"`
	API     wxpay.API    `json:"api"`
	Group   string       `json:"group"`
	Method  string       `json:"method"`
	Path    string       `json:"path"`
	Title   string       `json:"title"`
	Chapter string       `json:"chapter"`
	Fields  []fieldEvent `json:"fields,omitempty"`
}

type fieldEvent struct {
	Name      string   `json:"name"`
	Label     string   `json:"label"`
	In        string   `json:"in"`
	Type      string   `json:"type"`
	Required  bool     `json:"required"`
	Max       int      `json:"max,omitempty"`
	OneOf     []string `json:"one_of,omitempty"`
	Encrypted bool     `json:"encrypted,omitempty"`
}

func (a *app) callEventOf(e *catalog.Endpoint) callEvent {
	return callEvent{
		Event: "call", Call: e.ID, API: e.API, Group: string(e.Group), Method: e.Method, Path: e.Path, Title: e.Title.In(a.Lang), Chapter: e.Chapter,
	}
}

func (a *app) listCalls(args []string) error {
	found := composer.Find(strings.Join(args, " "))
	var rows table
	for _, e := range found {
		if a.out.json {
			a.out.event(a.callEventOf(e))
			continue
		}
		rows = append(rows, []string{e.ID, e.Method, e.Path, e.Title.In(a.Lang)})
	}
	a.printTable(rows)
	if len(found) == 0 {
		return &failure{exit: ExitFailed, code: composer.UnknownCall, err: errors.New(strings.Join(args, " "))}
	}
	return nil
}

func (a *app) printCall(e *catalog.Endpoint) {
	event := a.callEventOf(e)
	for _, f := range e.Fields {
		event.Fields = append(event.Fields, fieldEvent{
			Name: f.Name, Label: f.Label.In(a.Lang), In: f.In.String(), Type: f.Type.String(), Required: f.Required, Max: f.Max, OneOf: f.OneOf, Encrypted: f.Encrypted,
		})
	}
	if a.out.json {
		a.out.event(event)
		return
	}
	a.out.line("%s  %s\n%s %s\n", e.Title.In(a.Lang), e.ID, e.Method, e.Path)
	var rows table
	for _, f := range event.Fields {
		mark := " "
		if f.Required {
			mark = "*"
		}
		about := []string{f.Type}
		if f.In != catalog.Body.String() {
			about = append(about, f.In)
		}
		if f.Encrypted {
			about = append(about, "RSA-OAEP")
		}
		if len(f.OneOf) > 0 {
			about = append(about, strings.Join(f.OneOf, "|"))
		}
		rows = append(rows, []string{mark, f.Name, f.Label, strings.Join(about, " ")})
	}
	a.printTable(rows)
}

func (a *app) requestsCommand() *cobra.Command {
	parent := &cobra.Command{Use: "requests", Args: noArgs, RunE: needSubcommand}
	parent.AddCommand(
		a.describe(&cobra.Command{Use: "list", Args: noArgs, RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withComposer(cmd.Context(), a.listRequests)
		}}),
		a.describe(&cobra.Command{Use: "copy NAME NEW", Args: exactArgs(2), RunE: func(cmd *cobra.Command, args []string) error {
			return a.withComposer(cmd.Context(), func(_ context.Context, c *composer.Composer) error { return c.Copy(args[0], args[1]) })
		}}),
		a.describe(&cobra.Command{Use: "remove NAME", Args: exactArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
			return a.withComposer(cmd.Context(), func(_ context.Context, c *composer.Composer) error { return c.Remove(args[0]) })
		}}),
		a.historyCommand(),
	)
	return a.describe(parent)
}

func (a *app) withComposer(ctx context.Context, do func(context.Context, *composer.Composer) error) (err error) {
	w, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	return a.composeFailure(do(ctx, w.Composer()))
}

func (a *app) listRequests(_ context.Context, c *composer.Composer) error {
	list, err := c.List()
	if err != nil {
		return err
	}
	var rows table
	for _, s := range list {
		method, target, _ := s.Request.Wire()
		fault := ""
		if s.Err != nil {
			fault = a.text.Error(s.Err)
		}
		if a.out.json {
			a.out.event(struct {
				Event   string    `json:"event"`
				Name    string    `json:"name"`
				Changed time.Time `json:"changed"`
				Call    string    `json:"call,omitempty"`
				Method  string    `json:"method"`
				Target  string    `json:"target"`
				Fault   string    `json:"fault,omitempty"`
			}{"request", s.Name, s.Changed, s.Request.Endpoint, method, target, fault})
			continue
		}
		rows = append(rows, []string{s.Name, method, target + fault})
	}
	a.printTable(rows)
	return nil
}

func (a *app) historyCommand() *cobra.Command {
	limit := 0
	cmd := &cobra.Command{Use: "history", Args: noArgs, RunE: func(cmd *cobra.Command, _ []string) error {
		return a.withComposer(cmd.Context(), func(ctx context.Context, c *composer.Composer) error {
			history, err := c.History(ctx, limit)
			var rows table
			for _, s := range history {
				rows = append(rows, a.sentBefore(s)...)
			}
			a.printTable(rows)
			return err
		})
	}}
	cmd.Flags().IntVar(&limit, "limit", 100, "")
	return a.describe(cmd)
}

// sentBefore tells of a call that was made: as an event, or as a row of a table.
func (a *app) sentBefore(s composer.Sent) table {
	if a.out.json {
		a.out.event(struct {
			Event     string    `json:"event"`
			ID        string    `json:"id"`
			At        time.Time `json:"at"`
			Profile   string    `json:"profile"`
			API       wxpay.API `json:"api"`
			Method    string    `json:"method"`
			Target    string    `json:"target"`
			Status    int       `json:"status"`
			Code      string    `json:"code,omitempty"`
			OK        bool      `json:"ok"`
			ElapsedMS int64     `json:"elapsed_ms"`
		}{"sent", s.Exchange, s.At, s.Profile, s.API, s.Method, s.Target, s.Status, s.Code, s.OK, s.Elapsed.Milliseconds()})
		return nil
	}
	status := http.StatusText(s.Status)
	if s.Code != "" {
		status = s.Code
	}
	return table{{a.out.mark(verdictOf(s.OK)) + " " + moment(s.At), s.Exchange, s.Method, s.Target, strconv.Itoa(s.Status) + " " + status}}
}
