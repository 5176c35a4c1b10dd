package sandbox

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/v2"
)

// callV2 is a V2 message whose signature was right and whose fields are as they
// should be.
type callV2 struct {
	v2.Message
	signType v2.SignType
}

// callsV2 are the calls by endpoint. They are made under the lock.
var callsV2 = map[string]func(*Sandbox, *callV2) reply{
	catalog.V2Unified:          (*Sandbox).placeV2,
	catalog.V2OrderQuery:       (*Sandbox).queryV2,
	catalog.V2CloseOrder:       (*Sandbox).closeV2,
	catalog.V2Refund:           (*Sandbox).refundV2,
	catalog.V2RefundQuery:      (*Sandbox).queryRefundV2,
	catalog.V2DownloadBill:     (*Sandbox).downloadBillV2,
	catalog.V2DownloadFundFlow: (*Sandbox).downloadFundFlowV2,
}

// answerV2 verifies and handles a V2 request. What fails before or at the
// signature is answered unsigned with return_code FAIL; what fails after it is
// signed, with result_code FAIL (协议规则). The HTTP status is always 200.
func (s *Sandbox) answerV2(r *http.Request, body []byte) reply {
	endpoint, _, ok := catalog.Match(http.MethodPost, r.URL.Path)
	if !ok || callsV2[endpoint.ID] == nil {
		return reply{status: http.StatusNotFound}
	}
	if endpoint.Certificate {
		if refusal, refused := s.certificateRefusal(r); refused {
			return refusal
		}
	}
	refuse := refuseV2
	if endpoint.ID == catalog.V2DownloadBill {
		refuse = refuseFileV2
	}
	c, code, text := s.authenticate(r, body)
	if code != "" {
		return refuse(code, text)
	}
	if c.Get("appid") == "" {
		return s.failCallV2(endpoint, c, "APPID_NOT_EXIST", "APPID不存在")
	}
	if endpoint.HMACOnly && c.signType != v2.HMACSHA256 {
		return s.failCallV2(endpoint, c, "PARAM_ERROR", "sign_type参数错误，只支持HMAC-SHA256")
	}
	if errs := catalog.Errors(endpoint.CheckFields(c.Message)); len(errs) > 0 {
		if errs[0].Field.Name == "body" && errs[0].Kind != catalog.Missing { // seen like that, unsigned
			return refuse("PARAM_ERROR", "body参数格式错误")
		}
		code, text := problemV2(errs[0])
		return s.failCallV2(endpoint, c, code, text)
	}
	s.mu.Lock()
	answer := callsV2[endpoint.ID](s, c)
	s.mu.Unlock()
	return s.spoilV2(r.URL.Path, answer)
}

// authenticate verifies the message up to its signature, in the order of the
// gateway. A code says that it was refused.
func (s *Sandbox) authenticate(r *http.Request, body []byte) (c *callV2, code, text string) {
	switch {
	case r.Method != http.MethodPost:
		return nil, "REQUIRE_POST_METHOD", "请使用post方法"
	case len(body) == 0:
		return nil, "POST_DATA_EMPTY", "post数据为空"
	case !utf8.Valid(body):
		return nil, "NOT_UTF8", "编码格式错误"
	}
	message, err := readV2(body)
	if err != nil {
		return nil, "XML_FORMAT_ERROR", "XML格式错误"
	}
	signType, err := v2.ParseSignType(message.Get("sign_type"))
	switch mchID := message.Get("mch_id"); {
	case err != nil:
		return nil, "SIGNTYPE", "签名类型不支持"
	case mchID == "" || strings.Trim(mchID, "0123456789") != "":
		return nil, "MCHID_NOT_EXIST", "mch_id参数格式错误"
	case mchID != string(s.merchant().MchID):
		return nil, "MCHID_NOT_EXIST", "商户号mch_id或sub_mch_id不存在"
	case v2.Sign(message, s.v2Key, signType).Signature != message.Get("sign"):
		return nil, "SIGNERROR", "签名错误，请检查后再试"
	case message.Get("appid") != "" && message.Get("appid") != string(s.merchant().AppID):
		return nil, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配"
	}
	return &callV2{message, signType}, "", ""
}

// readV2 reads a request. The pages give its root as "xml" (协议规则); SDKs in use
// send "root", "queryRequest" and others and are understood.
func readV2(body []byte) (v2.Message, error) { return v2.ParseRoot(body, "") }

// problemV2 words what is wrong with a field as V2 does.
func problemV2(p catalog.Problem) (code, text string) {
	if p.Kind != catalog.Missing {
		return "PARAM_ERROR", p.Field.Name + "参数格式错误"
	}
	if len(p.Among) > 1 {
		return "LACK_PARAMS", p.Message()
	}
	return "LACK_PARAMS", "缺少必要的请求参数：" + p.Field.Name
}

func refuseV2(code, message string) reply {
	return reply{status: http.StatusOK, contentType: typeText, code: code, body: v2.Message{
		{Name: "return_code", Value: "FAIL"}, {Name: "return_msg", Value: message},
	}.XML()}
}

// failCallV2 tells that a call went wrong after its signature: bills have forms
// of their own for that.
func (s *Sandbox) failCallV2(e *catalog.Endpoint, c *callV2, code, text string) reply {
	switch e.ID {
	case catalog.V2DownloadFundFlow:
		return failFundFlowV2(code, text)
	case catalog.V2DownloadBill:
		return refuseFileV2(code, text)
	}
	return s.failV2(c.signType, code, text)
}

func (s *Sandbox) failV2(t v2.SignType, code, text string) reply {
	answer := s.signV2(t, []wxpay.Field{
		{Name: "result_code", Value: "FAIL"}, {Name: "err_code", Value: code}, {Name: "err_code_des", Value: text},
	})
	answer.code = code
	return answer
}

// refuseRuleV2 words a fault as V2 does, signed.
func (s *Sandbox) refuseRuleV2(c *callV2, f ruleFault) reply {
	return s.failV2(c.signType, wordings[f].v2, wordings[f].v2Text)
}

func (s *Sandbox) succeedV2(c *callV2, fields ...wxpay.Field) reply {
	return s.signV2(c.signType, append([]wxpay.Field{{Name: "result_code", Value: "SUCCESS"}}, fields...))
}

// signV2 completes and signs an answer with the algorithm of the request; the
// answer does not name it.
func (s *Sandbox) signV2(t v2.SignType, fields []wxpay.Field) reply {
	message := append(v2.Message{
		{Name: "return_code", Value: "SUCCESS"}, {Name: "return_msg", Value: "OK"},
		{Name: "appid", Value: string(s.merchant().AppID)}, {Name: "mch_id", Value: string(s.merchant().MchID)},
		{Name: "nonce_str", Value: s.random.text(alnum, 16)},
	}, fields...)
	message = append(message, wxpay.Field{Name: "sign", Value: v2.Sign(message, s.v2Key, t).Signature})
	return reply{status: http.StatusOK, contentType: typeText, body: message.XML(), signed: true}
}

// present drops fields without a value.
func present(fields []wxpay.Field) []wxpay.Field {
	kept := fields[:0]
	for _, f := range fields {
		if f.Value != "" {
			kept = append(kept, f)
		}
	}
	return kept
}
