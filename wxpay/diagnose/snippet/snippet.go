// Package snippet writes short programs that do right what a case did wrong, with
// the same values. Keys are never written into them: they are read from the
// environment (WECHATPAY_V2_KEY, WECHATPAY_APIV3_KEY) and from files
// (apiclient_key.pem, wechatpay_public_key.pem).
package snippet

import (
	"embed"
	"encoding/json"
	"strconv"
	"strings"
	"text/template"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/v3"
)

// Language is what a program is written in.
type Language string

const (
	Go     Language = "Go"
	Java   Language = "Java"
	PHP    Language = "PHP"
	Node   Language = "Node"
	Python Language = "Python"
	CSharp Language = "C#"
	Curl   Language = "curl"
)

// Languages are those that programs are written in.
var Languages = []Language{Go, Java, PHP, Node, Python, CSharp, Curl}

//go:embed templates
var files embed.FS

// file and quoting of each language.
var forms = map[Language]struct {
	file  string
	quote func(string) string
}{
	Go: {"go", strconv.Quote}, Java: {"java", quoteJSON}, PHP: {"php", quotePHP}, Node: {"js", quoteJSON}, Python: {"py", quoteJSON},
	CSharp: {"cs", quoteJSON}, Curl: {"sh", quoteShell},
}

// values are what a template writes.
type values struct {
	Fields                   []wxpay.Field // of V2, in the order in which they are signed
	HMAC                     bool
	Lines                    []wxpay.Field // of V3
	Method, URL, Target      string
	Timestamp, Nonce, Body   string
	MchID, Serial, Signature string
	Ciphertext, Associated   string
}

// Of writes the program that a case is about; ok is false where there is none in
// that language.
func Of(c *diagnose.Case, d *diagnose.Diagnosis, l Language) (text string, ok bool) {
	form, known := forms[l]
	kind, v := read(c, d)
	if !known || kind == "" {
		return "", false
	}
	t, err := template.New("").Funcs(template.FuncMap{"q": form.quote}).ParseFS(files, "templates/"+form.file+".tmpl")
	if err != nil || t.Lookup(kind) == nil {
		return "", false
	}
	var b strings.Builder
	if t.ExecuteTemplate(&b, kind, v) != nil {
		return "", false
	}
	return strings.TrimLeft(b.String(), "\n"), true
}

// read tells what a program has to do, and with which values; "" where there is
// nothing to do.
func read(c *diagnose.Case, d *diagnose.Diagnosis) (kind string, v values) {
	s := &c.Sealed
	switch {
	case c.Kind == diagnose.Decrypt && c.API == wxpay.V3:
		return "v3-decrypt", values{Ciphertext: s.Ciphertext, Nonce: s.Nonce, Associated: s.AssociatedData}
	case c.Kind == diagnose.Decrypt || d.Text.Len() == 0:
		return "", v
	}
	parts := map[string]string{}
	for _, p := range d.Text.Parts() {
		if p.Secret {
			continue
		}
		f := wxpay.Field{Name: p.Field, Value: string(d.Text.Bytes()[p.Start:p.End])}
		parts[f.Name] = f.Value
		v.Fields = append(v.Fields, f)
	}
	v.Lines = v.Fields
	if c.API == wxpay.V2 {
		v.HMAC = len(d.Correction.Value) == 64 || len(c.Message.PlatformSign) == 64
		return "v2", v
	}
	v.Method, v.Target, v.Body = parts[v3.FieldMethod], parts[v3.FieldTarget], parts[v3.FieldBody]
	v.Timestamp, v.Nonce = parts[v3.FieldTimestamp], parts[v3.FieldNonce]
	switch c.Kind {
	case diagnose.Request:
		v.MchID, v.Serial = string(c.Keys.MchID), c.Keys.CertificateSerial
		if auth, err := v3.ParseAuthorization(d.Correction.Value); err == nil {
			v.MchID, v.Serial = string(auth.MchID), string(auth.SerialNo)
		}
		v.URL = c.Call.URL
		return "v3-request", v
	case diagnose.PaySign:
		return "v3-paysign", v
	}
	v.Signature = c.Message.Header.Get(v3.HeaderSignature)
	return "v3-verify", v
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

func quoteShell(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
