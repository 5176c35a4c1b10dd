package diagnose

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"wxlens/wxpay"
)

// builder gathers the departures that change something about a draft.
type builder struct {
	base draft
	all  []departure
}

// add adds a departure that goes with all others.
func (b *builder) add(slug Slug, stage stage, detail string, change func(*draft)) {
	b.put(departure{slug: slug, stage: stage, detail: detail, change: change})
}

func (b *builder) put(d departure) { b.all = append(b.all, d) }

// since marks what was added after a moment as rare.
func (b *builder) rareSince(n int) {
	for i := range b.all[n:] {
		b.all[n+i].rare = true
	}
}

// value adds a departure that writes the value of a field in another way, if that
// changes it.
func (b *builder) value(slug Slug, name, detail string, write func(string) string) {
	before := b.base.get(name)
	after := write(before)
	if after == before {
		return
	}
	others := memo{write: write}
	b.put(departure{slug: slug, stage: stageValues, detail: detail, axis: string(slug) + " " + name, change: func(d *draft) {
		i := d.index(name)
		switch {
		case i < 0:
		case d.fields[i].value == before:
			d.fields[i].value = after
		default: // another departure was there first
			d.fields[i].value = others.of(d.fields[i].value)
		}
	}})
}

// values adds a departure that writes all values in another way.
func (b *builder) values(slug Slug, detail string, write func(string) string) {
	changes := false
	others := &memo{write: write}
	for _, f := range b.base.fields {
		changes = others.of(f.value) != f.value || changes
	}
	if !changes {
		return
	}
	b.put(departure{slug: slug, stage: stageValues, detail: detail, axis: string(slug), change: func(d *draft) {
		for i := range d.fields {
			d.fields[i].value = others.of(d.fields[i].value)
		}
	}})
}

// whole adds a departure that changes the finished text, if it changes that of the
// draft.
func (b *builder) whole(slug Slug, detail string, write func(string) string) {
	d := draft{}
	b.base.copyTo(&d)
	text := string(d.build(nil)) + "&key=k"
	if write(text) == text {
		return
	}
	change := func(text []byte) []byte { return []byte(write(string(text))) }
	b.put(departure{slug: slug, stage: stageWhole, detail: detail, rare: true, change: func(d *draft) { d.whole = change }})
}

// setField adds a departure that gives a field another value.
func (b *builder) setField(slug Slug, name, value string) {
	if i := b.base.index(name); i < 0 || b.base.fields[i].value == value {
		return
	}
	b.put(departure{slug: slug, stage: stageValues, detail: name + "=" + value, axis: "=" + name, change: func(d *draft) { d.set(name, value) }})
}

// addField adds a departure that signs one field more.
func (b *builder) addField(slug Slug, name, value string) {
	if b.base.index(name) >= 0 {
		return
	}
	b.put(departure{slug: slug, stage: stageFields, detail: name, axis: "+" + name, change: func(d *draft) {
		if d.index(name) < 0 {
			d.add(field{name: name, value: value, kept: true})
		}
	}})
}

// The departures of V2 that are made of any message.

// dropped leaves out each field for itself, but those that are named.
func (b *builder) dropped(slug Slug, but ...string) {
	for _, f := range b.base.fields {
		if name := f.name; f.value != "" && !slices.Contains(but, name) {
			b.add(slug, stageFields, name, func(d *draft) { d.drop(name) })
		}
	}
}

// empties signs what has no value, or prints something for it.
func (b *builder) empties(kept Slug) {
	var names []string
	for _, f := range b.base.fields {
		if f.value == "" {
			names = append(names, f.name)
		}
	}
	if len(names) == 0 {
		return
	}
	keep := func(detail string, names ...string) {
		b.add(kept, stageEmpty, detail, func(d *draft) {
			for i := range d.fields {
				if f := &d.fields[i]; f.value == "" && slices.Contains(names, f.name) {
					f.kept = true
				}
			}
		})
	}
	keep(wxpay.JoinNames(names), names...)
	for _, null := range nulls {
		b.add("v2-null-literal", stageEmpty, null, func(d *draft) {
			for i := range d.fields {
				if f := &d.fields[i]; f.value == "" && slices.Contains(names, f.name) {
					f.value = null
				}
			}
		})
	}
	if len(names) == 1 {
		return
	}
	for _, name := range names {
		keep(name, name)
		b.add("v2-null-literal", stageEmpty, name+"=null", func(d *draft) {
			if i := d.index(name); i >= 0 && d.fields[i].value == "" {
				d.fields[i].value = "null"
			}
		})
	}
}

// optional are fields that programs hold as variables, often without a value.
var optional = []string{"attach", "detail", "device_info", "goods_tag", "openid", "time_expire", "product_id", "scene_info", "sub_mch_id"}

// absentNulls print nothing for fields that were then not sent.
func (b *builder) absentNulls() {
	defer b.rareSince(len(b.all))
	for _, name := range optional {
		if b.base.index(name) < 0 {
			b.addField("v2-empty-value-signed", name, "")
			for _, null := range nulls[:3] {
				b.addField("v2-null-literal", name, null)
			}
		}
	}
}

func (b *builder) zeros() {
	for _, f := range b.base.fields {
		if name := f.name; f.value == "0" {
			b.add("v2-zero-value-dropped", stageFields, name, func(d *draft) { d.drop(name) })
		}
	}
}

func (b *builder) charsets(slug Slug) {
	if slices.ContainsFunc(b.base.fields, func(f field) bool { return !isASCII(f.value) }) {
		for _, s := range charsetStyles {
			b.whole(slug, s.name, s.write)
		}
	}
	for _, f := range b.base.fields {
		for _, s := range emojiStyles {
			b.value("v2-emoji", f.name, f.name, s.write)
		}
	}
}

// orders arrange the fields otherwise than by the bytes of their names.
func (b *builder) orders(slug Slug) {
	defer b.rareSince(len(b.all))
	arrange := func(detail string, o order) {
		b.add(slug, stageOrder, detail, func(d *draft) { d.order = o })
	}
	arrange("as sent", asSent)
	arrange("without case", func(x, y field) int { return strings.Compare(strings.ToLower(x.name), strings.ToLower(y.name)) })
	arrange("natural", func(x, y field) int { return compareNatural(x.name, y.name) })
	arrange("culture", func(x, y field) int { return strings.Compare(letters(x.name), letters(y.name)) })
	arrange("descending", func(x, y field) int { return strings.Compare(y.name, x.name) })
	arrange("by length", func(x, y field) int {
		if n := len(x.name) - len(y.name); n != 0 {
			return n
		}
		return strings.Compare(x.name, y.name)
	})
	arrange("by value", func(x, y field) int { return strings.Compare(x.value, y.value) })
}

func letters(s string) string { return strings.ReplaceAll(strings.ToLower(s), "_", "") }

var figures = regexp.MustCompile(`\d+|\D+`)

// compareNatural compares runs of figures as numbers.
func compareNatural(a, b string) int {
	x, y := figures.FindAllString(a, -1), figures.FindAllString(b, -1)
	for i := range min(len(x), len(y)) {
		m, err := strconv.Atoi(x[i])
		n, err2 := strconv.Atoi(y[i])
		if err == nil && err2 == nil && m != n {
			return m - n
		}
		if c := strings.Compare(x[i], y[i]); c != 0 {
			return c
		}
	}
	return len(x) - len(y)
}

// joins put the text together in other ways.
func (b *builder) joins(slug Slug) {
	for _, j := range []struct {
		detail string
		form   form
	}{
		{"…&", form{equals: "=", sep: "&", trail: "&"}},
		{"?…", form{lead: "?", equals: "=", sep: "&"}},
		{"&…", form{lead: "&", equals: "=", sep: "&"}},
		{"a=b,c=d", form{equals: "=", sep: ","}},
		{"a=bc=d", form{equals: "=", sep: ""}},
		{"a:b&c:d", form{equals: ":", sep: "&"}},
		{"ab&cd", form{sep: "&"}},
		{"b&d", form{sep: "&", bare: true}},
		{`{"a":"b"}`, form{lead: `{"`, equals: `":"`, sep: `","`, trail: `"}`}},
		{"{a=b, c=d}", form{lead: "{", equals: "=", sep: ", ", trail: "}"}},
		{"a=b\n", form{equals: "=", sep: "\n"}},
		{"…\n", form{equals: "=", sep: "&", trail: "\n"}},
	} {
		b.add(slug, stageForm, j.detail, func(d *draft) { d.form = &j.form })
	}
	b.whole("v2-key-suffix-missing", "key among the fields", func(s string) string {
		fields, key, ok := strings.Cut(s, "&key=")
		if !ok {
			return s
		}
		all := append(strings.Split(fields, "&"), "key="+key)
		slices.Sort(all)
		return strings.Join(all, "&")
	})
}

func (b *builder) foldings() {
	b.whole("v2-sign-case", "A…Z", strings.ToUpper)
	b.whole("v2-sign-case", "a…z", strings.ToLower)
}

// invisibleOut leaves out characters that nobody sees and nobody meant.
var invisibleOut = strings.NewReplacer("\u200b", "", "\u200c", "", "\u200d", "", "\ufeff", "", "\u00a0", "", "\u2060", "").Replace

// blanks are added, taken off or joined.
func (b *builder) blanks() {
	defer b.rareSince(len(b.all))
	b.values("v2-whitespace-in-value", "␠", strings.TrimSpace)
	b.values("v2-whitespace-in-value", "U+200B", invisibleOut)
	for _, f := range b.base.fields {
		b.value("v2-whitespace-in-value", f.name, f.name, strings.TrimSpace)
		b.value("v2-whitespace-in-value", f.name, f.name, func(s string) string { return strings.Join(strings.Fields(s), " ") })
		b.value("v2-whitespace-in-value", f.name, f.name, func(s string) string { return strings.Join(strings.Fields(s), "") })
	}
	for _, f := range b.base.fields {
		if f.value == "" {
			continue
		}
		for _, blank := range []string{" ", "\n"} {
			b.value("v2-whitespace-in-value", f.name, f.name, func(s string) string { return s + blank })
		}
	}
}

func (b *builder) nested() {
	for _, f := range b.base.fields {
		if f.value == "" || f.value[0] != '{' && f.value[0] != '[' {
			continue
		}
		for _, s := range jsonStyles {
			b.value("v2-nested-json-differs", f.name, f.name+" "+s.name, s.write)
		}
	}
}

// isAmount reports whether a field holds money, in fen.
func isAmount(name string) bool {
	return strings.HasSuffix(name, "_fee") || strings.HasSuffix(name, "amount")
}

// amounts print money as programs do that calculate it in yuan.
func (b *builder) amounts() {
	for _, f := range b.base.fields {
		n, err := strconv.ParseInt(f.value, 10, 64)
		if err != nil || !isAmount(f.name) {
			continue
		}
		yuan := float64(n) / 100
		for _, printed := range []string{
			strconv.FormatFloat(yuan*100, 'g', -1, 64),
			strconv.FormatFloat(yuan*100, 'f', -1, 64),
			strconv.FormatFloat(yuan*100, 'f', 1, 64),
			strconv.FormatFloat(yuan*100, 'f', 2, 64),
			strconv.FormatFloat(yuan*100, 'f', 6, 64),
			strconv.FormatFloat(yuan, 'f', -1, 64),
			strconv.FormatFloat(yuan, 'f', 1, 64),
			strconv.FormatFloat(yuan, 'f', 2, 64),
			strconv.FormatFloat(math.Trunc(yuan*100), 'f', -1, 64),
			strconv.FormatInt(n-1, 10), strconv.FormatInt(n+1, 10),
			strconv.FormatInt(n*100, 10),
		} {
			b.setField("v2-amount-float", f.name, printed)
		}
	}
}

// camel writes a_b as aB.
func camel(s string) string {
	var b strings.Builder
	for i, part := range strings.Split(s, "_") {
		if i > 0 && part != "" {
			part = strings.ToUpper(part[:1]) + part[1:]
		}
		b.WriteString(part)
	}
	return b.String()
}

// renamed adds a departure that signs a field by another name than it was sent by.
func (b *builder) renamed(slug Slug, from, to string) {
	if from == to || b.base.index(to) >= 0 || b.base.index(from) < 0 {
		return
	}
	b.put(departure{slug: slug, stage: stageNames, detail: from + " → " + to, axis: "→" + from, rare: true, change: func(d *draft) { d.rename(from, to) }})
}

// misspellings name fields otherwise than they were sent.
func (b *builder) misspellings(slug Slug) {
	all := map[string]string{}
	for _, f := range b.base.fields {
		b.renamed(slug, f.name, camel(f.name))
		b.renamed(slug, f.name, strings.ReplaceAll(f.name, "_", ""))
		all[f.name] = camel(f.name)
	}
	for _, pair := range [][2]string{{"appid", "appId"}, {"appid", "app_id"}, {"openid", "openId"}, {"openid", "open_id"},
		{"mch_id", "mchid"}, {"mchid", "mch_id"}, {"mch_appid", "appid"}} {
		b.renamed(slug, pair[0], pair[1])
	}
	b.add(slug, stageNames, "a_b → aB", func(d *draft) {
		for i := range d.fields {
			if to := all[d.fields[i].name]; to != "" {
				d.fields[i].name = to
			}
		}
	})
}
