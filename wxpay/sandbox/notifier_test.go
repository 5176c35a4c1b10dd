package sandbox_test

import (
	"strings"
	"testing"
	"time"

	"wxlens/wxpay/notify"
	"wxlens/wxpay/v2"
)

// moments are how long after the first attempt the others were made.
func (n sent) moments() []time.Duration {
	var list []time.Duration
	for _, a := range n.Attempts {
		list = append(list, a.At.Sub(n.Attempts[0].At))
	}
	return list
}

// published are the moments of the documentation: seconds since the first.
var published = []int{0, 15, 30, 60, 240, 840, 2040, 3840, 5640, 7440, 11040, 21840, 32640, 43440, 65040, 86640}

func expectMoments(t *testing.T, n sent, count int) {
	t.Helper()
	got := n.moments()
	if len(got) != count {
		t.Fatalf("%d attempts at %v, want %d", len(got), got, count)
	}
	for i, moment := range got {
		if moment != time.Duration(published[i])*time.Second {
			t.Errorf("attempt %d came after %s, want %d s", i+1, moment, published[i])
		}
	}
}

func TestUnacknowledgedNotificationClimbsTheLadder(t *testing.T) {
	w, r := open(t), listen(t, always(500, `{"code":"FAIL"}`))
	w.place("order-1", r.url)
	w.pay("order-1")
	w.advance(30 * 24 * time.Hour)
	n := w.notification()
	if expectMoments(t, n, 16); n.NextAt != nil {
		t.Errorf("a next one is planned at %s", n.NextAt)
	}
	for range 16 {
		d := r.next()
		if j := notify.Judge(d.header, d.body, judge(t), time.Now()); !j.Acceptable() {
			t.Fatalf("%+v", j.Checks)
		}
	}
	r.quiet()
}

func TestNotificationEndsWithItsAcknowledgement(t *testing.T) {
	w, r := open(t), listen(t, func(n int) (int, string) {
		if n <= 3 {
			return 500, ""
		}
		return 200, `{"code":"FAIL"}` // the status alone counts
	})
	w.place("order-1", r.url)
	w.pay("order-1")
	w.advance(30 * 24 * time.Hour)
	n := w.notification()
	expectMoments(t, n, 4)
	for i, a := range n.Attempts {
		if a.Acknowledged != (i == 3) || (a.Status == 200) != (i == 3) || a.Error != "" {
			t.Errorf("attempt %d: %+v", i+1, a)
		}
	}
	if n.NextAt != nil || n.EventType != "TRANSACTION.SUCCESS" || n.URL != r.url || n.OutTradeNo != "order-1" {
		t.Errorf("notification %+v", n)
	}
}

// The clock stops at every due moment, and not beyond the one asked for.
func TestAdvanceVisitsWhatIsDue(t *testing.T) {
	w, r := open(t), listen(t, always(500, ""))
	w.place("order-1", r.url)
	w.pay("order-1")
	for _, c := range []struct {
		advance time.Duration
		total   int
	}{{0, 1}, {14 * time.Second, 1}, {time.Second, 2}, {0, 2}, {30*time.Second + 14*time.Second, 3}, {time.Second, 4}, {3 * time.Minute, 5}} {
		w.advance(c.advance)
		n := w.notification()
		if expectMoments(t, n, c.total); n.NextAt == nil || n.NextAt.Sub(n.Attempts[0].At) != time.Duration(published[c.total])*time.Second {
			t.Errorf("after %d attempts the next is at %v", c.total, n.NextAt)
		}
	}
}

func TestV2NotificationWantsXML(t *testing.T) {
	w, r := open(t), listen(t, func(n int) (int, string) {
		switch n {
		case 1:
			return 204, ""
		case 2:
			return 200, `{"code":"SUCCESS"}`
		case 3:
			return 200, string(v2.Refuse("later"))
		}
		return 200, string(v2.Acknowledge())
	})
	w.placeV2("order-1", r.url, "")
	w.pay("order-1")
	w.advance(30 * 24 * time.Hour)
	n := w.notification()
	if expectMoments(t, n, 4); !n.Attempts[3].Acknowledged {
		t.Errorf("%+v", n.Attempts[3])
	}
	if d := r.next(); d.header.Get("Content-Type") != "text/xml" || d.header.Get("User-Agent") != "Mozilla/4.0" || d.header.Get("Wechatpay-Signature") != "" {
		t.Errorf("headers %v", d.header)
	}
}

func TestRedirectIsNotFollowed(t *testing.T) {
	w, r := open(t), listen(t, always(302, ""))
	w.place("order-1", r.url)
	w.pay("order-1")
	w.advance(0)
	if a := w.notification().Attempts; len(a) != 1 || a[0].Status != 302 || a[0].Acknowledged {
		t.Errorf("attempts %+v", a)
	}
	r.next()
	r.quiet()
}

func TestReceiverThatIsNotThere(t *testing.T) {
	w := open(t)
	w.place("order-1", nowhere)
	w.pay("order-1")
	w.advance(15 * time.Second)
	n := w.notification()
	expectMoments(t, n, 2)
	for _, a := range n.Attempts {
		if a.Status != 0 || a.Acknowledged || !strings.Contains(a.Error, "127.0.0.1:9") {
			t.Errorf("attempt %+v", a)
		}
	}
}

// Every repeat is signed anew, or its timestamp would be refused.
func TestRepeatsAreSignedAnew(t *testing.T) {
	w, r := open(t), listen(t, always(500, ""))
	w.place("order-1", r.url)
	w.pay("order-1")
	w.advance(15 * time.Second)
	first, second := r.next(), r.next()
	if a, b := first.header.Get("Wechatpay-Signature"), second.header.Get("Wechatpay-Signature"); a == b || a == "" {
		t.Errorf("both are signed %s", a)
	}
	j, k := notify.Judge(first.header, first.body, judge(t), time.Now()), notify.Judge(second.header, second.body, judge(t), time.Now())
	if j.Event != k.Event || j.Event == "" {
		t.Errorf("the repeat is another event: %q, %q", j.Event, k.Event)
	}
}

// A slow receiver of one order holds up no other.
func TestSlowReceiverHoldsUpNobody(t *testing.T) {
	release := make(chan struct{})
	slow := listen(t, func(int) (int, string) {
		<-release
		return 204, ""
	})
	w, r := open(t), listen(t, always(204, ""))
	w.place("order-1", slow.url)
	w.place("order-2", r.url)
	w.pay("order-1")
	w.pay("order-2")
	r.next()
	close(release)
	slow.next()
}
