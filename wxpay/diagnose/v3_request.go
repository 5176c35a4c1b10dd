package diagnose

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/v3"
)

var requestEnds = lineEnds{"v3-final-newline-missing", "v3-crlf", "v3-literal-backslash-n"}

// v3Request diagnoses a refused V3 call (group D).
func (e *examination) v3Request(ctx context.Context) error {
	call := &e.c.Call
	auth, ok := e.authorization()
	signature := auth.Signature
	if e.c.Observed != "" {
		signature = e.c.Observed
	}
	oracle, hasOracle := readOracle(call.Reply)
	base := e.v3Base(&auth, &oracle)
	e.d.Text = base.textOf()
	keys := e.merchantKeys("v3-wrong-private-key")
	if signature == "" {
		if ok {
			e.miss("observed-signature")
		}
		return nil
	}
	if pathOf(call.URL) == "" && !hasOracle {
		e.miss("request-line")
	}
	if len(keys) == 0 {
		e.miss("merchant-certificate-or-key")
	}
	raw, repaired := e.signature(signature, "v3-sig-encoding")
	m := newV3Matcher(raw, keys, repaired)
	b := &builder{base: base}
	e.v3RequestDepartures(b, &oracle)
	s := newSearch(b.base, b.all, m, e.o.Workers)
	if len(m.signedBy()) == 0 {
		e.conclude(s, solution{})
		e.shapeV3Request(&auth, &oracle, hasOracle)
		return nil
	}
	result, err := s.solve(ctx, e.o, s.clockwork(v3.FieldTimestamp, auth.Timestamp, "v3-timestamp-differs", "v3-timestamp-ms", 0)...)
	e.conclude(s, result)
	if err == nil {
		e.shapeV3Request(&auth, &oracle, hasOracle)
	}
	return err
}

var authPair = regexp.MustCompile(`([A-Za-z_]+)\s*[=:]\s*["'“”]?([^"'“”,]*)["'“”]?`)

// authorization reads the header, leniently; what is wrong with its form is a
// cause by itself.
func (e *examination) authorization() (auth v3.Authorization, ok bool) {
	value := e.c.Call.Header.Get("Authorization")
	if value == "" {
		for name, values := range e.c.Call.Header {
			if strings.EqualFold(strings.TrimSpace(name), "authorization") && len(values) > 0 {
				value = values[0]
			}
		}
	}
	if value == "" || strings.Contains(value, "{{") {
		if len(e.c.Call.Header) > 0 {
			e.find("v3-header-not-sent", value)
		} else {
			e.miss("authorization")
		}
		return auth, false
	}
	auth, err := v3.ParseAuthorization(value)
	if err == nil {
		return auth, true
	}
	fault := (*v3.AuthorizationError)(nil)
	if errors.As(err, &fault) && fault.Fault == v3.AuthorizationAbsent {
		e.find("v3-auth-field-missing", fault.Name)
	} else {
		e.find("v3-auth-format", strings.TrimPrefix(err.Error(), "authorization header: "))
	}
	return lenient(value), true
}

// lenient reads what can be read of a header.
func lenient(value string) (auth v3.Authorization) {
	auth.Scheme = v3.SchemeRSA
	for _, pair := range authPair.FindAllStringSubmatch(strings.ReplaceAll(value, "\n", ""), -1) {
		v := strings.TrimSpace(pair[2])
		switch strings.ToLower(pair[1]) {
		case "mchid":
			auth.MchID = wxpay.MchID(v)
		case "nonce_str", "nonce", "noncestr":
			auth.Nonce = v
		case "timestamp":
			auth.Timestamp = v
		case "serial_no", "serial":
			auth.SerialNo = wxpay.KeyID(v)
		case "signature":
			auth.Signature = v
		}
	}
	return auth
}

// v3Base is the text that should have been signed: of the request as it was sent,
// or, where that is not known, as the server saw it.
func (e *examination) v3Base(auth *v3.Authorization, oracle *seen) draft {
	call := &e.c.Call
	method, target, body := strings.ToUpper(call.Method), targetOf(call.URL), string(call.Body)
	timestamp, nonce := auth.Timestamp, auth.Nonce
	if u, ok := readUpload(call); ok {
		body = u.meta
	}
	lines := oracle.lines()
	line := func(n int, known *string) {
		if *known == "" && len(lines) > n {
			*known = lines[n]
		}
	}
	line(0, &method)
	line(1, &target)
	line(2, &timestamp)
	line(3, &nonce)
	return draft{form: v3Form, fields: []field{
		{name: v3.FieldMethod, value: method}, {name: v3.FieldTarget, value: target}, {name: v3.FieldTimestamp, value: timestamp},
		{name: v3.FieldNonce, value: nonce}, {name: v3.FieldBody, value: body},
	}}
}

// targetOf is the path with its query, as it stands in an address.
func targetOf(address string) string {
	_, rest, absolute := strings.Cut(address, "://")
	if !absolute {
		return address
	}
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		return rest[i:]
	}
	return "/"
}

func (e *examination) v3RequestDepartures(b *builder, oracle *seen) {
	call := &e.c.Call
	method, body := b.base.get(v3.FieldMethod), b.base.get(v3.FieldBody)
	b.ends(requestEnds)
	b.targets(call.URL)
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		b.setField("v3-method-mismatch", v3.FieldMethod, m)
	}
	b.setField("v3-method-case", v3.FieldMethod, strings.ToLower(method))
	b.setField("v3-method-case", v3.FieldMethod, method[:min(len(method), 1)]+strings.ToLower(method[min(len(method), 1):]))
	reserialised, slashes, charset := Slug("v3-body-reserialised"), Slug("v3-body-slash-escaped"), Slug("v3-body-charset")
	if u, ok := readUpload(call); ok {
		u.departures(b, string(call.Body))
		reserialised, slashes, charset = uploadMeta, uploadMeta, uploadMeta
	}
	_, query, _ := strings.Cut(b.base.get(v3.FieldTarget), "?")
	if method == http.MethodGet {
		for _, v := range []string{"{}", "[]", "null", `""`, query, queryObject(query), ""} {
			b.setField("v3-body-on-get", v3.FieldBody, v)
		}
	} else {
		b.setField("v3-body-missing", v3.FieldBody, "")
		for _, v := range []string{"{}", "[]", "null"} {
			b.setField("v3-body-missing", v3.FieldBody, v)
		}
	}
	b.bodies(reserialised, slashes, charset)
	b.objects("v3-body-object-tostring")
	for _, s := range emojiStyles {
		b.value("v3-utf8-4byte", v3.FieldBody, s.name, s.write)
	}
	b.value("v3-timestamp-ms", v3.FieldTimestamp, "", func(s string) string {
		if len(s) == 13 {
			return s[:10]
		}
		return s + "000"
	})
	b.permuted("v3-message-order")
	b.asPairs("v3-message-order", e.c.Keys.APIv3Key.Reveal())
	b.noise("v3-template-noise")
	b.hashedBefore("v3-prehashed")
	e.asSeen(b, oracle)
	if e.c.Keys.MchID != "" && body != "" {
		b.value("v3-path-placeholder", v3.FieldBody, "{{…}}", func(s string) string { return s })
	}
}

// asSeen signs what the server saw instead of what was sent.
func (e *examination) asSeen(b *builder, oracle *seen) {
	lines := oracle.lines()
	for i, f := range []struct {
		slug Slug
		name string
	}{
		{"v3-method-mismatch", v3.FieldMethod}, {"v3-path-rewritten", v3.FieldTarget}, {"v3-timestamp-differs", v3.FieldTimestamp},
		{"v3-nonce-differs", v3.FieldNonce},
	} {
		if i < len(lines) && lines[i] != "" {
			b.setField(f.slug, f.name, lines[i])
		}
	}
}

// shapeV3Request finds what else is wrong with a call: what its header names, when
// it was made, and what reached the server.
func (e *examination) shapeV3Request(auth *v3.Authorization, oracle *seen, hasOracle bool) {
	k := &e.c.Keys
	opened := e.right || e.d.Verdict == Explained
	if serial := k.merchantSerial(); serial != "" && auth.SerialNo != "" && string(auth.SerialNo) != serial {
		switch {
		case sameSerial(string(auth.SerialNo), serial):
			e.elsewhere("v3-serial-format", string(auth.SerialNo))
		case opened:
			e.elsewhere("v3-serial-mismatch", string(auth.SerialNo)+" ≠ "+serial)
		}
	}
	if opened && k.MchID != "" && auth.MchID != "" && auth.MchID != k.MchID {
		e.elsewhere("v3-mchid-mismatch", string(auth.MchID)+" ≠ "+string(k.MchID))
	}
	if named := bodyMchID(e.c.Call.Body); e.right && named != "" && auth.MchID != "" && named != string(auth.MchID) {
		e.elsewhere("v3-mchid-mismatch", named+" ≠ "+string(auth.MchID))
	}
	if target := strings.ToLower(targetOf(e.c.Call.URL)); opened && (strings.Contains(target, "{") || strings.Contains(target, "%7b")) {
		e.elsewhere("v3-path-placeholder", target)
	}
	if len(auth.Timestamp) == 13 {
		e.elsewhere("v3-timestamp-ms", auth.Timestamp)
	} else if skew, ok := skewOf(auth.Timestamp, e.c.Call.ReplyHeader.Get("Date")); ok {
		e.elsewhere("v3-clock-skew", skew)
	}
	if u, ok := readUpload(&e.c.Call); ok && e.right {
		for _, what := range u.unfit() {
			e.elsewhere(uploadMeta, what)
		}
	}
	if e.right && hasOracle {
		e.transmitted(oracle)
	}
}

// sameSerial reports whether two forms name the same certificate; what parsed to 0
// was one.
func sameSerial(form, serial string) bool {
	plain := strings.ToUpper(strings.NewReplacer(":", "", " ", "", "\n", "", "0x", "").Replace(form))
	return strings.Trim(plain, "0") == "" || strings.TrimLeft(plain, "0") == strings.TrimLeft(serial, "0") || decimalSerial(form) == serial
}

// bodyMchID is the merchant that a body says it comes from.
func bodyMchID(body []byte) string {
	var b struct {
		MchID   string `json:"mchid"`
		SpMchID string `json:"sp_mchid"`
	}
	if json.Unmarshal(body, &b) != nil {
		return ""
	}
	return orWord(b.SpMchID, b.MchID)
}

// skewOf tells how far a timestamp lies from the server's clock, where that is
// more than five minutes.
func skewOf(timestamp, date string) (string, bool) {
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	at, err2 := http.ParseTime(date)
	if err != nil || err2 != nil {
		return "", false
	}
	off := time.Unix(seconds, 0).Sub(at)
	return off.String(), off > v3.Window || off < -v3.Window
}

// pathOf is the path of an address.
func pathOf(address string) string {
	if u, err := url.Parse(address); err == nil {
		return u.Path
	}
	return ""
}
