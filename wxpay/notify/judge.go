// Package notify judges notifications as a careful server does, in a fixed
// order: well-formed, headers present, timestamp within five minutes, key known
// for the serial, signature, decryption, merchant and application, order, amount
// and currency, not seen before. It knows the form of the answer and the ladder
// of repeats (支付成功回调通知, 支付结果通知, 回调通知注意事项).
package notify

import (
	"bytes"
	"errors"
	"net/http"
	"slices"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// MaxBody bounds the body of a notification, in bytes. Genuine ones are a few kB.
const MaxBody = 1 << 20

// Merchant is what a notification is judged by.
type Merchant struct {
	MchID    wxpay.MchID
	AppIDs   []wxpay.AppID
	Keys     v3.Keys
	APIv3Key wxpay.Secret
	APIv2Key wxpay.Secret
	// Order tells what is known about an order, if anything is.
	Order func(wxpay.OutTradeNo) (Expected, bool)
}

// Expected is what a notification about a known order must agree with.
type Expected struct {
	Total    wxpay.Fen
	Currency string
}

// Judgement is the verdict on one notification.
type Judgement struct {
	API    wxpay.API
	Checks []wxpay.Check
	Facts  wxpay.Facts
	Probe  bool
	Serial wxpay.KeyID // V3: the key that the message named
	Plain  []byte      // the decrypted resource (V3) or req_info (V2)
	Text   wxpay.Text  // the text that was verified
	// Verified says who sent it: key known, timestamp fresh, signature right.
	Verified bool
	// Event identifies what the notification tells of, whatever its bytes; a
	// repeat has the same. Empty unless verified.
	Event string

	trace func() wxpay.Trace
}

// Trace tells how the notification was verified and opened; nil when it did not
// come to that.
func (j *Judgement) Trace() wxpay.Trace {
	if j.trace == nil {
		return nil
	}
	return j.trace()
}

// Acceptable reports whether the notification deserves a positive answer.
func (j *Judgement) Acceptable() bool { return wxpay.OK(j.Checks) }

// APIOf tells the generation of a body: V2 messages are XML. A V3 address may
// receive V2 XML too, so it is read off the body and not off the address.
func APIOf(body []byte) wxpay.API {
	if bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n\ufeff"), []byte("<")) {
		return wxpay.V2
	}
	return wxpay.V3
}

// Judge makes the checks up to the amount. Whether the event was seen before is
// decided where events are kept, see [Seen].
func Judge(header http.Header, body []byte, m Merchant, now time.Time) Judgement {
	if len(body) > MaxBody {
		return Judgement{API: APIOf(body), Checks: []wxpay.Check{
			wxpay.Fail(wxpay.CheckWellFormed, wxpay.ReasonTooLarge, "≤ 1 MiB", "> 1 MiB"),
		}}
	}
	if APIOf(body) == wxpay.V2 {
		return judgeV2(body, m)
	}
	return judgeV3(header, body, m, now)
}

func judgeV3(header http.Header, body []byte, m Merchant, now time.Time) Judgement {
	n := v3.OpenNotification(header, body, m.Keys, m.APIv3Key, now)
	j := Judgement{
		API: wxpay.V3, Checks: n.Checks, Facts: n.Facts, Probe: n.Probe, Serial: n.Serial,
		Plain: n.Plain, Text: n.Text, trace: n.Trace,
	}
	j.Verified = wxpay.Verified(j.Checks)
	if j.Acceptable() {
		j.compare(m)
	}
	return j
}

func judgeV2(body []byte, m Merchant) Judgement {
	j := Judgement{API: wxpay.V2}
	message, err := v2.Parse(body)
	if err != nil {
		j.Checks = []wxpay.Check{v2.Malformed(err)}
		return j
	}
	if v2.IsRefundNotice(message) {
		j.judgeRefundNotice(message, m)
		return j
	}
	v := v2.Verify(message, m.APIv2Key)
	j.Checks = append([]wxpay.Check{wxpay.Pass(wxpay.CheckWellFormed, "XML", message.Get("return_code"))}, v.Checks...)
	j.Text, j.trace = v.Text, v.Trace
	j.Verified = wxpay.Verified(j.Checks)
	if j.Verified {
		j.Facts = v2.FactsOf(message)
	}
	if j.Acceptable() {
		j.compare(m)
	}
	return j
}

// judgeRefundNotice judges 退款结果通知: it is not signed, but who sent it knew
// the APIv2 key that its content is encrypted with.
func (j *Judgement) judgeRefundNotice(message v2.Message, m Merchant) {
	j.Checks = []wxpay.Check{
		wxpay.Pass(wxpay.CheckWellFormed, "XML", message.Get("return_code")),
		wxpay.Skip(wxpay.CheckSignature, wxpay.ReasonUnsignedNotice, "", ""),
	}
	plain, err := v2.OpenReqInfo(message.Get("req_info"), m.APIv2Key)
	if fault := (*v2.ReqInfoError)(nil); errors.As(err, &fault) {
		j.Checks = append(j.Checks, wxpay.Fail(wxpay.CheckDecrypts, fault.Reason, fault.Want, fault.Got))
		return
	}
	inner, err := v2.ParseRoot(plain, "root")
	if err != nil { // wrong keys show here too: the padding may fit by chance
		j.Checks = append(j.Checks, wxpay.Fail(wxpay.CheckDecrypts, wxpay.ReasonPlainNotXML, v2.AlgorithmECB, err.Error()))
		return
	}
	j.Plain = plain
	j.trace = func() wxpay.Trace { return v2.ReqInfoTrace(m.APIv2Key, message.Get("req_info"), plain) }
	j.Checks = append(j.Checks, wxpay.Pass(wxpay.CheckDecrypts, v2.AlgorithmECB, "root"))
	j.Verified = wxpay.Verified(j.Checks)
	j.Facts = v2.RefundNoticeFacts(message, inner)
	j.compare(m)
}

// compare makes the checks that need to know the merchant and the order.
func (j *Judgement) compare(m Merchant) {
	f := j.Facts
	if f.TransactionID != "" { // else there is nothing that a repeat could be recognised by
		j.Event = string(j.API) + " " + string(f.MchID) + " " + f.EventType + " " + string(f.TransactionID)
		if f.RefundID != "" {
			j.Event += " " + string(f.RefundID)
		}
	}
	j.Checks = append(j.Checks, checkMerchant(f, m))
	if !j.Acceptable() {
		return
	}
	if f.OutTradeNo == "" {
		return // not about an order
	}
	want, known := m.Order(f.OutTradeNo)
	if !known {
		j.Checks = append(j.Checks, wxpay.Skip(wxpay.CheckOrderKnown, wxpay.ReasonOrderUnknown, "", string(f.OutTradeNo)))
		return
	}
	j.Checks = append(j.Checks,
		wxpay.Pass(wxpay.CheckOrderKnown, string(f.OutTradeNo), string(f.OutTradeNo)),
		checkAmount(f, want))
}

func checkMerchant(f wxpay.Facts, m Merchant) wxpay.Check {
	apps := make([]string, len(m.AppIDs))
	for i, a := range m.AppIDs {
		apps[i] = string(a)
	}
	want, got := string(m.MchID)+" "+wxpay.JoinNames(apps), string(f.MchID)+" "+string(f.AppID)
	switch {
	case f.MchID == "" && f.OutTradeNo == "": // an event of another kind
		return wxpay.Skip(wxpay.CheckMerchantApp, wxpay.ReasonNoMerchant, want, f.EventType)
	case f.MchID != m.MchID:
		return wxpay.Fail(wxpay.CheckMerchantApp, wxpay.ReasonOtherMerchant, want, got)
	case f.AppID != "" && !slices.Contains(m.AppIDs, f.AppID):
		return wxpay.Fail(wxpay.CheckMerchantApp, wxpay.ReasonOtherApp, want, got)
	}
	return wxpay.Pass(wxpay.CheckMerchantApp, want, got)
}

func checkAmount(f wxpay.Facts, e Expected) wxpay.Check {
	want, got := e.Total.String()+" "+e.Currency, f.Total.String()+" "+f.Currency
	switch {
	case f.Total != e.Total:
		return wxpay.Fail(wxpay.CheckAmount, wxpay.ReasonAmountDiffers, want, got)
	case f.Refund > e.Total:
		return wxpay.Fail(wxpay.CheckAmount, wxpay.ReasonRefundExceeds, "≤ "+e.Total.String(), f.Refund.String())
	case f.Currency != e.Currency && f.RefundID == "": // refunds name none
		return wxpay.Fail(wxpay.CheckAmount, wxpay.ReasonCurrencyDiffers, want, got)
	}
	return wxpay.Pass(wxpay.CheckAmount, want, got)
}

// Seen is the last check: whether the event of this notification came before,
// in which exchange. A repeat is no failure: it is acknowledged and changes
// nothing.
func Seen(firstSeen, exchange string) wxpay.Check {
	if firstSeen != "" && firstSeen != exchange {
		return wxpay.Skip(wxpay.CheckNotSeen, wxpay.ReasonSeenBefore, "", firstSeen)
	}
	return wxpay.Pass(wxpay.CheckNotSeen, "", "")
}
