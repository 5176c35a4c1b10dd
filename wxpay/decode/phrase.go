package decode

import (
	"slices"
	"strings"
)

// gram is a few runes in a row: two Chinese characters, or four letters.
type gram [4]rune

// phrase is a text of an entry as it is looked for.
type phrase struct {
	entry  *Entry
	pieces [][]rune // around what changes
	whole  []rune   // all pieces joined
	number int      // grams in whole
	// Latin phrases begin and end where words do.
	wordStart, wordEnd bool
}

// posting is a place of a gram in a phrase.
type posting struct{ phrase, at int32 }

// gapRunes bounds what may stand for a star.
const gapRunes = 160

func (b *Book) addPhrase(e *Entry, text string) {
	p := phrase{entry: e}
	for piece := range strings.SplitSeq(text, "*") {
		if runes := []rune(foldText(piece)); len(runes) > 0 {
			p.pieces = append(p.pieces, runes)
			p.whole = append(p.whole, runes...)
		}
	}
	if len(p.pieces) == 0 || len(p.pieces[0]) < 2 {
		return
	}
	first, last := p.pieces[0], p.pieces[len(p.pieces)-1]
	p.wordStart, p.wordEnd = !isHan(first[0]), !isHan(last[len(last)-1])
	at := int32(len(b.phrases))
	b.starts[startOf(first)] = append(b.starts[startOf(first)], at)
	for i := range p.whole {
		if g, ok := gramAt(p.whole, i); ok && p.near() {
			b.grams[g] = append(b.grams[g], posting{at, int32(i)})
			p.number++
		}
	}
	b.phrases = append(b.phrases, p)
}

// near reports whether a text may be taken for the phrase when it differs a
// little: short ones say too little for that.
func (p *phrase) near() bool { return weigh(p.whole) >= nearWeight }

// nearWeight is the least weight of a phrase that is looked for in other words: six
// Chinese characters, or twice as many and some letters more.
const nearWeight = 30

// weigh tells how much a text says: a Chinese character as much as some letters.
func weigh(runes []rune) int {
	n := 0
	for _, r := range runes {
		if isHan(r) {
			n += 5
		} else {
			n += 2
		}
	}
	return n
}

// startOf is the first two runes, of which every phrase has as many.
func startOf(runes []rune) gram { return gram{runes[0], runes[1]} }

func gramAt(runes []rune, i int) (g gram, ok bool) {
	n := 4
	if isHan(runes[i]) {
		n = 2
	}
	if i+n > len(runes) {
		return g, false
	}
	copy(g[:], runes[i:i+n])
	return g, true
}

// match finds the phrase at a place and returns where it ends.
func (p *phrase) match(text []rune, i int) (end int, ok bool) {
	if !hasAt(text, i, p.pieces[0]) {
		return 0, false
	}
	end = i + len(p.pieces[0])
	for _, piece := range p.pieces[1:] {
		rest := text[end:min(len(text), end+gapRunes)]
		at := indexRunes(rest, piece)
		if at < 0 {
			return 0, false
		}
		end += at + len(piece)
	}
	return end, true
}

func hasAt(text []rune, i int, piece []rune) bool {
	return len(text)-i >= len(piece) && slices.Equal(text[i:i+len(piece)], piece)
}

func indexRunes(text, piece []rune) int {
	for i := 0; i+len(piece) <= len(text); i++ {
		if text[i] == piece[0] && hasAt(text, i, piece) {
			return i
		}
	}
	return -1
}
