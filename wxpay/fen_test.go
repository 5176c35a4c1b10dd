package wxpay

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
)

func TestParseYuanIsExact(t *testing.T) {
	for text, want := range map[string]Fen{
		"19.90": 1990, "19.9": 1990, "0.29": 29, "1.1": 110, "0": 0, "0.01": 1, "007": 700, "21474836.47": math.MaxInt32,
	} {
		if got, err := ParseYuan(text); err != nil || got != want {
			t.Errorf("%q is %d fen, %v; want %d", text, got, err, want)
		}
	}
}

// Every amount up to a thousand yuan, against digits that were only cut apart.
func TestYuanRoundTrip(t *testing.T) {
	for n := 1; n <= 100_000; n++ {
		digits := fmt.Sprintf("%03d", n)
		yuan := digits[:len(digits)-2] + "." + digits[len(digits)-2:]
		fen, err := ParseYuan(yuan)
		if err != nil || fen != Fen(n) || fen.Yuan() != yuan || fen.String() != strconv.Itoa(n) {
			t.Fatalf("%s yuan became %d, printed %s and %s, %v", yuan, fen, fen.Yuan(), fen, err)
		}
	}
}

func TestYuanOfNegativeAmounts(t *testing.T) {
	for fen, want := range map[Fen]string{-1: "-0.01", -1990: "-19.90", math.MinInt64: "-92233720368547758.08"} {
		if got := fen.Yuan(); got != want {
			t.Errorf("%d prints %s, want %s", int64(fen), got, want)
		}
	}
}

func TestParseFen(t *testing.T) {
	if got, err := ParseFen("1990"); err != nil || got != 1990 {
		t.Errorf("got %d, %v", got, err)
	}
}

func TestParseYuanRefuses(t *testing.T) {
	refuses(t, ParseYuan, map[string]AmountReason{
		"": AmountEmpty, "-1": AmountNegative, "19.999": AmountTooPrecise, "1,000": AmountBadSeparator,
		"１": AmountNotDigits, " 1": AmountNotDigits, "1 ": AmountNotDigits, "1e2": AmountNotDigits, "+1": AmountNotDigits,
		".5": AmountNotDigits, "5.": AmountNotDigits, "1.2.3": AmountNotDigits, "1._": AmountNotDigits, "0x1": AmountNotDigits,
		"99999999999.00": AmountTooLarge, "99999999999999999999": AmountTooLarge,
	})
}

func TestParseFenRefuses(t *testing.T) {
	refuses(t, ParseFen, map[string]AmountReason{
		"": AmountEmpty, "-1": AmountNegative, "101.0": AmountNotFullFen, "0.01": AmountNotFullFen, "1,000": AmountBadSeparator,
		"１": AmountNotDigits, " 1": AmountNotDigits, "1e2": AmountNotDigits, "+1": AmountNotDigits,
		"99999999999999999999": AmountTooLarge,
	})
}

func refuses(t *testing.T, parse func(string) (Fen, error), faults map[string]AmountReason) {
	t.Helper()
	for text, reason := range faults {
		var fault *AmountError
		got, err := parse(text)
		if !errors.As(err, &fault) || fault.Reason != reason || fault.Text != text || got != 0 {
			t.Errorf("%q: %d, %v; want %s", text, got, err, reason)
		}
	}
}

// FuzzParseYuan holds every accepted text to arithmetic on its digits.
func FuzzParseYuan(f *testing.F) {
	for _, seed := range []string{"19.90", "0.1", "", "-1", "1,000", "１", "1e2", "5.", "2147483647", "00.00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		fen, err := ParseYuan(text)
		if err != nil {
			if fault := (*AmountError)(nil); !errors.As(err, &fault) || fen != 0 {
				t.Fatalf("%q: %d, %#v", text, fen, err)
			}
			return
		}
		whole, frac, _ := strings.Cut(text, ".")
		want := strings.TrimLeft(whole+(frac + "00")[:2], "0")
		if fen.String() != want && (want != "" || fen != 0) {
			t.Fatalf("%q is %d fen, want %s", text, fen, want)
		}
		if again, err := ParseYuan(fen.Yuan()); err != nil || again != fen {
			t.Fatalf("%q printed %q, read back %d, %v", text, fen.Yuan(), again, err)
		}
	})
}
