package inbox

import (
	"encoding/json"
	"net/netip"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/notify"
	"wxlens/wxpay/v2"
)

// Judge finds the profile that a notification is for and judges it as if it had
// come at a moment.
func (b *Inbox) Judge(request wxpay.Request, at time.Time) (profile string, j notify.Judgement) {
	return b.judge(request, at)
}

// Said returns what a genuine notification says, as a JSON object: the decrypted
// resource, or the fields of V2 as texts. It is nil where nothing can be believed.
func Said(x *wxpay.Exchange, plain []byte) json.RawMessage {
	switch {
	case !wxpay.Verified(x.Checks):
		return nil
	case x.API == wxpay.V3:
		var object map[string]json.RawMessage
		if json.Unmarshal(plain, &object) != nil || object == nil {
			return nil
		}
		return plain
	}
	message, err := v2.ParseRoot(plain, "root")
	if plain == nil {
		message, err = v2.Parse(x.Request.Body)
	}
	if err != nil {
		return nil
	}
	return json.RawMessage(wxpay.Object(message).String())
}

// Next tells when WeChat Pay would send a delivery again after an answer that it
// does not take; it does not after one that it takes, nor after its last attempt.
func Next(x *wxpay.Exchange, acknowledged bool) (next notify.Repeat, ok bool) {
	if acknowledged {
		return notify.Repeat{}, false
	}
	return notify.Forecast(x.Attempt)
}

// Published reports whether a delivery came from an address that WeChat Pay has
// published. The signature is the proof of who sent it; this is not.
func Published(x *wxpay.Exchange) bool {
	from, err := netip.ParseAddr(x.From)
	return err == nil && notify.Published(from)
}
