package paste

import (
	"regexp"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/message"
)

// has reports whether an object has any of the members.
func has(l *message.Literal, names ...string) bool {
	for _, name := range names {
		if _, ok := l.Get(name); ok {
			return true
		}
	}
	return false
}

func textOf(l *message.Literal, names ...string) string {
	for _, name := range names {
		if v, ok := l.Get(name); ok {
			if text, ok := v.Scalar(); ok {
				return text
			}
		}
	}
	return ""
}

func hasText(l *message.Literal, name string) bool { return textOf(l, name) != "" }

// isParams reports whether an object is what a client is called with: it is signed,
// or names a prepay session with time and nonce.
func isParams(l *message.Literal) bool {
	if has(l, "paySign") {
		return true
	}
	nonce := has(l, "nonceStr", "noncestr", "nonce_str")
	return nonce && has(l, "package", "packageValue") && has(l, "timeStamp", "timestamp", "prepayid", "prepayId") ||
		has(l, "prepayid", "prepayId") && has(l, "partnerid", "partnerId", "sign")
}

// isEnvelope reports whether an object is a notification of V3.
func isEnvelope(l *message.Literal) bool {
	resource, ok := l.Get("resource")
	return ok && (has(l, "event_type", "resource_type") || resource.Kind == message.LiteralObject && has(resource, "ciphertext"))
}

var errorCode = regexp.MustCompile(`^[A-Z][A-Z0-9_]{3,}$`)

// isReply reports whether an object is what WeChat Pay answers.
func isReply(l *message.Literal) bool {
	if errorCode.MatchString(textOf(l, "code")) && (has(l, "message") || has(l, "detail")) || has(l, "sign_information", "truncated_sign_message") {
		return true
	}
	if has(l, "trade_state", "refund_id", "batch_id", "encrypt_certificate", "transfer_bill_no") && !has(l, "notify_url") {
		return true
	}
	return len(l.Members) <= 2 && has(l, "prepay_id", "code_url", "h5_url") || isCertificates(l)
}

func isCertificates(l *message.Literal) bool {
	data, ok := l.Get("data")
	return ok && data.Kind == message.LiteralArray && len(data.Members) > 0 && has(&data.Members[0].Value, "encrypt_certificate")
}

// isOrder reports whether an object is what is sent to V3.
func isOrder(l *message.Literal) bool {
	if has(l, "headers", "config", "request", "response", "api_key", "private_key", "apiv3_key") {
		return false
	}
	identified := has(l, "mchid", "sp_mchid", "combine_mchid", "appid", "sp_appid", "combine_appid", "sub_mchid", "transaction_id", "stock_id")
	numbered := has(l, "out_trade_no", "combine_out_trade_no", "out_refund_no", "out_bill_no", "out_batch_no", "out_order_no", "out_request_no", "transfer_detail_list", "echo_message")
	return identified && (numbered || has(l, "description", "notify_url", "amount", "service_id")) || numbered && has(l, "amount", "notify_url", "receivers", "reason", "transfer_amount", "openid")
}

// isExchange reports whether an object of somebody's own tells of a call.
func isExchange(l *message.Literal) bool {
	address := textOf(l, "url", "uri", "path")
	if looksLikeAddress(address) && has(l, "method", "httpMethod", "headers", "data", "body") {
		return true
	}
	return has(l, "status", "statusCode", "status_code") && has(l, "headers", "data", "body")
}

// hasHeader reports whether an object holds headers.
func hasHeader(l *message.Literal) bool {
	for _, m := range l.Members {
		if headerOf(m.Name) != "" && m.Name != "Date" {
			return true
		}
	}
	return false
}

// paramsOf reads the parameters of a client call whose values are known.
func paramsOf(l *message.Literal) []wxpay.Field {
	fields := []wxpay.Field{}
	for _, m := range l.Members {
		if text, ok := m.Value.Scalar(); ok {
			fields = append(fields, wxpay.Field{Name: m.Name, Value: text})
		} else if m.Value.Kind == message.LiteralObject {
			fields = append(fields, wxpay.Field{Name: m.Name, Value: string(m.Value.Append(nil))})
		}
	}
	return fields
}

var maskedValue = regexp.MustCompile(`\*{3,}|…|\.{3,}|[xX]{5,}|^<.*>$|^\$\{|^\{\{|省略|已脱敏`)

// elided reports whether somebody cut a value or made it unreadable.
func elided(text string) bool { return maskedValue.MatchString(strings.TrimSpace(text)) }
