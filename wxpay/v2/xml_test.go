package v2

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"wxlens/wxpay"
)

// read parses a document that must be well formed.
func read(t *testing.T, doc string) Message {
	t.Helper()
	m, err := Parse([]byte(doc))
	if err != nil {
		t.Fatalf("%q refused: %v", doc, err)
	}
	return m
}

// refused checks that a document is refused for the reason, with a detail that
// contains the words, and that the error shows nothing of the body.
func refused(t *testing.T, doc string, reason wxpay.Reason, words string) *XMLError {
	t.Helper()
	m, err := Parse([]byte(doc))
	var e *XMLError
	if !errors.As(err, &e) || m != nil {
		t.Fatalf("%.80q read as %q, error %v", doc, m, err)
	}
	if e.Reason != reason || !strings.Contains(e.Detail, words) {
		t.Errorf("%.80q refused as %s (%s), want %s (%s)", doc, e.Reason, e.Detail, reason, words)
	}
	if strings.Contains(e.Error(), "SECRET") {
		t.Errorf("the error quotes the body: %v", e)
	}
	return e
}

func readValue(t *testing.T, inside string) string {
	t.Helper()
	return read(t, "<xml><a>"+inside+"</a></xml>").Get("a")
}

func TestParseKeepsWireOrder(t *testing.T) {
	m := read(t, "<xml>\n  <b>2</b>\n\t<a><![CDATA[1]]></a>\r\n</xml>\n")
	if !slices.Equal(m, Message{{Name: "b", Value: "2"}, {Name: "a", Value: "1"}}) {
		t.Errorf("read %q", m)
	}
}

func TestParseValues(t *testing.T) {
	rows := []struct{ name, inside, want string }{
		{"text is not trimmed", " \t1 \n", " \t1 \n"},
		{"space around CDATA counts", "\n <![CDATA[x]]> ", "\n x "},
		{"CDATA keeps marks", "<![CDATA[<b>&amp;]]]>", "<b>&amp;]"},
		{"CDATA and text alternate", "a<![CDATA[b]]>c<![CDATA[d]]>&amp;", "abcd&"},
		{"]]> split over two sections", "<![CDATA[a]]]]><![CDATA[>b]]>", "a]]>b"},
		{"]] in text", "a]]b]", "a]]b]"},
		{"empty CDATA", "<![CDATA[]]>", ""},
		{"CRLF and CR become LF", "a\r\nb\rc\r\r\nd", "a\nb\nc\n\nd"},
		{"CRLF in CDATA too", "<![CDATA[a\r\nb\r]]>", "a\nb\n"},
		{"a reference to CR stays", "a&#13;&#xD;&#xA;b", "a\r\r\nb"},
		{"the five entities", "&lt;&gt;&amp;&quot;&apos;", `<>&"'`},
		{"numeric references", "&#34;&#x6D4b;&#128512;&#x10FFFF;&#0065;", "\"测😀\U0010FFFFA"},
		{"an entity is not read twice", "&amp;lt;", "&lt;"},
		{"Chinese and four-byte characters", "支付😀", "支付😀"},
		{"JSON", `{"a":[1]}`, `{"a":[1]}`},
		{"DEL and C1", "\x7f\u0085", "\x7f\u0085"},
		{"a byte order mark inside a value", "a\uFEFFb", "a\uFEFFb"},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			if got := readValue(t, r.inside); got != r.want {
				t.Errorf("read %q, want %q", got, r.want)
			}
		})
	}
}

func TestParseEmptyElements(t *testing.T) {
	m := read(t, "<xml><a/><b /><c></c></xml>")
	if !slices.Equal(m, Message{{Name: "a"}, {Name: "b"}, {Name: "c"}}) {
		t.Errorf("read %q", m)
	}
}

func TestParseEmptyMessage(t *testing.T) {
	for _, doc := range []string{"<xml></xml>", "<xml/>", "<xml>\n</xml >"} {
		if m := read(t, doc); len(m) != 0 {
			t.Errorf("%s read as %q", doc, m)
		}
	}
}

func TestParseSpaceInsideTags(t *testing.T) {
	if m := read(t, "<xml ><a\n>1</a\t></xml\r\n>"); m.Get("a") != "1" {
		t.Errorf("read %q", m)
	}
}

func TestParseDeclaration(t *testing.T) {
	for _, declaration := range []string{
		`<?xml version="1.0"?>`,
		`<?xml version="1.0" encoding="UTF-8"?>` + "\r\n",
		`<?xml version='1.0' encoding='utf-8' ?>`,
		`<?xml version = "1.0"  encoding="Utf-8" standalone="yes"?>`,
	} {
		if m := read(t, declaration+"<xml><a>1</a></xml>"); m.Get("a") != "1" {
			t.Errorf("%s: read %q", declaration, m)
		}
	}
}

func TestParseRefusesOtherDeclarations(t *testing.T) {
	rest := "<xml><a>1</a></xml>"
	refused(t, `<?xml version="1.0" encoding="GBK"?>`+rest, wxpay.ReasonUnsafeXML, "encoding other than UTF-8")
	refused(t, `<?xml version="1.0" encoding="UTF-16"?>`+rest, wxpay.ReasonUnsafeXML, "encoding other than UTF-8")
	refused(t, `<?xml version="1.1"?>`+rest, wxpay.ReasonNotXML, "declaration")
	refused(t, `<?xml encoding="UTF-8"?>`+rest, wxpay.ReasonNotXML, "declaration")
	refused(t, `<?xml version="1.0" more="1"?>`+rest, wxpay.ReasonNotXML, "declaration")
	refused(t, `<?xml version="1.0?>`+rest, wxpay.ReasonNotXML, "declaration")
	refused(t, `<?xml version=?>`+rest, wxpay.ReasonNotXML, "declaration")
	refused(t, `<?xml version?>`+rest, wxpay.ReasonNotXML, "declaration")
	refused(t, ` <?xml version="1.0"?>`+rest, wxpay.ReasonUnsafeXML, "processing instruction")
}

func TestParseCommentsBetweenElements(t *testing.T) {
	m := read(t, "<!-- 1 --><xml><!----><a>1</a><!-- <b>2</b> & - 注 --></xml>")
	if !slices.Equal(m, Message{{Name: "a", Value: "1"}}) {
		t.Errorf("read %q", m)
	}
}

func TestParseRefusesOtherComments(t *testing.T) {
	refused(t, "<xml><a>1<!-- c --></a></xml>", wxpay.ReasonNotXML, "comment inside a value")
	refused(t, "<xml><!-- a -- b --></xml>", wxpay.ReasonNotXML, "-- inside a comment")
	refused(t, "<xml><!-- \x01 --></xml>", wxpay.ReasonNotXML, "forbids")
	refused(t, "<xml/><!-- c -->", wxpay.ReasonNotXML, "content after the root")
}

func TestParseRefusesUnsafe(t *testing.T) {
	rows := []struct{ doc, words string }{
		{`<!DOCTYPE xml [<!ENTITY e SYSTEM "file:///SECRET">]><xml><a>&e;</a></xml>`, "document type"},
		{`<?xml version="1.0"?><!doctype xml><xml/>`, "document type"},
		{`<xml><!DOCTYPE a></xml>`, "document type"},
		{`<xml><!ENTITY e "SECRET"></xml>`, "markup declaration"},
		{`<xml><a><!ENTITY e "SECRET"></a></xml>`, "markup declaration"},
		{`<xml><a><?php SECRET ?></a></xml>`, "processing instruction"},
		{`<?xml-stylesheet href="SECRET"?><xml/>`, "processing instruction"},
		{`<xml><?pi?></xml>`, "processing instruction"},
		{`<xml><a>&SECRET;</a></xml>`, "entity"},
		{`<xml><a>a & b</a></xml>`, "&"},
		{`<xml><a>a&&amp;</a></xml>`, "&"},
		{`<xml><a>&;</a></xml>`, "entity"},
		{`<xml><a>&LT;</a></xml>`, "entity"},
		{`<xml><a>&nbsp;</a></xml>`, "entity"},
		{`<xml><a>&#0;</a></xml>`, "entity"},
		{`<xml><a>&#x1F;</a></xml>`, "entity"},
		{`<xml><a>&#xD800;</a></xml>`, "entity"},
		{`<xml><a>&#xFFFE;</a></xml>`, "entity"},
		{`<xml><a>&#x110000;</a></xml>`, "entity"},
		{`<xml><a>&#X41;</a></xml>`, "entity"},
		{`<xml><a>&#;</a></xml>`, "entity"},
		{`<xml><a>&#-1;</a></xml>`, "entity"},
		{`<xml><a>&#99999999999999999999;</a></xml>`, "&"},
	}
	for _, r := range rows {
		refused(t, r.doc, wxpay.ReasonUnsafeXML, r.words)
	}
}

func TestParseRefusesWhatIsNotFlat(t *testing.T) {
	rows := []struct{ doc, words string }{
		{`<xml xmlns="urn:x"><a>1</a></xml>`, "attribute"},
		{`<xml><a id="1">1</a></xml>`, "attribute"},
		{`<xml><a id="1"/></xml>`, "attribute"},
		{`<xml><a><b>SECRET</b></a></xml>`, "nested element"},
		{`<xml><a>1<b/></a></xml>`, "nested element"},
		{`<xml><a>1 < 2</a></xml>`, "unescaped <"},
		{`<xml>SECRET<a>1</a></xml>`, "text between elements"},
		{`<xml><a>1</a>\n<b>2</b></xml>`, "text between elements"},
		{`<xml><![CDATA[SECRET]]></xml>`, "text between elements"},
		{`<xml>&#32;<a>1</a></xml>`, "text between elements"},
		{`<xml><a>1</b></xml>`, "end tag of another"},
		{`<xml><a>1</ab></xml>`, "end tag of another"},
		{`<xml><ab>1</a></xml>`, "end tag of another"},
		{`<xml><a>1</ a></xml>`, "end tag of another"},
		{`<xml><a>1</a></xm>`, "end tag of another"},
		{`<xml><a/b></xml>`, "malformed tag"},
		{`<xml><a>]]></a></xml>`, "]]> outside CDATA"},
	}
	for _, r := range rows {
		refused(t, r.doc, wxpay.ReasonNotXML, r.words)
	}
}

func TestParseRefusesOtherRoot(t *testing.T) {
	e := refused(t, "<root><a>1</a></root>", wxpay.ReasonNotXML, "another root")
	if e.Field != "root" {
		t.Errorf("error %+v", e)
	}
	refused(t, "<XML><a>1</a></XML>", wxpay.ReasonNotXML, "another root")
}

func TestParseRootReadsRefundInformation(t *testing.T) {
	m, err := ParseRoot([]byte("<root><out_refund_no><![CDATA[R1]]></out_refund_no></root>"), "root")
	if err != nil || m.Get("out_refund_no") != "R1" {
		t.Errorf("read %q, %v", m, err)
	}
	if _, err := ParseRoot([]byte("<xml/>"), "root"); err == nil {
		t.Error("another root passed")
	}
	if m, err := ParseRoot([]byte("<queryRequest><a>1</a></queryRequest>"), ""); err != nil || m.Get("a") != "1" {
		t.Errorf("any root: %v, %v", m, err)
	}
	if _, err := ParseRoot([]byte("<queryRequest><a>1</a></xml>"), ""); err == nil {
		t.Error("the end of another root passed")
	}
}

func TestParseRefusesContentAfterRoot(t *testing.T) {
	for _, after := range []string{"<xml/>", "x", "</xml>", "\x00", "<?pi?>", "<!DOCTYPE a>"} {
		refused(t, "<xml><a>1</a></xml>"+after, wxpay.ReasonNotXML, "content after the root")
	}
}

func TestParseRefusesFieldTwice(t *testing.T) {
	e := refused(t, "<xml>\n<total_fee>1</total_fee>\n<a/>\n<total_fee>100</total_fee></xml>", wxpay.ReasonDuplicateField, "")
	if e.Field != "total_fee" || e.Line != 4 || e.Byte != 36 {
		t.Errorf("error %+v", e)
	}
	if got, want := e.Error(), "xml: line 4, byte 36: duplicate-field: field total_fee"; got != want {
		t.Errorf("error reads %q", got)
	}
	refused(t, "<xml><a/><a/></xml>", wxpay.ReasonDuplicateField, "")
}

func TestParseNamesAreCaseSensitive(t *testing.T) {
	if m := read(t, "<xml><appId>1</appId><appid>2</appid></xml>"); m.Get("appId") != "1" || m.Get("appid") != "2" {
		t.Errorf("read %q", m)
	}
}

func TestParseRefusesNames(t *testing.T) {
	for _, name := range []string{"1a", "-a", ".a", "a:b", "名", "a$", "", "a\x00"} {
		refused(t, fmt.Sprintf("<xml><%s>1</%[1]s></xml>", name), wxpay.ReasonNotXML, "element name")
	}
	read(t, fmt.Sprintf("<xml><%s>1</%[1]s></xml>", strings.Repeat("a", 64)))
	refused(t, fmt.Sprintf("<xml><%s>1</%[1]s></xml>", strings.Repeat("a", 65)), wxpay.ReasonNotXML, "longer than 64")
	read(t, "<xml><_a-b.c9>1</_a-b.c9></xml>")
}

func TestParseRefusesCharacters(t *testing.T) {
	for _, c := range []string{"\x00", "\x01", "\x0b", "\x1f", "\uFFFE", "\uFFFF"} {
		refused(t, "<xml><a>"+c+"</a></xml>", wxpay.ReasonNotXML, "forbids")
		refused(t, "<xml><a><![CDATA["+c+"]]></a></xml>", wxpay.ReasonNotXML, "forbids")
	}
	for _, c := range []string{"\xb2\xe2", "\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80"} {
		e := refused(t, "<xml><a>"+c+"</a></xml>", wxpay.ReasonNotXML, "not UTF-8")
		if e.Field != "a" || e.Byte != 8 {
			t.Errorf("error %+v", e)
		}
	}
}

func TestParseRefusesByteOrderMarks(t *testing.T) {
	for _, mark := range []string{"\xEF\xBB\xBF", "\xFE\xFF", "\xFF\xFE"} {
		refused(t, mark+"<xml/>", wxpay.ReasonNotXML, "byte order mark")
	}
}

func TestParseRefusesEmptyBody(t *testing.T) {
	refused(t, "", wxpay.ReasonEmptyBody, "")
	refused(t, " \r\n", wxpay.ReasonEmptyBody, "")
}

func TestParseNamesWhatCameInstead(t *testing.T) {
	refused(t, "<html>\r\n<head><title>400</title></head></html>", wxpay.ReasonNotXML, "HTML")
	refused(t, "\n<HTML lang='en'></HTML>", wxpay.ReasonNotXML, "HTML")
	refused(t, "<!DOCTYPE html><html></html>", wxpay.ReasonUnsafeXML, "HTML")
	refused(t, `{"code":"SUCCESS"}`, wxpay.ReasonNotXML, "JSON")
	refused(t, "success", wxpay.ReasonNotXML, "does not begin with an element")
	refused(t, `"<xml/>"`, wxpay.ReasonNotXML, "does not begin with an element")
}

func TestParseRefusesTooLarge(t *testing.T) {
	fill := func(size int) string {
		const frame = "<xml><a></a></xml>"
		return "<xml><a>" + strings.Repeat("x", size-len(frame)) + "</a></xml>"
	}
	read(t, fill(MaxMessage))
	refused(t, fill(MaxMessage+1), wxpay.ReasonTooLarge, "1 MiB")
}

func TestParseRefusesTooManyFields(t *testing.T) {
	many := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "<f%d/>", i)
		}
		return "<xml>" + b.String() + "</xml>"
	}
	read(t, many(256))
	refused(t, many(257), wxpay.ReasonTooLarge, "256 fields")
}

// A body that is cut anywhere is truncated, not malformed: the difference is
// between a lost connection and a broken sender.
func TestParseEveryCutIsTruncated(t *testing.T) {
	doc := `<?xml version="1.0"?><!-- c --><xml> <a>测&amp;]]<![CDATA[x]]></a><!-- 注 --><b/></xml>`
	for cut := 1; cut < len(doc); cut++ {
		refused(t, doc[:cut], wxpay.ReasonTruncated, "")
	}
}

// Cut this short, an end tag can still become the right one.
func TestParseCutEndTag(t *testing.T) {
	refused(t, "<xml><total_fee>1</tot", wxpay.ReasonTruncated, "")
	refused(t, "<xml><total_fee>1</tox", wxpay.ReasonNotXML, "end tag of another")
}

func TestParseCopiesPlainBodyOnce(t *testing.T) {
	body := with(notification(), "0359E60324EBE8A6644F8CDED5CADB6A").XML()
	n := testing.AllocsPerRun(100, func() {
		if _, err := Parse(body); err != nil {
			t.Fatal(err)
		}
	})
	if n > 2 { // the text and the list of fields
		t.Errorf("%v allocations, want 2", n)
	}
}

func TestParseIsNotTiedToTheBody(t *testing.T) {
	body := []byte("<xml><a>1</a></xml>")
	m, err := Parse(body)
	clear(body)
	if err != nil || m.Get("a") != "1" {
		t.Errorf("read %q, %v", m, err)
	}
}

func TestXMLWritesDigitsPlainAndTheRestInCDATA(t *testing.T) {
	m := Message{{Name: "total_fee", Value: "100"}, {Name: "body", Value: "a<b"}, {Name: "attach"}}
	const want = "<xml><total_fee>100</total_fee><body><![CDATA[a<b]]></body><attach></attach></xml>"
	if got := string(m.XML()); got != want {
		t.Errorf("wrote %s", got)
	}
}

func TestXMLKeepsEveryValue(t *testing.T) {
	for _, v := range []string{
		"", "0", "]]>", "]]", "]]]>", "]]>]]>", "a]]>b", "\r", "\r\n", "]]\r>", "]\r]>", "\r]]>\r",
		" x ", "\n", "&amp;", "<![CDATA[x]]>", "1 2", "测试😀", `{"a":"<&>"}`,
	} {
		if got := reparse(t, Message{{Name: "a", Value: v}}).Get("a"); got != v {
			t.Errorf("%q came back as %q", v, got)
		}
	}
}

func TestMessageLookup(t *testing.T) {
	m := read(t, "<xml><a/><b>1</b></xml>")
	if v, has := m.Lookup("a"); v != "" || !has {
		t.Error("an empty field is there")
	}
	if v, has := m.Lookup("c"); v != "" || has || m.Get("c") != "" {
		t.Error("a missing field is not there")
	}
}

// Whatever is thrown at it, refusing costs no more than twice the longest message.
func TestHostileMessagesAreRefusedInBoundedMemory(t *testing.T) {
	const room = 50 << 20
	bomb := `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">` + strings.Repeat(`<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">`, 10) + `]><xml><v>&b;</v></xml>`
	for what, c := range map[string]struct {
		body   []byte
		reason wxpay.Reason
	}{
		"50 MB in one value": {[]byte("<xml><a>" + strings.Repeat("x", room) + "</a></xml>"), wxpay.ReasonTooLarge},
		"50 MB of fields":    {[]byte("<xml>" + strings.Repeat("<a>1</a>", room/8) + "</xml>"), wxpay.ReasonTooLarge},
		"50 MB of depth":     {[]byte("<xml>" + strings.Repeat("<a>", room/3)), wxpay.ReasonTooLarge},
		"depth":              {[]byte("<xml>" + strings.Repeat("<a>", MaxMessage/3-2)), wxpay.ReasonNotXML},
		"entity bomb":        {[]byte(bomb), wxpay.ReasonUnsafeXML},
		"external entity":    {[]byte(`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><v>&e;</v></xml>`), wxpay.ReasonUnsafeXML},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		m, err := Parse(c.body)
		runtime.ReadMemStats(&after)
		if fault := (*XMLError)(nil); !errors.As(err, &fault) || fault.Reason != c.reason || m != nil {
			t.Errorf("%s: %v", what, err)
		}
		if spent := after.TotalAlloc - before.TotalAlloc; spent > 2*MaxMessage {
			t.Errorf("%s: %d bytes were allocated to refuse it", what, spent)
		}
	}
}
