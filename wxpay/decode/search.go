package decode

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sahilm/fuzzy"
)

// shelf is what a query is compared with: names and titles, one line each.
type shelf struct {
	lines []string
	of    []*Entry
}

func (s *shelf) String(i int) string { return s.lines[i] }
func (s *shelf) Len() int            { return len(s.lines) }

// shelved returns the shelf of the book, which is made when it is first asked for.
func (b *Book) shelved() *shelf {
	b.once.Do(func() {
		for i := range b.entries {
			e := &b.entries[i]
			for _, line := range slices.Concat([]string{e.Code, e.Title.ZH, e.Title.EN}, e.Says) {
				if line != "" {
					b.shelf.lines, b.shelf.of = append(b.shelf.lines, strings.ToLower(line)), append(b.shelf.of, e)
				}
			}
		}
	})
	return &b.shelf
}

// Search lists entries whose code, number, text or title in either language fits a
// query that is being typed, the best first. Letters may be left out.
func (b *Book) Search(query string, limit int) []*Entry {
	query = strings.ToLower(strings.TrimSpace(query))
	if query == "" || len(query) > 200 {
		return nil
	}
	s := b.shelved()
	best := map[*Entry]int{}
	note := func(e *Entry, score int) {
		if had, ok := best[e]; !ok || had < score {
			best[e] = score
		}
	}
	plain := foldText(query)
	for i, line := range s.lines {
		switch folded := foldText(line); {
		case plain == "":
		case folded == plain:
			note(s.of[i], 3000)
		case strings.HasPrefix(folded, plain):
			note(s.of[i], 2000-len(folded))
		case strings.Contains(folded, plain):
			note(s.of[i], 1500-len(folded))
		}
	}
	for _, m := range fuzzy.FindFrom(query, s) {
		if m.Score > 0 && len(s.lines[m.Index]) < 80 {
			note(s.of[m.Index], min(m.Score, 900))
		}
	}
	found := make([]*Entry, 0, len(best))
	for i := range b.entries { // in the order of the book, where scores are equal
		if _, ok := best[&b.entries[i]]; ok {
			found = append(found, &b.entries[i])
		}
	}
	slices.SortStableFunc(found, func(x, y *Entry) int { return cmp.Compare(best[y], best[x]) })
	return found[:min(len(found), max(limit, 0))]
}
