package profiles

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"wxlens/wxpay"
	"wxlens/wxpay/v3"
)

// Names of the files of a merchant folder, as the merchant platform hands them
// out and as the sandbox writes them.
const (
	fileMerchant     = "merchant.json"
	fileMerchantKey  = "apiclient_key.pem"
	fileMerchantCert = "apiclient_cert.pem"
	fileMerchantP12  = "apiclient_cert.p12"
	filePlatformCert = "wechatpay_platform_cert.pem"
	filePublicKey    = "wechatpay_public_key.pem"
	fileAuthority    = "sandbox_ca.pem" // of a sandbox that serves TLS
)

// folder is merchant.json.
type folder struct {
	MchID            wxpay.MchID  `json:"mchid"`
	AppID            wxpay.AppID  `json:"appid"`
	AppSecret        string       `json:"app_secret"`
	APIv2Key         string       `json:"api_v2_key"`
	APIv3Key         string       `json:"api_v3_key"`
	SerialNo         wxpay.KeyID  `json:"merchant_serial_no"`
	PlatformSerialNo wxpay.KeyID  `json:"platform_serial_no"`
	PublicKeyID      wxpay.KeyID  `json:"wechatpay_public_key_id"`
	OpenID           wxpay.OpenID `json:"openid"`
}

// ImportOptions are what an import cannot read from the folder.
type ImportOptions struct {
	Name    string // default: the folder's own name
	BaseURL string // where the sandbox of these credentials is reached
}

// Import makes a profile of a sandbox's credentials folder and makes it current.
// Key files are copied byte for byte, also when they do not fit together: what
// is wrong shows when the profile is used. A profile of the same name is not
// overwritten.
func (s *Store) Import(dir string, o ImportOptions) (string, error) {
	name := o.Name
	if name == "" {
		absolute, err := filepath.Abs(dir)
		if err != nil {
			return "", fmt.Errorf("import %s: %w", dir, err)
		}
		name = filepath.Base(absolute)
	}
	if !nameOK(name) {
		return "", fmt.Errorf("import %s as %q: %w; choose one with --name", dir, name, ErrBadName)
	}
	if _, err := os.Stat(filepath.Join(s.dir, name)); err == nil {
		return "", fmt.Errorf("import %s: a profile named %q exists already; choose another name with --name", dir, name)
	}
	described, err := readFolder(dir)
	if err != nil {
		return "", err
	}
	files, err := keyFiles(dir)
	if err != nil {
		return "", err
	}
	p := Profile{
		Version: version, Environment: Sandbox, BaseURL: o.BaseURL, MchID: described.MchID, AppID: described.AppID,
		OpenID: described.OpenID, SerialNo: described.SerialNo,
	}
	if _, ok := files[filePublicKey]; ok {
		p.Platform = append(p.Platform, PlatformKey{described.PublicKeyID, v3.PublicKey, filePublicKey})
	}
	if _, ok := files[filePlatformCert]; ok {
		p.Platform = append(p.Platform, PlatformKey{described.PlatformSerialNo, v3.PlatformCertificate, filePlatformCert})
	}
	if files[fileSecrets], err = toml.Marshal(secrets{Version: version, AppSecret: described.AppSecret, APIv2Key: described.APIv2Key, APIv3Key: described.APIv3Key}); err != nil {
		return "", fmt.Errorf("import %s: %w", dir, err)
	}
	if files[fileProfile], err = toml.Marshal(p); err != nil {
		return "", fmt.Errorf("import %s: %w", dir, err)
	}
	if err := s.install(name, files); err != nil {
		return "", err
	}
	return name, s.Use(name)
}

// install puts the whole folder in place at once.
func (s *Store) install(name string, files map[string][]byte) error {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	temporary, err := os.MkdirTemp(s.dir, "."+name+".*") // its own: other processes import too
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	for file, data := range files {
		if err := s.write(filepath.Join(temporary, file), data); err != nil {
			return errors.Join(err, os.RemoveAll(temporary))
		}
	}
	if err := os.Rename(temporary, filepath.Join(s.dir, name)); err != nil {
		return errors.Join(fmt.Errorf("import: %w", err), os.RemoveAll(temporary))
	}
	return nil
}

func readFolder(dir string) (folder, error) {
	var f folder
	path := filepath.Join(dir, fileMerchant)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return f, fmt.Errorf("import %s: there is no %s; name a folder that \"wxlens sandbox --credentials DIR\" made", dir, fileMerchant)
	}
	if err != nil {
		return f, fmt.Errorf("import %s: %w", dir, err)
	}
	if err := json.Unmarshal(data, &f); err != nil {
		return f, fmt.Errorf("import %s: %s is not the JSON it should be: %w", dir, path, err)
	}
	var missing []string
	for _, m := range []struct{ name, value string }{
		{"mchid", string(f.MchID)}, {"appid", string(f.AppID)}, {"merchant_serial_no", string(f.SerialNo)},
	} {
		if m.value == "" {
			missing = append(missing, m.name)
		}
	}
	if missing != nil {
		return f, fmt.Errorf("import %s: %s lacks %s", dir, path, strings.Join(missing, ", "))
	}
	return f, nil
}

// keyFiles reads the key files of a merchant folder; only the private key and
// its certificate must be there.
func keyFiles(dir string) (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, name := range []string{fileMerchantKey, fileMerchantCert, fileMerchantP12, filePlatformCert, filePublicKey, fileAuthority} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		switch {
		case err == nil:
			files[name] = data
		case !errors.Is(err, fs.ErrNotExist) || name == fileMerchantKey || name == fileMerchantCert:
			return nil, fmt.Errorf("import %s: %w", dir, err)
		}
	}
	return files, nil
}
