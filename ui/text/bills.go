package text

import (
	"errors"
	"fmt"

	"wxlens/wxpay/bill"
)

// Bills are the texts about bills.
type Bills struct {
	Faults      map[bill.Fault]Advice
	Kinds       map[bill.Kind]string
	Forms       map[bill.Form]string
	Differences map[bill.DifferenceKind]string
	Warnings    map[string]string // by the slugs of the job
	Asks        map[string]string // what cannot be asked for, by the slugs of the job

	Rows                           func(n int64) string
	Total, Refund, Fee             string
	Income, Expense                string
	TotalsHold                     string
	At                             func(row, line int64) string
	Wanted                         func(want string) string
	MoreBad                        func(n int64) string
	Matched                        func(n, differences int64) string
	InBill, Here, Nothing          string
	Repeated                       string // a row that stands there twice
	KeptAt, WrittenTo, NoBills     string
	Old                            string // a column of old bills
	Refused                        string // WeChat Pay's error in place of a bill
	SortNeedsFile                  string
	ClockMoves, Planted, Unplanted string
}

// billFault is a file that is no bill, in words.
func (t *Text) billFault(err error) string {
	form, refusal := (*bill.FormError)(nil), (*bill.RefusalError)(nil)
	switch {
	case errors.As(err, &form):
		words := t.Bills.Faults[form.Fault]
		if form.Got != "" {
			return fmt.Sprintf("%s: %q → %s", words.Why, form.Got, words.Do)
		}
		return words.Why + " → " + words.Do
	case errors.As(err, &refusal):
		return t.Bills.Refused + ": " + refusal.Code + " " + refusal.Message
	}
	return ""
}

// Bad tells of a bad row, or of something about a file, in a sentence.
func (t *Text) Bad(b bill.Bad) string {
	words := t.Bills.Faults[b.Fault]
	said := words.Why
	if b.Want != "" {
		said += " (" + t.Bills.Wanted(b.Want) + ")"
	}
	if words.Do != "" {
		said += " → " + words.Do
	}
	return said
}
