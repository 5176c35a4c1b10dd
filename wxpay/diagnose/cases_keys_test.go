package diagnose_test

import (
	"bytes"
	"crypto"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
)

const (
	mchID     = "1900009191"
	appID     = "wx2421b1c4370ec43b"
	subAppID  = "wx7e3f1d9a0b5c2468"
	subMchID  = "1900006491"
	v2Key     = "Kd83jf0aPqLm27VbXz91TgYh64WcRs5E"
	v2OldKey  = "oR7uNt2xQe95KsJw0bHd8yLfVz3mGa1C"
	apiV3Key  = "Zt4hY8sKw2Lq9xRb7NfGv3MdPc6Jj1Ua"
	oldV3Key  = "a9Tn3Rz7Wq5Xk1Vm8Yd2Hc6Jb4Gf0LpS"
	appSecret = "5f2b8c1e9d7a4063b1e8f7c2d9a05e34"
)

// holder is somebody with an RSA key: a merchant, or WeChat Pay.
type holder struct {
	key                         *rsa.PrivateKey
	serial                      string
	private, certificate, plain string // in PEM
}

func newHolder(name string, number int64) holder {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	serial := new(big.Int).Add(new(big.Int).Lsh(big.NewInt(0x5A3C91), 136), big.NewInt(number))
	t := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: name, Organization: []string{"微信商户系统"}},
		NotBefore: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2039, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	der, err := x509.CreateCertificate(rand.Reader, t, t, &key.PublicKey, key)
	if err != nil {
		panic(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		panic(err)
	}
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		panic(err)
	}
	return holder{
		key, fmt.Sprintf("%040X", serial), inPEM("PRIVATE KEY", private), inPEM("CERTIFICATE", der), inPEM("PUBLIC KEY", public),
	}
}

func inPEM(label string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der}))
}

var (
	merchant    = sync.OnceValue(func() holder { return newHolder(mchID, 11) })
	formerly    = sync.OnceValue(func() holder { return newHolder(mchID, 12) }) // the merchant's earlier certificate
	neighbour   = sync.OnceValue(func() holder { return newHolder("1900007777", 13) })
	stranger    = sync.OnceValue(func() holder { return newHolder("1900008888", 14) }) // in no case's keys
	tenpay      = sync.OnceValue(func() holder { return newHolder("Tenpay.com sign", 21) })
	tenpayLater = sync.OnceValue(func() holder { return newHolder("Tenpay.com sign", 22) })
	tenpayKey   = sync.OnceValue(func() holder { return newHolder("PUB_KEY", 31) })
)

const publicKeyID = "PUB_KEY_ID_0119000091912024111400389200000403"

// allKeys is what a merchant of both generations holds, its earlier and a
// neighbour's key among them.
func allKeys() diagnose.Keys {
	return diagnose.Keys{
		MchID: mchID, AppID: appID, AppSecret: wxpay.NewSecret(appSecret), APIv2Key: wxpay.NewSecret(v2Key),
		PreviousV2Keys: []wxpay.Secret{wxpay.NewSecret(v2OldKey)}, APIv3Key: wxpay.NewSecret(apiV3Key),
		PrivateKey: wxpay.NewSecret(merchant().private), Certificate: merchant().certificate, CertificateSerial: merchant().serial,
		Platform: []diagnose.PlatformKey{
			{ID: wxpay.KeyID(tenpay().serial), PEM: tenpay().certificate},
			{ID: publicKeyID, PEM: tenpayKey().plain, Public: true},
		},
		Others: []diagnose.OtherKey{
			{Label: "2024 certificate", Serial: formerly().serial, PrivateKey: wxpay.NewSecret(formerly().private)},
			{Label: "branch shop", Serial: neighbour().serial, PrivateKey: wxpay.NewSecret(neighbour().private)},
		},
	}
}

func md5Hex(text string) string {
	sum := md5.Sum([]byte(text))
	return hex.EncodeToString(sum[:])
}

func md5Upper(text string) string { return strings.ToUpper(md5Hex(text)) }

func hmacSum(text, key string) []byte {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

func hmacUpper(text, key string) string {
	return strings.ToUpper(hex.EncodeToString(hmacSum(text, key)))
}

// sha256RSA is what every SDK calls SHA256withRSA.
func sha256RSA(h holder, text string) string {
	sum := sha256.Sum256([]byte(text))
	return pkcs1(h, crypto.SHA256, sum[:])
}

func pkcs1(h holder, hash crypto.Hash, sum []byte) string {
	sig, err := rsa.SignPKCS1v15(nil, h.key, hash, sum)
	if err != nil {
		panic(err)
	}
	return base64.StdEncoding.EncodeToString(sig)
}

// gbkOf holds the GBK codes of the characters that the cases use.
var gbkOf = map[rune]string{
	'腾': "ccda", '讯': "d1b6", '充': "b3e4", '值': "d6b5", '中': "d6d0", '心': "d0c4", '会': "bbe1", '员': "d4b1",
	'深': "c9ee", '圳': "dbda", '分': "b7d6", '店': "b5ea", '商': "c9cc", '品': "c6b7", '已': "d2d1", '售': "cadb",
	'完': "cdea", '支': "d6a7", '付': "b8b6", '成': "b3c9", '功': "b9a6", '测': "b2e2", '试': "cad4",
}

func gbk(text string) string {
	var b bytes.Buffer
	for _, r := range text {
		if r < 0x80 {
			b.WriteByte(byte(r))
			continue
		}
		two, err := hex.DecodeString(gbkOf[r])
		if err != nil || len(two) != 2 {
			panic("no GBK code for " + string(r))
		}
		b.Write(two)
	}
	return b.String()
}

// asLatin1 reads the bytes of a text as ISO-8859-1 and writes them as UTF-8.
func asLatin1(text string) string {
	var b strings.Builder
	for i := range len(text) {
		b.WriteRune(rune(text[i]))
	}
	return b.String()
}

// questioned is what Java and .NET make of a text in ISO-8859-1 or ASCII.
func questioned(text string) string {
	return strings.Map(func(r rune) rune {
		if r > 0xff {
			return '?'
		}
		return r
	}, text)
}
