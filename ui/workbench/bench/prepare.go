package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"mime/multipart"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"wxlens/profiles"
	"wxlens/wxpay"
	"wxlens/wxpay/catalog"
	"wxlens/wxpay/client"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// Order is what to send.
type Order struct {
	Method string
	URL    string // a path, or whole
	Body   []byte // V3: as it is sent; V2: XML of the fields, with or without sign
	File   *File  // of an upload, instead of a body
	Extras
}

// Extras say how an order is made.
type Extras struct {
	// Encrypt says that sensitive fields of a known call stand in it in clear and are
	// to be encrypted; those that are ciphertext stay.
	Encrypt bool
	// Seals are the ciphertexts of an earlier draft, so that values that did not
	// change keep theirs. It may be nil.
	Seals *Seals
	Fixed Fixed
	Data  []byte // of the file that is uploaded
}

// File is a file to upload.
type File struct {
	Name string
	Data []byte
}

// Call is an order signed and ready to be sent.
type Call struct {
	Profile  string
	API      wxpay.API
	Method   string
	Target   string
	Title    wxpay.Words // of a call that the catalogue knows
	Problems []catalog.Problem
	Advice   wxpay.Words // about a call that the catalogue does not know, if it has any
	// Sealed is how many sensitive fields were encrypted.
	Sealed int
	// Grave says that it may move real money or change something for real. It is
	// sent only when Confirmed.
	Grave     bool
	Confirmed bool
	Amount    wxpay.Fen // that the call names; 0 where it names none

	Fixed Fixed // timestamp and nonce that it is signed with
	// Secrets are values of the request that are never shown.
	Secrets []string

	merchant *profiles.Merchant
	endpoint *catalog.Endpoint // nil: the catalogue does not know it
	values   catalog.Values
	prepared client.Prepared
}

// Request returns the request to the byte. It may hold what Secrets names.
func (c *Call) Request() wxpay.Request { return c.prepared.Request }

// Text returns what is signed; it is empty for a call that is not signed.
func (c *Call) Text() wxpay.Text { return c.prepared.Text }

// Signature returns the signature.
func (c *Call) Signature() string { return c.prepared.Signature }

// Trace tells how the signature came about.
func (c *Call) Trace() wxpay.Trace { return c.prepared.Trace() }

// Prepare makes a draft for a place that is ready to be called. It sends nothing.
func (b *Bench) Prepare(ctx context.Context, o Order) (Call, error) {
	m, err := b.deps.Merchant()
	if err != nil {
		return Call{}, err
	}
	if err := b.deps.Ready(ctx, m); err != nil {
		return Call{}, err
	}
	return b.Draft(o)
}

// Draft signs an order with the profile in use: paths below /v3/ are V3, that of
// the login is not signed, all others are V2. It calls nobody and takes a few
// milliseconds. It fails with an [*Error] when there is no such call to make.
func (b *Bench) Draft(o Order) (Call, error) {
	method, err := methodOf(o.Method)
	if err != nil {
		return Call{}, err
	}
	target, err := targetOf(o.URL)
	if err != nil {
		return Call{}, err
	}
	if strings.HasPrefix(target, "/sns/") {
		return b.draftLogin(method, o)
	}
	api := wxpay.V2
	if strings.HasPrefix(target, "/v3/") {
		api = wxpay.V3
	}
	m, err := b.holder(api)
	if err != nil {
		return Call{}, err
	}
	if err := o.Fixed.fill(b); err != nil {
		return Call{}, err
	}
	base, at, err := b.address(m, o.URL)
	if err != nil {
		return Call{}, err
	}
	c := Call{Profile: m.Name, API: api, Method: method, Target: at.RequestURI(), Fixed: o.Fixed, merchant: m, values: catalog.Values{}}
	path, known := catalog.Values(nil), false
	if c.endpoint, path, known = catalog.Match(method, at.Path); known {
		c.Title = c.endpoint.Title
	} else if advice, ok := catalog.Advise(method, at.Path); ok {
		c.Advice = advice.Words
	}
	if api == wxpay.V2 {
		err = b.prepareV2(&c, base, o, at.RawQuery)
	} else {
		err = b.prepareV3(&c, base, o, path, at.Query())
	}
	if err != nil {
		return Call{}, err
	}
	c.Amount = amountOf(c.values)
	c.Grave = m.Live() && !reads(&c)
	return c, nil
}

// address returns the base and the rest of where to send. What the profile signs
// goes to the host of the profile or stays on this machine; what a LIVE profile
// signs goes to WeChat Pay alone.
func (b *Bench) address(m *profiles.Merchant, address string) (base string, at *url.URL, err error) {
	base = b.deps.BaseURL(m, nil)
	own, err := url.Parse(base)
	if err != nil {
		return "", nil, &Error{Code: BadURL, Detail: strconv.Quote(base)}
	}
	whole := address
	if strings.HasPrefix(address, "/") {
		whole = base + address
	}
	at, err = url.Parse(whole)
	if err != nil {
		return "", nil, &Error{Code: BadURL, Detail: strconv.Quote(address)}
	}
	to := at.Scheme + "://" + at.Host
	switch {
	case m.Live() && at.Scheme == "https" && slices.Contains(wechatPay, at.Host):
	case !m.Live() && (at.Host == own.Host || loopback(at.Hostname())):
	default:
		return "", nil, &Error{Code: ForeignHost, Detail: to}
	}
	at.Fragment = ""
	return to, at, nil
}

// wechatPay are the hosts of the API (接口规则).
var wechatPay = []string{"api.mch.weixin.qq.com", "api2.mch.weixin.qq.com", "api.wechatpay.cn", "api2.wechatpay.cn"}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// reads reports whether a call changes nothing: GET, and the V2 calls that query
// or download, which are POST.
func reads(c *Call) bool {
	if c.endpoint == nil {
		return c.Method == http.MethodGet
	}
	query := c.endpoint.Effect == catalog.Queries || c.endpoint.Effect == catalog.QueriesRefund || c.endpoint.File
	return !c.endpoint.MovesMoney && (c.Method == http.MethodGet || query)
}

// prepareV3 signs a V3 call. The target is signed as it goes over the wire:
// characters that must be percent-encoded there are.
func (b *Bench) prepareV3(c *Call, base string, o Order, path catalog.Values, query url.Values) error {
	body := o.Body
	if o.File != nil {
		body = v3.UploadMeta(filepath.Base(o.File.Name), o.File.Data)
	}
	if c.endpoint != nil {
		var problems []catalog.Problem
		c.values, c.Problems = c.endpoint.CheckTarget(path, query)
		if len(body) > 0 || hasBody(c.endpoint) {
			values, more, err := c.endpoint.CheckJSON(body)
			if err != nil {
				return &Error{Code: BadBody, Detail: err.Error()}
			}
			for name, v := range values {
				c.values[name] = v
			}
			problems = more
		}
		c.Problems = append(c.Problems, problems...)
	} else {
		c.values = guessed(body)
	}
	if o.Encrypt && (c.endpoint != nil || bytes.Contains(body, []byte(marked))) {
		var err error
		s := sealing{key: c.merchant.Keys.Preferred(b.deps.Now()), random: b.deps.Random, seals: o.Seals, endpoint: c.endpoint}
		if c.Target, err = s.target(c.Target); err != nil {
			return err
		}
		if body, err = s.body(body); err != nil {
			return err
		}
		c.Sealed = s.sealed
	}
	c.Problems = append(c.Problems, catalog.CheckTimestamp(o.Fixed.Timestamp)...)
	prepared, err := client.SignV3(base, c.merchant.Signer, c.Method, c.Target, body, o.Fixed.Timestamp, o.Fixed.Nonce, c.merchant.Keys.PreferredID(b.deps.Now()))
	if err != nil {
		return err
	}
	if c.prepared = prepared; o.File != nil {
		return b.attach(&c.prepared.Request, body, o.File)
	}
	return nil
}

// guessed reads the usual members of the body of a call that is not known.
func guessed(body []byte) catalog.Values {
	var said struct {
		OutTradeNo string `json:"out_trade_no"`
		Amount     struct {
			Total  json.Number `json:"total"`
			Refund json.Number `json:"refund"`
		} `json:"amount"`
	}
	if json.Unmarshal(body, &said) != nil {
		return catalog.Values{}
	}
	return catalog.Values{
		"out_trade_no": said.OutTradeNo, "amount.total": said.Amount.Total.String(), "amount.refund": said.Amount.Refund.String(),
	}
}

func hasBody(e *catalog.Endpoint) bool {
	return slices.ContainsFunc(e.Fields, func(f catalog.Field) bool { return f.In == catalog.Body })
}

// attach makes the body of an upload: the signed part "meta" to the byte, then
// the file (图片上传).
func (b *Bench) attach(r *wxpay.Request, meta []byte, file *File) error {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	if err := w.SetBoundary(client.Nonce(b.deps.Random)); err != nil {
		return err
	}
	name := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(filepath.Base(file.Name))
	for _, part := range []struct {
		disposition, kind string
		data              []byte
	}{
		{`form-data; name="meta"`, "application/json", meta},
		{`form-data; name="file"; filename="` + name + `"`, http.DetectContentType(file.Data), file.Data},
	} {
		to, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {part.disposition}, "Content-Type": {part.kind}})
		if err != nil {
			return err
		}
		if _, err := to.Write(part.data); err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	r.Body = body.Bytes()
	r.Header.Set("Content-Type", w.FormDataContentType())
	return nil
}

// draftLogin makes the login of a mini program (code2Session). It is not signed:
// the AppSecret stands in it, which comes from the profile and from nowhere else.
func (b *Bench) draftLogin(method string, o Order) (Call, error) {
	m, err := b.deps.Merchant()
	if err != nil {
		return Call{}, err
	}
	login, _ := catalog.ByID(catalog.Code2Session)
	base := b.deps.BaseURL(m, login)
	at, err := url.Parse(o.URL)
	switch {
	case err != nil:
		return Call{}, &Error{Code: BadURL, Detail: strconv.Quote(o.URL)}
	case at.Host != "" && at.Scheme+"://"+at.Host != base:
		return Call{}, &Error{Code: ForeignHost, Detail: at.Scheme + "://" + at.Host}
	case at.Path != login.Path || method != login.Method:
		return Call{}, &Error{Code: NotByHand, Detail: method + " " + at.Path}
	case at.Query().Get("secret") != "":
		return Call{}, &Error{Code: NotByHand, Detail: "secret="}
	case m.AppSecret.IsZero():
		return Call{}, &Error{Code: NoKey, Detail: "AppSecret"}
	}
	values, _ := login.CheckTarget(nil, at.Query())
	values["secret"] = m.AppSecret.Reveal()
	for name, usual := range map[string]string{"appid": string(m.Profile.AppID), "grant_type": "authorization_code"} {
		if values[name] == "" {
			values[name] = usual
		}
	}
	call, problems := login.Build(values)
	delete(values, "secret")
	return Call{
		Profile: m.Name, API: wxpay.V3, Method: method, Target: at.Path, Title: login.Title, Problems: problems,
		Secrets: []string{m.AppSecret.Reveal()}, merchant: m, endpoint: login, values: values, prepared: client.Plain(base, call.Method, call.Target),
	}, nil
}

// prepareV2 signs a V2 call: what the profile knows is filled in, where the call
// takes it. The few calls by GET, pages that a client opens, carry their fields in
// the query.
func (b *Bench) prepareV2(c *Call, base string, o Order, query string) error {
	var fields v2.Message
	page := c.Method == http.MethodGet && c.endpoint != nil
	switch {
	case page:
		fields = fieldsOf(query)
	case c.Method != http.MethodPost:
		return &Error{Code: BadMethod, Detail: c.Method + " " + c.Target}
	case len(bytes.TrimSpace(o.Body)) > 0:
		var err error
		if fields, err = parseXML(o.Body); err != nil {
			return err
		}
	}
	p := c.merchant.Profile
	for _, f := range []wxpay.Field{
		{Name: "appid", Value: string(p.AppID)}, {Name: "mch_id", Value: string(p.MchID)}, {Name: "nonce_str", Value: o.Fixed.Nonce},
	} {
		if _, there := fields.Lookup(f.Name); !there && takes(c.endpoint, f.Name) {
			fields = append(fields, f)
		}
	}
	asked := ""
	if c.endpoint != nil && c.endpoint.HMACOnly {
		asked = string(v2.HMACSHA256)
	}
	fields, t, err := stateSignType(fields, asked)
	if err != nil {
		return err
	}
	for _, f := range fields {
		c.values[f.Name] = f.Value
	}
	if c.endpoint != nil {
		c.Problems = c.endpoint.CheckFields(fields)
	}
	if page {
		c.Target = c.endpoint.Path
		c.prepared = client.SignV2Page(base, c.merchant.APIv2Key, t, c.Target, fields)
		return nil
	}
	c.prepared = client.SignV2(base, c.merchant.APIv2Key, t, c.Target, fields)
	return nil
}

// fieldsOf reads the fields of a query in their order. What cannot be unescaped
// stands as it is.
func fieldsOf(query string) (fields v2.Message) {
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(value); err == nil {
			value = plain
		}
		if name != "" {
			fields = append(fields, wxpay.Field{Name: name, Value: value})
		}
	}
	return fields
}

// takes reports whether a call has a field; of one that is not known it is
// assumed.
func takes(e *catalog.Endpoint, name string) bool {
	if e == nil {
		return true
	}
	_, ok := e.Field(name)
	return ok
}

// amountOf finds the money that a call is about: a refund's before its order's.
func amountOf(values catalog.Values) wxpay.Fen {
	for _, name := range []string{"amount.refund", "refund_fee", "amount.total", "total_fee"} {
		if fen, err := wxpay.ParseFen(values[name]); err == nil {
			return fen
		}
	}
	return 0
}
