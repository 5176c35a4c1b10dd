// Package look is how everything is shown at the moment: the language, the
// theme, the signs, and what is revealed.
package look

import (
	"wxlens/ui/cell"
	"wxlens/ui/text"
	"wxlens/ui/tui/theme"
	"wxlens/wxpay"
)

// Look is handed to everything that draws. It is changed by the root only, which
// then counts Version up; drawings are kept by it.
type Look struct {
	Text    *text.Text
	Style   *theme.Theme
	Signs   *theme.Signs
	Reveal  bool // secrets are shown
	Bytes   Bytes
	Version int
}

// Bytes is how bytes are shown.
type Bytes uint8

const (
	AsText   Bytes = iota // as people read them, formatted
	Controls              // as they stand, with what is invisible made visible
	Hex
	ByteModes
)

// Words are the texts of the screens.
func (l *Look) Words() *text.TUI { return &l.Text.TUI }

// Lang is the language.
func (l *Look) Lang() wxpay.Lang { return l.Text.Lang }

// Line begins a line.
func (l *Look) Line(width int, base cell.Style) *cell.Line {
	return cell.NewLine(width, base, l.Signs.Ellipsis)
}

// Verdict returns the sign and the style of a verdict.
func (l *Look) Verdict(v wxpay.Verdict) (string, cell.Style) {
	switch v {
	case wxpay.Passed:
		return l.Signs.Done, l.Style.Good
	case wxpay.Failed:
		return l.Signs.Bad, l.Style.Bad
	}
	return l.Signs.None, l.Style.Muted
}

// Check returns the name of a check for people.
func (l *Look) Check(name wxpay.CheckName) string {
	if s := l.Text.Checks[name]; s != "" {
		return s
	}
	return string(name)
}

// State returns the style of an order's state.
func (l *Look) State(s wxpay.TradeState) cell.Style {
	switch s {
	case wxpay.Success:
		return l.Style.Good
	case wxpay.NotPay, wxpay.UserPaying, wxpay.Accepted:
		return l.Style.Warn
	case wxpay.PayError:
		return l.Style.Bad
	}
	return l.Style.Muted
}
