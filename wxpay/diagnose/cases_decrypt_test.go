package diagnose_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
)

func TestDecryptCases(t *testing.T) {
	check(t, v2ReqInfoCases())
	check(t, v3ResourceKeyCases())
	check(t, v3ResourceFormCases())
	check(t, v3SensitiveCases())
}

const refundRoot = `<root>
<out_refund_no><![CDATA[R2026030100017]]></out_refund_no>
<out_trade_no><![CDATA[20260301125346]]></out_trade_no>
<refund_account><![CDATA[REFUND_SOURCE_RECHARGE_FUNDS]]></refund_account>
<refund_fee><![CDATA[1990]]></refund_fee>
<refund_recv_accout><![CDATA[支付用户零钱]]></refund_recv_accout>
<refund_status><![CDATA[SUCCESS]]></refund_status>
<success_time><![CDATA[2026-03-01 13:10:00]]></success_time>
<total_fee><![CDATA[1990]]></total_fee>
</root>`

// reqInfo encrypts a refund notification as WeChat Pay does.
func reqInfo(key string) string {
	block, err := aes.NewCipher([]byte(md5Hex(key)))
	if err != nil {
		panic(err)
	}
	pad := 16 - len(refundRoot)%16
	text := append([]byte(refundRoot), bytes.Repeat([]byte{byte(pad)}, pad)...)
	for i := 0; i < len(text); i += 16 {
		block.Encrypt(text[i:], text[i:i+16])
	}
	return base64.StdEncoding.EncodeToString(text)
}

func v2Sealed(reqInfo, used, cipherName, message string) *diagnose.Case {
	return &diagnose.Case{
		API: wxpay.V2, Kind: diagnose.Decrypt, Keys: allKeys(), ClientError: message,
		Sealed: diagnose.Sealed{ReqInfo: reqInfo, Cipher: cipherName, KeyUsed: wxpay.NewSecret(used)},
	}
}

func v2ReqInfoCases() []known {
	const bad = "javax.crypto.BadPaddingException: Given final block not properly padded"
	zeroKey := "Kd83jf0aPqLm27VbXz91TgYh64WcRs5E"
	for i := 0; md5Hex(zeroKey)[0] != '0'; i++ {
		zeroKey = v2Key[:26] + nonceSix(i)
	}
	zero := v2Sealed(reqInfo(zeroKey), strings.TrimLeft(md5Hex(zeroKey), "0"), "AES-256-ECB", "Invalid AES key length: 31 bytes")
	zero.Keys.APIv2Key = wxpay.NewSecret(zeroKey)
	short := v2Sealed(reqInfo(v2Key), md5Hex(v2Key), "AES-128-ECB", bad)
	return []known{
		explained("upper-case MD5", v2Sealed(reqInfo(v2Key), md5Upper(v2Key), "AES-256-ECB", bad), "v2-reqinfo-key-case"),
		explained("the key itself", v2Sealed(reqInfo(v2Key), v2Key, "AES-256-ECB", bad), "v2-reqinfo-key"),
		explained("31 characters", zero, "v2-reqinfo-key"),
		explained("key of before", v2Sealed(reqInfo(v2OldKey), md5Hex(v2Key), "AES-256-ECB", bad), "v2-reqinfo-key"),
		explained("AES-128", short, "v2-reqinfo-cipher"),
		explained("CBC", v2Sealed(reqInfo(v2Key), md5Hex(v2Key), "AES-256-CBC", bad), "v2-reqinfo-cipher"),
		explained("old Java", v2Sealed(reqInfo(v2Key), md5Hex(v2Key), "AES-256-ECB", "java.security.InvalidKeyException: Illegal key size"), "v2-reqinfo-cipher"),
		unexplained("a key that nobody has", v2Sealed(reqInfo("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"), md5Hex(v2Key), "AES-256-ECB", bad)),
	}
}

func nonceSix(i int) string {
	const letters = "abcdefghijklmnopqrstuvwxyz"
	out := make([]byte, 6)
	for j := range out {
		out[j] = letters[i%26]
		i /= 26
	}
	return string(out)
}

const transactionJSON = `{"mchid":"` + mchID + `","appid":"` + appID + `","out_trade_no":"JS20260301125346001","transaction_id":"4200001920202603010437865211","trade_type":"JSAPI","trade_state":"SUCCESS","trade_state_desc":"支付成功","payer":{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"},"amount":{"total":1990,"payer_total":1990}}`

const sealNonce = "yXb7Kd02Lq9s"

// gcm encrypts as WeChat Pay does.
func gcm(key, aad string) []byte {
	block, err := aes.NewCipher([]byte(key))
	if err != nil {
		panic(err)
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return seal.Seal(nil, []byte(sealNonce), []byte(transactionJSON), []byte(aad))
}

// sealed is a resource under the merchant's APIv3 key that did not open with what
// the program used.
func sealed(used, aad, nonce, message string) *diagnose.Case {
	return &diagnose.Case{
		API: wxpay.V3, Kind: diagnose.Decrypt, Keys: allKeys(), ClientError: message,
		Sealed: diagnose.Sealed{
			Algorithm: "AEAD_AES_256_GCM", Ciphertext: base64.StdEncoding.EncodeToString(gcm(apiV3Key, "transaction")), Nonce: sealNonce,
			AssociatedData: "transaction", OriginalType: "transaction", KeyUsed: wxpay.NewSecret(used),
			AssociatedDataUsed: aad, NonceUsed: nonce, HasAssociatedDataUsed: true, HasNonce: true,
		},
	}
}

const tagError = "cipher: message authentication failed"

func v3ResourceKeyCases() []known {
	reset := sealed(apiV3Key, "transaction", sealNonce, tagError)
	reset.Sealed.Ciphertext = base64.StdEncoding.EncodeToString(gcm(oldV3Key, "transaction"))
	typo := apiV3Key[:20] + "8" + apiV3Key[21:]
	mistyped := sealed(typo, "transaction", sealNonce, tagError)
	mistyped.Keys.APIv3Key = wxpay.NewSecret(typo)
	return []known{
		explained("key of before deployed", sealed(oldV3Key, "transaction", sealNonce, tagError), "v3-apiv3-key-wrong"),
		explained("one character mistyped in the settings", mistyped, "v3-apiv3-key-wrong"),
		unexplained("changed on the platform only", reset),
		explained("APIv2 key", sealed(v2Key, "transaction", sealNonce, "javax.crypto.AEADBadTagException: Tag mismatch!"), "v3-apiv3-key-is-v2-key"),
		explained("line end in the key", sealed(apiV3Key+"\n", "transaction", sealNonce, "crypto/aes: invalid key size 33"), "v3-apiv3-key-length"),
		explained("serial number for the key", sealed(merchant().serial, "transaction", sealNonce, "Invalid key length"), "v3-apiv3-key-length"),
		explained("APIv2 key and no associated data", sealed(v2Key, "", sealNonce, tagError), "v3-apiv3-key-is-v2-key", "v3-aad-lost"),
		explained("key of before and no associated data", sealed(oldV3Key, "", sealNonce, tagError), "v3-apiv3-key-wrong", "v3-aad-lost"),
	}
}

func v3ResourceFormCases() []known {
	lost := sealed(apiV3Key, "", sealNonce, "Unsupported state or unable to authenticate data")
	lost.Sealed.AssociatedData = ""
	spaced := sealed(apiV3Key, "transaction", sealNonce, tagError)
	if !strings.Contains(spaced.Sealed.Ciphertext, "+") {
		panic("the ciphertext has no plus sign to lose")
	}
	spaced.Sealed.Ciphertext = strings.ReplaceAll(spaced.Sealed.Ciphertext, "+", " ")
	inHex := sealed(apiV3Key, "transaction", sealNonce, tagError)
	inHex.Sealed.Ciphertext = hex.EncodeToString(gcm(apiV3Key, "transaction"))
	cut := sealed(apiV3Key, "transaction", sealNonce, tagError)
	whole := gcm(apiV3Key, "transaction")
	cut.Sealed.Ciphertext = base64.StdEncoding.EncodeToString(whole[:len(whole)-16])
	scheme := sealed(merchant().private, "transaction", sealNonce, "javax.crypto.BadPaddingException: Decryption error")
	return []known{
		explained("associated data not passed", sealed(apiV3Key, "", sealNonce, tagError), "v3-aad-lost"),
		explained("original type for the associated data", sealed(apiV3Key, "refund", sealNonce, tagError), "v3-aad-lost"),
		explained("associated data lost from the resource", lost, "v3-aad-lost"),
		explained("header's nonce", sealed(apiV3Key, "transaction", "W3nQ0sYp8dRk5TzL", tagError), "v3-nonce-mixed"),
		explained("plus signs became blanks", spaced, "v3-ciphertext-encoding"),
		explained("hexadecimal", inHex, "v3-ciphertext-encoding"),
		explained("tag cut off", cut, "v3-ciphertext-encoding"),
		explained("old Java", sealed(apiV3Key, "transaction", sealNonce, "java.security.InvalidKeyException: Illegal key size or default parameters"), "v3-jce-policy"),
		explained("private key used", scheme, "v3-decrypt-wrong-scheme"),
		correct("opens", sealed(apiV3Key, "transaction", sealNonce, "")),
	}
}

func v3SensitiveCases() []known {
	sensitive := func(h holder, used, message string) *diagnose.Case {
		data, err := rsa.EncryptOAEP(sha1.New(), rand.Reader, &h.key.PublicKey, []byte("张三丰"), nil)
		if err != nil {
			panic(err)
		}
		return &diagnose.Case{
			API: wxpay.V3, Kind: diagnose.Decrypt, Keys: allKeys(), ClientError: message,
			Sealed: diagnose.Sealed{Ciphertext: base64.StdEncoding.EncodeToString(data), KeyUsed: wxpay.NewSecret(used)},
		}
	}
	return []known{
		explained("sensitive field, earlier private key", sensitive(merchant(), formerly().private, "crypto/rsa: decryption error"), "v3-sensitive-field-decrypt"),
		explained("sensitive field of one's own upload", sensitive(tenpayKey(), merchant().private, "crypto/rsa: decryption error"), "v3-sensitive-field-decrypt"),
		explained("sensitive field opened with the APIv3 key", sensitive(merchant(), apiV3Key, tagError), "v3-sensitive-field-decrypt"),
	}
}
