package archive

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/journal"
	"wxlens/wxpay/message"
	"wxlens/wxpay/notify"
	"wxlens/wxpay/v3"
)

// CallImport is what an imported notification is called in the journal: it is shown
// and can be replayed, but tells nothing about the orders here.
const CallImport = "import"

// Imported is what came of an import.
type Imported struct {
	IDs     []string // of the deliveries that it made
	Skipped int      // exchanges that are no notification: not POSTed, or too large
}

// ErrNotRequest is why a message is no notification.
var ErrNotRequest = errors.New("a notification is a request that was POSTed")

// noted is what the user reads beside an imported delivery.
const noted = "imported: "

// FormError is why something is nothing that can be imported.
type FormError struct{ Form message.Form }

func (e *FormError) Error() string { return "no HAR file and no HTTP request: " + string(e.Form) }

// KeepError is why something that can be imported was not: the journal did not take
// it.
type KeepError struct{ err error }

func (e *KeepError) Error() string { return "import: " + e.err.Error() }
func (e *KeepError) Unwrap() error { return e.err }

// Import brings in what a HAR file, or one HTTP request as it stood on the wire,
// holds. It fails with a [*FormError] for anything else. What was brought in before an
// error stays.
func (a *Archive) Import(ctx context.Context, in io.Reader, name string) (done Imported, err error) {
	begin := make([]byte, 64<<10)
	n, err := io.ReadFull(in, begin)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return done, err
	}
	in = io.MultiReader(bytes.NewReader(begin[:n]), in)
	switch form := message.FormOf(begin[:n]); form {
	case message.JSON:
		return a.ImportHAR(ctx, in, name)
	case message.Request:
		data, err := io.ReadAll(io.LimitReader(in, message.MaxInput+1))
		if err != nil {
			return done, err
		}
		id, err := a.ImportMessage(ctx, data, name)
		if err == nil {
			done.IDs = append(done.IDs, id)
		}
		return done, err
	default:
		return done, &FormError{form}
	}
}

// ImportHAR brings the notifications of a HAR file in. name says where from, for
// people. What was brought in before an error stays.
func (a *Archive) ImportHAR(ctx context.Context, in io.Reader, name string) (done Imported, err error) {
	err = message.ReadHAR(in, func(e message.Entry) error {
		if e.Request.Method != http.MethodPost || len(e.Request.Body) > notify.MaxBody {
			done.Skipped++
			return nil
		}
		id, err := a.add(ctx, arrivalOf(&e), name)
		if err == nil {
			done.IDs = append(done.IDs, id)
		}
		return err
	})
	return done, err
}

// ImportMessage brings one HTTP request in, as it stood on the wire.
func (a *Archive) ImportMessage(ctx context.Context, data []byte, name string) (id string, err error) {
	m, err := message.ParseHTTP(data)
	if err != nil {
		return "", err
	}
	if !m.IsRequest() || m.Method != http.MethodPost || len(m.Body) > notify.MaxBody {
		return "", ErrNotRequest
	}
	return a.add(ctx, arrival{request: requestOf(m), at: a.timeOf(m.Header)}, name)
}

// timeOf is when a message was made, as far as it says so, else now.
func (a *Archive) timeOf(h http.Header) time.Time {
	if seconds, err := strconv.ParseInt(h.Get(v3.HeaderTimestamp), 10, 64); err == nil && seconds > 0 && seconds < 1<<34 {
		return time.Unix(seconds, 0)
	}
	if at, err := http.ParseTime(h.Get("Date")); err == nil {
		return at
	}
	return a.deps.Now()
}

// arrival is a notification that came in somewhere, some time.
type arrival struct {
	request wxpay.Request
	at      time.Time
	from    string
	reply   *wxpay.Reply
	elapsed time.Duration
}

func arrivalOf(e *message.Entry) arrival {
	a := arrival{request: requestOf(&e.Request), at: e.Started, from: e.From, elapsed: e.Elapsed}
	if r := e.Reply; r != nil {
		a.reply = &wxpay.Reply{Status: r.Status, Header: r.Header, Body: r.Body}
	}
	return a
}

func requestOf(m *message.HTTP) wxpay.Request {
	return wxpay.Request{Method: m.Method, URL: m.Target, Header: m.Header, Body: m.Body}
}

// add judges a notification at its own time and keeps it. It counts as no attempt
// of an event: the one it was copied from may be here too.
func (a *Archive) add(ctx context.Context, n arrival, name string) (id string, err error) {
	if year := n.at.Year(); year < 1970 || year > 2200 { // nothing that anybody would have written down
		n.at = a.timeOf(n.request.Header)
	}
	profile, j := a.deps.Judge(n.request, n.at)
	id = journal.NewID(n.at, a.deps.Random)
	var keys []wxpay.KeyID
	if j.Serial != "" {
		keys = []wxpay.KeyID{j.Serial}
	}
	records := []journal.Record{
		{Exchange: id, At: n.at, Entry: journal.Opened{
			Direction: wxpay.Incoming, Profile: profile, API: j.API, Call: CallImport, From: n.from, Request: n.request,
		}},
		{Exchange: id, At: a.deps.Now(), Entry: journal.Judged{Checks: j.Checks, Facts: j.Facts, Probe: j.Probe, ClockAt: n.at, KeyIDs: keys}},
		{Exchange: id, At: a.deps.Now(), Entry: journal.Noted{Note: noted + name}},
	}
	if n.reply != nil {
		records = append(records, journal.Record{Exchange: id, At: n.at.Add(n.elapsed), Entry: journal.Answered{Reply: n.reply, Elapsed: n.elapsed}})
	}
	if _, err = a.deps.Journal.Append(ctx, records...); err != nil {
		return "", &KeepError{err}
	}
	return id, nil
}
