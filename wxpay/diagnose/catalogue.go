package diagnose

import "sync"

// groups holds the catalogue in the order in which it is read.
var groups = []struct {
	group    Group
	mistakes []Mistake
}{
	{V2Request, v2RequestMistakes},
	{V2Client, v2ClientMistakes},
	{V2Notice, v2NoticeMistakes},
	{V3Request, v3RequestMistakes},
	{V3Client, v3ClientMistakes},
	{V3Verify, v3VerifyMistakes},
	{V3Decrypt, v3DecryptMistakes},
	{KeyFiles, keyMistakes},
	{Transport, transportMistakes},
	{Business, businessMistakes},
	{Client, clientMistakes},
}

// Catalogue returns every mistake, group by group. The caller must change neither
// the slice nor what it points to.
func Catalogue() []*Mistake { return built().all }

// Find returns the mistake of a slug.
func Find(slug Slug) (*Mistake, bool) {
	m, ok := built().bySlug[slug]
	return m, ok
}

type index struct {
	all    []*Mistake
	bySlug map[Slug]*Mistake
}

var built = sync.OnceValue(func() index {
	n := 0
	for _, g := range groups {
		n += len(g.mistakes)
	}
	x := index{all: make([]*Mistake, 0, n), bySlug: make(map[Slug]*Mistake, n)}
	for _, g := range groups {
		for i := range g.mistakes {
			m := &g.mistakes[i]
			m.Group = g.group
			x.all = append(x.all, m)
			x.bySlug[m.Slug] = m
		}
	}
	return x
})
