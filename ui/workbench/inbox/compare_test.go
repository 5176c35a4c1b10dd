package inbox_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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

func TestWithMemberChangesNothingElse(t *testing.T) {
	const body = `{ "a" : {"total": 100,"list":["x", {"z":"1"}]} ,"open":true, "t":"微信\u4e00" }`
	for _, c := range []struct{ path, value, want string }{
		{"a.total", "101", strings.Replace(body, "100", "101", 1)},
		{"a.total", "many", strings.Replace(body, "100", `"many"`, 1)},
		{"a.total", "", strings.Replace(body, "100", `""`, 1)},
		{"a.list[1].z", "2", strings.Replace(body, `"1"`, `"2"`, 1)},
		{"a.list[0]", `<"&>`, strings.Replace(body, `"x"`, `"<\"&>"`, 1)},
		{"open", "false", strings.Replace(body, "true", "false", 1)},
	} {
		if got, err := inbox.WithMember([]byte(body), c.path, c.value); err != nil || string(got) != c.want {
			t.Errorf("%s: %s, %v", c.path, got, err)
		}
	}
	for _, broken := range []string{"{", "", "[1]", "<xml"} {
		if got, err := inbox.WithMember([]byte(broken), "a", "1"); err == nil {
			t.Errorf("%q became %q", broken, got)
		}
	}
	got, err := inbox.WithMember([]byte("<root><a>1</a><b>2</b></root>"), "b", "3<")
	want := []wxpay.Field{{Name: "a", Value: "1"}, {Name: "b", Value: "3<"}}
	if diff := cmp.Diff(want, inbox.Members(got)); err != nil || diff != "" || !strings.HasPrefix(string(got), "<root>") {
		t.Errorf("%s, %v: %s", got, err, diff)
	}
}

func FuzzWithMember(f *testing.F) {
	f.Add([]byte(`{"a":{"b":[1,"x"]}}`), "2")
	f.Fuzz(func(t *testing.T, body []byte, value string) {
		for _, m := range inbox.Members(body) {
			changed, err := inbox.WithMember(body, m.Name, value)
			if err == nil && len(inbox.Members(changed)) != len(inbox.Members(body)) {
				t.Errorf("%s=%s makes %s of %s", m.Name, value, changed, body)
			}
		}
	})
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
