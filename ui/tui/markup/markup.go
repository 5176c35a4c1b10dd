// Package markup splits JSON and XML into coloured lines. It understands just
// enough for that; what it does not understand it shows as it stands.
package markup

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Kind is what a piece of a document is.
type Kind uint8

const (
	Plain  Kind = iota
	Punct       // brackets, commas, angle brackets
	Name        // a JSON key or an XML tag
	String      // a text value
	Number      // a number, true, false, null
)

// Piece is a run of one kind.
type Piece struct {
	Kind Kind
	Text string
}

// Line is one line of a document with its depth.
type Line struct {
	Depth  int
	Pieces []Piece
}

// Split lays a body out in lines.
func Split(body []byte) []Line {
	trimmed := bytes.TrimSpace(body)
	switch {
	case len(trimmed) == 0:
		return nil
	case trimmed[0] == '<':
		return xmlLines(string(trimmed))
	case (trimmed[0] == '{' || trimmed[0] == '[') && json.Valid(trimmed):
		return jsonLines(trimmed)
	}
	var lines []Line
	for s := range strings.SplitSeq(string(body), "\n") {
		lines = append(lines, Line{Pieces: []Piece{{Plain, s}}})
	}
	return lines
}

func jsonLines(doc []byte) []Line {
	var b bytes.Buffer
	if json.Indent(&b, doc, "", "\t") != nil {
		return nil
	}
	var lines []Line
	for s := range strings.SplitSeq(b.String(), "\n") {
		text := strings.TrimLeft(s, "\t")
		lines = append(lines, Line{len(s) - len(text), jsonPieces(text)})
	}
	return lines
}

// jsonPieces splits one line of indented JSON: a key, a value, or brackets.
func jsonPieces(s string) []Piece {
	var pieces []Piece
	for s != "" {
		n, kind := jsonToken(s)
		if kind == String && strings.HasPrefix(s[n:], ":") {
			kind = Name
		}
		pieces = append(pieces, Piece{kind, s[:n]})
		s = s[n:]
	}
	return pieces
}

func jsonToken(s string) (int, Kind) {
	if s[0] == '"' {
		for i := 1; i < len(s); i++ {
			switch s[i] {
			case '\\':
				i++
			case '"':
				return i + 1, String
			}
		}
		return len(s), String
	}
	const punct = "{}[]:, "
	if n := strings.IndexAny(s, punct); n > 0 {
		return n, Number
	} else if n < 0 {
		return len(s), Number
	}
	n := 1
	for n < len(s) && strings.IndexByte(punct, s[n]) >= 0 {
		n++
	}
	return n, Punct
}

// xmlToken is a tag, or the text between two tags.
type xmlToken struct {
	tag, closing, alone bool
	text                string
}

func xmlTokens(s string) []xmlToken {
	var tokens []xmlToken
	for s != "" {
		n := strings.IndexByte(s, '<')
		if n != 0 {
			if n < 0 {
				n = len(s)
			}
			if text := strings.TrimSpace(s[:n]); text != "" {
				tokens = append(tokens, xmlToken{text: text})
			}
			s = s[n:]
			continue
		}
		end := ">"
		if strings.HasPrefix(s, "<![CDATA[") {
			end = "]]>"
		}
		n = strings.Index(s, end)
		if n < 0 {
			return append(tokens, xmlToken{text: s})
		}
		n += len(end)
		t := xmlToken{text: s[:n], tag: end == ">"}
		t.closing = strings.HasPrefix(s, "</")
		t.alone = strings.HasSuffix(t.text, "/>") || strings.HasPrefix(s, "<?") || strings.HasPrefix(s, "<!")
		tokens, s = append(tokens, t), s[n:]
	}
	return tokens
}

// xmlLines gives every element a line of its own; one that holds only text stays
// on one line.
func xmlLines(s string) []Line {
	var lines []Line
	depth, open := 0, false // open: the last line is an element without its end
	for _, t := range xmlTokens(s) {
		pieces := xmlPieces(t)
		switch {
		case open && !(t.tag && !t.closing):
			last := &lines[len(lines)-1]
			last.Pieces = append(last.Pieces, pieces...)
			if t.closing {
				depth, open = max(depth-1, 0), false
			}
		case t.closing:
			depth = max(depth-1, 0)
			lines = append(lines, Line{depth, pieces})
		default:
			lines = append(lines, Line{depth, pieces})
			if open = t.tag && !t.alone; open {
				depth++
			}
		}
	}
	return lines
}

func xmlPieces(t xmlToken) []Piece {
	if !t.tag {
		inner, opened := strings.CutPrefix(t.text, "<![CDATA[")
		if opened && strings.HasSuffix(inner, "]]>") {
			return []Piece{{Punct, "<![CDATA["}, {String, strings.TrimSuffix(inner, "]]>")}, {Punct, "]]>"}}
		}
		return []Piece{{String, t.text}}
	}
	from, to := 1, len(t.text)-1
	if t.closing {
		from = 2
	}
	return []Piece{{Punct, t.text[:from]}, {Name, t.text[from:to]}, {Punct, t.text[to:]}}
}
