package sandbox

import (
	"fmt"
	"maps"
	"net/http"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/v3"
)

// callV3 is a V3 request that was authorized and whose fields are as they
// should be.
type callV3 struct {
	request *http.Request
	values  catalog.Values
	upload  upload // of an upload
}

// callsV3 are the calls by endpoint. They are made under the lock.
var callsV3 = map[string]func(*Sandbox, *callV3) reply{
	catalog.V3JSAPI:          placeV3(typeJSAPI),
	catalog.V3App:            placeV3(typeApp),
	catalog.V3Native:         placeV3(typeNative),
	catalog.V3H5:             placeV3(typeH5),
	catalog.V3Query:          (*Sandbox).queryV3,
	catalog.V3QueryByID:      (*Sandbox).queryV3,
	catalog.V3Close:          (*Sandbox).closeV3,
	catalog.V3Refund:         (*Sandbox).refundV3,
	catalog.V3RefundQuery:    (*Sandbox).queryRefundV3,
	catalog.V3RefundAbnormal: (*Sandbox).repeatRefundV3,
	catalog.V3TradeBill:      (*Sandbox).tradeBillV3,
	catalog.V3FundFlowBill:   (*Sandbox).fundFlowBillV3,
	catalog.V3BillDownload:   (*Sandbox).downloadV3,
	catalog.V3Certificates:   (*Sandbox).listCertificates,
	catalog.V3Echo:           (*Sandbox).echo,
	catalog.V3MediaUpload:    (*Sandbox).takeImage,
}

// answerV3 authorizes and handles a V3 request and signs the answer if it is a
// success: errors and files are unsigned.
func (s *Sandbox) answerV3(header http.Header, r *http.Request, body []byte) reply {
	endpoint, path, ok := catalog.Match(r.Method, r.URL.Path)
	if !ok || callsV3[endpoint.ID] == nil {
		return reply{status: unknownStatus(r)}
	}
	up := upload{meta: body}
	if endpoint.Upload {
		up = readUpload(r, body)
	}
	auth, answer, ok := s.authorize(r, up.meta)
	if ok {
		answer = s.handleV3(endpoint, path, auth, r, up)
	}
	s.setRequestID(header, r, answer)
	if answer.status/100 != 2 || endpoint.Unsigned {
		return answer
	}
	trust := s.cfg.Trust
	if endpoint.ID == catalog.V3Certificates { // whoever has no other key yet verifies it with what is in it
		trust = TrustPlatformCert
	}
	signer := s.signer(s.random, wxpay.KeyID(r.Header.Get(v3.HeaderSerial)), trust)
	if err := signHeaders(s.random, header, signer, s.cfg.Now(), answer.body); err != nil {
		return refuse(http.StatusInternalServerError, "SYSTEM_ERROR", err.Error(), nil)
	}
	answer.body = s.spoilV3(header, r.URL.Path, answer.body)
	return answer
}

// unknownStatus is how the gateway answers a path that does not exist here, or
// not in this verb; there is no body.
func unknownStatus(r *http.Request) int {
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		if e, _, known := catalog.Match(method, r.URL.Path); known && callsV3[e.ID] != nil {
			return http.StatusMethodNotAllowed
		}
	}
	return http.StatusNotFound
}

// setRequestID names the request: hex, and the number of what became of it. A 401
// of the order paths has none.
func (s *Sandbox) setRequestID(header http.Header, r *http.Request, answer reply) {
	if answer.status == http.StatusUnauthorized && strings.HasPrefix(r.URL.Path, orderPaths) {
		return
	}
	header.Set("Request-ID", fmt.Sprintf("%s-%d", s.random.text("0123456789ABCDEF", 32), answer.result))
}

func (s *Sandbox) handleV3(e *catalog.Endpoint, path catalog.Values, auth v3.Authorization, r *http.Request, up upload) reply {
	values, problems := e.CheckTarget(path, r.URL.Query())
	if refusal, bad := problemReply(problems); bad {
		return refusal
	}
	if r.Method == http.MethodPost {
		inBody, problems, err := e.CheckJSON(up.meta)
		if err != nil {
			return badParam("请求体不是合法的 JSON 对象")
		}
		if refusal, bad := problemReply(problems); bad {
			return refusal
		}
		maps.Copy(values, inBody)
	}
	if named, has := values["mchid"]; has && named != string(auth.MchID) {
		return badParam("http header中的mchid与post payload中的mchid不匹配")
	}
	if refusal, bad := s.checkEncrypted(e, values, r); bad {
		return refusal
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return callsV3[e.ID](s, &callV3{r, values, up})
}

// checkEncrypted makes sure that sensitive fields can be decrypted: the request
// must name the key that they were encrypted with (敏感信息加解密). The values are
// replaced by their plaintext.
func (s *Sandbox) checkEncrypted(e *catalog.Endpoint, values catalog.Values, r *http.Request) (reply, bool) {
	for _, f := range e.Fields {
		if !f.Encrypted || values[f.Name] == "" {
			continue
		}
		key, known := s.keys.find(wxpay.KeyID(r.Header.Get(v3.HeaderSerial)))
		if !known {
			return refuseSerial(r), true
		}
		plain, err := v3.Decrypt(privateOf(key), values[f.Name])
		if err != nil {
			return badParam("敏感信息解密失败：" + f.Name), true
		}
		values[f.Name] = plain
	}
	return reply{}, false
}

// refuseSerial refuses a request that names no key, or an unknown one, where one
// is needed.
func refuseSerial(r *http.Request) reply {
	if r.Header.Get(v3.HeaderSerial) == "" {
		return badParam("HTTP header缺少微信支付平台证书序列号(Wechatpay-Serial)")
	}
	return badParam("平台证书序列号Wechatpay-Serial错误")
}
