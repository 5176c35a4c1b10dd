package diagnose

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// again signs another text by another key, with the padding and digest of a
// signature that was opened.
func (o *opened) again(key *rsa.PrivateKey, text []byte, random io.Reader) ([]byte, error) {
	sum := sha256.Sum256(text)
	switch {
	case o.pss:
		return rsa.SignPSS(random, key, crypto.SHA256, sum[:], nil)
	case o.hash == 0:
		return rsa.SignPKCS1v15(nil, key, 0, sum[:])
	}
	h := o.hash.New()
	h.Write(text)
	return rsa.SignPKCS1v15(nil, key, o.hash, h.Sum(nil))
}

func privatePEM(key *rsa.PrivateKey) string {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return ""
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// reseal encrypts anew what a case holds encrypted: with the stranger's key and
// values if it opens, else it is blotted out.
func (r *rekeying) reseal(c *Case) {
	s := &c.Sealed
	if s.Ciphertext != "" {
		s.Ciphertext = r.resealed(v3.Resource{Algorithm: v3.AlgorithmAESGCM, Ciphertext: s.Ciphertext, Nonce: s.Nonce, AssociatedData: s.AssociatedData})
	}
	if s.ReqInfo != "" {
		r.pairs[s.ReqInfo] = r.resealedReqInfo(s.ReqInfo)
		s.ReqInfo = r.pairs[s.ReqInfo]
	}
	if used := s.KeyUsed.Reveal(); used != "" {
		s.KeyUsed = wxpay.NewSecret(r.replacedUse(used))
	}
	for _, body := range [][]byte{c.Message.Body, c.Call.Reply} {
		var envelope v3.Envelope
		if json.Unmarshal(body, &envelope) == nil && envelope.Resource.Ciphertext != "" {
			r.pairs[envelope.Resource.Ciphertext] = r.resealed(envelope.Resource)
		}
		if message, err := v2.Parse(body); err == nil && message.Get("req_info") != "" {
			r.pairs[message.Get("req_info")] = r.resealedReqInfo(message.Get("req_info"))
		}
	}
}

// replacedUse is what became of a key that a program used to decrypt.
func (r *rekeying) replacedUse(used string) string {
	aes := v2.ReqInfoKey(r.from.Keys.APIv2Key)
	switch {
	case strings.EqualFold(used, aes) && used == strings.ToUpper(aes):
		return strings.ToUpper(v2.ReqInfoKey(r.to.Keys.APIv2Key))
	case strings.EqualFold(used, aes):
		return v2.ReqInfoKey(r.to.Keys.APIv2Key)
	}
	if replaced := r.replace(used); replaced != used {
		return replaced
	}
	return disguised(used)
}

func (r *rekeying) resealed(resource v3.Resource) string {
	opened, err := r.e.openSealed(resource)
	if err != nil {
		return disguised(resource.Ciphertext)
	}
	sealed, err := v3.Seal(r.to.Keys.APIv3Key, resource.OriginalType, resource.AssociatedData, resource.Nonce, []byte(r.replace(string(opened))))
	if err != nil {
		return disguised(resource.Ciphertext)
	}
	// A blank that got into the old one gets into the new one too.
	if i := strings.IndexAny(resource.Ciphertext, " \n"); i > 0 && i < len(sealed.Ciphertext) {
		return sealed.Ciphertext[:i] + resource.Ciphertext[i:i+1] + sealed.Ciphertext[i:]
	}
	return sealed.Ciphertext
}

// openSealed opens a resource by the key of the case, blanks in it aside.
func (e *examination) openSealed(resource v3.Resource) ([]byte, error) {
	resource.Algorithm = v3.AlgorithmAESGCM
	resource.Ciphertext = strings.Join(strings.Fields(resource.Ciphertext), "")
	return resource.Open(e.c.Keys.APIv3Key)
}

func (r *rekeying) resealedReqInfo(reqInfo string) string {
	plain, err := v2.OpenReqInfo(reqInfo, r.from.Keys.APIv2Key)
	if err != nil {
		return disguised(reqInfo)
	}
	return v2.SealReqInfo([]byte(r.replace(string(plain))), r.to.Keys.APIv2Key)
}
