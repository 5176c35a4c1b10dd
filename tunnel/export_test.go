package tunnel

import "time"

// SetPatience sets how long a body may take.
func (r *Receiver) SetPatience(d time.Duration) { r.patience = d }
