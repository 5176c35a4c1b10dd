package link

import (
	"strings"
	"time"

	"wxlens/tunnel"
)

// Slug names a warning.
type Slug string

// Warnings about a tunnel.
const (
	URLChanged     Slug = "url-changed"     // an order was made with another public URL
	NothingArrived Slug = "nothing-arrived" // a minute after a payment
	AnotherCopy    Slug = "another-copy"    // the public URL is online already
	PortMoved      Slug = "port-moved"      // a relay of the user's own leads to the port that the receiver had before
	GoesRound      Slug = "goes-round"      // a server that notifications are sent on to is this receiver
	URLUnfit       Slug = "url-unfit"       // WeChat Pay refuses such a notify_url
	Restricted     Slug = "restricted"      // callers from elsewhere are refused before they get here
)

// Patience is how long after a payment its notification may take before its
// absence is worth a word.
const Patience = time.Minute

// Warning is one thing that should worry, with what it is about.
type Warning struct {
	Slug   Slug
	URL    string        // the one in question
	Was    string        // for [URLChanged]: the one that the order was made with; for [PortMoved]: host:port of before
	Waited time.Duration // for [NothingArrived]
	Codes  []string      // for [URLUnfit]: what is wrong, as tunnel.CheckPublicURL names it
}

// Facts are what warnings are computed from. What is unknown stays empty.
type Facts struct {
	Status    Status
	Sandbox   bool   // notifications come from this machine, which takes any URL
	NotifyURL string // that the next order will be made with
	OrderURL  string // that the order in question was made with
	Listen    string // host:port of the receiver
	Circular  string // a target that leads back here
	Before    string // the one that it had before, which is the one kept
	PaidAt    time.Time
	Now       time.Time
}

// Warn returns the warnings that the facts give reason for.
func Warn(f Facts) []Warning {
	var all []Warning
	base := f.Status.PublicURL
	if f.OrderURL != "" && base != "" && !below(f.OrderURL, base) {
		all = append(all, Warning{Slug: URLChanged, URL: base, Was: f.OrderURL})
	}
	if waited := f.Now.Sub(f.PaidAt); !f.PaidAt.IsZero() && waited >= Patience && f.Status.LastRequest.Before(f.PaidAt) {
		all = append(all, Warning{Slug: NothingArrived, URL: f.OrderURL, Waited: waited})
	}
	if p := f.Status.Problem; p != nil && p.Code == codeOnlineAlready {
		all = append(all, Warning{Slug: AnotherCopy, URL: base})
	}
	if f.Status.Kind == tunnel.KindDirect && f.Status.State == tunnel.Online && f.Before != "" && f.Before != f.Listen {
		all = append(all, Warning{Slug: PortMoved, URL: f.Listen, Was: f.Before})
	}
	if f.Circular != "" {
		all = append(all, Warning{Slug: GoesRound, URL: f.Circular})
	}
	if f.NotifyURL != "" && !f.Sandbox {
		if codes := tunnel.CheckPublicURL(f.NotifyURL); len(codes) > 0 {
			all = append(all, Warning{Slug: URLUnfit, URL: f.NotifyURL, Codes: codes})
		}
	}
	if f.Status.Restricted && f.Status.State != tunnel.Closed && f.Status.State != tunnel.Failed {
		all = append(all, Warning{Slug: Restricted, URL: base})
	}
	return all
}

// codeOnlineAlready is ngrok's word for an address that somebody else holds.
const codeOnlineAlready = "ERR_NGROK_334"

// below reports whether a URL leads to a base or somewhere below it.
func below(url, base string) bool {
	rest, ok := strings.CutPrefix(url, base)
	return ok && (rest == "" || rest[0] == '/' || rest[0] == '?')
}
