package tunnel_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"wxlens/tunnel"
	"wxlens/wxpay"
)

// TestClasses holds the table of codes against the facts, written down anew.
func TestClasses(t *testing.T) {
	for class, numbers := range map[tunnel.Class]string{
		tunnel.Fatal: "4018 105 106 107 102 337 103 338 123 319 320 354 313 314 326 327 328 329 330 331 347 355 9036 9037 9038 " +
			"115 116 126 127 118 9040 9009 111 112 119 124 120 121",
		tunnel.StartFatal: "108 348 334 324 350 18021",
		tunnel.Wait:       "725 727 726 732 733 735 736 4027 123456",
		tunnel.Notice:     "734 702 703 715 3200 3004 6024 3205 8012",
	} {
		for _, n := range strings.Fields(numbers) {
			code := "ERR_NGROK_" + n
			if got := tunnel.ClassOf(code); got != class {
				t.Errorf("%s: %d, want %d", code, got, class)
			}
			if got := tunnel.Documentation(code); got != "https://ngrok.com/docs/errors/err_ngrok_"+n {
				t.Errorf("%s: %s", code, got)
			}
		}
	}
	if got := tunnel.Documentation(tunnel.CodeDNS); got != "" {
		t.Errorf("dns: %s", got)
	}
}

type coded struct{}

func (coded) Error() string     { return "stopped\n\nhttps://ngrok.com/docs/errors/err_ngrok_3210" }
func (coded) ErrorCode() string { return "ERR_NGROK_3210" }

func TestExplain(t *testing.T) {
	secret := wxpay.NewSecret(token)
	for text, want := range map[string]tunnel.Problem{
		"authentication failed: no.\r\nYour authtoken: " + token + "\r\n\r\nERR_NGROK_107\r\n": {Code: "ERR_NGROK_107", Detail: "authentication failed: no. Your authtoken: ***", Fatal: true},
		"of late\nERR_NGROK_4711":                                         {Code: "ERR_NGROK_4711", Detail: "of late"},
		"\x1b[2J\x07red\u202e\u200b\u0085line":                            {Code: tunnel.CodeLost, Detail: "[2J red line"},
		"tls: handshake failure":                                          {Code: tunnel.CodeTLS, Detail: "tls: handshake failure"},
		"x509: certificate signed by unknown authority":                   {Code: tunnel.CodeTLSIntercepted, Detail: "x509: certificate signed by unknown authority", Fatal: true},
		"x509: certificate has expired or is not yet valid: current time": {Code: tunnel.CodeTLSExpired, Detail: "x509: certificate has expired or is not yet valid: current time", Fatal: true},
	} {
		if got := tunnel.Explain(errors.New(text), secret, wxpay.Secret{}); *got != want {
			t.Errorf("%q:\n got %+v\nwant %+v", text, *got, want)
		}
	}
	if got := tunnel.Explain(fmt.Errorf("accept: %w", coded{})); got.Code != "ERR_NGROK_3210" || got.Detail != "accept: stopped" {
		t.Errorf("%+v", got)
	}
	long := tunnel.Explain(errors.New(strings.Repeat("微", 5000) + "\xff"))
	if n := utf8.RuneCountInString(long.Detail); n > 401 || !utf8.ValidString(long.Detail) {
		t.Errorf("%d runes", n)
	}
}
