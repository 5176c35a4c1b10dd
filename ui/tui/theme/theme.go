// Package theme holds how things look by what they mean: colours for light and
// dark terminals and for none, and the signs that accompany every colour.
package theme

import (
	"strconv"
	"strings"

	"wxlens/ui/cell"
)

// Theme is a set of styles named by meaning. No meaning rests on a style alone:
// a sign or a word goes with each. They are compiled for the code that draws, so
// that no row and no frame pays for the making of a style.
type Theme struct {
	Text, Strong, Muted, Border, Focus cell.Style
	Title                              cell.Style // of the focused panel
	Accent, Good, Warn, Bad            cell.Style
	Live, Sandbox                      cell.Style
	Selected, Marked                   cell.Style // backgrounds: the row of the focused list, of another
	Key, String, Number                cell.Style // of JSON and XML
	Parts                              [6]cell.Style
	Input                              cell.Style // background of a text being typed
	Tab                                cell.Style // the tab that is shown; empty: brackets mark it
	Paper                              cell.Style // black on white, for a QR code; empty: the screen is dark
}

// Mode is the kind of terminal that is drawn for.
type Mode uint8

const (
	Dark Mode = iota
	Light
	Mono // no colour, but bold and reverse
	Bare // no attribute at all
)

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
