package widget

import (
	"slices"
	"unicode"

	"wxlens/ui/tui/cell"
)

// Field is a text being typed on one line. It is our own because the column of
// the cursor must be right for wide characters and for a scrolled text: an input
// method puts its window there.
type Field struct {
	runes []rune
	at    int // the cursor stands before this rune
	from  int // the first rune that is seen

	Secret bool // shown as asterisks
}

// NewField returns a field with the cursor at the end of its text.
func NewField(value string) *Field {
	f := &Field{runes: []rune(value)}
	f.at = len(f.runes)
	return f
}

// Value returns the text.
func (f *Field) Value() string { return string(f.runes) }

// Insert types a text at the cursor. Line ends and other controls have no place
// on one line and are dropped.
func (f *Field) Insert(s string) {
	typed := make([]rune, 0, len(s))
	for _, r := range s {
		if !unicode.IsControl(r) {
			typed = append(typed, r)
		}
	}
	f.runes = slices.Insert(f.runes, f.at, typed...)
	f.at += len(typed)
}

// Key edits and reports whether the key is one that edits.
func (f *Field) Key(name string) bool {
	switch name {
	case "left", "ctrl+b":
		f.at = f.before()
	case "right", "ctrl+f":
		f.at = f.after()
	case "home", "ctrl+a":
		f.at = 0
	case "end", "ctrl+e":
		f.at = len(f.runes)
	case "ctrl+left", "alt+left", "alt+b":
		f.at = f.word()
	case "ctrl+right", "alt+right", "alt+f":
		f.at = f.nextWord()
	case "backspace", "ctrl+h":
		f.remove(f.before(), f.at)
	case "delete", "ctrl+d":
		f.remove(f.at, f.after())
	case "ctrl+w", "alt+backspace", "ctrl+backspace":
		f.remove(f.word(), f.at)
	case "ctrl+u":
		f.remove(0, f.at)
	case "ctrl+k":
		f.remove(f.at, len(f.runes))
	default:
		return false
	}
	return true
}

func (f *Field) remove(from, to int) {
	f.runes = slices.Delete(f.runes, from, to)
	f.at = from
}

// before and after step over a character with the marks that belong to it.
func (f *Field) before() int {
	at := max(f.at-1, 0)
	for at > 0 && joins(f.runes[at]) {
		at--
	}
	return at
}

func (f *Field) after() int {
	at := min(f.at+1, len(f.runes))
	for at < len(f.runes) && joins(f.runes[at]) {
		at++
	}
	return at
}

func joins(r rune) bool { return unicode.In(r, unicode.Mn, unicode.Me, unicode.Variation_Selector) }

func (f *Field) word() int {
	at := f.at
	for at > 0 && !inWord(f.runes[at-1]) {
		at--
	}
	for at > 0 && inWord(f.runes[at-1]) {
		at--
	}
	return at
}

func (f *Field) nextWord() int {
	at := f.at
	for at < len(f.runes) && !inWord(f.runes[at]) {
		at++
	}
	for at < len(f.runes) && inWord(f.runes[at]) {
		at++
	}
	return at
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }

// Place puts the cursor before the character at a column of the shown text.
func (f *Field) Place(column int) {
	used := 0
	for f.at = f.from; f.at < len(f.runes); f.at++ {
		if used += f.width(f.runes[f.at]); used > column {
			return
		}
	}
}

// Fit scrolls so that the cursor is seen in width columns, its own included.
func (f *Field) Fit(columns int) {
	if f.at < f.from {
		f.from = f.at
	}
	for f.from > 0 && f.span(f.from-1, len(f.runes)) < columns {
		f.from--
	}
	for f.from < f.at && f.span(f.from, f.at) >= columns {
		f.from++
	}
}

func (f *Field) span(from, to int) int {
	n := 0
	for _, r := range f.runes[from:to] {
		n += f.width(r)
	}
	return n
}

// show returns a rune as it is shown: nothing that is typed is invisible.
func (f *Field) show(r rune) string {
	if f.Secret {
		return "*"
	}
	return cell.Visible(r)
}

func (f *Field) width(r rune) int { return cell.Width(f.show(r)) }

// Shown returns the visible text from the first rune seen, and the cursor's
// column in it.
func (f *Field) Shown() (text string, column int) {
	shown := make([]byte, 0, len(f.runes)*3)
	for _, r := range f.runes[f.from:] {
		shown = append(shown, f.show(r)...)
	}
	return string(shown), f.span(f.from, f.at)
}
