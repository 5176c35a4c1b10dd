package profiles

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"

	"wxlens/wxpay"
	"wxlens/wxpay/v3"
)

// version is that of the file format. A newer one is refused, never rewritten.
const version = 1

const (
	fileProfile = "profile.toml"
	fileSecrets = "secrets.toml"
	fileCurrent = "current"
)

// Errors that callers tell apart.
var (
	ErrNotFound = errors.New("there is no such profile")
	ErrBadName  = errors.New("a profile's name is 1 to 40 letters, digits, dots, dashes or underscores")
)

// maxName is the longest name of a profile, in characters.
const maxName = 40

// nameOK reports whether a name may be a profile's: it is a folder's name too.
func nameOK(name string) bool {
	odd := strings.ContainsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-", r)
	})
	return name != "" && !odd && name[0] != '.' && name[0] != '-' && utf8.RuneCountInString(name) <= maxName
}

// Store is a folder of profiles.
type Store struct {
	dir     string
	written atomic.Int64
	mu      sync.Mutex
	loaded  map[string]*Merchant
}

// Open opens the store in a folder, which need not exist yet.
func Open(dir string) *Store { return &Store{dir: dir, loaded: map[string]*Merchant{}} }

// Entry is one profile of the list. Err says why it cannot be read.
type Entry struct {
	Name    string
	Profile Profile
	Current bool
	Err     error
}

// Names returns the names of the profiles, in order, without reading any.
func (s *Store) Names() ([]string, error) {
	dirs, err := os.ReadDir(s.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("list profiles: %w", err)
	}
	var names []string
	for _, d := range dirs {
		if d.IsDir() && !strings.HasPrefix(d.Name(), ".") {
			names = append(names, d.Name())
		}
	}
	return names, nil
}

// List returns the profiles by name, unreadable ones included.
func (s *Store) List() ([]Entry, error) {
	names, err := s.Names()
	if err != nil {
		return nil, err
	}
	current := s.Current()
	var entries []Entry
	for _, name := range names {
		p, err := s.read(name)
		entries = append(entries, Entry{Name: name, Profile: p, Current: name == current, Err: err})
	}
	return entries, nil
}

// Current returns the name of the profile in use, "" when none was chosen.
func (s *Store) Current() string {
	name, err := os.ReadFile(filepath.Join(s.dir, fileCurrent))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(name))
}

// Use makes a profile the current one.
func (s *Store) Use(name string) error {
	if _, err := s.read(name); err != nil {
		return err
	}
	return s.write(filepath.Join(s.dir, fileCurrent), []byte(name+"\n"))
}

// Get returns a profile without its keys.
func (s *Store) Get(name string) (Profile, error) { return s.read(name) }

func (s *Store) read(name string) (Profile, error) {
	var p Profile
	if !nameOK(name) {
		return p, fmt.Errorf("profile %q: %w", name, ErrBadName)
	}
	path := filepath.Join(s.dir, name, fileProfile)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return p, fmt.Errorf("profile %q: %w", name, ErrNotFound)
	}
	if err != nil {
		return p, fmt.Errorf("profile %q: %w", name, err)
	}
	if err := decode(data, &p); err != nil {
		return p, fmt.Errorf("profile %q: %s: %w", name, path, err)
	}
	switch {
	case p.Version > version:
		return p, fmt.Errorf("profile %q: %s was written by a newer wxlens (format %d, this one knows %d)", name, path, p.Version, version)
	case p.Version < 1:
		return p, fmt.Errorf("profile %q: %s names no format version; add \"version = 1\"", name, path)
	case p.Environment != Sandbox && p.Environment != Live:
		return p, fmt.Errorf("profile %q: %s: environment is %q, want %q or %q", name, path, p.Environment, Sandbox, Live)
	}
	return p, nil
}

// decode reads TOML strictly: a misspelt name is an error and not ignored. The
// error names line and column and never quotes a value.
func decode(data []byte, v any) error {
	dec := toml.NewDecoder(strings.NewReader(string(data)))
	dec.DisallowUnknownFields()
	err := dec.Decode(v)
	if strict := (*toml.StrictMissingError)(nil); errors.As(err, &strict) {
		row, column := strict.Errors[0].Position()
		return fmt.Errorf("line %d, column %d: %q is not a name this file may hold", row, column, strings.Join(strict.Errors[0].Key(), "."))
	}
	if syntax := (*toml.DecodeError)(nil); errors.As(err, &syntax) {
		row, column := syntax.Position()
		return fmt.Errorf("line %d, column %d: %s", row, column, strings.TrimPrefix(syntax.Error(), "toml: "))
	}
	return err
}

// secrets is secrets.toml.
type secrets struct {
	Version   int    `toml:"version"`
	AppSecret string `toml:"app_secret"`
	APIv2Key  string `toml:"api_v2_key"`
	APIv3Key  string `toml:"api_v3_key"`

	NgrokAuthtoken string `toml:"ngrok_authtoken,omitempty"`
}

// Load returns a profile with its keys. The result is shared and must not be
// changed; it is kept until the profile is written again.
func (s *Store) Load(name string) (*Merchant, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m, ok := s.loaded[name]; ok {
		return m, nil
	}
	p, err := s.read(name)
	if err != nil {
		return nil, err
	}
	m := &Merchant{Name: name, Profile: p}
	if err := s.loadSecrets(m); err != nil {
		return nil, fmt.Errorf("profile %q: %w", name, err)
	}
	if err := s.loadKeys(m); err != nil {
		return nil, fmt.Errorf("profile %q: %w", name, err)
	}
	s.loaded[name] = m
	return m, nil
}

func (s *Store) loadSecrets(m *Merchant) error {
	kept, err := s.readSecrets(m.Name)
	if err != nil {
		return err
	}
	m.AppSecret, m.APIv2Key, m.APIv3Key = wxpay.NewSecret(kept.AppSecret), wxpay.NewSecret(kept.APIv2Key), wxpay.NewSecret(kept.APIv3Key)
	m.NgrokToken = wxpay.NewSecret(kept.NgrokAuthtoken)
	return nil
}

func (s *Store) readSecrets(name string) (kept secrets, err error) {
	path := filepath.Join(s.dir, name, fileSecrets)
	data, err := os.ReadFile(path)
	if err != nil {
		return kept, err
	}
	if err := decode(data, &kept); err != nil {
		return kept, fmt.Errorf("%s: %w", path, err)
	}
	return kept, nil
}

// KeepNgrokToken keeps the authtoken of an ngrok account among the secrets of a
// profile.
func (s *Store) KeepNgrokToken(name string, token wxpay.Secret) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.read(name); err != nil {
		return err
	}
	kept, err := s.readSecrets(name)
	if err != nil {
		return fmt.Errorf("profile %q: %w", name, err)
	}
	kept.NgrokAuthtoken = token.Reveal()
	data, err := toml.Marshal(kept)
	if err != nil {
		return fmt.Errorf("profile %q: %w", name, err)
	}
	delete(s.loaded, name)
	return s.write(filepath.Join(s.dir, name, fileSecrets), data)
}

func (s *Store) loadKeys(m *Merchant) error {
	read := func(file string) ([]byte, string, error) {
		path := filepath.Join(s.dir, m.Name, filepath.Base(file))
		data, err := os.ReadFile(path)
		return data, path, err
	}
	data, path, err := read(fileMerchantKey)
	if err != nil {
		return err
	}
	key, err := v3.ParsePrivateKey(data)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	m.Signer = &v3.Signer{MchID: m.Profile.MchID, SerialNo: m.Profile.SerialNo, Key: key}
	if data, path, err = read(fileMerchantCert); err != nil {
		return err
	}
	if m.Certificate, err = v3.ParseCertificate(data); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for _, k := range m.Profile.Platform {
		if data, path, err = read(k.File); err != nil {
			return err
		}
		platform, err := parsePlatformKey(k, data)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		m.Keys = append(m.Keys, platform)
	}
	return s.loadAuthority(m, read)
}

// loadAuthority reads the CA of a sandbox that serves TLS, where there is one.
// The system's own authorities always count for a live profile.
func (s *Store) loadAuthority(m *Merchant, read func(string) ([]byte, string, error)) error {
	if m.Live() {
		return nil
	}
	data, path, err := read(fileAuthority)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	m.Authorities = x509.NewCertPool()
	if !m.Authorities.AppendCertsFromPEM(data) {
		return fmt.Errorf("%s: %w", path, v3.ErrNotPEM)
	}
	return nil
}

func parsePlatformKey(k PlatformKey, data []byte) (v3.PlatformKey, error) {
	if k.Kind == v3.PublicKey {
		key, err := v3.ParsePublicKey(data)
		return v3.PlatformKey{ID: k.ID, Kind: v3.PublicKey, Verifier: v3.RSAVerifier{Key: key}}, err
	}
	cert, err := v3.ParseCertificate(data)
	if err != nil {
		return v3.PlatformKey{}, err
	}
	return v3.CertificateKey(cert)
}

// Written counts what this store has written: when it stays, a profile can only
// have been changed by another process.
func (s *Store) Written() int64 { return s.written.Load() }

// Forget lets go of the profiles that were loaded, so that they are read again.
func (s *Store) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.loaded)
}

// write replaces a file whole: a crash leaves the old one or the new one.
func (s *Store) write(path string, data []byte) error {
	defer s.written.Add(1)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("write profile: %w", err)
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // its own: other processes write too
	if err != nil {
		return fmt.Errorf("write profile: %w", err)
	}
	_, err = temporary.Write(data)
	if err = errors.Join(err, temporary.Close()); err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write profile: %w", err), os.Remove(temporary.Name()))
	}
	return nil
}
