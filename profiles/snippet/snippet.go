// Package snippet writes how the SDKs are configured for a profile, ready to paste:
// wechatpay-go and wechatpay-java of WeChat Pay, wechatpay-php, and
// wechatpay-axios-plugin for Node. Key files are named by their paths; secrets are
// read from the environment (WECHATPAY_APIV3_KEY, WECHATPAY_V2_KEY).
package snippet

import (
	"embed"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"text/template"

	"wxlens/profiles"
	"wxlens/wxpay/v3"
)

// Language is what a snippet is written in.
type Language string

const (
	Go   Language = "Go"
	Java Language = "Java"
	PHP  Language = "PHP"
	Node Language = "Node"
)

// Languages are those that snippets are written in.
var Languages = []Language{Go, Java, PHP, Node}

// LanguageOf finds a language by its name, in any case.
func LanguageOf(name string) (Language, bool) {
	for _, l := range Languages {
		if strings.EqualFold(string(l), name) {
			return l, true
		}
	}
	return "", false
}

// Options are what a snippet needs beside the profile.
type Options struct {
	Folder  string // of the profile's key files, absolute
	BaseURL string // where its sandbox is reached; empty: WeChat Pay itself
	// Secrets writes the secrets into the snippet. They must be a sandbox's own.
	Secrets bool
}

//go:embed templates
var files embed.FS

var forms = map[Language]struct {
	file  string
	quote func(string) string
}{
	Go: {"go", strconv.Quote}, Java: {"java", quoteJSON}, PHP: {"php", quotePHP}, Node: {"js", quoteJSON},
}

// key is one that WeChat Pay signs with.
type key struct {
	ID, File string
}

// values are what a template writes.
type values struct {
	MchID, AppID, Serial    string
	PrivateKey, Certificate string // files
	Public                  *key   // of WeChat Pay; nil: there is none
	Certificates            []key  // of the platform
	V2                      bool
	Sandbox                 string // its address
	Scheme, Host, Port      string // of the sandbox
	CA                      string // file of the sandbox's own CA; empty: it serves no TLS
	APIv3Key, APIv2Key      string // where they may stand in it
}

// Of writes the configuration for a profile. Where it holds a public key of WeChat
// Pay that is used, else its platform certificates.
func Of(m *profiles.Merchant, l Language, o Options) (string, error) {
	form, known := forms[l]
	if !known {
		return "", fmt.Errorf("no snippet in %q", l)
	}
	v := read(m, o)
	t, err := template.New(form.file+".tmpl").Funcs(template.FuncMap{
		"q": form.quote, "file": fileURL,
	}).ParseFS(files, "templates/"+form.file+".tmpl")
	if err != nil {
		return "", err
	}
	var b strings.Builder
	if err := t.Execute(&b, v); err != nil {
		return "", err
	}
	return b.String(), nil
}

func read(m *profiles.Merchant, o Options) values {
	p := &m.Profile
	path := func(file string) string { return filepath.Join(o.Folder, filepath.Base(file)) }
	privateKey, certificate := profiles.MerchantFiles()
	v := values{
		MchID: string(p.MchID), AppID: string(p.AppID), Serial: string(p.SerialNo),
		PrivateKey: path(privateKey), Certificate: path(certificate), V2: !m.APIv2Key.IsZero(),
	}
	for _, k := range p.Platform {
		one := key{string(k.ID), path(k.File)}
		switch {
		case k.Kind == v3.PublicKey && v.Public == nil:
			v.Public = &one
		case k.Kind == v3.PlatformCertificate:
			v.Certificates = append(v.Certificates, one)
		}
	}
	if !m.Live() {
		v.Sandbox = o.BaseURL
		v.Scheme, v.Host, v.Port = address(o.BaseURL)
		if v.Scheme == "https" {
			v.CA = path(profiles.AuthorityFile())
		}
	}
	if o.Secrets {
		v.APIv3Key, v.APIv2Key = m.APIv3Key.Reveal(), m.APIv2Key.Reveal()
	}
	return v
}

func quoteJSON(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if enc.Encode(s) != nil { // a text always encodes
		return `""`
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func quotePHP(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}
