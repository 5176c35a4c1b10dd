package paste

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/message"
	"wxlens/wxpay/v3"
)

// composeCall tells of a call and its reply. Of several calls it is the first that
// carries an authorization or a body, else the first.
func (f *found) composeCall(api wxpay.API) diagnose.Call {
	c := f.theCall()
	if auth := f.header.Get("Authorization"); auth != "" && c.header.Get("Authorization") == "" {
		c.header = cloneOrNew(c.header)
		c.header.Set("Authorization", auth)
	}
	if b, ok := f.body(roleRequest); ok && c.body == nil {
		c.body = b.data
	}
	reply := f.theReply()
	saw := signInformation(reply.body)
	if s := f.signedCall; s != nil {
		c.method, c.url = first(c.method, s.method), first(c.url, s.url)
		if c.body == nil && len(s.body) > 0 {
			c.body = s.body
		}
	}
	v := f.values
	c.method = first(c.method, strings.ToUpper(v[slotMethod]), saw.Method)
	c.url = first(c.url, v[slotURL], saw.URL)
	if c.method == "" && api == wxpay.V2 && c.body != nil {
		c.method = http.MethodPost // V2 knows no other
	}
	return diagnose.Call{
		Method: c.method, URL: c.url, Header: headerClone(c.header), Body: c.body,
		Status: reply.status, Reply: reply.body, ReplyHeader: headerClone(reply.header),
	}
}

func cloneOrNew(h http.Header) http.Header {
	if h == nil {
		return http.Header{}
	}
	return h.Clone()
}

func (f *found) theCall() call {
	for _, c := range f.calls {
		if c.header.Get("Authorization") != "" || c.body != nil {
			return c
		}
	}
	if len(f.calls) > 0 {
		return f.calls[0]
	}
	return call{}
}

// theReply is what came back: the last response, or the last body that is one.
func (f *found) theReply() reply {
	r := reply{}
	if n := len(f.replies); n > 0 {
		r = f.replies[n-1]
	}
	if b, ok := f.body(roleReply); ok && len(r.body) == 0 {
		r.body = b.data
	}
	if n, err := strconv.Atoi(f.values[slotStatus]); err == nil && r.status == 0 {
		r.status = n
	}
	for _, name := range []string{"Request-Id", "Date"} {
		if value := f.header.Get(name); value != "" && r.header.Get(name) == "" {
			r.header = cloneOrNew(r.header)
			r.header.Set(name, value)
		}
	}
	return r
}

// seen is what a refusal says that the server saw.
type seen struct {
	Method string `json:"method"`
	URL    string `json:"url"`
}

// signInformation reads what the server saw, wherever in the reply it stands.
func signInformation(reply []byte) seen {
	var body struct {
		Detail json.RawMessage `json:"detail"`
		Seen   seen            `json:"sign_information"`
	}
	for range 3 {
		if json.Unmarshal(reply, &body) != nil || body.Seen.Method != "" {
			break
		}
		reply = body.Detail
	}
	return body.Seen
}

func (f *found) composeOpening(api wxpay.API) diagnose.Opening {
	o := diagnose.Opening{PrepayID: wxpay.PrepayID(f.values[slotPrepayID])}
	if n := len(f.params); n > 0 {
		last := f.params[n-1]
		o.Params, o.ClientAPI = last.params, first(last.api, clientOf(last.params))
	}
	if b, ok := f.body(roleRequest); ok {
		o.OrderRequest = b.data
	} else if c := f.theCall(); c.body != nil {
		o.OrderRequest = c.body
	}
	if r := f.theReply(); len(r.body) > 0 {
		o.OrderReply = r.body
	}
	if at := f.values[slotTimestamp]; len(at) == 13 {
		o.SignedAt, _ = strconv.ParseInt(at, 10, 64) // thirteen digits
	}
	return o
}

func (f *found) composeMessage(kind diagnose.Kind) diagnose.Message {
	var m diagnose.Message
	switch kind {
	case diagnose.Response:
		r := f.theReply()
		m.Status, m.Header, m.Body = r.status, r.header, r.body
		if c := f.theCall(); c.url != "" {
			m.URL = c.url
		}
	default:
		if n := len(f.notices); n > 0 {
			last := f.notices[n-1]
			m.URL, m.Header, m.Body = last.url, last.header, last.body
		}
		if b, ok := f.body(roleNotice); ok && len(m.Body) == 0 {
			m.Body = b.data
		}
		m.URL = first(m.URL, f.values[slotNotifyURL])
	}
	for _, name := range []string{v3.HeaderTimestamp, v3.HeaderNonce, v3.HeaderSignature, v3.HeaderSerial, v3.HeaderSignatureType, "Request-Id", "Date"} {
		name = http.CanonicalHeaderKey(name)
		if value := f.header.Get(name); value != "" && m.Header.Get(name) == "" {
			m.Header = cloneOrNew(m.Header)
			m.Header.Set(name, value)
		}
	}
	m.Header = headerClone(m.Header)
	m.VerifierKey, m.OrderSignType = f.values[slotVerifier], f.values[slotOrderDigest]
	return m
}

func (f *found) composeSealed() diagnose.Sealed {
	s := diagnose.Sealed{}
	if f.sealed != nil {
		s = *f.sealed
	}
	reqInfo := first(f.values[slotReqInfo], f.v2Field(roleNotice, "req_info"))
	data := []byte(nil)
	if b, ok := f.body(roleNotice); ok {
		data = b.data
	} else if n := len(f.notices); n > 0 {
		data = f.notices[n-1].body
	}
	if l, ok := message.ReadLiteral(data, 0); ok && s.Ciphertext == "" {
		if resource, ok := l.Get("resource"); ok {
			s = sealedOf(resource)
		}
	}
	s.ReqInfo = reqInfo
	s.Ciphertext = first(s.Ciphertext, f.values[slotCiphertext])
	s.AssociatedData = first(s.AssociatedData, f.values[slotAssociated])
	if s.ReqInfo == "" {
		s.Nonce = first(s.Nonce, f.values[slotNonce])
	}
	s.KeyUsed = wxpay.NewSecret(f.values[slotKeyUsed])
	return s
}

// identify fills what the keys lack from the messages: a key whose name did not
// tell its generation, merchant number and application of an order.
func (f *found) identify(c *diagnose.Case) {
	k := &c.Keys
	if key := f.values[slotKey]; key != "" {
		switch {
		case c.API == wxpay.V3 && c.Kind == diagnose.Decrypt && k.APIv3Key.IsZero():
			k.APIv3Key = wxpay.NewSecret(key)
		case k.APIv2Key.IsZero():
			k.APIv2Key = wxpay.NewSecret(key)
		}
	}
	if key := f.values[slotSignedKey]; key != "" && k.APIv2Key.IsZero() {
		k.APIv2Key = wxpay.NewSecret(key)
	}
	if auth, err := v3.ParseAuthorization(c.Call.Header.Get("Authorization")); err == nil && k.MchID == "" {
		k.MchID = auth.MchID
	}
	for _, data := range [][]byte{c.Call.Body, c.Opening.OrderRequest, c.Opening.OrderReply, c.Message.Body} {
		mch, app := namesIn(data)
		if k.MchID == "" && plainID.MatchString(mch) {
			k.MchID = wxpay.MchID(mch)
		}
		if k.AppID == "" && plainApp.MatchString(app) {
			k.AppID = wxpay.AppID(app)
		}
	}
	if app := field(c.Opening.Params, "appId", "appid"); k.AppID == "" && plainApp.MatchString(app) {
		k.AppID = wxpay.AppID(app)
	}
}

// namesIn reads the merchant number and the application of a body.
func namesIn(data []byte) (mch, app string) {
	if len(data) == 0 {
		return "", ""
	}
	if data[0] == '<' {
		m := fieldsOf(data)
		return m.Get("mch_id"), m.Get("appid")
	}
	var order struct {
		MchID   string `json:"mchid"`
		SpMchID string `json:"sp_mchid"`
		AppID   string `json:"appid"`
		SpAppID string `json:"sp_appid"`
	}
	_ = json.Unmarshal(data, &order) // what is no JSON has none
	return first(order.MchID, order.SpMchID), first(order.AppID, order.SpAppID)
}
