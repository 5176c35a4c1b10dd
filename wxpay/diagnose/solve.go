package diagnose

import (
	"context"
	"slices"
	"sync"

	"wxlens/wxpay"
)

// solution is what a search found.
type solution struct {
	hits  []hit // the fewest mistakes that give the value; more than one is a tie
	right bool  // the rule itself gives it
}

// late is a stage of the search that comes after two departures together.
type late func(context.Context) ([]hit, error)

// solve goes through the stages of the search, the likeliest and cheapest first,
// until one of them gives the value: the rule, one departure, two, the late stages,
// three.
func (s *search) solve(ctx context.Context, o Options, stages ...late) (solution, error) {
	depth := o.Depth
	if depth == 0 {
		depth = maxDepth
	}
	most := affordable(len(s.base.build(nil)))
	if depth = min(depth, most); o.Quick || most < maxDepth {
		depth, stages = min(depth, 2), nil
	}
	for cost := 0; cost <= depth; cost++ {
		hits, err := s.at(ctx, cost)
		for i := 0; i < len(stages) && len(hits) == 0 && err == nil && cost == min(2, depth); i++ {
			hits, err = stages[i](ctx)
		}
		if err != nil {
			return solution{}, err
		}
		if len(hits) > 0 {
			return solution{hits: fewest(hits, rank), right: cost == 0}, nil
		}
	}
	return solution{}, nil
}

// affordable is how many departures can be tried together within about two seconds
// on a text of a length in bytes, as each is written and digested. Three cost as
// much as the late stages.
func affordable(length int) int {
	switch {
	case length <= 4<<10:
		return 3
	case length <= 32<<10:
		return 2
	}
	return 1
}

// sweep tries a long range of values for one field.
type sweep struct {
	field string
	count int
	value func(b []byte, i int) []byte // appends the value
	found func(i int) found
	// beside are the departures it is tried together with; for the short ranges.
	beside bool
}

// mark stands for the value of a sweep while the text around it is made.
const mark = "\x00\x01\x00"

// sweeping tries a range on the rule and, where it says so, beside one departure.
func (s *search) sweeping(w sweep) late {
	return func(ctx context.Context) (hits []hit, err error) {
		sets := []combo{{}}
		if w.beside {
			if err := s.fillTo(ctx, 1); err != nil {
				return nil, err
			}
			sets = append(sets, s.unique[1]...)
		}
		for _, c := range sets {
			more, err := s.sweep(ctx, &w, c)
			if err != nil {
				return nil, err
			}
			hits = append(hits, more...)
		}
		return hits, nil
	}
}

func (s *search) sweep(ctx context.Context, w *sweep, c combo) (hits []hit, err error) {
	var mem memory
	d := &mem.draft
	s.base.copyTo(d)
	if d.index(w.field) < 0 {
		return nil, nil
	}
	d.set(w.field, mark)
	for _, i := range c.list() {
		s.departures[i].change(d)
	}
	text := d.build(nil)
	marked := slices.IndexFunc(d.fields, func(f field) bool { return f.value == mark }) // it may have another name by now
	if marked < 0 || d.whole != nil {
		return nil, nil
	}
	before, after := cutMark(text)
	costs := s.cheapest(w.beside && c.n == 0)
	var mu sync.Mutex
	err = s.parallel(ctx, w.count, func(mem *memory, i int) {
		mem.text = append(w.value(append(mem.text[:0], before...), i), after...)
		for _, cost := range costs {
			for _, seal := range s.seal(mem, mem.text, nil, cost) {
				mu.Lock()
				d.fields[marked].value = string(w.value(nil, i))
				hits = append(hits, hit{slices.Concat([]found{w.found(i)}, s.foundOf(c), seal.found), seal.text(d)})
				mu.Unlock()
			}
		}
	})
	return hits, err
}

// cheapest are the costs of the seals that long ranges are tried with: the least,
// and the next where the range is short.
func (s *search) cheapest(short bool) (costs []int) {
	for cost := 0; cost <= maxDepth && len(costs) < 2; cost++ {
		if s.matcher.ways(cost) > 0 {
			costs = append(costs, cost)
		}
	}
	if !short && len(costs) > 1 {
		return costs[:1]
	}
	return costs
}

func cutMark(text []byte) (before, after []byte) {
	for i := 0; i+len(mark) <= len(text); i++ {
		if string(text[i:i+len(mark)]) == mark {
			return text[:i], text[i+len(mark):]
		}
	}
	return text, nil
}

// maxSubset is the most fields of which all subsets are tried.
const maxSubset = 14

// subsets tries to leave out any of the fields but those that are always there.
func (s *search) subsets(slug Slug, always ...string) late {
	var names []string
	for _, f := range s.base.fields {
		if f.value != "" && !slices.Contains(always, f.name) {
			names = append(names, f.name)
		}
	}
	return func(ctx context.Context) (hits []hit, err error) {
		if len(names) > maxSubset {
			return nil, nil
		}
		var mu sync.Mutex
		err = s.parallel(ctx, 1<<len(names), func(mem *memory, mask int) {
			d := &mem.draft
			s.base.copyTo(d)
			for i, name := range names {
				if mask&(1<<i) != 0 {
					d.drop(name)
				}
			}
			mem.text = d.build(mem.text[:0])
			for cost := range 2 {
				for _, seal := range s.seal(mem, mem.text, nil, cost) {
					mu.Lock()
					left := found{slug, wxpay.JoinNames(chosen(names, mask))}
					hits = append(hits, hit{append([]found{left}, seal.found...), seal.text(d)})
					mu.Unlock()
				}
			}
		})
		return hits, err
	}
}

// chosen are the names that a mask selects.
func chosen(names []string, mask int) (some []string) {
	for i, name := range names {
		if mask&(1<<i) != 0 {
			some = append(some, name)
		}
	}
	return some
}
