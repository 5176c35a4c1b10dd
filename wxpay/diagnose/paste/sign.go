package paste

import (
	"bytes"
	"net/http"
	"regexp"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/message"
)

var (
	signV2Start = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*=[^&\s"'<>]*&[A-Za-z_][A-Za-z0-9_]*=`)
	// signV3Start matches the first lines of what V3 signs: five of a request, four
	// of a client call, three of a message to us.
	signV3Start = regexp.MustCompile(`^(?:(?:GET|POST|PUT|PATCH|DELETE|HEAD)\r?\n(?:/|https?://)[^\r\n]*\r?\n[0-9]{10,13}\r?\n[^\r\n]*|wx[0-9a-f]{16}\r?\n[0-9]{10,13}\r?\n[^\r\n]+\r?\n[^\r\n]+|[0-9]{10,13}\r?\n[0-9A-Za-z]{8,64}\r?\n[{])`)
	signEscaped = regexp.MustCompile(`^(?:(?:GET|POST|PUT|PATCH|DELETE|HEAD)\\n/|wx[0-9a-f]{16}\\n[0-9]{10})`)
	signKey     = regexp.MustCompile(`&key=([^&\s"'，。,;；)\]]*)`)
	knownName   = regexp.MustCompile(`(?:^|&)(?:appid|appId|mch_id|mchid|nonce_str|nonceStr|noncestr|partnerid|prepayid|timeStamp|timestamp|out_trade_no|package|key)=`)
)

// readSignedV2 reads the text that a developer signed for V2.
func readSignedV2(r *reader, at []int) int {
	start := at[0]
	if !r.alone(start) && r.src[start-1] != '=' || start > 0 && r.src[start-1] == '?' {
		return start
	}
	end := r.lineEnd(start)
	if start > 0 {
		if quote := r.src[start-1]; quote == '"' || quote == '\'' || quote == '`' {
			if i := bytes.IndexByte(r.src[start:end], quote); i >= 0 {
				end = start + i
			}
		} else if closing := strings.IndexByte("[(", quote); closing >= 0 {
			if i := bytes.LastIndexByte(r.src[start:end], "])"[closing]); i >= 0 {
				end = start + i
			}
		}
	}
	text := bytes.TrimRight(r.src[start:end], " \t\"'`，。")
	key := signKey.FindSubmatchIndex(text)
	if key != nil {
		text = text[:key[1]]
	}
	r.charge(len(text))
	if len(knownName.FindAllIndex(text, 2)) < 2 {
		return start
	}
	end = start + len(text)
	r.got.signed, r.got.signedAPI = bytes.Clone(text), wxpay.V2
	if key != nil && !elided(string(text[key[2]:key[3]])) {
		r.got.values[slotSignedKey] = string(text[key[2]:key[3]])
	}
	if elided(string(text)) {
		r.odd(OddMasked, start, "sign-string", false)
	}
	r.piece(FormSigned, start, end)
	return end
}

// readSignedV3 reads the text that a developer signed for V3, and takes from it
// what nothing else tells.
func readSignedV3(r *reader, at []int) int {
	start := at[0]
	if start != r.lineStart(start) {
		return start
	}
	lines := bytes.SplitN(r.src[start:at[1]], []byte("\n"), 5)
	for i := range lines {
		lines[i] = bytes.TrimSuffix(lines[i], []byte("\r"))
	}
	end := r.lineEnd(at[1])
	switch {
	case lines[0][0] >= '0' && lines[0][0] <= '9':
		end = at[1] - len("{")
		data, behind := r.jsonBody(end)
		if data == nil {
			return start
		}
		end = behind
		h := http.Header{}
		h.Set("Wechatpay-Timestamp", string(lines[0]))
		h.Set("Wechatpay-Nonce", string(lines[1]))
		r.got.notices = append(r.got.notices, notice{header: h, body: data})
	case bytes.HasPrefix(lines[0], []byte("wx")):
		r.got.values[slotAppID] = first(r.got.values[slotAppID], string(lines[0]))
	default:
		end = r.bodyLine(end)
		data := bytes.Trim(r.src[at[1]:end], "\r\n")
		r.got.signedCall = &call{method: string(lines[0]), url: string(lines[1]), body: bytes.Clone(data)}
	}
	if n := len(lineBreak(r.src[end:])); n > 0 {
		end += n
	}
	r.got.signed, r.got.signedAPI = bytes.Clone(r.src[start:end]), wxpay.V3
	r.piece(FormSigned, start, end)
	return end
}

// bodyLine returns where the body line of a request's text ends, which is the next
// one, or further on if its JSON goes over lines.
func (r *reader) bodyLine(at int) int {
	next := at + len(lineBreak(r.src[at:]))
	if next == at || next == len(r.src) {
		return at
	}
	if r.src[next] == '{' || r.src[next] == '[' {
		if l, ok := message.ReadLiteral(r.src, next); ok {
			r.charge(l.Examined)
			return l.End
		}
	}
	if r.src[next] == '\n' || r.src[next] == '\r' {
		return next
	}
	return at
}

// readSignedEscaped reads a text that was signed, in one line with its line ends
// written as two characters. Whether it was signed so cannot be told: it is kept.
func readSignedEscaped(r *reader, at []int) int {
	start := at[0]
	if !r.alone(start) {
		return start
	}
	end := r.lineEnd(start)
	if start > 0 && strings.IndexByte("\"'`", r.src[start-1]) >= 0 {
		end = quotedEnd(r.src, start, end, r.src[start-1])
	}
	text := bytes.TrimRight(r.src[start:end], " \t")
	if bytes.Count(text, []byte(`\n`)) < 3 {
		return start
	}
	r.odd(OddEscapedNewline, start+bytes.Index(text, []byte(`\n`)), `\n`, false)
	r.got.signed, r.got.signedAPI = bytes.Clone(text), wxpay.V3
	r.piece(FormSigned, start, start+len(text))
	return start + len(text)
}

// quotedEnd returns where a text in quotes ends, escaped quotes passed over.
func quotedEnd(src []byte, start, end int, quote byte) int {
	for i := start; i < end; i++ {
		switch src[i] {
		case '\\':
			i++
		case quote:
			return i
		}
	}
	return end
}
