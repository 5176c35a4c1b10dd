package sandbox

import (
	"encoding/json"
	"net/http"
	"regexp"

	"wxlens/wxpay"
)

const loginPath = "/sns/jscode2session"

// login plays code2Session: a js_code for an openid. Every code is good once;
// the word "invalid" stands for one that is not.
func (s *Sandbox) login(r *http.Request) reply {
	q := r.URL.Query()
	switch {
	case q.Get("appid") != string(s.merchant().AppID):
		return loginError(40013, "invalid appid")
	case q.Get("secret") != s.merchant().AppSecret:
		return loginError(40125, "invalid appsecret")
	case q.Get("grant_type") != "authorization_code":
		return loginError(40002, "invalid grant_type")
	case q.Get("js_code") == "" || q.Get("js_code") == "invalid":
		return loginError(40029, "invalid code")
	case !s.useCode(q.Get("js_code")):
		return loginError(40163, "code been used")
	}
	return answerJSON(struct {
		SessionKey string       `json:"session_key"`
		OpenID     wxpay.OpenID `json:"openid"`
	}{s.random.text(alnum+"+/", 22) + "==", s.merchant().OpenID})
}

func loginError(code int, message string) reply {
	body, _ := json.Marshal(struct {
		Code    int    `json:"errcode"`
		Message string `json:"errmsg"`
	}{code, message})
	return reply{status: http.StatusOK, body: body, code: message}
}

// useCode reports whether a login code is used for the first time.
func (s *Sandbox) useCode(code string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.codes[code] {
		return false
	}
	s.codes[code] = true
	return true
}

var secretOfLogin = regexp.MustCompile(`([?&]secret=)[^&]*`)

// targetOf returns the target of a request as it may be shown: the AppSecret of
// a login is masked, as wherever a login is shown.
func targetOf(r *http.Request) string {
	if r.URL.Path != loginPath {
		return r.RequestURI
	}
	return secretOfLogin.ReplaceAllString(r.RequestURI, "${1}"+wxpay.Mask)
}
