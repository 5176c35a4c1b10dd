package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"wxlens/profiles"
	"wxlens/ui/workbench"
	"wxlens/ui/workbench/diagnoser"
	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
)

// diagnoseFlags are the flags of "wxlens diagnose".
type diagnoseFlags struct {
	exchange string
	save     bool
	bundle   bool
	program  string // language
	reveal   bool
}

func (a *app) diagnoseCommand() *cobra.Command {
	var f diagnoseFlags
	cmd := &cobra.Command{Use: "diagnose FILE", Args: maximumArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		if (len(args) == 1) == (f.exchange != "") {
			return usage("diagnose FILE | diagnose --exchange ID")
		}
		if _, known := diagnoser.LanguageOf(f.program); !known && f.program != "" {
			return usage("--program %s (%s)", f.program, languages())
		}
		return a.diagnose(cmd.Context(), first(args), f)
	}}
	flags := cmd.Flags()
	flags.StringVar(&f.exchange, "exchange", "", "")
	flags.BoolVar(&f.save, "save-case", false, "")
	flags.BoolVar(&f.bundle, "bundle", false, "")
	flags.StringVar(&f.program, "program", "", "")
	flags.BoolVar(&f.reveal, "reveal", false, "")
	return a.describe(cmd)
}

// diagnose asks about a file, or about an exchange of the journal. The workbench is
// opened only when the question needs it: what brings its keys needs no home.
func (a *app) diagnose(ctx context.Context, file string, f diagnoseFlags) (err error) {
	var w *workbench.Workbench
	defer func() {
		if w != nil {
			err = errors.Join(err, w.Close())
		}
	}()
	var lender *profiles.Merchant
	d := &diagnoser.Diagnoser{Now: a.env.Now, Folder: a.config().Home.Cases()}
	open := func() error {
		if w != nil {
			return nil
		}
		if w, err = a.open(ctx); err != nil {
			return err
		}
		own := w.Diagnoser()
		d.Journal, d.Sandbox = own.Journal, own.Sandbox
		return nil
	}
	d.Merchant = func() (*profiles.Merchant, error) {
		if err := open(); err != nil {
			return nil, err
		}
		lender, err = w.Merchant()
		return lender, err
	}
	if f.exchange != "" || f.bundle {
		if err := open(); err != nil {
			return err
		}
	}
	q, err := a.question(ctx, d, file, f.exchange)
	if err != nil {
		return err
	}
	answer, err := d.Ask(ctx, q, diagnose.Options{})
	if err != nil {
		return err
	}
	if err := a.keepDiagnosis(ctx, d, q, &answer, f); err != nil {
		return err
	}
	err = a.printDiagnosis(&q, &answer, f.reveal || lender != nil && shows(lender, false))
	if f.program != "" {
		a.printProgram(&q, &answer, f.program)
	}
	return err
}

func languages() string {
	names := make([]string, len(diagnoser.Languages))
	for i, l := range diagnoser.Languages {
		names[i] = string(l)
	}
	return strings.Join(names, "|")
}

// printProgram writes the program that does it right.
func (a *app) printProgram(q *diagnoser.Question, answer *diagnoser.Answer, name string) {
	language, _ := diagnoser.LanguageOf(name)
	text, ok := q.Program(answer, language)
	switch {
	case !ok:
		fmt.Fprintf(a.env.Stderr, "wxlens: "+a.text.Diagnosis.NoProgram+"\n", language)
	case a.out.json:
		a.out.event(struct {
			Event    string `json:"event"`
			Language string `json:"language"`
			Text     string `json:"text"`
		}{"program", string(language), text})
	default:
		a.out.line("")
		for line := range strings.Lines(text) {
			a.out.line("%s", a.drawn(strings.TrimSuffix(line, "\n")))
		}
	}
}

// question reads what to ask about: an exchange, or a file.
func (a *app) question(ctx context.Context, d *diagnoser.Diagnoser, file, exchange string) (q diagnoser.Question, err error) {
	if exchange != "" {
		return d.Captured(ctx, exchange)
	}
	data, err := a.readInput(file)
	if err != nil {
		return q, err
	}
	q, err = d.Read(data)
	if errors.Is(err, diagnoser.ErrNothing) {
		err = &failure{exit: ExitUsage, code: "unrecognised", err: errors.New(a.text.CLI.Wants["diagnose"])}
	}
	return q, err
}

// keepDiagnosis writes the files that were asked for and tells where they are.
func (a *app) keepDiagnosis(ctx context.Context, d *diagnoser.Diagnoser, q diagnoser.Question, answer *diagnoser.Answer, f diagnoseFlags) error {
	if f.save {
		path, err := d.Save(q)
		if err != nil {
			return err
		}
		fmt.Fprintln(a.env.Stderr, path)
	}
	if !f.bundle {
		return nil
	}
	path, err := d.Bundle(ctx, q, answer)
	if errors.Is(err, diagnose.ErrNotRekeyed) {
		return &failure{exit: ExitFailed, code: "not-rekeyed", err: errors.New(a.text.Diagnosis.NotRekeyed)}
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(a.env.Stderr, path)
	return nil
}

func (a *app) mistakesCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "mistakes", Args: noArgs, RunE: func(*cobra.Command, []string) error {
		a.listMistakes()
		return nil
	}}
	return a.describe(cmd)
}

// listMistakes tells the whole catalogue.
func (a *app) listMistakes() {
	for _, m := range diagnose.Catalogue() {
		if a.out.json {
			a.out.event(struct {
				Event       string         `json:"event"`
				Slug        diagnose.Slug  `json:"slug"`
				Group       diagnose.Group `json:"group"`
				Title       string         `json:"title"`
				Explanation string         `json:"explanation"`
				Fix         string         `json:"fix"`
				Sources     []string       `json:"sources"`
			}{"mistake", m.Slug, m.Group, m.Title.In(a.Lang), m.Explanation.In(a.Lang), m.Fix.In(a.Lang), m.Sources})
			continue
		}
		a.out.line("%-36s %s", m.Slug, m.Title.In(a.Lang))
	}
}

// causeJSON is one cause in JSON.
type causeJSON struct {
	Slug        diagnose.Slug `json:"slug"`
	Title       string        `json:"title"`
	Detail      string        `json:"detail,omitempty"`
	Explanation string        `json:"explanation"`
	Fix         string        `json:"fix"`
}

// differenceJSON is where two texts part.
type differenceJSON struct {
	Byte  int    `json:"byte"`
	Line  int    `json:"line"`
	Field string `json:"field"`
}

// correctionJSON is what should have been sent.
type correctionJSON struct {
	Name    string `json:"name"`
	Value   string `json:"value"`
	Message string `json:"message"`
}

type diagnosisJSON struct {
	Event           string             `json:"event"`
	Verdict         diagnose.Verdict   `json:"verdict"`
	API             wxpay.API          `json:"api"`
	Kind            diagnose.Kind      `json:"kind"`
	Causes          []causeJSON        `json:"causes"`
	Ties            [][]diagnose.Slug  `json:"ties"`
	SignString      string             `json:"sign_string"`
	ObservedString  string             `json:"observed_string,omitempty"`
	FirstDifference *differenceJSON    `json:"first_difference,omitempty"`
	Correction      *correctionJSON    `json:"correction,omitempty"`
	Likely          []diagnose.Slug    `json:"likely,omitempty"`  // where there is no cause
	Profile         string             `json:"profile,omitempty"` // whose keys were used
	Missing         []diagnose.Missing `json:"missing,omitempty"`
	Tried           int                `json:"tried"`
	ElapsedMS       int64              `json:"elapsed_ms"`
}

// printDiagnosis tells a diagnosis and ends the program by it.
func (a *app) printDiagnosis(q *diagnoser.Question, answer *diagnoser.Answer, reveal bool) error {
	switch {
	case a.out.json:
		a.out.event(a.diagnosisOf(q, answer, reveal))
	default:
		a.sayDiagnosis(q, answer, reveal)
	}
	if answer.Verdict == diagnose.Unexplained {
		return &failure{exit: ExitFailed, silent: true}
	}
	return nil
}

func (a *app) diagnosisOf(q *diagnoser.Question, answer *diagnoser.Answer, reveal bool) diagnosisJSON {
	lang := a.text.Lang
	out := diagnosisJSON{
		Event: "diagnosis", Verdict: answer.Verdict, API: q.Case.API, Kind: q.Case.Kind, Causes: []causeJSON{}, Ties: [][]diagnose.Slug{},
		SignString: show(answer.Text, reveal), ObservedString: show(answer.Observed, reveal), Profile: q.Profile, Missing: answer.Missing,
		Tried: answer.Tried, ElapsedMS: answer.Elapsed.Milliseconds(),
	}
	for _, c := range answer.Causes {
		out.Causes = append(out.Causes, causeJSON{c.Slug, c.Title.In(lang), c.Detail, c.Explanation.In(lang), c.Fix.In(lang)})
	}
	for _, tie := range answer.Ties {
		slugs := make([]diagnose.Slug, len(tie))
		for i, c := range tie {
			slugs[i] = c.Slug
		}
		out.Ties = append(out.Ties, slugs)
	}
	for _, c := range answer.Likely {
		out.Likely = append(out.Likely, c.Slug)
	}
	if c := answer.Correction; c.Name != "" && answer.Verdict == diagnose.Explained {
		out.Correction = &correctionJSON{c.Name, c.Value, c.Whole}
	}
	if at, differ := answer.Difference(); differ {
		out.FirstDifference = &differenceJSON{at.Byte, at.Line, at.Field}
	}
	return out
}

// sayDiagnosis tells a diagnosis to people: what was recognised, the verdict, what
// to do, and the two texts.
func (a *app) sayDiagnosis(q *diagnoser.Question, answer *diagnoser.Answer, reveal bool) {
	t, lang := a.text.Diagnosis, a.text.Lang
	mark := wxpay.Failed
	if answer.Verdict == diagnose.Correct {
		mark = wxpay.Passed
	}
	a.out.line("%s %s %s  %s", a.out.mark(mark), strings.ToUpper(string(q.Case.API)), t.Kinds[q.Case.Kind], t.Verdicts[answer.Verdict])
	for _, c := range answer.Causes {
		title := a.out.paint(red, c.Title.In(lang))
		if c.Detail != "" {
			title += "  " + a.drawn(c.Detail)
		}
		a.out.line("  %s  %s", title, a.out.paint(faint, string(c.Slug)))
		if !a.out.plain {
			a.out.line("    %s", c.Explanation.In(lang))
		}
		a.out.line("    %s %s", a.out.paint(green, "→"), c.Fix.In(lang))
	}
	for _, tie := range answer.Ties {
		var titles []string
		for _, c := range tie {
			titles = append(titles, c.Title.In(lang))
		}
		a.out.line("  %s %s", t.Or, strings.Join(titles, " + "))
	}
	if at, differ := answer.Difference(); differ {
		a.out.line("  "+t.Differ, at.Byte, at.Line, a.drawn(at.Field))
	}
	if !a.out.plain {
		a.sayTexts(answer, reveal)
	}
	switch c := answer.Correction; {
	case answer.Verdict == diagnose.Unexplained:
		a.out.line("  %s", t.Unexplained)
		for _, c := range answer.Likely {
			a.out.line("  %s %s  %s", t.Likely, c.Title.In(lang), a.out.paint(faint, string(c.Slug)))
			a.out.line("    %s %s", a.out.paint(green, "→"), c.Fix.In(lang))
		}
	case answer.Verdict == diagnose.Explained && c.Name != "":
		a.out.line("  "+t.Right, c.Name)
		a.out.line("    %s", a.drawn(c.Whole))
	}
	for _, odd := range q.Oddities {
		said := a.text.TUI.Bench
		a.out.line("  %s %s  %s", "!", orWord(said.Odd[odd.Slug], string(odd.Slug)), said.At(odd.Line, odd.Column))
	}
	if q.Profile != "" {
		a.out.line("  "+t.KeysOf, q.Profile)
	}
	if own, named := q.Case.Keys.MchID, q.Case.Merchant(); q.Profile != "" && named != "" && own != named {
		a.out.line("  "+t.OtherMerchant, named, own)
	}
	for _, m := range answer.Missing {
		a.out.line("  %s %s", t.Lacks, t.MissingWord(m))
	}
	a.out.line("  "+a.out.paint(faint, t.Tried), answer.Tried, answer.Elapsed.Milliseconds())
}

// sayTexts shows what should have been signed and what was.
func (a *app) sayTexts(answer *diagnoser.Answer, reveal bool) {
	t := a.text.Diagnosis
	for _, side := range []struct {
		title string
		text  wxpay.Text
	}{{t.Should, answer.Text}, {t.Was, answer.Observed}} {
		if side.text.Len() == 0 {
			continue
		}
		a.out.line("  %s", side.title)
		for line := range strings.Lines(show(side.text, reveal)) {
			a.out.line("    %s", a.drawn(visible(line)))
		}
	}
}

// visible shows what ends a line.
func visible(line string) string {
	return strings.NewReplacer("\r", "␍", "\n", "⏎").Replace(line)
}
