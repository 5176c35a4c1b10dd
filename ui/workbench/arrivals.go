package workbench

import (
	"context"
	"sync"
	"time"

	"wxlens/tunnel"
)

// arrivals tells of deliveries as they come in.
type arrivals struct {
	keep tunnel.Receive
	tell func(at time.Time) (lost func()) // nil: nobody is told

	mu   sync.Mutex
	last time.Time
}

// receive implements [tunnel.Receive]. Whoever is told knows a delivery by its time,
// so no two have the same.
func (a *arrivals) receive(ctx context.Context, arrival tunnel.Arrival) (tunnel.Reception, error) {
	if a.tell == nil {
		return a.keep(ctx, arrival)
	}
	a.mu.Lock()
	if !arrival.At.After(a.last) {
		arrival.At = a.last.Add(time.Nanosecond)
	}
	a.last = arrival.At
	lost := a.tell(arrival.At)
	a.mu.Unlock()
	kept := false
	defer func() {
		if !kept {
			lost()
		}
	}()
	reception, err := a.keep(ctx, arrival)
	kept = err == nil
	return reception, err
}
