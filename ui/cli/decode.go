package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"wxlens/ui/cell"
	"wxlens/ui/text"
	"wxlens/ui/workbench/run"
	"wxlens/wxpay"
	"wxlens/wxpay/decode"
	"wxlens/wxpay/diagnose"
)

func (a *app) decodeCommand() *cobra.Command {
	var file string
	var list bool
	cmd := &cobra.Command{Use: "decode CODE|REQUEST-ID|MESSAGE…", RunE: func(_ *cobra.Command, args []string) error {
		if list {
			a.listDecoded()
			return nil
		}
		pasted, err := a.pasted(args, file)
		if err != nil {
			return err
		}
		return a.decode(pasted)
	}}
	flags := cmd.Flags()
	flags.StringVar(&file, "file", "", "")
	flags.BoolVar(&list, "list", false, "")
	return a.describe(cmd)
}

// sparing keeps numbers below zero, such as -1, from being read as flags.
func sparing(args []string) []string {
	if !slices.Contains(args, "decode") {
		return args
	}
	args = slices.Clone(args)
	for i, arg := range args {
		if number, negative := strings.CutPrefix(arg, "-"); negative && number != "" && strings.Trim(number, "0123456789") == "" {
			args[i] = " " + arg
		}
	}
	return args
}

// pasted is the text to decode: the arguments as one, a file, or standard input
// where nothing is named and it is no terminal.
func (a *app) pasted(args []string, file string) (string, error) {
	if len(args) == 1 && len(args[0]) > 1 && args[0][0] == '@' && file == "" {
		args, file = nil, args[0][1:]
	}
	switch {
	case file != "" && len(args) > 0:
		return "", usage("%s", a.text.Decoding.Usage)
	case len(args) == 1 && args[0] == "-", file == "" && len(args) == 0 && !a.env.Terminal:
		args, file = nil, "-"
	}
	said := strings.Join(args, " ")
	if file != "" {
		data, err := a.readInput(file)
		if err != nil {
			return "", err
		}
		said = string(data)
	}
	if strings.TrimSpace(said) == "" {
		return "", usage("%s", a.text.Decoding.Usage)
	}
	return said, nil
}

// decode tells what a text speaks of.
func (a *app) decode(pasted string) error {
	found := text.Errors().Decode(pasted)
	if len(found) == 0 {
		return &failure{exit: ExitFailed, code: "unknown-error", err: errors.New(a.text.Decoding.Nothing)}
	}
	for i := range found {
		a.printDecoded(&found[i], i > 0)
	}
	return nil
}

// wordsJSON is an entry in one language.
type wordsJSON struct {
	Title   string `json:"title"`
	Meaning string `json:"meaning"`
	Cause   string `json:"cause"`
	Fix     string `json:"fix"`
}

type decodedJSON struct {
	Event  string      `json:"event"`
	Kind   decode.Kind `json:"kind"`
	Code   string      `json:"code"`
	Status int         `json:"status"` // 0: none of its own
	API    wxpay.API   `json:"api"`
	wordsJSON
	Doc      string          `json:"doc"`
	Says     []string        `json:"says"`
	Calls    []string        `json:"calls,omitempty"`
	Mistakes []diagnose.Slug `json:"mistakes"`
	Match    string          `json:"match,omitempty"` // exact or near
	Matched  string          `json:"matched,omitempty"`
	replyFieldJSON
	ZH wordsJSON `json:"zh"`
	EN wordsJSON `json:"en"`
}

// replyFieldJSON is what the reply itself says of the field that was refused.
type replyFieldJSON struct {
	Field    string `json:"field,omitempty"`
	Label    string `json:"label,omitempty"` // what the catalogue calls it
	Value    string `json:"value,omitempty"`
	Issue    string `json:"issue,omitempty"`
	Location string `json:"location,omitempty"`
}

func wordsOf(e *decode.Entry, lang wxpay.Lang) wordsJSON {
	return wordsJSON{e.Title.In(lang), e.Meaning.In(lang), e.Cause.In(lang), e.Fix.In(lang)}
}

func decodedOf(e *decode.Entry, lang wxpay.Lang) decodedJSON {
	d := decodedJSON{
		Event: "decoded", Kind: e.Kind, Code: e.Code, Status: e.Status, API: e.API, wordsJSON: wordsOf(e, lang), Doc: e.Doc,
		Says: e.Says, Calls: e.Calls(), Mistakes: e.Mistakes, ZH: wordsOf(e, wxpay.Chinese), EN: wordsOf(e, wxpay.English),
	}
	if d.Mistakes == nil {
		d.Mistakes = []diagnose.Slug{}
	}
	if d.Says == nil {
		d.Says = []string{}
	}
	if d.Code == "" {
		d.Code = e.Name()
	}
	return d
}

// listDecoded tells of every entry.
func (a *app) listDecoded() {
	entries := text.Errors().Entries()
	for i := range entries {
		e := &entries[i]
		if a.out.json {
			a.out.event(decodedOf(e, a.Lang))
			continue
		}
		a.out.line("%-10s  %s  %s", e.Kind, e.Name(), a.out.paint(faint, e.Title.In(a.Lang)))
	}
}

func (a *app) printDecoded(f *decode.Finding, more bool) {
	switch {
	case a.out.json:
		d := decodedOf(f.Entry, a.Lang)
		d.Match, d.Matched = "exact", f.Matched
		if !f.Exact {
			d.Match = "near"
		}
		r := f.Reply
		d.replyFieldJSON = replyFieldJSON{r.Field, r.Label.In(a.Lang), r.Value, r.Issue, r.Location}
		a.out.event(d)
	case a.out.plain:
		a.out.line("%s  %s  %s → %s", f.Name(), f.Title.In(a.Lang), f.Meaning.In(a.Lang), f.Fix.In(a.Lang))
	default:
		if more {
			a.out.line("")
		}
		a.sayDecoded(f)
	}
}

// sayDecoded tells of an entry to people.
func (a *app) sayDecoded(f *decode.Finding) {
	t, lang := a.text.Decoding, a.Lang
	head := a.out.paint(red, a.drawn(f.Name())) + "  " + f.Title.In(lang) + "  " + a.out.paint(faint, a.kindOf(f))
	a.out.line("%s %s", a.out.mark(wxpay.Failed), head)
	if !f.Exact {
		a.labelled(t.Matched, f.Matched)
	}
	if r := f.Reply; r.Field != "" {
		a.labelled(t.Field, strings.TrimSpace(r.Field+"  "+r.Label.In(lang)))
		if r.Value != "" {
			a.labelled(t.Value, r.Value)
		}
		if r.Issue != "" {
			a.labelled(t.Issue, r.Issue)
		}
	}
	a.labelled(t.Meaning, f.Meaning.In(lang))
	a.labelled(t.Cause, f.Cause.In(lang))
	a.labelled(t.Fix, f.Fix.In(lang))
	if calls := f.Calls(); len(calls) > 0 {
		a.labelled(t.Calls, strings.Join(calls[:min(len(calls), 4)], ", "))
	}
	if len(f.Mistakes) > 0 {
		slugs := make([]string, len(f.Mistakes))
		for i, s := range f.Mistakes {
			slugs[i] = string(s)
		}
		a.labelled(t.Mistakes, strings.Join(slugs, " "))
	}
	a.out.line("  %s  %s", a.out.paint(faint, t.Doc), f.Doc) // whole, to be opened
}

// kindOf says what an entry is, and how surely it was meant.
func (a *app) kindOf(f *decode.Finding) string {
	parts := []string{a.text.Decoding.Kinds[f.Kind]}
	if f.Status > 0 && f.Kind != decode.Status {
		parts = append(parts, fmt.Sprintf("HTTP %d", f.Status))
	}
	if !f.Exact {
		parts = append(parts, a.text.Decoding.Near)
	}
	return strings.Join(parts, " · ")
}

// readable is how wide a paragraph is at most.
const readable = 84

// labelled writes a paragraph beside its label. The labels of a language are as
// wide as each other.
func (a *app) labelled(label, s string) {
	for i, row := range cell.Wrap(cell.Clean(s), readable) {
		if i > 0 {
			label = strings.Repeat(" ", cell.Width(label))
		}
		a.out.line("  %s  %s", a.out.paint(faint, label), row)
	}
}

// sayRefusal tells under a failed call what its reply means and what to do.
func (a *app) sayRefusal(x *wxpay.Exchange) {
	if x == nil {
		return
	}
	f, ok := text.Errors().Refusal(x.Reply)
	if !ok {
		return
	}
	a.out.line("    %s  %s", a.out.paint(red, a.drawn(f.Name())), f.Title.In(a.Lang))
	for _, s := range []string{f.Meaning.In(a.Lang), "→ " + f.Fix.In(a.Lang)} {
		for _, row := range cell.Wrap(s, readable) {
			a.out.line("      %s", row)
		}
	}
}

// failedCall returns the call of a step that failed: that of its file, where there
// was one.
func failedCall(r run.Result) *wxpay.Exchange {
	if r.Download != nil {
		return r.Download.Exchange
	}
	return r.Exchange
}
