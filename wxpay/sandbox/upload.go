package sandbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"strings"
)

const uploadPath = "/v3/merchant/media/upload"

// maxImage is the largest image (图片上传), in bytes.
const maxImage = 2 << 20

// upload is a request to upload a file: its part "meta" alone is signed.
type upload struct {
	meta []byte
	file []byte
}

// readUpload takes a multipart body apart. What is no such body signs nothing.
func readUpload(r *http.Request, body []byte) (u upload) {
	_, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return u
	}
	parts := multipart.NewReader(bytes.NewReader(body), boundary(params, body))
	for {
		part, err := parts.NextRawPart()
		if err != nil {
			return u
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return u
		}
		switch part.FormName() {
		case "meta":
			u.meta = content
		case "file":
			u.file = content
		}
	}
}

// boundary is the one that the Content-Type names; the widespread Python SDK
// names none, and the first line of the body tells.
func boundary(params map[string]string, body []byte) string {
	if named := params["boundary"]; named != "" {
		return named
	}
	first, _, _ := bytes.Cut(body, []byte("\r\n"))
	return string(bytes.TrimPrefix(first, []byte("--")))
}

// takeImage answers 图片上传. The image itself is forgotten.
func (s *Sandbox) takeImage(c *callV3) reply {
	sum := sha256.Sum256(c.upload.file)
	switch extension := strings.ToLower(path.Ext(c.values["filename"])); {
	case len(c.upload.file) == 0:
		return badParam("缺少文件：multipart 中没有 file")
	case extension != ".jpg" && extension != ".jpeg" && extension != ".bmp" && extension != ".png":
		return badParam("图片只支持 JPG、BMP、PNG 格式，文件名称必须以 .jpg、.bmp、.png 为后缀")
	case len(c.upload.file) > maxImage:
		return badParam("图片大小不能超过2M")
	case !strings.EqualFold(hex.EncodeToString(sum[:]), c.values["sha256"]):
		return badParam("文件摘要与文件内容不一致：sha256")
	}
	return answerJSON(struct {
		MediaID string `json:"media_id"`
	}{s.random.text(alnum+"-_", 86)})
}
