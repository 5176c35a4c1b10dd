package diagnose

import "slices"

// likeliest are the mistakes that most threads are about, in that order; ties go to
// the first of them.
var likeliest = []Slug{
	"v2-wrong-key", "v2-old-key", "v2-key-is-appsecret", "v2-key-is-apiv3-key", "v2-key-truncated",
	"v3-verify-merchant-cert", "v3-verify-serial-not-loaded", "v3-verify-pubkey-mode", "v3-verify-body-reserialised",
	"v3-wrong-private-key", "v3-serial-mismatch", "v2-digest-mismatch", "v2-paysign-digest-mismatch", "v2-notify-digest-mismatch",
	"v3-body-missing", "v3-body-on-get", "v3-body-slash-escaped", "v3-body-reserialised", "v3-apiv3-key-wrong",
	"v2-paysign-name-case", "v2-paysign-appid-missing", "v2-paysign-package-prefix", "v2-notify-unknown-fields-dropped",
	"v2-notify-sign-type-dropped", "v3-query-missing", "v3-url-no-leading-slash", "v2-paysign-subappid", "v3-paysign-wrong-appid",
	"v2-paysign-timestamp-ms", "v3-timestamp-ms", "v3-final-newline-missing", "v3-crlf", "v3-literal-backslash-n",
	"v2-charset", "v2-url-encoded-values", "v2-html-entity", "v2-xml-escaping-signed", "v2-empty-value-signed",
	"v2-null-literal", "v2-zero-value-dropped", "v2-paysign-reused-order-sign", "v2-sign-in-set", "v2-amount-float",
	"v2-sign-type-not-signed", "v2-param-not-signed", "v2-extra-param-signed",
}

// rank is the place of a mistake among the likely ones.
func rank(s Slug) int {
	if i := slices.Index(likeliest, s); i >= 0 {
		return i
	}
	return len(likeliest)
}
