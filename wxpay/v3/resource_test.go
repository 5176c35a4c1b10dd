package v3

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/utils"

	"wxlens/wxpay"
)

const gcmNonce = "fdasflkja484"

func sealed(tb testing.TB, associatedData, plain string) Resource {
	tb.Helper()
	r, err := Seal(apiV3Key, OriginalTransaction, associatedData, gcmNonce, []byte(plain))
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func TestTheSDKOpensWhatIsSealed(t *testing.T) {
	for _, plain := range []string{`{"名":"图"}`, "", strings.Repeat("x", 100_000)} {
		for _, associated := range []string{"transaction", ""} {
			r := sealed(t, associated, plain)
			theirs, err := utils.DecryptAES256GCM(apiV3Key.Reveal(), associated, gcmNonce, r.Ciphertext)
			if err != nil || theirs != plain {
				t.Errorf("associated data %q: the SDK reads %.20q, %v", associated, theirs, err)
			}
			if ours, err := r.Open(apiV3Key); err != nil || string(ours) != plain {
				t.Errorf("associated data %q: read %.20q, %v", associated, ours, err)
			}
		}
	}
}

func TestOpenTellsWhatIsWrong(t *testing.T) {
	good := sealed(t, "transaction", "{}")
	raw, err := base64.StdEncoding.DecodeString(good.Ciphertext)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what   string
		change func(*Resource) wxpay.Secret // returns the key to open with
		reason wxpay.Reason
	}{
		{"other key", func(*Resource) wxpay.Secret { return wxpay.NewSecret(strings.Repeat("8", 32)) }, wxpay.ReasonDecryptFailed},
		{"no key", func(*Resource) wxpay.Secret { return wxpay.Secret{} }, wxpay.ReasonNoKey},
		{"short key", func(*Resource) wxpay.Secret { return wxpay.NewSecret("0123456789abcdef") }, wxpay.ReasonKeyLength},
		{"key with a line end", func(*Resource) wxpay.Secret { return wxpay.NewSecret(apiV3Key.Reveal() + "\n") }, wxpay.ReasonKeyLength},
		{"other associated data", func(r *Resource) wxpay.Secret { r.AssociatedData = "refund"; return apiV3Key }, wxpay.ReasonDecryptFailed},
		{"no associated data", func(r *Resource) wxpay.Secret { r.AssociatedData = ""; return apiV3Key }, wxpay.ReasonDecryptFailed},
		{"other nonce", func(r *Resource) wxpay.Secret { r.Nonce = "fdasflkja485"; return apiV3Key }, wxpay.ReasonDecryptFailed},
		{"long nonce", func(r *Resource) wxpay.Secret { r.Nonce += "0000"; return apiV3Key }, wxpay.ReasonNonceLength},
		{"cut ciphertext", func(r *Resource) wxpay.Secret {
			r.Ciphertext = base64.StdEncoding.EncodeToString(raw[:len(raw)-1])
			return apiV3Key
		}, wxpay.ReasonDecryptFailed},
		{"less than a tag", func(r *Resource) wxpay.Secret { r.Ciphertext = "c2hvcnQ="; return apiV3Key }, wxpay.ReasonDecryptFailed},
		{"cut base64", func(r *Resource) wxpay.Secret { r.Ciphertext = r.Ciphertext[:len(r.Ciphertext)-1]; return apiV3Key }, wxpay.ReasonCiphertextEncoding},
		{"other algorithm", func(r *Resource) wxpay.Secret { r.Algorithm = "AEAD_SM4_GCM"; return apiV3Key }, wxpay.ReasonWrongAlgorithm},
	} {
		r := good
		key := c.change(&r)
		var open *OpenError
		if plain, err := r.Open(key); !errors.As(err, &open) || open.Reason != c.reason || plain != nil {
			t.Errorf("%s: %q, %v; want %s", c.what, plain, err, c.reason)
		} else if !key.IsZero() && strings.Contains(err.Error(), key.Reveal()) {
			t.Errorf("%s: the error shows the key: %v", c.what, err)
		}
	}
}

func TestSealRefuses(t *testing.T) {
	if _, err := Seal(apiV3Key, "", "", "short", nil); err == nil {
		t.Error("sealed under a nonce of five bytes")
	}
	var open *OpenError
	if _, err := Seal(wxpay.NewSecret("short"), "", "", gcmNonce, nil); !errors.As(err, &open) || open.Reason != wxpay.ReasonKeyLength {
		t.Errorf("sealed under a short key: %v", err)
	}
}
