package paste

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/diagnose"
	"wxlens/wxpay/message"
)

// compose makes one case of what was found.
func (f *found) compose() diagnose.Case {
	f.settle()
	kind := f.kind()
	if kind == "" {
		return diagnose.Case{Keys: f.keys}
	}
	c := diagnose.Case{Kind: kind, API: f.api(kind), Keys: f.keys, Signed: f.signed}
	for _, e := range f.errors {
		c.ClientError = strings.TrimSpace(c.ClientError + "\n" + e.line)
	}
	switch kind {
	case diagnose.Request:
		c.Call = f.composeCall(c.API)
		if sign := f.values[slotObserved]; c.Call.Header.Get("Authorization") == "" && !hasSign(c.Call.Body) {
			c.Observed = sign
		}
	case diagnose.PaySign:
		c.Opening = f.composeOpening(c.API)
		if !signedParams(c.Opening.Params) {
			c.Observed = f.values[slotObserved]
		}
	case diagnose.Notify, diagnose.Response:
		c.Message = f.composeMessage(kind)
		if c.API == wxpay.V2 || c.Message.Header.Get("Wechatpay-Signature") == "" {
			c.Observed = f.values[slotObserved]
		}
	case diagnose.Decrypt:
		c.Sealed = f.composeSealed()
	}
	f.identify(&c)
	validText(&c)
	return c
}

// settle puts named values among the keys.
func (f *found) settle() {
	k, v := &f.keys, f.values
	k.MchID = wxpay.MchID(first(v[slotMchID], string(k.MchID)))
	k.AppID = wxpay.AppID(v[slotAppID])
	k.AppSecret, k.APIv3Key = wxpay.NewSecret(v[slotAppSecret]), wxpay.NewSecret(v[slotV3Key])
	k.APIv2Key = wxpay.NewSecret(v[slotV2Key])
	k.CertificateSerial = first(v[slotSerial], k.CertificateSerial)
	if k.PrivateKey.IsZero() {
		k.PrivateKey = wxpay.NewSecret(v[slotPrivateKey])
	}
	if id := v[slotPublicID]; id != "" {
		f.publicIDs = append([]string{id}, f.publicIDs...)
	}
	for i := range k.Platform {
		if p := &k.Platform[i]; p.Public && p.ID == "" {
			p.ID = wxpay.KeyID(first(append(f.publicIDs, anyKeyID.FindString(f.header.Get("Wechatpay-Serial")))...))
		}
	}
	sortPlatform(k)
	for name, s := range map[string]slot{"Wechatpay-Timestamp": slotTimestamp, "Wechatpay-Nonce": slotNonce, "Wechatpay-Serial": slotSigner} {
		if f.header.Get(name) == "" && (v[slotSigner] != "" || v[slotSigned3] != "" || f.says(diagnose.Notify) || f.says(diagnose.Response)) && v[s] != "" {
			f.header.Set(name, v[s])
		}
	}
	if sign := v[slotObserved]; len(sign) > 64 && f.header.Get("Wechatpay-Signature") == "" && f.header.Get("Wechatpay-Timestamp") != "" {
		f.header.Set("Wechatpay-Signature", sign)
	}
}

// sortPlatform puts certificates before public keys, as case files do.
func sortPlatform(k *diagnose.Keys) {
	var certs, public []diagnose.PlatformKey
	for _, p := range k.Platform {
		if p.Public {
			public = append(public, p)
		} else {
			certs = append(certs, p)
		}
	}
	k.Platform = append(certs, public...)
}

// kind tells what failed; "" if nothing did that a case can tell of.
func (f *found) kind() diagnose.Kind {
	notice := len(f.notices) > 0 || f.has(roleNotice)
	signed := f.header.Get("Wechatpay-Signature") != "" || f.noticeSigned()
	switch {
	case notice && f.v2Field(roleNotice, "req_info") != "", f.values[slotReqInfo] != "":
		return diagnose.Decrypt
	case notice && f.says(diagnose.Decrypt) && !f.says(diagnose.Response) && !f.says(diagnose.Notify):
		return diagnose.Decrypt
	case notice && (signed || f.says(diagnose.Response) || f.says(diagnose.Notify) || f.noticeAPI() == wxpay.V2):
		return diagnose.Notify
	case f.sealed != nil, notice:
		return diagnose.Decrypt
	case len(f.params) > 0 && !f.refused():
		return diagnose.PaySign
	case f.says(diagnose.PaySign) && !f.refused():
		return diagnose.PaySign
	case f.replySigned() && !f.refused(), (f.says(diagnose.Response) || f.says(diagnose.Notify)) && !f.refused():
		if f.says(diagnose.Notify) {
			return diagnose.Notify
		}
		return diagnose.Response
	case f.isCall():
		return diagnose.Request
	case len(f.params) > 0:
		return diagnose.PaySign
	}
	return ""
}

func (f *found) isCall() bool {
	return len(f.calls) > 0 || len(f.replies) > 0 || len(f.bodies) > 0 || f.signed != nil || f.header.Get("Authorization") != "" || f.values[slotURL] != ""
}

func (f *found) has(role role) bool {
	_, ok := f.body(role)
	return ok
}

// body returns the last body of a role: logs end in what failed.
func (f *found) body(role role) (body, bool) {
	for i := len(f.bodies) - 1; i >= 0; i-- {
		if f.bodies[i].role == role {
			return f.bodies[i], true
		}
	}
	return body{}, false
}

func (f *found) v2Field(role role, name string) string {
	if b, ok := f.body(role); ok {
		return b.fields.Get(name)
	}
	for _, n := range f.notices {
		if len(n.body) > 0 && n.body[0] == '<' && role == roleNotice {
			return fieldsOf(n.body).Get(name)
		}
	}
	return ""
}

func (f *found) noticeSigned() bool {
	for _, n := range f.notices {
		if n.header.Get("Wechatpay-Signature") != "" {
			return true
		}
	}
	return false
}

func (f *found) noticeAPI() wxpay.API {
	if b, ok := f.body(roleNotice); ok {
		return b.api
	}
	for _, n := range f.notices {
		return apiOf(n.body)
	}
	return ""
}

// replySigned reports whether a reply carries a signature that we may have refused.
func (f *found) replySigned() bool {
	for _, r := range f.replies {
		if r.header.Get("Wechatpay-Signature") != "" {
			return true
		}
	}
	return f.header.Get("Wechatpay-Signature") != ""
}

// refused reports whether WeChat Pay refused a call.
func (f *found) refused() bool {
	for _, r := range f.replies {
		if r.status >= 400 || refusal(r.body) {
			return true
		}
	}
	if n, _ := strconv.Atoi(f.values[slotStatus]); n >= 400 {
		return true
	}
	for _, b := range f.bodies {
		if b.role == roleReply && refusal(b.data) {
			return true
		}
	}
	return f.says(diagnose.Request)
}

// refusal reports whether a body says no.
func refusal(data []byte) bool {
	if len(data) == 0 {
		return false
	}
	if data[0] == '<' {
		m := fieldsOf(data)
		return m.Get("return_code") == "FAIL" || m.Get("result_code") == "FAIL"
	}
	l, ok := message.ReadLiteral(data, 0)
	return ok && isReply(&l.Literal) && (errorCode.MatchString(textOf(&l.Literal, "code")) || has(&l.Literal, "sign_information"))
}

// api tells the generation by what the kind of case is about, then by anything.
func (f *found) api(kind diagnose.Kind) wxpay.API {
	switch kind {
	case diagnose.PaySign:
		return f.payAPI()
	case diagnose.Decrypt:
		if f.values[slotReqInfo] != "" || f.v2Field(roleNotice, "req_info") != "" {
			return wxpay.V2
		}
		return wxpay.V3
	case diagnose.Notify:
		if api := f.noticeAPI(); api != "" {
			return api
		}
	}
	for _, c := range f.calls {
		if api := apiOf(c.body); api != "" && !strings.Contains(c.url, "/v3/") {
			return api
		}
		if c.url != "" {
			return apiOfURL(c.url)
		}
	}
	return f.anyAPI()
}

func (f *found) anyAPI() wxpay.API {
	if f.header.Get("Authorization") != "" || f.header.Get("Wechatpay-Serial") != "" || f.header.Get("Wechatpay-Timestamp") != "" {
		return wxpay.V3
	}
	for _, role := range []role{roleRequest, roleReply, roleNotice} {
		if b, ok := f.body(role); ok {
			return b.api
		}
	}
	for _, r := range f.replies {
		if api := apiOf(r.body); api != "" {
			return api
		}
	}
	if f.signedAPI != "" {
		return f.signedAPI
	}
	if url := f.values[slotURL]; url != "" {
		return apiOfURL(url)
	}
	if !f.keys.APIv2Key.IsZero() && f.keys.PrivateKey.IsZero() {
		return wxpay.V2
	}
	return wxpay.V3
}

func apiOf(data []byte) wxpay.API {
	switch {
	case len(data) == 0:
		return ""
	case data[0] == '<':
		return wxpay.V2
	case data[0] == '{', data[0] == '[':
		return wxpay.V3
	}
	return ""
}

func apiOfURL(url string) wxpay.API {
	if strings.Contains(url, "/v3/") {
		return wxpay.V3
	}
	if _, path, ok := strings.Cut(strings.TrimPrefix(url, "https://"), "/"); ok && v2Path.MatchString("/"+path) {
		return wxpay.V2
	}
	return wxpay.V3
}

var digestForm = regexp.MustCompile(`^[0-9A-Fa-f]{32}$|^[0-9A-Fa-f]{40}$|^[0-9A-Fa-f]{64}$`)

// payAPI tells the generation of a client call by its order, else by its signature.
func (f *found) payAPI() wxpay.API {
	for _, role := range []role{roleRequest, roleReply} {
		if b, ok := f.body(role); ok {
			return b.api
		}
	}
	for _, c := range f.calls {
		if api := apiOf(c.body); api != "" {
			return api
		}
	}
	sign := f.values[slotObserved]
	if n := len(f.params); n > 0 {
		fields := f.params[n-1].params
		sign = first(field(fields, "paySign"), field(fields, "sign"), sign)
		switch t := strings.ToUpper(field(fields, "signType")); {
		case t == "MD5", strings.HasPrefix(t, "HMAC"):
			return wxpay.V2
		case digestForm.MatchString(sign):
			return wxpay.V2
		case t == "RSA", len(sign) > 100:
			return wxpay.V3
		}
	}
	if digestForm.MatchString(sign) {
		return wxpay.V2
	}
	return f.anyAPI()
}

func field(fields []wxpay.Field, names ...string) string {
	for _, name := range names {
		for _, f := range fields {
			if f.Name == name {
				return f.Value
			}
		}
	}
	return ""
}

func signedParams(fields []wxpay.Field) bool { return field(fields, "paySign", "sign") != "" }

func hasSign(data []byte) bool {
	return len(data) > 0 && data[0] == '<' && fieldsOf(data).Get("sign") != ""
}

func headerClone(h http.Header) http.Header {
	if len(h) == 0 {
		return nil
	}
	return h.Clone()
}
