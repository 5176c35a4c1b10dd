// Package theme holds how things look by what they mean: colours for light and
// dark terminals and for none, and the signs that accompany every colour.
package theme

import (
	"strconv"
	"strings"

	"wxlens/ui/tui/cell"
)

// Theme is a set of styles named by meaning. No meaning rests on a style alone:
// a sign or a word goes with each.
type Theme struct {
	Text, Strong, Muted, Border, Focus cell.Style
	Accent, Good, Warn, Bad            cell.Style
	Live, Sandbox                      cell.Style
	Selected, Marked                   cell.Style // backgrounds: the row of the focused list, of another
	Key, String, Number                cell.Style // of JSON and XML
	Parts                              [6]cell.Style
	Input                              cell.Style // background of a text being typed
	Tab                                cell.Style // the tab that is shown; empty: brackets mark it
}

var dark = Theme{
	Text: "", Strong: "1", Muted: "38;5;245", Border: "38;5;239", Focus: "38;5;79",
	Accent: "38;5;79", Good: "38;5;114", Warn: "38;5;221", Bad: "38;5;210",
	Live: "1;38;5;16;48;5;209", Sandbox: "38;5;79",
	Selected: "38;5;255;48;5;237", Marked: "38;5;252;48;5;235",
	Key: "38;5;110", String: "38;5;150", Number: "38;5;180",
	Parts: [6]cell.Style{"38;5;117", "38;5;150", "38;5;222", "38;5;182", "38;5;253", "38;5;174"},
	Input: "38;5;255;48;5;239", Tab: "1;4;38;5;79",
}

var light = Theme{
	Text: "", Strong: "1", Muted: "38;5;243", Border: "38;5;250", Focus: "38;5;30",
	Accent: "38;5;30", Good: "38;5;28", Warn: "38;5;130", Bad: "38;5;160",
	Live: "1;38;5;231;48;5;160", Sandbox: "38;5;30",
	Selected: "38;5;16;48;5;253", Marked: "38;5;234;48;5;255",
	Key: "38;5;25", String: "38;5;28", Number: "38;5;94",
	Parts: [6]cell.Style{"38;5;25", "38;5;28", "38;5;94", "38;5;90", "38;5;236", "38;5;124"},
	Input: "38;5;16;48;5;252", Tab: "1;4;38;5;30",
}

// mono keeps to attributes, which are not colours.
var mono = Theme{
	Strong: "1", Focus: "1", Accent: "1", Live: "1;7", Bad: "1", Selected: "7", Input: "4", Tab: "1;4",
}

// Mode is the kind of terminal that is drawn for.
type Mode uint8

const (
	Dark Mode = iota
	Light
	Mono // no colour, but bold and reverse
	Bare // no attribute at all
)

// In returns the theme of a mode.
func In(m Mode) *Theme {
	switch m {
	case Dark:
		return &dark
	case Light:
		return &light
	case Mono:
		return &mono
	}
	return &Theme{}
}

// Env is what the environment says about the terminal.
type Env struct {
	Mode  Mode
	Fixed bool // the terminal's own answer does not change the mode
	ASCII bool // draw with ASCII only
}

// FromEnv reads NO_COLOR, TERM, COLORFGBG, WXLENS_ASCII and the locale.
func FromEnv(env []string) Env {
	vars := map[string]string{}
	for _, pair := range env {
		name, value, _ := strings.Cut(pair, "=")
		vars[name] = value
	}
	e := Env{ASCII: vars["WXLENS_ASCII"] != "" && vars["WXLENS_ASCII"] != "0" || !utf8Locale(vars)}
	switch {
	case vars["TERM"] == "dumb":
		e.Mode, e.Fixed = Bare, true
	case vars["NO_COLOR"] != "":
		e.Mode, e.Fixed = Mono, true
	default:
		e.Mode = fromColours(vars["COLORFGBG"])
	}
	return e
}

// fromColours reads the background of COLORFGBG, "15;0" or "0;default;15". It is
// for the first frame; the terminal's own answer comes later and is newer.
func fromColours(v string) Mode {
	n, err := strconv.Atoi(v[strings.LastIndexByte(v, ';')+1:])
	if err == nil && (n == 7 || n >= 9 && n <= 15) {
		return Light
	}
	return Dark
}

// utf8Locale reports whether the locale can show more than ASCII. Where nothing
// is said, terminals of today can.
func utf8Locale(vars map[string]string) bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToUpper(vars[name]); v != "" {
			return strings.Contains(v, "UTF-8") || strings.Contains(v, "UTF8")
		}
	}
	return true
}
