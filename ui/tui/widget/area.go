package widget

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

// Area is a text of many lines being typed or looked at. It keeps every byte that
// it was given, and lays out only what is seen: the work of a key is bounded by the
// length of its line, however long the text is.
type Area struct {
	// Secrets are values that are shown as asterisks wherever they stand in a line.
	Secrets []string

	lines []areaLine
	size  int // bytes
	at    place
	goal  int // column that up and down keep to, -1: the cursor's own
	top   place
	wide  int
	high  int
}

// areaLine is one line and where its rows begin; nil: not laid out for this width.
type areaLine struct {
	text string
	rows []int
}

// place is a byte of a line. Those that the window and the wrapping use are the
// beginnings of rows.
type place struct{ line, byte int }

// NewArea returns an empty text.
func NewArea() *Area { return &Area{lines: []areaLine{{}}, goal: -1, wide: 80, high: 1} }

// Set replaces the text; the cursor stands at its end.
func (a *Area) Set(text []byte) {
	a.lines, a.size = a.lines[:0], len(text)
	for line := range bytes.SplitSeq(text, []byte("\n")) {
		a.lines = append(a.lines, areaLine{text: string(line)})
	}
	a.at, a.top, a.goal = place{}, place{}, -1
	a.End()
}

// Bytes returns the text.
func (a *Area) Bytes() []byte {
	b := make([]byte, 0, a.size)
	for i := range a.lines {
		if i > 0 {
			b = append(b, '\n')
		}
		b = append(b, a.lines[i].text...)
	}
	return b
}

// Size returns the length of the text in bytes, and its lines.
func (a *Area) Size() (size, lines int) {
	lines = len(a.lines)
	if a.lines[lines-1].text == "" {
		lines-- // what ends in a line feed has no more lines than that
	}
	return a.size, lines
}

// End puts the cursor behind the text.
func (a *Area) End() {
	a.at = place{len(a.lines) - 1, len(a.lines[len(a.lines)-1].text)}
	a.goal = -1
}

// AtEnd reports whether the cursor stands behind a text whose last line is not
// empty.
func (a *Area) AtEnd() bool {
	last := len(a.lines) - 1
	return a.at.line == last && a.at.byte > 0 && a.at.byte == len(a.lines[last].text)
}

// Insert types a text at the cursor.
func (a *Area) Insert(text string) {
	if text == "" {
		return
	}
	a.size, a.goal = a.size+len(text), -1
	line := a.lines[a.at.line].text
	before, after := line[:a.at.byte], line[a.at.byte:]
	first, rest, more := strings.Cut(text, "\n")
	if !more {
		a.lines[a.at.line] = areaLine{text: before + first + after}
		a.at.byte += len(first)
		return
	}
	a.lines[a.at.line] = areaLine{text: before + first}
	added := make([]areaLine, 0, 1+strings.Count(rest, "\n"))
	for s := range strings.SplitSeq(rest, "\n") {
		added = append(added, areaLine{text: s})
	}
	last := len(added) - 1
	a.at = place{a.at.line + len(added), len(added[last].text)}
	added[last].text += after
	a.lines = slices.Insert(a.lines, a.at.line-last, added...)
}

// Key edits or moves, and reports whether the key is one that does.
func (a *Area) Key(msg tea.KeyPressMsg) bool {
	name, goal := msg.String(), a.goal
	a.goal = -1
	switch name {
	case "enter", "shift+enter", "ctrl+j":
		a.Insert("\n")
	case "backspace", "shift+backspace":
		a.deleteTo(a.before(a.at))
	case "delete":
		a.deleteTo(a.after(a.at))
	case "ctrl+w", "alt+backspace", "ctrl+backspace":
		a.deleteTo(a.wordBefore(a.at))
	case "ctrl+u":
		a.deleteTo(place{a.at.line, 0})
	case "ctrl+k":
		a.deleteTo(place{a.at.line, len(a.lines[a.at.line].text)})
	case "left", "ctrl+b":
		a.at = a.before(a.at)
	case "right", "ctrl+f":
		a.at = a.after(a.at)
	case "ctrl+left", "alt+left", "alt+b":
		a.at = a.wordBefore(a.at)
	case "ctrl+right", "alt+right", "alt+f":
		a.at = a.wordAfter(a.at)
	case "home", "ctrl+a":
		a.at.byte = 0
	case "end", "ctrl+e":
		a.at.byte = len(a.lines[a.at.line].text)
	case "ctrl+home":
		a.at = place{}
	case "ctrl+end":
		a.End()
	default:
		a.goal = goal
		by, ok := map[string]int{"up": -1, "down": 1, "pgup": -a.high, "pgdown": a.high}[name]
		if ok {
			a.moveRows(by)
		}
		return ok
	}
	return true
}

// deleteTo removes what stands between the cursor and a place beside it.
func (a *Area) deleteTo(to place) {
	from := a.at
	if to.line < from.line || to.line == from.line && to.byte < from.byte {
		from, to = to, from
	}
	if to.line == from.line {
		a.size -= to.byte - from.byte
	} else {
		a.size-- // the line feed between neighbours: nothing longer is deleted at once
	}
	joined := a.lines[from.line].text[:from.byte] + a.lines[to.line].text[to.byte:]
	a.lines = slices.Delete(a.lines, from.line+1, to.line+1)
	a.lines[from.line] = areaLine{text: joined}
	a.at = from
}

// before and after are the places beside one; the marks on a character belong to
// it.
func (a *Area) before(p place) place {
	if p.byte == 0 {
		if p.line == 0 {
			return p
		}
		return place{p.line - 1, len(a.lines[p.line-1].text)}
	}
	line := a.lines[p.line].text
	for p.byte > 0 {
		r, n := utf8.DecodeLastRuneInString(line[:p.byte])
		p.byte -= n
		if !joins(r) {
			break
		}
	}
	return p
}

func (a *Area) after(p place) place {
	line := a.lines[p.line].text
	if p.byte == len(line) {
		if p.line == len(a.lines)-1 {
			return p
		}
		return place{p.line + 1, 0}
	}
	_, n := utf8.DecodeRuneInString(line[p.byte:])
	for p.byte += n; p.byte < len(line); p.byte += n {
		var r rune
		if r, n = utf8.DecodeRuneInString(line[p.byte:]); !joins(r) {
			break
		}
	}
	return p
}

func (a *Area) wordBefore(p place) place {
	if p.byte == 0 {
		return a.before(p)
	}
	line := strings.TrimRight(a.lines[p.line].text[:p.byte], " \t")
	return place{p.line, strings.LastIndexAny(line, " \t") + 1}
}

func (a *Area) wordAfter(p place) place {
	line := a.lines[p.line].text
	if p.byte == len(line) {
		return a.after(p)
	}
	rest := line[p.byte:]
	blanks := len(rest) - len(strings.TrimLeft(rest, " \t"))
	if end := strings.IndexAny(rest[blanks:], " \t"); end >= 0 {
		return place{p.line, p.byte + blanks + end}
	}
	return place{p.line, len(line)}
}
