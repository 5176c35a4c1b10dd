// Package state holds small values that both faces show.
package state

import "wxlens/wxpay"

// Profile is one row of the list of profiles.
type Profile struct {
	Name          string
	MchID         wxpay.MchID
	Live, Current bool
	Fault         string // why it cannot be used, "" if it can
}

// Status is what lives at the moment.
type Status struct {
	Profile     string
	Live        bool
	MchID       wxpay.MchID
	SandboxURL  string
	ReceiverURL string
	Link        Link
}
