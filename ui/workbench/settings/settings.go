// Package settings keeps what the user has set for a home: the tunnel, the server
// that notifications are sent on to, how long the journal keeps bodies.
package settings

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/natefinch/atomic"
	"github.com/pelletier/go-toml/v2"
)

// Settings is settings.toml. What is not set has its zero value.
type Settings struct {
	Tunnel  Tunnel  `toml:"tunnel"`
	Forward Forward `toml:"forward"`
	Keep    Keep    `toml:"keep"`
	// Path is the last part of the notify_url, made once: nobody guesses it.
	Path string `toml:"path"`
}

// Tunnel is how notifications reach this machine.
type Tunnel struct {
	Kind        string `toml:"kind,omitempty"`       // opened last: ngrok, direct
	PublicURL   string `toml:"public_url,omitempty"` // of direct
	Domain      string `toml:"domain,omitempty"`     // of ngrok; empty: the account's own
	Proxy       string `toml:"proxy,omitempty"`      // socks5, socks5h or http URL
	CAFile      string `toml:"ca_file,omitempty"`    // of a proxy that re-signs TLS
	ConnectAddr string `toml:"connect_addr,omitempty"`
	Restrict    bool   `toml:"restrict,omitempty"` // to the published addresses of WeChat Pay
}

// Forward is where notifications are sent on.
type Forward struct {
	Targets []string `toml:"targets,omitempty"` // URLs
	Mode    string   `toml:"mode,omitempty"`    // pass, shadow
}

// Keep is how long and how much bodies are kept. Zero means the default.
type Keep struct {
	Days      int `toml:"days,omitempty"`
	Megabytes int `toml:"megabytes,omitempty"`
}

// The limits where none is set.
const (
	defaultDays      = 90
	defaultMegabytes = 2048
)

// Age returns how old the bodies of acknowledged deliveries may become.
func (k Keep) Age() time.Duration {
	days := k.Days
	if days <= 0 {
		days = defaultDays
	}
	return time.Duration(days) * 24 * time.Hour
}

// Bytes returns how large the journal may become before bodies go.
func (k Keep) Bytes() int64 {
	megabytes := k.Megabytes
	if megabytes <= 0 {
		megabytes = defaultMegabytes
	}
	return int64(megabytes) << 20
}

// File is a settings file.
type File struct {
	path string
	mu   sync.Mutex
}

// In returns the settings file of a folder, which need not exist.
func In(dir string) *File { return &File{path: filepath.Join(dir, "settings.toml")} }

// Load reads the file; without one everything is as it comes.
func (f *File) Load() (Settings, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.load()
}

func (f *File) load() (s Settings, err error) {
	data, err := os.ReadFile(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, fmt.Errorf("read the settings: %w", err)
	}
	if err := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields().Decode(&s); err != nil {
		return s, fmt.Errorf("%s cannot be read: %w; correct it or move it away", f.path, err)
	}
	return s, nil
}

// Change reads the file, changes it and writes it whole. A file that cannot be
// read is left as it is.
func (f *File) Change(change func(s *Settings)) (Settings, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s, err := f.load()
	if err != nil {
		return s, err
	}
	change(&s)
	data, err := toml.Marshal(s)
	if err != nil {
		return s, fmt.Errorf("write the settings: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return s, fmt.Errorf("write the settings: %w", err)
	}
	if err := atomic.WriteFile(f.path, bytes.NewReader(data)); err != nil {
		return s, fmt.Errorf("write the settings: %w", err)
	}
	return s, nil
}
