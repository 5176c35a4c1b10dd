package paste

import (
	"bytes"
	"regexp"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/message"
)

// The client calls that open the cashier.
const (
	ClientMini   = "wx.requestPayment"
	ClientJSAPI  = "jsapi" // WeixinJSBridge
	ClientChoose = "wx.chooseWXPay"
	ClientApp    = "app"
)

var clientStart = regexp.MustCompile(`^(?:[A-Za-z0-9_.>-]{0,40}[^A-Za-z0-9_])?(?:(?:wx|uni|jWeixin|jweixin|Taro|WeixinJSBridge)\.(?:requestPayment|chooseWXPay|invoke)\s*\(\s*|getBrandWCPayRequest["'“”‘’` + "`" + `]?\s*,?\s*)`)

// readClient reads a client call: what is between its brackets.
func readClient(r *reader, at []int) int {
	name := string(r.src[at[0]:at[1]])
	start := at[1]
	if strings.Contains(name, "invoke") {
		return at[0] // the name of the call that follows tells more
	}
	label := ClientMini
	switch {
	case strings.Contains(name, "chooseWXPay"):
		label = ClientChoose
	case strings.Contains(name, "getBrandWCPayRequest"):
		label = ClientJSAPI
	}
	r.labelled(start)
	if start == len(r.src) || !bytes.HasPrefix(r.src[start:], []byte("{")) && !bytes.HasPrefix(r.src[start:], []byte("｛")) {
		return at[0]
	}
	l, ok := message.ReadLiteral(r.src, start)
	r.charge(l.Examined)
	if !ok || len(l.Members) == 0 {
		return at[0]
	}
	params := paramsOf(&l.Literal)
	if inner, ok := l.Get("orderInfo"); ok { // of an app
		label = ClientApp
		params = orderInfo(inner)
	}
	if len(params) == 0 {
		return at[0]
	}
	r.repaired(l.Repairs)
	(&told{r: r, src: r.src, text: &l}).masked(&l.Literal)
	if l.Truncated {
		r.odd(OddTruncated, l.End, "json", false)
	}
	r.got.params = append(r.got.params, clientCall{label, params})
	end := l.End
	for end < len(r.src) && strings.IndexByte(" \t);", r.src[end]) >= 0 {
		end++
	}
	r.piece(FormParams, at[0], end)
	return end
}

// orderInfo reads the parameters of an app, which may be a text of JSON.
func orderInfo(l *message.Literal) []wxpay.Field {
	if l.Kind == message.LiteralObject {
		return paramsOf(l)
	}
	text, _ := l.Scalar()
	if inner, ok := message.ReadLiteral([]byte(text), 0); ok {
		return paramsOf(&inner.Literal)
	}
	return nil
}

// assigned are what the members of a PayReq are set by.
var assigned = []string{
	".appId", ".openID", ".partnerId", ".prepayId", ".packageValue", ".package", ".nonceStr", ".timeStamp", ".signType", ".sign", ".appid", ".PartnerId", ".PrepayId", ".Package", ".NonceStr", ".TimeStamp", ".Sign",
	"->partnerId", "->prepayId", "->nonceStr", "->timeStamp", "->package", "->sign", "setAppId", "setPartnerId", "setPrepayId", "setPackageValue", "setNonceStr", "setTimeStamp", "setSign",
}

const assignment = `(?:[A-Za-z0-9_.>-]{0,60}?[A-Za-z_][A-Za-z0-9_]*(?:\.set|\.|->)|set)(appId|appid|AppId|openID|partnerId|PartnerId|prepayId|PrepayId|packageValue|PackageValue|package|Package|nonceStr|NonceStr|timeStamp|TimeStamp|signType|SignType|sign|Sign|paySign|PaySign)\s*(?:=|\()\s*@?(?:"([^"\n]*)"|'([^'\n]*)'|([0-9]{10,13}))`

var (
	assignStart = regexp.MustCompile(`^` + assignment)
	assignNext  = regexp.MustCompile(assignment)
)

// maxAssignments is more than a PayReq has members.
const maxAssignments = 24

// readAssignments reads the members of a PayReq that a program sets one by one.
func readAssignments(r *reader, at []int) int {
	var fields []wxpay.Field
	end := at[0]
	for pos := at[0]; len(fields) < maxAssignments; {
		m := assignNext.FindSubmatchIndex(r.src[pos:min(len(r.src), pos+maxValue)])
		if m == nil || bytes.Count(r.src[end:pos+m[0]], []byte("\n")) > 2 && len(fields) > 0 {
			break
		}
		part := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return string(r.src[pos+m[2*i] : pos+m[2*i+1]])
		}
		fields = append(fields, wxpay.Field{Name: strings.ToLower(part(1)[:1]) + part(1)[1:], Value: part(2) + part(3) + part(4)})
		pos += m[1]
		end = pos
	}
	known := map[string]bool{}
	for _, f := range fields {
		known[strings.ToLower(f.Name)] = true
	}
	r.charge(16 * (end - at[0])) // each member was searched for
	if !known["prepayid"] && !known["paysign"] && !known["partnerid"] {
		return at[0]
	}
	end = r.lineEnd(end)
	r.got.params = append(r.got.params, clientCall{ClientApp, fields})
	r.piece(FormParams, at[0], end)
	return end
}

// clientOf tells which client a call is of by its parameters, where nobody said.
func clientOf(params []wxpay.Field) string {
	names := map[string]bool{}
	for _, f := range params {
		names[f.Name] = true
	}
	switch {
	case names["prepayid"], names["prepayId"], names["partnerid"], names["partnerId"]:
		return ClientApp
	case names["timestamp"] && names["nonceStr"]:
		return ClientChoose
	case names["appId"]:
		return ClientJSAPI
	}
	return ClientMini
}
