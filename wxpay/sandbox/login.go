package sandbox

import (
	"net/http"
	"regexp"
	"strings"

	"wxlens/wxpay"
)

const (
	loginPrefix = "/sns/"
	loginPath   = loginPrefix + "jscode2session"
)

// loginFault is an errcode of code2Session with its text.
type loginFault struct {
	code    int
	message string
}

// specialCodes are the words that, as a js_code, stand for what may happen to
// one. Every other code is good, once.
var specialCodes = map[string]loginFault{
	"invalid": {40029, "invalid code"},
	"expired": {40029, "invalid code"},
	"blocked": {40226, "code blocked"},
	"toomany": {45011, "api minute-quota reach limit, must slower, retry next minute"},
	"busy":    {-1, "system error"},
}

// login plays code2Session: a js_code for an openid. The status is always 200.
func (s *Sandbox) login(r *http.Request) reply {
	fault := s.loginFault(r)
	if fault.code == 0 {
		answer := answerJSON(struct {
			SessionKey string       `json:"session_key"`
			OpenID     wxpay.OpenID `json:"openid"`
		}{s.random.base64(16), s.merchant().OpenID})
		answer.contentType = typeText
		return answer
	}
	body, _ := wxpay.JSON(struct {
		Code    int    `json:"errcode"`
		Message string `json:"errmsg"`
	}{fault.code, fault.message + ", rid: " + s.random.text("0123456789abcdef", 8) + "-" + s.random.text("0123456789abcdef", 8) + "-" + s.random.text("0123456789abcdef", 8)})
	return reply{status: http.StatusOK, body: body, contentType: typeText, code: fault.message}
}

// loginFault judges a login in the order of the real server.
func (s *Sandbox) loginFault(r *http.Request) loginFault {
	q := r.URL.Query()
	code := q.Get("js_code")
	switch {
	case r.URL.Path != loginPath:
		return loginFault{40066, "invalid url"}
	case r.Method != http.MethodGet || q.Get("appid") == "": // what a POST carries is not looked for
		return loginFault{41002, "appid missing"}
	case q.Get("secret") == "":
		return loginFault{41004, "appsecret missing"}
	case code == "":
		return loginFault{41008, "missing code"}
	case q.Get("appid") != string(s.merchant().AppID):
		return loginFault{40013, "invalid appid"}
	case q.Get("secret") != s.merchant().AppSecret:
		return loginFault{40125, "invalid appsecret"}
	case q.Get("grant_type") != "authorization_code":
		return loginFault{40002, "invalid grant_type"}
	}
	if fault, special := specialCodes[code]; special {
		return fault
	}
	return s.useCode(code)
}

// useCode takes a login code, which is good once.
func (s *Sandbox) useCode(code string) loginFault {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.store.codes[code] {
		return loginFault{40163, "code been used"}
	}
	if s.store.put(line{Code: code}) != nil {
		return specialCodes["busy"]
	}
	return loginFault{}
}

var secretOfLogin = regexp.MustCompile(`([?&]secret=)[^&]*`)

// targetOf returns the target of a request as it may be shown: the AppSecret of
// a login is masked, as wherever a login is shown.
func targetOf(r *http.Request) string {
	if !strings.HasPrefix(r.URL.Path, loginPrefix) {
		return r.RequestURI
	}
	return secretOfLogin.ReplaceAllString(r.RequestURI, "${1}"+wxpay.Mask)
}
