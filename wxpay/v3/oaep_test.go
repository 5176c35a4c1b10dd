package v3

import (
	"crypto/rand"
	"strings"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/utils"
)

func TestSensitiveFieldsAgreeWithTheSDK(t *testing.T) {
	for _, plain := range []string{"张三", "", strings.Repeat("x", 214)} {
		ours, err := Encrypt(&platform().PublicKey, rand.Reader, plain)
		if err != nil {
			t.Fatal(err)
		}
		if theirs, err := utils.DecryptOAEP(ours, platform()); err != nil || theirs != plain {
			t.Errorf("the SDK reads %q, %v", theirs, err)
		}
		byKey, err := platformKeys()[0].Encrypt(rand.Reader, plain)
		if got, openErr := Decrypt(platform(), byKey); err != nil || openErr != nil || got != plain {
			t.Errorf("a platform key made %q of it, %v, %v", got, err, openErr)
		}
		theirs, err := utils.EncryptOAEPWithPublicKey(plain, &platform().PublicKey)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Decrypt(platform(), theirs); err != nil || got != plain {
			t.Errorf("read %q, %v", got, err)
		}
	}
}

func TestSensitiveFieldsThatCannotBe(t *testing.T) {
	if sealed, err := Encrypt(&platform().PublicKey, rand.Reader, strings.Repeat("x", 215)); err == nil {
		t.Errorf("215 bytes became %s", sealed)
	}
	sealed, err := Encrypt(&stranger().PublicKey, rand.Reader, "x")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{sealed, sealed[1:], "no base64 *", ""} {
		if plain, err := Decrypt(platform(), text); err == nil {
			t.Errorf("%.20s opened to %q", text, plain)
		}
	}
}
