// Package text is the catalogue of everything that people read, in Chinese and
// English. A missing entry does not compile or fails a test. Protocol words are
// never translated. catalog and flow hold the texts of their own data.
package text

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/order"
)

// Text is the catalogue in one language.
type Text struct {
	Lang wxpay.Lang

	Checks  map[wxpay.CheckName]string
	Reasons map[wxpay.Reason]Advice
	Steps   map[wxpay.StepName]string // of a trace
	Sources map[order.Source]string   // of evidence about an order

	Amounts map[wxpay.AmountReason]string
	Faults  map[string]string // of sending on and sending again, by their slugs

	Contradiction string // said of evidence that cannot follow from what was known
	NoEvidence    string // said of what the client reports

	CLI CLI
	TUI TUI

	Tunnel    TunnelTexts
	Diagnosis Diagnosis
	Bills     Bills
	Decoding  Decoding
	Android   Android
}

// Advice tells why something failed and what to do about it.
type Advice struct {
	Why string
	Do  string // may be empty where nothing is to be done
}

// In returns the catalogue in a language.
func In(lang wxpay.Lang) *Text {
	if lang == wxpay.Chinese {
		return &zh
	}
	return &en
}

// Locale returns the language of the environment: Chinese where the locale says
// so, else English.
func Locale(getenv func(string) string) wxpay.Lang {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := getenv(name); v != "" {
			if strings.HasPrefix(strings.ToLower(v), "zh") {
				return wxpay.Chinese
			}
			return wxpay.English
		}
	}
	return wxpay.English
}

// Detail is the sentence that goes with a check: for one that passed what was
// found, for another why not and what to do.
func (t *Text) Detail(c wxpay.Check) string {
	if c.Reason == "" {
		return c.Got
	}
	advice := t.Reasons[c.Reason]
	parts := []string{advice.Why}
	if c.Got != "" {
		parts = append(parts, "("+c.Got+")")
	}
	if advice.Do != "" {
		parts = append(parts, "→ "+advice.Do)
	}
	return strings.Join(parts, " ")
}

// Error tells an error in this language, as far as it is one of ours.
func (t *Text) Error(err error) string {
	if amount := (*wxpay.AmountError)(nil); errors.As(err, &amount) {
		return fmt.Sprintf("%q: %s", amount.Text, t.Amounts[amount.Reason])
	}
	if problem := TunnelProblem(nil); errors.As(err, &problem) {
		code, detail := problem.Explanation()
		if detail != "" {
			detail = " (" + detail + ")"
		}
		return code + ": " + t.Tunnel.Remedy(code).Why + detail
	}
	if words := t.billFault(err); words != "" {
		return words
	}
	if fault := (fault)(nil); errors.As(err, &fault) {
		words := t.Faults[fault.Slug()]
		if detailed, ok := fault.(interface{ About() string }); ok && words != "" && detailed.About() != "" {
			words += " (" + detailed.About() + ")"
		}
		if words != "" {
			return strings.Replace(err.Error(), fault.Error(), words, 1)
		}
	}
	return err.Error()
}

// fault is an error that has words here.
type fault interface {
	error
	Slug() string
}

// Note explains a step of a trace, with the fields that it is about.
func (t *Text) Note(s wxpay.Step) string {
	if len(s.Fields) == 0 {
		return t.Steps[s.Name]
	}
	return t.Steps[s.Name] + ": " + wxpay.JoinNames(s.Fields)
}

// Size writes a number of bytes in mebibytes.
func Size(bytes int64) string {
	const mebi = 1 << 20
	if bytes < 10*mebi {
		return strconv.FormatFloat(float64(bytes)/mebi, 'f', 1, 64) + " MiB"
	}
	return strconv.FormatInt(bytes/mebi, 10) + " MiB"
}
