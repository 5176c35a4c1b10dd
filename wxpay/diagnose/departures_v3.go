package diagnose

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"wxlens/wxpay/v3"
)

// lineEnds are the mistakes of ending lines, by whose text it is.
type lineEnds struct{ missing, crlf, literal Slug }

// ends end the lines otherwise.
func (b *builder) ends(names lineEnds) {
	for _, e := range []struct {
		slug   Slug
		detail string
		form   form
	}{
		{names.missing, "", form{sep: "\n"}},
		{names.missing, `\n\n`, form{sep: "\n", trail: "\n\n"}},
		{names.crlf, `\r\n`, form{sep: "\r\n", trail: "\r\n"}},
		{names.crlf, `\r\n`, form{sep: "\r\n"}},
		{names.crlf, `\r\n`, form{sep: "\r\n", trail: "\n"}},
		{names.crlf, `\r`, form{sep: "\r", trail: "\r"}},
		{names.literal, `\\n`, form{sep: `\n`, trail: `\n`}},
		{names.literal, `\\n`, form{sep: `\n`}},
		{names.literal, `\\n`, form{sep: "\n", trail: `\n`}},
	} {
		e.form.empty, e.form.bare = true, true
		b.add(e.slug, stageForm, e.detail, func(d *draft) { d.form = &e.form })
	}
}

// permuted puts the lines into every other order.
func (b *builder) permuted(slug Slug) {
	defer b.rareSince(len(b.all))
	places := make([]int, len(b.base.fields))
	for i := range places {
		places[i] = i
	}
	for _, order := range permutations(places) {
		if slices.IsSorted(order) {
			continue
		}
		detail := make([]string, len(order))
		for i, at := range order {
			detail[i] = b.base.fields[at].name
		}
		b.add(slug, stageOrder, strings.Join(detail, " "), func(d *draft) {
			if len(d.fields) != len(order) {
				return
			}
			var room [8]field
			was := append(room[:0], d.fields...)
			for i, at := range order {
				d.fields[i] = was[at]
			}
		})
	}
}

// permutations lists all orders of a few things.
func permutations(of []int) [][]int {
	if len(of) == 0 {
		return [][]int{nil}
	}
	var all [][]int
	for i, first := range of {
		rest := slices.Delete(slices.Clone(of), i, i+1)
		for _, p := range permutations(rest) {
			all = append(all, append([]int{first}, p...))
		}
	}
	return all
}

// asPairs signs the lines as V2 signs fields.
func (b *builder) asPairs(slug Slug, key string) {
	pairs := func(detail string, form form, order order) {
		b.add(slug, stageForm, detail, func(d *draft) {
			d.form = &form
			if order != nil {
				d.order = order
			}
		})
	}
	pairs("a=b&c=d", form{equals: "=", sep: "&"}, nil)
	pairs("a=b&c=d", form{equals: "=", sep: "&"}, byName)
	pairs(`a=b\n`, form{equals: "=", sep: "\n", trail: "\n", empty: true}, nil)
	if key != "" {
		pairs("&key=", form{equals: "=", sep: "&", trail: "&key=" + key}, byName)
	}
}

// noise is what comes along when lines are pasted from a document.
func (b *builder) noise(slug Slug) {
	for _, f := range []struct {
		detail string
		form   form
	}{
		{`␠\n`, form{sep: " \n", trail: " \n"}},
		{`\n␠`, form{sep: "\n ", trail: "\n"}},
		{`\n\t`, form{sep: "\n\t", trail: "\n"}},
		{`\n␠␠␠␠`, form{sep: "\n    ", trail: "\n"}},
		{`\n␠␠␠␠␠␠␠␠`, form{sep: "\n        ", trail: "\n"}},
		{`␠␠\n␠␠`, form{lead: "  ", sep: "\n  ", trail: "\n"}},
		{`␠␠␠␠\n␠␠␠␠`, form{lead: "    ", sep: "\n    ", trail: "\n"}},
		{`␠␠␠␠␠␠␠␠\n␠␠␠␠␠␠␠␠`, form{lead: "        ", sep: "\n        ", trail: "\n"}},
		{`\t\n\t`, form{lead: "\t", sep: "\n\t", trail: "\n"}},
		{"", form{}},
		{"␠", form{sep: " ", trail: " "}},
		{`␠\n␠`, form{lead: " ", sep: "\n", trail: "\n"}},
	} {
		f.form.empty, f.form.bare = true, true
		b.add(slug, stageForm, f.detail, func(d *draft) { d.form = &f.form })
	}
	b.whole(slug, "1 … 2 …", func(s string) string {
		lines := strings.SplitAfter(s, "\n")
		for i := range lines {
			if lines[i] != "" {
				lines[i] = strconv.Itoa(i+1) + " " + lines[i]
			}
		}
		return strings.Join(lines, "")
	})
}

func (b *builder) hashedBefore(slug Slug) {
	b.whole(slug, "hex", func(s string) string {
		sum := sha256.Sum256([]byte(s))
		return hex.EncodeToString(sum[:])
	})
	b.whole(slug, "HEX", func(s string) string {
		sum := sha256.Sum256([]byte(s))
		return strings.ToUpper(hex.EncodeToString(sum[:]))
	})
	b.whole(slug, "", func(s string) string {
		sum := sha256.Sum256([]byte(s))
		return string(sum[:])
	})
}

// targets are the forms of the address that are signed instead of path and query.
func (b *builder) targets(absolute string) {
	target := b.base.get(v3.FieldTarget)
	path, query, hasQuery := strings.Cut(target, "?")
	set := func(slug Slug, value string) { b.setField(slug, v3.FieldTarget, value) }
	if hasQuery {
		set("v3-query-missing", path)
		set("v3-query-missing", path+"?")
		for _, q := range queryForms(query) {
			set("v3-query-encoding", path+"?"+q)
		}
	}
	if u, err := url.Parse(absolute); err == nil && u.Host != "" {
		set("v3-url-absolute", absolute)
		set("v3-url-absolute", u.Host+target)
		set("v3-url-absolute", u.Scheme+"://"+u.Host+path)
	} else {
		for _, host := range []string{"api.mch.weixin.qq.com", "api2.mch.weixin.qq.com"} {
			set("v3-url-absolute", "https://"+host+target)
			set("v3-url-absolute", host+target)
		}
	}
	b.value("v3-url-no-leading-slash", v3.FieldTarget, "", func(s string) string { return strings.TrimPrefix(s, "/") })
	b.value("v3-url-no-leading-slash", v3.FieldTarget, "/v3/", func(s string) string { return strings.TrimPrefix(s, "/v3/") })
	filled := len(b.all)
	for _, p := range placeholders(path) {
		if hasQuery {
			p += "?" + query
		}
		set("v3-path-placeholder", p)
	}
	b.rareSince(filled)
	b.value("v3-path-rewritten", v3.FieldTarget, "a…z", strings.ToLower)
	b.value("v3-path-rewritten", v3.FieldTarget, "A…Z", func(string) string { return upperSegments(path) + strings.TrimPrefix(target, path) })
	b.value("v3-path-rewritten", v3.FieldTarget, "/", func(string) string { return path + "/" + strings.TrimPrefix(target, path) })
	b.value("v3-path-rewritten", v3.FieldTarget, "/v3", func(s string) string { return strings.TrimPrefix(s, "/v3") })
	b.value("v3-path-rewritten", v3.FieldTarget, "//", func(s string) string { return "/" + s })
	b.value("v3-path-rewritten", v3.FieldTarget, "%", func(string) string {
		if p, err := url.PathUnescape(path); err == nil {
			return p + strings.TrimPrefix(target, path)
		}
		return target
	})
}

func upperSegments(path string) string {
	segments := strings.Split(path, "/")
	segments[len(segments)-1] = strings.ToUpper(segments[len(segments)-1])
	return strings.Join(segments, "/")
}

// queryForms are the ways in which libraries write the same parameters.
func queryForms(query string) (forms []string) {
	pairs := strings.Split(query, "&")
	sorted := slices.Clone(pairs)
	slices.Sort(sorted)
	forms = append(forms, strings.Join(sorted, "&"))
	slices.Reverse(sorted)
	forms = append(forms, strings.Join(sorted, "&"))
	if len(pairs) <= 4 {
		places := make([]int, len(pairs))
		for i := range places {
			places[i] = i
		}
		for _, order := range permutations(places) {
			arranged := make([]string, len(order))
			for i, at := range order {
				arranged[i] = pairs[at]
			}
			forms = append(forms, strings.Join(arranged, "&"))
		}
	}
	if plain, err := url.QueryUnescape(query); err == nil {
		forms = append(forms, plain, url.QueryEscape(query))
	}
	decoded := make([]string, len(pairs))
	for i, p := range pairs {
		decoded[i] = unescapePercent(p)
	}
	for _, s := range percentStyles {
		out := make([]string, len(pairs))
		for i := range pairs {
			name, value, _ := strings.Cut(decoded[i], "=")
			out[i] = s.write(name) + "=" + s.write(value)
		}
		forms = append(forms, strings.Join(out, "&"))
	}
	return append(forms, strings.ReplaceAll(query, "+", "%20"), strings.ReplaceAll(query, "%20", "+"), strings.ReplaceAll(query, "&", "&amp;"))
}

// variables are the names that stand in the paths of the documentation.
var variables = []string{
	"out_trade_no", "transaction_id", "out_refund_no", "refund_id", "mchid", "openid", "sub_mchid", "out_order_no", "bill_no", "out_bill_no",
	"stock_id", "coupon_id", "out_batch_no", "batch_id", "complaint_id", "media_id", "applyment_id", "serial_no", "tar_type",
}

// placeholders leave the variable of a path unfilled.
func placeholders(path string) (paths []string) {
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		if len(segment) < 6 && strings.Trim(segment, "0123456789") != "" || segment == "" || segment == strings.ToLower(segment) && !strings.ContainsAny(segment, "0123456789") {
			continue
		}
		for _, name := range variables {
			for _, form := range []string{"{" + name + "}", ":" + name, "{{" + name + "}}"} {
				filled := slices.Clone(segments)
				filled[i] = form
				paths = append(paths, strings.Join(filled, "/"))
			}
		}
	}
	return paths
}

// queryObject is a query as JSON.
func queryObject(query string) string {
	values, err := url.ParseQuery(query)
	if err != nil || len(values) == 0 {
		return ""
	}
	object := map[string]string{}
	for name := range values {
		object[name] = values.Get(name)
	}
	data, _ := json.Marshal(object) // texts always encode
	return string(data)
}
