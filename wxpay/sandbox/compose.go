package sandbox

import (
	"fmt"
	"net/http"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// message is a notification as it goes over the wire.
type message struct {
	header http.Header
	body   []byte
}

// userAgent is what notifications have been seen to carry.
const userAgent = "Mozilla/4.0"

func messageOf(contentType string, body []byte) *message {
	return &message{header: http.Header{"Content-Type": {contentType}, "User-Agent": {userAgent}, "Accept": {"*/*"}}, body: body}
}

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

// composeV3 writes a notification of V3: its content, encrypted with the APIv3
// key, signed (回调通知).
func (s *Sandbox) composeV3(about subject, item *notification, variant Variant) (*message, error) {
	content := s.contentV3(about, variant)
	plain, err := wxpay.JSON(content.plain)
	if err != nil {
		return nil, fmt.Errorf("write notification: %w", err)
	}
	resource, err := v3.Seal(s.v3Key, content.originalType, content.originalType, item.random.text(alnum, 12), plain)
	if err != nil {
		return nil, err
	}
	body, err := wxpay.JSON(v3.Envelope{
		ID: item.ID, CreateTime: v3Time(item.Created), EventType: item.EventType,
		ResourceType: "encrypt-resource", Summary: content.summary, Resource: resource,
	})
	if err != nil {
		return nil, fmt.Errorf("write notification: %w", err)
	}
	at := s.cfg.Now()
	if variant == VariantStale {
		at = at.Add(-2 * v3.Window)
	}
	m := messageOf("application/json", body)
	if err := signHeaders(item.random, m.header, s.signer(item.random, "", s.cfg.Trust), at, body); err != nil {
		return nil, err
	}
	switch variant {
	case VariantBadSignature:
		m.header.Set(v3.HeaderNonce, item.random.text(alnum, 32)) // not the nonce that was signed
	case VariantTampered:
		m.body = tamper(body)
	case VariantUnknownSerial:
		m.header.Set(v3.HeaderSerial, item.random.text("0123456789ABCDEF", 40))
	case VariantProbe:
		probe(item.random, m.header)
	}
	return m, nil
}

// composePaidV2 writes 支付结果通知.
func (s *Sandbox) composePaidV2(o *order, item *notification, variant Variant) *message {
	total := o.Total
	if variant == VariantWrongAmount {
		total++
	}
	m := append(v2.Message{
		{Name: "return_code", Value: "SUCCESS"}, {Name: "return_msg", Value: "OK"},
		{Name: "appid", Value: string(o.AppID)}, {Name: "mch_id", Value: string(o.MchID)},
		{Name: "nonce_str", Value: item.random.text(alnum, 32)}, {Name: "result_code", Value: "SUCCESS"},
	}, paidFields(o, total)...)
	m = append(m, extraFields(variant)...)
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
	return messageOf("text/xml", m.XML())
}

// composeRefundV2 writes 退款结果通知: not signed, its content encrypted with the
// APIv2 key.
func (s *Sandbox) composeRefundV2(about subject, item *notification, variant Variant) *message {
	inner := append(about.refund.noticeV2(about.order, variant), extraFields(variant)...)
	sealed := v2.SealReqInfo(inner.XMLRoot("root"), s.v2Key)
	if variant == VariantTampered { // its first block decrypts to something else
		first := byte('A')
		if sealed[0] == first {
			first = 'B'
		}
		sealed = string(first) + sealed[1:]
	}
	return messageOf("text/xml", v2.Message{
		{Name: "return_code", Value: "SUCCESS"}, {Name: "appid", Value: string(about.order.AppID)}, {Name: "mch_id", Value: string(about.order.MchID)},
		{Name: "nonce_str", Value: item.random.text(alnum, 32)}, {Name: "req_info", Value: sealed},
	}.XML())
}
