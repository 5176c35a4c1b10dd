package inbox_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wxlens/tunnel"
	"wxlens/ui/workbench/inbox"
	"wxlens/wxpay"
	"wxlens/wxpay/journal"
)

var request = wxpay.Request{Method: http.MethodPost, URL: "/notify", Body: []byte("not a notification")}

func TestWhatIsReceivedIsDurableBeforeItIsAnswered(t *testing.T) {
	j, path := kept(t)
	b := newInbox(j)
	reception, err := b.Receive(t.Context(), tunnel.Arrival{Request: request, At: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	before := heads(t, j)
	if len(before) != 1 || before[0].Reply != nil || before[0].Checks == nil {
		t.Fatalf("before the answer the journal holds %+v", before)
	}
	reception.Answered(time.Millisecond)
	b.Close()
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	x, err := reopen(t, path).Exchange(t.Context(), before[0].ID)
	if err != nil || x.Reply == nil || x.Reply.Status != reception.Answer.Status || string(x.Request.Body) != string(request.Body) {
		t.Errorf("after it: %+v %v", x, err)
	}
}

func TestWhatCannotBeKeptIsNotAcknowledged(t *testing.T) {
	j, _ := kept(t)
	b := newInbox(j)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Receive(t.Context(), tunnel.Arrival{Request: request, At: time.Now()}); !errors.Is(err, journal.ErrClosed) {
		t.Errorf("a delivery that was not kept ended as %v", err)
	}
}

func open(t *testing.T) (*journal.Journal, *inbox.Inbox) {
	t.Helper()
	j, _ := kept(t)
	return j, newInbox(j)
}

// fragile is a journal that refuses while it is told to.
type fragile struct {
	*journal.Journal
	fault atomic.Pointer[error]
}

func (f *fragile) Append(ctx context.Context, records ...journal.Record) (journal.Appended, error) {
	if fault := f.fault.Load(); fault != nil {
		return journal.Appended{}, *fault
	}
	return f.Journal.Append(ctx, records...)
}

func TestARefusalIsAnsweredRememberedAndGetsOver(t *testing.T) {
	j, _ := kept(t)
	f := &fragile{Journal: j}
	b := newInbox(f)
	addr, stop := serve(t, tunnel.NewReceiver(b.Receive, time.Now))
	defer stop()
	if at, n, err := b.Refused(); n != 0 || err != nil || !at.IsZero() {
		t.Errorf("at first %v %d %v", at, n, err)
	}
	full := errors.New("the disk is full")
	f.fault.Store(&full)
	for i, c := range []struct{ body, form string }{
		{"{}", `{"code":"FAIL"`}, {"<xml></xml>", "<return_code><![CDATA[FAIL]]></return_code>"},
	} {
		res, err := http.Post("http://"+addr+"/n", "", strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		answer, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusInternalServerError || !strings.Contains(string(answer), c.form) {
			t.Errorf("%s was answered %d %s, %v", c.body, res.StatusCode, answer, err)
		}
		<-b.RefusalChanged()
		if at, n, err := b.Refused(); n != i+1 || !errors.Is(err, full) || at.IsZero() {
			t.Errorf("refused %v %d %v", at, n, err)
		}
	}
	f.fault.Store(nil)
	res, err := http.Post("http://"+addr+"/n", "", strings.NewReader("{}"))
	if err != nil || res.StatusCode != http.StatusBadRequest {
		t.Fatal(res, err)
	}
	<-b.RefusalChanged()
	if _, n, err := b.Refused(); n != 2 || err != nil {
		t.Errorf("when there is space again %d %v", n, err)
	}
	if got := heads(t, j); len(got) != 1 {
		t.Errorf("%d are kept", len(got))
	}
}

// A clock that jumps, or never was set, keeps nothing from being received.
func TestClocksThatJump(t *testing.T) {
	j, b := open(t)
	var ids []string
	for _, at := range []time.Time{
		time.Now(), time.Now().Add(100 * 365 * 24 * time.Hour), time.Unix(0, 0), time.Date(1903, 1, 1, 0, 0, 0, 0, time.UTC), time.Now().Add(-time.Hour),
	} {
		reception, err := b.Receive(t.Context(), tunnel.Arrival{Request: request, At: at})
		if err != nil {
			t.Fatalf("%v: %v", at, err)
		}
		reception.Answered(0)
		all := heads(t, j)
		last := all[len(all)-1]
		if ids = append(ids, last.ID); !last.Started.Equal(at) {
			t.Errorf("received at %v, kept as %v", at, last.Started)
		}
	}
	if slices.Sort(ids); len(slices.Compact(ids)) != 5 {
		t.Errorf("%v are not five", ids)
	}
}

// Every delivery that is kept is told once, with its attempt right, however many
// come at once.
func TestEveryDeliveryIsToldOnce(t *testing.T) {
	j, path := kept(t)
	const n, events = 200, 4
	told := make(chan inbox.Told, 2*n)
	b := inbox.New(inbox.Config{
		Journal: j, Merchants: candidates(nil), Now: time.Now, Random: rand.Reader, Tell: func(d inbox.Told) { told <- d },
	})
	requests := make([]wxpay.Request, events)
	for i := range requests {
		requests[i] = notification(t, i)
	}
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() {
			reception, err := b.Receive(t.Context(), tunnel.Arrival{Request: requests[i%events], At: time.Now()})
			if err != nil || reception.Answer.Status != http.StatusNoContent {
				t.Errorf("%+v %v", reception.Answer, err)
				return
			}
			reception.Answered(time.Millisecond)
		})
	}
	group.Wait()
	b.Close()
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	close(told)
	j = reopen(t, path)
	attempts, firsts, ids := map[string]bool{}, map[wxpay.TransactionID]string{}, map[string]bool{}
	for d := range told {
		x := d.Exchange
		payment := x.Facts.TransactionID
		attempts[fmt.Sprint(payment, x.Attempt)], ids[x.ID] = true, true
		if x.Attempt == 1 {
			firsts[payment] = x.ID
		}
		if !d.Verified || len(d.Plain) == 0 || (x.DuplicateOf == "") != (x.Attempt == 1) {
			t.Errorf("told %+v", d)
		}
		stored, err := j.Exchange(t.Context(), x.ID)
		if err != nil || stored.Reply == nil || stored.Attempt != x.Attempt || stored.DuplicateOf != x.DuplicateOf {
			t.Errorf("kept %+v, %v; told %+v", stored, err, x)
		}
	}
	if len(ids) != n || len(attempts) != n || len(firsts) != events {
		t.Errorf("%d told, %d attempts, %d events", len(ids), len(attempts), len(firsts))
	}
}
