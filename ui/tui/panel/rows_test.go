package panel

import (
	"strings"
	"testing"

	"wxlens/ui/cell"
	"wxlens/ui/text"
	"wxlens/ui/tui/look"
	"wxlens/ui/tui/theme"
	"wxlens/ui/workbench/ledger"
	"wxlens/wxpay"
	"wxlens/wxpay/order"
)

func bare(lang wxpay.Lang) *look.Look {
	return &look.Look{Text: text.In(lang), Style: theme.In(theme.Bare), Signs: theme.SignsFor(false)}
}

func TestOrdersAreWholeWhereTheyFit(t *testing.T) {
	row := &order.Order{OutTradeNo: "T261121-AFXE8ZQ4", Total: 12345678, State: wxpay.Success}
	for width := 1; width <= 60; width++ {
		o := NewOrders()
		o.Set(ledger.OrdersOf(row))
		o.Fit(1)
		line := o.Draw(bare(wxpay.Chinese), width, 1, true)[0]
		if cell.Width(line) != width {
			t.Errorf("in %d columns: %q", width, line)
		}
		if width >= 36 && strings.Join(strings.Fields(line), " ") != "▸ T261121-AFXE8ZQ4 123456.78 SUCCESS" {
			t.Errorf("in %d columns: %q", width, line)
		}
	}
}

func TestReasonsOfRefusalFitTheirColumn(t *testing.T) {
	for _, lang := range []wxpay.Lang{wxpay.Chinese, wxpay.English} {
		l := bare(lang)
		for reason, short := range l.Words().ShortReasons {
			if cell.Width(short) > reasonColumn {
				t.Errorf("%q is longer than %d columns", short, reasonColumn)
			}
			if l.Text.Reasons[reason].Why == "" {
				t.Errorf("%q is no reason", reason)
			}
		}
	}
}

func TestVerdictAndAnswerStandApart(t *testing.T) {
	for _, lang := range []wxpay.Lang{wxpay.Chinese, wxpay.English} {
		l := bare(lang)
		for _, failure := range []wxpay.Check{
			{Name: wxpay.CheckKeyKnown, Reason: wxpay.ReasonUnknownSerial}, {Name: wxpay.CheckKeyKnown}, {Name: wxpay.CheckTradeState, Reason: wxpay.ReasonStateDiffers},
		} {
			for width := 31; width <= 80; width++ {
				b := NewInbox()
				b.Set(ledger.DeliveriesOf(ledger.Delivery{
					EventType: "REFUND.CLOSED", Judged: true, Failure: failure.Name, Reason: failure.Reason, Status: 500, OutTradeNo: "T261121-AFXE8ZQ4",
				}))
				b.Fit(1)
				line := b.Draw(l, width, 1, false)[0]
				if before, _, ok := strings.Cut(line, "500"); !ok || !strings.HasSuffix(before, " ") || cell.Width(line) != width {
					t.Errorf("in %d columns: %q", width, line)
				}
				if short := l.Words().ShortReasons[failure.Reason]; width >= 36 && !strings.Contains(line, short) {
					t.Errorf("in %d columns %q is cut: %q", width, short, line)
				}
			}
		}
	}
}
