package ledger

import (
	"slices"
	"time"

	"wxlens/wxpay"
)

// Delivery is one received notification attempt, as a list shows it.
type Delivery struct {
	ID            string
	At            time.Time
	API           wxpay.API
	Profile       string
	Path          string // request target
	From          string // IP address of the sender, "" if unknown
	EventType     string // "" when it could not be read
	OutTradeNo    wxpay.OutTradeNo
	TransactionID wxpay.TransactionID
	Total         wxpay.Fen
	Judged        bool
	OK            bool // no check failed
	Verified      bool // key known, timestamp fresh, signature right
	Failure       wxpay.CheckName
	Reason        wxpay.Reason // of the first check that failed
	AtStake       bool         // see [wxpay.MoneyAtStake]
	Probe         bool
	Status        int // of our answer; 0: not answered
	Attempt       int
	DuplicateOf   string
	Forward       ForwardState // of the last one as it was received
	ForwardStatus int          // of the server's answer; 0: none
	Marked        bool
	Note          string
}

// ForwardState tells what became of a forward.
type ForwardState uint8

const (
	NotForwarded ForwardState = iota
	Acknowledged              // WeChat Pay would take the server's answer as acknowledgement
	WouldRetry                // it would not
)

func deliveryOf(x *wxpay.Exchange) Delivery {
	d := Delivery{
		ID: x.ID, At: x.Started, API: x.API, Profile: x.Profile, Path: x.Request.URL, From: x.From,
		EventType: x.Facts.EventType, OutTradeNo: x.Facts.OutTradeNo, TransactionID: x.Facts.TransactionID, Total: x.Facts.Total,
		Judged: x.Checks != nil, Verified: wxpay.Verified(x.Checks), Probe: x.Probe,
		Attempt: x.Attempt, DuplicateOf: x.DuplicateOf, Marked: x.Marked, Note: x.Note,
	}
	if x.Reply != nil {
		d.Status = x.Reply.Status
	}
	failure, failed := wxpay.FirstFailure(x.Checks)
	d.OK, d.Failure, d.Reason = d.Judged && !failed, failure.Name, failure.Reason
	_, d.AtStake = wxpay.MoneyAtStake(x.Checks)
	for _, f := range slices.Backward(x.Forwards) {
		if f.Trial != "" {
			continue
		}
		d.Forward = WouldRetry
		if f.Acknowledged {
			d.Forward = Acknowledged
		}
		if f.Reply != nil {
			d.ForwardStatus = f.Reply.Status
		}
		break
	}
	return d
}
