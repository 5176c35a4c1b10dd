package run

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"wxlens/profiles"
	"wxlens/ui/workbench/outgoing"
	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/flow"
)

// Mistake is one that a step is to make on purpose, once: the server, or the
// client, then refuses as it would, and the diagnoser can be asked why.
type Mistake struct {
	Slug diagnose.Slug // "": none
	Way  int           // which of the ways of making it; any number
}

// Mistakes lists what can go wrong in a step as its form stands, in the order of the
// catalogue; nothing for a step that signs nothing.
func (r *Runner) Mistakes(j Job) []diagnose.Slug {
	m, err := r.deps.Merchant(j.Profile)
	if err != nil {
		return nil
	}
	j.mistake = Mistake{}
	c, ok := caseOf(m, j, r.Draft(j))
	if !ok {
		return nil
	}
	return slices.DeleteFunc(diagnose.Breakable(&c), func(s diagnose.Slug) bool { return slices.Contains(unfit, s) })
}

// unfit are mistakes that a step cannot be told to make: one happens on the way, to
// what was made rightly, and one to some digests only.
var unfit = []diagnose.Slug{"v3-body-not-transmitted", "v2-md5-leading-zero"}

// caseOf is a draft as a case in which nothing is wrong; ok is false where nothing
// is signed.
func caseOf(m *profiles.Merchant, j Job, d Draft) (c diagnose.Case, ok bool) {
	if d.Err != nil || d.Signature == "" {
		return c, false
	}
	keys, err := outgoing.Keys(m)
	if err != nil {
		return c, false
	}
	c = diagnose.Case{API: j.API, Keys: keys}
	if j.Step.Kind == flow.Sign {
		c.Kind = diagnose.PaySign
		c.Opening = diagnose.Opening{ClientAPI: string(j.client), Params: d.ClientParams, PrepayID: wxpay.PrepayID(j.slots[flow.SlotPrepayID])}
		return c, true
	}
	c.Kind = diagnose.Request
	c.Call = diagnose.Call{Method: d.Request.Method, URL: d.Request.URL, Header: d.Request.Header, Body: d.Request.Body}
	return c, true
}

// ErrNoMistake is why a step cannot be done with the mistake that was asked for.
var ErrNoMistake = errors.New("this mistake cannot be made in this step")

// spoil makes the mistake of the job in a draft. What is shown as signed is what
// was: the diagnoser finds it out.
func spoil(m *profiles.Merchant, j Job, d Draft) Draft {
	if j.mistake.Slug == "" || d.Err != nil {
		return d
	}
	right, ok := caseOf(m, j, d)
	if !ok {
		return d
	}
	wrong, err := diagnose.Break(&right, j.mistake.Slug, func(n int) int { return j.mistake.Way % n })
	if errors.Is(err, diagnose.ErrNotApplicable) {
		err = ErrNoMistake
	}
	if err != nil {
		d.Err = err
		return d
	}
	d.Mistake, d.Signature = j.mistake.Slug, wrong.Signature()
	d.ClientParams = wrong.Opening.Params
	if j.Step.Kind != flow.Sign {
		d.Request.Header, d.Request.Body = wrong.Call.Header, wrong.Call.Body
		if len(d.Request.Body) == 0 {
			d.Request.Body = nil
		}
		d.Request.Header = withoutEmpty(d.Request.Header)
	}
	found, err := diagnose.Diagnose(context.Background(), &wrong, diagnose.Options{Quick: true})
	if err == nil && found.Observed.Len() > 0 {
		d.Text, d.Trace = found.Observed, nil
	}
	return d
}

// withoutEmpty leaves out headers without a value, which are not sent.
func withoutEmpty(h http.Header) http.Header {
	kept := h.Clone()
	for name, values := range kept {
		if len(values) == 0 || len(values) == 1 && values[0] == "" {
			delete(kept, name)
		}
	}
	return kept
}
