package ledger

import (
	"context"
	"slices"
	"testing"

	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/order"
)

// kept is a journal of a few exchanges that counts how often it is read.
type kept struct {
	exchanges []wxpay.Exchange
	reads     int
}

func (k *kept) OfOrder(context.Context, wxpay.OutTradeNo) ([]wxpay.Exchange, error) {
	return k.exchanges, nil
}

func (k *kept) Calls(context.Context, wxpay.OutTradeNo) ([]wxpay.Exchange, error) {
	k.reads++
	return slices.DeleteFunc(slices.Clone(k.exchanges), func(x wxpay.Exchange) bool { return x.Call == order.CallNotify }), nil
}

func (k *kept) Since(context.Context, int64, int) ([]wxpay.Exchange, int64, bool, error) {
	return nil, 0, false, nil
}

func (k *kept) Changed() <-chan struct{} { return nil }

func exchange(id, call string, state wxpay.TradeState) wxpay.Exchange {
	return wxpay.Exchange{
		ID: id, Call: call, Reply: &wxpay.Reply{Status: 200}, Checks: []wxpay.Check{wxpay.Pass(wxpay.CheckSignature, "", "")},
		Facts: wxpay.Facts{OutTradeNo: "T1", Total: 100, Currency: "CNY", State: state},
	}
}

// What a notification says of an order that was not placed here is nothing to
// compare the next one with.
func TestOnlyWhatWasPlacedHereIsExpected(t *testing.T) {
	k := &kept{exchanges: []wxpay.Exchange{exchange("1", order.CallNotify, wxpay.Success)}}
	l := New(k)
	if total, _, ok := l.Ordered(t.Context(), "T1"); ok {
		t.Errorf("expected %d", total)
	}
	k.exchanges = append([]wxpay.Exchange{exchange("0", catalog.V3JSAPI, "")}, k.exchanges...)
	for range 3 {
		if total, currency, ok := l.Ordered(t.Context(), "T1"); !ok || total != 100 || currency != "CNY" {
			t.Errorf("expected %d %s, %v", total, currency, ok)
		}
	}
	if k.reads != 2 {
		t.Errorf("the journal was read %d times", k.reads)
	}
}
