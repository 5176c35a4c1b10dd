package profiles

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/pelletier/go-toml/v2"

	"wxlens/wxpay/v3"
)

// Trust adds platform certificates to a profile; those that it has already stay
// as they are. What the file holds beside them is kept to the letter.
func (s *Store) Trust(name string, certs []*x509.Certificate) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.read(name)
	if err != nil {
		return err
	}
	path := filepath.Join(s.dir, name, fileProfile)
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("profile %q: %w", name, err)
	}
	for _, cert := range certs {
		id := v3.SerialOf(cert)
		if slices.ContainsFunc(p.Platform, func(k PlatformKey) bool { return k.ID == id }) {
			continue
		}
		key := PlatformKey{ID: id, Kind: v3.PlatformCertificate, File: "wechatpay_" + string(id) + ".pem"}
		if err := s.write(filepath.Join(s.dir, name, key.File), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw})); err != nil {
			return err
		}
		p.Platform = append(p.Platform, key)
		data = fmt.Appendf(data, "\n[[platform_keys]]\nid = %q\nkind = %q\nfile = %q\n", key.ID, key.Kind, key.File)
	}
	var again Profile
	if decode(data, &again) != nil || len(again.Platform) != len(p.Platform) { // the keys are listed in another form there
		if data, err = toml.Marshal(p); err != nil {
			return fmt.Errorf("profile %q: %w", name, err)
		}
	}
	delete(s.loaded, name)
	return s.write(path, data)
}
