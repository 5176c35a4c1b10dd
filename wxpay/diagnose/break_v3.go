package diagnose

import (
	"crypto"
	"crypto/md5"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"net/http"
	"strconv"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/v3"
)

// rsaKey is the merchant's key, nil if there is none.
func (e *examination) rsaKey() *rsa.PrivateKey {
	key, err := v3.ParsePrivateKey([]byte(e.c.Keys.PrivateKey.Reveal()))
	if err != nil {
		return nil
	}
	return key
}

func signSHA256(key *rsa.PrivateKey, text []byte) (string, error) {
	sum := sha256.Sum256(text)
	raw, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])
	return base64.StdEncoding.EncodeToString(raw), err
}

// breakV3 makes the mistakes that any V3 text of ours can suffer.
func (e *examination) breakV3(w ways, b *builder, wrongKey, encoding Slug, put func(c *Case, signature string)) {
	key := e.rsaKey()
	if key == nil {
		return
	}
	made := func(slug Slug, sign func() (string, error)) {
		w.add(slug, func() (Case, error) {
			signature, err := sign()
			if err != nil {
				return Case{}, err
			}
			return e.c.with(func(c *Case) { put(c, signature) })
		})
	}
	w.departing(b, func(text []byte, whole func([]byte) []byte) (Case, error) {
		if whole != nil {
			text = whole(text)
		}
		signature, err := signSHA256(key, text)
		if err != nil {
			return Case{}, err
		}
		return e.c.with(func(c *Case) { put(c, signature) })
	})
	var right draft
	b.base.copyTo(&right)
	text := right.build(nil)
	for _, o := range e.c.Keys.Others {
		if other, err := v3.ParsePrivateKey([]byte(o.PrivateKey.Reveal())); err == nil {
			made(wrongKey, func() (string, error) { return signSHA256(other, text) })
		}
	}
	digests := map[crypto.Hash]func() []byte{
		crypto.SHA1: func() []byte { s := sha1.Sum(text); return s[:] },
		crypto.MD5:  func() []byte { s := md5.Sum(text); return s[:] },
	}
	for h, digest := range digests {
		made("v3-digest-sha1", func() (string, error) {
			raw, err := rsa.SignPKCS1v15(nil, key, h, digest())
			return base64.StdEncoding.EncodeToString(raw), err
		})
	}
	made("v3-rsa-padding", func() (string, error) {
		sum := sha256.Sum256(text)
		raw, err := rsa.SignPKCS1v15(nil, key, 0, sum[:])
		return base64.StdEncoding.EncodeToString(raw), err
	})
	for _, s := range []style{
		{"hex", func(s string) string { return hex.EncodeToString(mustBase64(s)) }},
		{"-_", func(s string) string { return base64.URLEncoding.EncodeToString(mustBase64(s)) }},
		{"twice", func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }},
	} {
		made("v3-sig-encoding", func() (string, error) {
			signature, err := signSHA256(key, text)
			return s.write(signature), err
		})
	}
	made(encoding, func() (string, error) {
		signature, err := signSHA256(key, text)
		if !strings.Contains(signature, "+") {
			return "", ErrNotApplicable
		}
		return strings.ReplaceAll(signature, "+", " "), err
	})
}

func mustBase64(s string) []byte {
	raw, _ := base64.StdEncoding.DecodeString(s) // it was just encoded
	return raw
}

func (e *examination) breakV3Request(w ways) {
	auth, err := v3.ParseAuthorization(e.c.Call.Header.Get("Authorization"))
	if err != nil {
		return
	}
	b := &builder{base: e.v3Base(&auth, &seen{})}
	e.v3RequestDepartures(b, &seen{})
	e.breakV3(w, b, "v3-wrong-private-key", "v3-sig-encoding", func(c *Case, signature string) {
		broken := auth
		broken.Signature = signature
		c.Call.Header.Set("Authorization", broken.String())
	})
	e.breakTimes(w, b, &auth)
	e.breakHeader(w, &auth)
	if len(e.c.Call.Body) > 0 {
		w.add("v3-body-not-transmitted", func() (Case, error) {
			return e.c.with(func(c *Case) { c.Call.Status, c.Call.Reply = http.StatusUnauthorized, refusalOf(&b.base, "") })
		})
	}
}

// refusalOf is what the server answers to a request whose body it got as that.
func refusalOf(base *draft, body string) []byte {
	var d draft
	base.copyTo(&d)
	d.set(v3.FieldBody, body)
	text := d.build(nil)
	reply, _ := wxpay.JSON(map[string]any{ // texts and a number always encode
		"code": "SIGN_ERROR", "message": "错误的签名，验签失败",
		"detail": map[string]any{"field": "signature", "issue": "sign not match", "sign_information": seen{
			Method: d.get(v3.FieldMethod), URL: d.get(v3.FieldTarget), Message: string(text), Length: len(text),
		}},
	})
	return reply
}

// breakTimes signs another time than is sent.
func (e *examination) breakTimes(w ways, b *builder, auth *v3.Authorization) {
	seconds, err := strconv.ParseInt(auth.Timestamp, 10, 64)
	key := e.rsaKey()
	if err != nil || key == nil {
		return
	}
	w.add("v3-timestamp-differs", func() (Case, error) {
		var d draft
		b.base.copyTo(&d)
		d.set(v3.FieldTimestamp, strconv.FormatInt(seconds-3, 10))
		signature, err := signSHA256(key, d.build(nil))
		if err != nil {
			return Case{}, err
		}
		broken := *auth
		broken.Signature = signature
		return e.c.with(func(c *Case) { c.Call.Header.Set("Authorization", broken.String()) })
	})
}

// breakHeader leaves the signature right and writes the header wrong.
func (e *examination) breakHeader(w ways, auth *v3.Authorization) {
	header := func(slug Slug, write func(a v3.Authorization) string) {
		value := write(*auth)
		w.add(slug, func() (Case, error) {
			return e.c.with(func(c *Case) { c.Call.Header.Set("Authorization", value) })
		})
	}
	serial := string(auth.SerialNo)
	serials := func(slug Slug, other string) {
		header(slug, func(a v3.Authorization) string { a.SerialNo = wxpay.KeyID(other); return a.String() })
	}
	if n, ok := new(big.Int).SetString(serial, 16); ok {
		serials("v3-serial-format", n.String())
		serials("v3-serial-format", strings.ToLower(serial))
	}
	serials("v3-serial-mismatch", "7777777777777777777777777777777777777777")
	header("v3-mchid-mismatch", func(a v3.Authorization) string { a.MchID = "1999999999"; return a.String() })
	header("v3-auth-format", func(a v3.Authorization) string { return v3.SchemeRSA + " " + a.String() })
	header("v3-auth-format", func(a v3.Authorization) string { return strings.TrimPrefix(a.String(), v3.SchemeRSA+" ") })
	header("v3-auth-format", func(a v3.Authorization) string { return strings.ReplaceAll(a.String(), `"`, "") })
	header("v3-auth-field-missing", func(a v3.Authorization) string {
		return strings.Replace(a.String(), `serial_no="`+serial+`",`, "", 1)
	})
	header("v3-header-not-sent", func(v3.Authorization) string { return "{{auth}}" })
}

func (e *examination) breakV3Client(w ways) {
	o := e.readOpening()
	b := &builder{base: e.v3ClientBase(&o)}
	e.v3ClientDepartures(b, &o)
	e.breakV3(w, b, "v3-paysign-wrong-key", "v3-paysign-plus-mangled", func(c *Case, signature string) { c.putPaySign(signature) })
	seconds, err := strconv.ParseInt(o.timestamp, 10, 64)
	key := e.rsaKey()
	if err != nil || key == nil {
		return
	}
	w.add("v3-paysign-timestamp-differs", func() (Case, error) {
		var d draft
		b.base.copyTo(&d)
		d.set(v3.FieldTimestamp, strconv.FormatInt(seconds+2, 10))
		signature, err := signSHA256(key, d.build(nil))
		if err != nil {
			return Case{}, err
		}
		return e.c.with(func(c *Case) { c.putPaySign(signature) })
	})
}
