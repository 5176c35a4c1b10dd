package sandbox

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"wxlens/wxpay/v3"
)

// apiError is the body of a refused V3 request; its members come in alphabetical
// order, as the real server writes them.
type apiError struct {
	Code    string `json:"code"`
	Detail  any    `json:"detail,omitempty"`
	Message string `json:"message"`
}

func refuse(status int, code, message string, detail any) reply {
	body, _ := json.Marshal(apiError{code, detail, message}) // plain values always encode
	return reply{status: status, body: body, code: code}
}

func signError(message string) reply {
	return refuse(http.StatusUnauthorized, "SIGN_ERROR", message, nil)
}

// signDetail is the detail of a signature that does not match: the server's own
// text, cut after the first eight bytes of the body, and its whole length.
type signDetail struct {
	Detail struct {
		Issue string `json:"issue"`
	} `json:"detail"`
	Field           string          `json:"field"`
	Location        string          `json:"location"`
	SignInformation signInformation `json:"sign_information"`
}

type signInformation struct {
	Method    string `json:"method"`
	Length    int    `json:"sign_message_length"`
	Truncated string `json:"truncated_sign_message"`
	URL       string `json:"url"`
}

// maxNonce is the longest nonce_str, in characters (签名生成).
const maxNonce = 32

// echoedBody is how many bytes of the body the server shows.
const echoedBody = 8

// authorize verifies a V3 request in the order of the real server: form of the
// header, clock, merchant and serial, signature. ok is false with the refusal.
func (s *Sandbox) authorize(r *http.Request, body []byte) (auth v3.Authorization, refusal reply, ok bool) {
	auth, err := v3.ParseAuthorization(r.Header.Get("Authorization"))
	if form := (*v3.AuthorizationError)(nil); errors.As(err, &form) {
		if form.Fault == v3.AuthorizationScheme {
			return auth, signError("HTTP头Authorization认证类型不正确"), false
		}
		return auth, signError("Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》"), false
	}
	if len(auth.Nonce) > maxNonce {
		return auth, signError("Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》"), false
	}
	seconds, err := strconv.ParseInt(auth.Timestamp, 10, 64)
	if skew := s.cfg.Now().Sub(time.Unix(seconds, 0)); err != nil || strings.HasPrefix(auth.Timestamp, "+") || skew >= v3.Window || skew <= -v3.Window {
		return auth, signError("Http头Authorization中的timestamp与发起请求的时间不得超过5分钟"), false
	}
	if auth.MchID != s.merchant().MchID || auth.SerialNo != s.merchant().MerchantSerialNo {
		return auth, signError("商户证书序列号有误。请使用签名私钥匹配的证书序列号"), false
	}
	text := v3.RequestText(r.Method, r.RequestURI, auth.Timestamp, auth.Nonce, body)
	digest := sha256.Sum256(text.Bytes())
	signature, err := base64.StdEncoding.DecodeString(auth.Signature)
	if err == nil {
		err = s.verifier.Verify(digest[:], signature)
	}
	if err != nil {
		cut := v3.RequestText(r.Method, r.RequestURI, auth.Timestamp, auth.Nonce, body[:min(len(body), echoedBody)])
		detail := signDetail{Field: "signature", Location: "authorization", SignInformation: signInformation{
			Method: r.Method, URL: r.RequestURI, Length: text.Len(), Truncated: cut.Reveal(),
		}}
		detail.Detail.Issue = "sign not match"
		return auth, refuse(http.StatusUnauthorized, "SIGN_ERROR", "错误的签名，验签失败", detail), false
	}
	return auth, reply{}, true
}

func (s *Sandbox) merchant() *Merchant { return &s.cfg.Credentials.Merchant }
