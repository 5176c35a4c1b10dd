// Package inbox opens deliveries of notifications.
package inbox

import "wxlens/wxpay"

// Detail is one delivery opened: the exchange, how it was verified, what it says.
type Detail struct {
	Exchange wxpay.Exchange
	Text     wxpay.Text  // the text that was verified
	Trace    wxpay.Trace // recomputed
	Plain    []byte      // decrypted resource, nil if there is none
}
