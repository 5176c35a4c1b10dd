// Package layout divides the screen into rectangles. It is arithmetic only.
package layout

// Rect is a rectangle of cells.
type Rect struct{ X, Y, W, H int }

// Empty reports whether nothing can be drawn in it.
func (r Rect) Empty() bool { return r.W <= 0 || r.H <= 0 }

// Contains reports whether a cell lies in it.
func (r Rect) Contains(x, y int) bool {
	return x >= r.X && x < r.X+r.W && y >= r.Y && y < r.Y+r.H
}

// Inner returns what a border leaves of it.
func (r Rect) Inner() Rect { return Rect{r.X + 1, r.Y + 1, max(r.W-2, 0), max(r.H-2, 0)} }

// Kind is how much of the workbench the screen shows at once.
type Kind uint8

const (
	Wide   Kind = iota // every panel
	Single             // one panel at a time under a strip of tabs; the detail below the flow where it fits
	Tiny               // one panel without decoration
)

// Panels are numbered as on the screen.
const (
	Orders = 1 + iota
	Inbox
	Flow
	Profiles
	Detail
	Timeline
	Panels // one more than there are
)

// Want is what the panels would like to have.
type Want struct {
	Flow, Profiles, Timeline int // rows inside the border
	Zoom                     int // panel that takes everything, 0: none
	Focus                    int
}

// Frame is the screen divided.
type Frame struct {
	Kind   Kind
	W, H   int
	Status bool         // the first row is the status line
	Hints  bool         // the last row is the hint line
	Panels [Panels]Rect // borders included; an empty one is not shown
}

// WideFrom and SingleFrom are the widths from which those kinds are used.
const (
	WideFrom   = 120
	SingleFrom = 60
	wideRows   = 20
)

// Divide divides a screen of w by h cells.
func Divide(w, h int, want Want) Frame {
	f := Frame{W: w, H: h, Status: h >= 8 && w >= 16, Hints: h >= 5 && w >= 8}
	body := Rect{0, 0, w, h}
	if f.Status {
		body.Y, body.H = 1, body.H-1
	}
	if f.Hints {
		body.H--
	}
	switch {
	case w >= WideFrom && h >= wideRows && want.Zoom == 0:
		f.Kind = Wide
		f.wide(body, want)
		return f
	case w >= SingleFrom && h >= 5:
		f.Kind = Single
	default:
		f.Kind = Tiny
	}
	shown := want.Focus
	if want.Zoom != 0 {
		shown = want.Zoom
	}
	f.Panels[shown] = body
	if f.Kind == Single && shown == Flow && want.Zoom == 0 {
		f.stackDetail(body, want)
	}
	return f
}

// leastDetail is how many rows the detail needs below the flow to be of use.
const leastDetail = 8

// stackDetail shows the detail below the steps where both fit, so that what a
// step signs is in sight while stepping.
func (f *Frame) stackDetail(body Rect, want Want) {
	rest := body.H - want.Flow - 1
	if rest-2 < leastDetail {
		return
	}
	f.Panels[Flow] = Rect{body.X, body.Y, body.W, want.Flow + 2}
	f.Panels[Detail] = Rect{body.X, body.Y + want.Flow + 1, body.W, rest}
}

// wide stacks four lists at the left and the detail over the timeline at the
// right. Panels of a stack share the border between them.
func (f *Frame) wide(body Rect, want Want) {
	left := min(max(body.W*3/10, 38), 56)
	rows := body.H - 5 // inside the borders of the left stack
	flow := min(want.Flow, max(rows*4/10, 4))
	profiles := min(max(want.Profiles, 1), max(rows/8, 1))
	orders := (rows - flow - profiles) * 9 / 20
	inbox := rows - flow - profiles - orders
	y := body.Y
	for _, p := range []struct{ panel, rows int }{{Orders, orders}, {Inbox, inbox}, {Flow, flow}, {Profiles, profiles}} {
		f.Panels[p.panel] = Rect{body.X, y, left, p.rows + 2}
		y += p.rows + 1
	}
	timeline := min(max(want.Timeline, 3), max(body.H/5, 3))
	detail := body.H - 3 - timeline
	f.Panels[Detail] = Rect{left, body.Y, body.W - left, detail + 2}
	f.Panels[Timeline] = Rect{left, body.Y + detail + 1, body.W - left, timeline + 2}
}
