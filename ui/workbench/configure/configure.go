// Package configure writes how the SDKs are configured for a profile.
package configure

import (
	"errors"
	"path/filepath"

	"wxlens/profiles"
	"wxlens/profiles/snippet"
	"wxlens/wxpay/sandbox"
)

// Language is what a configuration is written in.
type Language = snippet.Language

// Languages are those that configurations are written in.
var Languages = snippet.Languages

// LanguageOf finds a language by its name, in any case.
func LanguageOf(name string) (Language, bool) { return snippet.LanguageOf(name) }

// ErrNotSandbox says that the secrets of a profile protect something and are not
// written anywhere.
var ErrNotSandbox = errors.New("only the secrets of a sandbox are written; set WECHATPAY_APIV3_KEY and WECHATPAY_V2_KEY")

// Writer writes configurations.
type Writer struct {
	Store      *profiles.Store
	SandboxURL func() string // of the sandbox of this home; empty: it was never started
}

// Write writes the configuration of a profile. Its secrets are named, not written,
// unless they are a sandbox's own and are asked for.
func (w *Writer) Write(name string, l Language, reveal bool) (string, error) {
	m, err := w.Store.Load(name)
	if err != nil {
		return "", err
	}
	if reveal && (m.Live() || !sandbox.Issued(m.Certificate)) {
		return "", ErrNotSandbox
	}
	url := m.Profile.URL()
	if url == "" {
		url = w.SandboxURL()
	}
	folder, err := filepath.Abs(w.Store.Folder(name)) // the program runs elsewhere
	if err != nil {
		return "", err
	}
	return snippet.Of(m, l, snippet.Options{Folder: folder, BaseURL: url, Secrets: reveal})
}
