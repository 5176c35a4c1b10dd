package diagnose

import (
	"strings"
	"testing"
)

// What a diagnosis says should be sent is right when it is sent.
func TestCorrectionsAreRight(t *testing.T) {
	for name, c := range rightCases(t) {
		if c.Kind != Request && c.Kind != PaySign {
			continue
		}
		want := c.Signature()
		for _, slug := range []Slug{"v2-sort-order", "v2-wrong-key", "v2-paysign-wrong-key", "v3-message-order", "v3-paysign-order", "v3-serial-mismatch"} {
			broken, err := Break(c, slug, func(int) int { return 0 })
			if err != nil {
				continue
			}
			d := diagnosed(t, &broken)
			got := d.Correction
			if got.Name == "Authorization" {
				if got.Value != c.Call.Header.Get("Authorization") {
					t.Errorf("%s, %s: Authorization is to be %s", name, slug, got.Value)
				}
			} else if got.Value != want || !strings.Contains(got.Whole, want) {
				t.Errorf("%s, %s: %s is to be %s in %s, want %s", name, slug, got.Name, got.Value, got.Whole, want)
			}
		}
	}
}

func TestDifferencesNameTheirField(t *testing.T) {
	c := rightCases(t)["v2 request 0"]
	broken, err := Break(c, "v2-empty-value-signed", func(int) int { return 0 })
	if err != nil {
		t.Fatal(err)
	}
	d := diagnosed(t, &broken)
	at, ok := d.Difference()
	if !ok || at.Line != 1 || at.Byte != len("appid=wxd930ea5d5a258f4f&") || at.Field != "body" {
		t.Errorf("%+v, %v in %s", at, ok, d.Observed)
	}
	right := diagnosed(t, c)
	if at, ok := right.Difference(); ok {
		t.Errorf("what is right differs at %+v", at)
	}
}
