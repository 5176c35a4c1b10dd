package diagnose

import (
	"wxlens/wxpay"
)

// Verdict is how a diagnosis ended.
type Verdict string

const (
	Explained   Verdict = "explained"   // the causes together produce exactly what was observed
	Correct     Verdict = "correct"     // the signature is right; the fault, if any, lies elsewhere
	Unexplained Verdict = "unexplained" // nothing known produces it
)

// Cause is a mistake that was found in a case.
type Cause struct {
	*Mistake
	// Detail says where, in protocol words: a field, a name, a serial.
	Detail string
}

// Diagnosis is what was found out about a case.
type Diagnosis struct {
	Verdict Verdict
	// Causes are the fewest mistakes that together explain the failure.
	Causes []Cause
	// Likely is what to look at first where there are no causes.
	Likely []Cause
	// Ties are other sets, as few, that explain it as well.
	Ties [][]Cause

	Text     wxpay.Text // what should have been signed
	Observed wxpay.Text // what was signed, where that was found
	// Correction is what should have been sent, where the key for it is there.
	Correction Correction

	Tried int // texts that were hashed
	// Missing names what would have let the diagnosis look further.
	Missing []Missing
}

// Missing is something that a case does not hold.
type Missing string
