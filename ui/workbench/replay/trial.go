package replay

import (
	"slices"

	"wxlens/wxpay"
	"wxlens/wxpay/sandbox"
)

// Trial is what a notification is put through before it is sent again.
type Trial string

const (
	AsReceived    Trial = "as-received"  // byte for byte
	SignedAgain   Trial = "signed-again" // encrypted and signed now, saying the same
	Edited        Trial = "edited"       // signed now, saying something else
	Duplicate     Trial = "duplicate"    // the same bytes twice, one after the other
	Concurrent    Trial = "concurrent"   // the same bytes many times at once
	BadSignature  Trial = "bad-signature"
	Tampered      Trial = "tampered"       // the body changed after signing
	Stale         Trial = "stale"          // signed ten minutes ago
	UnknownSerial Trial = "unknown-serial" // names a key nobody has
	WrongAmount   Trial = "wrong-amount"   // genuine, one fen more
	Probe         Trial = "probe"          // signature probe (签名探测流量)
	ExtraFields   Trial = "extra-fields"   // fields that no page names
	FourCoupons   Trial = "four-coupons"
)

// Trials lists all trials.
var Trials = []Trial{
	AsReceived, SignedAgain, Edited, Duplicate, Concurrent, BadSignature, Tampered, Stale, UnknownSerial, WrongAmount, Probe, ExtraFields, FourCoupons,
}

// exam lists the trials that a server is examined by: first what it must take, then
// what it must refuse.
var exam = []Trial{
	AsReceived, SignedAgain, Duplicate, Concurrent, ExtraFields, FourCoupons,
	WrongAmount, BadSignature, Tampered, Stale, UnknownSerial, Probe,
}

// ParseTrial reads a trial's name; the sandbox calls an unchanged notification
// normal.
func ParseTrial(name string) (Trial, bool) {
	if name == string(sandbox.VariantNormal) {
		return SignedAgain, true
	}
	return Trial(name), slices.Contains(Trials, Trial(name))
}

// variant is what the sandbox calls a trial.
func (t Trial) variant() sandbox.Variant {
	switch t {
	case SignedAgain, Edited, Duplicate, Concurrent:
		return sandbox.VariantNormal
	}
	return sandbox.Variant(t)
}

// same reports whether every sending of a trial has the same bytes.
func (t Trial) same() bool { return t == AsReceived || t == Duplicate || t == Concurrent }

// exists reports whether a trial can be made of a notification: V2 has no headers,
// not every event states an amount.
func (t Trial) exists(c *sandbox.Content) bool {
	return t == AsReceived || slices.Contains(c.Variants(), t.variant())
}

// atOnce is how many are sent at the same time by default.
const atOnce = 10

// defaults are how often a trial sends, and how many at once, where nothing is said.
func (t Trial) defaults() (times, concurrency int) {
	switch t {
	case Duplicate:
		return 2, 1
	case Concurrent:
		return atOnce, atOnce
	}
	return 1, 1
}

// recorded is the name that the journal keeps: none where nothing was changed.
func (t Trial) recorded() string {
	if t == AsReceived {
		return ""
	}
	return string(t)
}

// refusal is the check by which a correct server refuses what was sent, without a
// name if it takes it. Another amount shows only by its own record of the order.
func (t Trial) refusal(checks []wxpay.Check) wxpay.Check {
	c, failed := wxpay.FirstFailure(checks)
	if !failed && t == WrongAmount {
		return wxpay.Fail(wxpay.CheckAmount, wxpay.ReasonAmountDiffers, "", "")
	}
	return c
}

// provable reports whether a merchant's server can verify what the sandbox signs:
// in V2 both hold the same key, in V3 it must hold the sandbox's.
func provable(api wxpay.API, known bool) bool { return api == wxpay.V2 || known }
