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

// maxReply bounds a reply body, in bytes; bills are downloaded elsewhere.
const maxReply = 8 << 20

// Send makes a request and reads the whole reply. It follows no redirect: a
// signature belongs to one address.
func Send(ctx context.Context, transport http.RoundTripper, r wxpay.Request) (*wxpay.Reply, error) {
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, r.Method, r.URL, bytes.NewReader(r.Body))
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", r.Method, r.URL, err)
	}
	req.Header = r.Header.Clone()
	c := http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := c.Do(req)
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
