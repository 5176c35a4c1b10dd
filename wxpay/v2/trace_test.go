package v2

import (
	"slices"
	"strings"
	"testing"

	"wxlens/wxpay"
)

func stepNames(trace wxpay.Trace) (names []wxpay.StepName) {
	for _, s := range trace {
		names = append(names, s.Name)
	}
	return names
}

func step(t *testing.T, trace wxpay.Trace, name wxpay.StepName) wxpay.Step {
	t.Helper()
	for _, s := range trace {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("no step %s", name)
	return wxpay.Step{}
}

func TestTraceTellsEveryStep(t *testing.T) {
	list := append(official(), fields("attach=&sign=OLD")...)
	s := Sign(list, officialKey, MD5)
	trace := s.Trace()
	want := []wxpay.StepName{"collect", "drop-empty", "sort", "join", "append-key", "md5", "upper-hex"}
	if got := stepNames(trace); !slices.Equal(got, want) {
		t.Fatalf("steps %v", got)
	}
	collect := step(t, trace, wxpay.StepCollect)
	if !strings.Contains(collect.Input.String(), "sign=OLD\n") || strings.Contains(collect.Output.String(), "sign=") {
		t.Errorf("collected %q from %q", collect.Output, collect.Input)
	}
	if got := step(t, trace, wxpay.StepDropEmpty).Fields; !slices.Equal(got, []string{"attach"}) {
		t.Errorf("dropped %v", got)
	}
	if got, want := step(t, trace, wxpay.StepSort).Output.String(), "appid=wxd930ea5d5a258f4f\nbody=test\ndevice_info=1000\nmch_id=10000100\nnonce_str=ibuaiVcKdpRxkhJA\n"; got != want {
		t.Errorf("sorted %q", got)
	}
	if got := step(t, trace, wxpay.StepMD5).Output.String(); got != strings.ToLower(s.Signature) {
		t.Errorf("digest %q", got)
	}
	if got := step(t, trace, wxpay.StepUpperHex).Output.String(); got != s.Signature {
		t.Errorf("signature %q", got)
	}
}

func TestTraceJoinsToTheTextWithoutTheKey(t *testing.T) {
	for _, k := range knownAnswers {
		s := Sign(k.fields, k.key, k.signType)
		joined := step(t, s.Trace(), wxpay.StepJoin).Output.Reveal()
		if got := joined + "&key=" + k.key.Reveal(); got != s.Text.Reveal() {
			t.Errorf("%s: joined %q, signed %q", k.name, joined, s.Text)
		}
	}
}

func TestTraceStepsFollowOneAnother(t *testing.T) {
	trace := Sign(order(HMACSHA256), officialKey, HMACSHA256).Trace()
	for i := 1; i < len(trace); i++ {
		if d, differ := trace[i-1].Output.Diff(trace[i].Input); differ {
			t.Errorf("%s does not begin where %s ended: %+v", trace[i].Name, trace[i-1].Name, d)
		}
	}
}

func TestTraceNeverPrintsTheKey(t *testing.T) {
	for _, k := range knownAnswers {
		v := Verify(with(k.fields, k.signature), k.key)
		for _, s := range append(Sign(k.fields, k.key, k.signType).Trace(), v.Trace()...) {
			for _, text := range []wxpay.Text{s.Input, s.Output} {
				if strings.Contains(text.String(), k.key.Reveal()) {
					t.Errorf("%s: step %s prints the key", k.name, s.Name)
				}
			}
		}
	}
}

func TestTraceOfHMACNamesIt(t *testing.T) {
	trace := Sign(official(), officialKey, HMACSHA256).Trace()
	if got := len(step(t, trace, wxpay.StepHMAC).Output.Reveal()); got != 64 {
		t.Errorf("digest of %d characters", got)
	}
}

func TestVerificationTraceEndsWithComparison(t *testing.T) {
	v := Verify(with(official(), strings.Repeat("0", 32)), officialKey)
	trace := v.Trace()
	last := trace[len(trace)-1]
	if last.Name != wxpay.StepCompare || last.Input.Reveal() != v.Computed || last.Output.Reveal() != v.Received {
		t.Errorf("last step %+v", last)
	}
}

func TestVerificationTraceWithoutSignatureHasNothingToCompare(t *testing.T) {
	trace := Verify(official(), officialKey).Trace()
	if got := trace[len(trace)-1].Name; got != wxpay.StepUpperHex {
		t.Errorf("last step %s", got)
	}
}
