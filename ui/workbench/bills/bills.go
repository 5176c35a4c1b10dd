// Package bills fetches bills from WeChat Pay, keeps them, and shows and compares
// those that are kept.
package bills

import (
	"context"
	"errors"
	"io"
	"iter"
	"net/http"
	"time"

	"wxlens/profiles"
	"wxlens/wxpay"
	"wxlens/wxpay/bill"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/journal"
	"wxlens/wxpay/order"
)

// Deps are what the job needs of the workbench.
type Deps struct {
	// Merchant returns the profile in use with its keys.
	Merchant func() (*profiles.Merchant, error)
	// BaseURL returns where an endpoint is reached under a profile, without I/O.
	BaseURL func(*profiles.Merchant, *catalog.Endpoint) string
	// Ready makes sure that what a profile calls is there: it starts the sandbox.
	Ready func(context.Context, *profiles.Merchant) error
	// Clock returns the time that WeChat Pay goes by under a profile, after it was
	// moved on; only that of a sandbox can be.
	Clock func(ctx context.Context, m *profiles.Merchant, by time.Duration) (time.Time, error)
	// Orders returns all orders that are known here.
	Orders  func(context.Context) (iter.Seq[*order.Order], error)
	Journal interface {
		Append(ctx context.Context, records ...journal.Record) (journal.Appended, error)
		Since(ctx context.Context, seq int64, limit int) (heads []wxpay.Exchange, next int64, more bool, err error)
	}
	Transport func(*profiles.Merchant) http.RoundTripper
	Folder    string // of kept bills; made when one is kept
	Now       func() time.Time
	Random    io.Reader
}

// Bills is the job.
type Bills struct{ deps Deps }

// New returns the job.
func New(d Deps) *Bills { return &Bills{d} }

// beijing is the zone whose days bills are made by.
var beijing = time.FixedZone("UTC+8", 8*60*60)

// Ask is which bill is wanted.
type Ask struct {
	API  wxpay.API
	Kind bill.Kind
	Day  string // YYYY-MM-DD, Beijing
	Type string // bill_type or account_type as V3 writes it; "": ALL, or BASIC
	GZIP bool
	// MoveClock moves the clock of a sandbox to when the bill can be had; it is
	// refused under any other profile.
	MoveClock bool
}

// TypesOf returns what may be asked for of a kind, the usual first.
func TypesOf(k bill.Kind) []string {
	if k == bill.FundFlow {
		return []string{"BASIC", "OPERATION", "FEES"}
	}
	return []string{"ALL", "SUCCESS", "REFUND"}
}

// AskError says what of a wish is none.
type AskError struct{ What, Got string }

func (e *AskError) Error() string { return e.What + ": " + e.Got }

// Slug names the wish that is none.
func (e *AskError) Slug() string { return "bill-" + e.What }

// settle fills in what is usual and refuses what cannot be asked for.
func (a *Ask) settle() (time.Time, error) {
	if a.API == "" {
		a.API = wxpay.V3
	}
	if a.Kind == "" {
		a.Kind = bill.Trade
	}
	if a.Type == "" {
		a.Type = TypesOf(a.Kind)[0]
	}
	day, err := time.ParseInLocation(time.DateOnly, a.Day, beijing)
	switch {
	case err != nil:
		return day, &AskError{"day", a.Day}
	case a.API != wxpay.V2 && a.API != wxpay.V3:
		return day, &AskError{"api", string(a.API)}
	case a.Kind != bill.Trade && a.Kind != bill.FundFlow:
		return day, &AskError{"kind", string(a.Kind)}
	}
	return day, nil
}

// Warning is the slug of what makes it unlikely that there is such a bill.
type Warning string

const (
	WarnFuture   Warning = "bill-future"    // the day has not begun
	WarnToday    Warning = "bill-today"     // the day is not over
	WarnTooEarly Warning = "bill-too-early" // bills should be fetched from 10:00 of the next day
	WarnTooOld   Warning = "bill-too-old"   // bills are kept for three months
)

const (
	billHour   = 10 // of the next day, from which a bill should be fetched (下载账单)
	billMonths = 3  // that bills are kept
)

// Warnings tells what is to be expected of a wish at a moment.
func (a Ask) Warnings(now time.Time) []Warning {
	day, err := a.settle()
	if err != nil {
		return nil
	}
	now = now.In(beijing)
	next := day.AddDate(0, 0, 1)
	switch {
	case now.Before(day):
		return []Warning{WarnFuture}
	case now.Before(next):
		return []Warning{WarnToday}
	case now.Before(next.Add(billHour * time.Hour)):
		return []Warning{WarnTooEarly}
	case day.Before(now.AddDate(0, -billMonths, -1)):
		return []Warning{WarnTooOld}
	}
	return nil
}

// Warnings tells what is to be expected of a wish now, by the clock that WeChat Pay
// goes by under the profile in use.
func (b *Bills) Warnings(ctx context.Context, a Ask) ([]Warning, error) {
	now, err := b.Clock(ctx)
	if err != nil {
		return nil, err
	}
	return a.Warnings(now), nil
}

// Clock returns the time in Beijing that WeChat Pay goes by under the profile in use.
func (b *Bills) Clock(ctx context.Context) (time.Time, error) {
	m, err := b.deps.Merchant()
	if err != nil {
		return time.Time{}, err
	}
	if err := b.deps.Ready(ctx, m); err != nil {
		return time.Time{}, err
	}
	now, err := b.deps.Clock(ctx, m, 0)
	return now.In(beijing), err
}

// ErrRealClock is why the clock is not moved.
var ErrRealClock = errors.New("only the clock of a sandbox can be moved")
