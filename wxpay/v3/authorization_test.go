package v3

import (
	"errors"
	"strings"
	"testing"
)

var example = Authorization{
	Scheme: SchemeRSA, MchID: mchID, SerialNo: serialNo, Nonce: nonce, Timestamp: moment, Signature: "c2lnbg==",
}

func TestParseAuthorizationReadsWhatIsWritten(t *testing.T) {
	if got, err := ParseAuthorization(example.String()); err != nil || got != example {
		t.Errorf("read %+v, %v", got, err)
	}
}

func TestParseAuthorizationInAnyOrder(t *testing.T) {
	pairs := strings.Split(strings.TrimPrefix(example.String(), SchemeRSA+" "), ",")
	for i := range pairs {
		turned := strings.Join(append(append([]string{}, pairs[i:]...), pairs[:i]...), ",")
		if got, err := ParseAuthorization(SchemeRSA + " " + turned); err != nil || got != example {
			t.Errorf("%s: %+v, %v", turned, got, err)
		}
	}
}

func TestParseAuthorizationIsStrict(t *testing.T) {
	full := example.String()
	replace := func(old, new string) string { return strings.Replace(full, old, new, 1) }
	for _, c := range []struct {
		what, header string
		fault        AuthorizationFault
		name         string
	}{
		{"no header", "", AuthorizationMissing, ""},
		{"other scheme", "Bearer token", AuthorizationScheme, "Bearer"},
		{"SM scheme", replace(SchemeRSA, "WECHATPAY2-SM2-WITH-SM3"), AuthorizationScheme, "WECHATPAY2-SM2-WITH-SM3"},
		{"scheme in lower case", replace(SchemeRSA, strings.ToLower(SchemeRSA)), AuthorizationScheme, strings.ToLower(SchemeRSA)},
		{"space before the scheme", " " + full, AuthorizationScheme, ""},
		{"scheme alone", SchemeRSA, AuthorizationAbsent, "mchid"},
		{"no mchid", replace(`mchid="1900007291",`, ""), AuthorizationAbsent, "mchid"},
		{"no nonce", replace(`nonce_str="`+nonce+`",`, ""), AuthorizationAbsent, "nonce_str"},
		{"no timestamp", replace(`timestamp="`+moment+`",`, ""), AuthorizationAbsent, "timestamp"},
		{"no serial", replace(`serial_no="`+string(serialNo)+`",`, ""), AuthorizationAbsent, "serial_no"},
		{"no signature", replace(`,signature="c2lnbg=="`, ""), AuthorizationAbsent, "signature"},
		{"empty mchid", replace(`mchid="1900007291"`, `mchid=""`), AuthorizationAbsent, "mchid"},
		{"mchid twice", full + `,mchid="1"`, AuthorizationDuplicate, "mchid"},
		{"mchid twice, first empty", replace(`mchid=`, `mchid="",mchid=`), AuthorizationAbsent, "mchid"},
		{"unknown pair", full + `,brand_id="1"`, AuthorizationUnknown, "brand_id"},
		{"name in other case", replace("nonce_str", "nonceStr"), AuthorizationUnknown, "nonceStr"},
		{"trailing comma", full + ",", AuthorizationPair, "signature"},
		{"trailing space", full + " ", AuthorizationPair, "signature"},
		{"two spaces after the scheme", replace(" mchid", "  mchid"), AuthorizationUnknown, " mchid"},
		{"space after a comma", replace(",timestamp", ", timestamp"), AuthorizationUnknown, " timestamp"},
		{"space around =", replace(`mchid=`, `mchid =`), AuthorizationUnknown, "mchid "},
		{"semicolon", replace(",timestamp", ";timestamp"), AuthorizationPair, "nonce_str"},
		{"two commas", replace(",timestamp", ",,timestamp"), AuthorizationUnknown, ",timestamp"},
		{"unquoted", SchemeRSA + " mchid=1900007291", AuthorizationPair, "mchid=1900007291"},
		{"single quotes", SchemeRSA + " mchid='1900007291'", AuthorizationPair, "mchid='1900007291'"},
		{"quote never closed", SchemeRSA + ` mchid="1900007291`, AuthorizationPair, "mchid"},
	} {
		var fault *AuthorizationError
		if _, err := ParseAuthorization(c.header); !errors.As(err, &fault) || fault.Fault != c.fault || fault.Name != c.name {
			t.Errorf("%s: %v, want %s %q", c.what, err, c.fault, c.name)
		}
	}
}

func FuzzParseAuthorization(f *testing.F) {
	for _, seed := range []string{"", "Bearer x", example.String(), SchemeRSA + ` mchid="`, SchemeRSA + ` a="b",`, SchemeRSA + " ="} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		a, err := ParseAuthorization(header)
		if err != nil {
			if fault := (*AuthorizationError)(nil); !errors.As(err, &fault) || fault.Fault == "" {
				t.Fatalf("%q: %#v", header, err)
			}
			return
		}
		if len(a.String()) != len(header) {
			t.Fatalf("%q has room for more than %q", header, a)
		}
		if again, err := ParseAuthorization(a.String()); err != nil || again != a {
			t.Fatalf("%q read back %+v, %v", header, again, err)
		}
	})
}
