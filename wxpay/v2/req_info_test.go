package v2

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/go-pay/gopay/wechat"

	"wxlens/wxpay"
)

// Vectors of EasyWeChat's tests and of protocol facts computed independently.
func TestReqInfoKnownAnswers(t *testing.T) {
	for _, c := range []struct{ key, plain, sealed string }{
		{"foo-merchant-key", "<foo><bar>123</bar></foo>", "FTuPWOW4npLOTY8GQp+JtWXKe3ZFa2wsJC6v9gFoATU="},
		{officialKey.Reveal(), "<root><out_refund_no><![CDATA[R1]]></out_refund_no><refund_status><![CDATA[SUCCESS]]></refund_status></root>",
			"WBzGpzQuNpcFxIlFjUUD9BZv+lpBMzd2SHiKCkwfALWid5G8ZvfOussfMIHLbKJmcnxPKdb1ZJEqTAp8ysQv+xa1fj+Eorgndx3fNxf3KAYa3LPgsjvZgxaeYyrhV05Kbjkj6ywg27cEyTTaPZFYNg=="},
	} {
		key := wxpay.NewSecret(c.key)
		if got := SealReqInfo([]byte(c.plain), key); got != c.sealed {
			t.Errorf("%s sealed %s", c.plain, got)
		}
		if got, err := OpenReqInfo(c.sealed, key); err != nil || string(got) != c.plain {
			t.Errorf("opened %q, %v", got, err)
		}
	}
}

// The MD5 of the first key begins with a zero, which a big integer loses.
func TestGopayOpensReqInfo(t *testing.T) {
	for _, key := range []string{"wechatpaytestkeywechatpaytest000", "exposed_your_key_here_have_risks"} {
		for n := range 40 {
			inner := Message{{Name: "out_refund_no", Value: "R" + strings.Repeat("1", n)}, {Name: "refund_status", Value: "SUCCESS"}}
			sealed := SealReqInfo(inner.XMLRoot("root"), wxpay.NewSecret(key))
			theirs, err := wechat.DecryptRefundNotifyReqInfo(sealed, key)
			if err != nil || theirs.OutRefundNo != inner.Get("out_refund_no") || theirs.RefundStatus != "SUCCESS" {
				t.Fatalf("gopay reads %+v, %v", theirs, err)
			}
		}
	}
}

func TestOpenReqInfoTellsWhatIsWrong(t *testing.T) {
	sealed := SealReqInfo([]byte("<root></root>"), officialKey)
	raw, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what, sealed string
		key          wxpay.Secret
		reason       wxpay.Reason
	}{
		{"other key", sealed, eights, wxpay.ReasonDecryptFailed},
		{"no key", sealed, wxpay.Secret{}, wxpay.ReasonNoKey},
		{"no base64", sealed + "*", officialKey, wxpay.ReasonCiphertextEncoding},
		{"nothing", "", officialKey, wxpay.ReasonTruncated},
		{"half a block", base64.StdEncoding.EncodeToString(raw[:8]), officialKey, wxpay.ReasonTruncated},
	} {
		var fault *ReqInfoError
		if plain, err := OpenReqInfo(c.sealed, c.key); !errors.As(err, &fault) || fault.Reason != c.reason || plain != nil {
			t.Errorf("%s: %q, %v", c.what, plain, err)
		}
	}
}

func FuzzOpenReqInfo(f *testing.F) {
	f.Add(SealReqInfo([]byte("<root><a>1</a></root>"), officialKey))
	f.Add("")
	f.Add("AAAA")
	f.Fuzz(func(t *testing.T, sealed string) {
		plain, err := OpenReqInfo(sealed, officialKey)
		if err != nil {
			return
		}
		again, err := OpenReqInfo(SealReqInfo(plain, officialKey), officialKey)
		if err != nil || string(again) != string(plain) {
			t.Fatalf("%q became %q, %v", plain, again, err)
		}
	})
}

// A padding of no bytes does not exist: the last byte always tells how many.
func TestReqInfoWithoutPadding(t *testing.T) {
	block := make([]byte, 16)
	reqInfoCipher(officialKey).Encrypt(block, []byte("<root></root>\x00\x00\x00"))
	var fault *ReqInfoError
	if plain, err := OpenReqInfo(base64.StdEncoding.EncodeToString(block), officialKey); !errors.As(err, &fault) || fault.Reason != wxpay.ReasonDecryptFailed {
		t.Errorf("%q, %v", plain, err)
	}
}
