package notify

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"wxlens/wxpay"
)

const (
	acknowledgement = "<xml><return_code><![CDATA[SUCCESS]]></return_code><return_msg><![CDATA[OK]]></return_msg></xml>"
	loginPage       = "<!DOCTYPE html>\n<html><head><title>Login</title></head></html>"
)

// What the documentation and users report of each answer (支付结果通知, 回调通知注意事项).
func TestRepliesAreJudgedAsWeChatPayDoes(t *testing.T) {
	for _, c := range []struct {
		what         string
		api          wxpay.API
		status       int
		body         string
		acknowledged bool
		reason       wxpay.Reason
	}{
		{"V3 no content", wxpay.V3, 204, "", true, ""},
		{"V3 with the older body", wxpay.V3, 200, `{"code":"SUCCESS","message":"成功"}`, true, ""},
		{"V3 says FAIL", wxpay.V3, 200, `{"code":"FAIL","message":"no"}`, true, wxpay.ReplySaysFail},
		{"V3 says FAIL in XML", wxpay.V3, 200, "<xml><return_code>FAIL</return_code></xml>", true, wxpay.ReplySaysFail},
		{"V3 login page", wxpay.V3, 200, loginPage, true, wxpay.ReplyWebPage},
		{"V3 created", wxpay.V3, 201, "", false, wxpay.ReplyStatus},
		{"V3 redirect", wxpay.V3, 302, "", false, wxpay.ReplyRedirect},
		{"V3 unauthorized", wxpay.V3, 401, `{"code":"FAIL"}`, false, wxpay.ReplyUnauthorized},
		{"V3 not found", wxpay.V3, 404, "", false, wxpay.ReplyNotFound},
		{"V3 bad request", wxpay.V3, 400, "", false, wxpay.ReplyClientError},
		{"V3 server error", wxpay.V3, 500, "", false, wxpay.ReplyServerError},
		{"V3 bad gateway", wxpay.V3, 502, loginPage, false, wxpay.ReplyGateway},
		{"V2 CDATA", wxpay.V2, 200, acknowledgement, true, ""},
		{"V2 plain", wxpay.V2, 200, "<xml><return_code>SUCCESS</return_code></xml>", true, ""},
		{"V2 status 204", wxpay.V2, 204, acknowledgement, false, wxpay.ReplyStatus},
		{"V2 FAIL", wxpay.V2, 200, "<xml><return_code>FAIL</return_code><return_msg>no</return_msg></xml>", false, wxpay.ReplySaysFail},
		{"V2 empty", wxpay.V2, 200, " \n", false, wxpay.ReplyEmpty},
		{"V2 word", wxpay.V2, 200, "success", false, wxpay.ReplyWord},
		{"V2 JSON", wxpay.V2, 200, `{"code":"SUCCESS"}`, false, wxpay.ReplyJSON},
		{"V2 quoted", wxpay.V2, 200, `"<xml><return_code>SUCCESS</return_code></xml>"`, false, wxpay.ReplyQuoted},
		{"V2 page", wxpay.V2, 200, loginPage, false, wxpay.ReplyWebPage},
		{"V2 mark", wxpay.V2, 200, "\ufeff" + acknowledgement, false, wxpay.ReplyMarked},
		{"V2 more after it", wxpay.V2, 200, acknowledgement + "ok", false, wxpay.ReplySurplus},
		{"V2 words before it", wxpay.V2, 200, "Notice: x " + acknowledgement, false, wxpay.ReplySurplus},
		{"V2 stray backslash", wxpay.V2, 200, `<xml>\n<return_code>SUCCESS</return_code></xml>`, false, wxpay.ReplySurplus},
		{"V2 lower case", wxpay.V2, 200, "<xml><return_code>success</return_code></xml>", false, wxpay.ReplyLowerCase},
		{"V2 blanks", wxpay.V2, 200, "<xml><return_code> SUCCESS </return_code></xml>", false, wxpay.ReplyLowerCase},
		{"V2 no code", wxpay.V2, 200, "<xml><return_msg>OK</return_msg></xml>", false, wxpay.ReplyNoCode},
		{"V2 other text", wxpay.V2, 200, "done.", false, wxpay.ReplyNotXML},
	} {
		v := JudgeReply(c.api, &wxpay.Reply{Status: c.status, Body: []byte(c.body)}, "", time.Second)
		if v.Acknowledged != c.acknowledged || v.Reason != c.reason || v.Want == "" || v.Got == "" {
			t.Errorf("%s: %+v", c.what, v)
		}
	}
}

func TestTheWayTheCodeIsWrittenIsTold(t *testing.T) {
	for body, want := range map[string]string{
		acknowledgement: "200 return_code SUCCESS (CDATA)",
		"<xml><return_code>SUCCESS</return_code></xml>": "200 return_code SUCCESS",
	} {
		if v := JudgeReply(wxpay.V2, &wxpay.Reply{Status: 200, Body: []byte(body)}, "", 0); v.Got != want {
			t.Errorf("%s: told as %q", body, v.Got)
		}
	}
	moved := &wxpay.Reply{Status: 302, Header: http.Header{"Location": {"/login"}}}
	if v := JudgeReply(wxpay.V3, moved, "", 0); v.Got != "302 /login" {
		t.Errorf("a redirect is told as %q", v.Got)
	}
}

func TestARightAnswerMayBeTooLate(t *testing.T) {
	for _, api := range []wxpay.API{wxpay.V2, wxpay.V3} {
		reply := &wxpay.Reply{Status: 200, Body: []byte(acknowledgement)}
		if v := JudgeReply(api, reply, "", 5*time.Second); !v.Acknowledged {
			t.Errorf("%s: within five seconds: %+v", api, v)
		}
		if v := JudgeReply(api, reply, "", 5*time.Second+time.Millisecond); v.Acknowledged || v.Reason != wxpay.ReplyLate || v.Got != "5.001s" {
			t.Errorf("%s: after five seconds: %+v", api, v)
		}
	}
	if v := JudgeReply(wxpay.V3, &wxpay.Reply{Status: 500}, "", 6*time.Second); v.Reason != wxpay.ReplyServerError {
		t.Errorf("a late error is an error first: %+v", v)
	}
}

func TestNoAnswerHasItsReason(t *testing.T) {
	for fault, want := range map[string]wxpay.Reason{
		Fault(wxpay.ReplyRefused, "dial tcp: connection refused"): wxpay.ReplyRefused,
		Fault(wxpay.ReplyTimeout, ""):                             wxpay.ReplyTimeout,
		"something: else":                                         wxpay.ReplyNone,
		Fault(wxpay.ReplyWebPage, "not why there is no answer"):   wxpay.ReplyNone,
	} {
		if v := JudgeReply(wxpay.V3, nil, fault, 0); v.Acknowledged || v.Reason != want {
			t.Errorf("%q: %+v", fault, v)
		}
	}
}

func TestWhatWeChatPayIsToldHoldsNoAddress(t *testing.T) {
	for _, api := range []wxpay.API{wxpay.V2, wxpay.V3} {
		r := Unreachable(api, Fault(wxpay.ReplyRefused, "dial tcp 10.0.0.7:8080: connection refused"))
		if got := string(r.Body); !strings.Contains(got, "reply-refused") || strings.Contains(got, "10.0.0.7") {
			t.Errorf("%s: %s", api, got)
		}
	}
}

// The schedule of 支付成功回调通知, as a table.
func TestForecastFollowsThePublishedSchedule(t *testing.T) {
	published := []int{15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600}
	for i, seconds := range published {
		next, ok := Forecast(i + 1)
		if !ok || next.In != time.Duration(seconds)*time.Second || next.Attempt != i+2 || next.Of != 16 {
			t.Errorf("after attempt %d: %+v %v", i+1, next, ok)
		}
	}
	if next, ok := Forecast(16); ok {
		t.Errorf("after the last: %+v", next)
	}
}

func TestPublishedAddresses(t *testing.T) {
	for addr, want := range map[string]bool{
		"101.226.103.1": true, "101.226.103.127": true, "101.226.103.128": false, "121.51.58.127": false, "121.51.58.200": true,
		"175.24.214.208": true, "175.24.214.209": false, "::ffff:203.205.219.130": true, "127.0.0.1": false, "2001:db8::1": false,
	} {
		if Published(netip.MustParseAddr(addr)) != want {
			t.Errorf("%s: want %v", addr, want)
		}
	}
	PublishedRanges()[0] = netip.MustParsePrefix("0.0.0.0/0")
	if Published(netip.MustParseAddr("8.8.8.8")) || Published(netip.Addr{}) {
		t.Error("the list was changed from outside")
	}
}

func TestMoneyIsAtStake(t *testing.T) {
	m := merchant()
	total, _ := m.Order(number)
	wrong := paid()
	wrong.Amount.Total = total.Total + 1
	header, body := notified(t, wrong)
	if c, lost := wxpay.MoneyAtStake(Judge(header, body, m, now).Checks); !lost {
		t.Errorf("another amount: %+v", c)
	}
	foreign := paid()
	foreign.MchID = "1900000000"
	header, body = notified(t, foreign)
	if c, lost := wxpay.MoneyAtStake(Judge(header, body, m, now).Checks); !lost {
		t.Errorf("another merchant: %+v", c)
	}
	body = append(body, ' ')
	if c, lost := wxpay.MoneyAtStake(Judge(header, body, m, now).Checks); lost {
		t.Errorf("a changed body: %+v", c)
	}
}

func TestARefundIsNotLargerThanItsOrder(t *testing.T) {
	m := merchant()
	total, _ := m.Order(number)
	inner := refunded(total.Total.String())
	for i := range inner {
		if inner[i].Name == "refund_fee" {
			inner[i].Value = (total.Total + 1).String()
		}
	}
	c, lost := wxpay.MoneyAtStake(Judge(nil, refundNotice(apiV2Key, inner), m, now).Checks)
	if !lost || c.Reason != wxpay.ReasonRefundExceeds {
		t.Errorf("judged %+v", c)
	}
}

func FuzzJudgeReply(f *testing.F) {
	f.Add(true, 200, []byte(acknowledgement))
	f.Add(false, 200, []byte(loginPage))
	f.Add(true, 200, []byte("\"<xml>"))
	f.Add(true, 999, []byte("<!--"))
	f.Fuzz(func(t *testing.T, v2 bool, status int, body []byte) {
		api := wxpay.V3
		if v2 {
			api = wxpay.V2
		}
		v := JudgeReply(api, &wxpay.Reply{Status: status, Body: body}, "", 0)
		if !v.Acknowledged && v.Reason == "" {
			t.Errorf("no reason: %+v", v)
		}
	})
}
