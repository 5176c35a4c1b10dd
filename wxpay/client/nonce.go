package client

import (
	"crypto/rand"
	"io"
	"math/big"
	"time"
)

// Alnum are the characters that a nonce is made of.
const Alnum = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// Nonce returns 32 random characters, the most that a nonce may have (签名生成).
func Nonce(random io.Reader) string { return RandomText(random, Alnum, 32) }

// plainAlnum leaves out what is easily misread.
const plainAlnum = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// Number returns a number of the merchant's own, for an order or a refund: a letter,
// the day and eight random characters.
func Number(letter string, now time.Time, random io.Reader) string {
	return letter + now.Format("060102-") + RandomText(random, plainAlnum, 8)
}

// RandomText returns n characters of an alphabet, each as likely as the others. It
// panics when the random source fails.
func RandomText(random io.Reader, alphabet string, n int) string {
	text, size := make([]byte, n), big.NewInt(int64(len(alphabet)))
	for i := range text {
		k, err := rand.Int(random, size)
		if err != nil {
			panic("client: the random source failed: " + err.Error())
		}
		text[i] = alphabet[k.Int64()]
	}
	return string(text)
}
