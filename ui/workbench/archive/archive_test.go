package archive_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"wxlens/ui/workbench"
	"wxlens/ui/workbench/archive"
	"wxlens/ui/workbench/ledger"
	"wxlens/ui/workbench/query"
	"wxlens/ui/workbench/workbenchtest"
	"wxlens/wxpay"
	"wxlens/wxpay/flow"
	"wxlens/wxpay/message"
)

// filled is a workbench with a paid order and its deliveries, genuine and not.
func filled(t *testing.T) (w *workbench.Workbench, ids []string) {
	t.Helper()
	w = workbenchtest.Open(t, workbenchtest.Home(t))
	for _, id := range []string{"miniprogram-v3", "native-v2"} {
		session, err := w.NewSession(id, flow.Pay)
		if err != nil {
			t.Fatal(err)
		}
		for told := false; !told; {
			r := w.Do(t.Context(), session.Job(session.Next()))
			if session.Apply(r); !r.OK {
				t.Fatalf("%s: %v %+v", id, r.Err, r.Checks)
			}
			told = r.Step == flow.Notify
		}
	}
	for _, body := range []string{"not a notification \xff\x00", "{}", ""} {
		res, err := http.Post(w.NotifyURL()+"?x=1", "text/odd", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if err := res.Body.Close(); err != nil {
			t.Fatal(err)
		}
	}
	deadline := time.NewTimer(15 * time.Second)
	defer deadline.Stop()
	for answered(t, w) != 5 { // answers are recorded after they were given
		select {
		case <-w.Changed():
		case <-deadline.C:
			t.Fatalf("%d deliveries were answered", answered(t, w))
		}
	}
	return w, all(t, w)
}

func answered(t *testing.T, w *workbench.Workbench) (n int) {
	t.Helper()
	if err := w.Find(t.Context(), query.Query{}, func(d *ledger.Delivery) bool {
		if d.Status != 0 {
			n++
		}
		return true
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

func all(t *testing.T, w *workbench.Workbench) (ids []string) {
	t.Helper()
	if err := w.Find(t.Context(), query.Query{}, func(d *ledger.Delivery) bool {
		ids = append(ids, d.ID)
		return true
	}); err != nil {
		t.Fatal(err)
	}
	return ids
}

func export(t *testing.T, w *workbench.Workbench, ids []string, o archive.Options) string {
	t.Helper()
	var b bytes.Buffer
	n, err := w.Archive().Export(t.Context(), &b, slices.Values(ids), o)
	if err != nil || n != len(ids) {
		t.Fatalf("%d exported, %v", n, err)
	}
	return b.String()
}

// What goes out as HAR and comes in elsewhere is the same to the byte, and is
// judged as it was.
func TestARoundTripKeepsEveryByte(t *testing.T) {
	w, ids := filled(t)
	if len(ids) != 5 {
		t.Fatalf("%d deliveries", len(ids))
	}
	first, err := w.Exchange(t.Context(), ids[0])
	if err != nil {
		t.Fatal(err)
	}
	before, err := w.Order(t.Context(), first.Facts.OutTradeNo)
	if err != nil {
		t.Fatal(err)
	}
	har := export(t, w, ids, archive.Options{Format: archive.HAR})
	done, err := w.Archive().ImportHAR(t.Context(), strings.NewReader(har), "a.har")
	if err != nil || len(done.IDs) != len(ids) || done.Skipped != 0 {
		t.Fatalf("%+v, %v", done, err)
	}
	for i, id := range ids {
		was, err := w.Exchange(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		is, err := w.Exchange(t.Context(), done.IDs[i])
		if err != nil {
			t.Fatal(err)
		}
		if is.Request.URL != was.Request.URL || !bytes.Equal(is.Request.Body, was.Request.Body) || !reflect.DeepEqual(is.Request.Header, was.Request.Header) {
			t.Errorf("%s: request %+v\nwas %+v", id, is.Request, was.Request)
		}
		if (is.Reply == nil) != (was.Reply == nil) || is.Reply != nil && (is.Reply.Status != was.Reply.Status || !bytes.Equal(is.Reply.Body, was.Reply.Body)) {
			t.Errorf("%s: reply %+v, was %+v", id, is.Reply, was.Reply)
		}
		if !reflect.DeepEqual(is.Checks, was.Checks) || is.Profile != was.Profile || !is.Started.Equal(was.Started) || is.From != was.From || is.API != was.API {
			t.Errorf("%s: %+v\nwas %+v", id, is, was)
		}
		if is.Call != archive.CallImport || is.Note != "imported: a.har" || is.DuplicateOf != "" || is.Attempt != 0 {
			t.Errorf("%s is not marked: %s %q, attempt %d of %s", id, is.Call, is.Note, is.Attempt, is.DuplicateOf)
		}
	}
	if len(all(t, w)) != 2*len(ids) {
		t.Error("the list does not show what was imported")
	}
	if after, err := w.Order(t.Context(), first.Facts.OutTradeNo); err != nil || len(after.Evidence) != len(before.Evidence) || len(before.Evidence) == 0 {
		t.Errorf("an import is evidence: %+v, before %+v, %v", after.Evidence, before.Evidence, err)
	}
}

func TestRedactedExportsTellNoSecret(t *testing.T) {
	w, ids := filled(t)
	m, err := w.Merchant()
	if err != nil {
		t.Fatal(err)
	}
	secrets := []string{string(m.Profile.MchID), string(m.Profile.OpenID), m.APIv2Key.Reveal(), m.APIv3Key.Reveal()}
	for _, id := range ids[:2] {
		x, err := w.Exchange(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if s := x.Request.Header.Get("Wechatpay-Signature"); s != "" {
			secrets = append(secrets, s)
		}
	}
	for _, format := range archive.Formats {
		o := archive.Options{Format: format, URL: func(target string) string { return "http://127.0.0.1:8080" + target }}
		if open := export(t, w, ids, o); !strings.Contains(open, secrets[0]) {
			t.Errorf("%s shows nothing at all", format)
		}
		o.Redact = true
		masked := export(t, w, ids, o)
		for _, s := range secrets {
			if strings.Contains(masked, s) {
				t.Errorf("%s shows %s", format, s)
			}
		}
		if !strings.Contains(masked, "redacted: ") || !strings.Contains(masked, message.Redacted) {
			t.Errorf("%s does not say that it was redacted", format)
		}
	}
}

func TestLinesAreObjects(t *testing.T) {
	w, ids := filled(t)
	lines := strings.Split(strings.TrimSpace(export(t, w, ids, archive.Options{Format: archive.NDJSON})), "\n")
	if len(lines) != len(ids) {
		t.Fatalf("%d lines", len(lines))
	}
	for i, l := range lines {
		var object struct {
			ID      string
			Request struct {
				Body   string
				Base64 []byte `json:"body_base64"`
			}
			Checks []map[string]any
		}
		if err := json.Unmarshal([]byte(l), &object); err != nil || object.ID != ids[i] {
			t.Errorf("%s: %v", l, err)
		}
		x, err := w.Exchange(t.Context(), ids[i])
		if err != nil {
			t.Fatal(err)
		}
		if raw := object.Request.Base64; raw == nil && object.Request.Body != string(x.Request.Body) || raw != nil && !bytes.Equal(raw, x.Request.Body) {
			t.Errorf("%s: body %q", ids[i], object.Request.Body)
		}
	}
}

// A message is judged at its own time: long after it, it still verifies.
func TestARawMessageIsJudgedAtItsOwnTime(t *testing.T) {
	w, ids := filled(t)
	x, err := w.Exchange(t.Context(), ids[0])
	if err != nil {
		t.Fatal(err)
	}
	var raw bytes.Buffer
	raw.WriteString("POST /notify HTTP/1.1\r\n")
	if err := x.Request.Header.Write(&raw); err != nil {
		t.Fatal(err)
	}
	raw.WriteString("\r\n")
	raw.Write(x.Request.Body)
	later, err := workbench.Open(t.Context(), workbench.Config{Home: workbench.HomeAt(workbenchtest.Home(t)), Now: func() time.Time { return time.Now().Add(48 * time.Hour) }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := later.Close(); err != nil {
			t.Error(err)
		}
	}()
	id, err := later.Archive().ImportMessage(t.Context(), raw.Bytes(), "pasted")
	if err != nil {
		t.Fatal(err)
	}
	got, err := later.Exchange(t.Context(), id)
	if err != nil || !wxpay.Verified(got.Checks) || got.Facts.OutTradeNo != x.Facts.OutTradeNo || got.Reply != nil {
		t.Errorf("judged %+v, %v", got.Checks, err)
	}
	for _, bad := range []string{"", "hello", "HTTP/1.1 200 OK\r\n\r\n", "GET / HTTP/1.1\r\n\r\n"} {
		if _, err := later.Archive().ImportMessage(t.Context(), []byte(bad), "pasted"); err == nil {
			t.Errorf("%q was imported", bad)
		}
	}
	if _, err := later.Archive().ImportMessage(t.Context(), []byte("GET / HTTP/1.1\r\n\r\n"), ""); !errors.Is(err, archive.ErrNotRequest) {
		t.Error(err)
	}
}

func TestOnlyWhatWasPostedIsImported(t *testing.T) {
	w := workbenchtest.Open(t, workbenchtest.Home(t))
	har := `{"log":{"entries":[{"request":{"method":"GET","url":"http://h/"}},{"startedDateTime":"9999-01-01T00:00:00Z","request":{"method":"POST","url":"http://h/n"}}]}}`
	done, err := w.Archive().ImportHAR(context.Background(), strings.NewReader(har), "b.har")
	if err != nil || done.Skipped != 1 || len(done.IDs) != 1 || len(all(t, w)) != 1 {
		t.Errorf("%+v, %v", done, err)
	}
}
