package v3

import "testing"

// SHA-256 of "abc", FIPS 180-2 appendix B.1.
func TestUploadMeta(t *testing.T) {
	const want = `{"filename":"图 1.png","sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}`
	if got := UploadMeta("图 1.png", []byte("abc")); string(got) != want {
		t.Errorf("meta %s", got)
	}
}
