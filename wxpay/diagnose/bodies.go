package diagnose

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"wxlens/wxpay/v3"
)

// prettyStyles are the ways of libraries that print JSON for people.
var prettyStyles = []style{
	{"indented by 2, a : b", printed(printer{indent: "  ", colon: " : "})},          // Jackson
	{"indented by a tab, a:b", printed(printer{indent: "\t", colon: ":"})},          // fastjson
	{"indented by 2, \\r\\n", windows(printed(printer{indent: "  ", colon: ": "}))}, // Newtonsoft
	{"indented by 2, a : b, \\r\\n", windows(printed(printer{indent: "  ", colon: " : "}))},
	{"indented by 4, \\r\\n", windows(printed(printer{indent: "    ", colon: ": "}))},
	{"a line a member", linePerMember},
}

// windows ends the lines of what is printed as that system does.
func windows(print func(string) string) func(string) string {
	return func(s string) string { return strings.ReplaceAll(print(s), "\n", "\r\n") }
}

// linePerMember is what people write by hand: each member of the object on a line
// of its own, without indentation, and all else compact.
func linePerMember(s string) string {
	tree, err := parseJSON(s)
	if err != nil || !tree.object {
		return s
	}
	p := printer{comma: ",", colon: ":"}
	var b strings.Builder
	b.WriteString("{\n")
	for i, name := range tree.names {
		if i > 0 {
			b.WriteString(",\n")
		}
		p.quote(&b, name)
		b.WriteString(p.colon)
		p.value(&b, tree.items[i], "\n")
	}
	b.WriteString("\n}")
	return b.String()
}

// objectStyles print an object as a language does, not as JSON.
var objectStyles = []string{"single quotes", "key=value"}

// bodies are the forms in which programs print the body that they sent otherwise.
func (b *builder) bodies(reserialised, slashes, charset Slug) {
	body := b.base.get(v3.FieldBody)
	if body == "" {
		return
	}
	for _, s := range slices.Concat(jsonStyles, prettyStyles) {
		if slices.Contains(objectStyles, s.name) || slashes != "" && strings.HasPrefix(s.name, `\/`) {
			continue
		}
		b.value(reserialised, v3.FieldBody, s.name, s.write)
	}
	b.value(reserialised, v3.FieldBody, `\n`, func(s string) string { return s + "\n" })
	b.value(reserialised, v3.FieldBody, "trimmed", strings.TrimSpace)
	b.value(reserialised, v3.FieldBody, `\n`, func(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") })
	b.value(reserialised, v3.FieldBody, `\r\n`, func(s string) string {
		return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\n", "\r\n")
	})
	b.value(reserialised, v3.FieldBody, "\\u", unescapeUnicode)
	if slashes != "" {
		b.value(slashes, v3.FieldBody, `\/`, func(s string) string {
			return strings.ReplaceAll(strings.ReplaceAll(s, `\/`, "/"), "/", `\/`)
		})
		b.value(slashes, v3.FieldBody, "/", func(s string) string { return strings.ReplaceAll(s, `\/`, "/") })
	}
	if !isASCII(body) {
		for _, s := range charsetStyles {
			b.value(charset, v3.FieldBody, s.name, s.write)
		}
	}
	b.value(charset, v3.FieldBody, "BOM", func(s string) string { return "\ufeff" + strings.TrimPrefix(s, "\ufeff") })
	b.value(charset, v3.FieldBody, "no BOM", func(s string) string { return strings.TrimPrefix(s, "\ufeff") })
}

// unescapeUnicode writes \u escapes of other than ASCII characters as these.
func unescapeUnicode(s string) string {
	if !strings.Contains(s, `\u`) {
		return s
	}
	return printed(printer{})(s)
}

// objects are what languages print for a value that was to be JSON.
func (b *builder) objects(slug Slug) {
	body := b.base.get(v3.FieldBody)
	if body == "" {
		return
	}
	for _, value := range []string{"[object Object]", "Array", "<nil>", "[object Promise]"} {
		b.setField(slug, v3.FieldBody, value)
	}
	quoted, _ := json.Marshal(body) // a string always encodes
	b.setField(slug, v3.FieldBody, string(quoted))
	b.setField(slug, v3.FieldBody, formOf(body))
	for _, s := range jsonStyles {
		if slices.Contains(objectStyles, s.name) {
			b.value(slug, v3.FieldBody, s.name, s.write)
		}
	}
}

// formOf writes the members of a JSON object as a form is posted.
func formOf(body string) string {
	var object map[string]any
	if json.Unmarshal([]byte(body), &object) != nil {
		return body
	}
	values := url.Values{}
	for name, v := range object {
		if text, ok := v.(string); ok {
			values.Set(name, text)
		} else {
			data, _ := json.Marshal(v) // it was JSON
			values.Set(name, string(data))
		}
	}
	return values.Encode()
}
