package workbench_test

import (
	"errors"
	"slices"
	"testing"

	"wxlens/ui/workbench"
	"wxlens/ui/workbench/run"
	"wxlens/ui/workbench/workbenchtest"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/flow"
)

// stepsUntil does the steps of a flow before one of that name and returns its index.
func stepsUntil(t *testing.T, w *workbench.Workbench, s *run.Session, name flow.StepName) int {
	t.Helper()
	for s.Steps[s.Next()].Name != name {
		r := w.Do(t.Context(), s.Job(s.Next()))
		if s.Apply(r); !r.OK {
			t.Fatalf("step %s: %v %+v", r.Step, r.Err, r.Checks)
		}
	}
	return s.Next()
}

// Whatever mistake a step can make, the sandbox refuses it as WeChat Pay would, the
// diagnoser names it from what was kept, and the step done again goes through.
func TestEveryMistakeOfAStepIsRefusedAndNamed(t *testing.T) {
	for _, c := range []struct {
		flow string
		step flow.StepName
	}{
		{"miniprogram-v3", flow.Order}, {"miniprogram-v3", flow.PaySign}, {"miniprogram-v3", flow.Query},
		{"miniprogram-v2", flow.Order}, {"miniprogram-v2", flow.PaySign}, {"app-v3", flow.PaySign}, {"app-v2", flow.PaySign},
	} {
		t.Run(c.flow+" "+string(c.step), func(t *testing.T) {
			t.Parallel()
			w := workbenchtest.Open(t, workbenchtest.Home(t))
			session := func() (*run.Session, int) {
				s, err := w.NewSession(c.flow, flow.Pay)
				if err != nil {
					t.Fatal(err)
				}
				return s, stepsUntil(t, w, s, c.step)
			}
			s, at := session()
			slugs := w.Mistakes(s.Job(at))
			if len(slugs) < 15 {
				t.Errorf("there are %d mistakes to make: %v", len(slugs), slugs)
			}
			for _, slug := range slugs {
				if s.Over() || s.Steps[s.Next()].Name != c.step {
					s, at = session()
				}
				mistaken(t, w, s, at, slug)
			}
		})
	}
}

func mistaken(t *testing.T, w *workbench.Workbench, s *run.Session, at int, slug diagnose.Slug) {
	t.Helper()
	step := s.Steps[at].Name
	s.Mistakes[step] = run.Mistake{Slug: slug}
	r := w.Do(t.Context(), s.Job(at))
	for range 3 { // a signature without "+" cannot lose it; the next one has some
		if errors.Is(r.Err, run.ErrNoMistake) {
			r = w.Do(t.Context(), s.Job(at))
		}
	}
	s.Apply(r)
	if r.Err != nil || r.Mistake != slug {
		t.Errorf("%s: %v, made %q", slug, r.Err, r.Mistake)
		return
	}
	if step == flow.PaySign { // it is the client that refuses
		r = w.Do(t.Context(), s.Job(s.Next()))
		defer s.Rewind(at)
	}
	if r.OK || r.Exchange == nil {
		t.Errorf("%s was taken: %+v", slug, r.Checks)
		return
	}
	q, err := w.Diagnoser().Captured(t.Context(), r.Exchange.ID)
	if err != nil {
		t.Errorf("%s: %v", slug, err)
		return
	}
	a, err := w.Diagnoser().Ask(t.Context(), q, diagnose.Options{})
	if err != nil {
		t.Fatal(err)
	}
	is := func(causes []diagnose.Cause) bool {
		return len(causes) == 1 && causes[0].Slug == slug
	}
	if !is(a.Causes) && !slices.ContainsFunc(a.Ties, is) {
		var got []string
		for _, c := range a.Causes {
			got = append(got, string(c.Slug)+" ("+c.Detail+")")
		}
		t.Errorf("%s is diagnosed as %s %v", slug, a.Verdict, got)
	}
	if s.Mistakes[step] != (run.Mistake{}) {
		t.Errorf("%s would be made again", slug)
	}
}
