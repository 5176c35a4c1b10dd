package paste

import (
	"fmt"
	"unicode/utf8"

	"wxlens/wxpay/message"
)

// Oddity is something in the text that a protocol text does not have: a trace of
// how it was copied, or the mistake itself.
type Oddity struct {
	Slug         OddSlug
	Line, Column int    // 1-based, in characters
	Detail       string // a character, a name or a figure, never a value
	// Repaired says that the case holds what was meant.
	Repaired bool
}

// OddSlug names a kind of oddity.
type OddSlug string

const (
	OddFullWidth      OddSlug = "full-width"
	OddSmartQuote     OddSlug = "smart-quote"
	OddZeroWidth      OddSlug = "zero-width"
	OddByteOrderMark  OddSlug = "byte-order-mark"
	OddNoBreakSpace   OddSlug = "no-break-space"
	OddEscapedNewline OddSlug = "escaped-newline"
	OddEscapedQuote   OddSlug = "escaped-quote"
	OddHexEscaped     OddSlug = "hex-escaped" // \x22, as web servers log
	OddHTMLEscaped    OddSlug = "html-escaped"
	OddCRLF           OddSlug = "crlf"
	OddTruncated      OddSlug = "truncated"
	OddMasked         OddSlug = "masked"
	OddWrapped        OddSlug = "wrapped-base64"
	OddBase64         OddSlug = "base64-length"
	OddReprinted      OddSlug = "reprinted" // a program's print of a body, not its bytes
	OddLength         OddSlug = "content-length"
	OddNotUTF8        OddSlug = "not-utf8"
)

// odd records an oddity at a byte of src.
func (r *reader) odd(slug OddSlug, at int, detail string, repaired bool) {
	r.oddAt(slug, r.origin(min(at, len(r.src))), detail, repaired)
}

// oddAt records an oddity at a byte of the text, each place once.
func (r *reader) oddAt(slug OddSlug, at int, detail string, repaired bool) {
	if len(r.out.Oddities) >= maxOddities {
		return
	}
	o := Oddity{Slug: slug, Line: r.line(at), Column: r.column(at), Detail: detail, Repaired: repaired}
	for i, known := range r.out.Oddities {
		if known.Slug == slug && known.Line == o.Line && known.Column == o.Column {
			r.out.Oddities[i].Repaired = known.Repaired || repaired
			return
		}
	}
	r.out.Oddities = append(r.out.Oddities, o)
}

// repaired records what a reading took.
func (r *reader) repaired(repairs []message.Repair) {
	slugs := map[message.RepairKind]OddSlug{
		message.RepairFullWidth: OddFullWidth, message.RepairQuote: OddSmartQuote, message.RepairInvisible: OddZeroWidth,
		message.RepairBlank: OddNoBreakSpace, message.RepairWrapped: OddWrapped, message.RepairElided: OddMasked,
	}
	for _, p := range repairs {
		slug := slugs[p.Kind]
		u, _ := utf8.DecodeRune(r.src[p.Start:p.End])
		if u == 0xfeff {
			slug = OddByteOrderMark
		}
		detail := name(u)
		if slug == OddWrapped {
			detail = ""
		}
		r.odd(slug, p.Start, detail, slug != OddMasked)
	}
}

func name(u rune) string { return fmt.Sprintf("U+%04X", u) }

// characters notes the characters inside the pieces that nobody sees, and the
// full-width letters and digits.
func (r *reader) characters() {
	if len(r.text) >= 3 && string(r.text[:3]) == "\ufeff" {
		r.oddAt(OddByteOrderMark, 0, name(0xfeff), true)
	}
	for _, p := range r.out.Pieces {
		crlf, broken := false, false
		for at := p.Start; at < p.End; {
			c := r.text[at]
			if c < utf8.RuneSelf {
				if c == '\n' && at > p.Start && r.text[at-1] == '\r' && !crlf && p.Form != FormRequest && p.Form != FormResponse && p.Form != FormHeader && p.Form != FormSetting && p.Form != FormValue {
					crlf = true
					r.oddAt(OddCRLF, at-1, string(p.Form), false)
				}
				at++
				continue
			}
			u, n := utf8.DecodeRune(r.text[at:p.End])
			switch {
			case u == utf8.RuneError && n == 1:
				if !broken {
					broken = true
					r.oddAt(OddNotUTF8, at, "", false)
				}
			case u == 0xfeff:
				r.oddAt(OddByteOrderMark, at, name(u), false)
			case message.Invisible(u):
				r.oddAt(OddZeroWidth, at, name(u), false)
			case u != 0x3000 && message.NoBreakSpace(u):
				r.oddAt(OddNoBreakSpace, at, name(u), false)
			case isFullWidth(u):
				r.oddAt(OddFullWidth, at, name(u), false)
			}
			at += n
			if len(r.out.Oddities) >= maxOddities {
				return
			}
		}
	}
}

// isFullWidth reports whether a character is a digit or letter of twice the width.
func isFullWidth(u rune) bool {
	return u >= 0xff10 && u <= 0xff19 || u >= 0xff21 && u <= 0xff3a || u >= 0xff41 && u <= 0xff5a
}

// halfWidth writes full-width signs, digits and letters as the plain ones.
func halfWidth(s string) string {
	plain := []rune(s)
	for i, u := range plain {
		if u >= 0xff01 && u <= 0xff5e {
			plain[i] = u - 0xfee0
		}
	}
	return string(plain)
}
