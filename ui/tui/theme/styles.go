package theme

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"

	"wxlens/ui/cell"
)

// In makes the theme of a mode. It is called when a mode is chosen and never
// while the program starts: a package's styles would be made for every command.
func In(m Mode) *Theme {
	switch m {
	case Dark, Light:
		return coloured(m == Dark)
	case Mono:
		return attributes()
	}
	return &Theme{}
}

// coloured keeps to the 256 colours, which every terminal with colours has.
func coloured(dark bool) *Theme {
	lightDark := lipgloss.LightDark(dark)
	shade := func(light, dark string) color.Color { return lightDark(lipgloss.Color(light), lipgloss.Color(dark)) }
	ink := func(light, dark string) lipgloss.Style { return lipgloss.NewStyle().Foreground(shade(light, dark)) }
	accent, bold := ink("30", "79"), lipgloss.NewStyle().Bold(true)
	return &Theme{
		Strong: compile(bold), Muted: compile(ink("243", "245")), Border: compile(ink("250", "239")),
		Focus: compile(accent), Title: compile(accent.Bold(true)), Tab: compile(accent.Bold(true).Underline(true)),
		Accent: compile(accent), Good: compile(ink("28", "114")), Warn: compile(ink("130", "221")), Bad: compile(ink("160", "210")),
		Live: compile(ink("231", "16").Background(shade("160", "209")).Bold(true)), Sandbox: compile(accent),
		Selected: compile(ink("16", "255").Background(shade("253", "237"))),
		Marked:   compile(ink("234", "252").Background(shade("255", "235"))),
		Input:    compile(ink("16", "255").Background(shade("252", "239"))),
		Paper:    compile(lipgloss.NewStyle().Foreground(lipgloss.Color("16")).Background(lipgloss.Color("231"))),
		Key:      compile(ink("25", "110")), String: compile(ink("28", "150")), Number: compile(ink("94", "180")),
		Parts: [6]cell.Style{
			compile(ink("25", "117")), compile(ink("28", "150")), compile(ink("94", "222")),
			compile(ink("90", "182")), compile(ink("236", "253")), compile(ink("124", "174")),
		},
	}
}

// attributes keeps to bold, underline and reverse, which are not colours.
func attributes() *Theme {
	plain := lipgloss.NewStyle()
	bold := compile(plain.Bold(true))
	return &Theme{
		Strong: bold, Focus: bold, Title: bold, Accent: bold, Bad: bold, Live: compile(plain.Bold(true).Reverse(true)),
		Selected: compile(plain.Reverse(true)), Input: compile(plain.Underline(true)), Tab: compile(plain.Bold(true).Underline(true)),
	}
}

// compile returns what a style puts before a text; what ends it is the same for
// all. Only colours and attributes can be compiled: there is no box around them.
func compile(s lipgloss.Style) cell.Style {
	const marker = "x"
	before, _, _ := strings.Cut(s.Render(marker), marker)
	return cell.Style(strings.TrimSuffix(strings.TrimPrefix(before, "\x1b["), "m"))
}
