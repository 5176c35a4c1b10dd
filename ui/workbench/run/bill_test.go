package run

import (
	"bytes"
	"compress/gzip"
	"crypto/sha1"
	"encoding/hex"
	"strings"
	"testing"

	"wxlens/wxpay"
)

// billText is a trade bill of two rows, its columns cut to what matters here.
const billText = "\ufeff交易时间,商户订单号,商品名称\r\n`2026-01-02 03:04:05,`T1,`a，b\r\n`2026-01-02 03:04:06,`T2,`c\r\n总交易单数,应结订单总金额\r\n`2.0,`0.02\r\n"

func gzipped(t *testing.T, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestCheckBill(t *testing.T) {
	sum := sha1.Sum([]byte(billText))
	announced := wxpay.Facts{HashType: "SHA1", HashValue: strings.ToUpper(hex.EncodeToString(sum[:]))}
	for _, c := range []struct {
		what   string
		file   []byte
		told   wxpay.Facts
		no     wxpay.OutTradeNo
		checks int
		reason wxpay.Reason // of the failure, "" if there is none
	}{
		{"plain", []byte(billText), announced, "T1", 3, ""},
		{"gzip is hashed unpacked", gzipped(t, billText), announced, "T2", 3, ""},
		{"V2 announces nothing", []byte(billText), wxpay.Facts{}, "T1", 2, ""},
		{"one byte changed", []byte(strings.Replace(billText, "T1", "T9", 1)), announced, "T1", 1, wxpay.ReasonHashDiffers},
		{"cut gzip", gzipped(t, billText)[:40], announced, "T1", 1, wxpay.ReasonTruncated},
		{"a row is missing", []byte(strings.Replace(billText, "`2026-01-02 03:04:06,`T2,`c\r\n", "", 1)), wxpay.Facts{}, "T1", 1, wxpay.ReasonSumsDiffer},
		{"nothing", nil, wxpay.Facts{}, "T1", 1, wxpay.ReasonNoBill},
		{"another order", []byte(billText), announced, "T", 3, wxpay.ReasonNotInBill},
	} {
		checks := checkBill(t.Context(), c.file, c.told, c.no)
		failure, _ := wxpay.FirstFailure(checks)
		if len(checks) != c.checks || failure.Reason != c.reason {
			t.Errorf("%s: %+v", c.what, checks)
		}
	}
}

func TestBillDateIsTheDayInBeijing(t *testing.T) {
	for _, c := range []struct {
		api          wxpay.API
		success, day string
		state        wxpay.TradeState
	}{
		{wxpay.V3, "2026-01-02T23:30:00+08:00", "2026-01-02", wxpay.Success},
		{wxpay.V3, "2026-01-02T16:00:00Z", "2026-01-03", wxpay.Success},
		{wxpay.V2, "20260102233000", "20260102", wxpay.Success},
		{wxpay.V3, "2026-01-02T23:30:00+08:00", "", wxpay.NotPay},
		{wxpay.V3, "yesterday", "", wxpay.Success},
	} {
		x := &wxpay.Exchange{API: c.api, Facts: wxpay.Facts{State: c.state, SuccessTime: c.success}}
		if got := billDate(x); got != c.day {
			t.Errorf("%s %s: %q, want %q", c.api, c.success, got, c.day)
		}
	}
}

// FuzzCheckBill holds the checks of a downloaded file to never panic and to be
// sure of what they pass.
func FuzzCheckBill(f *testing.F) {
	f.Add([]byte(billText), "T1")
	f.Add([]byte("`1,`2"), "")
	f.Add([]byte("\x1f\x8b\x08"), "T1")
	f.Fuzz(func(t *testing.T, file []byte, no string) {
		for _, c := range checkBill(t.Context(), file, wxpay.Facts{}, wxpay.OutTradeNo(no)) {
			if c.Name == wxpay.CheckInBill && c.Verdict == wxpay.Passed && !bytes.HasPrefix(file, []byte{0x1f, 0x8b}) && !bytes.Contains(file, []byte(no)) {
				t.Fatalf("%q is said to stand in %q", no, file)
			}
		}
	})
}
