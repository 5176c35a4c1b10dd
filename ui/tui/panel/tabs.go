package panel

import (
	"wxlens/ui/cell"
	"wxlens/ui/tui/look"
)

// Tabs puts the names of tabs on a line, the one that is shown made out.
func Tabs(line *cell.Line, l *look.Look, names []string, shown int) {
	for i, name := range names {
		if i > 0 {
			line.Put(l.Style.Border, l.Signs.TabBar)
		}
		switch {
		case i == shown && l.Style.Tab == "":
			line.Put("", "["+name+"]")
		case i == shown:
			line.Gap(1).Put(l.Style.Tab, name).Gap(1)
		default:
			line.Put(l.Style.Muted, " "+name+" ")
		}
	}
}

// TabAt returns which tab stands at a column, counted from where the first begins.
func TabAt(names []string, x int) (int, bool) {
	at := 0
	for i, name := range names {
		w := cell.Width(name) + 2
		if x >= at && x < at+w {
			return i, true
		}
		at += w + 1
	}
	return 0, false
}
