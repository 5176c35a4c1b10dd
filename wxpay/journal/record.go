package journal

import (
	"errors"
	"fmt"
	"time"

	"wxlens/wxpay"
)

// Record is one fact about one exchange, appended and never changed.
type Record struct {
	Exchange string    // id of the exchange, see [NewID]
	At       time.Time // kept to the nanosecond, read back in UTC
	Entry    Entry     // one of Opened, Answered, Judged
}

// Entry is what a record says.
type Entry interface{ kind() string }

// Opened is the request: received (Incoming), or about to be sent (Outgoing).
type Opened struct {
	Direction wxpay.Direction
	Profile   string
	API       wxpay.API
	Call      string
	From      string // see [wxpay.Exchange]
	Request   wxpay.Request
}

// Answered is the reply, or why there is none.
type Answered struct {
	Reply   *wxpay.Reply
	Fault   string
	Elapsed time.Duration
}

// Judged is the checks as they were made, what they were made with, and what the
// exchange says about an order.
type Judged struct {
	Checks  []wxpay.Check
	Facts   wxpay.Facts
	Probe   bool
	ClockAt time.Time // the clock that the checks were made with
	KeyIDs  []wxpay.KeyID
	Event   string // identity of the event that a genuine notification tells of; "" if none
}

// Forwarded is one sending of a notification to the developer's server, at
// [wxpay.Forward.At], which is the time of the record. An exchange may have many.
type Forwarded struct{ wxpay.Forward }

// Noted is what the user thinks of an exchange. The last one counts.
type Noted struct {
	Marked bool
	Note   string
}

// The kinds, as they stand in the file.
const (
	kindOpened    = "opened"
	kindAnswered  = "answered"
	kindJudged    = "judged"
	kindForwarded = "forwarded"
	kindNoted     = "noted"
)

func (Opened) kind() string    { return kindOpened }
func (Answered) kind() string  { return kindAnswered }
func (Judged) kind() string    { return kindJudged }
func (Forwarded) kind() string { return kindForwarded }
func (Noted) kind() string     { return kindNoted }

// validate refuses what could not be folded later.
func (r Record) validate() error {
	switch {
	case r.Exchange == "":
		return errors.New("a record names no exchange")
	case r.At.IsZero():
		return fmt.Errorf("a record of exchange %s has no time", r.Exchange)
	case r.Entry == nil:
		return fmt.Errorf("a record of exchange %s says nothing", r.Exchange)
	}
	return nil
}
