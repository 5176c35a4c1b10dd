package wxpay

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

const hush = "192006250b4c09247ec02edce69f6a2d"

// leaks reports whether a print shows the secret: as text, in hex, or as bytes.
func leaks(printed string) bool {
	for _, form := range []string{hush, hex.EncodeToString([]byte(hush)), fmt.Sprint([]byte(hush))} {
		if strings.Contains(strings.ToLower(printed), strings.Trim(form, "[]")) {
			return true
		}
	}
	return false
}

func TestSecretRevealsOnlyOnPurpose(t *testing.T) {
	if s := NewSecret(hush); s.Reveal() != hush || s.IsZero() || s.String() != Mask {
		t.Errorf("revealed %q, printed %q", s.Reveal(), s)
	}
	if !(Secret{}).IsZero() {
		t.Error("no secret is not zero")
	}
}

func TestSecretShowsInNoVerb(t *testing.T) {
	s := NewSecret(hush)
	holder := struct {
		Key     Secret
		Pointer *Secret
		List    []Secret
		Map     map[string]Secret
	}{s, &s, []Secret{s}, map[string]Secret{"k": s}}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%d", "%t", "%T %v", "%08b", "%20s"} {
		if printed := fmt.Sprintf(verb, s); leaks(printed) {
			t.Errorf("%s prints %s", verb, printed)
		}
		if printed := fmt.Sprintf(verb, holder); leaks(printed) {
			t.Errorf("%s of a struct prints %s", verb, printed)
		}
	}
	if printed := fmt.Sprint(s); printed != Mask {
		t.Errorf("prints %s", printed)
	}
}

func TestSecretShowsInNoEncoding(t *testing.T) {
	s := NewSecret(hush)
	printed, err := json.Marshal(map[string]any{"key": s, "pointer": &s})
	if err != nil || string(printed) != `{"key":"***","pointer":"***"}` {
		t.Errorf("JSON %s, %v", printed, err)
	}
	text, err := s.MarshalText()
	if err != nil || string(text) != Mask {
		t.Errorf("text %s, %v", text, err)
	}
}

func TestSecretShowsInNoLog(t *testing.T) {
	var out bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		s := NewSecret(hush)
		slog.New(handler).With("with", s).Info("key", "value", s, "pointer", &s, "group", struct{ Key Secret }{s})
	}
	if leaks(out.String()) || strings.Count(out.String(), Mask) < 6 {
		t.Errorf("logged %s", out.String())
	}
}

func TestTextShowsNoSecretInPrint(t *testing.T) {
	text := signText("x")
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%o"} {
		if printed := fmt.Sprintf(verb, text); leaks(printed) {
			t.Errorf("%s prints %s", verb, printed)
		}
	}
	if printed := fmt.Sprintf("%+v", Trace{{Name: StepMD5, Input: text}}); leaks(printed) {
		t.Errorf("a trace prints %s", printed)
	}
}
