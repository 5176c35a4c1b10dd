package inbox_test

import (
	"crypto/rand"
	"errors"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"wxlens/tunnel"
	"wxlens/ui/workbench/inbox"
	"wxlens/wxpay"
	"wxlens/wxpay/journal"
)

func open(t *testing.T) (*journal.Journal, *inbox.Inbox) {
	t.Helper()
	j, err := journal.Open(filepath.Join(t.TempDir(), "journal.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() }) // some tests close it themselves
	return j, inbox.New(inbox.Config{
		Journal: j, Merchants: func() []inbox.Candidate { return nil }, Now: time.Now, Random: rand.Reader,
	})
}

var request = wxpay.Request{Method: http.MethodPost, URL: "/notify", Body: []byte("not a notification")}

func TestWhatIsReceivedIsDurableBeforeItIsAnswered(t *testing.T) {
	j, b := open(t)
	reception, err := b.Receive(t.Context(), tunnel.Arrival{Request: request, At: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	heads, _, _, err := j.Since(t.Context(), 0, 0)
	if err != nil || len(heads) != 1 || heads[0].Reply != nil || heads[0].Checks == nil {
		t.Fatalf("before the answer the journal holds %+v %v", heads, err)
	}
	reception.Answered(time.Millisecond)
	b.Close()
	x, err := j.Exchange(t.Context(), heads[0].ID)
	if err != nil || x.Reply == nil || x.Reply.Status != reception.Answer.Status || string(x.Request.Body) != string(request.Body) {
		t.Errorf("after it: %+v %v", x, err)
	}
}

func TestWhatCannotBeKeptIsNotAcknowledged(t *testing.T) {
	j, b := open(t)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Receive(t.Context(), tunnel.Arrival{Request: request, At: time.Now()}); !errors.Is(err, journal.ErrClosed) {
		t.Errorf("a delivery that was not kept ended as %v", err)
	}
}
