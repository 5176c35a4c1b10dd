package inbox_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wxlens/tunnel"
	"wxlens/ui/workbench/inbox"
	"wxlens/wxpay"
)

func TestMembersKeepOrderAndPaths(t *testing.T) {
	for _, c := range []struct {
		body string
		want []wxpay.Field
	}{
		{`{"b":"x","a":{"total":100,"list":[true,null,{"z":1.50}]},"e":{}}`, []wxpay.Field{
			{Name: "b", Value: "x"}, {Name: "a.total", Value: "100"}, {Name: "a.list[0]", Value: "true"}, {Name: "a.list[1]", Value: "null"}, {Name: "a.list[2].z", Value: "1.50"},
		}},
		{"<xml><b><![CDATA[x]]></b><a>1</a></xml>", []wxpay.Field{{Name: "b", Value: "x"}, {Name: "a", Value: "1"}}},
		{"<root><a>1</a></root>", []wxpay.Field{{Name: "a", Value: "1"}}},
		{"", nil}, {"{", nil}, {"<xml", nil}, {strings.Repeat("[", 100000), nil},
	} {
		if diff := cmp.Diff(c.want, inbox.Members([]byte(c.body))); diff != "" {
			t.Errorf("%.40s: %s", c.body, diff)
		}
	}
}

func TestCompareAlignsByName(t *testing.T) {
	a := &inbox.Detail{Exchange: wxpay.Exchange{
		Request: wxpay.Request{Header: http.Header{"N": {"1"}}, Body: []byte(`{"id":"E1","same":"s"}`)}, Reply: &wxpay.Reply{Status: 204},
	}, Plain: []byte(`{"amount":{"total":100}}`)}
	b := &inbox.Detail{Exchange: wxpay.Exchange{
		Request: wxpay.Request{Header: http.Header{"N": {"2"}, "Only": {"b"}}, Body: []byte(`{"same":"s","id":"E2"}`)},
		Checks:  []wxpay.Check{wxpay.Fail(wxpay.CheckAmount, wxpay.ReasonAmountDiffers, "100", "101")},
	}, Plain: []byte(`{"amount":{"total":101}}`)}
	want := []inbox.Compared{
		{Part: inbox.PartEnvelope, Name: "id", A: "E1", B: "E2"}, {Part: inbox.PartEnvelope, Name: "same", A: "s", B: "s"},
		{Part: inbox.PartPlain, Name: "amount.total", A: "100", B: "101"},
		{Part: inbox.PartHeaders, Name: "N", A: "1", B: "2"}, {Part: inbox.PartHeaders, Name: "Only", B: "b"},
		{Part: inbox.PartChecks, Name: "amount-and-currency", B: "fail amount-differs"},
		{Part: inbox.PartReply, Name: "status", A: "204"}, {Part: inbox.PartReply, Name: "body"},
	}
	rows := inbox.Compare(a, b)
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
	if !rows[0].Differs() || rows[1].Differs() {
		t.Error("what differs is not told")
	}
}

func TestAnnotationsAreKept(t *testing.T) {
	j, b := open(t)
	if _, err := b.Receive(t.Context(), tunnel.Arrival{Request: request, At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	heads, _, _, err := j.Since(t.Context(), 0, 0)
	if err != nil || len(heads) != 1 {
		t.Fatal(heads, err)
	}
	for _, note := range []string{"first", "看这个"} {
		if err := b.Annotate(t.Context(), heads[0].ID, true, note); err != nil {
			t.Fatal(err)
		}
	}
	if x, err := j.Exchange(t.Context(), heads[0].ID); err != nil || !x.Marked || x.Note != "看这个" {
		t.Errorf("kept %v %q %v", x.Marked, x.Note, err)
	}
	if err := b.Annotate(t.Context(), "nobody", true, ""); err == nil {
		t.Error("an exchange that is not there was annotated")
	}
}
