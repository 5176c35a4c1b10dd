package diagnose

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"wxlens/wxpay"
)

// slugs is the contract: what is printed, kept and relied on by others.
var slugs = map[Group][]Slug{
	V2Request: {
		"v2-wrong-key", "v2-old-key", "v2-other-merchant-key", "v2-key-not-on-platform", "v2-key-is-appsecret",
		"v2-key-is-apiv3-key", "v2-key-truncated", "v2-key-whitespace", "v2-charset", "v2-amount-float",
		"v2-empty-value-signed", "v2-null-literal", "v2-zero-value-dropped", "v2-url-encoded-values", "v2-html-entity",
		"v2-sign-type-not-signed", "v2-digest-mismatch", "v2-key-suffix-missing", "v2-hmac-encoding",
		"v2-param-not-signed", "v2-extra-param-signed", "v2-md5-leading-zero", "v2-sign-case", "v2-sort-order",
		"v2-sign-in-set", "v2-param-misspelled", "v2-join-form", "v2-xml-escaping-signed", "v2-nested-json-differs",
		"v2-whitespace-in-value", "v2-emoji", "v2-sandbox-key", "v2-api-shape", "v2-merchant-mixed",
		"v2-client-cert-missing", "v2-value-regenerated",
	},
	V2Client: {
		"v2-paysign-reused-order-sign", "v2-paysign-digest-mismatch", "v2-paysign-name-case", "v2-paysign-appid-missing",
		"v2-paysign-package-prefix", "v2-paysign-timestamp-ms", "v2-paysign-values-differ", "v2-paysign-app-field-set",
		"v2-paysign-subappid", "v2-paysign-extra-param", "v2-paysign-special-call", "v2-paysign-wrong-key",
	},
	V2Notice: {
		"v2-notify-unknown-fields-dropped", "v2-notify-digest-mismatch", "v2-notify-sign-type-dropped",
		"v2-notify-extra-field", "v2-notify-empty-kept", "v2-notify-key-missing", "v2-notify-data-altered",
		"v2-reqinfo-key", "v2-reqinfo-key-case", "v2-reqinfo-cipher", "notify-body-not-read-raw",
	},
	V3Request: {
		"v3-final-newline-missing", "v3-crlf", "v3-literal-backslash-n", "v3-query-missing", "v3-query-encoding",
		"v3-url-absolute", "v3-url-no-leading-slash", "v3-path-placeholder", "v3-path-rewritten", "v3-method-mismatch",
		"v3-method-case", "v3-body-on-get", "v3-body-missing", "v3-body-reserialised", "v3-body-slash-escaped",
		"v3-body-charset", "v3-body-object-tostring", "v3-body-not-transmitted", "v3-upload-meta", "v3-timestamp-differs",
		"v3-nonce-differs", "v3-timestamp-ms", "v3-clock-skew", "v3-auth-format", "v3-auth-field-missing",
		"v3-header-not-sent", "v3-wrong-private-key", "v3-serial-mismatch", "v3-serial-format", "v3-mchid-mismatch",
		"v3-digest-sha1", "v3-rsa-padding", "v3-sig-encoding", "v3-message-order", "v3-template-noise", "v3-prehashed",
		"v3-utf8-4byte",
	},
	V3Client: {
		"v3-paysign-order", "v3-paysign-app-prefix", "v3-paysign-jsapi-no-prefix", "v3-paysign-v2-style",
		"v3-paysign-timestamp-differs", "v3-paysign-timestamp-ms", "v3-paysign-plus-mangled", "v3-paysign-newline",
		"v3-paysign-wrong-appid", "v3-paysign-not-interpolated", "v3-paysign-wrong-key", "v3-paysign-signtype-line",
	},
	V3Verify: {
		"v3-verify-merchant-cert", "v3-verify-serial-not-loaded", "v3-verify-pubkey-mode", "v3-verify-body-reserialised",
		"v3-verify-body-consumed", "v3-verify-charset", "v3-verify-header-slots", "v3-verify-header-names",
		"v3-signtest-probe", "v3-verify-stale-timestamp", "v3-sig-plus-space", "v3-verify-sig-decode", "v3-verify-newline",
		"v3-verify-bill-download", "v3-verify-bootstrap", "v3-verify-trust-chain", "v3-verify-unsigned-reply",
		"v3-request-serial-header-missing", "v3-verify-body-log-escaped",
	},
	V3Decrypt: {
		"v3-apiv3-key-wrong", "v3-apiv3-key-is-v2-key", "v3-apiv3-key-length", "v3-aad-lost", "v3-ciphertext-encoding",
		"v3-nonce-mixed", "v3-jce-policy", "v3-sensitive-field-decrypt", "v3-decrypt-wrong-scheme",
	},
	KeyFiles: {
		"key-file-unreadable", "key-is-other-kind", "p12-overrides-serial", "platform-cert-none", "platform-cert-expired",
		"sensitive-serial", "apiv3-key-not-set", "merchant-cert-replaced", "p12-password", "pubkey-id-form",
	},
	Transport: {
		"notify-redirect", "notify-auth-wall", "notify-tls", "notify-waf", "notify-ack-wrong", "notify-slow",
		"notify-url-invalid", "ip-whitelist", "notify-not-idempotent", "no-order-query-fallback",
	},
	Business: {
		"order-no-duplicate", "reentry-params-differ", "amount-type", "appid-mchid-unbound", "openid-appid",
		"path-param-in-body", "json-key-typo", "product-not-enabled", "prepay-expired",
	},
	Client: {
		"jsapi-missing-total-fee", "jsapi-missing-other", "app-minus-one", "h5-referer", "jsapi-directory",
		"client-result-read-wrong",
	},
}

func TestCatalogueHoldsEverySlugOnce(t *testing.T) {
	got := make(map[Group][]Slug)
	seen := make(map[Slug]bool)
	for _, m := range Catalogue() {
		if seen[m.Slug] {
			t.Errorf("%s is there twice", m.Slug)
		}
		seen[m.Slug] = true
		got[m.Group] = append(got[m.Group], m.Slug)
		if found, ok := Find(m.Slug); !ok || found != m {
			t.Errorf("Find(%s) = %v, %v", m.Slug, found, ok)
		}
	}
	for group, want := range slugs {
		if !slices.Equal(got[group], want) {
			t.Errorf("%s:\n got %q\nwant %q", group, got[group], want)
		}
	}
	if len(got) != len(slugs) {
		t.Errorf("%d groups, want %d", len(got), len(slugs))
	}
	if m, ok := Find("no-such-mistake"); ok {
		t.Errorf("found %v", m)
	}
}

func TestEveryMistakeIsTold(t *testing.T) {
	for _, m := range Catalogue() {
		for name, words := range map[string]wxpay.Words{"title": m.Title, "explanation": m.Explanation, "fix": m.Fix} {
			where := string(m.Slug) + " " + name
			checkText(t, where+" zh", words.ZH)
			checkText(t, where+" en", words.EN)
			checkChinese(t, where, words.ZH)
			if name == "title" {
				checkTitle(t, where, words)
				continue
			}
			checkSentences(t, where, words.ZH, "。", chineseStop)
			checkSentences(t, where, words.EN, ".", englishStop)
		}
	}
}

func checkText(t *testing.T, where, text string) {
	if text == "" || text != strings.TrimSpace(text) || strings.Contains(text, "  ") || strings.ContainsAny(text, "\n\t\r") {
		t.Errorf("%s: blank, or blanks that do not belong: %q", where, text)
	}
}

// Words of the protocol, of messages and of pages stand between quotation marks or
// tags, where they are spelt as others spell them.
var (
	quoted      = regexp.MustCompile(`“[^”]*”|<[^>]*>`)
	tight       = regexp.MustCompile(`\p{Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Han}`)
	halfWidth   = regexp.MustCompile(`\p{Han}[,;:!?()]|[,;:!?()]\p{Han}`)
	spaced      = regexp.MustCompile(`\p{Han} \p{Han}|[，。；：、？！（）] | [，。；：、？！（）]`)
	chineseStop = regexp.MustCompile(`[。！？]`)
	englishStop = regexp.MustCompile(`[.!?](\s|$)`)
)

func checkChinese(t *testing.T, where, text string) {
	if !strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		t.Errorf("%s: not Chinese: %q", where, text)
	}
	plain := quoted.ReplaceAllString(text, "")
	for _, wrong := range []*regexp.Regexp{tight, halfWidth, spaced} {
		if at := wrong.FindString(plain); at != "" {
			t.Errorf("%s: spacing or punctuation at %q in %q", where, at, text)
		}
	}
}

// Titles stand in lists of a narrow screen.
func checkTitle(t *testing.T, where string, words wxpay.Words) {
	for _, title := range []string{words.ZH, words.EN} {
		if w := ansi.StringWidth(title); w > 60 {
			t.Errorf("%s: %d columns: %q", where, w, title)
		}
		if strings.HasSuffix(title, "。") || strings.HasSuffix(title, ".") {
			t.Errorf("%s: ends in a full stop: %q", where, title)
		}
	}
}

func checkSentences(t *testing.T, where, text, stop string, ends *regexp.Regexp) {
	if !strings.HasSuffix(text, stop) {
		t.Errorf("%s: no full stop at the end: %q", where, text)
	}
	if n := len(ends.FindAllString(text, -1)); n > 3 {
		t.Errorf("%s: %d sentences: %q", where, n, text)
	}
}

var source = regexp.MustCompile(`^(` + strings.Join([]string{
	`[\w.-]+/[\w.-]+#[1-9]\d*`, // an issue or a pull request
	`wxc:[\w-]{12,}…?`,         // a thread of the WeChat developer community
	`doc: \S.*\S`,              // a document
	`(CSDN|segmentfault) \d+`, `cnblogs \w+/\d+`, `[\w.]+ (post|blog)`,
}, "|") + `)$`)

func TestSourcesCanBeLookedUp(t *testing.T) {
	for _, m := range Catalogue() {
		if len(m.Sources) > 3 {
			t.Errorf("%s: %d sources", m.Slug, len(m.Sources))
		}
		for i, s := range m.Sources {
			if !source.MatchString(s) || slices.Contains(m.Sources[:i], s) {
				t.Errorf("%s: source %q", m.Slug, s)
			}
		}
	}
}
