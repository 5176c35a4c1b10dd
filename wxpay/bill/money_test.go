package bill

import (
	"math/big"
	"testing"
)

func TestMoneyIsExact(t *testing.T) {
	for _, c := range []struct {
		text     string
		decimals int
		want     Money
		fault    Fault
	}{
		{"0.01", 2, 1000, ""}, {"19.90", 2, 1990000, ""}, {"0", 2, 0, ""}, {"0.0", 2, 0, ""}, {"12", 2, 1200000, ""}, {"14.5", 2, 1450000, ""},
		{"-3.00", 2, -300000, ""}, {"99999.99", 2, 9999999000, ""}, {"123456789.01", 2, 12345678901000, ""}, {"0.01000", 2, 1000, ""},
		{"0.11940", 5, 11940, ""}, {"-0.05940", 5, -5940, ""}, {"12.34567", 5, 1234567, ""}, {"0.06", 5, 6000, ""}, {"00000000000.01", 2, 1000, ""},
		{"", 2, 0, AmountEmpty}, {"-", 2, 0, AmountForm}, {".", 2, 0, AmountForm}, {".50", 2, 0, AmountForm}, {"5.", 2, 0, AmountForm},
		{"1.234", 2, 0, AmountTooPrecise}, {"1,00", 2, 0, AmountForm}, {"1.2.3", 2, 0, AmountForm}, {"１.00", 2, 0, AmountForm}, {"--1", 2, 0, AmountForm},
		{"1234567890.00", 2, 123456789000000, ""}, {"1234567890123.00", 2, 0, AmountTooLarge}, {"1e3", 2, 0, AmountForm}, {"0.000001", 5, 0, AmountTooPrecise}, {" 1.00", 2, 0, AmountForm},
	} {
		got, fault := parseMoney([]byte(c.text), c.decimals)
		if got != c.want || fault != c.fault {
			t.Errorf("%q: %d %q, want %d %q", c.text, got, fault, c.want, c.fault)
		}
	}
}

// The fast way agrees with rational numbers wherever it has an answer.
func FuzzMoney(f *testing.F) {
	for _, s := range []string{"0.00", "19.90", "0.11940", "12.34567", "99999.99", "1.2345", "a.bc", "-1.00", "12345.67", "..00", "0.:0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, decimals := range []int{2, 5} {
			slow, fault := parseMoney([]byte(s), decimals)
			fast, ok := parseShort([]byte(s+"garbage!"), 0, len(s), decimals)
			if ok && (fault != "" || fast != slow) {
				t.Fatalf("%q: fast %d, slow %d %q", s, fast, slow, fault)
			}
			if fault != "" {
				continue
			}
			want, fine := new(big.Rat).SetString(s)
			if !fine || want.Mul(want, big.NewRat(perYuan, 1)).Cmp(big.NewRat(int64(slow), 1)) != 0 {
				t.Fatalf("%q: %d", s, slow)
			}
		}
	})
}

func TestMoneyIsWrittenInYuanAndRoundedToFen(t *testing.T) {
	for m, want := range map[Money]struct {
		text string
		fen  int64
	}{
		0: {"0.00", 0}, 11940: {"0.11940", 12}, -5940: {"-0.05940", -6}, 500: {"0.00500", 1}, 499: {"0.00499", 0}, -500: {"-0.00500", -1}, 1990000: {"19.90", 1990},
	} {
		if m.String() != want.text || int64(m.Fen()) != want.fen {
			t.Errorf("%d: %s %d", m, m, m.Fen())
		}
	}
}
