package v2

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"wxlens/wxpay"
)

func TestSignTextEndsWithHiddenKey(t *testing.T) {
	text := SignText(official(), officialKey)
	const want = "appid=wxd930ea5d5a258f4f&body=test&device_info=1000&mch_id=10000100&nonce_str=ibuaiVcKdpRxkhJA&key="
	if got := text.Reveal(); got != want+officialKey.Reveal() {
		t.Errorf("text %q", got)
	}
	if got := text.String(); got != want+wxpay.Mask {
		t.Errorf("printed as %q", got)
	}
	parts := text.Parts()
	if last := parts[len(parts)-1]; last.Field != "key" || !last.Secret {
		t.Errorf("last part %+v", last)
	}
}

func TestSignTextSortsByByte(t *testing.T) {
	text := SignText(fields("a_b=4&aB=2&b=6&ab=5&B=1&a1=7&a=3"), eights)
	const want = "B=1&a=3&a1=7&aB=2&a_b=4&ab=5&b=6&key=***"
	if got := text.String(); got != want {
		t.Errorf("sorted to %q, want %q", got, want)
	}
}

func TestSignTextKeepsRawValues(t *testing.T) {
	text := SignText([]wxpay.Field{{Name: "a", Value: " 0 &=<>%\n\"测\" "}, {Name: "zero", Value: "0"}, {Name: "sign", Value: "X"}}, eights)
	if got, want := text.String(), "a= 0 &=<>%\n\"测\" &zero=0&key=***"; got != want {
		t.Errorf("text %q, want %q", got, want)
	}
}

func TestSignTextLeavesFieldsInPlace(t *testing.T) {
	list := official()
	SignText(list, officialKey)
	if list[1].Name != "mch_id" {
		t.Error("the caller's fields were moved")
	}
}

func TestSignTextOfManyFields(t *testing.T) {
	var list []wxpay.Field
	for i := 199; i >= 0; i-- {
		list = append(list, wxpay.Field{Name: fmt.Sprintf("f%03d", i), Value: "x"})
	}
	if got := SignText(list, eights).String(); !strings.HasPrefix(got, "f000=x&f001=x&") || !strings.HasSuffix(got, "&f199=x&key=***") {
		t.Errorf("text %.40s…", got)
	}
}

func TestSignTypeSpelling(t *testing.T) {
	for text, want := range map[string]SignType{"": MD5, "MD5": MD5, "HMAC-SHA256": HMACSHA256} {
		if got, err := ParseSignType(text); got != want || err != nil {
			t.Errorf("%q read as %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"md5", "HMAC_SHA256", "hmac-sha256", "RSA", " MD5"} {
		var wrong *SignTypeError
		if _, err := ParseSignType(text); !errors.As(err, &wrong) || wrong.Text != text {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestSignWithoutSignTypeIsMD5(t *testing.T) {
	if s := Sign(official(), officialKey, ""); s.SignType != MD5 || s.Signature != knownAnswers[0].signature {
		t.Errorf("signed %s as %q", s.Signature, s.SignType)
	}
}

func TestSignPrintsNoKey(t *testing.T) {
	list := official()
	s := Sign(list, officialKey, HMACSHA256)
	v := Verify(with(list, s.Signature), officialKey)
	raw := strings.Trim(fmt.Sprint([]byte(officialKey.Reveal())), "[]")
	for _, shown := range []string{fmt.Sprintf("%v %+v", s, s), fmt.Sprintf("%v %+v", v, v)} {
		if strings.Contains(shown, officialKey.Reveal()) || strings.Contains(shown, raw) {
			t.Errorf("the key shows in %s", shown)
		}
	}
}
