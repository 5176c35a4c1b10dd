package wxpay

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Fen is an amount of money in fen (分), the hundredth of a yuan. All amounts in
// messages are whole fen; only bills and people write yuan. Amounts never pass
// through floating point: 19.90 yuan is 1990 fen, where int(19.90*100) is 1989.
type Fen int64

// AmountError says why a text is not an amount.
type AmountError struct {
	Text   string
	Reason AmountReason
}

// AmountReason is the kind of fault found in an amount.
type AmountReason string

const (
	AmountEmpty        AmountReason = "amount-empty"
	AmountNotDigits    AmountReason = "amount-not-digits"
	AmountTooPrecise   AmountReason = "amount-too-precise"
	AmountTooLarge     AmountReason = "amount-too-large"
	AmountNegative     AmountReason = "amount-negative"
	AmountNotFullFen   AmountReason = "amount-not-whole-fen"
	AmountBadSeparator AmountReason = "amount-bad-separator"
)

func (e *AmountError) Error() string {
	return fmt.Sprintf("amount %q: %s", e.Text, e.Reason)
}

// ParseYuan reads a decimal amount in yuan exactly: digits, then optionally a
// dot and one or two digits. Signs, spaces, thousands separators, exponents and
// a third decimal are refused with an [*AmountError].
func ParseYuan(s string) (Fen, error) {
	whole, frac, dotted := strings.Cut(s, ".")
	switch {
	case s == "":
		return 0, &AmountError{s, AmountEmpty}
	case strings.HasPrefix(s, "-"):
		return 0, &AmountError{s, AmountNegative}
	case strings.Contains(s, ","):
		return 0, &AmountError{s, AmountBadSeparator}
	case !digits(whole) || (dotted && !digits(frac)):
		return 0, &AmountError{s, AmountNotDigits}
	case len(frac) > 2:
		return 0, &AmountError{s, AmountTooPrecise}
	}
	return fenOf(s, whole+(frac + "00")[:2])
}

// ParseFen reads an amount as messages carry it: decimal digits, whole fen.
// A decimal point is refused as [AmountNotFullFen], the usual slip of sending
// yuan or a printed float such as "101.0".
func ParseFen(s string) (Fen, error) {
	switch {
	case s == "":
		return 0, &AmountError{s, AmountEmpty}
	case strings.HasPrefix(s, "-"):
		return 0, &AmountError{s, AmountNegative}
	case strings.Contains(s, "."):
		return 0, &AmountError{s, AmountNotFullFen}
	case strings.Contains(s, ","):
		return 0, &AmountError{s, AmountBadSeparator}
	case !digits(s):
		return 0, &AmountError{s, AmountNotDigits}
	}
	return fenOf(s, s)
}

// Yuan prints the amount in yuan with two decimals, as bills and people write it.
func (f Fen) Yuan() string {
	sign, u := "", uint64(f)
	if f < 0 {
		sign, u = "-", uint64(-(f+1))+1
	}
	return fmt.Sprintf("%s%d.%02d", sign, u/100, u%100)
}

// String prints the amount as messages carry it: digits, in fen.
func (f Fen) String() string { return strconv.FormatInt(int64(f), 10) }

func fenOf(text, number string) (Fen, error) {
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n > math.MaxInt32*100 {
		return 0, &AmountError{text, AmountTooLarge}
	}
	return Fen(n), nil
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
