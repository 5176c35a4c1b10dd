package paste

import (
	"bytes"
	"regexp"
	"sort"
	"unicode/utf8"
)

// view is a text without what others put before its lines: marks of quotation,
// names of containers, dates of logs, the arrows of a verbose curl.
type view struct {
	text, clean []byte
	starts      []int // byte of each line of the text
	cut         []cut // where clean and text part, ascending; nil if they are one
}

// cut says that from a byte of clean on the text lies further on.
type cut struct{ at, by int }

func newView(text []byte) view {
	v := view{text: text, starts: []int{0}}
	quoted := 0 // lines in a row
	for i, c := range text {
		if c == '\n' {
			v.starts = append(v.starts, i+1)
		}
	}
	var clean []byte
	for i, start := range v.starts {
		end := len(text)
		if i+1 < len(v.starts) {
			end = v.starts[i+1]
		}
		line := text[start:end]
		if quoteMark.Match(line) {
			quoted++
		} else {
			quoted = 0
		}
		n := prefixOf(line, quoted > 1 || quoted == 1 && v.quotedNext(i))
		if n > 0 && v.cut == nil {
			clean = append(make([]byte, 0, len(text)), text[:start]...)
		}
		if n > 0 {
			v.cut = append(v.cut, cut{len(clean), start + n - len(clean)})
		}
		if v.cut != nil {
			clean = append(clean, line[n:]...)
		}
	}
	if v.clean = clean; v.cut == nil {
		v.clean = text
	}
	return v
}

// quotedNext reports whether the line behind one is quoted as well.
func (v *view) quotedNext(i int) bool {
	return i+1 < len(v.starts) && quoteMark.Match(v.text[v.starts[i+1]:min(len(v.text), v.starts[i+1]+8)])
}

var (
	quoteMark = regexp.MustCompile(`^[ \t]{0,3}(?:>[ \t]?)+`)
	curlReply = regexp.MustCompile(`^< (?:HTTP/|[A-Za-z-]{1,40}:|\r?\n)`)
	curlAsked = regexp.MustCompile(`^> (?:[A-Z]{3,7} |[A-Za-z-]{1,40}:|\r?\n)`)
	// logPrefix is a date, a container, or all that the Java client writes before a
	// line of its wire log.
	logPrefix = regexp.MustCompile(`^(?:[\w.-]{1,40} +\| |\[?[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}[^ \t\n"{<]{0,16}[ \t]+|[^\n"{<]{0,160}http-outgoing-[0-9]+ (?:>>|<<) )+`)
)

// prefixOf returns how many bytes of a line are not of the text itself.
func prefixOf(line []byte, quoted bool) int {
	n := 0
	switch {
	case quoted, curlAsked.Match(line):
		n = len(quoteMark.Find(line))
	case curlReply.Match(line):
		n = len("< ")
	}
	rest := line[n:]
	if len(rest) > 0 && (rest[0] == '[' || rest[0] >= '0' && rest[0] <= '9') || bytes.Contains(rest[:min(len(rest), 200)], []byte("http-outgoing-")) || bytes.Contains(rest[:min(len(rest), 60)], []byte(" | ")) {
		n += len(logPrefix.Find(rest))
	}
	return n
}

// origin returns the byte of the text that a byte of clean is.
func (v *view) origin(at int) int {
	i := sort.Search(len(v.cut), func(i int) bool { return v.cut[i].at > at })
	if i == 0 {
		return at
	}
	return at + v.cut[i-1].by
}

// originEnd is origin for the byte behind a part.
func (v *view) originEnd(end int) int {
	if end == 0 {
		return 0
	}
	return v.origin(end-1) + 1
}

// line returns the line of a byte of the text, 1-based.
func (v *view) line(at int) int { return sort.SearchInts(v.starts, at+1) }

// column returns the character of its line that a byte of the text is, 1-based.
func (v *view) column(at int) int {
	return 1 + utf8.RuneCount(v.text[v.starts[v.line(at)-1]:at])
}

// maxLine bounds how far the ends of a line are looked for, in bytes.
const maxLine = 64 << 10

// lineEnd returns the byte of src behind the line of a byte, without line end.
func (r *reader) lineEnd(at int) int {
	far := min(len(r.src), at+maxLine)
	if i := bytes.IndexByte(r.src[at:far], '\n'); i >= 0 {
		return at + len(bytes.TrimSuffix(r.src[at:at+i], []byte("\r")))
	}
	return far
}

// lineStart returns where the line of a byte of src begins.
func (r *reader) lineStart(at int) int {
	least := max(0, at-maxLine)
	return least + bytes.LastIndexByte(r.src[least:at], '\n') + 1
}
