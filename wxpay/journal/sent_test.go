package journal_test

import (
	"fmt"
	"slices"
	"testing"

	"wxlens/wxpay"
	"wxlens/wxpay/journal"
)

// The newest calls come first, folded, however many notifications lie between.
func TestSentListsTheNewestCalls(t *testing.T) {
	j := open(t, newPath(t))
	for i := range 5 {
		id := fmt.Sprintf("call-%d", i)
		add(t, j,
			journal.Record{Exchange: id, At: noon, Entry: journal.Opened{
				Direction: wxpay.Outgoing, API: wxpay.V3, Call: "v3.certificates",
				Request: wxpay.Request{Method: "GET", URL: "https://api.mch.weixin.qq.com/v3/certificates"},
			}},
			opened(newID(), nil),
			journal.Record{Exchange: id, At: noon, Entry: journal.Answered{Reply: &wxpay.Reply{Status: 200 + i}}},
		)
	}
	calls, err := j.Sent(t.Context(), 3)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range calls {
		got = append(got, fmt.Sprintf("%s %s %d", x.ID, x.Request.Method, x.Reply.Status))
	}
	if want := []string{"call-4 GET 204", "call-3 GET 203", "call-2 GET 202"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
