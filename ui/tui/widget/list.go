// Package widget holds what screens are operated with. Widgets keep state and
// know nothing of payments.
package widget

// List is the cursor and the window of a list whose rows live elsewhere.
type List struct {
	Cursor, Top int
	Len, Height int
}

// Resize says how many rows there are and how many are seen.
func (l *List) Resize(length, height int) {
	l.Len, l.Height = length, height
	l.To(l.Cursor)
}

// To moves the cursor to a row.
func (l *List) To(row int) {
	l.Cursor = max(min(row, l.Len-1), 0)
	height := max(l.Height, 1)
	l.Top = min(max(l.Top, l.Cursor-height+1), l.Cursor)
	l.Top = max(min(l.Top, l.Len-height), 0)
}

// By moves the cursor by n rows.
func (l *List) By(n int) { l.To(l.Cursor + n) }

// Page moves the cursor by n pages.
func (l *List) Page(n int) { l.By(n * max(l.Height-1, 1)) }

// Scroll moves the window, and the cursor only as far as it must.
func (l *List) Scroll(n int) {
	l.Top = max(min(l.Top+n, l.Len-l.Height), 0)
	l.Cursor = max(min(max(l.Cursor, l.Top), l.Top+l.Height-1, l.Len-1), 0)
}

// Window returns the rows that are seen, from and up to.
func (l *List) Window() (from, to int) {
	return l.Top, min(l.Top+l.Height, l.Len)
}

// View is the window of a text that is only scrolled.
type View struct {
	Top         int
	Len, Height int
}

// Resize says how many rows there are and how many are seen.
func (v *View) Resize(length, height int) {
	v.Len, v.Height = length, height
	v.To(v.Top)
}

// To scrolls so that a row comes first, as far as there are rows.
func (v *View) To(row int) { v.Top = max(min(row, v.Len-v.Height), 0) }

// Show scrolls as little as needed to see a row.
func (v *View) Show(row int) {
	v.To(min(max(v.Top, row-v.Height+1), row))
}

// Thumb returns the rows of the scroll bar's thumb, from and up to, or none when
// everything is seen.
func (v *View) Thumb() (from, to int) {
	if v.Len <= v.Height || v.Height < 1 {
		return 0, 0
	}
	size := max(v.Height*v.Height/v.Len, 1)
	from = v.Top * (v.Height - size) / (v.Len - v.Height)
	return from, from + size
}
