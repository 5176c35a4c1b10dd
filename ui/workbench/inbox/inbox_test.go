package inbox_test

import (
	"errors"
	"net/http"
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
