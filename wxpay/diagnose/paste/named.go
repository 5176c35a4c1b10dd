package paste

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"wxlens/wxpay"
	"wxlens/wxpay/message"
)

// nameEnd matches what stands between a name and its value.
var nameEnd = regexp.MustCompile(`^((?:\\?["'”’]|[\])】` + "`" + `*])*)([ \t]*(?:=>|:=|->|[:=：＝])[ \t]*|[ \t]*[是为][ \t]*[:：]?[ \t]*|[ \t]+is[ \t]+|[ \t]*[\[(][ \t]*|[ \t]{1,4}|)`)

// readNamed reads a named value, or takes note of the name of a body.
func readNamed(r *reader, at []int) int {
	name := string(r.src[at[2]:at[3]])
	separator := strings.Trim(string(r.src[at[6]:at[7]]), " \t")
	if !r.startsWord(at[0]) {
		return at[1]
	}
	if separator == "" {
		return r.unseparated(at, name)
	}
	if h := headerOf(name); h != "" && (h != "Date" || separator == ":" || separator == "=") {
		if end := r.namedHeader(h, at); end > at[0] {
			return end
		}
	}
	s := slotOf(name)
	if name == "code" && bytes.HasSuffix(r.src[:at[0]], []byte("status ")) {
		s = slotStatus
	}
	if s == "" || r.opensBody(at[1]) {
		return r.noteLabel(name, at[1])
	}
	if s == slotSigned {
		return r.signedText(at)
	}
	value, start, end := r.value(at[1], separator)
	if value == "" || !r.set(s, value, start) {
		return r.noteLabel(name, at[1])
	}
	form := FormSetting
	if !settings[s] {
		form = FormValue
	}
	r.piece(form, at[0], end)
	return end
}

// signedText keeps a text that its name says was signed, where none of the rules
// for such texts knows it.
func (r *reader) signedText(at []int) int {
	start := at[1]
	for start < len(r.src) && strings.IndexByte(" \t\"'`[", r.src[start]) >= 0 {
		start++
	}
	for _, known := range []*regexp.Regexp{signV2Start, signV3Start, signEscaped} {
		if known.Match(r.src[start:min(len(r.src), start+maxMatch)]) {
			return at[1]
		}
	}
	end := r.lineEnd(start)
	if start > at[1] {
		quote := r.src[start-1]
		if quote == '[' {
			quote = ']'
		}
		end = quotedEnd(r.src, start, end, quote)
	}
	text := r.src[start:end]
	if len(text) < 32 || elided(string(text)) || r.got.signed != nil || bytes.ContainsAny(text, "()") {
		return at[1]
	}
	r.got.signed = bytes.Clone(text)
	r.piece(FormSigned, at[0], end)
	return end
}

// startsWord reports whether a name begins at a byte, not in the middle of one.
func (r *reader) startsWord(at int) bool {
	if at == 0 {
		return true
	}
	c := r.src[at-1]
	return c != '/' && c != '-' && !(c >= '0' && c <= '9')
}

// unseparated takes note of a name of a body behind which nothing or only a blank
// stands.
func (r *reader) unseparated(at []int, name string) int {
	if r.opensBody(at[1]) {
		if role := roleOfName(name); role != "" {
			r.label, r.labelEnd = role, at[1]
		}
	}
	return at[0] + scriptRun(name)
}

// scriptRun returns how many bytes of a name are of its first script, as Chinese
// stands before protocol words without a blank.
func scriptRun(name string) int {
	wide := name[0] >= utf8.RuneSelf
	for i := range len(name) {
		if (name[i] >= utf8.RuneSelf) != wide {
			return i
		}
	}
	return len(name)
}

// noteLabel takes note of the name of a body, and goes on at its value.
func (r *reader) noteLabel(name string, at int) int {
	role := roleOfName(name)
	if slotOf(name) == slotSigned {
		role = roleSigned
	}
	if role != "" {
		r.label, r.labelEnd = role, at
	}
	return at
}

// opensBody reports whether something larger than a value begins at a byte.
func (r *reader) opensBody(at int) bool {
	rest := bytes.TrimLeft(r.src[at:min(len(r.src), at+8)], " \t\"'`")
	for _, mark := range []string{"{", "[{", "<xml", "<?xml", "-----B", "｛"} {
		if bytes.HasPrefix(rest, []byte(mark)) {
			return true
		}
	}
	return false
}

// namedHeader reads a header where it stands alone, in whatever way it is printed.
func (r *reader) namedHeader(name string, at []int) int {
	if authorizationStart.Match(r.src[at[1]:min(len(r.src), at[1]+120)]) && name == "Authorization" {
		return at[0]
	}
	separator := string(r.src[at[6]:at[7]])
	var value string
	var end int
	switch onLine := at[0] == r.lineStart(at[0]) && strings.ContainsAny(separator, ":：") && at[5] == at[4]; {
	case name == "Date":
		m := httpDate.FindIndex(r.src[at[1]:min(len(r.src), at[1]+40)])
		if m == nil {
			return at[0]
		}
		value, end = string(r.src[at[1]+m[0]:at[1]+m[1]]), at[1]+m[1]
	case onLine:
		end = r.lineEnd(at[1])
		value = strings.Trim(string(r.src[at[1]:end]), " \t\"',;")
		r.headerOddities(at[0], r.src[at[0]:at[1]])
		for next := end + len(lineBreak(r.src[end:])); next > end && next < len(r.src); next = end + len(lineBreak(r.src[end:])) {
			stop := r.lineEnd(next)
			if !wrapsSignature([]string{value}, r.src[next:stop]) {
				break
			}
			value += strings.TrimSpace(string(r.src[next:stop]))
			r.odd(OddWrapped, next, name, true)
			end = stop
		}
	default:
		value, _, end = r.value(at[1], strings.TrimSpace(separator))
	}
	if value == "" {
		return at[0]
	}
	r.header(name, value, at[1])
	r.piece(FormHeader, at[0], end)
	return end
}

var httpDate = regexp.MustCompile(`[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT`)

// header keeps a loose header and notes what is wrong with its form.
func (r *reader) header(name, value string, at int) {
	value = strings.ToValidUTF8(strings.Trim(value, " \t"), "\ufffd")
	if elided(value) && !strings.Contains(value, "{{") {
		r.odd(OddMasked, at, name, false)
		return
	}
	if name == "Wechatpay-Signature" && !strings.HasPrefix(value, "WECHATPAY/SIGNTEST/") && len(value)%4 != 0 {
		r.odd(OddBase64, at, name, false)
	}
	r.got.header.Set(name, value)
}

// bareEnd are the signs that end a value without quotes. Of what is not ASCII only
// that belongs to it which nobody sees, or is a letter or digit of twice the width.
var endsBare = func() (ends [utf8.RuneSelf]bool) {
	for _, c := range " \t\r\n,;'\")]}<>`|" {
		ends[c] = true
	}
	return ends
}()

func bareLength(b []byte) int {
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			if endsBare[b[i]] {
				return i
			}
			i++
			continue
		}
		u, n := utf8.DecodeRune(b[i:])
		if !isFullWidth(u) && !message.Invisible(u) {
			return i
		}
		i += n
	}
	return len(b)
}

// valueQuotes are the quotes around a value.
var valueQuotes = [][2]string{{`\"`, `\"`}, {`"`, `"`}, {"'", "'"}, {"`", "`"}, {"“", "”"}, {"‘", "’"}, {"「", "」"}}

// value reads the value behind a name, without the quotes or brackets around it.
func (r *reader) value(at int, separator string) (value string, start, end int) {
	for at < len(r.src) {
		u, n := utf8.DecodeRune(r.src[at:])
		if !message.NoBreakSpace(u) {
			break
		}
		r.odd(OddNoBreakSpace, at, name(u), true)
		at += n
	}
	rest := r.src[at:min(len(r.src), at+maxValue)]
	for _, pair := range valueQuotes {
		q, closing := pair[0], pair[1]
		inner, ok := bytes.CutPrefix(rest, []byte(q))
		if !ok {
			continue
		}
		if i := bytes.Index(inner, []byte(closing)); i >= 0 && !bytes.Contains(inner[:i], []byte("\n")) {
			if len(q) == len("“") {
				r.odd(OddSmartQuote, at, name([]rune(q)[0]), true)
			}
			return string(inner[:i]), at + len(q), at + len(q) + i + len(closing)
		}
		return "", at, at
	}
	open := strings.Trim(separator, " \t")
	if open == "[" || open == "(" || bytes.HasPrefix(rest, []byte("[")) {
		closing := "]"
		if open == "(" {
			closing = ")"
		}
		inner := bytes.TrimPrefix(rest, []byte("["))
		skipped := len(rest) - len(inner)
		if i := bytes.IndexAny(inner, closing+"\n"); i >= 0 && inner[i] != '\n' {
			if open != "(" || bytes.ContainsAny(inner[:i], "\"'") {
				return strings.Trim(string(inner[:i]), `"' `), at + skipped, at + skipped + i + 1
			}
		}
		return "", at, at
	}
	i := bareLength(rest)
	return string(rest[:i]), at, at + i
}

var (
	plainID  = regexp.MustCompile(`^[0-9]{6,12}$`)
	plainApp = regexp.MustCompile(`^wx[0-9A-Za-z]{6,30}$`)
	hexOrB64 = regexp.MustCompile(`^[0-9A-Za-z+/=_-]{20,}$`)
)

// longest are the most bytes of the values that are short.
var longest = map[slot]int{
	slotKey: 64, slotV2Key: 128, slotV3Key: 128, slotAppSecret: 128, slotKeyUsed: 128,
	slotMchID: 64, slotAppID: 64, slotStatus: 64, slotTimestamp: 64, slotMethod: 64, slotSerial: 256, slotSigner: 256, slotVerifier: 256, slotPublicID: 256,
}

// set keeps a named value if it can be one of its kind. Of names that are there
// twice the first counts.
func (r *reader) set(s slot, value string, at int) bool {
	if longest[s] > 0 && len(value) > longest[s] { // before it is looked at any closer
		return false
	}
	value = strings.ToValidUTF8(value, "\ufffd")
	plain := strings.TrimSpace(value)
	if plain == "" {
		return false
	}
	if elided(plain) {
		if settings[s] {
			r.odd(OddMasked, at, string(s), false)
		}
		return false
	}
	switch s {
	case slotMchID, slotAppID, slotTimestamp, slotStatus:
		if half := halfWidth(plain); half != plain {
			r.odd(OddFullWidth, at, string(s), true)
			plain = half
		}
		value = plain
	}
	if !fits(s, plain) {
		return false
	}
	if known, ok := r.got.values[s]; ok && known != value {
		return r.another(s, value)
	}
	r.got.values[s] = value
	return true
}

// another keeps a second value of a name where a case has room for it.
func (r *reader) another(s slot, value string) bool {
	if s == slotV2Key {
		r.got.keys.PreviousV2Keys = append(r.got.keys.PreviousV2Keys, wxpay.NewSecret(value))
	}
	return s == slotV2Key || s == slotMchID || s == slotAppID
}

// fits reports whether a value can be what its name says.
func fits(s slot, value string) bool {
	switch s {
	case slotMchID:
		return plainID.MatchString(value)
	case slotAppID:
		return plainApp.MatchString(value)
	case slotStatus:
		n, err := strconv.Atoi(value)
		return err == nil && n >= 100 && n < 600
	case slotTimestamp:
		return len(value) >= 10 && len(value) <= 13 && strings.Trim(value, "0123456789") == ""
	case slotObserved:
		return hexOrB64.MatchString(value)
	case slotURL:
		return looksLikeAddress(value)
	case slotNotifyURL:
		return strings.HasPrefix(value, "http")
	case slotMethod:
		return strings.Contains(" GET POST PUT PATCH DELETE HEAD ", " "+strings.ToUpper(value)+" ")
	case slotSerial, slotSigner, slotVerifier:
		return len(value) >= 8 && !strings.ContainsAny(value, " \t/\\(")
	case slotKey:
		return len(value) >= 16 && strings.IndexFunc(value, func(u rune) bool { return u > 0x2fff }) < 0
	case slotV2Key, slotV3Key, slotAppSecret, slotKeyUsed:
		return len(value) >= 6 && !strings.ContainsAny(value, "(){}/\\") && !strings.Contains(value, "process.env")
	case slotPublicID:
		return len(value) >= 8
	case slotPrepayID:
		return strings.HasPrefix(value, "wx") || strings.HasPrefix(value, "up_wx")
	case slotPrivateKey, slotReqInfo, slotCiphertext:
		return len(value) >= 64 && strings.HasPrefix(value, "-----") || hexOrB64.MatchString(value) && len(value) >= 64
	case slotSigned:
		return len(value) >= 32
	}
	return true
}

var addressStart = regexp.MustCompile(`^https?://[^\s"'<>` + "`" + `，。；）】]+`)

// readAddress takes note of an address of WeChat Pay that a log names.
func readAddress(r *reader, at []int) int {
	url := strings.TrimRight(string(r.src[at[0]:at[1]]), ",.;)]")
	if !strings.Contains(url, ".mch.weixin.qq.com/") {
		return at[1]
	}
	if r.got.values[slotURL] == "" {
		r.got.values[slotURL] = url
	}
	return at[1]
}
