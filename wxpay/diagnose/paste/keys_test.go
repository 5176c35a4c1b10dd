package paste_test

import (
	"strings"
	"testing"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/diagnose/paste"
)

// keyPastes are texts with keys and settings, and a line that makes a case of them.
func keyPastes() []pasted {
	auth := "Authorization: " + authorization("GET", "/v3/certificates", "") + "\nGET https://api.mch.weixin.qq.com/v3/certificates\n"
	key := func(want string) func(*testing.T, diagnose.Case) {
		return func(t *testing.T, c diagnose.Case) {
			t.Helper()
			if got := c.Keys.PrivateKey.Reveal(); got != want {
				t.Errorf("%q\n%q", got, want)
			}
		}
	}
	m, p := merchant(), platform()
	return []pasted{
		{"a private key", auth + m.private(), wxpay.V3, diagnose.Request, "authorization http-request private-key", "", "", key(m.private())},
		{"an older private key", auth + "我的私钥：\n" + m.pkcs1(), wxpay.V3, diagnose.Request, "authorization http-request private-key", "", "", key(m.pkcs1())},
		{"a private key in one line", auth + "private_key=\"" + strings.ReplaceAll(m.private(), "\n", `\n`) + "\"", wxpay.V3, diagnose.Request, "authorization http-request private-key", "escaped-newline", "", key(m.private())},
		{"a private key in a program", auth + "key = \"" + strings.ReplaceAll(strings.TrimSpace(m.private()), "\n", "\\n\" +\n  \"") + "\";", wxpay.V3, diagnose.Request, "authorization http-request private-key", "escaped-newline", "", key(m.private())},
		{"an indented private key", auth + "  key: |\n    " + strings.ReplaceAll(strings.TrimSpace(m.private()), "\n", "\n    "), wxpay.V3, diagnose.Request, "authorization http-request private-key", "", "", key(m.private())},
		{"a private key that ends early", auth + m.private()[:400], wxpay.V3, diagnose.Request, "authorization http-request private-key", "truncated", "", nil},
		{"a private key with CRLF", auth + strings.ReplaceAll(m.private(), "\n", "\r\n"), wxpay.V3, diagnose.Request, "authorization http-request private-key", "crlf", "", nil},
		{"certificates", auth + m.cert + p.cert + p.public() + publicID, wxpay.V3, diagnose.Request, "authorization http-request certificate platform-certificate public-key public-key-id", "", "", func(t *testing.T, c diagnose.Case) {
			k := c.Keys
			if k.Certificate != m.cert || k.CertificateSerial != m.serial || k.MchID != mchID {
				t.Errorf("%s %s", k.CertificateSerial, k.MchID)
			}
			want := []diagnose.PlatformKey{{ID: wxpay.KeyID(p.serial), PEM: p.cert}, {ID: publicID, PEM: p.public(), Public: true}}
			if len(k.Platform) != 2 || k.Platform[0] != want[0] || k.Platform[1] != want[1] {
				t.Errorf("%v", k.Platform)
			}
		}},
		{"a merchant's certificate that is held for the platform's", "GET https://api.mch.weixin.qq.com/v3/certificates\n平台证书：\n" + m.cert, wxpay.V3, diagnose.Request, "http-request certificate", "", "observed-signature", func(t *testing.T, c diagnose.Case) {
			if c.Keys.MchID != mchID || c.Keys.Certificate != m.cert || len(c.Keys.Platform) != 1 || c.Keys.Platform[0].PEM != m.cert {
				t.Errorf("%s %v", c.Keys.MchID, c.Keys.Platform)
			}
		}},
		{"properties", auth + "# 商户配置\nwx.pay.mch-id=" + mchID + "\nwx.pay.appId = " + appID + "\nwx.pay.mch-key=" + v2Key.Reveal() + "\nwx.pay.apiV3Key=" + v3Key.Reveal() + "\nwx.pay.cert-serial-no=" + m.serial + "\nwx.pay.notify-url=https://shop.example.com/notify", wxpay.V3, diagnose.Request, "authorization http-request setting", "", "merchant-certificate-or-key", everySetting},
		{"YAML", auth + "wxpay:\n  mch_id: \"" + mchID + "\"\n  appid: '" + appID + "'\n  api_key: " + v2Key.Reveal() + "\n  apiv3_key: " + v3Key.Reveal() + "\n  serial_no: " + m.serial + "\n", wxpay.V3, diagnose.Request, "authorization http-request setting", "", "merchant-certificate-or-key", everySetting},
		{"environment", auth + "export WECHAT_PAY_MCH_ID=" + mchID + "\nexport WX_APPID=" + appID + "\nWXPAY_API_V2_KEY=\"" + v2Key.Reveal() + "\"\nWECHATPAY_API_V3_KEY='" + v3Key.Reveal() + "'\nWECHAT_MCH_SERIAL_NO=" + m.serial, wxpay.V3, diagnose.Request, "authorization http-request setting", "", "merchant-certificate-or-key", everySetting},
		{"a program", auth + ".merchantId(\"" + mchID + "\")\n.apiV3Key(\"" + v3Key.Reveal() + "\")\n.merchantSerialNumber(\"" + m.serial + "\")\npayConfig.setAppId(\"" + appID + "\");\npayConfig.setMchKey(\"" + v2Key.Reveal() + "\");", wxpay.V3, diagnose.Request, "authorization http-request setting", "", "merchant-certificate-or-key", everySetting},
		{"Chinese names", auth + "商户号：" + mchID + "，appid：" + appID + "，API密钥：" + v2Key.Reveal() + "，APIv3密钥：" + v3Key.Reveal() + "，证书序列号：" + m.serial, wxpay.V3, diagnose.Request, "authorization http-request setting", "", "merchant-certificate-or-key", everySetting},
		{"full-width digits", auth + "mch_id=１９００００0109\nappid=" + appID + "\nmch_key=" + v2Key.Reveal() + "\nv3_key=" + v3Key.Reveal() + "\nserial_no=" + m.serial, wxpay.V3, diagnose.Request, "authorization http-request setting", "full-width", "merchant-certificate-or-key", everySetting},
		{"an object of settings", auth + "const config = {mchid: '" + mchID + "', appid: '" + appID + "', apiV2Key: '" + v2Key.Reveal() + "', apiV3Key: '" + v3Key.Reveal() + "', serial_no: '" + m.serial + "'}", wxpay.V3, diagnose.Request, "authorization http-request setting", "", "merchant-certificate-or-key", everySetting},
		{"masked settings", auth + "mch_id=190****109\nmch_key=xxxxxxxxxxxxxxxx\napiv3_key=<your key>", wxpay.V3, diagnose.Request, "authorization http-request", "masked", "merchant-certificate-or-key", func(t *testing.T, c diagnose.Case) {
			if !c.Keys.APIv2Key.IsZero() || !c.Keys.APIv3Key.IsZero() || c.Keys.MchID != mchID {
				t.Errorf("%s", c.Keys.MchID)
			}
		}},
		{"a key with a zero-width character", auth + "mch_key=\"" + v2Key.Reveal() + "\u200b\"", wxpay.V3, diagnose.Request, "authorization http-request setting", "zero-width", "merchant-certificate-or-key", func(t *testing.T, c diagnose.Case) {
			if c.Keys.APIv2Key.Reveal() != v2Key.Reveal()+"\u200b" {
				t.Error("what the developer holds was repaired")
			}
		}},
		{"a byte order mark and blanks that do not break", "\ufeff" + auth + "mch_key:\u00a0" + v2Key.Reveal(), wxpay.V3, diagnose.Request, "authorization http-request setting", "byte-order-mark no-break-space", "merchant-certificate-or-key", func(t *testing.T, c diagnose.Case) {
			if c.Keys.APIv2Key != v2Key {
				t.Error("the key is not found")
			}
		}},
	}
}

func everySetting(t *testing.T, c diagnose.Case) {
	t.Helper()
	k := c.Keys
	if k.MchID != mchID || k.AppID != appID || k.APIv2Key != v2Key || k.APIv3Key != v3Key || k.CertificateSerial != merchant().serial {
		t.Errorf("%s %s %q %q %s", k.MchID, k.AppID, k.APIv2Key.Reveal(), k.APIv3Key.Reveal(), k.CertificateSerial)
	}
}

// Keys are also told in words.
func TestKeysInSentences(t *testing.T) {
	const key = "192006250b4c09247ec02edce69f6a2d"
	const order = "\n<xml><appid>wxd930ea5d5a258f4f</appid><mch_id>10000100</mch_id><nonce_str>n</nonce_str><sign>0</sign></xml>"
	for _, sentence := range []string{"key 是 " + key, "我的商户密钥为：" + key, "my api key is " + key, "密钥是对的 key=" + key} {
		r, err := paste.Read([]byte(sentence + order))
		if err != nil || r.Case.Keys.APIv2Key.Reveal() != key {
			t.Errorf("%q gives no key: %v", sentence, err)
		}
	}
}
