package diagnose

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"wxlens/wxpay"
)

// Options are the bounds of a search.
type Options struct {
	Depth int // departures that are tried together, at most; 0: three
	// Quick leaves out all that takes longer than a blink: ranges, and three
	// departures together.
	Quick   bool
	Workers int // goroutines; 0: as many as there are processors
}

// Diagnose finds what is wrong in a case. It fails only when the context ends, or
// the case is of no known kind.
func Diagnose(ctx context.Context, c *Case, o Options) (Diagnosis, error) {
	e := &examination{c: c, o: o, d: Diagnosis{Verdict: Unexplained}}
	err := e.run(ctx)
	if err != nil {
		return Diagnosis{}, err
	}
	e.stale()
	e.refused()
	e.correct()
	e.guess()
	return e.d, nil
}

// examination is one diagnosis on its way.
type examination struct {
	c *Case
	o Options
	d Diagnosis

	later  []found // what else is wrong, should nothing better be found
	solved bool    // a search was made
	right  bool    // the rule gives the value that was observed
}

func (e *examination) run(ctx context.Context) error {
	switch {
	case e.c.Kind == Request && e.c.API == wxpay.V2:
		return e.v2Request(ctx)
	case e.c.Kind == PaySign && e.c.API == wxpay.V2:
		return e.v2Client(ctx)
	case (e.c.Kind == Notify || e.c.Kind == Response) && e.c.API == wxpay.V2:
		return e.v2Notice(ctx)
	case e.c.Kind == Request && e.c.API == wxpay.V3:
		return e.v3Request(ctx)
	case e.c.Kind == PaySign && e.c.API == wxpay.V3:
		return e.v3Client(ctx)
	case (e.c.Kind == Notify || e.c.Kind == Response) && e.c.API == wxpay.V3:
		return e.v3Message(ctx)
	case e.c.Kind == Decrypt && e.c.API == wxpay.V3:
		return e.v3Decrypt(ctx)
	case e.c.Kind == Decrypt && e.c.API == wxpay.V2:
		return e.v2Decrypt()
	}
	return fmt.Errorf("a case of %s/%s is of no known kind; kind is request, paysign, notify, response or decrypt", e.c.API, e.c.Kind)
}

// miss notes what would let the diagnosis look further.
func (e *examination) miss(what Missing) {
	if !slices.Contains(e.d.Missing, what) {
		e.d.Missing = append(e.d.Missing, what)
	}
}

// cannotRead notes that what is needed is missing or damaged.
func (e *examination) cannotRead(what Missing) error {
	e.miss(what)
	return nil
}

// find adds a cause that was seen and not searched for.
func (e *examination) find(slug Slug, detail string) {
	e.d.Verdict = Explained
	if !slices.ContainsFunc(e.d.Causes, func(c Cause) bool { return c.Slug == slug }) {
		e.d.Causes = append(e.d.Causes, causeOf(found{slug, detail}))
	}
}

// elsewhere adds a cause that leaves the signature right.
func (e *examination) elsewhere(slug Slug, detail string) {
	verdict := e.d.Verdict
	e.find(slug, detail)
	if e.right && verdict != Explained {
		e.d.Verdict = Correct
	}
}

// conclude puts down what a search found.
func (e *examination) conclude(s *search, result solution) {
	e.solved, e.right = true, result.right
	e.d.Tried += int(s.tried.Load())
	switch {
	case result.right:
		e.d.Verdict = Correct
		e.d.Observed = e.d.Text
	case len(result.hits) > 0:
		e.d.Verdict = Explained
		e.d.Causes = causesOf(result.hits[0])
		e.d.Observed = e.hideSecrets(result.hits[0].text)
		for _, h := range result.hits[1:] {
			e.d.Ties = append(e.d.Ties, causesOf(h))
		}
	default:
		e.ownText(s.matcher, v2Keys(&e.c.Keys, requestKeys))
	}
}

func causesOf(h hit) (causes []Cause) {
	for _, f := range h.found {
		causes = append(causes, causeOf(f))
	}
	return causes
}

func causeOf(f found) Cause {
	m, ok := Find(f.slug)
	if !ok {
		panic("diagnose: no mistake " + string(f.slug)) // held by a test
	}
	return Cause{m, f.detail}
}

// regenerated sweeps the fields that programs make anew: times and amounts.
func (s *search) regenerated(slug Slug) (stages []late) {
	for _, f := range s.base.fields {
		at, err := time.ParseInLocation("20060102150405", f.value, time.UTC)
		if err != nil || !strings.HasPrefix(f.name, "time_") {
			continue
		}
		stages = append(stages, s.sweeping(sweep{
			field: f.name, count: 2*window + 1,
			value: func(b []byte, i int) []byte {
				return at.Add(time.Duration(i-window)*time.Second).AppendFormat(b, "20060102150405")
			},
			found: func(i int) found { return found{slug, f.name + signed(i-window) + " s"} },
		}))
	}
	for _, f := range s.base.fields {
		if _, err := strconv.Atoi(f.value); err != nil || !isAmount(f.name) {
			continue
		}
		stages = append(stages, s.sweeping(sweep{
			field: f.name, count: maxAmount,
			value: func(b []byte, i int) []byte { return strconv.AppendInt(b, int64(i), 10) },
			found: func(i int) found { return found{slug, f.name + "=" + strconv.Itoa(i)} },
		}))
	}
	return stages
}

const (
	window    = 600    // seconds that a time made anew may lie off
	maxAmount = 200000 // fen
)

func signed(n int) string {
	if n < 0 {
		return " − " + strconv.Itoa(-n)
	}
	return " + " + strconv.Itoa(n)
}
