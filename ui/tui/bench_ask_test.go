package tui

import (
	"testing"

	"wxlens/ui/tui/widget"
	"wxlens/ui/workbench/diagnoser"
	"wxlens/wxpay/diagnose"
)

// TestASupersededQuestionIsDropped: what is answered to it comes late, or was
// cancelled.
func TestASupersededQuestionIsDropped(t *testing.T) {
	m := New(t.Context(), Options{})
	s := &benchScreen{text: widget.NewArea()}
	s.clear()
	m.bench = s
	old, ctx := s.asking.begin(t.Context())
	now, _ := s.asking.begin(t.Context())
	if ctx.Err() == nil {
		t.Error("the search before goes on")
	}
	m.benchRead(benchRead{token: old})
	m.benchAnswered(benchAnswered{token: old, answer: diagnoser.Answer{Diagnosis: diagnose.Diagnosis{Verdict: diagnose.Correct}}})
	m.benchAnswered(benchAnswered{token: old, err: ctx.Err()})
	m.benchLoaded(benchLoaded{token: old, text: []byte("old")})
	if size, _ := s.text.Size(); s.read || s.answered || s.err != nil || size > 0 {
		t.Errorf("the old answer was taken: %+v", s)
	}
	m.benchAnswered(benchAnswered{token: now, answer: diagnoser.Answer{Diagnosis: diagnose.Diagnosis{Verdict: diagnose.Correct}}})
	if !s.answered || s.stage != diagnosed {
		t.Error("the new one was not")
	}
}
