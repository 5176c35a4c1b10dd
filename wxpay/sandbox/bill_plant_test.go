package sandbox_test

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"wxlens/wxpay/bill"
)

// planted reads a bill of the sandbox and returns what its rows say, in short.
func (d traded) planted(kind string) (rows []string, r *bill.Report, hash string) {
	d.t.Helper()
	file, _ := d.ask(d.target(kind))
	r, err := bill.Read(d.t.Context(), strings.NewReader(string(d.download(file).Body)), bill.Options{Rows: func(row *bill.Row) error {
		rows = append(rows, fmt.Sprintf("%.7s %s %s%s", row.Of(bill.RoleOutTradeNo), row.Of(bill.RoleState), row.Of(bill.RoleTotal), row.Of(bill.RoleRefundState)))
		return nil
	}})
	if err != nil {
		d.t.Fatal(err)
	}
	return rows, r, file.HashValue
}

func TestPlantedDifferencesAreInTheNextBills(t *testing.T) {
	d := trade(t)
	d.toMorning()
	for _, c := range []struct {
		body any
		want string
	}{
		{map[string]any{"kinds": []string{"missing", "missing"}}, "[]"},
		{map[string]any{"kinds": []string{"extra"}}, "[order-1 SUCCESS 19.90 order-1 REFUND 0.00SUCCESS PLANTED SUCCESS *]"},
		{map[string]any{"kinds": []string{"state", "state"}}, "[order-1 REVOKED 19.90 order-1 REFUND 0.00FAIL]"},
		{map[string]any{"plant": 0}, "[order-1 SUCCESS 19.90 order-1 REFUND 0.00SUCCESS]"},
	} {
		d.control("POST bill", c.body, nil)
		if c.want == "[]" {
			if got := refused(t, d.v3("GET", d.target("ALL"), "")); got.Code != "NO_STATEMENT_EXIST" {
				t.Errorf("%v: %+v", c.body, got)
			}
			continue
		}
		rows, r, hash := d.planted("ALL")
		got := fmt.Sprint(rows)
		if start, _, any := strings.Cut(c.want, "*"); got != c.want && !(any && strings.HasPrefix(got, start)) {
			t.Errorf("%v: %s, want %s", c.body, got, c.want)
		}
		if !r.OK() || r.SHA1 != hash {
			t.Errorf("%v: the bill does not agree with itself: %+v", c.body, r.Faults)
		}
	}
	d.control("POST bill", map[string]any{"plant": 3}, nil)
	first, r, _ := d.planted("ALL")
	again, _, _ := d.planted("ALL")
	if len(first) != 3 || fmt.Sprint(first) != fmt.Sprint(again) || !r.OK() {
		t.Errorf("three differences: %q, then %q", first, again)
	}
	if _, flow, _ := d.planted("BASIC"); !flow.OK() {
		t.Errorf("the fund flow: %+v", flow.Faults)
	}
}

func TestPlantedFaultsOfAFile(t *testing.T) {
	d := trade(t)
	d.toMorning()
	for fault, holds := range map[string]func(*bill.Report, string) bool{
		"wrong-hash": func(r *bill.Report, hash string) bool { return r.OK() && r.SHA1 != hash },
		"wrong-totals": func(r *bill.Report, hash string) bool {
			return r.SHA1 == hash && r.Faults[0].Fault == bill.TotalsDiffer
		},
		"no-totals": func(r *bill.Report, hash string) bool {
			return r.SHA1 == hash && r.Faults[0].Fault == bill.TotalsMissing
		},
		"bad-row": func(r *bill.Report, hash string) bool {
			return r.SHA1 == hash && r.BadRows == 1 && r.Bad[0].Row == 1 && r.Bad[0].Fault == bill.AmountForm
		},
		"column-count": func(r *bill.Report, hash string) bool {
			return r.SHA1 == hash && r.BadRows == 1 && r.Bad[0].Fault == bill.ColumnCount
		},
		"": func(r *bill.Report, hash string) bool { return r.OK() && r.SHA1 == hash },
	} {
		d.control("POST bill", map[string]any{"fault": fault}, nil)
		if _, r, hash := d.planted("ALL"); !holds(r, hash) {
			t.Errorf("%q: %+v %+v", fault, r.Faults, r.Bad)
		}
	}
	d.control("POST bill", map[string]any{"fault": "wrong-hash"}, nil)
	reply := d.sendV2("/pay/downloadfundflow", with(with(with(orderV2("", nowhere, "HMAC-SHA256")[:3], "sign_type", "HMAC-SHA256"), "bill_date", d.day.Format("20060102")), "account_type", "Basic"))
	if sum := sha1.Sum(reply.Body); reply.Header.Get("Digest") == "SHA="+hex.EncodeToString(sum[:]) {
		t.Error("V2 announces the right hash")
	}
	for _, body := range []any{map[string]any{}, map[string]any{"plant": -1}, map[string]any{"plant": 1, "kinds": []string{"extra"}}, map[string]any{"kinds": []string{"theft"}}, map[string]any{"fault": "fire"}} {
		if status := d.control("POST bill", body, nil); status != 400 {
			t.Errorf("%v: %d", body, status)
		}
	}
}
