package composer

import (
	"context"
	"strings"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
)

// Sent is a call that was made before, by whatever part of the workbench.
type Sent struct {
	Exchange string // its id
	At       time.Time
	Profile  string
	API      wxpay.API
	Title    wxpay.Words // of a call that the catalogue knows
	Method   string
	Target   string // path and query
	Status   int    // 0: there was no answer
	Code     string // of a refusal
	OK       bool   // every check held
	Elapsed  time.Duration
}

// History returns the calls that were made, the newest first.
func (c *Composer) History(ctx context.Context, most int) ([]Sent, error) {
	calls, err := c.deps.Journal.Sent(ctx, most)
	if err != nil {
		return nil, err
	}
	history := make([]Sent, 0, len(calls))
	for i := range calls {
		if x := &calls[i]; isCall(x) {
			history = append(history, sent(x))
		}
	}
	return history, nil
}

// isCall tells a call from what the journal holds beside them, such as what the
// client app reported.
func isCall(x *wxpay.Exchange) bool {
	_, known := catalog.ByID(x.Call)
	return x.Direction == wxpay.Outgoing && (known || strings.HasPrefix(x.Call, x.Request.Method+" "))
}

func sent(x *wxpay.Exchange) Sent {
	s := Sent{
		Exchange: x.ID, At: x.Started, Profile: x.Profile, API: x.API, Method: x.Request.Method, Elapsed: x.Elapsed,
		Code: x.Facts.ErrorCode, OK: x.Reply != nil && wxpay.OK(x.Checks),
	}
	if e, known := catalog.ByID(x.Call); known {
		s.Title = e.Title
	}
	if x.Reply != nil {
		s.Status = x.Reply.Status
	}
	s.Target, _ = targetOf(x.Request.URL) // it was sent there
	return s
}

// Again returns the request of a call that was made before, to be changed and sent
// once more: what signing fills in is left out, ciphertexts stay. It fails with a
// [*Fault] for what is no such call, or whose body was let go.
func (c *Composer) Again(ctx context.Context, id string) (Request, error) {
	x, err := c.deps.Journal.Exchange(ctx, id)
	switch {
	case err != nil:
		return Request{}, err
	case !isCall(&x):
		return Request{}, &Fault{NotACall, id}
	case x.Pruned:
		return Request{}, &Fault{NotKept, id}
	}
	target, err := targetOf(x.Request.URL)
	if err != nil {
		return Request{}, &Fault{NotACall, id}
	}
	if e, known := catalog.ByID(x.Call); known && e.Upload { // the file may lie elsewhere by now
		return Request{Endpoint: e.ID}, nil
	}
	return taken(x.Request.Method, target, x.Request.Body), nil
}
