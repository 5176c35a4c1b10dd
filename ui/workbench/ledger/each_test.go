package ledger_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"wxlens/ui/workbench/ledger"
	"wxlens/wxpay"
	"wxlens/wxpay/order"
)

// pages is a journal that tells of each exchange as far as the page goes.
type pages struct {
	ledger.Journal
	list [][]wxpay.Exchange
}

func (p pages) Since(_ context.Context, seq int64, _ int) ([]wxpay.Exchange, int64, bool, error) {
	return slices.Clone(p.list[seq]), seq + 1, int(seq)+1 < len(p.list), nil
}

func TestEachTellsOfWhatLaterPagesAdd(t *testing.T) {
	received := func(id string, status int, note string) wxpay.Exchange {
		x := wxpay.Exchange{ID: id, Direction: wxpay.Incoming, Call: order.CallNotify, Note: note}
		if status != 0 {
			x.Reply = &wxpay.Reply{Status: status}
		}
		return x
	}
	l := ledger.New(pages{list: [][]wxpay.Exchange{
		{received("a", 204, ""), received("b", 0, ""), {ID: "call", Direction: wxpay.Outgoing}},
		{received("c", 401, ""), received("b", 200, "")},
		{received("a", 204, "noted")},
	}})
	var got []string
	tell := func(d *ledger.Delivery) bool {
		got = append(got, fmt.Sprint(d.ID, d.Status, d.Note))
		return len(got) < 3
	}
	if err := l.Each(t.Context(), tell); err != nil || !slices.Equal(got, []string{"a204noted", "b200", "c401"}) {
		t.Errorf("%q, %v", got, err)
	}
	got = []string{"", ""}
	if err := l.Each(t.Context(), tell); err != nil || len(got) != 3 {
		t.Errorf("it goes on: %q, %v", got, err)
	}
}
