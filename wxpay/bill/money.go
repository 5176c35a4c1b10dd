package bill

import (
	"encoding/binary"
	"math"
	"strconv"

	"wxlens/wxpay"
)

// Money is an amount in hundred-thousandths of a yuan, the unit of fees (手续费 has
// five decimals). A fen is a thousand of them. It never passes through floating
// point.
type Money int64

// perFen is how much of [Money] a fen is, perYuan how much a yuan.
const (
	perFen  = 1000
	perYuan = 100 * perFen
)

// Fen returns the amount in fen, halves rounded away from zero.
func (m Money) Fen() wxpay.Fen {
	if m < 0 {
		return -(-m).Fen()
	}
	return wxpay.Fen((m + perFen/2) / perFen)
}

// String writes yuan: two decimals where they suffice, else five.
func (m Money) String() string {
	if m%perFen == 0 {
		return wxpay.Fen(m / perFen).Yuan()
	}
	sign, u := "", uint64(m)
	if m < 0 {
		sign, u = "-", -u
	}
	decimals := strconv.FormatUint(perYuan+u%perYuan, 10)[1:]
	return sign + strconv.FormatUint(u/perYuan, 10) + "." + decimals
}

// maxYuanDigits bounds an amount: that of a row, or a day's total.
const maxYuanDigits = 12

// parseMoney reads yuan: a sign, digits, and as many decimals as there may be.
func parseMoney(v []byte, decimals int) (Money, Fault) {
	text := v
	if len(text) > 0 && text[0] == '-' {
		text = text[1:]
	}
	var n int64
	whole, after, dot := 0, 0, false
	for _, c := range text {
		switch {
		case c >= '0' && c <= '9' && dot:
			if after++; after > decimals {
				if c != '0' {
					return 0, AmountTooPrecise
				}
				continue
			}
			n = n*10 + int64(c-'0')
		case c >= '0' && c <= '9':
			if n = n*10 + int64(c-'0'); n > 0 {
				if whole++; whole > maxYuanDigits {
					return 0, AmountTooLarge
				}
			}
		case c == '.' && !dot:
			dot = true
		default:
			return 0, AmountForm
		}
	}
	switch {
	case len(v) == 0:
		return 0, AmountEmpty
	case len(text) == 0 || text[0] == '.' || dot && after == 0:
		return 0, AmountForm
	}
	for range 5 - min(after, decimals) {
		n *= 10
	}
	if len(text) < len(v) {
		n = -n
	}
	return Money(n), ""
}

// Eight bytes at once: a digit in each, a dot in each place that it may have.
const (
	zeros     = 0x3030303030303030
	highs     = 0xF0F0F0F0F0F0F0F0
	overNines = 0x0606060606060606
	nothing   = '0' | '.'<<8 | '0'<<16 | '0'<<24
)

// parseShort is [parseMoney] of up to eight bytes, with two decimals or five. The
// bytes of b after the value may be read. It is false where the other has to look.
func parseShort(b []byte, at, n, decimals int) (Money, bool) {
	switch {
	case uint(n-4) > 4:
		return 0, false
	case n == 4 && binary.LittleEndian.Uint32(b[at:]) == nothing: // most amounts
		return 0, true
	}
	x := binary.LittleEndian.Uint64(b[at:]) << (64 - 8*n)
	x |= zeros >> (8 * n) // leading zeros
	scale := Money(perFen)
	switch {
	case byte(x>>40) == '.':
		x = x&0xFFFF000000000000 | x&0xFFFFFFFFFF<<8 | '0'
	case byte(x>>16) == '.' && decimals == 5 && n > 6:
		x = x&0xFFFFFFFFFF000000 | x&0xFFFF<<8 | '0'
		scale = 1
	default:
		return 0, false
	}
	if x&highs != zeros || (x+overNines)&highs != zeros {
		return 0, false
	}
	x -= zeros
	x = x*10 + x>>8 // pairs, in every second byte
	x = (x&0x000000FF000000FF*(100+1000000<<32) + x>>16&0x000000FF000000FF*(1+10000<<32)) >> 32
	return Money(x) * scale, true
}

// add sums and reports whether the sum is one.
func (m Money) add(other Money) (Money, bool) {
	sum := m + other
	if other > 0 && m > math.MaxInt64-other || other < 0 && m < math.MinInt64-other {
		return 0, false
	}
	return sum, true
}

// parseCount reads a number as totals write it: "45" or "45.0".
func parseCount(v []byte) (int64, Fault) {
	m, fault := parseMoney(v, 0)
	if fault == AmountTooPrecise {
		fault = CountForm
	}
	return int64(m / perYuan), fault
}
