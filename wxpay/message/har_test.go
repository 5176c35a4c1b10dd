package message_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"wxlens/wxpay/message"
)

// entries are awkward on purpose.
func entries() []message.Entry {
	at := time.Date(2026, 11, 21, 14, 0, 0, 123456000, time.FixedZone("", 8*3600))
	h := func(pairs ...string) http.Header {
		out := http.Header{}
		for i := 0; i < len(pairs); i += 2 {
			out.Add(pairs[i], pairs[i+1])
		}
		return out
	}
	return []message.Entry{
		{ID: "0a", Started: at, Elapsed: 2500 * time.Microsecond, From: "101.226.103.7",
			Request: message.HTTP{Method: "POST", Target: "/notify?a=%20&b", Header: h("Content-Type", "application/json", "X-Twice", "1", "X-Twice", "2", "X-Empty", ""), Body: []byte("{\"a\": \"<茶>&\\u0000\"}\r\n")},
			Reply:   &message.HTTP{Status: 204, Header: h("Date", "x")}},
		{Started: at, Request: message.HTTP{Method: "POST", Target: "*", Header: h(), Body: []byte("\xff\xfe\x00binary\x00")},
			Reply: &message.HTTP{Status: 500, Header: h(), Body: []byte("\x80")}},
		{Started: at, Request: message.HTTP{Method: "POST", Target: "/", Header: h(), Body: []byte{}}},
	}
}

func write(t *testing.T, list []message.Entry) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := message.NewHARWriter(&b, "wxlens", "test")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		if err := w.Write(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func read(data []byte) (list []message.Entry, err error) {
	err = message.ReadHAR(bytes.NewReader(data), func(e message.Entry) error {
		list = append(list, e)
		return nil
	})
	return list, err
}

func TestHARKeepsEveryByte(t *testing.T) {
	want := entries()
	got, err := read(write(t, want))
	if err != nil || len(got) != len(want) {
		t.Fatalf("%d entries, %v", len(got), err)
	}
	for i := range want {
		w, g := want[i], got[i]
		if !g.Started.Equal(w.Started) || g.Elapsed != w.Elapsed || g.ID != w.ID || g.From != w.From || (g.Reply == nil) != (w.Reply == nil) {
			t.Errorf("entry %d: %+v, want %+v", i, g, w)
		}
		if g.Request.Target != w.Request.Target || !bytes.Equal(g.Request.Body, w.Request.Body) || !reflect.DeepEqual(g.Request.Header, w.Request.Header) {
			t.Errorf("entry %d: request %+v, want %+v", i, g.Request, w.Request)
		}
		if w.Reply != nil && (g.Reply.Status != w.Reply.Status || !bytes.Equal(g.Reply.Body, w.Reply.Body)) {
			t.Errorf("entry %d: reply %+v, want %+v", i, g.Reply, w.Reply)
		}
	}
}

// What the specification of HAR 1.2 demands of every entry.
func TestHARHasItsMembers(t *testing.T) {
	var file struct {
		Log struct {
			Version string
			Creator struct{ Name, Version string }
			Entries []map[string]json.RawMessage
		}
	}
	if err := json.Unmarshal(write(t, entries()), &file); err != nil {
		t.Fatal(err)
	}
	if file.Log.Version != "1.2" || file.Log.Creator.Name == "" || file.Log.Creator.Version == "" || len(file.Log.Entries) != 3 {
		t.Errorf("log %+v", file.Log)
	}
	members := map[string][]string{
		"request":  {"method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize", "bodySize"},
		"response": {"status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL", "headersSize", "bodySize"},
		"timings":  {"send", "wait", "receive"},
		"cache":    nil,
	}
	for _, e := range file.Log.Entries {
		for part, names := range members {
			var object map[string]json.RawMessage
			if err := json.Unmarshal(e[part], &object); err != nil {
				t.Fatalf("%s: %v", part, err)
			}
			for _, name := range names {
				if v, has := object[name]; !has || string(v) == "null" {
					t.Errorf("%s.%s is %s", part, name, v)
				}
			}
		}
	}
}

// A browser writes no member of ours, but others that we do not know.
func TestHAROfOtherPrograms(t *testing.T) {
	got, err := read([]byte(`{"log":{"pages":[{"id":"1"}],"version":"1.2","creator":{},"entries":[{"pageref":"1","startedDateTime":"2026-11-21T06:00:00.000Z","time":-1,
		"request":{"method":"POST","url":"https://shop.example/pay/notify?x=%2F#top","headers":[{"name":":authority","value":"shop.example"},{"name":"wechatpay-serial","value":"S"}],
		"postData":{"mimeType":"application/json","text":"{}"}},"response":{"status":200,"content":{"size":2,"text":"b2s=","encoding":"base64"}}}],"comment":""}}`))
	if err != nil || len(got) != 1 {
		t.Fatalf("%v %v", got, err)
	}
	e := got[0]
	if e.Request.Target != "/pay/notify?x=%2F" || e.Request.Header.Get("Wechatpay-Serial") != "S" || len(e.Request.Header) != 1 || string(e.Request.Body) != "{}" || string(e.Reply.Body) != "ok" || e.Elapsed != 0 {
		t.Errorf("%+v %+v", e.Request, e.Reply)
	}
}

func TestWhatIsNoHAR(t *testing.T) {
	for _, text := range []string{"", "{}", "[]", `{"log":[]}`, `{"log":{}}`, `{"log":{"entries":{}}}`, "x", `{"log":{"entries":5}}`} {
		if _, err := read([]byte(text)); !errors.Is(err, message.ErrNotHAR) {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{`{"log":{"entries":[5]}}`, `{"log":{"entries":[{"request":{"postData":{"text":"%","encoding":"base64"}}}]}}`, `{"log":{"entries":[{}`} {
		if _, err := read([]byte(text)); err == nil {
			t.Errorf("%q is read", text)
		}
	}
}

func TestAnEntryWithoutEndIsRefused(t *testing.T) {
	endless := strings.NewReader(`{"log":{"entries":[{"x":"` + strings.Repeat("x", 2*message.MaxEntry) + `"}]}}`)
	if err := message.ReadHAR(endless, func(message.Entry) error { return nil }); err == nil || endless.Len() < message.MaxEntry/2 {
		t.Errorf("%v, %d bytes unread", err, endless.Len())
	}
}

func FuzzReadHAR(f *testing.F) {
	f.Add([]byte(`{"log":{"entries":[{"startedDateTime":"2026-11-21T06:00:00Z","time":1e300,"request":{"url":"://"},"response":{"status":-1}}]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := read(data)
		if err != nil {
			return
		}
		for i := range list {
			list[i].Request.Target = "/" + strings.ToValidUTF8(list[i].Request.Target, "")
		}
		var again bytes.Buffer
		w, _ := message.NewHARWriter(&again, "", "")
		for _, e := range list {
			if w.Write(e) != nil {
				return // a year that JSON cannot hold
			}
		}
		_ = w.Close()
		if back, err := read(again.Bytes()); err != nil || len(back) != len(list) || slices.ContainsFunc(back, func(e message.Entry) bool { return e.Elapsed < 0 }) {
			t.Errorf("%d of %d came back: %v", len(back), len(list), err)
		}
	})
}
