package journal_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"wxlens/wxpay"
	"wxlens/wxpay/journal"
)

// found returns what a search finds, in the order of finding.
func found(t *testing.T, j *journal.Journal, words ...string) (ids []string) {
	t.Helper()
	err := j.Search(t.Context(), words, func(id string) bool { ids = append(ids, id); return true })
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

func TestSearch(t *testing.T) {
	j := open(t, newPath(t))
	for i, r := range []wxpay.Request{
		{URL: "/Notify?shop=1", Header: http.Header{"Wechatpay-Serial": {"PUB_KEY_ID_7A"}}, Body: []byte(`{"id":"EV-1","resource":{"n":"Abc+/=="}}`)},
		{URL: "/notify", Header: http.Header{"X-Shop": {"ÉCOLE", "微信"}}, Body: []byte("<xml><attach>支付 ÀB</attach></xml>")},
		{URL: "/n/\xff", Body: []byte("\xce\xa2\xd0\xc5 GBK")},
	} {
		add(t, j, journal.Record{Exchange: fmt.Sprint("x", i), At: noon, Entry: journal.Opened{Direction: wxpay.Incoming, Request: r}},
			journal.Record{Exchange: fmt.Sprint("x", i), At: noon, Entry: journal.Judged{}})
	}
	add(t, j, journal.Record{Exchange: "ours", At: noon, Entry: journal.Opened{Direction: wxpay.Outgoing, Request: wxpay.Request{URL: "/notify"}}})
	for words, want := range map[string]string{
		"":                      "x2 x1 x0",
		"notify":                "x1 x0",
		"NOTIFY?SHOP":           "x0",
		"pub_key_id_7a ev-1":    "x0", // in header and body
		"wechatpay-serial: pub": "x0", // words are as they are given
		`"n":"abc+/=="`:         "x0",
		"支付":                    "x1",
		"微信 /notify":            "x1",
		"école":                 "x1",
		"àb":                    "x1",
		"gbk":                   "x2",
		"nobody":                "",
		"notify nobody":         "",
	} {
		given := strings.Fields(words)
		if strings.HasPrefix(words, "wechatpay-serial:") {
			given = []string{words}
		}
		if got := strings.Join(found(t, j, given...), " "); got != want {
			t.Errorf("%q finds %q, want %q", words, got, want)
		}
	}
}

func TestSearchGoesThroughEverythingAndStops(t *testing.T) {
	j := open(t, newPath(t))
	const n = 1500
	var records []journal.Record
	for i := range n {
		records = append(records, opened(fmt.Sprintf("x%04d", i), fmt.Appendf(nil, "body %d.", i)))
	}
	add(t, j, records...)
	all := found(t, j, "body")
	if len(all) != n || !slices.IsSortedFunc(all, func(a, b string) int { return strings.Compare(b, a) }) {
		t.Errorf("%d are found, the newest first: %v", len(all), all[:3])
	}
	if got := found(t, j, "body 3."); !slices.Equal(got, []string{"x0003"}) {
		t.Errorf("the oldest of the oldest page: %v", got)
	}
	calls := 0
	if err := j.Search(t.Context(), nil, func(string) bool { calls++; return calls < 7 }); err != nil || calls != 7 {
		t.Errorf("%d calls after the seventh said no, %v", calls, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err := j.Search(ctx, nil, func(string) bool { cancel(); return true })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled search returned %v", err)
	}
}
