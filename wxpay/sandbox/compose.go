package sandbox

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// message is a notification as it goes over the wire.
type message struct {
	header http.Header
	body   []byte
}

// Variant is what is odd about a notification that is sent on request.
type Variant string

const (
	VariantNormal        Variant = "normal"
	VariantDuplicate     Variant = "duplicate" // the very bytes of the last one
	VariantBadSignature  Variant = "bad-signature"
	VariantTampered      Variant = "tampered"       // the body changed after signing
	VariantStale         Variant = "stale"          // signed ten minutes ago
	VariantUnknownSerial Variant = "unknown-serial" // names a key nobody has
	VariantProbe         Variant = "probe"          // signature probe (签名探测流量)
	VariantWrongAmount   Variant = "wrong-amount"   // genuine, one fen more
	VariantExtraFields   Variant = "extra-fields"   // fields no page names
	VariantFourCoupons   Variant = "four-coupons"
)

// Variants lists all variants.
var Variants = []Variant{
	VariantNormal, VariantDuplicate, VariantBadSignature, VariantTampered, VariantStale,
	VariantUnknownSerial, VariantProbe, VariantWrongAmount, VariantExtraFields, VariantFourCoupons,
}

// headerVariants are odd in their headers, so only V3 has them.
var headerVariants = []Variant{VariantStale, VariantUnknownSerial, VariantProbe}

// userAgent is what notifications have been seen to carry.
const userAgent = "Mozilla/4.0"

// compose writes a notification about a paid order, signed anew; last is the one
// sent before, if any.
func (s *Sandbox) compose(o *order, item *notification, variant Variant, last *message) (*message, error) {
	if variant == VariantDuplicate && last != nil {
		return last, nil
	}
	if o.API == wxpay.V2 {
		return s.composeV2(o, item, variant), nil
	}
	return s.composeV3(o, item, variant)
}

// composeV3 writes 支付成功回调通知: the transaction, encrypted with the APIv3 key.
func (s *Sandbox) composeV3(o *order, item *notification, variant Variant) (*message, error) {
	total := o.Total
	if variant == VariantWrongAmount {
		total++
	}
	plain, err := s.plaintext(o, total, variant)
	if err != nil {
		return nil, err
	}
	resource, err := v3.Seal(wxpay.NewSecret(s.merchant().APIv3Key), v3.OriginalTransaction, "transaction", item.random.text(alnum, 12), plain)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(v3.Envelope{
		ID: item.ID, CreateTime: v3Time(item.Created), EventType: item.EventType,
		ResourceType: "encrypt-resource", Summary: "支付成功", Resource: resource,
	})
	if err != nil {
		return nil, fmt.Errorf("write notification: %w", err)
	}
	at := s.cfg.Now()
	if variant == VariantStale {
		at = at.Add(-2 * v3.Window)
	}
	m := &message{header: http.Header{"Content-Type": {"application/json"}, "User-Agent": {userAgent}, "Accept": {"*/*"}}, body: body}
	if err := s.signHeaders(item.random, m.header, s.signer(item.random, ""), at, body); err != nil {
		return nil, err
	}
	switch variant {
	case VariantBadSignature:
		m.header.Set(v3.HeaderNonce, item.random.text(alnum, 32)) // not the nonce that was signed
	case VariantTampered:
		m.body = append([]byte{body[0], ' '}, body[1:]...)
	case VariantUnknownSerial:
		m.header.Set(v3.HeaderSerial, item.random.text("0123456789ABCDEF", 40))
	case VariantProbe:
		m.header.Set(v3.HeaderSignature, "WECHATPAY/SIGNTEST/"+base64.StdEncoding.EncodeToString([]byte(item.random.text(alnum, 240))))
	}
	return m, nil
}

// coupon is one element of promotion_detail.
type coupon struct {
	CouponID string    `json:"coupon_id"`
	Name     string    `json:"name"`
	Scope    string    `json:"scope"`
	Type     string    `json:"type"`
	Amount   wxpay.Fen `json:"amount"`
	StockID  string    `json:"stock_id"`
	Currency string    `json:"currency"`
}

func (s *Sandbox) plaintext(o *order, total wxpay.Fen, variant Variant) ([]byte, error) {
	t := s.transaction(o, total)
	extended := struct {
		v3.Transaction
		Promotions []coupon        `json:"promotion_detail,omitempty"`
		New        json.RawMessage `json:"brand_new_member,omitempty"`
	}{Transaction: t}
	switch variant {
	case VariantExtraFields:
		extended.New = json.RawMessage(`{"since":"2026","list":[1,2,3]}`)
	case VariantFourCoupons:
		for i := range 4 {
			extended.Promotions = append(extended.Promotions, coupon{
				CouponID: strconv.Itoa(109519 + i), Name: "满减券", Scope: "GLOBAL", Type: "CASH", StockID: "931386", Currency: "CNY",
			})
		}
	}
	plain, err := json.Marshal(extended)
	if err != nil {
		return nil, fmt.Errorf("write notification: %w", err)
	}
	return plain, nil
}

// composeV2 writes 支付结果通知.
func (s *Sandbox) composeV2(o *order, item *notification, variant Variant) *message {
	total := o.Total
	if variant == VariantWrongAmount {
		total++
	}
	m := append(v2.Message{
		{Name: "return_code", Value: "SUCCESS"}, {Name: "return_msg", Value: "OK"},
		{Name: "appid", Value: string(o.AppID)}, {Name: "mch_id", Value: string(o.MchID)},
		{Name: "nonce_str", Value: item.random.text(alnum, 32)}, {Name: "result_code", Value: "SUCCESS"},
	}, paidFields(o, total)...)
	switch variant {
	case VariantExtraFields:
		m = append(m, wxpay.Field{Name: "brand_new_field", Value: "x"})
	case VariantFourCoupons:
		m = append(m, wxpay.Field{Name: "coupon_fee", Value: "0"}, wxpay.Field{Name: "coupon_count", Value: "4"})
		for i := range 4 {
			n := strconv.Itoa(i)
			m = append(m, wxpay.Field{Name: "coupon_type_" + n, Value: "CASH"},
				wxpay.Field{Name: "coupon_id_" + n, Value: strconv.Itoa(10000 + i)}, wxpay.Field{Name: "coupon_fee_" + n, Value: "0"})
		}
	}
	sign := v2.Sign(m, s.v2Key, v2.SignType(o.SignType)).Signature
	switch variant {
	case VariantBadSignature:
		sign = item.random.text("0123456789ABCDEF", len(sign))
	case VariantTampered:
		for i := range m {
			if m[i].Name == "total_fee" {
				m[i].Value = (o.Total + 1).String()
			}
		}
	}
	m = append(m, wxpay.Field{Name: "sign", Value: sign})
	return &message{header: http.Header{"Content-Type": {"text/xml"}, "User-Agent": {userAgent}, "Accept": {"*/*"}}, body: m.XML()}
}

// sendVariant sends one more notification about a paid order at once.
func (s *Sandbox) sendVariant(no wxpay.OutTradeNo, variant Variant) (Attempt, error) {
	item, err := s.beginVariant(no, variant)
	if err != nil {
		return Attempt{}, err
	}
	sent, m := s.notifier.deliver(item, variant)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notifier.end()
	if s.store.notifications[item.ID] != item {
		return sent, nil // everything was forgotten meanwhile
	}
	item.Attempts = append(item.Attempts, sent)
	if variant == VariantNormal {
		item.last = m
	}
	return sent, s.store.put(line{Notification: item})
}

// beginVariant finds the notification of an order and counts an attempt as
// under way.
func (s *Sandbox) beginVariant(no wxpay.OutTradeNo, variant Variant) (*notification, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range slices.Backward(s.store.queue) {
		item := s.store.notifications[id]
		switch {
		case item.OutTradeNo != no:
			continue
		case s.store.orders[no].API == wxpay.V2 && slices.Contains(headerVariants, variant):
			return nil, fmt.Errorf("variant %s does not exist in V2, whose notifications have no headers", variant)
		case !s.notifier.begin():
			return nil, errors.New("the sandbox was closed")
		}
		return item, nil
	}
	return nil, fmt.Errorf("order %s has no notification: it is unknown or not paid", no)
}
