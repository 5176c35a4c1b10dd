package catalog

import (
	"strings"

	"wxlens/wxpay"
)

// Endpoint is one call.
type Endpoint struct {
	ID      string // stable: "v3.jsapi", "v2.unifiedorder"
	API     wxpay.API
	Method  string
	Path    string // with {placeholders} for fields that stand in the path
	Title   wxpay.Words
	Chapter string // chapter of the public documentation
	Fields  []Field
	Success int // HTTP status of success
	Effect  Effect
}

// Effect is what a successful call says about an order.
type Effect uint8

const (
	NoEffect Effect = iota
	Places          // the order exists, unpaid
	Queries         // the reply holds its state
	Closes          // it is closed
)

// Field is one parameter of a call.
type Field struct {
	Name     string // as in the message; members of objects are joined by dots
	In       Place
	Type     Type
	Required bool
	Min, Max int         // characters of a text, or value of an integer; 0: no bound
	Chars    Chars       // alphabet of a text
	Label    wxpay.Words // the Chinese one is the label that error messages quote
}

// Place is where a field stands in the request.
type Place uint8

const (
	Body Place = iota
	Path
	Query
)

// Type is the form of a field's value.
type Type uint8

const (
	Text    Type = iota
	Integer      // a JSON number without fraction; digits in V2
	URL          // absolute, without query string or fragment
	Time         // RFC 3339 in V3, yyyyMMddHHmmss in V2
)

// Chars is the alphabet of a text.
type Chars uint8

const (
	AnyChars   Chars = iota
	OrderChars       // 0-9 a-z A-Z _ - | *, as error messages of WeChat Pay quote it
	Alnum
	Digits
)

// pattern is the regular expression that WeChat Pay's message quotes.
func (c Chars) pattern() string {
	switch c {
	case OrderChars:
		return `^[0-9a-zA-Z_\-\|\*]{1,}$`
	case Alnum:
		return `^[0-9a-zA-Z]{1,}$`
	case Digits:
		return `^[0-9]{1,}$`
	}
	return ""
}

func (c Chars) allow(b byte) bool {
	digit := '0' <= b && b <= '9'
	switch c {
	case OrderChars:
		return digit || letter(b) || b == '_' || b == '-' || b == '|' || b == '*'
	case Alnum:
		return digit || letter(b)
	case Digits:
		return digit
	}
	return true
}

func letter(b byte) bool { return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' }

// Field returns the field with this name.
func (e *Endpoint) Field(name string) (Field, bool) {
	for _, f := range e.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}

// ByID returns the endpoint with this id.
func ByID(id string) (*Endpoint, bool) {
	for i := range endpoints {
		if endpoints[i].ID == id {
			return &endpoints[i], true
		}
	}
	return nil, false
}

// Match finds the endpoint of a request by method and path (without query) and
// the values of its placeholders as they stand in the path.
func Match(method, path string) (*Endpoint, Values, bool) {
	for i := range endpoints {
		if endpoints[i].Method != method {
			continue
		}
		if values, ok := matchPath(endpoints[i].Path, path); ok {
			return &endpoints[i], values, true
		}
	}
	return nil, nil, false
}

func matchPath(pattern, path string) (Values, bool) {
	want, got := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return nil, false
	}
	values := Values{}
	for i, segment := range want {
		name, placeholder := strings.CutPrefix(segment, "{")
		switch {
		case placeholder && got[i] != "":
			values[strings.TrimSuffix(name, "}")] = got[i]
		case segment != got[i]:
			return nil, false
		}
	}
	return values, true
}
