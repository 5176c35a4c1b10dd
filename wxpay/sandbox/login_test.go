package sandbox_test

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"wxlens/wxpay"
)

// login calls code2Session with the right values but for one.
func (w *world) login(code, name, value string) map[string]any {
	w.t.Helper()
	q := url.Values{
		"appid": {string(merchant().AppID)}, "secret": {merchant().AppSecret}, "js_code": {code}, "grant_type": {"authorization_code"},
	}
	q.Set(name, value)
	reply := w.send(wxpay.Request{Method: "GET", URL: w.url + "/sns/jscode2session?" + q.Encode()})
	var answer map[string]any
	if err := json.Unmarshal(reply.Body, &answer); err != nil || reply.Status != 200 || reply.Header.Get("Content-Type") != "text/plain" {
		w.t.Fatalf("replied %d %s, %v", reply.Status, reply.Body, err)
	}
	return answer
}

func TestLoginGivesTheOpenID(t *testing.T) {
	w := open(t)
	answer := w.login("0123456789", "", "")
	text, _ := answer["session_key"].(string)
	if key, err := base64.StdEncoding.Strict().DecodeString(text); err != nil || len(key) != 16 || answer["openid"] != string(merchant().OpenID) {
		t.Errorf("answered %v", answer)
	}
	if again := w.login("0123456789", "", ""); again["errcode"] != 40163.0 {
		t.Errorf("the code is good twice: %v", again)
	}
}

func TestLoginRefuses(t *testing.T) {
	w := open(t)
	for _, c := range []struct {
		name, value string
		code        float64
	}{
		{"appid", "", 41002}, {"secret", "", 41004}, {"js_code", "", 41008},
		{"appid", "wx0", 40013}, {"secret", "x", 40125}, {"grant_type", "x", 40002},
		{"js_code", "invalid", 40029}, {"js_code", "expired", 40029}, {"js_code", "blocked", 40226}, {"js_code", "toomany", 45011}, {"js_code", "busy", -1},
	} {
		answer := w.login("c", c.name, c.value)
		if message, _ := answer["errmsg"].(string); answer["errcode"] != c.code || answer["openid"] != nil || !strings.Contains(message, ", rid: ") {
			t.Errorf("%s %q: %v", c.name, c.value, answer)
		}
	}
	for what, r := range map[string]wxpay.Request{
		`{"errcode":41002`: {Method: "POST", URL: w.url + "/sns/jscode2session?appid=" + string(merchant().AppID)},
		`{"errcode":40066`: {Method: "GET", URL: w.url + "/sns/jsCode2Session?appid=" + string(merchant().AppID)},
	} {
		if reply := w.send(r); reply.Status != 200 || !strings.HasPrefix(string(reply.Body), what) {
			t.Errorf("%s %s: %d %s", r.Method, r.URL, reply.Status, reply.Body)
		}
	}
}
