package bill

import (
	"encoding/binary"
	"math/bits"
)

// slack is how many bytes after a row may be read, so that many are looked at once.
const slack = 32

// split finds where the values of a row begin: after a back-quote that begins the
// row or follows a comma. The row lies at b[at:end] and begins with one. It returns
// how many values there are; of too many only the first are noted. After the last
// stands where another would begin, so that value i is b[starts[i]:starts[i+1]-2].
//
// A back-quote after anything else is part of a value. A value that holds a comma
// before a back-quote cannot be told from two.
func split(b []byte, at, end int, starts *[maxColumns + 1]int) int {
	starts[0] = at + 1
	n := 1
	for i := at + 1; i < end; i += 32 {
		w := b[i : i+32 : i+32]
		found := quotesIn(w[0:8]) | quotesIn(w[8:16])<<8 | quotesIn(w[16:24])<<16 | quotesIn(w[24:32])<<24
		if left := end - i; left < 32 {
			found &= 1<<left - 1
		}
		for ; found != 0; found &= found - 1 {
			p := i + bits.TrailingZeros64(found)
			if b[p-1] == ',' && p-1 > at {
				if n < maxColumns {
					starts[n] = p + 1
				}
				n++
			}
		}
	}
	starts[min(n, maxColumns)] = end + 2
	return n
}

// quotesIn returns a bit for each of eight bytes that is a back-quote.
func quotesIn(b []byte) uint64 {
	const (
		quotes = 0x6060606060606060
		lows   = 0x7F7F7F7F7F7F7F7F
		gather = 0x0102040810204080 // brings the highest bits of eight bytes together
	)
	x := binary.LittleEndian.Uint64(b) ^ quotes
	return (^((x&lows + lows) | x | lows) >> 7 * gather) >> 56
}
