//go:build unix

package e2e

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
)

// refused writes a call as a person has it in a shell, with the server's answer: the
// merchant's key of a home's sandbox signed it, but for the line feed at the end. None
// of the program's code signs here.
func refused(t *testing.T, home string) string {
	t.Helper()
	read := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join(home, "sandbox", "credentials", name))
		if err != nil {
			t.Fatal(err)
		}
		block, _ := pem.Decode(data)
		return block.Bytes
	}
	key, err := x509.ParsePKCS8PrivateKey(read("apiclient_key.pem"))
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(read("apiclient_cert.pem"))
	if err != nil {
		t.Fatal(err)
	}
	mchID, now := certificate.Subject.CommonName, strconv.FormatInt(time.Now().Unix(), 10)
	body := `{"appid":"wxd678efh567hg6787","mchid":"` + mchID + `","description":"Image形象店-深圳腾大-QQ公仔","out_trade_no":"1217752501201407033233368018","notify_url":"https://www.weixin.qq.com/wxpay/pay.php","amount":{"total":100,"currency":"CNY"}}`
	digest := sha256.Sum256([]byte("POST\n/v3/pay/transactions/native\n" + now + "\n593BEC0C930BF1AFEB40B4A08C8FB242\n" + body))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key.(*rsa.PrivateKey), crypto.SHA256, digest[:])
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf(`$ curl -X POST https://api.mch.weixin.qq.com/v3/pay/transactions/native \
  -H 'Accept: application/json' -H 'Content-Type: application/json' \
  -H 'Authorization: WECHATPAY2-SHA256-RSA2048 mchid="%s",nonce_str="593BEC0C930BF1AFEB40B4A08C8FB242",signature="%s",timestamp="%s",serial_no="%X"' \
  -d '%s'
{"code":"SIGN_ERROR","message":"签名错误，请检查后再试"}
`, mchID, base64.StdEncoding.EncodeToString(signature), now, certificate.SerialNumber, body)
}

// TestAFailingCallIsExplainedWithinTenSeconds: from the first start of the program,
// by somebody who knows nothing of it and pastes what is in the shell.
func TestAFailingCallIsExplainedWithinTenSeconds(t *testing.T) {
	mistake, ok := diagnose.Find("v3-final-newline-missing")
	if !ok {
		t.Fatal("no such mistake")
	}
	for locale, c := range map[string]struct{ bench, title string }{
		"zh_CN.UTF-8": {"诊断台", mistake.Title.In(wxpay.Chinese)}, "en_US.UTF-8": {"Bench", mistake.Title.In(wxpay.English)},
	} {
		t.Run(locale, func(t *testing.T) {
			home := filepath.Join(t.TempDir(), "home")
			term := start(t, 120, 40, home, locale)
			term.shows("js_code", "/notify")
			failing := refused(t, home)
			began := time.Now()
			term.press("7")
			term.shows(c.bench, "ctrl+o")
			term.press("\x1b[200~" + strings.ReplaceAll(failing, "\n", "\r") + "\x1b[201~") // as terminals paste
			term.shows(c.title, "v3-final-newline-missing")
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("it took %v", took)
			}
			term.press(ctrlC, ctrlC)
			_ = term.waitEnd()
		})
	}
}
