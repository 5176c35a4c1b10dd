package diagnoser

import (
	"bytes"
	"context"
	"encoding/json"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/diagnose/paste"
	"wxlens/wxpay/order"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// Journal is where exchanges are kept.
type Journal interface {
	Exchange(ctx context.Context, id string) (wxpay.Exchange, error)
	OfOrder(ctx context.Context, no wxpay.OutTradeNo) ([]wxpay.Exchange, error)
}

// Captured is the question that an exchange of the journal raises: why the server
// refused it, why the client did, or why it did not verify or open.
func (d *Diagnoser) Captured(ctx context.Context, id string) (Question, error) {
	x, err := d.Journal.Exchange(ctx, id)
	if err != nil {
		return Question{}, err
	}
	c := diagnose.Case{API: x.API}
	switch {
	case x.Call == order.CallCashier:
		err = d.opening(ctx, &x, &c)
	case x.Direction == wxpay.Incoming:
		notice(&x, &c)
	case refusesReply(&x):
		c.Kind = diagnose.Response
		c.Message = diagnose.Message{Status: x.Reply.Status, Header: x.Reply.Header, Body: x.Reply.Body, URL: x.Request.URL}
	default:
		c.Kind = diagnose.Request
		c.Call = diagnose.Call{Method: x.Request.Method, URL: x.Request.URL, Header: x.Request.Header, Body: x.Request.Body}
		if x.Reply != nil {
			c.Call.Status, c.Call.Reply, c.Call.ReplyHeader = x.Reply.Status, x.Reply.Body, x.Reply.Header
		}
	}
	if err != nil {
		return Question{}, err
	}
	return d.lend(Question{Recognised: paste.Recognised{Case: c}, Exchange: id})
}

// refusesReply reports whether it was we who refused: the reply did not verify.
func refusesReply(x *wxpay.Exchange) bool {
	if x.Reply == nil {
		return false
	}
	for _, c := range x.Checks {
		switch c.Name {
		case wxpay.CheckSignature, wxpay.CheckHeaders, wxpay.CheckTimestamp, wxpay.CheckKeyKnown:
			if c.Verdict == wxpay.Failed {
				return true
			}
		}
	}
	return false
}

// notice is a notification, or what it holds where that is what failed.
func notice(x *wxpay.Exchange, c *diagnose.Case) {
	c.Kind = diagnose.Notify
	c.Message = diagnose.Message{Header: x.Request.Header, Body: append([]byte{}, x.Request.Body...), URL: x.Request.URL}
	failure, failed := wxpay.FirstFailure(x.Checks)
	if !failed || failure.Name != wxpay.CheckDecrypts {
		return
	}
	var envelope v3.Envelope
	if x.API == wxpay.V3 && json.Unmarshal(x.Request.Body, &envelope) == nil {
		r := envelope.Resource
		c.Kind, c.Sealed = diagnose.Decrypt, diagnose.Sealed{
			Algorithm: r.Algorithm, Ciphertext: r.Ciphertext, Nonce: r.Nonce, AssociatedData: r.AssociatedData, OriginalType: r.OriginalType,
		}
	}
	if message, err := v2.Parse(x.Request.Body); err == nil && v2.IsRefundNotice(message) {
		c.Kind, c.Sealed = diagnose.Decrypt, diagnose.Sealed{ReqInfo: message.Get("req_info")}
	}
}

// opening is a client call that the cashier of the sandbox was shown, with the call
// that placed its order.
func (d *Diagnoser) opening(ctx context.Context, x *wxpay.Exchange, c *diagnose.Case) error {
	c.Kind = diagnose.PaySign
	var shown struct {
		ClientAPI    string          `json:"client_api"`
		ClientParams json.RawMessage `json:"client_params"`
	}
	if err := json.Unmarshal(x.Request.Body, &shown); err != nil {
		return err
	}
	c.Opening = diagnose.Opening{ClientAPI: shown.ClientAPI, Params: members(shown.ClientParams)}
	var answer struct {
		Error string `json:"error"`
	}
	if x.Reply != nil && json.Unmarshal(x.Reply.Body, &answer) == nil {
		c.ClientError = answer.Error
	}
	exchanges, err := d.Journal.OfOrder(ctx, x.Facts.OutTradeNo)
	if err != nil {
		return err
	}
	for i := range exchanges {
		if o := &exchanges[i]; o.Facts.PrepayID != "" && o.Reply != nil {
			c.API = o.API
			c.Opening.OrderRequest, c.Opening.OrderReply, c.Opening.PrepayID = o.Request.Body, o.Reply.Body, o.Facts.PrepayID
		}
	}
	return nil
}

// members are the texts of a JSON object, in its order.
func members(object json.RawMessage) (fields []wxpay.Field) {
	dec := json.NewDecoder(bytes.NewReader(object))
	if _, err := dec.Token(); err != nil {
		return nil
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return fields
		}
		var value any
		if dec.Decode(&value) != nil {
			return fields
		}
		if text, ok := value.(string); ok {
			fields = append(fields, wxpay.Field{Name: name.(string), Value: text})
		}
	}
	return fields
}
