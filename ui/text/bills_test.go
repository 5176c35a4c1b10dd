package text

import (
	"testing"

	"wxlens/wxpay/bill"
)

func TestEveryFaultOfABillHasItsWords(t *testing.T) {
	for _, text := range both() {
		for _, v := range constants(t, "../../wxpay/bill/fault.go", "Fault") {
			if text.Bills.Faults[bill.Fault(v)].Why == "" {
				t.Errorf("%s: fault %q", text.Lang, v)
			}
		}
		for _, v := range constants(t, "../../wxpay/bill/column.go", "Form") {
			if text.Bills.Forms[bill.Form(v)] == "" {
				t.Errorf("%s: form %q", text.Lang, v)
			}
		}
		for _, v := range constants(t, "../../wxpay/bill/reconcile.go", "DifferenceKind") {
			if text.Bills.Differences[bill.DifferenceKind(v)] == "" {
				t.Errorf("%s: difference %q", text.Lang, v)
			}
		}
		for _, v := range constants(t, "../workbench/bills/bills.go", "Warning") {
			if text.Bills.Warnings[v] == "" {
				t.Errorf("%s: warning %q", text.Lang, v)
			}
		}
	}
}
