package diagnose

import (
	"context"
	"hash/maphash"
	"iter"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"wxlens/wxpay"
)

// found is a mistake at work in a case, and where.
type found struct {
	slug   Slug
	detail string
}

// matcher compares texts with the value that was observed. A text can be sealed in
// several ways, by other keys or digests; each is itself some departures away from
// the rule.
type matcher interface {
	// ways is in how many ways of that many departures a text is sealed.
	ways(cost int) int
	// try seals a text in all ways of a cost and reports those that give the value.
	try(m *memory, text []byte, whole func([]byte) []byte, cost int) []sealed
}

// sealed is a way of sealing that gives the value.
type sealed struct {
	found []found
	text  func(*draft) wxpay.Text // what was digested, of a draft
}

// memory is what one worker uses again and again.
type memory struct {
	draft draft
	text  []byte
	v2    sealMemory
	tried int64
}

// maxDepth is how many departures are tried together. No case is known that took
// more than two; more choices are better spent on subsets of fields.
const maxDepth = 3

// combo is departures made together, by their index, ascending.
type combo struct {
	of [maxDepth]int16
	n  int8
}

func (c combo) list() []int16 { return c.of[:c.n] }

func (c combo) with(i int) combo {
	c.of[c.n] = int16(i)
	c.n++
	return c
}

// hit is a set of departures that gives the value.
type hit struct {
	found []found
	text  wxpay.Text // that was signed
}

// search makes departures from one draft until a text gives the observed value.
type search struct {
	base       draft
	departures []departure // in the order in which they are made
	matcher    matcher
	workers    int

	tried  atomic.Int64
	seed   maphash.Seed
	unique [maxDepth][]combo // those that make texts of their own, by how many they are
	seen   map[uint64]struct{}
	known  int // levels of unique that are filled
}

func newSearch(base draft, departures []departure, m matcher, workers int) *search {
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	byStage(departures)
	s := &search{base: base, departures: departures, matcher: m, workers: workers, seed: maphash.MakeSeed(), seen: map[uint64]struct{}{}}
	s.unique[0] = []combo{{}}
	var mem memory
	text, _ := s.make(&mem, combo{})
	s.seen[s.sum(text, combo{})] = struct{}{}
	return s
}

// at tries all sets of a number of departures, those of the seal included, and
// returns those that give the value. Sets that make equal texts are all returned,
// although the text is tried once.
func (s *search) at(ctx context.Context, cost int) (hits []hit, err error) {
	for n := 0; n <= cost; n++ {
		if s.matcher.ways(cost-n) == 0 {
			continue
		}
		more, err := s.level(ctx, n, cost-n)
		if hits = append(hits, more...); err != nil {
			return hits, err
		}
	}
	return hits, nil
}

// level tries texts that are n departures away, sealed in ways of a cost.
func (s *search) level(ctx context.Context, n, sealCost int) ([]hit, error) {
	if n == maxDepth {
		return s.deepest(ctx, sealCost)
	}
	if err := s.fillTo(ctx, n); err != nil {
		return nil, err
	}
	var mu sync.Mutex
	var hits []hit
	err := s.parallel(ctx, len(s.unique[n]), func(mem *memory, i int) {
		c := s.unique[n][i]
		if more := s.tryOne(mem, c, sealCost); more != nil {
			mu.Lock()
			defer mu.Unlock()
			hits = append(hits, s.together(c, more)...)
		}
	})
	return hits, err
}

// deepest is level for as many departures as are ever made together: their texts
// are tried as they are made and not kept.
func (s *search) deepest(ctx context.Context, sealCost int) ([]hit, error) {
	var mu sync.Mutex
	var hits []hit
	seen := newHashes()
	often := s.often()
	count := len(often)
	err := s.parallel(ctx, count*count, func(mem *memory, ij int) {
		i, j := ij/count, ij%count
		if j <= i || s.excluded(combo{}.with(often[i]), often[j]) {
			return
		}
		two := combo{}.with(often[i]).with(often[j])
		for _, k := range often[j+1:] {
			if s.excluded(two, k) {
				continue
			}
			c := two.with(k)
			text, whole := s.make(mem, c)
			sum := s.sum(text, c)
			if _, before := s.seen[sum]; before || !seen.add(sum) {
				continue
			}
			if more := s.seal(mem, text, whole, sealCost); more != nil {
				mu.Lock()
				hits = append(hits, s.together(c, more)...)
				mu.Unlock()
			}
		}
	})
	return hits, err
}

// often are the departures that are tried three together.
func (s *search) often() (places []int) {
	for i := range s.departures {
		if !s.departures[i].rare {
			places = append(places, i)
		}
	}
	return places
}

// fillTo finds the sets of up to n departures that make texts of their own.
func (s *search) fillTo(ctx context.Context, n int) error {
	for ; s.known < n; s.known++ {
		if err := s.fill(ctx, s.known+1); err != nil {
			return err
		}
	}
	return nil
}

// fill finds the sets of n departures that make texts not made before.
func (s *search) fill(ctx context.Context, n int) error {
	var mem memory
	for at, before := range s.sets(n - 1) {
		if at%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		for c := range s.wider(before) {
			text, _ := s.make(&mem, c)
			sum := s.sum(text, c)
			if _, before := s.seen[sum]; !before {
				s.seen[sum] = struct{}{}
				s.unique[n] = append(s.unique[n], c)
			}
		}
	}
	return nil
}

// sets lists all sets of n departures, also those that change nothing by
// themselves: another may give them something to change.
func (s *search) sets(n int) []combo {
	all := []combo{{}}
	for range n {
		var more []combo
		for _, c := range all {
			more = slices.AppendSeq(more, s.wider(c))
		}
		all = more
	}
	return all
}

// wider lists the sets that a later departure makes of a set.
func (s *search) wider(c combo) iter.Seq[combo] {
	return func(yield func(combo) bool) {
		next := 0
		if c.n > 0 {
			next = int(c.of[c.n-1]) + 1
		}
		for i := next; i < len(s.departures); i++ {
			if !s.excluded(c, i) && !yield(c.with(i)) {
				return
			}
		}
	}
}

func (s *search) excluded(c combo, i int) bool {
	for _, j := range c.list() {
		if s.departures[j].excludes(&s.departures[i]) {
			return true
		}
	}
	return false
}

// make writes the text of a set of departures into the memory, and returns what
// changes it as a whole once it is sealed.
func (s *search) make(mem *memory, c combo) (text []byte, whole func([]byte) []byte) {
	d := &mem.draft
	s.base.copyTo(d)
	for _, i := range c.list() {
		s.departures[i].change(d)
	}
	mem.text = d.build(mem.text[:0])
	return mem.text, d.whole
}

// sum identifies a text; what changes it as a whole is a text of its own.
func (s *search) sum(text []byte, c combo) uint64 {
	sum := maphash.Bytes(s.seed, text)
	if c.n > 0 {
		if last := c.of[c.n-1]; s.departures[last].stage == stageWhole {
			sum += uint64(last+1) * 0x9E3779B97F4A7C15
		}
	}
	return sum
}

func (s *search) tryOne(mem *memory, c combo, sealCost int) []sealed {
	text, whole := s.make(mem, c)
	if whole != nil && int(c.n)+sealCost > 2 { // such a change is rare, and takes long
		return nil
	}
	return s.seal(mem, text, whole, sealCost)
}

func (s *search) seal(mem *memory, text []byte, whole func([]byte) []byte, cost int) []sealed {
	mem.tried += int64(s.matcher.ways(cost))
	return s.matcher.try(mem, text, whole, cost)
}

// together joins departures and seals that give the value, and the other sets of
// departures that make the same text.
func (s *search) together(c combo, seals []sealed) (hits []hit) {
	var mem memory
	text, _ := s.make(&mem, c)
	sum := s.sum(text, c)
	for _, twin := range s.sets(int(c.n)) {
		if text, _ := s.make(&mem, twin); s.sum(text, twin) != sum {
			continue
		}
		for _, seal := range seals {
			hits = append(hits, hit{slices.Concat(s.foundOf(twin), seal.found), seal.text(&mem.draft)})
		}
	}
	return hits
}

func (s *search) foundOf(c combo) (all []found) {
	for _, i := range c.list() {
		all = append(all, found{s.departures[i].slug, s.departures[i].detail})
	}
	return all
}

// parallel calls each for 0…n-1, on several goroutines where that pays.
func (s *search) parallel(ctx context.Context, n int, each func(mem *memory, i int)) error {
	const chunk = 64
	var next atomic.Int64
	work := func() {
		var mem memory
		defer func() { s.tried.Add(mem.tried) }()
		for ctx.Err() == nil {
			from := int(next.Add(chunk)) - chunk
			if from >= n {
				return
			}
			for i := from; i < min(from+chunk, n); i++ {
				each(&mem, i)
			}
		}
	}
	if n <= chunk || s.workers == 1 {
		work()
		return ctx.Err()
	}
	var group sync.WaitGroup
	for range s.workers {
		group.Go(work)
	}
	group.Wait()
	return ctx.Err()
}

// hashes is a set that several goroutines add to.
type hashes [64]struct {
	mu  sync.Mutex
	set map[uint64]struct{}
}

func newHashes() *hashes {
	h := new(hashes)
	for i := range h {
		h[i].set = map[uint64]struct{}{}
	}
	return h
}

// add reports whether the hash was not there before.
func (h *hashes) add(sum uint64) bool {
	part := &h[sum%uint64(len(h))]
	part.mu.Lock()
	defer part.mu.Unlock()
	if _, there := part.set[sum]; there {
		return false
	}
	part.set[sum] = struct{}{}
	return true
}

// fewest keeps the hits that name the fewest mistakes, each once, the likeliest
// first: by the rank that is given.
func fewest(hits []hit, rank func(Slug) int) []hit {
	for i := range hits {
		hits[i] = hits[i].tidy()
	}
	hits = slices.DeleteFunc(hits, func(h hit) bool {
		return slices.ContainsFunc(hits, func(o hit) bool { return len(o.slugs()) < len(h.slugs()) })
	})
	weight := func(h hit) (sum int) {
		for _, s := range h.slugs() {
			sum += rank(s)
		}
		return sum
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return weight(a) - weight(b) })
	var out []hit
	for _, h := range hits {
		if !slices.ContainsFunc(out, func(o hit) bool { return slices.Equal(o.slugs(), h.slugs()) }) {
			out = append(out, h)
		}
	}
	return out
}

// tidy joins findings of the same mistake.
func (h hit) tidy() hit {
	var out []found
	for _, f := range h.found {
		if i := slices.IndexFunc(out, func(o found) bool { return o.slug == f.slug }); i < 0 {
			out = append(out, f)
		} else if f.detail != "" && f.detail != out[i].detail {
			out[i].detail += ", " + f.detail
		}
	}
	return hit{out, h.text}
}

// slugs returns the mistakes of a hit, sorted.
func (h hit) slugs() []Slug {
	out := make([]Slug, len(h.found))
	for i, f := range h.found {
		out[i] = f.slug
	}
	slices.Sort(out)
	return slices.Compact(out)
}
