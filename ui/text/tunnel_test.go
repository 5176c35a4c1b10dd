package text

import (
	"testing"

	"wxlens/tunnel"
)

func TestEveryTunnelProblemHasItsWords(t *testing.T) {
	known := map[string]bool{}
	for _, code := range tunnel.Codes() {
		known[code] = true
	}
	for _, text := range both() {
		for code := range known {
			r := text.Tunnel.Problems[code]
			if r.Why == "" || len(r.Do) == 0 {
				t.Errorf("%s: %s: %+v", text.Lang, code, r)
			}
			for _, do := range r.Do {
				if do == "" {
					t.Errorf("%s: %s: an empty remedy", text.Lang, code)
				}
			}
		}
		for code := range text.Tunnel.Problems {
			if !known[code] {
				t.Errorf("%s: %s is no code", text.Lang, code)
			}
		}
		for state := tunnel.Closed; state <= tunnel.Failed; state++ {
			if text.Tunnel.States[state.String()] == "" {
				t.Errorf("%s: state %s", text.Lang, state)
			}
		}
		for _, v := range constants(t, "../../tunnel/token.go", "TokenSource") {
			if text.Tunnel.Sources[v] == "" {
				t.Errorf("%s: source %q", text.Lang, v)
			}
		}
		for _, step := range []string{tunnel.StepConnect, tunnel.StepTLS, tunnel.StepProtocol} {
			if text.Tunnel.Steps[step] == "" {
				t.Errorf("%s: step %q", text.Lang, step)
			}
		}
		for _, v := range constants(t, "../workbench/link/warning.go", "Slug") {
			if text.Tunnel.Warnings[v].Why == "" {
				t.Errorf("%s: warning %q", text.Lang, v)
			}
		}
		if text.Tunnel.Remedy("ERR_NGROK_99999").Why != text.Tunnel.Unknown.Why {
			t.Errorf("%s: an unknown code", text.Lang)
		}
	}
}
