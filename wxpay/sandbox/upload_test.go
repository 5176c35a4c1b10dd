package sandbox_test

import (
	"bytes"
	"mime/multipart"
	"strconv"
	"strings"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/client"
	"wxlens/wxpay/v3"
)

// upload sends an image with this meta part, which alone is signed.
func (w *world) upload(meta, signed string, file []byte, change ...func(*wxpay.Request)) *wxpay.Reply {
	w.t.Helper()
	p, err := client.SignV3(w.url, signer(), "POST", "/v3/merchant/media/upload", []byte(signed), strconv.FormatInt(time.Now().Unix(), 10), "N", "")
	if err != nil {
		w.t.Fatal(err)
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if meta != "" {
		if err := form.WriteField("meta", meta); err != nil {
			w.t.Fatal(err)
		}
	}
	if file != nil {
		part, err := form.CreateFormFile("file", "1.png")
		if err != nil {
			w.t.Fatal(err)
		}
		if _, err := part.Write(file); err != nil {
			w.t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		w.t.Fatal(err)
	}
	p.Request.Body = body.Bytes()
	p.Request.Header.Set("Content-Type", form.FormDataContentType())
	for _, c := range change {
		c(&p.Request)
	}
	return w.send(p.Request)
}

// The boundary may stand in the body alone.
func TestUploadNamesNoBoundary(t *testing.T) {
	w := open(t)
	image := []byte("\x89PNG")
	meta := string(v3.UploadMeta("1.png", image))
	bare := header("Content-Type", "multipart/form-data")
	if reply := w.upload(meta, meta, image, bare); reply.Status != 200 {
		t.Errorf("%d %s", reply.Status, reply.Body)
	}
	if reply := w.upload(meta, meta+" ", image, bare); reply.Status != 401 {
		t.Errorf("another meta signed: %d %s", reply.Status, reply.Body)
	}
}

func TestUploadSignsItsMetaAlone(t *testing.T) {
	w := open(t)
	image := []byte("\x89PNG")
	good := string(v3.UploadMeta("1.png", image))
	largest := make([]byte, 2<<20)
	for _, c := range []struct {
		what, meta, signed string
		file               []byte
		status             int
		message            string
	}{
		{"good", good, good, image, 200, ""},
		{"as large as can be", string(v3.UploadMeta("1.BMP", largest)), string(v3.UploadMeta("1.BMP", largest)), largest, 200, ""},
		{"another meta signed", good, good + " ", image, 401, "错误的签名，验签失败"},
		{"no meta", "", "", image, 400, "请求体不是合法的 JSON 对象"},
		{"no file", good, good, nil, 400, "缺少文件：multipart 中没有 file"},
		{"another file", good, good, []byte("\x89PNX"), 400, "文件摘要与文件内容不一致：sha256"},
		{"another kind", string(v3.UploadMeta("1.gif", image)), string(v3.UploadMeta("1.gif", image)), image, 400, "图片只支持 JPG、BMP、PNG 格式，文件名称必须以 .jpg、.bmp、.png 为后缀"},
		{"no digest", `{"filename":"1.png"}`, `{"filename":"1.png"}`, image, 400, "输入源“/body/sha256”映射到字段“文件摘要”必填性规则校验失败，此字段为必填项"},
	} {
		reply := w.upload(c.meta, c.signed, c.file)
		if reply.Status != c.status || c.status != 200 && refused(t, reply).Message != c.message {
			t.Errorf("%s: %d %s", c.what, reply.Status, reply.Body)
		}
		if c.status == 200 && !strings.HasPrefix(string(reply.Body), `{"media_id":"`) {
			t.Errorf("%s: %s", c.what, reply.Body)
		}
	}
	if reply := w.v3("POST", "/v3/merchant/media/upload", "{}"); reply.Status != 401 { // it signed what is no meta
		t.Errorf("no multipart: %d %s", reply.Status, reply.Body)
	}
}
