package diagnose

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// style is one way in which programs write the same thing.
type style struct {
	name  string
	write func(string) string
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// percentStyles are the ways in which form and address encoders write a value.
var percentStyles = []style{
	{"+", url.QueryEscape},
	{"%20", func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }},
	{"%2f", func(s string) string { return lowerEscapes(url.QueryEscape(s)) }},
	{"/:", func(s string) string {
		return strings.NewReplacer("+", "%20", "%2F", "/", "%3A", ":").Replace(url.QueryEscape(s))
	}},
}

// lowerEscapes writes the digits of percent escapes in lower case.
func lowerEscapes(s string) string {
	b := []byte(s)
	for i := 0; i+2 < len(b); i++ {
		if b[i] == '%' {
			copy(b[i+1:], bytes.ToLower(b[i+1:i+3]))
		}
	}
	return string(b)
}

// xmlStyles are what XML makes of a value, or a value of what XML made.
var xmlStyles = []style{
	{"<![CDATA[…]]>", func(s string) string { return "<![CDATA[" + s + "]]>" }},
	{"&amp;", xmlEscaper.Replace},
	{"&quot;", html.EscapeString},
	{"&lt;", html.UnescapeString},
}

var xmlEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// charsetStyles are the ways in which a text with other than ASCII characters
// becomes bytes that are not its UTF-8.
var charsetStyles = []style{
	{"GBK", func(s string) string { return encoded(simplifiedchinese.GBK.NewEncoder().String, s) }},
	{"GB18030", func(s string) string { return encoded(simplifiedchinese.GB18030.NewEncoder().String, s) }},
	{"ISO-8859-1", func(s string) string {
		return mapRunes(s, func(r rune) string {
			if r < 256 {
				return string([]byte{byte(r)})
			}
			return "?"
		})
	}},
	{"US-ASCII", func(s string) string {
		return mapRunes(s, func(r rune) string {
			if r < utf8.RuneSelf {
				return string(r)
			}
			return "?"
		})
	}},
	{"UTF-8 → ISO-8859-1 → UTF-8", func(s string) string { return encoded(charmap.ISO8859_1.NewDecoder().String, s) }},
	{"UTF-8 → windows-1252 → UTF-8", func(s string) string { return encoded(charmap.Windows1252.NewDecoder().String, s) }},
	{"UTF-8 → GBK → UTF-8", func(s string) string { return encoded(simplifiedchinese.GBK.NewDecoder().String, s) }},
	{"UTF-16LE", func(s string) string { return wide(s, false) }},
	{"UTF-16BE", func(s string) string { return wide(s, true) }},
}

// encoded is what a coder makes of a text, or the text where it cannot.
func encoded(code func(string) (string, error), s string) string {
	if out, err := code(s); err == nil {
		return out
	}
	return s
}

func mapRunes(s string, each func(rune) string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteString(each(r))
	}
	return b.String()
}

func wide(s string, bigEndian bool) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		high, low := byte(u>>8), byte(u)
		if bigEndian {
			b.WriteByte(high)
			b.WriteByte(low)
		} else {
			b.WriteByte(low)
			b.WriteByte(high)
		}
	}
	return b.String()
}

// emojiStyles are what becomes of characters beyond U+FFFF.
var emojiStyles = []style{
	{"", func(s string) string { return beyond(s, "") }},
	{"?", func(s string) string { return beyond(s, "?") }},
	{"??", func(s string) string { return beyond(s, "??") }},
	{"U+FFFD", func(s string) string { return beyond(s, "\ufffd") }},
	{"U+FFFD U+FFFD", func(s string) string { return beyond(s, "\ufffd\ufffd") }},
	{"CESU-8", func(s string) string {
		return mapRunes(s, func(r rune) string {
			if r <= 0xFFFF {
				return string(r)
			}
			high, low := utf16.EncodeRune(r)
			return string(surrogate(high)) + string(surrogate(low))
		})
	}},
}

// surrogate is half a pair, encoded as if it were a character.
func surrogate(r rune) []byte {
	return []byte{0xE0 | byte(r>>12), 0x80 | byte(r>>6)&0x3F, 0x80 | byte(r)&0x3F}
}

func beyond(s, instead string) string {
	return mapRunes(s, func(r rune) string {
		if r > 0xFFFF {
			return instead
		}
		return string(r)
	})
}

// nulls are what languages print for nothing.
var nulls = []string{"null", "None", "undefined", "nil", "NULL"}

// jsonStyles are the ways in which programs print JSON. Members keep their order
// but where a style says otherwise.
var jsonStyles = []style{
	{"compact", printed(printer{})},
	{"spaced", printed(printer{comma: ", ", colon: ": "})},
	{"sorted", printed(printer{sorted: true})},
	{"sorted, spaced", printed(printer{sorted: true, comma: ", ", colon: ": "})},
	{"\\u", printed(printer{ascii: true})},
	{"\\u, spaced", printed(printer{ascii: true, comma: ", ", colon: ": "})},
	{"\\u, sorted", printed(printer{ascii: true, sorted: true})},
	{"\\/", printed(printer{slashes: true})},
	{"\\/ \\u", printed(printer{slashes: true, ascii: true})},
	{"\\u003c", printed(printer{html: true})},
	{"\\u003c, sorted", printed(printer{html: true, sorted: true})},
	{"indented by 2", printed(printer{indent: "  ", colon: ": "})},
	{"indented by 4", printed(printer{indent: "    ", colon: ": "})},
	{"indented by a tab", printed(printer{indent: "\t", colon: ": "})},
	{"indented by 2, sorted", printed(printer{indent: "  ", colon: ": ", sorted: true})},
	{"indented by 4, sorted", printed(printer{indent: "    ", colon: ": ", sorted: true})},
	{"numbers as text", printed(printer{numbers: func(n string) string { return strconv.Quote(n) }})},
	{"numbers with a fraction", printed(printer{numbers: func(n string) string {
		if strings.ContainsAny(n, ".eE") {
			return n
		}
		return n + ".0"
	}})},
	{"without nulls", printed(printer{skip: "null"})},
	{"without empty texts", printed(printer{skip: `""`})},
	{"single quotes", func(s string) string {
		return strings.ReplaceAll(printed(printer{comma: ", ", colon: ": "})(s), `"`, `'`)
	}},
	{"key=value", func(s string) string {
		return strings.NewReplacer(`"`, "", ":", "=").Replace(printed(printer{comma: ", "})(s))
	}},
}

// printed returns what a printer makes of JSON; anything else stays as it is.
func printed(p printer) func(string) string {
	if p.comma == "" {
		p.comma = ","
	}
	if p.colon == "" {
		p.colon = ":"
	}
	return func(s string) string {
		tree, err := parseJSON(s)
		if err != nil {
			return s
		}
		var b strings.Builder
		p.value(&b, tree, "\n")
		return b.String()
	}
}

// jsonValue is a JSON value whose members keep their order and numbers their form.
type jsonValue struct {
	literal string // of what is neither object nor list: as it stood, texts quoted
	text    *string
	names   []string // of an object
	items   []jsonValue
	object  bool
	list    bool
}

func parseJSON(s string) (jsonValue, error) {
	dec := json.NewDecoder(strings.NewReader(s))
	dec.UseNumber()
	v, err := parseValue(dec, 0)
	if err == nil && dec.More() {
		err = fmt.Errorf("more than one value")
	}
	return v, err
}

// maxNesting bounds how deep JSON is followed.
const maxNesting = 64

func parseValue(dec *json.Decoder, depth int) (v jsonValue, err error) {
	token, err := dec.Token()
	if err != nil {
		return v, err
	}
	switch t := token.(type) {
	case json.Delim:
		if depth > maxNesting {
			return v, fmt.Errorf("nested deeper than %d", maxNesting)
		}
		v.object, v.list = t == '{', t == '['
		for dec.More() {
			if v.object {
				name, err := dec.Token()
				if err != nil {
					return v, err
				}
				v.names = append(v.names, name.(string))
			}
			item, err := parseValue(dec, depth+1)
			if err != nil {
				return v, err
			}
			v.items = append(v.items, item)
		}
		_, err = dec.Token()
	case string:
		v.text = &t
	case json.Number:
		v.literal = t.String()
	case bool:
		v.literal = strconv.FormatBool(t)
	default:
		v.literal = "null"
	}
	return v, err
}

// printer is how a program prints JSON.
type printer struct {
	comma, colon string
	indent       string
	sorted       bool
	ascii        bool // \u for what is not ASCII
	slashes      bool // \/
	html         bool // \u003c for <, > and &
	numbers      func(string) string
	skip         string // members with this value are left out
}

func (p printer) value(b *strings.Builder, v jsonValue, newline string) {
	switch {
	case v.object || v.list:
		p.nested(b, v, newline)
	case v.text != nil:
		p.quote(b, *v.text)
	case p.numbers != nil && v.literal != "null" && v.literal != "true" && v.literal != "false":
		b.WriteString(p.numbers(v.literal))
	default:
		b.WriteString(v.literal)
	}
}

func (p printer) nested(b *strings.Builder, v jsonValue, newline string) {
	open, end := byte('['), byte(']')
	if v.object {
		open, end = '{', '}'
	}
	b.WriteByte(open)
	inner := newline + p.indent
	written := 0
	for _, i := range p.arrangement(v) {
		if p.skip != "" && v.object && p.isSkipped(v.items[i]) {
			continue
		}
		if written > 0 {
			b.WriteString(p.comma)
		}
		if p.indent != "" {
			b.WriteString(inner)
		}
		written++
		if v.object {
			p.quote(b, v.names[i])
			b.WriteString(p.colon)
		}
		p.value(b, v.items[i], inner)
	}
	if p.indent != "" && written > 0 {
		b.WriteString(newline)
	}
	b.WriteByte(end)
}

func (p printer) isSkipped(v jsonValue) bool {
	if v.text != nil {
		return p.skip == `""` && *v.text == ""
	}
	return v.literal == p.skip
}

// arrangement is the order in which members are printed.
func (p printer) arrangement(v jsonValue) []int {
	places := make([]int, len(v.items))
	for i := range places {
		places[i] = i
	}
	if p.sorted && v.object {
		slices.SortStableFunc(places, func(a, b int) int { return strings.Compare(v.names[a], v.names[b]) })
	}
	return places
}

func (p printer) quote(b *strings.Builder, s string) {
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\' || r == '/' && p.slashes:
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ', p.html && (r == '<' || r == '>' || r == '&'), p.ascii && r >= utf8.RuneSelf && r <= 0xFFFF:
			fmt.Fprintf(b, `\u%04x`, r)
		case p.ascii && r > 0xFFFF:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(b, `\u%04x\u%04x`, high, low)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
}

// misreadings undo that UTF-8 was taken for another charset.
var misreadings = []style{
	{"ISO-8859-1", func(s string) string { return whenUTF8(encoded(charmap.ISO8859_1.NewEncoder().String, s), s) }},
	{"windows-1252", func(s string) string { return whenUTF8(encoded(charmap.Windows1252.NewEncoder().String, s), s) }},
	{"GBK", func(s string) string { return whenUTF8(encoded(simplifiedchinese.GBK.NewEncoder().String, s), s) }},
}

// whenUTF8 is a text if it is UTF-8, else the other.
func whenUTF8(s, other string) string {
	if utf8.ValidString(s) {
		return s
	}
	return other
}
