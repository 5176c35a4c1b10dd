package workbench

import (
	"context"
	"iter"
	"path/filepath"
	"time"

	"wxlens/profiles"
	"wxlens/ui/workbench/bills"
	"wxlens/wxpay/order"
)

// Bills fetches bills with the keys of the profile in use, keeps and compares them.
func (w *Workbench) Bills() *bills.Bills {
	return bills.New(bills.Deps{
		Merchant: w.Merchant, BaseURL: w.baseURL, Ready: w.ready, Clock: w.businessTime, Orders: w.allOrders,
		Journal: w.journal, Transport: w.transport, Folder: w.cfg.Home.Bills(), Now: w.cfg.Now, Random: w.cfg.Random,
	})
}

// Bills is the folder of kept bills.
func (h Home) Bills() string { return filepath.Join(h.Data, "bills") }

func (w *Workbench) allOrders(ctx context.Context) (iter.Seq[*order.Order], error) {
	snapshot, err := w.ledger.Whole(ctx)
	return snapshot.Orders.All(), err
}

// businessTime is the time that WeChat Pay goes by under a profile, after it was
// moved on. What answers under an address of the user's own may be no sandbox of
// ours: then it is the time of this machine.
func (w *Workbench) businessTime(ctx context.Context, m *profiles.Merchant, by time.Duration) (time.Time, error) {
	if m.Live() {
		if by > 0 {
			return time.Time{}, bills.ErrRealClock
		}
		return w.cfg.Now(), nil
	}
	now, err := w.Desk().Advance(ctx, by)
	if err != nil && by == 0 && m.Profile.URL() != "" && ctx.Err() == nil {
		return w.cfg.Now(), nil
	}
	return now, err
}
