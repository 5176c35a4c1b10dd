package paste

import (
	"bytes"
	"html"
	"regexp"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
)

var xmlStart = regexp.MustCompile(`^(?:<\?xml\b|<xml[\s>\\"]|&lt;xml&gt;)`)

// xmlEnd also matches what a JSON text makes of it.
var xmlEnd = regexp.MustCompile(`<\\?/xml>`)

// maxXML bounds a body among other text, in bytes.
const maxXML = 64 << 10

// readXML reads a V2 message.
func readXML(r *reader, at []int) int {
	label := r.labelled(at[0])
	data, end := r.xmlBody(at[0])
	if data == nil {
		return at[0]
	}
	fields := fieldsOf(data)
	if len(fields) == 0 {
		return at[0]
	}
	role := roleOfXML(fields)
	switch {
	case role == "":
		return end // an acknowledgement says nothing
	case label == roleRequest, label == roleReply, label == roleNotice:
		if role != roleNotice || label != roleRequest {
			role = label
		}
	}
	r.got.bodies = append(r.got.bodies, body{role, wxpay.V2, data, fields})
	r.piece(FormXML, at[0], end)
	return end
}

// xmlBody reads an XML body up to the end of its root element, to the byte save
// for what a program that printed it has escaped.
func (r *reader) xmlBody(at int) ([]byte, int) {
	rest := r.src[at:]
	if bytes.HasPrefix(rest, []byte("&lt;")) {
		return r.htmlBody(at)
	}
	rest = rest[:min(len(rest), maxXML)]
	end := -1
	if m := xmlEnd.FindIndex(rest); m != nil {
		end = m[1]
	} else {
		r.charge(len(rest))
	}
	if next := bytes.Index(rest[1:], []byte("<xml>")); next >= 0 && end > next+1 && !bytes.HasPrefix(rest, []byte("<?xml")) {
		end = -1 // the end is that of another
	}
	if end < 0 {
		end = bytes.LastIndexByte(rest[:r.paragraph(at)-at], '>') + 1
		if end < len("<xml><a>") {
			return nil, at
		}
		r.odd(OddTruncated, at+end, "xml", false)
	}
	return r.unescapedXML(at, bytes.Clone(rest[:end])), at + end
}

// paragraph returns the byte of src before the next empty line or fence.
func (r *reader) paragraph(at int) int {
	end := min(len(r.src), at+maxXML)
	for _, mark := range []string{"\n\n", "\r\n\r\n", "\n```"} {
		if i := bytes.Index(r.src[at:end], []byte(mark)); i >= 0 {
			end = at + i
		}
	}
	r.charge(end - at)
	return end
}

var (
	joinedLines = regexp.MustCompile(`(?:\\n)?["']\s*[+.]?\s*\r?\n?\s*[+.]?\s*["']`)
	escapedGap  = regexp.MustCompile(`>(?:\\r)?\\n(\s*<[/A-Za-z])`)
)

// unescapedXML undoes what cannot have stood on the wire: escapes of a JSON text,
// the joints of a program's text, line ends in two characters between elements.
func (r *reader) unescapedXML(at int, data []byte) []byte {
	if bytes.Contains(data, []byte(`<\/`)) || bytes.Contains(data, []byte(`\"`)) && bytes.Contains(data, []byte(`>\n`)) {
		r.odd(OddEscapedQuote, at, `\/`, true)
		data = []byte(strings.NewReplacer(`\/`, "/", `\"`, `"`, `\n`, "\n", `\r`, "\r", `\t`, "\t", `\\`, `\`).Replace(string(data)))
	}
	if _, err := v2.Parse(data); err == nil {
		return data
	}
	if root := data[len("<xml>"):]; bytes.HasPrefix(data, []byte("<xml>")) && len(joinedLines.FindIndex(root)) > 0 && joinedLines.FindIndex(root)[0] == 0 {
		if plain := joinedLines.ReplaceAll(data, nil); parses(plain) {
			r.odd(OddReprinted, at, "", true)
			return plain
		}
	}
	if plain := escapedGap.ReplaceAll(data, []byte(">\n${1}")); len(plain) != len(data) {
		r.odd(OddEscapedNewline, at, `\n`, true)
		data = plain
	}
	return data
}

func parses(data []byte) bool {
	_, err := v2.Parse(data)
	return err == nil
}

// htmlBody reads XML whose signs a web page escaped.
func (r *reader) htmlBody(at int) ([]byte, int) {
	const tag = "&lt;/xml&gt;"
	i := bytes.Index(r.src[at:], []byte(tag))
	r.charge(len(tag) + max(i, 0))
	if i < 0 {
		r.charge(len(r.src) - at)
		return nil, at
	}
	r.odd(OddHTMLEscaped, at, "&lt;", true)
	return []byte(html.UnescapeString(string(r.src[at : at+i+len(tag)]))), at + i + len(tag)
}

var element = regexp.MustCompile(`<([A-Za-z_][A-Za-z0-9_]*)>(?:<!\[CDATA\[((?s:.*?))\]\]>|([^<]*))</`)

// fieldsOf reads the fields of a message, also of one that is damaged.
func fieldsOf(data []byte) v2.Message {
	if m, err := v2.Parse(data); err == nil {
		return m
	}
	var m v2.Message
	for _, f := range element.FindAllSubmatch(data, 256) {
		m = append(m, wxpay.Field{Name: string(f[1]), Value: string(f[2]) + string(f[3])})
	}
	return m
}

// roleOfXML tells a message of V2 by its fields; none for an acknowledgement.
func roleOfXML(m v2.Message) role {
	has := func(name string) bool { return m.Get(name) != "" }
	switch {
	case has("req_info"):
		return roleNotice
	case !has("return_code") && !has("result_code"):
		return roleRequest
	case has("transaction_id") && has("time_end") && !has("trade_state") && m.Get("trade_type") != "MICROPAY":
		return roleNotice
	case has("change_type"), has("contract_id") && has("operate_time"): // a contract was signed or ended
		return roleNotice
	case m.Get("return_code") == "SUCCESS" && !has("sign") && !has("result_code"):
		return ""
	}
	return roleReply
}
