//go:build unix

package message_test

import (
	"bytes"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"unicode"

	"wxlens/wxpay/message"
)

// sent is a shell function that writes the body that curl would send: what follows
// --data-raw, or what it is given to read.
const sent = "sent() { while [ $# -gt 0 ]; do case $1 in --data-raw) printf %s \"$2\"; return;; @-) cat; return;; esac; shift; done; }\n"

// The shell must hand curl the very bytes; curl itself is played by a function
// that shows its arguments and copies its body.
func TestTheShellHandsOverTheBody(t *testing.T) {
	const curl = sent + "curl() { for a in \"$@\"; do printf '[%s]\\n' \"$a\" >&2; done; sent \"$@\"; }\n"
	for _, body := range []string{"", "{\"a\": 1}", "it's $HOME `x` \\n \"q\"\n\n", "%s -n", "\r\n\t茶", "\x00\xff\xfe binary", "@file", strings.Repeat("茶", 40000), strings.Repeat("'\x80", 5000), "EOF\nEOF\n"} {
		m := message.HTTP{Method: "POST", Body: []byte(body), Header: http.Header{
			"Content-Type": {"application/json"}, "X-Quote": {"it's"}, "X-Twice": {"1", "2"}, "X-Empty": {""}, "Content-Length": {"7"},
		}}
		cmd := exec.Command("sh", "-c", curl+string(message.CurlCommand(m, "http://127.0.0.1:8080/notify?a=1&b=[2]")))
		var out, args bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &args
		if err := cmd.Run(); err != nil {
			t.Fatalf("%q: %v %s", body, err, args.String())
		}
		if out.String() != body {
			t.Errorf("%q arrived as %q", body, out.String())
		}
		for _, want := range []string{"[http://127.0.0.1:8080/notify?a=1&b=[2]]", "[X-Quote: it's]", "[X-Twice: 1]", "[X-Twice: 2]", "[X-Empty;]", "[User-Agent:]"} {
			if !strings.Contains(args.String(), want+"\n") {
				t.Errorf("%s is missing in %s", want, args.String())
			}
		}
		if strings.Contains(args.String(), "Content-Length") {
			t.Error("the length is not left to curl")
		}
	}
}

// A terminal acts upon escape sequences, and people paste commands into one: the
// command holds none, and curl gets the bytes all the same.
func TestACommandHoldsNothingThatATerminalActsUpon(t *testing.T) {
	const curl = sent + "curl() { for a in \"$@\"; do printf '[%s]\\n' \"$a\"; done; sent \"$@\"; }\n"
	const address, header, body = "http://h/\x1b[31m'%s\\n\u009b2J\xff", "\x1b]0;title\a\u202e", "{\"a\":\"\x1b[2J\u202e\x7f\"}"
	m := message.HTTP{Method: "POST", Body: []byte(body), Header: http.Header{"X-Evil": {header}}}
	command := message.CurlCommand(m, address)
	for _, r := range string(command) {
		if !unicode.IsGraphic(r) && r != '\n' || r == unicode.ReplacementChar {
			t.Errorf("the command holds %q", r)
		}
	}
	out, err := exec.Command("sh", "-c", curl+string(command)).Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"[" + address + "]\n", "[X-Evil: " + header + "]\n", "\n" + body} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%q is missing in %q", want, out)
		}
	}
}
