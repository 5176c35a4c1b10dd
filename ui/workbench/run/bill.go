package run

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"wxlens/profiles"
	"wxlens/wxpay"
	"wxlens/wxpay/bill"
	"wxlens/wxpay/client"
	"wxlens/wxpay/flow"
)

// beijing is the zone whose days bills are made by.
var beijing = time.FixedZone("UTC+8", 8*60*60)

// dayLayout is how each generation writes the day of a bill, and timeLayout the
// moment of a payment.
var (
	dayLayout  = map[wxpay.API]string{wxpay.V3: time.DateOnly, wxpay.V2: "20060102"}
	timeLayout = map[wxpay.API]string{wxpay.V3: time.RFC3339, wxpay.V2: "20060102150405"}
)

// billDate returns the day under which the payment that an exchange tells of
// stands in the bills, "" when it tells of none.
func billDate(x *wxpay.Exchange) string {
	if x.Facts.State != wxpay.Success {
		return ""
	}
	paid, err := time.ParseInLocation(timeLayout[x.API], x.Facts.SuccessTime, beijing)
	if err != nil {
		return ""
	}
	return paid.In(beijing).Format(dayLayout[x.API])
}

// fetch applies for a bill, downloads it and compares it with what was announced
// and with the order of this flow.
func (r *Runner) fetch(ctx context.Context, m *profiles.Merchant, j Job) Result {
	if err := r.untilBill(ctx, m, j); err != nil {
		return Result{Err: err}
	}
	result := r.call(ctx, m, j)
	if result.Err != nil || !wxpay.OK(result.Checks) {
		return result
	}
	file := result.Exchange
	if j.Step.File != "" {
		if !r.download(ctx, m, j, &result) {
			return result
		}
		file = result.Download.Exchange
	}
	result.Checks = append(result.Checks[:len(result.Checks):len(result.Checks)],
		checkBill(ctx, file.Reply.Body, result.Exchange.Facts, wxpay.OutTradeNo(j.slots[flow.SlotOutTradeNo]))...)
	return result
}

// download fetches the file from the address that the application gave. That
// request is signed as well, the token in its query included.
func (r *Runner) download(ctx context.Context, m *profiles.Merchant, j Job, result *Result) bool {
	address, err := url.Parse(result.Exchange.Facts.DownloadURL)
	if err != nil || address.Host == "" {
		result.Err = fmt.Errorf("the reply names no address to download from: %q", result.Exchange.Facts.DownloadURL)
		return false
	}
	timestamp, nonce := strconv.FormatInt(r.deps.Now().Unix(), 10), client.Nonce(r.deps.Random)
	base := address.Scheme + "://" + address.Host
	p, err := client.SignV3(base, m.Signer, "GET", address.RequestURI(), nil, timestamp, nonce, m.Keys.PreferredID(r.deps.Now()))
	if err != nil {
		result.Err = err
		return false
	}
	x, err := r.exchange(ctx, m, j, p.Request, j.Step.File, func(x *wxpay.Exchange) { r.judgeCall(m, j, x) })
	if err != nil {
		result.Err = err
		return false
	}
	result.Download = &Download{Text: p.Text, Signature: p.Signature, Exchange: x}
	result.Checks = append(result.Checks[:len(result.Checks):len(result.Checks)], x.Checks...)
	return wxpay.OK(x.Checks)
}

// billHour is the hour of the next day, in Beijing, from which a bill should be
// fetched (下载账单).
const billHour = 10

// untilBill moves the clock of a sandbox to when the bill can be had.
func (r *Runner) untilBill(ctx context.Context, m *profiles.Merchant, j Job) error {
	day, err := time.ParseInLocation(dayLayout[j.API], j.values["bill_date"], beijing)
	if err != nil || m.Live() {
		return nil // a wrong day is the call's own problem
	}
	now, err := r.advance(ctx, m, 0)
	if err != nil {
		return err
	}
	ready := day.AddDate(0, 0, 1).Add(billHour * time.Hour)
	if !now.Before(ready) {
		return nil
	}
	_, err = r.advance(ctx, m, ready.Sub(now))
	return err
}

// advance moves the clock of a profile's sandbox and returns its time.
func (r *Runner) advance(ctx context.Context, m *profiles.Merchant, by time.Duration) (time.Time, error) {
	request, err := client.Control(http.MethodPost, r.deps.BaseURL(m, nil), "clock", map[string]string{"advance": by.String()})
	if err != nil {
		return time.Time{}, err
	}
	reply, err := client.Send(ctx, r.deps.Transport(m), request)
	if err != nil {
		return time.Time{}, fmt.Errorf("move the sandbox's clock: %w", err)
	}
	var answer struct {
		Now   time.Time `json:"now"`
		Error string    `json:"error"`
	}
	if err := json.Unmarshal(reply.Body, &answer); err != nil || answer.Now.IsZero() {
		return time.Time{}, fmt.Errorf("move the sandbox's clock: it answered %d %s", reply.Status, answer.Error)
	}
	return answer.Now, nil
}

// checkBill compares a bill with its announcement, its rows with its totals, and
// looks for an order.
func checkBill(ctx context.Context, file []byte, announced wxpay.Facts, no wxpay.OutTradeNo) []wxpay.Check {
	found := false
	report, err := bill.Read(ctx, bytes.NewReader(file), bill.Options{Rows: func(r *bill.Row) error {
		found = found || string(r.Of(bill.RoleOutTradeNo)) == string(no)
		return nil
	}})
	if c, told := bill.CheckOf(err); told {
		return []wxpay.Check{c}
	}
	if err != nil {
		return []wxpay.Check{wxpay.Fail(wxpay.CheckBillForm, wxpay.ReasonNoBill, "", err.Error())}
	}
	checks := report.Checks(announced.HashType, announced.HashValue)
	switch {
	case !wxpay.OK(checks):
		return checks
	case !found:
		return append(checks, wxpay.Fail(wxpay.CheckInBill, wxpay.ReasonNotInBill, string(no), ""))
	}
	return append(checks, wxpay.Pass(wxpay.CheckInBill, string(no), string(no)))
}
