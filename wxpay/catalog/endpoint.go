package catalog

import (
	"slices"
	"strings"

	"wxlens/wxpay"
)

// Endpoint is one call.
type Endpoint struct {
	ID      string // stable: "v3.jsapi", "v2.unifiedorder"
	API     wxpay.API
	Group   Group
	Mode    Mode
	Host    string // "": api.mch.weixin.qq.com
	Method  string
	Path    string // with {placeholders} for fields that stand in the path
	Title   wxpay.Words
	Chapter string // chapter of the public documentation
	Fields  []Field
	Either  []Choice
	Open    bool // the field table is not complete: members beyond it are never wrong
	// Sealed names the members beyond the field table that are sent as ciphertext
	// (敏感信息加解密).
	Sealed  []string
	Success int // HTTP status of success
	Effect  Effect

	Unsigned    bool // a success reply carries no signature
	File        bool // the reply of success is a file
	Upload      bool // multipart; of the body only the part "meta" is signed, as the fields describe it (图片上传)
	Certificate bool // V2: asks for the merchant's client certificate (安全规范)
	HMACOnly    bool // V2: takes no MD5 signature
	MovesMoney  bool // may take money from the merchant
	Doubtful    bool // by invitation, or told of by few sources: may not exist for a merchant

	form []*node
}

// Encrypts reports whether a member is sent as ciphertext; elements of arrays stand
// under its name with brackets.
func (e *Endpoint) Encrypts(name string, in Place) bool {
	return in == Body && slices.Contains(e.Sealed, name) ||
		slices.ContainsFunc(e.Fields, func(f Field) bool { return f.Encrypted && f.In == in && f.Name == name })
}

// Effect is what a successful call says about an order or a refund.
type Effect uint8

const (
	NoEffect      Effect = iota
	Places               // the order exists, unpaid
	Queries              // the reply holds its state
	Closes               // it is closed
	Refunds              // the reply tells of an accepted refund
	QueriesRefund        // the reply holds the state of refunds
)

// Mode tells who may call: a merchant for itself, a partner (服务商) for its sub
// merchants, or both on one path.
type Mode uint8

const (
	Direct Mode = iota
	Partner
	Both
)

// Field is one parameter of a call, or an object or array around parameters.
//
// Members of objects are joined by dots, elements of arrays stand under the
// name with brackets: "detail.goods_detail[].quantity", "limit_pay[]". A value
// is named with its index: "detail.goods_detail[0].quantity". What an object or
// an array of objects requires is required only where the object is there; one
// that is itself required counts as there. An object without fields of its own
// is a value: the object as JSON.
type Field struct {
	Name     string
	In       Place
	Type     Type
	Required bool
	// Min and Max bound the characters of a text, the value of an integer, the
	// bytes of an object as JSON, the elements of an array of objects. 0: no bound.
	Min, Max      int
	Chars         Chars       // alphabet of a text
	OneOf         []string    // the only values of a text; nil: any
	Disputed      string      // characters about which the documents disagree
	DisputedAbove int         // length or number above which they disagree; 0: they agree
	Encrypted     bool        // sent as RSA-OAEP ciphertext in base64 (敏感信息加解密)
	Label         wxpay.Words // the Chinese one is the label that error messages quote
}

// Choice is a rule over several fields: one of them must be there.
type Choice struct {
	Names  []string
	Single bool   // more than one is dubious
	If     string // only where this field has a value,
	Is     string // namely this one; "": any
}

// Place is where a field stands in the request.
type Place uint8

const (
	Body Place = iota
	Path
	Query
)

func (p Place) String() string { return [...]string{Body: "body", Path: "path", Query: "query"}[p] }

// Type is the form of a field's value.
type Type uint8

const (
	Text     Type = iota
	Integer       // a JSON number without fraction; digits in V2
	Amount        // an integer in fen
	Boolean       // true or false
	URL           // absolute, without query string or fragment
	Time          // RFC 3339 in V3, yyyyMMddHHmmss in V2
	Date          // yyyy-MM-dd in V3, yyyyMMdd in V2
	JSON          // a text that is JSON
	Seconds       // Unix time in seconds, as digits
	Currency      // ISO 4217, upper-case
	IP            // IPv4 or IPv6
	PublicIP      // one that the internet sees
	Object        // holds other fields
)

func (t Type) String() string {
	return [...]string{
		Text: "text", Integer: "integer", Amount: "fen", Boolean: "boolean", URL: "url", Time: "time", Date: "date", JSON: "json",
		Seconds: "seconds", Currency: "currency", IP: "ip", PublicIP: "public-ip", Object: "object",
	}[t]
}

// Chars is the alphabet of a text.
type Chars uint8

const (
	AnyChars    Chars = iota
	OrderChars        // 0-9 a-z A-Z _ - | *, as error messages of WeChat Pay quote it
	RefundChars       // those and @
	Alnum
	Digits
)

// pattern is the regular expression that WeChat Pay's message quotes.
func (c Chars) pattern() string {
	switch c {
	case OrderChars:
		return `^[0-9a-zA-Z_\-\|\*]{1,}$`
	case RefundChars:
		return `^[0-9a-zA-Z_\-\|\*@]{1,}$`
	case Alnum:
		return `^[0-9a-zA-Z]{1,}$`
	case Digits:
		return `^[0-9]{1,}$`
	}
	return ""
}

func (c Chars) allow(b byte) bool {
	digit := '0' <= b && b <= '9'
	order := digit || letter(b) || b == '_' || b == '-' || b == '|' || b == '*'
	switch c {
	case OrderChars:
		return order
	case RefundChars:
		return order || b == '@'
	case Alnum:
		return digit || letter(b)
	case Digits:
		return digit
	}
	return true
}

func letter(b byte) bool { return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' }

// Field returns the field with this name; indices of a value's name are ignored.
// It is required if the call cannot do without it: not if it stands in an object
// that may be left out.
func (e *Endpoint) Field(name string) (Field, bool) {
	name = withoutIndices(name)
	for _, f := range e.Fields {
		if f.Name == name {
			f.Required = f.Required && e.needsHolder(name)
			return f, true
		}
	}
	return Field{}, false
}

// needsHolder reports whether all objects around a field are required.
func (e *Endpoint) needsHolder(name string) bool {
	at := strings.LastIndexByte(name, '.')
	if at < 0 {
		return true
	}
	holder, ok := e.Field(name[:at])
	return ok && holder.Required
}
