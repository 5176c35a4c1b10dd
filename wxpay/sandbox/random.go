package sandbox

import (
	"encoding/base64"
	"io"
	randv2 "math/rand/v2"
	"sync"
)

// random makes ids, nonces and numbers from the configured source.
type random struct {
	mu     sync.Mutex
	source io.Reader
}

// fork returns a source of its own, fixed by this one. What runs beside other
// things draws from a fork, so that a seed gives the same whoever is faster.
func (r *random) fork() *random {
	r.mu.Lock()
	defer r.mu.Unlock()
	var seed [32]byte
	r.read(seed[:])
	return &random{source: randv2.NewChaCha8(seed)}
}

// read fills b. The caller holds the lock.
func (r *random) read(b []byte) {
	if _, err := io.ReadFull(r.source, b); err != nil {
		panic("sandbox: the random source failed: " + err.Error())
	}
}

func (r *random) below(n int) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	var b [1]byte
	limit := 256 - 256%n // rejection keeps every value equally likely
	for {
		r.read(b[:])
		if int(b[0]) < limit {
			return int(b[0]) % n
		}
	}
}

func (r *random) text(alphabet string, n int) string {
	text := make([]byte, n)
	for i := range text {
		text[i] = alphabet[r.below(len(alphabet))]
	}
	return string(text)
}

// base64 draws n bytes.
func (r *random) base64(n int) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	data := make([]byte, n)
	r.read(data)
	return base64.StdEncoding.EncodeToString(data)
}

func (r *random) uuid() string {
	h := r.text("0123456789abcdef", 32)
	return h[:8] + "-" + h[8:12] + "-5" + h[13:16] + "-a" + h[17:20] + "-" + h[20:]
}
