package detail

import (
	"wxlens/ui/text"
	"wxlens/wxpay"
	"wxlens/wxpay/decode"
)

// explain decodes the replies that are shown and are errors; those that were shown
// before are known. Our own answers to notifications need no explanation.
func (d *Detail) explain() {
	known := map[*wxpay.Reply]decode.Finding{}
	for _, r := range d.replies() {
		f, ok := d.known[r]
		if !ok {
			f, ok = text.Errors().Refusal(r)
		}
		if ok && (f.Kind != decode.Status || d.Content.Delivery == nil) { // the bare status of a developer's own server is judged elsewhere
			known[r] = f
		}
	}
	d.known = known
}

// replies lists what others replied, the one that matters first.
func (d *Detail) replies() []*wxpay.Reply {
	var all []*wxpay.Reply
	add := func(x *wxpay.Exchange) {
		if x != nil && x.Direction == wxpay.Outgoing && x.Reply != nil {
			all = append(all, x.Reply)
		}
	}
	c := &d.Content
	switch {
	case c.Step != nil && c.Step.Result != nil:
		if file := c.Step.Result.Download; file != nil {
			add(file.Exchange)
		}
		add(c.Step.Result.Exchange)
	case c.Exchange != nil:
		add(c.Exchange)
	case c.Delivery != nil:
		for i := len(c.Delivery.Exchange.Forwards) - 1; i >= 0 && len(all) < shownForwards; i-- {
			if r := c.Delivery.Exchange.Forwards[i].Reply; r != nil {
				all = append(all, r)
			}
		}
	}
	return all
}

// shownForwards is how many of the last answers of a developer's servers are shown
// whole.
const shownForwards = 2

// Refusal returns the reply at hand that is a known error, nil if there is none.
func (d *Detail) Refusal() *wxpay.Reply {
	for _, r := range d.replies() {
		if _, known := d.known[r]; known {
			return r
		}
	}
	return nil
}
