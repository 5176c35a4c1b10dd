package sandbox

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"wxlens/wxpay/v3"
)

// What the server says of a request that it cannot authorize (签名验证失败排查).
const (
	sayNoAgent  = "Http头缺少Accept或User-Agent"
	sayForm     = "Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》"
	sayUnsigned = "签名信息错误，验签失败" // the order paths' words for no header at all
	sayScheme   = "HTTP头Authorization认证类型不正确"
	sayClock    = "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟"
	saySerial   = "商户证书序列号有误。请使用签名私钥匹配的证书序列号"
	sayMismatch = "错误的签名，验签失败"
)

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

// orderPaths are those whose 401 differs: other words, and no Request-ID.
const orderPaths = "/v3/pay/transactions/"

// namedPaths are those that refuse a request without Accept or User-Agent.
var namedPaths = []string{"/v3/certificates", "/v3/refund/", "/v3/bill/"}

// authorize verifies a V3 request in the order of the real server: who asks, form
// of the header, clock, merchant and certificate, signature. signed is what the
// request signs of its body. ok is false with the refusal.
func (s *Sandbox) authorize(r *http.Request, signed []byte) (auth v3.Authorization, refusal reply, ok bool) {
	if unnamed(r) {
		return auth, refuse(http.StatusBadRequest, "INVALID_REQUEST", sayNoAgent, nil), false
	}
	auth, err := v3.ParseAuthorization(r.Header.Get("Authorization"))
	if message := formFault(r, auth, err); message != "" {
		return auth, signError(message), false
	}
	seconds, err := strconv.ParseInt(auth.Timestamp, 10, 64)
	if skew := s.cfg.Now().Sub(time.Unix(seconds, 0)); err != nil || strings.HasPrefix(auth.Timestamp, "+") || skew >= v3.Window || skew <= -v3.Window {
		return auth, signError(sayClock), false
	}
	if message := s.merchantFault(auth); message != "" {
		return auth, signError(message), false
	}
	text := v3.RequestText(r.Method, r.RequestURI, auth.Timestamp, auth.Nonce, signed)
	digest := sha256.Sum256(text.Bytes())
	signature, err := base64.StdEncoding.DecodeString(auth.Signature)
	if err == nil {
		err = s.verifier.Verify(digest[:], signature)
	}
	if err != nil {
		cut := v3.RequestText(r.Method, r.RequestURI, auth.Timestamp, auth.Nonce, signed[:min(len(signed), echoedBody)])
		detail := signDetail{Field: "signature", Location: "authorization", SignInformation: signInformation{
			Method: r.Method, URL: r.RequestURI, Length: text.Len(), Truncated: cut.Reveal(),
		}}
		detail.Detail.Issue = "sign not match"
		return auth, refuse(http.StatusUnauthorized, "SIGN_ERROR", sayMismatch, detail), false
	}
	return auth, reply{}, true
}

func unnamed(r *http.Request) bool {
	if r.Header.Get("Accept") != "" && r.Header.Get("User-Agent") != "" {
		return false
	}
	for _, prefix := range namedPaths {
		if strings.HasPrefix(r.URL.Path, prefix) {
			return true
		}
	}
	return false
}

// formFault says what is wrong with the form of the header, "" if nothing is.
func formFault(r *http.Request, auth v3.Authorization, err error) string {
	var form *v3.AuthorizationError
	switch {
	case !errors.As(err, &form):
		if len(auth.Nonce) > maxNonce {
			return sayForm
		}
		return ""
	case strings.HasPrefix(r.URL.Path, orderPaths) && (form.Fault == v3.AuthorizationMissing || auth.Scheme == "Bearer"):
		return sayUnsigned
	case form.Fault == v3.AuthorizationScheme:
		return sayScheme
	}
	return sayForm
}

// merchantFault says why a merchant cannot sign as it does: its set-up is not
// complete, the certificate is not its own or no longer good. The case of the
// serial number does not matter: SDKs that read it from the certificate send the
// small letters of their library.
func (s *Sandbox) merchantFault(auth v3.Authorization) string {
	if auth.MchID != s.merchant().MchID {
		return saySerial
	}
	s.mu.Lock()
	state := s.store.settings.Merchant
	s.mu.Unlock()
	switch {
	case state == MerchantNoAPIv3Key || state == MerchantNoCertificate:
		return state.says()
	case !strings.EqualFold(string(auth.SerialNo), string(s.merchant().MerchantSerialNo)):
		return saySerial
	}
	return state.says()
}
