package v3

import (
	"testing"

	"wxlens/wxpay"
)

func TestEveryLineEndsInOneLF(t *testing.T) {
	for _, c := range []struct {
		what string
		text wxpay.Text
		want string
	}{
		{"request", RequestText("POST", "/v3/a?b=%7C", "1", "N", []byte(`{"a":1}`)), "POST\n/v3/a?b=%7C\n1\nN\n{\"a\":1}\n"},
		{"request without body", RequestText("GET", "/v3/a", "1", "N", nil), "GET\n/v3/a\n1\nN\n\n"},
		{"request whose body ends in LF", RequestText("POST", "/v3/a", "1", "N", []byte("{}\n")), "POST\n/v3/a\n1\nN\n{}\n\n"},
		{"request with CRLF and BOM", RequestText("POST", "/v3/a", "1", "N", []byte("\ufeff{\r\n}")), "POST\n/v3/a\n1\nN\n\ufeff{\r\n}\n"},
		{"response", ResponseText("1", "N", []byte(`{}`)), "1\nN\n{}\n"},
		{"response without body", ResponseText("1", "N", nil), "1\nN\n\n"},
		{"response whose body ends in LF", ResponseText("1", "N", []byte("{}\n")), "1\nN\n{}\n\n"},
		{"pay", PayText("wx1", "1", "N", "prepay_id=wx2"), "wx1\n1\nN\nprepay_id=wx2\n"},
	} {
		if got := c.text.Reveal(); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

func TestTextsNameTheirParts(t *testing.T) {
	for _, c := range []struct {
		text wxpay.Text
		want map[string]string
	}{
		{RequestText("POST", "/u", "1", "N", []byte("{}")), map[string]string{FieldMethod: "POST", FieldTarget: "/u", FieldTimestamp: "1", FieldNonce: "N", FieldBody: "{}"}},
		{ResponseText("1", "N", []byte("{}")), map[string]string{FieldTimestamp: "1", FieldNonce: "N", FieldBody: "{}"}},
		{PayText("wx1", "1", "N", "p"), map[string]string{FieldAppID: "wx1", FieldTimestamp: "1", FieldNonce: "N", FieldPackage: "p"}},
	} {
		if len(c.text.Parts()) != len(c.want) {
			t.Errorf("parts %+v", c.text.Parts())
		}
		for _, p := range c.text.Parts() {
			if got := c.text.Reveal()[p.Start:p.End]; got != c.want[p.Field] {
				t.Errorf("%s is %q", p.Field, got)
			}
		}
	}
}
