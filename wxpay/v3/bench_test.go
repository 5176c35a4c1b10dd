package v3

import (
	"bytes"
	"context"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"testing"
	"time"

	gopay "github.com/go-pay/gopay/wechat/v3"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/credentials"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/signers"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/validators"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/verifiers"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments"
)

// The goals are ratios within one run: against the RSA operation alone, and
// against the official SDK over the same message. What is not RSA is measured
// with a key that does nothing: within 15 µs.
//
//	go test -run '^$' -bench . -benchmem -cpu 1 ./wxpay/v3

// idleKey signs without computing.
type idleKey struct {
	crypto.Signer
	signature []byte
}

func (k idleKey) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) { return k.signature, nil }

var placed = bytes.Repeat([]byte("x"), 600)

// run benchmarks one implementation.
func run(b *testing.B, name string, once func() error) {
	b.Run(name, func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := once(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func authorize(s *Signer) error {
	a, err := s.Authorize("POST", "/v3/pay/transactions/jsapi", moment, nonce, placed)
	if err == nil && len(a.Authorization.String()) < 300 {
		err = io.ErrShortWrite
	}
	return err
}

func BenchmarkAuthorization(b *testing.B) {
	s := merchant(b)
	key := s.Key.(*rsa.PrivateKey)
	idle := &Signer{MchID: s.MchID, SerialNo: s.SerialNo, Key: idleKey{signature: make([]byte, 256)}}
	sdk := credentials.WechatPayCredentials{Signer: &signers.SHA256WithRSASigner{
		MchID: string(s.MchID), CertificateSerialNo: string(s.SerialNo), PrivateKey: key,
	}}
	run(b, "floor", func() error {
		digest := sha256.Sum256(placed)
		_, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:])
		return err
	})
	run(b, "wxlens", func() error { return authorize(s) })
	run(b, "wxlens-without-rsa", func() error { return authorize(idle) })
	run(b, "sdk", func() error {
		_, err := sdk.GenerateAuthorizationHeader(context.Background(), "POST", "/v3/pay/transactions/jsapi", string(placed))
		return err
	})
}

func TestAuthorizationStaysWithinItsAllocations(t *testing.T) {
	idle := &Signer{MchID: mchID, SerialNo: serialNo, Key: idleKey{signature: make([]byte, 256)}}
	n := testing.AllocsPerRun(100, func() {
		if err := authorize(idle); err != nil {
			t.Fatal(err)
		}
	})
	if n > 20 {
		t.Errorf("%v allocations, want at most 20", n)
	}
}

// rsaFloor is what nobody can go below: one verification of the body's digest.
func rsaFloor(b *testing.B, body []byte) func() error {
	digest := sha256.Sum256(body)
	signature, err := rsa.SignPKCS1v15(nil, platform(), crypto.SHA256, digest[:])
	if err != nil {
		b.Fatal(err)
	}
	return func() error {
		digest := sha256.Sum256(body)
		return rsa.VerifyPKCS1v15(&platform().PublicKey, crypto.SHA256, digest[:], signature)
	}
}

func verifyReply(h http.Header, keys Keys, at time.Time) func() error {
	return func() error {
		if v := CheckReply(200, h, placed, keys, at); !v.OK() {
			return io.ErrUnexpectedEOF
		}
		return nil
	}
}

func BenchmarkVerifyReply(b *testing.B) {
	at := time.Now() // the SDK reads the clock itself
	h := signedBy(b, platform(), publicKeyID, at, placed)
	sdk := validators.NewWechatPayResponseValidator(verifiers.NewSHA256WithRSAPubkeyVerifier(string(publicKeyID), platform().PublicKey))
	run(b, "floor", rsaFloor(b, placed))
	run(b, "wxlens", verifyReply(h, platformKeys(), at))
	run(b, "wxlens-without-rsa", verifyReply(h, Keys{{ID: publicKeyID, Verifier: anySignature{}}}, at))
	run(b, "sdk", func() error {
		return sdk.Validate(context.Background(), &http.Response{Header: h, Body: io.NopCloser(bytes.NewReader(placed))})
	})
}

func BenchmarkNotification(b *testing.B) {
	at := time.Now()
	body := notification(b, paid)
	h := signedBy(b, platform(), publicKeyID, at, body)
	sdk, keys := sdkHandler(b), platformKeys()
	verify := rsaFloor(b, body)
	block, err := aes.NewCipher([]byte(apiV3Key.Reveal()))
	if err != nil {
		b.Fatal(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		b.Fatal(err)
	}
	ciphertext, err := base64.StdEncoding.DecodeString(sealed(b, "transaction", paid).Ciphertext)
	if err != nil {
		b.Fatal(err)
	}
	room := make([]byte, 0, len(ciphertext))

	run(b, "floor", func() error {
		if err := verify(); err != nil {
			return err
		}
		_, err := aead.Open(room, []byte(gcmNonce), ciphertext, []byte("transaction"))
		return err
	})
	run(b, "wxlens", func() error {
		if n := OpenNotification(h, body, keys, apiV3Key, at); !n.OK() {
			return io.ErrUnexpectedEOF
		}
		return nil
	})
	run(b, "sdk", func() error {
		_, err := sdk.ParseNotifyRequest(context.Background(), request(h, body), new(payments.Transaction))
		return err
	})
	run(b, "gopay", func() error {
		n, err := gopay.V3ParseNotify(request(h, body))
		if err == nil {
			err = n.VerifySignByPK(&platform().PublicKey)
		}
		if err == nil {
			_, err = n.DecryptPayCipherText(apiV3Key.Reveal())
		}
		return err
	})
}
