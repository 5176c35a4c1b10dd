package sandbox_test

import (
	"bytes"
	"context"
	"net/http"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/verifiers"
	"github.com/wechatpay-apiv3/wechatpay-go/core/downloader"
	"github.com/wechatpay-apiv3/wechatpay-go/core/notify"
	"github.com/wechatpay-apiv3/wechatpay-go/core/option"
	"github.com/wechatpay-apiv3/wechatpay-go/services/fileuploader"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments"
	"github.com/wechatpay-apiv3/wechatpay-go/utils"

	"wxlens/wxpay/sandbox"
	"wxlens/wxpay/v3"
)

// trusting is a client that verifies nothing, as the first download must.
func (w *world) trusting() *core.Client {
	m := merchant()
	return w.client(option.WithMerchantCredential(string(m.MchID), string(m.MerchantSerialNo), credentials().MerchantKey), option.WithoutValidator())
}

// The SDK's own manager of platform certificates, through a rotation: it trusts
// what it downloaded and nothing else, whatever the sandbox signs with elsewhere.
func TestOfficialSDKDownloadsCertificates(t *testing.T) {
	ctx, mchID := context.Background(), string(merchant().MchID)
	for _, trust := range []sandbox.Trust{sandbox.TrustPublicKey, sandbox.TrustPlatformCert, sandbox.TrustMixed} {
		w := open(t, trusting(trust))
		manager := downloader.NewCertificateDownloaderMgr(ctx)
		t.Cleanup(manager.Stop)
		if err := manager.RegisterDownloaderWithClient(ctx, w.trusting(), mchID, merchant().APIv3Key); err != nil {
			t.Fatal(err)
		}
		if serial := manager.GetNewestCertificateSerial(ctx, mchID); serial != string(merchant().PlatformSerialNo) {
			t.Errorf("%s: newest %s", trust, serial)
		}

		var rotated struct {
			Serial string `json:"serial_no"`
		}
		w.control("POST rotate", nil, &rotated)
		manager.DownloadCertificates(ctx) // verified with the old one
		if serial := manager.GetNewestCertificateSerial(ctx, mchID); serial != rotated.Serial || len(manager.GetCertificateMap(ctx, mchID)) != 2 {
			t.Errorf("%s: after the rotation the newest is %s, want %s", trust, serial, rotated.Serial)
		}
	}
}

// A merchant that knows certificates alone gets on through a rotation.
func TestOfficialSDKAfterARotation(t *testing.T) {
	ctx := context.Background()
	w, r := open(t, trusting(sandbox.TrustPlatformCert)), listen(t, always(204, ""))
	var rotated struct {
		Serial      string `json:"serial_no"`
		Certificate string `json:"certificate"`
	}
	w.control("POST rotate", nil, &rotated)
	m, err := downloader.NewCertificateDownloaderWithClient(ctx, w.trusting(), merchant().APIv3Key)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.GetAll(ctx)) != 2 || m.GetNewestSerial(ctx) != rotated.Serial {
		t.Fatalf("downloaded %v, newest %s, want %s", m.GetAll(ctx), m.GetNewestSerial(ctx), rotated.Serial)
	}
	if err := m.DownloadCertificates(ctx); err != nil {
		t.Errorf("downloaded again and verified: %v", err)
	}
	w.place("order-1", r.url)
	w.pay("order-1")
	d := r.next()
	if serial := d.header.Get(v3.HeaderSerial); serial != rotated.Serial {
		t.Errorf("notified under %s", serial)
	}
	var told payments.Transaction
	if _, err := notify.NewNotifyHandler(merchant().APIv3Key, verifiers.NewSHA256WithRSAVerifier(m)).ParseNotifyRequest(ctx, d.request(), &told); err != nil {
		t.Errorf("the SDK refuses what the new certificate signed: %v", err)
	}
}

func TestOfficialSDKUploads(t *testing.T) {
	w := open(t)
	up := fileuploader.ImageUploader{Client: w.client(modes(t)["public key"].option)}
	answer, _, err := up.Upload(context.Background(), bytes.NewReader([]byte("\x89PNG")), "图 1.png", "image/png")
	if err != nil || len(*answer.MediaId) != 86 {
		t.Errorf("uploaded %v, %v", answer, err)
	}
	if _, _, err := up.Upload(context.Background(), bytes.NewReader(make([]byte, 2<<20+1)), "1.png", "image/png"); code(err) != "PARAM_ERROR" {
		t.Errorf("too large: %v", err)
	}
}

// What the SDK encrypts the sandbox reads, and the other way round, under either
// key.
func TestOfficialSDKEchoes(t *testing.T) {
	ctx := context.Background()
	for name, mode := range modes(t) {
		w, r := open(t, trusting(mode.trust)), listen(t, always(204, ""))
		key, serial := &credentials().PublicKey.PublicKey, string(merchant().PublicKeyID)
		if mode.trust == sandbox.TrustPlatformCert {
			key, serial = &credentials().PlatformKey.PublicKey, string(merchant().PlatformSerialNo)
		}
		sealed, err := utils.EncryptOAEPWithPublicKey("秘密", key)
		if err != nil {
			t.Fatal(err)
		}
		body := map[string]string{"echo_message": "hello", "encrypted_echo_message": sealed, "notify_url": r.url}
		result, err := w.client(mode.option).Request(ctx, "POST", "https://api.mch.weixin.qq.com/v3/security/echo", http.Header{"Wechatpay-Serial": {serial}}, nil, body, "application/json")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var answer, told struct {
			Message   string `json:"echo_message"`
			Encrypted string `json:"encrypted_echo_message"`
		}
		if err := core.UnMarshalResponse(result.Response, &answer); err != nil || answer.Message != "hello" {
			t.Fatalf("%s: %+v, %v", name, answer, err)
		}
		n, err := notify.NewNotifyHandler(merchant().APIv3Key, mode.verifier).ParseNotifyRequest(ctx, r.next().request(), &told)
		if err != nil || n.EventType != "SECURITY_ECHO.SUCCESS" || n.Resource.OriginalType != "security" || n.Summary != "回调通知成功" || told != answer {
			t.Errorf("%s: notified %v of %+v, %v", name, n, told, err)
		}
		if opened, err := utils.DecryptOAEP(told.Encrypted, credentials().MerchantKey); err != nil || opened != "秘密" {
			t.Errorf("%s: the merchant reads %q, %v", name, opened, err)
		}
	}
}
