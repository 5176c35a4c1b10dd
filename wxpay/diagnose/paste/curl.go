package paste

import (
	"bytes"
	"regexp"

	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/message"
)

var curlStart = regexp.MustCompile(`^curl(?:\.exe)?[ \t]+[-'"^$“‘A-Za-z\\` + "`" + `]`)

// MissingFile says that a command sends a file, whose content is not there.
const MissingFile diagnose.Missing = "request-body-file"

// readCurl reads a curl command of any shell.
func readCurl(r *reader, at []int) int {
	start := at[0]
	if !r.alone(start) {
		return start
	}
	shell := message.ShellOf(r.src[start:min(len(r.src), start+maxCommand)])
	curl, ok := message.ReadCurl(r.src, start, shell)
	r.charge(curl.End - start)
	if !ok || !looksLikeAddress(curl.Target) {
		return start
	}
	r.repaired(curl.Repairs)
	if curl.Unclosed {
		r.odd(OddTruncated, curl.End, "quote", false)
	}
	if len(curl.Files) > 0 {
		r.got.files = append(r.got.files, MissingFile)
	}
	r.got.call(call{method: curl.Method, url: curl.Target, header: curl.Header, body: curl.Body})
	end := start + len(bytes.TrimRight(r.src[start:curl.End], " \t\r\n"))
	r.piece(FormCurl, start, end)
	return end
}

// maxCommand is how much of a command is looked at to tell its shell, in bytes.
const maxCommand = 64 << 10

var address = regexp.MustCompile(`^(?:https?://|/|[A-Za-z0-9.-]+\.[A-Za-z]{2,}(?::[0-9]+)?/|localhost|127\.|\{\{|\$)`)

func looksLikeAddress(s string) bool { return address.MatchString(s) }
