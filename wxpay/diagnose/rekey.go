package diagnose

import (
	"context"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"wxlens/wxpay"
	"wxlens/wxpay/v2"
	"wxlens/wxpay/v3"
)

// Stranger is a merchant that a case is given to, so that it can be shown to
// anybody: nothing of the real one is left in it.
type Stranger struct {
	Keys     Keys // with the keys of WeChat Pay that it trusts
	Merchant *rsa.PrivateKey
	// Platform signs for WeChat Pay, by the id of the key.
	Platform map[wxpay.KeyID]*rsa.PrivateKey
	Other    *rsa.PrivateKey // somebody else's, for what was signed by the wrong key
	Random   io.Reader
}

// ErrNotRekeyed is returned where the failure could not be made again with other
// keys.
var ErrNotRekeyed = errors.New("the failure cannot be made again with other keys")

// Rekey makes the failure of a case again with the keys and numbers of a stranger:
// keys, merchant numbers, appids, openids, transaction numbers and what is
// encrypted are replaced wherever they stand, and signed anew over the text that the
// mistake made. What comes of it has the same causes, which is checked. Texts that
// people typed, such as descriptions, stay.
func Rekey(ctx context.Context, c *Case, d *Diagnosis, to *Stranger) (Case, error) {
	if d.Verdict == Unexplained {
		return Case{}, fmt.Errorf("%w: it is not understood", ErrNotRekeyed)
	}
	r := &rekeying{from: c, e: &examination{c: c}, to: to}
	r.pairs = r.replacements()
	r.out = r.replaced()
	if err := r.sign(d); err != nil {
		return Case{}, err
	}
	again, err := Diagnose(ctx, &r.out, Options{})
	if err != nil {
		return Case{}, err
	}
	if again.Verdict != d.Verdict || !sameMistakes(again.Causes, d.Causes) {
		return Case{}, fmt.Errorf("%w: other causes come of it", ErrNotRekeyed)
	}
	return r.out, nil
}

func sameMistakes(a, b []Cause) bool {
	names := func(causes []Cause) (out []Slug) {
		for _, c := range causes {
			out = append(out, c.Slug)
		}
		slices.Sort(out)
		return out
	}
	return slices.Equal(names(a), names(b))
}

// otherLabel names the key of somebody else, whose own label may be a number or a name.
const otherLabel = "another merchant"

type rekeying struct {
	from  *Case
	to    *Stranger
	e     *examination
	pairs map[string]string
	out   Case
}

var (
	appIDs       = regexp.MustCompile(`\bwx[0-9a-f]{16}\b`)
	openIDs      = regexp.MustCompile(`\bo[A-Za-z0-9_-]{27}\b`)
	prepayIDs    = regexp.MustCompile(`\bwx[0-9]{14}([0-9a-zA-Z]{12,28})\b`) // behind the time
	transactions = regexp.MustCompile(`\b(?:42|10|50)\d{26}\b`)
	merchants    = regexp.MustCompile(`(?:mch_?id|partner_?[iI]d)["'>=:\s\[CDAT<!]*(\d{8,10})\b`)
)

// replacements says what becomes of each value that must not be shown.
func (r *rekeying) replacements() map[string]string {
	from, to := &r.from.Keys, &r.to.Keys
	pairs := map[string]string{}
	own := []string{string(to.MchID), string(to.AppID), to.merchantSerial()} // a case of the stranger's stays so
	pair := func(a, b string) {
		if a != "" && a != b && pairs[a] == "" && !slices.Contains(own, a) {
			pairs[a] = b
		}
	}
	secret := func(a, b wxpay.Secret) {
		x, y := formsOf(a.Reveal()), formsOf(b.Reveal())
		for i := range x {
			if len(x[i]) >= shortestSecret {
				pair(x[i], y[i])
			}
		}
	}
	secret(from.APIv2Key, to.APIv2Key)
	secret(from.APIv3Key, to.APIv3Key)
	secret(from.AppSecret, to.AppSecret)
	for _, old := range from.PreviousV2Keys {
		secret(old, wxpay.NewSecret(disguised(old.Reveal())))
	}
	pair(string(from.MchID), string(to.MchID))
	cased := func(a, b string) {
		pair(a, b)
		pair(strings.ToUpper(a), strings.ToUpper(b))
		pair(strings.ToLower(a), strings.ToLower(b))
	}
	cased(string(from.AppID), string(to.AppID))
	cased(from.merchantSerial(), to.merchantSerial())
	pair(serialDecimal(from.merchantSerial()), serialDecimal(to.merchantSerial()))
	for i, p := range from.Platform {
		if i < len(to.Platform) {
			pair(string(p.ID), string(to.kindOf(p.Public).ID))
		}
	}
	pairs[r.from.Signature()] = r.from.Signature() // as a whole: its letters are no names of anything
	delete(pairs, "")
	all := r.everything()
	for _, pattern := range []*regexp.Regexp{appIDs, openIDs, transactions} {
		for _, found := range pattern.FindAllString(all, -1) {
			cased(found, disguised(found))
		}
	}
	for _, found := range prepayIDs.FindAllStringSubmatch(all, -1) {
		cased(found[1], disguised(found[1]))
	}
	for _, found := range merchants.FindAllStringSubmatch(all, -1) {
		pair(found[1], disguised(found[1]))
	}
	return pairs
}

// kindOf returns the key of WeChat Pay of a kind: the public key, or a certificate.
func (k *Keys) kindOf(public bool) PlatformKey {
	for _, p := range k.Platform {
		if p.Public == public {
			return p
		}
	}
	return k.Platform[0]
}

// formsOf are the forms in which a key gets into texts; those of two keys match
// each other by their place.
func formsOf(s string) []string {
	trimmed := strings.TrimSpace(s)
	forms := []string{s, trimmed, strings.ToUpper(s), strings.ToLower(s), wide(s, false), wide(s, true)}
	cut := func(n int) string { return trimmed[:min(n, len(trimmed))] }
	tail := func(n int) string { return trimmed[max(0, len(trimmed)-n):] }
	return append(forms, cut(keyLength), tail(keyLength), cut(31), tail(31), cut(16), tail(16))
}

// disguised is another value of the same form, the same for the same value.
func disguised(s string) string {
	sum := sha256.Sum256([]byte(s))
	out := []byte(s)
	for i, c := range out {
		n := sum[i%len(sum)] + byte(i)
		switch {
		case i < 2 && (c < '0' || c > '9'): // wx, o
		case i == 0:
		case c >= '0' && c <= '9':
			out[i] = '0' + n%10
		case c >= 'a' && c <= 'f':
			out[i] = 'a' + n%6
		case c >= 'a' && c <= 'z':
			out[i] = 'a' + n%26
		case c >= 'A' && c <= 'Z':
			out[i] = 'A' + n%26
		}
	}
	return string(out)
}

// everything is all text of a case, to look for values in.
func (r *rekeying) everything() string {
	var b strings.Builder
	c := r.from
	for _, part := range []string{
		c.Call.URL, string(c.Call.Body), string(c.Call.Reply), string(c.Opening.OrderRequest), string(c.Opening.OrderReply),
		string(c.Message.Body), c.Message.URL, string(c.Signed), c.ClientError, c.Note,
	} {
		b.WriteString(part + "\n")
	}
	for _, h := range []http.Header{c.Call.Header, c.Message.Header} {
		for _, values := range h {
			b.WriteString(strings.Join(values, "\n") + "\n")
		}
	}
	for _, f := range c.Opening.Params {
		b.WriteString(f.Name + "=" + f.Value + "\n")
	}
	b.WriteString(string(c.Opening.PrepayID))
	return b.String()
}

// replace puts the stranger's values into a text, longer ones first.
func (r *rekeying) replace(s string) string {
	names := slices.Collect(maps.Keys(r.pairs))
	slices.SortFunc(names, func(a, b string) int {
		if n := len(b) - len(a); n != 0 {
			return n
		}
		return strings.Compare(a, b)
	})
	list := make([]string, 0, 2*len(names))
	for _, n := range names {
		list = append(list, n, r.pairs[n])
	}
	return strings.NewReplacer(list...).Replace(s)
}

func (r *rekeying) replaceBytes(b []byte) []byte {
	if b == nil {
		return nil
	}
	return []byte(r.replace(string(b)))
}

func (r *rekeying) replaceHeader(h http.Header) http.Header {
	out := h.Clone()
	for _, values := range out {
		for i := range values {
			values[i] = r.replace(values[i])
		}
	}
	return out
}

// replaced is the case with the stranger's values, as yet with the old signatures.
func (r *rekeying) replaced() Case {
	c := *r.from
	r.reseal(&c)
	c.Keys = r.to.Keys
	c.Keys.Others = nil
	if len(r.from.Keys.Others) > 0 && r.to.Other != nil {
		c.Keys.Others = []OtherKey{{Label: otherLabel, PrivateKey: wxpay.NewSecret(privatePEM(r.to.Other))}}
	}
	for _, old := range r.from.Keys.PreviousV2Keys {
		c.Keys.PreviousV2Keys = append(c.Keys.PreviousV2Keys, wxpay.NewSecret(r.replace(old.Reveal())))
	}
	c.Call.URL, c.Call.Header = r.replace(c.Call.URL), r.replaceHeader(c.Call.Header)
	c.Call.Body, c.Call.Reply = r.replaceBytes(c.Call.Body), r.replaceBytes(c.Call.Reply)
	c.Opening.OrderRequest, c.Opening.OrderReply = r.replaceBytes(c.Opening.OrderRequest), r.replaceBytes(c.Opening.OrderReply)
	c.Opening.PrepayID = wxpay.PrepayID(r.replace(string(c.Opening.PrepayID)))
	c.Opening.Params = slices.Clone(c.Opening.Params)
	for i := range c.Opening.Params {
		c.Opening.Params[i].Value = r.replace(c.Opening.Params[i].Value)
	}
	c.Message.Header, c.Message.Body = r.replaceHeader(c.Message.Header), r.replaceBytes(c.Message.Body)
	c.Message.URL, c.Message.VerifierKey = r.replace(c.Message.URL), r.replace(c.Message.VerifierKey)
	c.ClientError, c.Note, c.Signed = r.replace(c.ClientError), "", r.replaceBytes(c.Signed)
	return c
}

// sign makes the signatures of the case anew, over the texts that were signed.
func (r *rekeying) sign(d *Diagnosis) error {
	c := r.from
	text := d.Observed
	if text.Len() == 0 {
		text = d.Text
	}
	signed := []byte(r.replace(text.Reveal()))
	switch {
	case c.Kind == Decrypt || c.Signature() == "":
		return nil
	case d.Verdict == Explained && d.Observed.Len() == 0 && !r.e.opens(c.Signature()): // no text is at fault, but the value
		return r.swap(c.Signature(), disguisedSignature(c.Signature()))
	case c.API == wxpay.V2:
		return r.signV2(text.Bytes(), signed)
	case c.Kind == Request || c.Kind == PaySign:
		return r.signV3(c.Signature(), signed, r.e.merchantKeys("v3-wrong-private-key"), func(label string) *rsa.PrivateKey {
			if label == r.from.Keys.merchantSerial() || label == "apiclient_key.pem" {
				return r.to.Merchant
			}
			return r.to.Other
		})
	}
	serial := wxpay.KeyID(r.out.Message.Header.Get(v3.HeaderSerial))
	return r.signV3(c.Signature(), signed, r.e.platformKeys(""), func(string) *rsa.PrivateKey { return r.to.Platform[serial] })
}

// opens reports whether a signature of a V3 case was made by a key that is known.
func (e *examination) opens(signature string) bool {
	raw, _ := e.signature(signature, "v3-sig-encoding")
	for _, k := range append(e.merchantKeys("v3-wrong-private-key"), e.platformKeys("")...) {
		if _, ok := openSignature(raw, &k); ok {
			return true
		}
	}
	return false
}

// disguisedSignature keeps what marks a probe.
func disguisedSignature(s string) string {
	if rest, probe := strings.CutPrefix(s, probePrefix); probe {
		return probePrefix + disguised(rest)
	}
	return disguised(s)
}

// swap puts a new signature where the old one stands.
func (r *rekeying) swap(was, now string) error {
	if was == "" || now == "" {
		return ErrNotRekeyed
	}
	r.pairs = map[string]string{was: now}
	out := &r.out
	out.Observed = r.replace(out.Observed)
	out.Call.Header, out.Call.Body = r.replaceHeader(out.Call.Header), r.replaceBytes(out.Call.Body)
	out.Message.Header, out.Message.Body = r.replaceHeader(out.Message.Header), r.replaceBytes(out.Message.Body)
	out.Message.PlatformSign = r.replace(out.Message.PlatformSign)
	out.Opening.OrderRequest, out.Opening.OrderReply = r.replaceBytes(out.Opening.OrderRequest), r.replaceBytes(out.Opening.OrderReply)
	for i := range out.Opening.Params {
		out.Opening.Params[i].Value = r.replace(out.Opening.Params[i].Value)
	}
	return nil
}

// v2Writings are the forms in which people write a digest.
var v2Writings = []func([]byte) string{
	func(b []byte) string { return strings.ToUpper(hex.EncodeToString(b)) },
	hex.EncodeToString,
	base64.StdEncoding.EncodeToString,
	unpadded,
	func(b []byte) string { return strings.ToUpper(unpadded(b)) },
	func(b []byte) string { return base64.StdEncoding.EncodeToString([]byte(hex.EncodeToString(b))) },
}

func (r *rekeying) signV2(was, now []byte) error {
	if err := r.signPlatform(); err != nil {
		return err
	}
	value := strings.TrimSpace(r.from.Signature())
	keys := v2Keys(&r.from.Keys, requestKeys)
	for _, k := range keys {
		for _, kind := range []digestKind{digestMD5, digestHMAC, digestSHA256, digestSHA1} {
			var m sealMemory
			for _, write := range v2Writings {
				if write(m.digest(&v2Seal{macKey: k.value.Reveal(), digest: kind}, was, nil)) != value {
					continue
				}
				key := r.replace(k.value.Reveal())
				return r.swap(value, write(m.digest(&v2Seal{macKey: key, digest: kind}, now, nil)))
			}
		}
	}
	return ErrNotRekeyed
}

// signPlatform signs a V2 notice anew where another value is what it is about.
func (r *rekeying) signPlatform() error {
	if r.from.Kind != Notify && r.from.Kind != Response || r.from.Observed == "" {
		return nil
	}
	message, err := v2.Parse(r.out.Message.Body)
	if err != nil {
		return err
	}
	fields, platform := withoutSign(message)
	platform = orWord(r.from.Message.PlatformSign, platform)
	if platform == "" || platform == r.from.Observed {
		return nil
	}
	pairs := r.pairs
	sign := v2.Sign(fields, r.to.Keys.APIv2Key, digestOfLength(platform, v2.MD5)).Signature
	err = r.swap(platform, sign)
	r.pairs = pairs
	return err
}

// v3Writings are the forms in which people pass on a signature.
var v3Writings = []func([]byte) string{
	base64.StdEncoding.EncodeToString,
	hex.EncodeToString,
	base64.URLEncoding.EncodeToString,
	base64.RawURLEncoding.EncodeToString,
	base64.RawStdEncoding.EncodeToString,
	func(b []byte) string {
		return base64.StdEncoding.EncodeToString([]byte(base64.StdEncoding.EncodeToString(b)))
	},
	func(b []byte) string { return strings.ReplaceAll(base64.StdEncoding.EncodeToString(b), "+", " ") },
}

func (r *rekeying) signV3(value string, text []byte, keys []v3Key, signer func(label string) *rsa.PrivateKey) error {
	raw, _ := r.e.signature(value, "v3-sig-encoding")
	for i := range keys {
		o, ok := openSignature(raw, &keys[i])
		key := signer(keys[i].label)
		if !ok || key == nil {
			continue
		}
		signature, err := o.again(key, text, r.to.Random)
		if err != nil {
			return err
		}
		for _, write := range v3Writings {
			if write(raw) == value {
				return r.swap(value, write(signature))
			}
		}
	}
	return ErrNotRekeyed
}
