package decode

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// Bounds of the search for what differs a little.
const (
	nearRunes  = 64 << 10 // how much of a text is looked at
	nearTries  = 600      // places that are compared
	nearBand   = 8        // how far a text may shift against the phrase
	partWeight = 30       // what the part of a phrase must say, when a text was cut short
)

// near looks for texts that differ a little from a phrase: a word more or less,
// another one, the end cut off. Places where many grams of a phrase stand in order
// are compared rune by rune.
func (l *look) near() {
	runes := l.folded.runes[:min(len(l.folded.runes), nearRunes)]
	for _, c := range l.book.candidates(runes) {
		p := &l.book.phrases[c.phrase]
		from := max(int(c.at)-nearBand, 0)
		to := min(int(c.at)+len(p.whole)+nearBand, len(runes))
		if from >= to {
			continue
		}
		start, end, errs := approximate(p.whole, runes[from:to])
		if !alike(p.whole, errs) || end <= start {
			continue
		}
		l.addNear(p, from+start, from+end, scoreNear*(len(p.whole)-errs)/len(p.whole)+min(weigh(p.whole), 400)/2)
	}
	l.parts()
}

// addNear notes a near match. Where something better is known of the same place it
// is dropped later.
func (l *look) addNear(p *phrase, from, to, score int) {
	if !l.bounded(p, from, to) {
		return
	}
	l.add(p.entry, int(l.folded.at[from]), int(l.folded.ends[to-1]), score, false, true)
}

// alike reports whether a number of errors leaves a phrase recognisable: one in
// four of Chinese characters, one in seven of letters.
func alike(phrase []rune, errs int) bool {
	han := 0
	for _, r := range phrase {
		if isHan(r) {
			han++
		}
	}
	return errs <= han/4+(len(phrase)-han)/7
}

// candidate is a place where a phrase may stand.
type candidate struct{ phrase, at int32 }

// lane counts the grams of a phrase that stand at nearly the same shift.
type lane struct{ shift, count int32 }

// candidates counts grams by phrase and shift, in bands that overlap.
func (b *Book) candidates(runes []rune) []candidate {
	var found []candidate
	lanes := make([][]lane, len(b.phrases))
	for i := range runes {
		g, ok := gramAt(runes, i)
		if !ok {
			continue
		}
		for _, post := range b.grams[g] {
			p := &b.phrases[post.phrase]
			if lanes[post.phrase] == nil {
				lanes[post.phrase] = make([]lane, len(p.whole)/nearBand+4)
			}
			row := lanes[post.phrase]
			band := (int32(i) - post.at + nearBand*64) / nearBand
			for _, shift := range [...]int32{band, band + 1} {
				at := &row[int(shift)%len(row)]
				if at.shift != shift {
					*at = lane{shift: shift}
				}
				at.count++
				if at.count == int32(max(2, p.number*2/5)) && len(found) < nearTries {
					found = append(found, candidate{post.phrase, max((shift-64)*nearBand, 0)})
				}
			}
		}
	}
	return found
}

// approximate finds where in a text a phrase stands with the fewest runes added,
// lost or exchanged.
func approximate(phrase, text []rune) (start, end, errs int) {
	type state struct{ errs, start int }
	n := len(text)
	row := make([]state, n+1)
	for j := range row {
		row[j] = state{0, j}
	}
	next := make([]state, n+1)
	for i, r := range phrase {
		next[0] = state{i + 1, 0}
		for j := 1; j <= n; j++ {
			same := row[j-1]
			if text[j-1] != r {
				same.errs++
			}
			best := same
			if up := row[j]; up.errs+1 < best.errs {
				best = state{up.errs + 1, up.start}
			}
			if left := next[j-1]; left.errs+1 < best.errs {
				best = state{left.errs + 1, left.start}
			}
			next[j] = best
		}
		row, next = next, row
	}
	end = 0
	for j := range row {
		if row[j].errs < row[end].errs {
			end = j
		}
	}
	return row[end].start, end, row[end].errs
}

// parts takes texts that were cut short: the whole text, values of a reply, and
// what stands before an ellipsis.
func (l *look) parts() {
	if l.alone {
		l.part(0, len(l.clean.text))
	}
	for _, m := range l.members[:min(len(l.members), 32)] {
		switch m.name {
		case "return_msg", "message", "errmsg", "errMsg", "err_msg", "err_desc", "err_code_des", "issue":
			l.part(m.from, m.to)
		}
	}
	text := l.clean.text
	for n, at := 0, 0; n < 32; n++ {
		i, size := ellipsis(text[at:])
		if i < 0 {
			return
		}
		from := max(at, at+i-120)
		for from < at+i && !utf8.RuneStart(text[from]) {
			from++
		}
		if cut := bytes.LastIndexAny(text[from:at+i], "\n\"'>]"); cut >= 0 {
			from += cut + 1
		}
		l.part(from, at+i)
		at += i + size
	}
}

func ellipsis(text []byte) (at, size int) {
	one, three := bytes.Index(text, []byte("…")), bytes.Index(text, []byte("..."))
	if one < 0 || three >= 0 && three < one {
		return three, 3
	}
	return one, len("…")
}

// part looks for phrases that a piece of the text is a piece of.
func (l *look) part(from, to int) {
	f := fold(l.clean.text[from:to])
	if weigh(f.runes) < partWeight || len(f.runes) > 80 {
		return
	}
	codes := map[string]bool{} // of the phrases that the piece is a middle or an end of
	var inner []func()
	for i := range l.book.phrases {
		p := &l.book.phrases[i]
		if len(p.whole) <= len(f.runes) {
			continue
		}
		at := indexRunes(p.whole, f.runes)
		note := func() {
			l.add(p.entry, from+int(f.at[0]), from+int(f.ends[len(f.ends)-1]), scoreNear*17/20+min(weigh(f.runes), 400)-at, false, true)
		}
		if at == 0 {
			note()
		} else if at > 0 && slices.ContainsFunc(f.runes, isHan) {
			codes[p.entry.Code] = true
			inner = append(inner, note)
		}
	}
	if len(codes) > 1 {
		return // words of courtesy, with which several messages end
	}
	for _, note := range inner {
		note()
	}
}
