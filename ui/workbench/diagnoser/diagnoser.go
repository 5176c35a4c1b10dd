// Package diagnoser asks the solver about what users paste or pick, with the keys
// of the case or of the profile in use.
package diagnoser

import (
	"context"
	"errors"
	"time"

	"wxlens/profiles"
	"wxlens/ui/workbench/outgoing"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/diagnose/paste"
	"wxlens/wxpay/sandbox"
)

// Diagnoser diagnoses cases.
type Diagnoser struct {
	// Merchant returns the profile in use with its keys. It is asked when a case
	// brings none of its own.
	Merchant func() (*profiles.Merchant, error)
	Journal  Journal // nil: nothing captured is asked about
	// Sandbox returns the credentials of the sandbox, made if there are none.
	Sandbox func() (*sandbox.Credentials, error)
	Folder  string // where cases are saved
	Now     func() time.Time
}

// Question is what was recognised in an input, ready to be diagnosed.
type Question struct {
	paste.Recognised
	Profile  string // whose keys it has got; "": its own
	Exchange string // id of the exchange that it is about, "" for a text
}

// Answer is a diagnosis and how long it took.
type Answer struct {
	diagnose.Diagnosis
	Elapsed time.Duration
}

// ErrNothing is returned for a text in which nothing was recognised.
var ErrNothing = errors.New("nothing of WeChat Pay was recognised in the text")

// Read recognises what a text holds and lends it the keys of the profile in use,
// unless it brings some.
func (d *Diagnoser) Read(text []byte) (Question, error) {
	found, err := paste.Read(text)
	if err != nil {
		return Question{}, err
	}
	q := Question{Recognised: found}
	if len(found.Pieces) == 0 || found.Case.Kind == "" {
		return q, ErrNothing
	}
	return d.lend(q)
}

// lend gives a case without keys those of the profile in use.
func (d *Diagnoser) lend(q Question) (Question, error) {
	if q.Case.Keys.Any() {
		return q, nil
	}
	m, err := d.Merchant()
	if err != nil {
		return q, err
	}
	q.Profile = m.Name
	q.Case.Keys, err = outgoing.Keys(m)
	return q, err
}

// Ask diagnoses. It fails only when the context ends.
func (d *Diagnoser) Ask(ctx context.Context, q Question, o diagnose.Options) (Answer, error) {
	start := d.Now()
	found, err := diagnose.Diagnose(ctx, &q.Case, o)
	return Answer{found, d.Now().Sub(start)}, err
}
