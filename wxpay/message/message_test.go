package message

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"strings"
	"testing"
)

func TestForms(t *testing.T) {
	for input, want := range map[string]Form{
		"": Empty, " \r\n": Empty, "\ufeff": Empty,
		"POST /v3/pay HTTP/1.1\r\n\r\n": Request, "GET https://api.mch.weixin.qq.com/v3/certificates\n": Request, "\ufeff\nPOST /n HTTP/1.1\n": Request,
		"HTTP/1.1 200 OK\n": Response, "HTTP/2 204\r\n\r\n": Response,
		"<xml></xml>": XML, "\ufeff <xml>": XML, "<!DOCTYPE html><html>": HTML, "<HTML>": HTML, `{"a":1}`: JSON, "[1]": JSON,
		"-----BEGIN CERTIFICATE-----\n": PEM, "curl -X POST": Curl, "FTuPWOW4npLOTY8GQp+JtWXKe3ZFa2wsJC6v9gFoATU=\n": Base64,
		"HELLO world": Text, "签名错误": Text, "GET nowhere": Text, "\x00\x01": Binary, "\xd6\xd0": Binary, "hello123": Text,
	} {
		if got := FormOf([]byte(input)); got != want {
			t.Errorf("%q is %s, want %s", input, got, want)
		}
	}
}

func parse(t *testing.T, text string) *HTTP {
	t.Helper()
	m, err := ParseHTTP([]byte(text))
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return m
}

func TestRequestKeepsItsBodyToTheByte(t *testing.T) {
	const body = "{\"a\": \"中\"}\r\n \n"
	for _, end := range []string{"\r\n", "\n"} {
		m := parse(t, strings.Join([]string{"POST /notify?x=%7C HTTP/1.1", "host: a", "WECHATPAY-Nonce:  N ", "", ""}, end)+body)
		if !m.IsRequest() || m.Method != "POST" || m.Target != "/notify?x=%7C" || string(m.Body) != body {
			t.Errorf("%+v with body %q", m, m.Body)
		}
		if m.Header.Get("Wechatpay-Nonce") != "N" || m.Declared != -1 {
			t.Errorf("header %q, declared %d", m.Header, m.Declared)
		}
	}
}

func TestResponseAndMissingBlankLine(t *testing.T) {
	m := parse(t, "HTTP/1.1 401 Unauthorized\nRequest-ID: 1")
	if m.IsRequest() || m.Status != 401 || m.Header.Get("Request-Id") != "1" || len(m.Body) != 0 {
		t.Errorf("%+v", m)
	}
}

func TestContentLengthIsRespected(t *testing.T) {
	for _, c := range []struct {
		body              string
		want              string
		declared, surplus int
	}{
		{"12345", "12345", 5, 0}, {"12345\n", "12345", 5, 0}, {"12345HTTP", "12345", 5, 4}, {"123", "123", 5, 0},
	} {
		m := parse(t, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"+c.body)
		if string(m.Body) != c.want || m.Declared != c.declared || m.Surplus != c.surplus {
			t.Errorf("%q: body %q, declared %d, surplus %d", c.body, m.Body, m.Declared, m.Surplus)
		}
	}
}

func TestChunksAreJoined(t *testing.T) {
	for _, c := range []struct{ body, want string }{
		{"4\r\n{\"a\"\r\n3;x=y\r\n:1}\r\n0\r\n\r\n", `{"a":1}`},
		{"4\n{\"a\"\n3\n:1}\n0\n", `{"a":1}`},
		{`{"a":1}`, `{"a":1}`}, // as "curl -i" prints it
	} {
		if m := parse(t, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"+c.body); string(m.Body) != c.want {
			t.Errorf("%q became %q", c.body, m.Body)
		}
	}
}

func TestGzipIsUndoneOnce(t *testing.T) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write([]byte(`{"a":1}`)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	head := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n", packed.Len())
	for _, body := range []string{packed.String(), `{"a":1}`} {
		if m := parse(t, head+body); string(m.Body) != `{"a":1}` || m.Declared != -1 {
			t.Errorf("body %q, declared %d", m.Body, m.Declared)
		}
	}
}

func TestWhatTheStandardLibraryWritesIsRead(t *testing.T) {
	req := httptest.NewRequest(http.MethodPost, "/notify?a=b", strings.NewReader(`{"id":"1"}`))
	req.Header.Set("Wechatpay-Timestamp", "1554208460")
	dump, err := httputil.DumpRequest(req, true)
	if err != nil {
		t.Fatal(err)
	}
	m := parse(t, string(dump))
	if m.Target != "/notify?a=b" || m.Header.Get("Wechatpay-Timestamp") != "1554208460" || string(m.Body) != `{"id":"1"}` {
		t.Errorf("%+v", m)
	}
}

func TestWhatIsNoMessageIsRefused(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\n"
	for input, want := range map[string]Fault{
		"": NoStartLine, "hello\n": NoStartLine, "HTTP/1.1 OK\n": NoStartLine, "post / HTTP/1.1\n": NoStartLine,
		ok + "no colon\r\n\r\n": BadHeader, ok + "a b: c\r\n": BadHeader, ok + ": c\r\n": BadHeader, ok + " folded\r\n": BadHeader,
		ok + "Content-Length: five\r\n\r\n": BadLength, ok + "Content-Length: -1\r\n\r\n": BadLength, ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n": BadLength,
		ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nabc": BadChunk, ok + "Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n": BadChunk,
		ok + "Content-Encoding: br\r\n\r\nx": OtherCompression, ok + "Content-Encoding: gzip\r\n\r\n\x1f\x8bx": BadCompression,
		ok + strings.Repeat("a: b\r\n", maxHeaders+1): ManyHeaders, ok + "a: " + strings.Repeat("b", maxLine): LongLine,
		ok + "\r\n" + strings.Repeat("x", MaxInput): TooLarge,
	} {
		m, err := ParseHTTP([]byte(input))
		fault := (*Error)(nil)
		if !errors.As(err, &fault) || fault.Fault != want {
			t.Errorf("%.40q: %+v, %v; want %s", input, m, err, want)
		}
	}
}

// A compressed bomb must not be unpacked whole.
func TestUnpackingIsBounded(t *testing.T) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	zeros := make([]byte, 1<<20)
	for range 2 * MaxInput / len(zeros) {
		if _, err := w.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := ParseHTTP(append([]byte("HTTP/1.1 200 OK\nContent-Encoding: gzip\n\n"), packed.Bytes()...))
	if fault := (*Error)(nil); !errors.As(err, &fault) || fault.Fault != TooLarge {
		t.Errorf("error %v", err)
	}
}

func TestAnUploadSignsItsMetaAlone(t *testing.T) {
	const head = "POST /v3/merchant/media/upload HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n"
	m := parse(t, head+"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\nPNG\r\n"+
		"--b\r\nContent-Disposition: form-data; name=\"meta\"\r\nContent-Type: application/json\r\n\r\n{\"sha256\": \"x\"} \r\n--b--\r\n")
	if body, err := m.SignedBody(); err != nil || string(body) != `{"sha256": "x"} ` {
		t.Errorf("signed %q, %v", body, err)
	}
	for _, broken := range []string{"", "--b\r\n\r\nx\r\n--b--\r\n", "--b\r\nContent-Disposition: form-data; name=\"meta\"\r\n\r\ncut"} {
		if body, err := parse(t, head+broken).SignedBody(); err == nil {
			t.Errorf("%q signs %q", broken, body)
		}
	}
}

func FuzzParseHTTP(f *testing.F) {
	for _, seed := range []string{
		"POST /notify HTTP/1.1\r\nWechatpay-Nonce: N\r\nContent-Length: 2\r\n\r\n{}", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\n{}\n0\n\n",
		"HTTP/2 204\n", "GET https://x/y\n a\n", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08", "\ufeff\n\nPOST / HTTP/1.0\n\n\n",
		"POST / HTTP/1.1\nContent-Type: multipart/form-data; boundary=b\n\n--b\nContent-Disposition: form-data; name=meta\n\n{}\n--b--",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		FormOf(data)
		m, err := ParseHTTP(data)
		if err != nil {
			if fault := (*Error)(nil); !errors.As(err, &fault) {
				t.Fatalf("%T: %v", err, err)
			}
			return
		}
		if m.IsRequest() == (m.Status != 0) || len(m.Body) > MaxInput {
			t.Fatalf("%+v", m)
		}
		if m.Header.Get("Content-Encoding") == "" && !m.Chunked() && !bytes.Contains(data, m.Body) {
			t.Fatalf("the body %q is not in the input", m.Body)
		}
		if _, err := m.SignedBody(); err != nil {
			if fault := (*Error)(nil); !errors.As(err, &fault) {
				t.Fatalf("%T: %v", err, err)
			}
		}
	})
}
