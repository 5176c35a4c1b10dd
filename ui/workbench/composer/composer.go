// Package composer holds requests while they are composed: by the form of a call of
// the catalogue or typed by hand, taken from curl, from the journal, or from those
// that were saved under a name. It sends nothing.
package composer

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/url"
	"os"
	"strings"
	"time"

	"wxlens/profiles"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/v2"
)

// Request is one call as it is composed. What the profile adds by itself, such as
// signature, timestamp and nonce, stands in none.
type Request struct {
	Endpoint string         `json:"endpoint,omitempty"` // id in the catalogue; "": typed by hand
	Values   catalog.Values `json:"values,omitempty"`   // of a call of the catalogue

	Method string `json:"method,omitempty"` // typed by hand
	Target string `json:"target,omitempty"` // path and query
	Body   string `json:"body,omitempty"`   // V3: JSON as it is sent; V2: XML without sign

	File string `json:"file,omitempty"` // path of what is uploaded
}

// Deps are what a composer needs of the workbench.
type Deps struct {
	Dir string // where named requests lie; it need not exist
	// Merchant returns the profile in use with its keys.
	Merchant func() (*profiles.Merchant, error)
	// NotifyURL returns where notifications are received.
	NotifyURL func() string
	Journal   interface {
		Sent(ctx context.Context, most int) ([]wxpay.Exchange, error)
		Exchange(ctx context.Context, id string) (wxpay.Exchange, error)
	}
	Now    func() time.Time
	Random io.Reader
}

// Composer composes requests for the profile in use.
type Composer struct{ deps Deps }

// New returns a composer.
func New(d Deps) *Composer { return &Composer{d} }

// Fault is why a request cannot be composed, as a slug.
type Fault struct {
	Code   string
	Detail string
}

// Codes of faults.
const (
	UnknownCall   = "unknown-call"
	NoCurl        = "no-curl"         // a text holds no curl command
	CurlFile      = "curl-file"       // a command sends a file, whose content is not there
	NotACall      = "not-a-call"      // of the journal
	NotKept       = "not-kept"        // the journal let its body go
	BadName       = "bad-name"        // of a saved request
	NameTaken     = "name-taken"      // another request has it
	NoRequest     = "no-request"      // none is saved under the name
	Unreadable    = "unreadable-file" // a saved request
	NotText       = "not-text"        // a body that is not UTF-8 cannot be saved
	BeyondForm    = "beyond-form"     // the body holds more than the form of its call
	NoFile        = "no-file"         // an upload without one
	FileTooLarge  = "file-too-large"
	FileForbidden = "unreadable-upload"
)

func (f *Fault) Error() string {
	if f.Detail == "" {
		return f.Code
	}
	return f.Code + ": " + f.Detail
}

// Slug names the fault for the texts.
func (f *Fault) Slug() string { return f.Code }

// About says what it concerns.
func (f *Fault) About() string { return f.Detail }

// ByHand reports whether the request is typed rather than filled in.
func (r *Request) ByHand() bool { return r.Endpoint == "" }

// Call returns the call of the catalogue that the request makes, nil where the
// catalogue knows none.
func (r *Request) Call() *catalog.Endpoint {
	if !r.ByHand() {
		e, _ := catalog.ByID(r.Endpoint)
		return e
	}
	at, err := url.Parse(r.Target)
	if err != nil {
		return nil
	}
	e, _, _ := catalog.Match(r.Method, at.Path)
	return e
}

// Uploads reports whether the request uploads a file.
func (r *Request) Uploads() bool {
	e := r.Call()
	return e != nil && e.Upload
}

// Wire returns what is signed and sent: method, path with query, and body. Fields
// that are sensitive stand in the body in clear.
func (r *Request) Wire() (method, target string, body []byte) {
	e, known := catalog.ByID(r.Endpoint)
	if !known {
		return r.Method, r.Target, []byte(r.Body)
	}
	call, _ := e.Build(r.Values)
	switch {
	case e.Upload:
		return call.Method, call.Target, nil
	case e.API != wxpay.V2:
		return call.Method, call.Target, call.Body
	case e.Method == "GET":
		query := make([]string, len(call.Fields))
		for i, f := range call.Fields {
			query[i] = f.Name + "=" + url.QueryEscape(f.Value)
		}
		return call.Method, call.Target + "?" + strings.Join(query, "&"), nil
	}
	return call.Method, call.Target, v2.Message(call.Fields).XML()
}

// Typed returns the request as one typed by hand, its body laid out to be read.
func (r *Request) Typed() Request {
	method, target, body := r.Wire()
	var indented bytes.Buffer
	if json.Indent(&indented, body, "", "  ") == nil && len(body) > 0 {
		body = indented.Bytes()
	}
	return Request{Method: method, Target: target, Body: string(body), File: r.File}
}

// Filled returns a request typed by hand as the form of its call. It fails with a
// [*Fault] where the catalogue does not know the call, and where the body holds what
// the form has no place for.
func (r *Request) Filled() (Request, error) {
	at, err := url.Parse(r.Target)
	if err != nil {
		return *r, &Fault{UnknownCall, r.Method + " " + r.Target}
	}
	e, path, known := catalog.Match(r.Method, at.Path)
	if !known {
		return *r, &Fault{UnknownCall, r.Method + " " + at.Path}
	}
	filled := Request{Endpoint: e.ID, File: r.File}
	switch {
	case e.API == wxpay.V2 && e.Method == "GET":
		filled.Values = catalog.Values{}
		for name, values := range at.Query() {
			filled.Values[name] = values[0]
		}
	case e.API == wxpay.V2:
		filled.Values, err = messageValues(e, []byte(r.Body))
	default:
		filled.Values, err = documentValues(e, path, at.Query(), []byte(r.Body))
	}
	if err != nil {
		return *r, err
	}
	maps.DeleteFunc(filled.Values, func(_, v string) bool { return v == "" })
	return filled, nil
}

// documentValues reads the values of a V3 call.
func documentValues(e *catalog.Endpoint, path catalog.Values, query url.Values, body []byte) (catalog.Values, error) {
	values, _ := e.CheckTarget(path, query)
	for name := range query {
		if _, known := e.Field(name); !known {
			return nil, &Fault{BeyondForm, name}
		}
	}
	if len(body) == 0 {
		return values, nil
	}
	said, problems, err := e.CheckJSON(body)
	if err != nil {
		return nil, &Fault{BeyondForm, err.Error()}
	}
	for _, p := range problems {
		switch p.Kind {
		case catalog.UnknownMember, catalog.NotText, catalog.NotArray, catalog.NotObject: // the form would write something else
			return nil, &Fault{BeyondForm, p.Field.Name}
		}
	}
	for name, v := range said {
		values[name] = v
	}
	return values, nil
}

// messageValues reads the values of a V2 call.
func messageValues(e *catalog.Endpoint, xml []byte) (catalog.Values, error) {
	values := catalog.Values{}
	if len(bytes.TrimSpace(xml)) == 0 {
		return values, nil
	}
	message, err := v2.Parse(xml)
	if err != nil {
		return nil, &Fault{BeyondForm, err.Error()}
	}
	for _, f := range message {
		if _, known := e.Field(f.Name); !known && f.Name != "sign" {
			return nil, &Fault{BeyondForm, f.Name}
		}
		values[f.Name] = f.Value
	}
	delete(values, "sign")
	return values, nil
}

// largestUpload bounds a file to upload, in bytes: a video may have 5 MiB (视频上传).
const largestUpload = 5 << 20

// ReadFile reads what is to be uploaded. It fails with a [*Fault].
func ReadFile(path string) ([]byte, error) {
	if path == "" {
		return nil, &Fault{Code: NoFile}
	}
	if info, err := os.Stat(path); err != nil {
		return nil, &Fault{FileForbidden, err.Error()}
	} else if !info.Mode().IsRegular() { // to open a pipe may wait for ever
		return nil, &Fault{FileForbidden, path}
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, &Fault{FileForbidden, err.Error()}
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, largestUpload+1))
	switch {
	case err != nil:
		return nil, &Fault{FileForbidden, err.Error()}
	case len(data) > largestUpload:
		return nil, &Fault{FileTooLarge, path}
	}
	return data, nil
}
