package v3

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// UploadMeta is the meta part of an upload (图片上传), the only part that is
// signed: the file's name and the SHA-256 of its bytes in hex.
func UploadMeta(filename string, file []byte) []byte {
	sum := sha256.Sum256(file)
	meta, _ := json.Marshal(struct { // two strings always encode
		Filename string `json:"filename"`
		SHA256   string `json:"sha256"`
	}{filename, hex.EncodeToString(sum[:])})
	return meta
}
