package composer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/natefinch/atomic"
)

// Saved is a request that lies under a name.
type Saved struct {
	Name    string
	Changed time.Time
	Request Request
	Err     error // why it cannot be read; a [*Fault]
}

const (
	extension = ".json"
	longest   = 64 // characters of a name
)

// pathOf returns where the request of a name lies. Names are what every file system
// takes.
func (c *Composer) pathOf(name string) (string, error) {
	bad := func(r rune) bool { return unicode.IsControl(r) || strings.ContainsRune(`/\:*?"<>|`, r) }
	switch n := utf8.RuneCountInString(name); {
	case n == 0 || n > longest || strings.ContainsFunc(name, bad) || !utf8.ValidString(name),
		strings.TrimSpace(name) != name || strings.HasPrefix(name, ".") || strings.HasSuffix(name, "."):
		return "", &Fault{BadName, fmt.Sprintf("%q", name)}
	}
	return filepath.Join(c.deps.Dir, name+extension), nil
}

// List returns the saved requests in the order of their names; those that cannot be
// read with the reason.
func (c *Composer) List() ([]Saved, error) {
	entries, err := os.ReadDir(c.deps.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list the saved requests: %w", err)
	}
	var list []Saved
	for _, e := range entries {
		name, is := strings.CutSuffix(e.Name(), extension)
		if !is {
			continue
		}
		s := Saved{Name: name}
		if info, err := e.Info(); err == nil {
			s.Changed = info.ModTime()
		}
		s.Request, s.Err = c.Load(name)
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b Saved) int { return strings.Compare(a.Name, b.Name) })
	return list, nil
}

// Load returns the request of a name. It fails with a [*Fault].
func (c *Composer) Load(name string) (Request, error) {
	path, err := c.pathOf(name)
	if err != nil {
		return Request{}, err
	}
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Request{}, &Fault{NoRequest, name}
	case err != nil:
		return Request{}, &Fault{Unreadable, err.Error()}
	}
	var r Request
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&r); err != nil {
		return Request{}, &Fault{Unreadable, path + ": " + err.Error()}
	}
	if e := r.Call(); !r.ByHand() && e == nil {
		return Request{}, &Fault{UnknownCall, r.Endpoint}
	}
	return r, nil
}

// Save keeps a request under a name. Unless it may replace one, it fails with the
// [*Fault] NameTaken where there is one. Sensitive values lie there as they were
// typed, readable by the user alone; the AppSecret of a login never does.
func (c *Composer) Save(name string, r Request, replace bool) error {
	path, err := c.pathOf(name)
	if err != nil {
		return err
	}
	if !utf8.ValidString(r.Body) {
		return &Fault{NotText, name}
	}
	if _, err := os.Stat(path); err == nil && !replace {
		return &Fault{NameTaken, name}
	}
	r.Target = withoutSecret(r.Target)
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(r); err != nil {
		return fmt.Errorf("save %s: %w", name, err)
	}
	if err := os.MkdirAll(c.deps.Dir, 0o700); err != nil {
		return fmt.Errorf("save %s: %w", name, err)
	}
	if err := atomic.WriteFile(path, &text); err != nil {
		return fmt.Errorf("save %s: %w", name, err)
	}
	return nil
}

// Copy keeps the request of a name under another as well.
func (c *Composer) Copy(from, to string) error {
	r, err := c.Load(from)
	if err != nil {
		return err
	}
	return c.Save(to, r, false)
}

// Remove forgets the request of a name.
func (c *Composer) Remove(name string) error {
	path, err := c.pathOf(name)
	if err != nil {
		return err
	}
	err = os.Remove(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &Fault{NoRequest, name}
	}
	return err
}
