package cell

// Style is how text looks: the parameters of an SGR sequence, such as "1;36".
// Empty is the terminal's own look.
type Style string

// Line builds one line of exactly its width. What does not fit is cut, what is
// missing filled with blanks, and everything put on it is cleaned.
type Line struct {
	b     []byte
	width int
	used  int
	base  Style // under every piece: the background of a selected row
	tail  string
	full  bool // something was cut
}

// NewLine returns an empty line. tail ends pieces that had to be cut.
func NewLine(width int, base Style, tail string) *Line {
	return &Line{b: make([]byte, 0, width+width/2+16), width: width, base: base, tail: tail}
}

// Room returns how many columns are left.
func (l *Line) Room() int { return l.width - l.used }

// Put appends a piece.
func (l *Line) Put(st Style, s string) *Line {
	if s == "" || l.full {
		return l
	}
	w, ok := plainWidth(s)
	if !ok {
		s = Clean(s)
		w = Width(s)
	}
	if w > l.Room() {
		s = Cut(s, l.Room(), l.tail)
		w, l.full = Width(s), true
	}
	l.write(st, s, w)
	return l
}

// Cell appends a piece cut or filled to exactly width columns.
func (l *Line) Cell(st Style, s string, width int) *Line {
	width = min(width, l.Room())
	if width <= 0 || l.full {
		return l
	}
	s = Cut(Clean(s), width, l.tail)
	w := Width(s)
	l.write(st, s, w)
	return l.Gap(width - w)
}

// Gap appends n blanks.
func (l *Line) Gap(n int) *Line {
	if n = min(n, l.Room()); n > 0 {
		l.write("", Blank(n), n)
	}
	return l
}

// Right puts a piece at the right end, or nothing when there is no room for all
// of it. gap blanks stay free before and after it.
func (l *Line) Right(st Style, s string, gap int) *Line {
	s = Clean(s)
	w := Width(s)
	if w == 0 || w+gap > l.Room() || l.full {
		return l
	}
	return l.Gap(l.Room()-w-gap).Put(st, s)
}

// Raw appends a piece that was drawn before and takes width columns.
func (l *Line) Raw(s string, width int) *Line {
	l.b = append(l.b, s...)
	l.used += width
	return l
}

func (l *Line) write(st Style, s string, w int) {
	l.used += w
	if st == "" && l.base == "" {
		l.b = append(l.b, s...)
		return
	}
	l.b = append(l.b, "\x1b["...)
	l.b = append(l.b, l.base...)
	if st != "" && l.base != "" {
		l.b = append(l.b, ';')
	}
	l.b = append(l.b, st...)
	l.b = append(l.b, 'm')
	l.b = append(l.b, s...)
	l.b = append(l.b, "\x1b[m"...)
}

// String returns the line, filled to its width.
func (l *Line) String() string {
	l.full = false
	l.Gap(l.Room())
	return string(l.b)
}
