package diagnose

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"strings"

	"wxlens/wxpay/v3"
)

// uploadMeta is the mistake of signing anything but what an upload says of itself.
const uploadMeta Slug = "v3-upload-meta"

// upload is a file that is sent, and the part beside it that is signed.
type upload struct {
	meta             string // JSON, as it was sent
	filename, digest string // of the file
}

// readUpload reads the parts of an upload; ok is false for any other call.
func readUpload(call *Call) (u upload, ok bool) {
	kind, params, err := mime.ParseMediaType(call.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return u, false
	}
	parts := multipart.NewReader(bytes.NewReader(call.Body), params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err != nil {
			return u, ok
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return u, ok
		}
		if part.FormName() == "meta" {
			u.meta, ok = string(data), true
		} else if part.FileName() != "" {
			sum := sha256.Sum256(data)
			u.filename, u.digest = part.FileName(), hex.EncodeToString(sum[:])
		}
	}
}

// named are what a meta part says.
func (u *upload) named() (filename, digest string) {
	var m struct {
		Filename string `json:"filename"`
		SHA256   string `json:"sha256"`
	}
	if json.Unmarshal([]byte(u.meta), &m) != nil {
		return "", ""
	}
	return m.Filename, m.SHA256
}

// departures sign the whole request, nothing, or a meta that names the file
// otherwise than the one that was sent.
func (u *upload) departures(b *builder, whole string) {
	b.setField(uploadMeta, v3.FieldBody, whole)
	b.setField(uploadMeta, v3.FieldBody, "")
	filename, digest := u.named()
	if u.digest == "" {
		return
	}
	for _, pair := range [][2]string{{filename, u.filename}, {digest, u.digest}, {digest, strings.ToUpper(u.digest)}} {
		if pair[0] != "" {
			b.value(uploadMeta, v3.FieldBody, pair[1], func(s string) string { return strings.ReplaceAll(s, pair[0], pair[1]) })
		}
	}
}

// unfit lists what the meta part says of the file that does not hold.
func (u *upload) unfit() (what []string) {
	filename, digest := u.named()
	if u.digest == "" {
		return nil
	}
	if filename != u.filename {
		what = append(what, filename+" ≠ "+u.filename)
	}
	if digest != u.digest {
		what = append(what, "sha256 "+digest+" ≠ "+u.digest)
	}
	return what
}
