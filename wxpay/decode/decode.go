package decode

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"wxlens/wxpay"
)

// MaxInput bounds what is looked at, in bytes; more is cut off.
const MaxInput = 256 << 10

// MaxFindings bounds what is told of one text.
const MaxFindings = 12

// Finding is an entry that a text speaks of.
type Finding struct {
	*Entry
	Exact   bool   // else the text differs a little from what is known
	Matched string // what of the text matched, without its escapes
	// Start and End are where that stands in what was pasted, in bytes.
	Start, End int
	Reply      Reply // what the reply itself adds

	score int
	text  bool // found by its words, not by a code
}

// Reply is what an error reply says beside code and message.
type Reply struct {
	Field    string      // place of the field that is refused, such as /body/amount/total
	Label    wxpay.Words // what the catalogue calls it
	Value    string      // that was refused; for rules about length, the length
	Issue    string
	Location string // body, query, authorization …
}

// look is one text being looked through.
type look struct {
	book    *Book
	clean   *cleaned
	folded  *folded
	found   []Finding
	members []member
	alone   bool // the text is a single code or phrase
}

// Scores order findings. A text names a fault most precisely, then the number of
// the Request-Id, then the code.
const (
	scoreText   = 4000
	scoreNumber = 3000
	scoreMember = 2500 // a code that stands where codes stand
	scoreCode   = 2000
	scoreNear   = 1000
	scoreFail   = 100
)

// Decode looks for everything known in a pasted text, the best first.
func (b *Book) Decode(pasted string) []Finding {
	pasted = cut(pasted)
	l := &look{book: b, clean: clean(pasted)}
	l.folded = fold(l.clean.text)
	l.alone = isAlone(l.clean.text)
	l.members = membersOf(l.clean.text)
	l.single()
	l.texts()
	l.codes()
	l.requestID()
	l.byMember()
	l.near()
	return l.best()
}

// cut bounds a text without tearing a character apart.
func cut(s string) string {
	if len(s) <= MaxInput {
		return s
	}
	s = s[:MaxInput]
	for i := 0; i < utf8.UTFMax && len(s) > 0; i++ {
		if r, size := utf8.DecodeLastRuneInString(s); r != utf8.RuneError || size > 1 {
			break
		}
		s = s[:len(s)-1]
	}
	return s
}

// isAlone reports whether a text is so short that it is nothing but what is asked
// about.
func isAlone(text []byte) bool {
	s := strings.TrimSpace(string(text[:min(len(text), 400)]))
	return len(text) < 400 && !strings.ContainsAny(s, "\n")
}

// add notes a finding between two places of the cleaned text.
func (l *look) add(e *Entry, from, to, score int, exact, text bool) {
	score += e.weight
	f := Finding{
		Entry: e, Exact: exact, Matched: strings.TrimSpace(string(l.clean.text[from:to])),
		Start: int(l.clean.at[from]), End: int(l.clean.at[to]), score: score, text: text,
	}
	for i := range l.found {
		if had := &l.found[i]; had.Entry == e {
			if had.score < f.score {
				*had = f
			}
			return
		}
	}
	l.found = append(l.found, f)
}

// single takes the whole text for one code or one common phrase.
func (l *look) single() {
	if !l.alone || len(l.folded.runes) == 0 {
		return
	}
	from, to := int(l.folded.at[0]), int(l.folded.ends[len(l.folded.ends)-1])
	for _, e := range l.book.whole[string(l.folded.runes)] {
		l.add(e, from, to, scoreText, true, true)
	}
	trimmed := strings.Trim(strings.TrimSpace(string(l.clean.text)), "\"'`“”‘’.,;:。，；：()[]（）【】")
	if isCode(strings.ReplaceAll(trimmed, " ", "_")) {
		for i, e := range l.book.codes[spelling(trimmed)] {
			l.add(e, 0, len(l.clean.text), scoreCode+exactly(e, trimmed)-i, true, false)
		}
	}
}

// exactly prefers the entry that spells a code as it stands there.
func exactly(e *Entry, code string) int {
	if strings.EqualFold(e.Code, code) {
		return 50
	}
	return 0
}

// texts looks for the phrases, word by word.
func (l *look) texts() {
	runes := l.folded.runes
	for i := 0; i+1 < len(runes); i++ {
		for _, at := range l.book.starts[gram{runes[i], runes[i+1]}] {
			p := &l.book.phrases[at]
			end, ok := p.match(runes, i)
			if !ok || !l.bounded(p, i, end) {
				continue
			}
			score := scoreText + min(weigh(p.whole), 900)
			if p.entry.Kind == V3Code || p.entry.Kind == V2Code {
				score = scoreCode
			}
			l.add(p.entry, int(l.folded.at[i]), int(l.folded.ends[end-1]), score, true, true)
		}
	}
}

// bounded reports whether a phrase of letters is not a part of a longer word.
func (l *look) bounded(p *phrase, i, end int) bool {
	text := l.clean.text
	from, to := int(l.folded.at[i]), int(l.folded.ends[end-1])
	if p.wordStart && from > 0 && isWord(text[from-1]) && isWord(text[from]) {
		return false
	}
	return !p.wordEnd || to >= len(text) || !isWord(text[to-1]) || !isWord(text[to])
}

// codes looks at every word that could be a code.
func (l *look) codes() {
	text := l.clean.text
	for i := 0; i < len(text); {
		if !isWord(text[i]) {
			i++
			continue
		}
		from := i
		for i < len(text) && isWord(text[i]) {
			i++
		}
		l.code(from, i)
	}
}

// code takes a word for a code where it is written as codes are: with its
// underscores, or in capitals; and for a name where it is spelt as that is.
func (l *look) code(from, to int) {
	if to-from < 3 || to-from > 40 {
		return
	}
	word := string(l.clean.text[from:to])
	if len(word) == 9 && strings.Trim(word, "0123456789") == "" {
		for _, e := range l.book.codes[word] {
			if e.Kind == RequestID {
				l.add(e, from, to, scoreNumber, true, false)
			}
		}
		return
	}
	for _, e := range l.book.names[word] {
		l.add(e, from, to, scoreText, true, true)
	}
	if word != strings.ToUpper(word) && !strings.Contains(word, "_") {
		return
	}
	for i, e := range l.book.codes[spelling(word)] {
		if (e.Kind == V3Code || e.Kind == V2Code || e.Kind == Tunnel) && !e.alone {
			l.add(e, from, to, scoreCode+exactly(e, word)-i, true, false)
		}
	}
}

// best orders the findings and leaves out those that say nothing more.
func (l *look) best() []Finding {
	slices.SortStableFunc(l.found, func(a, b Finding) int { return cmp.Compare(b.score, a.score) })
	var kept []Finding
	for _, f := range l.found {
		if !slices.ContainsFunc(kept, func(k Finding) bool { return covers(&k, &f) }) {
			kept = append(kept, f)
		}
	}
	if len(kept) > MaxFindings {
		kept = kept[:MaxFindings]
	}
	if reply := l.reply(); reply != (Reply{}) {
		for i := range kept {
			if k := kept[i].Kind; k == V3Code || k == V2Code || k == Message {
				kept[i].Reply = reply
			}
		}
	}
	return kept
}

// covers reports whether a better finding leaves another nothing to say: the other
// is a part of it, or the same code of the other API.
func covers(better, other *Finding) bool {
	inside := better.Start <= other.Start && other.End <= better.End
	switch {
	case other.score <= scoreFail+50:
		return true
	case better.Title == other.Title && better.Meaning == other.Meaning && better.Kind != other.Kind:
		return true
	case better.text && other.text:
		return inside || !other.Exact && better.Start < other.End && other.Start < better.End
	}
	return inside && better.text && other.Kind != V3Code && other.Kind != V2Code
}
