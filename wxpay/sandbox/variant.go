package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"wxlens/wxpay"
)

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

// refuses says why a variant does not exist for a notification: V2 has no
// headers, its refunds no signature, and only payments have coupons.
func (about subject) refuses(v Variant) error {
	isV2, isRefund := about.api == wxpay.V2, about.refund != nil
	switch v {
	case VariantStale, VariantUnknownSerial, VariantProbe:
		if isV2 {
			return fmt.Errorf("variant %s does not exist in V2, whose notifications have no headers", v)
		}
	case VariantBadSignature:
		if isV2 && isRefund {
			return fmt.Errorf("variant %s does not exist for refunds in V2, whose notifications are not signed", v)
		}
	case VariantFourCoupons:
		if isRefund || about.echo != nil {
			return fmt.Errorf("variant %s exists for payments only", v)
		}
	case VariantWrongAmount:
		if about.echo != nil {
			return fmt.Errorf("variant %s does not exist for a self-test, which has no amount", v)
		}
	}
	return nil
}

// extra are members that the variants add to a V3 notification.
type extra struct {
	Promotions []coupon        `json:"promotion_detail,omitempty"`
	New        json.RawMessage `json:"brand_new_member,omitempty"`
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

func extraMembers(v Variant) (e extra) {
	switch v {
	case VariantExtraFields:
		e.New = json.RawMessage(`{"since":"2026","list":[1,2,3]}`)
	case VariantFourCoupons:
		for i := range 4 {
			e.Promotions = append(e.Promotions, coupon{
				CouponID: strconv.Itoa(109519 + i), Name: "满减券", Scope: "GLOBAL", Type: "CASH", StockID: "931386", Currency: "CNY",
			})
		}
	}
	return e
}

// extraFields are what the variants add to a V2 notification.
func extraFields(v Variant) (fields []wxpay.Field) {
	switch v {
	case VariantExtraFields:
		fields = []wxpay.Field{{Name: "brand_new_field", Value: "x"}}
	case VariantFourCoupons:
		fields = []wxpay.Field{{Name: "coupon_fee", Value: "0"}, {Name: "coupon_count", Value: "4"}}
		for i := range 4 {
			n := strconv.Itoa(i)
			fields = append(fields, wxpay.Field{Name: "coupon_type_" + n, Value: "CASH"},
				wxpay.Field{Name: "coupon_id_" + n, Value: strconv.Itoa(10000 + i)}, wxpay.Field{Name: "coupon_fee_" + n, Value: "0"})
		}
	}
	return fields
}

// sendVariant sends one more notification at once: the one with this id, or the
// one about the payment of an order.
func (s *Sandbox) sendVariant(id string, no wxpay.OutTradeNo, variant Variant) (Attempt, error) {
	item, err := s.beginVariant(id, no, variant)
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

// beginVariant finds the notification and counts an attempt as under way.
func (s *Sandbox) beginVariant(id string, no wxpay.OutTradeNo, variant Variant) (*notification, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	item, err := s.findNotification(id, no)
	if err != nil {
		return nil, err
	}
	about, _ := s.subjectOf(item)
	if err := about.refuses(variant); err != nil {
		return nil, err
	}
	if !s.notifier.begin() {
		return nil, errors.New("the sandbox was closed")
	}
	return item, nil
}

func (s *Sandbox) findNotification(id string, no wxpay.OutTradeNo) (*notification, error) {
	if id != "" {
		item, ok := s.store.notifications[id]
		if !ok {
			return nil, fmt.Errorf("there is no notification %s", id)
		}
		return item, nil
	}
	for _, id := range slices.Backward(s.store.queue) {
		if item := s.store.notifications[id]; item.OutTradeNo == no && item.Refund == nil && item.Echo == nil {
			return item, nil
		}
	}
	return nil, fmt.Errorf("order %s has no notification: it is unknown or not paid", no)
}
