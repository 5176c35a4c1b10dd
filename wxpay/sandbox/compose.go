package sandbox

import (
	"fmt"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// compose writes a notification, signed anew; last is the one sent before, if
// any.
func (s *Sandbox) compose(about subject, item *notification, variant Variant, last *message) (*message, error) {
	switch {
	case variant == VariantDuplicate && last != nil:
		return last, nil
	case about.api == wxpay.V2 && about.refund != nil:
		return s.composeRefundV2(about, item, variant), nil
	case about.api == wxpay.V2:
		return s.composePaidV2(about.order, item, variant), nil
	}
	return s.composeV3(about, item, variant)
}

// contentV3 is what a V3 notification says, before it is encrypted.
type contentV3 struct {
	originalType, summary string
	plain                 any
}

func (s *Sandbox) contentV3(about subject, variant Variant) contentV3 {
	more := extraMembers(variant)
	switch {
	case about.echo != nil:
		return contentV3{v3.OriginalSecurity, "回调通知成功", struct {
			echo
			extra
		}{*about.echo, more}}
	case about.refund != nil:
		return contentV3{v3.OriginalRefund, about.refund.summary(), struct {
			v3.RefundNotice
			extra
		}{about.refund.notice(about.order, variant), more}}
	}
	total := about.order.Total
	if variant == VariantWrongAmount {
		total++
	}
	return contentV3{v3.OriginalTransaction, "支付成功", struct {
		v3.Transaction
		extra
	}{transaction(about.order, wxpay.Success, total), more}}
}

// composeV3 writes a notification of V3 about an event.
func (s *Sandbox) composeV3(about subject, item *notification, variant Variant) (*message, error) {
	content := s.contentV3(about, variant)
	plain, err := wxpay.JSON(content.plain)
	if err != nil {
		return nil, fmt.Errorf("write notification: %w", err)
	}
	return s.writer(item.random).v3(v3.Envelope{
		ID: item.ID, CreateTime: v3Time(item.Created), EventType: item.EventType,
		ResourceType: "encrypt-resource", Summary: content.summary,
		Resource: v3.Resource{OriginalType: content.originalType, AssociatedData: content.originalType},
	}, plain, variant)
}

// composePaidV2 writes 支付结果通知.
func (s *Sandbox) composePaidV2(o *order, item *notification, variant Variant) *message {
	total := o.Total
	if variant == VariantWrongAmount {
		total++
	}
	w := s.writer(item.random)
	m := append(v2.Message{
		{Name: "return_code", Value: "SUCCESS"}, {Name: "return_msg", Value: "OK"},
		{Name: "appid", Value: string(o.AppID)}, {Name: "mch_id", Value: string(o.MchID)},
		{Name: "nonce_str", Value: w.nonce()}, {Name: "result_code", Value: "SUCCESS"},
	}, paidFields(o, total)...)
	return w.paidV2(append(m, extraFields(variant)...), v2.SignType(o.SignType), variant)
}

// composeRefundV2 writes 退款结果通知.
func (s *Sandbox) composeRefundV2(about subject, item *notification, variant Variant) *message {
	w := s.writer(item.random)
	inner := append(about.refund.noticeV2(about.order, variant), extraFields(variant)...)
	return w.refundV2(v2.Message{
		{Name: "return_code", Value: "SUCCESS"}, {Name: "appid", Value: string(about.order.AppID)}, {Name: "mch_id", Value: string(about.order.MchID)},
		{Name: "nonce_str", Value: w.nonce()},
	}, inner, variant)
}

// writer writes with this sandbox's keys.
func (s *Sandbox) writer(r *random) *writer {
	return &writer{v3Key: s.v3Key, v2Key: s.v2Key, signer: s.signer(r, "", s.cfg.Trust), at: s.cfg.Now(), random: r}
}
