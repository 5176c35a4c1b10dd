package diagnose

import (
	"errors"
	"slices"

	"wxlens/wxpay"
)

// ErrNotApplicable is returned for a mistake that cannot be made in a case: what it
// is about is not there.
var ErrNotApplicable = errors.New("this mistake cannot be made here")

// Pick chooses one of n ways; a random number for lessons, each in turn for tests.
type Pick func(n int) int

// Break makes a mistake in a case that is right, as a program would that has it,
// and returns the case that comes of it. The case must hold the keys.
func Break(c *Case, slug Slug, pick Pick) (Case, error) {
	ways := waysOf(c)[slug]
	if len(ways) == 0 {
		return Case{}, ErrNotApplicable
	}
	return ways[pick(len(ways))]()
}

// Breakable lists the mistakes that [Break] can make in a case, in the order of the
// catalogue.
func Breakable(c *Case) []Slug {
	ways := waysOf(c)
	var slugs []Slug
	for _, m := range Catalogue() {
		if len(ways[m.Slug]) > 0 {
			slugs = append(slugs, m.Slug)
		}
	}
	return slugs
}

// way makes a mistake in one way.
type way func() (Case, error)

// ways are those of every mistake.
type ways map[Slug][]way

func (w ways) add(slug Slug, make way) { w[slug] = append(w[slug], make) }

func waysOf(c *Case) ways {
	e := &examination{c: c}
	w := ways{}
	switch {
	case c.Kind == Request && c.API == wxpay.V2:
		e.breakV2Request(w)
	case c.Kind == PaySign && c.API == wxpay.V2:
		e.breakV2Client(w)
	case c.Kind == Notify && c.API == wxpay.V2:
		e.breakV2Notice(w)
	case c.Kind == Request && c.API == wxpay.V3:
		e.breakV3Request(w)
	case c.Kind == PaySign && c.API == wxpay.V3:
		e.breakV3Client(w)
	case (c.Kind == Notify || c.Kind == Response) && c.API == wxpay.V3:
		e.breakV3Message(w)
	case c.Kind == Decrypt:
		e.breakSealed(w)
	}
	return w
}

// departing makes each departure from a draft; seal turns the text that comes of it
// into the case.
func (w ways) departing(b *builder, seal func(text []byte, whole func([]byte) []byte) (Case, error)) {
	var right draft
	b.base.copyTo(&right)
	rule := right.build(nil)
	for i := range b.all {
		w.add(b.all[i].slug, func() (Case, error) {
			var d draft
			b.base.copyTo(&d)
			b.all[i].change(&d)
			text := d.build(nil)
			if d.whole == nil && slices.Equal(text, rule) {
				return Case{}, ErrNotApplicable
			}
			return seal(text, d.whole)
		})
	}
}

// with returns a copy of the case with something changed.
func (c *Case) with(change func(*Case)) (Case, error) {
	broken := *c
	broken.Call.Header = c.Call.Header.Clone()
	broken.Message.Header = c.Message.Header.Clone()
	broken.Opening.Params = slices.Clone(c.Opening.Params)
	change(&broken)
	return broken, nil
}
