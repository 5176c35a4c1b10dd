package v3

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"slices"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/credentials"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/signers"
	"github.com/wechatpay-apiv3/wechatpay-go/utils"

	"wxlens/wxpay"
)

// verifies checks a signature with nothing but the standard library.
func verifies(t *testing.T, key *rsa.PublicKey, text, signature string) {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(signature)
	if err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256([]byte(text))
	if err := rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], raw); err != nil {
		t.Errorf("%q does not verify: %v", text, err)
	}
}

func TestAuthorizationVerifiesIndependently(t *testing.T) {
	s := Signer{MchID: mchID, SerialNo: serialNo, Key: platform()}
	a, err := s.Authorize("POST", "/v3/x?a=%7C", moment, nonce, []byte("{\"名\":1}\n"))
	if err != nil {
		t.Fatal(err)
	}
	verifies(t, &platform().PublicKey, "POST\n/v3/x?a=%7C\n"+moment+"\n"+nonce+"\n{\"名\":1}\n\n", a.Signature)
}

// The SDK chooses nonce and time; given the same, ours is the same header.
func TestAuthorizationEqualsThatOfTheSDK(t *testing.T) {
	s := merchant(t)
	sdk := credentials.WechatPayCredentials{Signer: &signers.SHA256WithRSASigner{
		MchID: string(mchID), CertificateSerialNo: string(serialNo), PrivateKey: s.Key.(*rsa.PrivateKey),
	}}
	for _, body := range []string{"", "{}", "{\"a\":1}\n", `{"description":"图"}`} {
		theirs, err := sdk.GenerateAuthorizationHeader(context.Background(), "POST", "/v3/pay/transactions/jsapi", body)
		if err != nil {
			t.Fatal(err)
		}
		read, err := ParseAuthorization(theirs)
		if err != nil {
			t.Fatalf("%s: %v", theirs, err)
		}
		ours, err := s.Authorize("POST", "/v3/pay/transactions/jsapi", read.Timestamp, read.Nonce, []byte(body))
		if err != nil || ours.Authorization.String() != theirs {
			t.Errorf("body %q: ours %s\ntheirs %s, %v", body, ours.Authorization, theirs, err)
		}
	}
}

func TestPaySignEqualsThatOfTheSDK(t *testing.T) {
	s := merchant(t)
	p, signed, err := s.SignPay("wx1", "wx2", moment, nonce)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := utils.SignSHA256WithRSA("wx1\n"+moment+"\n"+nonce+"\nprepay_id=wx2\n", s.Key.(*rsa.PrivateKey))
	if err != nil || p.PaySign != theirs || signed.Signature != theirs {
		t.Errorf("ours %s\ntheirs %s, %v", p.PaySign, theirs, err)
	}
}

func TestPayParamsPerClient(t *testing.T) {
	p := PayParams{AppID: "wx1", TimeStamp: "1", NonceStr: "N", Package: "prepay_id=wx2", PaySign: "S"}
	mini := []wxpay.Field{
		{Name: "timeStamp", Value: "1"}, {Name: "nonceStr", Value: "N"}, {Name: "package", Value: "prepay_id=wx2"},
		{Name: "signType", Value: "RSA"}, {Name: "paySign", Value: "S"},
	}
	if got := p.MiniProgram(); !slices.Equal(got, mini) {
		t.Errorf("mini program %v", got)
	}
	if got := p.JSAPI(); !slices.Equal(got, append([]wxpay.Field{{Name: "appId", Value: "wx1"}}, mini...)) {
		t.Errorf("JSAPI %v", got)
	}
}

// brokenKey is a signer that refuses, such as a token that was pulled out.
type brokenKey struct{ crypto.Signer }

var errPulledOut = errors.New("pulled out")

func (brokenKey) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) { return nil, errPulledOut }

func TestSigningTellsWhyTheKeyFails(t *testing.T) {
	s := Signer{Key: brokenKey{}}
	if _, err := s.Authorize("GET", "/", moment, nonce, nil); !errors.Is(err, errPulledOut) {
		t.Errorf("authorize: %v", err)
	}
	if p, _, err := s.SignPay("a", "p", moment, nonce); !errors.Is(err, errPulledOut) || p.PaySign != "" {
		t.Errorf("pay: %v", err)
	}
}

func TestSigningTraceEndsInTheHeader(t *testing.T) {
	a, err := merchant(t).Authorize("GET", "/v3/refund/domestic/refunds/123123123123", moment, nonce, nil)
	if err != nil {
		t.Fatal(err)
	}
	trace := a.Trace()
	var names []wxpay.StepName
	for _, step := range trace {
		names = append(names, step.Name)
	}
	if want := []wxpay.StepName{wxpay.StepLines, wxpay.StepSHA256, wxpay.StepRSASign, wxpay.StepBase64, wxpay.StepHeader}; !slices.Equal(names, want) {
		t.Fatalf("steps %v", names)
	}
	for i, want := range map[int]string{
		0: "GET\n/v3/refund/domestic/refunds/123123123123\n" + moment + "\n" + nonce + "\n\n",
		1: "c65a830c3a6f61f3312ff204f6e4fda6397078cb96775237273c1d0f8da02dcd",
		3: string(published(t, "refund.sig")),
		4: a.Authorization.String(),
	} {
		if got := trace[i].Output.Reveal(); got != want {
			t.Errorf("%s gives %q, want %q", trace[i].Name, got, want)
		}
	}
	if want := "method=GET\nurl=/v3/refund/domestic/refunds/123123123123\ntimestamp=" + moment + "\nnonce_str=" + nonce + "\nbody="; trace[0].Input.Reveal() != want {
		t.Errorf("the lines are made of %q", trace[0].Input.Reveal())
	}
}
