package composer

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/message"
	"wxlens/wxpay/v2"
)

// maxCommand is how much of a command is looked at to tell its shell, in bytes.
const maxCommand = 64 << 10

// FromCurl takes a request from the curl command in a text. Where it goes and what
// signed it is left out: the profile in use decides both. It fails with a [*Fault].
func FromCurl(text []byte) (Request, error) {
	at := bytes.Index(text, []byte("curl"))
	if at < 0 {
		return Request{}, &Fault{Code: NoCurl}
	}
	shell := message.ShellOf(text[at:min(len(text), at+maxCommand)])
	curl, ok := message.ReadCurl(text, at, shell)
	switch {
	case !ok:
		return Request{}, &Fault{Code: NoCurl}
	case len(curl.Files) > 0:
		return Request{}, &Fault{CurlFile, strings.Join(curl.Files, ", ")}
	}
	target, err := targetOf(curl.Target)
	if err != nil {
		return Request{}, &Fault{NoCurl, curl.Target}
	}
	return taken(curl.Method, target, curl.Body), nil
}

// targetOf cuts path and query out of an address, which may lack its scheme.
func targetOf(address string) (string, error) {
	if !strings.HasPrefix(address, "http://") && !strings.HasPrefix(address, "https://") && !strings.HasPrefix(address, "/") {
		address = "https://" + address
	}
	at, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	target := at.RequestURI()
	if !strings.HasPrefix(target, "/") {
		return "", &Fault{NoCurl, address}
	}
	return target, nil
}

// taken makes a request of one that was sent: as the form of its call where that
// holds everything, else as it was written.
func taken(method, target string, body []byte) Request {
	r := Request{Method: strings.ToUpper(method), Target: withoutSign(target), Body: string(unsigned(body))}
	if filled, err := r.Filled(); err == nil {
		return filled
	}
	return r
}

// unsigned takes out of a V2 message what signing fills in again. Anything else is
// returned as it is.
func unsigned(body []byte) []byte {
	if message.FormOf(body) != message.XML {
		return body
	}
	fields, err := v2.Parse(message.Unmarked(body))
	if err != nil {
		return body
	}
	kept := v2.Message{}
	for _, f := range fields {
		if f.Name != "sign" && f.Name != "nonce_str" {
			kept = append(kept, f)
		}
	}
	return kept.XML()
}

// withoutSign takes the signature of a V2 page, and the secret of a login, out of a
// query.
func withoutSign(target string) string {
	if strings.HasPrefix(target, "/v3/") {
		return target
	}
	return without(target, "sign", "nonce_str", secretField)
}

// withoutSecret takes the AppSecret out of the query of a login.
func withoutSecret(target string) string {
	if !strings.Contains(target, "/sns/") {
		return target
	}
	return without(target, secretField)
}

// without takes fields out of a query.
func without(target string, names ...string) string {
	path, query, asked := strings.Cut(target, "?")
	if !asked {
		return target
	}
	var kept []string
	for pair := range strings.SplitSeq(query, "&") {
		if name, _, _ := strings.Cut(pair, "="); !slices.Contains(names, name) {
			kept = append(kept, pair)
		}
	}
	if len(kept) == 0 {
		return path
	}
	return path + "?" + strings.Join(kept, "&")
}

// Curl writes a signed request as a command for a POSIX shell that sends it to the
// byte. Values that are secret are masked.
func Curl(r wxpay.Request, secrets []string) string {
	address := r.URL
	for _, s := range secrets {
		address = strings.ReplaceAll(address, url.QueryEscape(s), wxpay.Mask)
	}
	return string(message.CurlCommand(message.HTTP{Method: r.Method, Header: r.Header, Body: r.Body}, address))
}
