package snippet_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/diagnose/snippet"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

const (
	v2Key    = "192006250b4c09247ec02edce69f6a2d"
	apiV3Key = "aaaabbbbccccddddeeeeffffgggghhhh"
	odd      = `微信 "支付" \ $x & 'a' <b> %d ` + "`" + `{{y}} 😀`
)

// key is the merchant's and, here, WeChat Pay's too.
var key = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
})

func sign(t *testing.T, text string) string {
	t.Helper()
	sum := sha256.Sum256([]byte(text))
	raw, err := rsa.SignPKCS1v15(nil, key(), crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(raw)
}

// folder holds the keys as a merchant has them.
func folder(t *testing.T) (dir, private string) {
	t.Helper()
	dir = t.TempDir()
	der, err := x509.MarshalPKCS8PrivateKey(key())
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(&key().PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	private = string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	for name, data := range map[string][]byte{
		"apiclient_key.pem":        []byte(private),
		"wechatpay_public_key.pem": pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir, private
}

// task is a case and what a program that does it right prints.
type task struct {
	name string
	c    *diagnose.Case
	want string
}

func tasks(t *testing.T, private string) (all []task) {
	keys := diagnose.Keys{
		MchID: "1900000001", AppID: "wxd678efh567hg6787", APIv2Key: wxpay.NewSecret(v2Key), APIv3Key: wxpay.NewSecret(apiV3Key), PrivateKey: wxpay.NewSecret(private),
		CertificateSerial: "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
	}
	for _, signType := range []v2.SignType{v2.MD5, v2.HMACSHA256} {
		order := v2.Message{
			{Name: "appid", Value: "wxd678efh567hg6787"}, {Name: "mch_id", Value: "1900000001"}, {Name: "body", Value: odd}, {Name: "attach", Value: ""},
			{Name: "sign_type", Value: string(signType)}, {Name: "re_openid", Value: "o"}, {Name: "remark", Value: "r"},
		}
		right := v2.Sign(order, keys.APIv2Key, signType).Signature
		all = append(all, task{"v2 " + string(signType), &diagnose.Case{API: wxpay.V2, Kind: diagnose.Request, Keys: keys, Call: diagnose.Call{
			URL: "/pay/unifiedorder", Body: append(order, wxpay.Field{Name: "sign", Value: right}).XML(),
		}}, right})
	}
	body := `{"description":` + string(must(wxpay.JSON(odd))) + `}`
	text := "POST\n/v3/pay/transactions/jsapi?a=1\n1554208460\nNONCE\n" + body + "\n"
	auth := v3.Authorization{Scheme: v3.SchemeRSA, MchID: keys.MchID, SerialNo: wxpay.KeyID(keys.CertificateSerial), Nonce: "NONCE", Timestamp: "1554208460", Signature: sign(t, text)}
	all = append(all, task{"v3 request", &diagnose.Case{API: wxpay.V3, Kind: diagnose.Request, Keys: keys, Call: diagnose.Call{
		Method: "POST", URL: "https://api.mch.weixin.qq.com/v3/pay/transactions/jsapi?a=1", Body: []byte(body), Header: http.Header{"Authorization": {auth.String()}},
	}}, auth.String()})
	pay := sign(t, "wxd678efh567hg6787\n1414561699\nNONCE\nprepay_id=wx2016\n")
	all = append(all, task{"v3 paysign", &diagnose.Case{API: wxpay.V3, Kind: diagnose.PaySign, Keys: keys, Opening: diagnose.Opening{Params: []wxpay.Field{
		{Name: "appId", Value: "wxd678efh567hg6787"}, {Name: "timeStamp", Value: "1414561699"}, {Name: "nonceStr", Value: "NONCE"}, {Name: "package", Value: "prepay_id=wx2016"},
		{Name: "paySign", Value: pay},
	}}}, pay})
	header := http.Header{}
	for name, value := range map[string]string{
		v3.HeaderTimestamp: "1722850421", v3.HeaderNonce: "NONCE", v3.HeaderSerial: "PUB_KEY_ID_01", v3.HeaderSignature: sign(t, "1722850421\nNONCE\n"+body+"\n"),
	} {
		header.Set(name, value)
	}
	all = append(all, task{"v3 verify", &diagnose.Case{API: wxpay.V3, Kind: diagnose.Notify, Keys: keys, Message: diagnose.Message{Header: header, Body: []byte(body)}}, "true"})
	r, err := v3.Seal(keys.APIv3Key, "transaction", "transaction", "abcdefghijkl", []byte(odd))
	if err != nil {
		t.Fatal(err)
	}
	return append(all, task{"v3 decrypt", &diagnose.Case{API: wxpay.V3, Kind: diagnose.Decrypt, Keys: keys, Sealed: diagnose.Sealed{
		Algorithm: r.Algorithm, Ciphertext: r.Ciphertext, Nonce: r.Nonce, AssociatedData: r.AssociatedData,
	}}, odd})
}

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

// programs run a language, where it is installed.
var programs = map[snippet.Language]struct {
	file string
	run  []string
	test []string // says whether it can be run at all
}{
	snippet.Go:     {"main.go", []string{"go", "run", "main.go"}, []string{"go", "version"}},
	snippet.Java:   {"Sign.java", []string{"java", "-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8", "Sign.java"}, []string{"java", "-version"}},
	snippet.PHP:    {"sign.php", []string{"php", "sign.php"}, []string{"php", "-r", "openssl_sign('', $x, openssl_pkey_new());"}},
	snippet.Node:   {"sign.js", []string{"node", "sign.js"}, []string{"node", "--version"}},
	snippet.Python: {"sign.py", []string{"python3", "-X", "utf8", "sign.py"}, []string{"python3", "-c", "import cryptography"}},
	snippet.Curl:   {"sign.sh", []string{"sh", "sign.sh"}, []string{"openssl", "version"}},
	snippet.CSharp: {"Program.cs", []string{"dotnet", "run", "Program.cs"}, []string{"dotnet", "--version"}},
}

// Every program, run in its own language, gets what WeChat Pay would.
func TestProgramsDoItRight(t *testing.T) {
	dir, private := folder(t)
	all := tasks(t, private)
	for _, language := range snippet.Languages {
		p := programs[language]
		for _, task := range all {
			t.Run(string(language)+" "+task.name, func(t *testing.T) {
				t.Parallel()
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				d, err := diagnose.Diagnose(ctx, task.c, diagnose.Options{Quick: true})
				if err != nil {
					t.Fatal(err)
				}
				text, ok := snippet.Of(task.c, &d, language)
				if !ok {
					if language == snippet.Curl && task.name == "v3 decrypt" { // openssl cannot
						return
					}
					t.Fatal("there is no program")
				}
				for _, secret := range []string{v2Key, apiV3Key, private} {
					if strings.Contains(text, secret) {
						t.Error("a key stands in it")
					}
				}
				if exec.CommandContext(ctx, p.test[0], p.test[1:]...).Run() != nil {
					t.Skip(p.test[0], "is not there")
				}
				own := t.TempDir()
				for _, name := range []string{"apiclient_key.pem", "wechatpay_public_key.pem"} {
					if err := os.Symlink(filepath.Join(dir, name), filepath.Join(own, name)); err != nil {
						t.Skip(err)
					}
				}
				if err := os.WriteFile(filepath.Join(own, p.file), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				cmd := exec.CommandContext(ctx, p.run[0], p.run[1:]...)
				cmd.Dir = own
				cmd.Env = append(os.Environ(), "WECHATPAY_V2_KEY="+v2Key, "WECHATPAY_APIV3_KEY="+apiV3Key)
				out, err := cmd.CombinedOutput()
				if err != nil || strings.TrimSpace(string(out)) != task.want {
					t.Errorf("%v, it prints\n%s\nwant\n%s\nprogram\n%s", err, out, task.want, text)
				}
			})
		}
	}
}
