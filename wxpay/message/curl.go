package message

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestArgument bounds a body that stands in the command itself, in bytes: systems
// bound the length of an argument, Linux at 128 KiB.
const longestArgument = 64 << 10

// CurlCommand writes a request as a command for a POSIX shell that sends it to an
// address, its body to the byte: text in single quotes, anything else as base64.
// The length is left to curl.
func CurlCommand(request HTTP, address string) []byte {
	var b bytes.Buffer
	inside := len(request.Body) <= longestArgument && plain(string(request.Body), "\n\t")
	if !inside {
		writeInput(&b, request.Body)
	}
	b.WriteString("curl -g -sS -i -X " + quoted(request.Method) + " " + quoted(address))
	for _, p := range pairsOf(request.Header) {
		switch {
		case http.CanonicalHeaderKey(p.Name) == "Content-Length":
		case p.Value == "":
			b.WriteString(" \\\n  -H " + quoted(p.Name+";"))
		default:
			b.WriteString(" \\\n  -H " + quoted(p.Name+": "+p.Value))
		}
	}
	for _, name := range []string{"Accept", "Content-Type", "Expect", "User-Agent"} {
		if _, has := request.Header[name]; !has {
			b.WriteString(" \\\n  -H " + quoted(name+":")) // else curl adds one of its own
		}
	}
	switch sends := request.Method != http.MethodGet && request.Method != http.MethodHead; {
	case !inside:
		b.WriteString(" \\\n  --data-binary @-")
	case len(request.Body) > 0 || sends:
		b.WriteString(" \\\n  --data-raw " + literal(string(request.Body)))
	}
	b.WriteByte('\n')
	return b.Bytes()
}

// writeInput writes what puts a body into a pipe.
func writeInput(b *bytes.Buffer, body []byte) {
	if plain(string(body), "\n\t") {
		b.WriteString("printf %s " + literal(string(body)) + " |\n")
		return
	}
	b.WriteString("base64 -d <<'EOF' |\n")
	for line := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString(body)), 76) {
		b.Write(line)
		b.WriteByte('\n')
	}
	b.WriteString("EOF\n")
}

// quoted is a word for a POSIX shell. What a terminal would act upon, or not show,
// is written as octal, so that a command can be looked at and pasted.
func quoted(s string) string {
	if plain(s, "") {
		return literal(s)
	}
	var b strings.Builder
	b.WriteString(`"$(printf '`)
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ', c > '~', c == '\'', c == '\\', c == '%':
			fmt.Fprintf(&b, `\%03o`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteString(`')"`)
	return b.String()
}

// literal is a word for a POSIX shell that holds the text as it is.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// plain reports whether a text is UTF-8 that shows as it is: no control or
// invisible character but those allowed.
func plain(s, allowed string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsGraphic(r) && !strings.ContainsRune(allowed, r) })
}
