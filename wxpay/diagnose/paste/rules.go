package paste

import (
	"bytes"
	"regexp"
	"unicode"
	"unicode/utf8"
)

// rule finds where a piece may begin, and reads it.
type rule struct {
	// begins returns a search in a text: for the first place at or behind a byte
	// where a piece may begin, and the mark there that says so; -1 for none.
	begins func(src []byte) func(pos int) (start, mark int)
	// match begins with "^"; nil if the mark is enough.
	match *regexp.Regexp
	// read returns the byte behind the piece, or its start if there is none.
	read func(r *reader, at []int) int
}

// rules returns what may begin in a text. Of those that begin at the same byte the
// first one goes first.
func rules() []rule {
	return []rule{
		{marks(nil, "-----BEGIN "), pemStart, readPEM},
		{marks(nil, "curl ", "curl\t", "curl.exe"), curlStart, readCurl},
		{marks(ownerOf, ".requestPayment", ".chooseWXPay", ".invoke", "getBrandWCPayRequest"), clientStart, readClient},
		{marks(nil, "GET ", "POST ", "PUT ", "PATCH ", "DELETE ", "HEAD "), requestStart, readRequest},
		{marks(nil, "HTTP/"), statusStart, readStatus},
		{marks(nil, "WECHATPAY2"), authorizationStart, readAuthorization},
		{marks(nil, "error http response:["), goError, readGoError},
		{marks(nil, "message[", "message=["), bracketMessage, readMessage},
		{marks(nil, "<xml", "<?xml", "&lt;xml&gt;"), xmlStart, readXML},
		{signedLines, signV3Start, readSignedV3},
		{marks(methodOf, `\n/`, `\n1`), signEscaped, readSignedEscaped},
		{marks(tokenOf, "&"), signV2Start, readSignedV2},
		{marks(ownerOf, assigned...), assignStart, readAssignments},
		{marks(nil, errWords...), errText, readError},
		{marks(nil, "https://", "http://"), addressStart, readAddress},
		{marks(nil, "PUB_KEY_ID_"), publicKeyID, readKeyID},
		{marks(nil, "map[", "Array"), printStart, readPrint},
		{marks(nil, "{", "[", "｛", "array("), literalStart, readLiteral},
		{names, nil, readNamed},
	}
}

// seeker is a rule on its way through a text.
type seeker struct {
	rule
	next        func(pos int) (start, mark int)
	start, mark int
	begun       bool
}

// seek goes to the first place at or behind a byte.
func (s *seeker) seek(pos int) {
	if !s.begun || s.start >= 0 && s.start < pos {
		s.begun = true
		if s.start, s.mark = s.next(pos); s.start >= 0 {
			s.start = max(s.start, pos)
		}
	}
}

// skip goes behind the mark, at which nothing began.
func (s *seeker) skip() {
	behind := s.mark + 1
	if s.start, s.mark = s.next(behind); s.start >= 0 {
		s.start = max(s.start, behind)
	}
}

// maxMatch bounds what is looked at to know what begins, in bytes.
const maxMatch = 8 << 10

func (s *seeker) matches(src []byte) []int {
	if s.match == nil {
		return nameAt(src, s.start)
	}
	at := s.match.FindSubmatchIndex(src[s.start:min(len(src), s.start+maxMatch)])
	for i := range at {
		if at[i] >= 0 {
			at[i] += s.start
		}
	}
	return at
}

// marks searches for words. A piece begins at one, or where back says.
func marks(back func(src []byte, mark int) int, words ...string) func([]byte) func(int) (int, int) {
	return func(src []byte) func(int) (int, int) {
		at := make([]int, len(words)) // where each stands next; len(src) for nowhere
		for i := range at {
			at[i] = -1
		}
		return func(pos int) (int, int) {
			least := len(src)
			for i, word := range words {
				if at[i] < pos {
					at[i] = len(src)
					if n := bytes.Index(src[min(pos, len(src)):], []byte(word)); n >= 0 {
						at[i] = pos + n
					}
				}
				least = min(least, at[i])
			}
			switch {
			case least == len(src):
				return -1, -1
			case back == nil:
				return least, least
			}
			return back(src, least), least
		}
	}
}

// maxBack bounds how far before its mark a piece may begin, in bytes.
const maxBack = 60

func backWhile(src []byte, at int, holds func(c byte) bool) int {
	for n := 0; at > 0 && n < maxBack && holds(src[at-1]); n++ {
		at--
	}
	return at
}

func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// ownerOf goes back over the name of the object whose member is named.
func ownerOf(src []byte, mark int) int {
	return backWhile(src, mark, func(c byte) bool { return isWord(c) || c == '.' || c == '-' || c == '>' })
}

// methodOf goes back over the first line of a text whose line ends are escaped.
func methodOf(src []byte, mark int) int { return backWhile(src, mark, isWord) }

// tokenOf goes back over a text without blanks and quotes.
func tokenOf(src []byte, mark int) int {
	return backWhile(src, mark, func(c byte) bool {
		return c > ' ' && c != '"' && c != '\'' && c != '`' && c != '<' && c != '>' && c != '[' && c != '(' && c != '&' && c < utf8.RuneSelf
	})
}

// signedLines searches for lines that the texts of V3 begin with.
func signedLines(src []byte) func(int) (int, int) {
	return func(pos int) (int, int) {
		for pos < len(src) {
			if pos > 0 && src[pos-1] != '\n' {
				n := bytes.IndexByte(src[pos:], '\n')
				if n < 0 {
					break
				}
				pos += n + 1
				continue
			}
			if c := src[pos]; c >= '0' && c <= '9' || c == 'w' || c == 'G' || c == 'P' || c == 'D' || c == 'H' {
				return pos, pos
			}
			pos++
		}
		return -1, -1
	}
}

// names searches for letters that begin a name.
func names(src []byte) func(int) (int, int) {
	return func(pos int) (int, int) {
		for pos < len(src) {
			u, n := utf8.DecodeRune(src[pos:])
			if u == '_' || u == '$' || isWord(byte(u)) && u < utf8.RuneSelf && (u < '0' || u > '9') || u >= utf8.RuneSelf && unicode.IsLetter(u) {
				return pos, pos
			}
			pos += n
		}
		return -1, -1
	}
}

// nameAt reads a name at a byte and what stands between it and its value: the
// places of all of it, of the name, of the quotes and brackets that close it and
// of the sign before the value.
func nameAt(src []byte, start int) []int {
	end := start
	for end < len(src) && end-start < maxRun {
		u, n := utf8.DecodeRune(src[end:])
		if u != '.' && u != '-' && u != '$' && !(u < utf8.RuneSelf && isWord(byte(u))) && (u < utf8.RuneSelf || !unicode.IsLetter(u) && !unicode.IsDigit(u)) || u == utf8.RuneError {
			break
		}
		end += n
	}
	if end == start {
		return nil
	}
	rest := nameEnd.FindSubmatchIndex(src[end:min(len(src), end+maxRun)])
	return []int{start, end + rest[1], start, end, end + rest[2], end + rest[3], end + rest[4], end + rest[5]}
}

// maxRun bounds the letters of a name and what stands before its value, in bytes.
const maxRun = 200
