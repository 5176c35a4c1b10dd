package widget

import (
	"strings"
	"unicode"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"wxlens/ui/cell"
)

// Field is a text being typed on one line. The library edits it; what is seen of
// it is our own, because an input method puts its window where the cursor is:
// textinput counts the cursor's column in characters, not in cells, and forgets
// how far the text is scrolled (bubbles #906, #1001).
type Field struct {
	edit textinput.Model
	from int // the first rune that is seen

	Secret bool // shown as asterisks
}

// NewField returns a field with the cursor at the end of its text.
func NewField(value string) *Field {
	f := &Field{edit: textinput.New()}
	f.edit.KeyMap = keyMap()
	f.edit.SetVirtualCursor(false)
	f.edit.Focus() // without it no key edits; its command would blink a cursor that is not drawn
	f.edit.SetValue(value)
	return f
}

// keyMap is the library's without its paste key, which starts the clipboard
// programs of the machine: terminals paste by themselves. It has no completion
// either. Deleting the word after the cursor is left out because it panics
// before the last character (bubbles v2.1.1).
func keyMap() textinput.KeyMap {
	m := textinput.DefaultKeyMap()
	m.DeleteWordBackward.SetKeys(append(m.DeleteWordBackward.Keys(), "ctrl+backspace")...)
	for _, off := range []*key.Binding{&m.Paste, &m.AcceptSuggestion, &m.NextSuggestion, &m.PrevSuggestion, &m.DeleteWordForward} {
		off.SetEnabled(false)
	}
	return m
}

// Value returns the text.
func (f *Field) Value() string { return f.edit.Value() }

// Insert types a text at the cursor. Line ends and other controls have no place
// on one line and are dropped.
func (f *Field) Insert(s string) {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
	f.update(tea.PasteMsg{Content: s}, 1)
}

// Key edits and reports whether the key is one that edits.
func (f *Field) Key(msg tea.KeyPressMsg) bool {
	m, times := f.edit.KeyMap, 1
	switch {
	case key.Matches(msg, m.CharacterBackward, m.DeleteCharacterBackward):
		times = f.before()
	case key.Matches(msg, m.CharacterForward, m.DeleteCharacterForward):
		times = f.after()
	case !key.Matches(msg, m.WordBackward, m.WordForward, m.LineStart, m.LineEnd, m.DeleteWordBackward, m.DeleteBeforeCursor, m.DeleteAfterCursor):
		return false
	}
	f.update(msg, times)
	return true
}

func (f *Field) update(msg tea.Msg, times int) {
	f.edit.EchoMode = textinput.EchoNormal
	if f.Secret {
		f.edit.EchoMode = textinput.EchoPassword // words of a secret must not show by where the cursor stops
	}
	for range times {
		f.edit, _ = f.edit.Update(msg)
	}
	f.from = min(f.from, f.edit.Position())
}

// before and after count the runes of the character beside the cursor: the
// library steps rune by rune, and the marks on a character belong to it.
func (f *Field) before() int {
	runes, at := f.runes(), f.edit.Position()
	n := min(1, at)
	for n < at && joins(runes[at-n]) {
		n++
	}
	return n
}

func (f *Field) after() int {
	rest := f.runes()[f.edit.Position():]
	n := min(1, len(rest))
	for n < len(rest) && joins(rest[n]) {
		n++
	}
	return n
}

func joins(r rune) bool { return unicode.In(r, unicode.Mn, unicode.Me, unicode.Variation_Selector) }

// Place puts the cursor before the character at a column of the shown text.
func (f *Field) Place(column int) {
	runes, at, used := f.runes(), f.from, 0
	for ; at < len(runes); at++ {
		if used += f.width(runes[at]); used > column {
			break
		}
	}
	f.edit.SetCursor(at)
}

// Fit scrolls so that the cursor is seen in width columns, its own included.
func (f *Field) Fit(columns int) {
	runes, at := f.runes(), f.edit.Position()
	for f.from > 0 && f.span(runes[f.from-1:]) < columns {
		f.from--
	}
	for f.from < at && f.span(runes[f.from:at]) >= columns {
		f.from++
	}
}

// Shown returns the visible text from the first rune seen, and the cursor's
// column in it.
func (f *Field) Shown() (text string, column int) {
	runes := f.runes()
	shown := make([]byte, 0, len(runes)*3)
	for _, r := range runes[f.from:] {
		shown = append(shown, f.show(r)...)
	}
	return string(shown), f.span(runes[f.from:f.edit.Position()])
}

func (f *Field) runes() []rune { return []rune(f.edit.Value()) }

func (f *Field) span(runes []rune) int {
	n := 0
	for _, r := range runes {
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
