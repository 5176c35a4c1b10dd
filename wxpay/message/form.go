package message

import (
	"bytes"
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// Form is what an input is, by its first bytes.
type Form string

const (
	Empty    Form = "empty"
	Request  Form = "http-request"
	Response Form = "http-response"
	XML      Form = "xml"
	JSON     Form = "json"
	Base64   Form = "base64"
	HTML     Form = "html"
	PEM      Form = "pem"
	Curl     Form = "curl"
	Text     Form = "text"
	Binary   Form = "binary"
)

// FormOf tells what an input is. It looks no further than it must, so an input
// that begins well may still be broken.
func FormOf(data []byte) Form {
	data = Unmarked(data)
	first, _, _ := bytes.Cut(data, []byte("\n"))
	line := string(bytes.TrimSuffix(first[:min(len(first), maxLine)], []byte("\r")))
	switch {
	case len(data) == 0:
		return Empty
	case requestLine.MatchString(line):
		return Request
	case statusLine.MatchString(line):
		return Response
	case data[0] == '<':
		if lower := strings.ToLower(line); strings.HasPrefix(lower, "<!doctype html") || strings.HasPrefix(lower, "<html") {
			return HTML
		}
		return XML
	case data[0] == '{', data[0] == '[':
		return JSON
	case strings.HasPrefix(line, "-----BEGIN "):
		return PEM
	case strings.HasPrefix(line, "curl "):
		return Curl
	}
	if _, ok := DecodeBase64(data); ok {
		return Base64
	}
	if !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 {
		return Binary
	}
	return Text
}

// shortest is the least number of bytes that base64 is believed to hold: one
// block of a cipher. Shorter runs of its letters are words.
const shortest = 16

// DecodeBase64 reads base64 that fills the whole input, blanks and line ends
// aside.
func DecodeBase64(data []byte) (text string, ok bool) {
	text = strings.Join(strings.Fields(string(Unmarked(data))), "")
	raw, err := base64.StdEncoding.DecodeString(text)
	return text, err == nil && len(raw) >= shortest
}

// Unmarked drops what editors put before a text: a byte order mark, blank lines.
func Unmarked(data []byte) []byte {
	return bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), " \t\r\n")
}
