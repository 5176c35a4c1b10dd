package run

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"wxlens/profiles"
	"wxlens/wxpay"
	"wxlens/wxpay/flow"
)

// waiter is a runner whose notification comes when told to.
func waiter(come <-chan Delivery, pauses ...time.Duration) *Runner {
	return &Runner{pauses: pauses, deps: Deps{
		Now: time.Now,
		Delivered: func(ctx context.Context, _ wxpay.OutTradeNo, event string, _ time.Time) (Delivery, error) {
			select {
			case d := <-come:
				d.Exchange.Facts.EventType = event
				return d, nil
			case <-ctx.Done():
				return Delivery{}, ctx.Err()
			}
		},
	}}
}

func awaiting() Job {
	return Job{Step: flow.Step{Kind: flow.Await, Name: flow.Notify, Event: "TRANSACTION.SUCCESS"}, slots: map[flow.Slot]string{flow.SlotOutTradeNo: "T1"}}
}

// While a notification is waited for the schedule of queries runs, and whoever
// watches knows when the next is due.
func TestAWaitTellsWhenItAsksNext(t *testing.T) {
	come := make(chan Delivery, 1)
	var told []Waiting
	j := awaiting()
	j.Progress = func(w Waiting) {
		if told = append(told, w); w.NextQuery.IsZero() { // the schedule is over
			come <- Delivery{Exchange: wxpay.Exchange{ID: "x"}}
		}
	}
	result := waiter(come, time.Millisecond, time.Millisecond).await(t.Context(), &profiles.Merchant{}, j)
	if result.Err != nil || result.Exchange.ID != "x" {
		t.Fatalf("ended as %v", result.Err)
	}
	for i, w := range told {
		if w.Queries != i || w.NextQuery.IsZero() != (i == 2) {
			t.Errorf("told %d: %+v", i, w)
		}
	}
	if len(told) != 3 {
		t.Errorf("told %d times", len(told))
	}
}

func TestACancelledWaitEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if result := waiter(nil, time.Hour).await(ctx, &profiles.Merchant{}, awaiting()); !errors.Is(result.Err, context.Canceled) {
		t.Errorf("ended as %v", result.Err)
	}
}

func TestNothingCameSaysWhatTheQueriesTold(t *testing.T) {
	j := awaiting()
	for said, want := range map[string]string{"SUCCESS": "the last query says SUCCESS", "": "told no state"} {
		err := j.nothingCame(Waiting{Said: said}, time.Second, context.DeadlineExceeded)
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v", err)
		}
	}
}
