package bill

import (
	"errors"
	"fmt"
	"strings"

	"wxlens/wxpay"
)

// Fault is the stable slug of what is wrong with a bill; the faces hold the
// sentence and the remedy for each.
type Fault string

// Faults of a row.
const (
	ColumnCount      Fault = "column-count"       // more or fewer values than columns
	NotARow          Fault = "not-a-row"          // a line without a back-quote among the rows
	AmountEmpty      Fault = "amount-empty"       //
	AmountForm       Fault = "amount-form"        // no decimal number of yuan
	AmountTooPrecise Fault = "amount-too-precise" // more decimals than the column has
	AmountTooLarge   Fault = "amount-too-large"
	CountForm        Fault = "count-form"
	TimeForm         Fault = "time-form" // not YYYY-MM-DD HH:MM:SS
	RateForm         Fault = "rate-form" // not like 0.60%
	DirectionForm    Fault = "direction-form"
	AfterTotals      Fault = "after-totals" // something follows the totals
)

// Faults of a whole file.
const (
	TotalsMissing  Fault = "totals-missing"
	TotalsNoRow    Fault = "totals-no-row" // their names without their values
	TotalsCount    Fault = "totals-column-count"
	TotalsForm     Fault = "totals-form"
	TotalsDiffer   Fault = "totals-differ"
	TotalsUnknown  Fault = "totals-unknown" // none of them is known
	Truncated      Fault = "truncated"      // gzip that breaks off
	Damaged        Fault = "damaged"        // gzip whose content is not what its sum says
	LineTooLong    Fault = "line-too-long"
	NotUTF8        Fault = "not-utf-8"
	HeaderMissing  Fault = "header-missing"  // the file begins with a row
	HeaderUnknown  Fault = "header-unknown"  // no column is known
	HeaderRepeated Fault = "header-repeated" // a name stands there twice
	TooManyColumns Fault = "too-many-columns"
	Empty          Fault = "empty"
	NotTrade       Fault = "not-a-trade-bill" // there are no orders in it to compare with
)

// FormError says why a file is no bill at all.
type FormError struct {
	Fault Fault
	Got   string // the beginning of the first line, shortened
}

func (e *FormError) Error() string {
	if e.Got == "" {
		return "this is no bill: " + string(e.Fault)
	}
	return fmt.Sprintf("this is no bill: %s: %q", e.Fault, e.Got)
}

// Slug names the fault.
func (e *FormError) Slug() string { return string(e.Fault) }

// RefusalError is an error reply of WeChat Pay that stands where a bill should.
type RefusalError struct {
	Code    string // error_code, err_code or code, "" if there is none
	Message string
}

func (e *RefusalError) Error() string {
	if e.Code == "" {
		return "WeChat Pay answered an error in place of a bill: " + e.Message
	}
	return "WeChat Pay answered an error in place of a bill: " + e.Code + ": " + e.Message
}

// CheckOf is the verdict on a file that is no bill; false for an error that tells
// nothing about the file.
func CheckOf(err error) (wxpay.Check, bool) {
	refusal, form := (*RefusalError)(nil), (*FormError)(nil)
	switch {
	case errors.As(err, &refusal):
		return wxpay.Fail(wxpay.CheckResultCode, wxpay.ReasonErrorAnswer, "", strings.TrimSpace(refusal.Code+" "+refusal.Message)), true
	case errors.As(err, &form) && (form.Fault == Truncated || form.Fault == Damaged):
		return wxpay.Fail(wxpay.CheckBillForm, wxpay.ReasonTruncated, "gzip", string(form.Fault)), true
	case errors.As(err, &form):
		return wxpay.Fail(wxpay.CheckBillForm, wxpay.ReasonNoBill, "", string(form.Fault)), true
	}
	return wxpay.Check{}, false
}
