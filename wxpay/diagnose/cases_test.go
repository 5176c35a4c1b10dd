package diagnose_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"wxlens/wxpay/diagnose"
)

// known is a failure whose cause is known, because the test committed it.
type known struct {
	name    string
	c       *diagnose.Case
	verdict diagnose.Verdict
	want    []diagnose.Slug // as a set
}

func explained(name string, c *diagnose.Case, want ...diagnose.Slug) known {
	return known{name, c, diagnose.Explained, want}
}

func correct(name string, c *diagnose.Case, want ...diagnose.Slug) known {
	return known{name, c, diagnose.Correct, want}
}

func unexplained(name string, c *diagnose.Case) known {
	return known{name, c, diagnose.Unexplained, nil}
}

// options bound the search where it can find nothing.
func (k known) options() diagnose.Options {
	if k.verdict == diagnose.Unexplained {
		return diagnose.Options{Depth: 2}
	}
	return diagnose.Options{}
}

// check diagnoses every case and compares the causes, or one of the declared ties.
func check(t *testing.T, cases []known) {
	t.Helper()
	for _, k := range cases {
		t.Run(k.name, func(t *testing.T) {
			ctx, stop := context.WithTimeout(t.Context(), 15*time.Second)
			defer stop()
			d, err := diagnose.Diagnose(ctx, k.c, k.options())
			if err != nil {
				t.Fatal(err)
			}
			if d.Verdict != k.verdict || !names(d, k.want) {
				t.Errorf("%s %s, want %s [%s]; %d tried, missing %v", d.Verdict, printed(d), k.verdict, joined(k.want), d.Tried, d.Missing)
			}
		})
	}
}

// names reports whether the causes, or a tie of them, are these.
func names(d diagnose.Diagnosis, want []diagnose.Slug) bool {
	if sameSet(d.Causes, want) {
		return true
	}
	return slices.ContainsFunc(d.Ties, func(tie []diagnose.Cause) bool { return sameSet(tie, want) })
}

func sameSet(causes []diagnose.Cause, want []diagnose.Slug) bool {
	return slices.Equal(sortedSlugs(slugsOf(causes)), sortedSlugs(want))
}

func sortedSlugs(s []diagnose.Slug) []diagnose.Slug {
	return slices.Compact(slices.Sorted(slices.Values(s)))
}

func slugsOf(causes []diagnose.Cause) []diagnose.Slug {
	var s []diagnose.Slug
	for _, c := range causes {
		s = append(s, c.Slug)
	}
	return s
}

func printed(d diagnose.Diagnosis) string {
	var b strings.Builder
	b.WriteString("[" + joined(slugsOf(d.Causes)) + "]")
	for _, tie := range d.Ties {
		b.WriteString(" or [" + joined(slugsOf(tie)) + "]")
	}
	return b.String()
}

func joined(s []diagnose.Slug) string {
	var parts []string
	for _, slug := range s {
		parts = append(parts, string(slug))
	}
	return strings.Join(parts, " ")
}
