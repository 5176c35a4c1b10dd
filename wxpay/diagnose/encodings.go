package diagnose

import (
	"html"
	"net/url"
	"slices"
	"strings"
)

// addressStyles are those of libraries that keep more characters than percentStyles.
var addressStyles = []style{
	{"/", escaping("+", "%20", "%2F", "/")},                                                     // Python's quote
	{"!'()*", escaping("+", "%20", "%21", "!", "%27", "'", "%28", "(", "%29", ")", "%2A", "*")}, // encodeURIComponent
}

// escaping escapes as a query and then replaces pieces of that.
func escaping(oldNew ...string) func(string) string {
	r := strings.NewReplacer(oldNew...)
	return func(s string) string { return r.Replace(url.QueryEscape(s)) }
}

// entityStyles are those of HTML escapers, which mind quotes where xmlStyles do not.
var entityStyles = []style{
	{"&quot; &#039;", phpEscaper.Replace},
	{"&quot; &#x27;", strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#x27;").Replace}, // Python
	{"&quot; &apos;", strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&apos;").Replace}, // Java
}

var phpEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#039;")

// encodings write values, or all of the text, as addresses, HTML and XML are.
func (b *builder) encodings() {
	for _, s := range percentStyles {
		b.everywhere("v2-url-encoded-values", s)
		b.whole("v2-url-encoded-values", s.name, s.write)
	}
	b.whole("v2-html-entity", "&…", html.UnescapeString)
	b.whole("v2-html-entity", "&amp;", func(s string) string { return strings.ReplaceAll(s, "&", "&amp;") })
	if slices.ContainsFunc(b.base.fields, func(f field) bool { return strings.ContainsAny(f.value, `<>"'`) }) {
		b.whole("v2-html-entity", "&amp; &quot;", phpEscaper.Replace)
	}
	for i, s := range xmlStyles {
		for _, f := range b.base.fields {
			if i > 0 || strings.ContainsAny(f.value, `<>&"'{[`) || len(b.base.fields) < 20 {
				b.value("v2-xml-escaping-signed", f.name, f.name+" "+s.name, s.write)
			}
		}
		b.values("v2-xml-escaping-signed", s.name, s.write)
		if s.write("") != "" { // most programs pass over what is empty
			b.values("v2-xml-escaping-signed", s.name, unlessEmpty(s.write))
		}
	}
	defer b.rareSince(len(b.all))
	for _, s := range addressStyles {
		b.everywhere("v2-url-encoded-values", s)
	}
	for _, s := range entityStyles {
		b.everywhere("v2-xml-escaping-signed", s)
	}
}

// everywhere writes each value for itself, and all together, in another style.
func (b *builder) everywhere(slug Slug, s style) {
	b.values(slug, s.name, s.write)
	for _, f := range b.base.fields {
		b.value(slug, f.name, f.name+" "+s.name, s.write)
	}
}

func unlessEmpty(write func(string) string) func(string) string {
	return func(v string) string {
		if v == "" {
			return v
		}
		return write(v)
	}
}
