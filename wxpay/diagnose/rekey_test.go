package diagnose

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"wxlens/wxpay"
)

var stranger = sync.OnceValue(func() *Stranger {
	m, p, other, public := makeMerchant("1988888888", 11), makeMerchant("Tenpay.com sign", 12), makeMerchant("x", 13), makeMerchant("y", 14)
	keys := Keys{
		MchID: "1988888888", AppID: "wx9999999999999999", AppSecret: wxpay.NewSecret("fedcba9876543210fedcba9876543210"),
		APIv2Key: wxpay.NewSecret("SANDBOXSANDBOXSANDBOXSANDBOX0001"), APIv3Key: wxpay.NewSecret("SANDBOXSANDBOXSANDBOXSANDBOX0003"),
		PrivateKey: wxpay.NewSecret(m.pem), Certificate: m.cert, CertificateSerial: m.serial,
		Platform: []PlatformKey{{ID: wxpay.KeyID(p.serial), PEM: p.cert}, {ID: "PUB_KEY_ID_9999999999992024101100382000001", PEM: public.cert, Public: true}},
	}
	return &Stranger{Keys: keys, Merchant: m.key, Other: other.key, Random: rand.Reader,
		Platform: map[wxpay.KeyID]*rsa.PrivateKey{wxpay.KeyID(p.serial): p.key, "PUB_KEY_ID_9999999999992024101100382000001": public.key}}
})

// A failure that is made again for a stranger has the same causes and shows nothing
// of the real merchant.
func TestRekeyedFailuresAreTheSame(t *testing.T) {
	made, not := 0, map[Slug]int{}
	for name, c := range rightCases(t) {
		for _, slug := range Breakable(c) {
			broken, err := Break(c, slug, func(int) int { return 0 })
			if err != nil {
				continue
			}
			d := diagnosed(t, &broken)
			got, err := Rekey(context.Background(), &broken, &d, stranger())
			if errors.Is(err, ErrNotRekeyed) {
				not[slug]++
				t.Logf("%s: %s: %v", name, slug, err)
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			made++
			shown := fmt.Sprintf("%s %s %s %s %s %s %v %v %s", got.Call.URL, got.Call.Body, got.Message.Body, got.Opening.OrderRequest, got.Opening.OrderReply,
				got.Call.Reply, got.Call.Header, got.Opening.Params, got.Observed) + string(got.Opening.PrepayID)
			for _, o := range got.Keys.Others {
				shown += o.Label
			}
			for _, real := range []string{string(c.Keys.MchID), string(c.Keys.AppID), v2TestKey, apiV3TestKey, c.Keys.merchantSerial(), c.Signature(), "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o", prepayID, "1900000002"} {
				if real != "" && strings.Contains(shown, real) {
					t.Errorf("%s: %s still shows %s", name, slug, real)
				}
			}
		}
	}
	for slug := range not {
		if slug != "v2-md5-leading-zero" && slug != "v3-prehashed" { // of these the text alone does not make the value
			t.Errorf("%s was not made again", slug)
		}
	}
	if made < 300 {
		t.Errorf("%d failures were made again", made)
	}
}
