package bill

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode"
)

// refusalOf reads an error reply by its beginning: V3 answers JSON, V2 XML (whose
// code is called error_code or err_code); nil if it is none.
func refusalOf(head []byte) error {
	text := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\ufeff")))
	switch {
	case bytes.HasPrefix(text, []byte("{")):
		var said struct{ Code, Message string }
		if json.Unmarshal(text, &said) != nil {
			said.Message = shortened(text)
		}
		return &RefusalError{plain(said.Code), plain(said.Message)}
	case bytes.HasPrefix(text, []byte("<")):
		r := &RefusalError{Code: element(text, "error_code"), Message: element(text, "return_msg")}
		if code := element(text, "err_code"); code != "" {
			r.Code, r.Message = code, element(text, "err_code_des")
		}
		if r.Code == "" && r.Message == "" {
			r.Message = plain(shortened(text))
		}
		return r
	}
	return nil
}

// element returns the content of an element that holds text alone.
func element(text []byte, name string) string {
	_, after, _ := bytes.Cut(text, []byte("<"+name+">"))
	content, _, closed := bytes.Cut(after, []byte("</"+name+">"))
	if !closed {
		return ""
	}
	content = bytes.TrimPrefix(content, []byte("<![CDATA["))
	return plain(shortened(bytes.TrimSuffix(content, []byte("]]>"))))
}

// plain leaves out what a terminal would obey.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
}
