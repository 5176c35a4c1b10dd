// Package client signs calls and sends them. What it returns holds the very
// bytes of the wire and the text that was signed.
package client

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// Prepared is a request ready to be sent, with how its signature came about.
type Prepared struct {
	Request   wxpay.Request
	Text      wxpay.Text // what was signed; empty for a call that is not signed
	Signature string
	trace     func() wxpay.Trace
}

// Trace tells how the signature came about; nil for a call that is not signed.
func (p Prepared) Trace() wxpay.Trace {
	if p.trace == nil {
		return nil
	}
	return p.trace()
}

// UserAgent is how requests name themselves; some paths of V3 refuse requests
// without one.
const UserAgent = "wxlens (https://pay.weixin.qq.com API workbench)"

// SignV3 prepares a V3 call to base. answerKey asks that the reply be signed by
// that key; it may be empty.
func SignV3(base string, signer *v3.Signer, method, target string, body []byte, timestamp, nonce string, answerKey wxpay.KeyID) (Prepared, error) {
	a, err := signer.Authorize(method, target, timestamp, nonce, body)
	if err != nil {
		return Prepared{}, err
	}
	h := plainHeader("application/json")
	h.Set("Authorization", a.Authorization.String())
	if len(body) > 0 {
		h.Set("Content-Type", "application/json")
	}
	if answerKey != "" {
		h.Set(v3.HeaderSerial, string(answerKey))
	}
	return Prepared{
		Request: wxpay.Request{Method: method, URL: base + target, Header: h, Body: body},
		Text:    a.Text, Signature: a.Signature, trace: a.Trace,
	}, nil
}

// SignV2 prepares a V2 call to base: the fields with their sign, as XML.
func SignV2(base string, key wxpay.Secret, t v2.SignType, target string, fields []wxpay.Field) Prepared {
	signed := v2.Sign(fields, key, t)
	message := append(append(v2.Message{}, fields...), wxpay.Field{Name: "sign", Value: signed.Signature})
	h := plainHeader("*/*")
	h.Set("Content-Type", "text/xml; charset=utf-8")
	return Prepared{
		Request: wxpay.Request{Method: http.MethodPost, URL: base + target, Header: h, Body: message.XML()},
		Text:    signed.Text, Signature: signed.Signature, trace: signed.Trace,
	}
}

// SignV2Page prepares a V2 call by GET to base: the fields with their sign, as
// query (纯签约).
func SignV2Page(base string, key wxpay.Secret, t v2.SignType, path string, fields []wxpay.Field) Prepared {
	signed := v2.Sign(fields, key, t)
	var query strings.Builder
	for _, f := range append(append(v2.Message{}, fields...), wxpay.Field{Name: "sign", Value: signed.Signature}) {
		sign := "&"
		if query.Len() == 0 {
			sign = "?"
		}
		query.WriteString(sign + f.Name + "=" + url.QueryEscape(f.Value))
	}
	return Prepared{
		Request: wxpay.Request{Method: http.MethodGet, URL: base + path + query.String(), Header: plainHeader("*/*")},
		Text:    signed.Text, Signature: signed.Signature, trace: signed.Trace,
	}
}

// Plain prepares a call that is not signed.
func Plain(base, method, target string) Prepared {
	return Prepared{Request: wxpay.Request{Method: method, URL: base + target, Header: plainHeader("application/json")}}
}

func plainHeader(accept string) http.Header {
	return http.Header{"Accept": {accept}, "User-Agent": {UserAgent}}
}

// Timeout bounds a call, as the official SDK does.
const Timeout = 30 * time.Second

// maxReply bounds a reply body, in bytes; files go through [Save].
const maxReply = 8 << 20

// Send makes a request and reads the whole reply. It follows no redirect: a
// signature belongs to one address.
func Send(ctx context.Context, transport http.RoundTripper, r wxpay.Request) (*wxpay.Reply, error) {
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	res, err := answer(ctx, transport, r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxReply+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("the reply broke off after %d bytes: %w", len(body), err)
	case len(body) > maxReply:
		return nil, fmt.Errorf("the reply is larger than %d bytes", maxReply)
	}
	return &wxpay.Reply{Status: res.StatusCode, Header: res.Header, Body: body}, nil
}

// SaveTimeout bounds the download of a file, however large.
const SaveTimeout = 15 * time.Minute

// maxKept bounds the files that the reply of a download holds itself.
const maxKept = 64 << 10

// Save makes a request whose reply may be a file of any size and writes its body
// as it comes. The reply holds the body too where it is small, as errors are; else
// its body is nil.
func Save(ctx context.Context, transport http.RoundTripper, r wxpay.Request, to io.Writer) (*wxpay.Reply, error) {
	ctx, cancel := context.WithTimeout(ctx, SaveTimeout)
	defer cancel()
	late := time.AfterFunc(Timeout, cancel) // until the answer begins
	res, err := answer(ctx, transport, r)
	if !late.Stop() && err != nil {
		err = fmt.Errorf("there was no answer within %s: %w", Timeout, err)
	}
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	kept := &beginning{}
	if n, err := io.Copy(io.MultiWriter(to, kept), res.Body); err != nil {
		return nil, fmt.Errorf("the file broke off after %d bytes: %w", n, err)
	}
	return &wxpay.Reply{Status: res.StatusCode, Header: res.Header, Body: kept.whole()}, nil
}

// beginning keeps what is written to it while that is little.
type beginning struct {
	data []byte
	more bool
}

func (b *beginning) Write(p []byte) (int, error) {
	if b.more = b.more || len(b.data)+len(p) > maxKept; !b.more {
		b.data = append(b.data, p...)
	}
	return len(p), nil
}

// whole returns everything that was written, nil if that was too much.
func (b *beginning) whole() []byte {
	if b.more {
		return nil
	}
	return b.data
}

func answer(ctx context.Context, transport http.RoundTripper, r wxpay.Request) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, r.Method, r.URL, bytes.NewReader(r.Body))
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", r.Method, r.URL, err)
	}
	req.Header = r.Header.Clone()
	c := http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return c.Do(req)
}
