package snippet_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/option"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments/native"

	"wxlens/profiles"
	"wxlens/profiles/snippet"
	"wxlens/wxpay"
	"wxlens/wxpay/sandbox"
	"wxlens/wxpay/v3"
)

// shop is a profile of a sandbox that is served.
type shop struct {
	merchant *profiles.Merchant
	options  snippet.Options
}

func open(t *testing.T, trust sandbox.Trust) shop {
	t.Helper()
	credentials, err := sandbox.NewCredentials(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	s, err := sandbox.New(sandbox.Config{Credentials: credentials, Trust: trust, Random: rand.Reader, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(func() {
		server.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	from := filepath.Join(t.TempDir(), "credentials")
	if err := credentials.Save(from); err != nil {
		t.Fatal(err)
	}
	store := profiles.Open(filepath.Join(t.TempDir(), "it's a \"shop\" $x"))
	name, err := store.Import(from, profiles.ImportOptions{Name: "商店", BaseURL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	m, err := store.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return shop{m, snippet.Options{Folder: store.Folder(name), BaseURL: server.URL}}
}

// with returns the profile with one kind of WeChat Pay's keys alone.
func (s shop) with(kind v3.KeyKind) *profiles.Merchant {
	m := *s.merchant
	m.Profile.Platform = nil
	for _, k := range s.merchant.Profile.Platform {
		if k.Kind == kind {
			m.Profile.Platform = append(m.Profile.Platform, k)
		}
	}
	return &m
}

// direct sends what is meant for WeChat Pay to a server.
type direct string

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host, r.Host = "http", strings.TrimPrefix(string(d), "http://"), ""
	return http.DefaultTransport.RoundTrip(r)
}

// order places an order.
func (s shop) order(t *testing.T) (outTradeNo string) {
	t.Helper()
	p := s.merchant.Profile
	client, err := core.NewClient(t.Context(), option.WithMerchantCredential(string(p.MchID), string(p.SerialNo), s.merchant.Signer.Key.(*rsa.PrivateKey)), option.WithoutValidator(),
		option.WithHTTPClient(&http.Client{Transport: direct(s.options.BaseURL)}))
	if err != nil {
		t.Fatal(err)
	}
	outTradeNo = fmt.Sprintf("T%d", time.Now().UnixNano())
	service := native.NativeApiService{Client: client}
	if _, _, err := service.Prepay(t.Context(), native.PrepayRequest{
		Appid: core.String(string(p.AppID)), Mchid: core.String(string(p.MchID)), Description: core.String("x"), OutTradeNo: &outTradeNo,
		NotifyUrl: core.String("https://shop.example/notify"), Amount: &native.Amount{Total: core.Int64(1)},
	}); err != nil {
		t.Fatal(err)
	}
	return outTradeNo
}

// The program in Go, compiled against the official SDK, asks the sandbox for an
// order and verifies the reply, in both modes.
func TestGoWorks(t *testing.T) {
	for kind, trust := range map[v3.KeyKind]sandbox.Trust{v3.PublicKey: sandbox.TrustPublicKey, v3.PlatformCertificate: sandbox.TrustPlatformCert} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			s := open(t, trust)
			no := s.order(t)
			text, err := snippet.Of(s.with(kind), snippet.Go, s.options)
			if err != nil {
				t.Fatal(err)
			}
			want := map[v3.KeyKind]string{v3.PublicKey: "WithWechatPayPublicKeyAuthCipher", v3.PlatformCertificate: "WithWechatPayAutoAuthCipher"}[kind]
			if !strings.Contains(text, want) {
				t.Errorf("no %s in\n%s", want, text)
			}
			file := keep(t, "main.go", text)
			if out, err := exec.CommandContext(t.Context(), "gofmt", "-l", file).CombinedOutput(); err != nil || len(out) > 0 {
				t.Errorf("not formatted: %v %s", err, out)
			}
			out := run(t, []string{"WECHATPAY_APIV3_KEY=" + s.merchant.APIv3Key.Reveal()}, "go", "run", file, no)
			if out != string(s.merchant.Profile.AppID)+" NOTPAY" {
				t.Errorf("it prints %q\n%s", out, text)
			}
		})
	}
}

// A program that was changed in what it trusts fails: the replies are verified.
func TestGoVerifies(t *testing.T) {
	s := open(t, sandbox.TrustPublicKey)
	no := s.order(t)
	text, err := snippet.Of(s.with(v3.PublicKey), snippet.Go, s.options)
	if err != nil {
		t.Fatal(err)
	}
	other := strings.Replace(text, "PUB_KEY_ID_", "PUB_KEY_ID_9", 1)
	cmd := exec.CommandContext(t.Context(), "go", "run", keep(t, "main.go", other), no)
	cmd.Env = append(os.Environ(), "WECHATPAY_APIV3_KEY="+s.merchant.APIv3Key.Reveal())
	if out, err := cmd.CombinedOutput(); err == nil {
		t.Errorf("it prints %s", out)
	}
}

func keep(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func run(t *testing.T, env []string, name string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), env...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, errs.String())
	}
	return strings.TrimSpace(string(out))
}

// javaParser says what is wrong with the form of a program: the SDK that it names is
// not there to compile it against.
const javaParser = `import java.util.List;
import javax.tools.*;
import com.sun.source.util.JavacTask;
public class Parse {
    public static void main(String[] args) throws Exception {
        JavaCompiler c = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> d = new DiagnosticCollector<>();
        StandardJavaFileManager files = c.getStandardFileManager(d, null, java.nio.charset.StandardCharsets.UTF_8);
        JavacTask task = (JavacTask) c.getTask(null, files, d, List.of("-proc:none"), null, files.getJavaFileObjects(args));
        task.parse();
        for (Diagnostic<?> one : d.getDiagnostics()) System.out.println(one);
    }
}
`

// parsers check the form of a program, where the language is installed; what they
// print is wrong with it.
var parsers = map[snippet.Language]struct {
	file string
	args []string
}{
	snippet.Java: {"WechatPay.java", []string{"java"}}, snippet.PHP: {"pay.php", []string{"php", "-l"}}, snippet.Node: {"pay.js", []string{"node", "--check"}},
}

func TestProgramsParse(t *testing.T) {
	s := open(t, sandbox.TrustPublicKey)
	live := *s.merchant
	live.Profile.Environment, live.Profile.BaseURL = profiles.Live, ""
	bare := *s.with(v3.PublicKey)
	bare.APIv2Key = wxpay.Secret{}
	overTLS, revealed := s.options, s.options
	overTLS.Folder, overTLS.BaseURL = `C:\users\x`, "https://127.0.0.1:18443" // \u begins a letter in Java
	revealed.Secrets = true
	cases := map[string]struct {
		m *profiles.Merchant
		o snippet.Options
	}{
		"sandbox": {s.merchant, s.options}, "public key, no V2": {&bare, s.options}, "certificate": {s.with(v3.PlatformCertificate), s.options},
		"live": {&live, snippet.Options{Folder: s.options.Folder}}, "TLS on Windows": {s.merchant, overTLS}, "revealed": {s.merchant, revealed},
	}
	for language, parser := range parsers {
		t.Run(string(language), func(t *testing.T) {
			t.Parallel()
			var files []string
			for name, c := range cases {
				text, err := snippet.Of(c.m, language, c.o)
				if err != nil {
					t.Fatal(name, err)
				}
				holds(t, c.m, text, c.o.Secrets && language != snippet.Java)
				files = append(files, keep(t, parser.file, text))
			}
			if _, err := exec.LookPath(parser.args[0]); err != nil {
				t.Skip(parser.args[0], "is not there")
			}
			if language == snippet.Java { // one run for all: it starts slowly
				if out := run(t, nil, "java", append([]string{keep(t, "Parse.java", javaParser)}, files...)...); out != "" {
					t.Error(out)
				}
				return
			}
			for _, file := range files {
				if out := run(t, nil, parser.args[0], append(slices.Clone(parser.args[1:]), file)...); out != "" && !strings.HasPrefix(out, "No syntax errors") {
					t.Error(out)
				}
			}
		})
	}
}

// phpSDK is as strict about the types of its configuration as the SDK is.
const phpSDK = `<?php declare(strict_types=1);
namespace WeChatPay\Crypto;
class Rsa { const KEY_TYPE_PRIVATE = 'private'; const KEY_TYPE_PUBLIC = 'public'; static function from($file) { return openssl_pkey_get_details(openssl_pkey_get_public($file) ?: openssl_pkey_get_private($file)); } }
namespace WeChatPay;
class Builder {
    static function factory(array $c): self { self::xml($c['mchid'], $c['secret'] ?? '', $c['merchant'] ?? null); return new self; }
    static function xml(?string $mchid, string $secret, ?array $merchant) {}
    function chain(string $path): self { return $this; }
    function get(array $o): self { return $this; }
    function getBody(): string { return 'asked'; }
}
`

// Without its V2 key in the environment a program still makes calls of V3.
func TestPHPWithoutTheV2Key(t *testing.T) {
	php, err := exec.LookPath("php")
	if err != nil {
		t.Skip("php is not there")
	}
	s := open(t, sandbox.TrustPublicKey)
	text, err := snippet.Of(s.merchant, snippet.PHP, s.options)
	if err != nil {
		t.Fatal(err)
	}
	file := keep(t, "pay.php", text)
	vendor := filepath.Join(filepath.Dir(file), "vendor")
	if err := os.Mkdir(vendor, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(vendor, "autoload.php"), []byte(phpSDK), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), php, "pay.php", "T1")
	cmd.Dir = filepath.Dir(file)
	if out, err := cmd.CombinedOutput(); err != nil || strings.TrimSpace(string(out)) != "asked" {
		t.Errorf("%v %s", err, out)
	}
}

// holds checks what must and must not stand in a snippet.
func holds(t *testing.T, m *profiles.Merchant, text string, v2 bool) {
	t.Helper()
	if strings.Contains(text, m.APIv2Key.Reveal()) != v2 && !m.APIv2Key.IsZero() || strings.Contains(text, m.AppSecret.Reveal()) {
		t.Errorf("secrets in it, or not\n%s", text)
	}
	if strings.Contains(text, m.APIv3Key.Reveal()) == strings.Contains(text, "WECHATPAY_APIV3_KEY") {
		t.Errorf("the APIv3 key\n%s", text)
	}
	if strings.Contains(text, "127.0.0.1") == m.Live() {
		t.Errorf("the sandbox's address\n%s", text)
	}
	if !strings.Contains(text, string(m.Profile.MchID)) || !strings.Contains(text, string(m.Profile.SerialNo)) {
		t.Errorf("who it is\n%s", text)
	}
}

func TestLanguages(t *testing.T) {
	for _, name := range []string{"go", "JAVA", "php", "Node"} {
		if _, ok := snippet.LanguageOf(name); !ok {
			t.Error(name)
		}
	}
	if _, ok := snippet.LanguageOf("cobol"); ok {
		t.Error("cobol")
	}
}
