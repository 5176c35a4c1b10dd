package v2

import (
	"cmp"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"wxlens/wxpay"
)

// SignType is the digest of a signature (签名类型), spelled as sign_type is.
type SignType string

const (
	MD5        SignType = "MD5" // the default when a message names none
	HMACSHA256 SignType = "HMAC-SHA256"
)

// SignTypeError says that a text names no sign type.
type SignTypeError struct{ Text string }

func (e *SignTypeError) Error() string {
	return fmt.Sprintf("sign type %q: want MD5 or HMAC-SHA256", e.Text)
}

// ParseSignType reads a sign type. Nothing means MD5; any other spelling, such
// as "md5", is a [*SignTypeError], as the gateway refuses it (签名类型不支持).
func ParseSignType(s string) (SignType, error) {
	switch t := SignType(s); t {
	case "":
		return MD5, nil
	case MD5, HMACSHA256:
		return t, nil
	}
	return "", &SignTypeError{s}
}

// Signed is a signature and what it was made over.
type Signed struct {
	Text      wxpay.Text
	SignType  SignType
	Signature string // upper-case hexadecimal, 32 or 64 characters

	fields []wxpay.Field
	digest digest
}

// SignText builds the text that is signed (安全规范, 签名算法): every field but
// sign, those without a value left out, in byte order of their names, as
// name=value joined by "&", then the APIv2 key as the secret part "key". Values
// are the raw text: not escaped, not URL-encoded, not trimmed.
func SignText(fields []wxpay.Field, key wxpay.Secret) wxpay.Text {
	var room [48]int
	order := signOrder(room[:0], fields)
	size := len(keyTail) + len(key.Reveal())
	for _, i := range order {
		size += len(fields[i].Name) + len("=") + len(fields[i].Value) + len("&")
	}
	text := wxpay.NewText(size, len(order)+1)
	join(&text, fields, order)
	text.Literal(keyTail)
	text.Hidden("key", key)
	return text
}

// Sign signs the fields. It adds none: with HMAC-SHA256 the fields must state
// their sign_type, or the gateway checks with MD5. The fields must stay as they
// are for as long as the trace may be asked for.
func Sign(fields []wxpay.Field, key wxpay.Secret, t SignType) Signed {
	if t != HMACSHA256 {
		t = MD5
	}
	s := Signed{Text: SignText(fields, key), SignType: t, fields: fields}
	s.digest = digestOf(s.Text, key, t)
	s.Signature = s.digest.hex(t, "0123456789ABCDEF")
	return s
}

const keyTail = "&key="

func isSign(f wxpay.Field) bool { return f.Name == "sign" }

// isEmpty finds the fields that are not signed even when they are sent. "0" is
// not empty.
func isEmpty(f wxpay.Field) bool { return f.Value == "" }

// signOrder appends to order the places of the fields that are signed, sorted by
// the bytes of their names: upper case, then "_", then lower case. It sorts
// places because moving fields costs more than comparing them.
func signOrder(order []int, fields []wxpay.Field) []int {
	for i, f := range fields {
		if !isSign(f) && !isEmpty(f) {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(strings.Compare(fields[a].Name, fields[b].Name), a-b)
	})
	return order
}

func join(text *wxpay.Text, fields []wxpay.Field, order []int) {
	for n, i := range order {
		if n > 0 {
			text.Literal("&")
		}
		text.Literal(fields[i].Name)
		text.Literal("=")
		text.Value(fields[i].Name, fields[i].Value)
	}
}

// digest is the sum of either sign type; MD5 fills the first half.
type digest [sha256.Size]byte

// digestOf hashes the text. HMAC takes the APIv2 key a second time, as its key.
func digestOf(text wxpay.Text, key wxpay.Secret, t SignType) (d digest) {
	if t == HMACSHA256 {
		mac := hmac.New(sha256.New, []byte(key.Reveal()))
		mac.Write(text.Bytes())
		mac.Sum(d[:0])
		return d
	}
	sum := md5.Sum(text.Bytes())
	copy(d[:], sum[:])
	return d
}

func (d digest) hex(t SignType, alphabet string) string {
	size := md5.Size
	if t == HMACSHA256 {
		size = sha256.Size
	}
	var b [2 * sha256.Size]byte
	for i, c := range d[:size] {
		b[2*i], b[2*i+1] = alphabet[c>>4], alphabet[c&15]
	}
	return string(b[:2*size])
}
