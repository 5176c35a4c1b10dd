package v2

import (
	"slices"
	"testing"

	"wxlens/wxpay"
)

func names(fields []wxpay.Field) (list []string) {
	for _, f := range fields {
		list = append(list, f.Name)
	}
	return list
}

func TestSignPayKnownAnswers(t *testing.T) {
	rows := []struct {
		name     string
		appID    wxpay.AppID
		prepay   wxpay.PrepayID
		key      wxpay.Secret
		signType SignType
		time     string
		paySign  string
	}{
		{"mini program page", "wxd678efh567hg6787", "wx2017033010242291fcfe0db70013231072", wxpay.NewSecret("qazwsxedcrfvtgbyhnujmikolp111111"), MD5, "1490840662", "22D9B4E54AB1950F51E0649E8810ACD6"},
		{"MD5", "wxd930ea5d5a258f4f", prepay, officialKey, MD5, "1414561699", "FD19D752A746E5F238A6E53BD99EEBD0"},
		{"MD5 by default", "wxd930ea5d5a258f4f", prepay, officialKey, "", "1414561699", "FD19D752A746E5F238A6E53BD99EEBD0"},
		{"HMAC-SHA256", "wxd930ea5d5a258f4f", prepay, officialKey, HMACSHA256, "1414561699", "FC7A79E4918B4FFA96E836F5AD4A510F31241FB46C14C971D6D7B4F8E15AF262"},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			p, s := SignPay(r.appID, r.prepay, r.key, r.signType, r.time, nonce)
			if p.PaySign != r.paySign || s.Signature != r.paySign {
				t.Errorf("signed %s, want %s", p.PaySign, r.paySign)
			}
		})
	}
}

func TestPayParamsAreWhatEachClientTakes(t *testing.T) {
	p, _ := SignPay("wxd930ea5d5a258f4f", prepay, officialKey, HMACSHA256, "1414561699", nonce)
	rows := []struct {
		client string
		got    []wxpay.Field
		want   []string
	}{
		{"wx.requestPayment", p.MiniProgram(), []string{"timeStamp", "nonceStr", "package", "signType", "paySign"}},
		{"WeixinJSBridge", p.JSAPI(), []string{"appId", "timeStamp", "nonceStr", "package", "signType", "paySign"}},
		{"wx.chooseWXPay", p.ChooseWXPay(), []string{"timestamp", "nonceStr", "package", "signType", "paySign"}},
	}
	for _, r := range rows {
		if got := names(r.got); !slices.Equal(got, r.want) {
			t.Errorf("%s takes %v", r.client, got)
		}
		m := Message(r.got)
		if m.Get("package") != "prepay_id="+prepay || m.Get("signType") != "HMAC-SHA256" || m.Get("paySign") != p.PaySign {
			t.Errorf("%s gets %v", r.client, m)
		}
	}
}
