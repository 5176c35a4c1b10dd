package v3

import (
	"fmt"
	"strings"

	"wxlens/wxpay"
)

// SchemeRSA is the authentication scheme (认证类型) of RSA-SHA256 signatures.
const SchemeRSA = "WECHATPAY2-SHA256-RSA2048"

// Authorization is the Authorization header of a request (构造Authorization头).
type Authorization struct {
	Scheme    string
	MchID     wxpay.MchID
	SerialNo  wxpay.KeyID // of the merchant API certificate
	Nonce     string
	Timestamp string // Unix seconds, decimal
	Signature string // base64
}

// String writes the header value.
func (a Authorization) String() string {
	var b strings.Builder
	b.Grow(len(a.Scheme) + len(a.MchID) + len(a.SerialNo) + len(a.Nonce) + len(a.Timestamp) + len(a.Signature) + 72)
	b.WriteString(a.Scheme)
	b.WriteString(` mchid="`)
	b.WriteString(string(a.MchID))
	b.WriteString(`",nonce_str="`)
	b.WriteString(a.Nonce)
	b.WriteString(`",timestamp="`)
	b.WriteString(a.Timestamp)
	b.WriteString(`",serial_no="`)
	b.WriteString(string(a.SerialNo))
	b.WriteString(`",signature="`)
	b.WriteString(a.Signature)
	b.WriteString(`"`)
	return b.String()
}

// AuthorizationError says what is wrong with the form of an Authorization header.
type AuthorizationError struct {
	Fault AuthorizationFault
	Name  string // the pair concerned, if one is
}

// AuthorizationFault is the kind of fault in an Authorization header.
type AuthorizationFault string

const (
	AuthorizationMissing   AuthorizationFault = "missing"
	AuthorizationScheme    AuthorizationFault = "scheme"
	AuthorizationPair      AuthorizationFault = "pair"      // not name="value"
	AuthorizationUnknown   AuthorizationFault = "unknown"   // a name that does not belong there
	AuthorizationDuplicate AuthorizationFault = "duplicate" // a name twice
	AuthorizationAbsent    AuthorizationFault = "absent"    // a required name is not there or empty
)

func (e *AuthorizationError) Error() string {
	if e.Name == "" {
		return fmt.Sprintf("authorization header: %s", e.Fault)
	}
	return fmt.Sprintf("authorization header: %s: %s", e.Fault, e.Name)
}

// ParseAuthorization reads a header value strictly: the scheme, one space, then
// exactly the five name="value" pairs in any order, joined by commas. Whatever
// deviates is an [*AuthorizationError].
func ParseAuthorization(header string) (Authorization, error) {
	if header == "" {
		return Authorization{}, &AuthorizationError{Fault: AuthorizationMissing}
	}
	scheme, rest, _ := strings.Cut(header, " ")
	a := Authorization{Scheme: scheme}
	if scheme != SchemeRSA {
		return a, &AuthorizationError{AuthorizationScheme, scheme}
	}
	for rest != "" {
		name, after, ok := strings.Cut(rest, `="`)
		if !ok {
			return a, &AuthorizationError{AuthorizationPair, rest}
		}
		value, tail, ok := strings.Cut(after, `"`)
		if !ok || (tail != "" && (!strings.HasPrefix(tail, ",") || tail == ",")) {
			return a, &AuthorizationError{AuthorizationPair, name}
		}
		if err := a.set(name, value); err != nil {
			return a, err
		}
		rest = strings.TrimPrefix(tail, ",")
	}
	for _, p := range [...]struct{ name, value string }{
		{"mchid", string(a.MchID)}, {"nonce_str", a.Nonce}, {"timestamp", a.Timestamp},
		{"serial_no", string(a.SerialNo)}, {"signature", a.Signature},
	} {
		if p.value == "" {
			return a, &AuthorizationError{AuthorizationAbsent, p.name}
		}
	}
	return a, nil
}

func (a *Authorization) set(name, value string) error {
	var at *string
	switch name {
	case "mchid":
		at = (*string)(&a.MchID)
	case "nonce_str":
		at = &a.Nonce
	case "timestamp":
		at = &a.Timestamp
	case "serial_no":
		at = (*string)(&a.SerialNo)
	case "signature":
		at = &a.Signature
	default:
		return &AuthorizationError{AuthorizationUnknown, name}
	}
	switch {
	case *at != "":
		return &AuthorizationError{AuthorizationDuplicate, name}
	case value == "":
		return &AuthorizationError{AuthorizationAbsent, name}
	}
	*at = value
	return nil
}
