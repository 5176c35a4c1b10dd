package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"wxlens/ui/text"
	"wxlens/ui/workbench/appsign"
	"wxlens/wxpay"
	"wxlens/wxpay/android"
)

// envStorePassword holds the password of a keystore.
const envStorePassword = "WXLENS_STORE_PASSWORD"

// maxStdin is the largest package that is taken from standard input, in bytes; a
// file may be of any size.
const maxStdin = 256 << 20

func (a *app) androidCommand() *cobra.Command {
	var q appsign.Question
	var passwordFile string
	cmd := &cobra.Command{Use: "android [FILE]", Args: maximumArgs(1), RunE: func(cmd *cobra.Command, args []string) error {
		q.Path = first(args)
		return a.android(cmd.Context(), q, passwordFile)
	}}
	cmd.Flags().StringVar(&q.Known.Package, "package", "", "")
	cmd.Flags().StringVar(&q.Known.Signature, "registered", "", "")
	cmd.Flags().StringVar(&q.Alias, "alias", "", "")
	cmd.Flags().StringVar(&passwordFile, "password-file", "", "")
	return a.describe(cmd)
}

// android reads a file, asking for its password once where a terminal is there.
func (a *app) android(ctx context.Context, q appsign.Question, passwordFile string) error {
	password, err := a.storePassword(passwordFile)
	if err != nil {
		return err
	}
	q.Password = password
	ask := func() (appsign.Answer, error) { return appsign.Ask(ctx, q, a.env.Now()) }
	if q.Path == "-" {
		data, err := io.ReadAll(io.LimitReader(a.env.Stdin, maxStdin+1))
		switch {
		case err != nil:
			return &failure{exit: ExitUsage, code: "unreadable", err: err}
		case len(data) > maxStdin:
			return a.androidFault(&android.Error{Code: android.CodeTooLarge})
		}
		ask = func() (appsign.Answer, error) {
			f, err := appsign.Read(ctx, bytes.NewReader(data), int64(len(data)), q)
			return appsign.Against(f, q.Known, a.env.Now()), err
		}
	}
	answer, err := ask()
	fault := (*android.Error)(nil)
	if errors.As(err, &fault) && fault.Code == android.CodePasswordNeeded && a.env.Terminal && a.env.ReadPassword != nil {
		if q.Password, err = a.askPassword(ctx); err != nil {
			return err
		}
		answer, err = ask()
	}
	switch {
	case errors.As(err, &fault):
		return a.androidFault(fault)
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return &failure{exit: ExitUsage, code: "unreadable", err: err}
	}
	if a.out.json {
		a.out.event(a.androidEventOf(&answer))
	} else {
		a.printAndroid(&answer)
	}
	if !answer.OK() {
		return &failure{exit: ExitFailed, silent: true}
	}
	return nil
}

// storePassword takes the password of a keystore from a file, whose last line end
// does not belong to it, or from the environment.
func (a *app) storePassword(file string) (wxpay.Secret, error) {
	if file == "" {
		return wxpay.NewSecret(a.env.Getenv(envStorePassword)), nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return wxpay.Secret{}, &failure{exit: ExitUsage, code: "unreadable", err: err}
	}
	return wxpay.NewSecret(strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r")), nil
}

func (a *app) askPassword(ctx context.Context) (wxpay.Secret, error) {
	fmt.Fprint(a.env.Stderr, a.text.CLI.StorePassword)
	typed, err := a.env.ReadPassword(ctx)
	fmt.Fprintln(a.env.Stderr)
	if ctx.Err() != nil {
		return wxpay.Secret{}, ctx.Err()
	}
	if err != nil {
		return wxpay.Secret{}, &failure{exit: ExitUsage, code: "unreadable", err: err}
	}
	return wxpay.NewSecret(string(typed)), nil
}

// androidFault says why a file gives no signature.
func (a *app) androidFault(e *android.Error) error {
	words := a.text.Android.Fault(e)
	return &failure{exit: ExitUsage, code: e.Slug(), err: errors.New(a.drawn(words.Why)), hint: words.Do}
}

// androidEvent is what was found, in JSON.
type androidEvent struct {
	Event       string           `json:"event"`
	OK          bool             `json:"ok"`
	Kind        android.Kind     `json:"kind,omitempty"`
	Form        android.Form     `json:"form,omitempty"`
	Package     string           `json:"package,omitempty"`
	Signatures  []signatureJSON  `json:"signatures"`
	Checks      []sourcedJSON    `json:"checks"`
	Unknown     []sourcedJSON    `json:"unknown"` // what the file does not tell: want is what to look for
	ResultCodes []resultCodeJSON `json:"result_codes"`
	Mistake     string           `json:"mistake"`
}

type signatureJSON struct {
	MD5       string    `json:"md5"`
	SHA1      string    `json:"sha1"`
	SHA256    string    `json:"sha256"`
	Subject   string    `json:"subject"`
	Alias     string    `json:"alias,omitempty"`
	Schemes   []string  `json:"schemes"`
	Android   []string  `json:"android,omitempty"` // which releases go by it
	Past      bool      `json:"replaced,omitempty"`
	Signer    int       `json:"signer"`
	NotBefore time.Time `json:"not_before"`
	NotAfter  time.Time `json:"not_after"`
}

type sourcedJSON struct {
	checkJSON
	Source string `json:"source"`
}

type resultCodeJSON struct {
	Code   int      `json:"code"`
	Title  string   `json:"title"`
	Means  string   `json:"means"`
	Causes []string `json:"causes,omitempty"`
}

func (a *app) androidEventOf(found *appsign.Answer) androidEvent {
	words := &a.text.Android
	e := androidEvent{Event: "android", OK: found.OK(), Signatures: []signatureJSON{}, Checks: []sourcedJSON{}, Unknown: []sourcedJSON{}, Mistake: android.Mistake}
	if f := found.File; f != nil {
		e.Kind, e.Form = f.Kind, f.Form
		if f.Manifest != nil {
			e.Package = f.Manifest.Package
		}
		for i := range f.Signatures {
			e.Signatures = append(e.Signatures, a.signatureJSONOf(&f.Signatures[i]))
		}
	}
	for _, c := range found.Checks {
		item := sourcedJSON{checkJSON{c.Name, c.Verdict == wxpay.Passed, c.Want, c.Got, a.text.Detail(c)}, words.Sources[c.Name]}
		if c.Verdict == wxpay.NotApplicable {
			e.Unknown = append(e.Unknown, item)
		} else {
			e.Checks = append(e.Checks, item)
		}
	}
	for _, code := range android.ResultCodes {
		r := words.Results[code]
		e.ResultCodes = append(e.ResultCodes, resultCodeJSON{code, r.Title, r.Means, r.Causes})
	}
	return e
}

func (a *app) signatureJSONOf(s *android.Signature) signatureJSON {
	j := signatureJSON{
		MD5: s.MD5, SHA1: s.SHA1, SHA256: s.SHA256, Subject: s.Subject, Alias: s.Alias, Schemes: []string{}, Past: s.Past, Signer: s.Signer,
		NotBefore: s.NotBefore.UTC(), NotAfter: s.NotAfter.UTC(),
	}
	for _, scheme := range s.Schemes() {
		j.Schemes = append(j.Schemes, string(scheme))
	}
	for _, u := range s.Uses {
		j.Android = append(j.Android, a.text.Android.Range(u))
	}
	return j
}

// printAndroid tells people what was found.
func (a *app) printAndroid(found *appsign.Answer) {
	words := &a.text.Android
	if f := found.File; f != nil {
		line := string(f.Form) + "  " + words.Kinds[f.Kind]
		if f.Manifest != nil {
			line += "  " + f.Manifest.Package
		}
		a.out.line("%s", a.drawn(line))
		for i := range f.Signatures {
			a.printSignature(&f.Signatures[i])
		}
		if len(f.Signatures) > 0 {
			a.out.line("  %s", words.ToFill)
		}
		if f.Unchecked {
			a.out.line("  ⚠ %s", words.Unchecked)
		}
		a.out.line("")
	}
	a.out.line("%s", words.Checklist)
	var unknown []wxpay.Check
	for _, c := range found.Checks {
		if c.Verdict == wxpay.NotApplicable {
			unknown = append(unknown, c)
			continue
		}
		a.printItem(c)
	}
	if len(unknown) > 0 {
		a.out.line("%s", words.Unknown)
		for _, c := range unknown {
			a.printItem(c)
		}
	}
	a.out.line("")
	a.out.line("%s", words.ResultsOf)
	for _, code := range android.ResultCodes {
		r := words.Results[code]
		a.out.line("  %2d  %s  %s", code, r.Title, r.Means)
		for i, cause := range r.Causes {
			a.out.line("        %d. %s", i+1, cause)
		}
	}
	a.out.line("%s%s  (wxlens mistakes)", words.Mistake, android.Mistake)
}

// printItem tells an item of the checklist with what it goes by.
func (a *app) printItem(c wxpay.Check) {
	parts := []string{a.text.Checks[c.Name]}
	if c.Want != "" && c.Verdict != wxpay.Passed {
		parts = append(parts, a.text.TUI.Want+" "+c.Want)
	}
	parts = append(parts, a.text.Detail(c))
	a.out.line("  %s %s  %s", a.out.mark(c.Verdict), a.drawn(strings.Join(parts, "  ")), a.out.paint(faint, "["+a.text.Android.Sources[c.Name]+"]"))
}

func (a *app) printSignature(s *android.Signature) {
	words := &a.text.Android
	name := s.Alias
	if name == "" {
		name = words.Signer + " " + strconv.Itoa(s.Signer)
	}
	if s.Past {
		name += "  " + words.Past
	}
	a.out.line("  %s  %s  %s", words.Signature, a.out.paint(green, s.MD5), a.drawn(name))
	rows := [][2]string{{"SHA-1", s.SHA1}, {"SHA-256", s.SHA256}, {words.Subject, s.Subject}, {words.Valid, text.Validity(s)}}
	for _, u := range s.Uses {
		rows = append(rows, [2]string{words.Schemes, words.Range(u)})
	}
	for _, row := range rows {
		if row[1] != "" {
			a.out.line("    %s  %s", row[0], a.drawn(row[1]))
		}
	}
}
