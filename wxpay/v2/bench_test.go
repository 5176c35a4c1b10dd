package v2

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/go-pay/gopay"
	"github.com/go-pay/gopay/wechat"

	"wxlens/wxpay"
)

// The goals are ratios within one run: against the digest of the same text, and
// against gopay over the same message.
//
//	go test -run '^$' -bench . -benchmem -cpu 1 ./wxpay/v2

// benchFields is a notification whose sign text is 600 bytes long.
func benchFields() []wxpay.Field {
	fields := append(notification(),
		wxpay.Field{Name: "device_info", Value: "013467007045764"},
		wxpay.Field{Name: "sub_mch_id", Value: "10000101"})
	short := 600 - SignText(fields, officialKey).Len()
	for i := range fields {
		if fields[i].Name == "attach" {
			fields[i].Value += strings.Repeat("x", short)
		}
	}
	return fields
}

func BenchmarkNotify(b *testing.B) {
	for _, t := range []SignType{MD5, HMACSHA256} {
		fields := benchFields()
		body := indented(append(Message(fields), wxpay.Field{Name: "sign", Value: Sign(fields, officialKey, t).Signature}))
		benchFloor(b, t, fields)
		b.Run(string(t)+"/wxlens", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				m, err := Parse(body)
				if err != nil || !Verify(m, officialKey).OK() {
					b.Fatal("does not verify")
				}
			}
		})
		b.Run(string(t)+"/gopay", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				bm, err := wechat.ParseNotifyToBodyMap(&http.Request{Body: io.NopCloser(bytes.NewReader(body))})
				if err != nil {
					b.Fatal(err)
				}
				if ok, err := wechat.VerifySign(officialKey.Reveal(), string(t), bm); !ok || err != nil {
					b.Fatal("does not verify")
				}
			}
		})
	}
}

func BenchmarkSign(b *testing.B) {
	for _, t := range []SignType{MD5, HMACSHA256} {
		fields := benchFields()
		benchFloor(b, t, fields)
		b.Run(string(t)+"/wxlens", func(b *testing.B) {
			room := make(Message, len(fields), len(fields)+1)
			copy(room, fields)
			b.ReportAllocs()
			for b.Loop() {
				s := Sign(room, officialKey, t)
				if len(append(room, wxpay.Field{Name: "sign", Value: s.Signature}).XML()) == 0 {
					b.Fatal("nothing written")
				}
			}
		})
		b.Run(string(t)+"/gopay", func(b *testing.B) {
			bm := bodyMap(fields)
			b.ReportAllocs()
			for b.Loop() {
				bm.Remove("sign")
				bm.Set("sign", wechat.GetReleaseSign(officialKey.Reveal(), string(t), bm))
				if wechat.GenerateXml(bm) == "" {
					b.Fatal("nothing written")
				}
			}
		})
	}
}

// benchFloor is what nobody can go below: the digest of the finished text.
func benchFloor(b *testing.B, t SignType, fields []wxpay.Field) {
	text := SignText(fields, officialKey).Bytes()
	if len(text) != 600 {
		b.Fatalf("sign text of %d bytes", len(text))
	}
	b.Run(string(t)+"/floor", func(b *testing.B) {
		var sum [sha256.Size]byte
		key := []byte(officialKey.Reveal())
		for b.Loop() {
			if t == HMACSHA256 {
				mac := hmac.New(sha256.New, key)
				mac.Write(text)
				mac.Sum(sum[:0])
			} else {
				d := md5.Sum(text)
				copy(sum[:], d[:])
			}
		}
	})
}

func bodyMap(fields []wxpay.Field) gopay.BodyMap {
	bm := gopay.BodyMap{}
	for _, f := range fields {
		bm.Set(f.Name, f.Value)
	}
	return bm
}

// indented writes a message as the gateway does, one CDATA element to a line.
func indented(m Message) []byte {
	var b bytes.Buffer
	b.WriteString("<xml>\n")
	for _, f := range m {
		fmt.Fprintf(&b, "  <%s><![CDATA[%s]]></%[1]s>\n", f.Name, f.Value)
	}
	b.WriteString("</xml>")
	return b.Bytes()
}
