package diagnose

import (
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"wxlens/wxpay/v3"
)

// bareRate is how many digests of a text all processors make in a second.
func bareRate(text []byte, digest func([]byte)) float64 {
	const each = 200_000
	var group sync.WaitGroup
	start := time.Now()
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for range each {
				digest(text)
			}
		})
	}
	group.Wait()
	return float64(each*runtime.GOMAXPROCS(0)) / time.Since(start).Seconds()
}

// BenchmarkSearchV2 is a whole search that finds nothing, beside MD5 of the same
// text alone. of-bare is the ratio of the rates.
func BenchmarkSearchV2(b *testing.B) {
	sum := md5.Sum([]byte("nobody knows"))
	c := v2Case(v2Orders[0], strings.ToUpper(hex.EncodeToString(sum[:])))
	s := searchOfV2(c)
	var mem memory
	text, _ := s.make(&mem, combo{})
	text = append(text, "&key="+v2TestKey...)
	bare := bareRate(text, func(t []byte) { md5.Sum(t) })
	b.ReportAllocs()
	tried, took := 0, time.Duration(0)
	for b.Loop() {
		start := time.Now()
		d := diagnosed(b, c)
		took += time.Since(start)
		tried += d.Tried
	}
	b.ReportMetric(float64(tried)/took.Seconds()/bare, "of-bare")
	b.ReportMetric(float64(tried)/float64(b.N), "tried/op")
	b.ReportMetric(float64(len(s.departures)), "departures")
}

// BenchmarkSearchV3 is the same for V3, beside SHA-256.
func BenchmarkSearchV3(b *testing.B) {
	c := v3RequestCase(v3Requests[0], rsaSign(b, ownMerchant().key, []byte("nobody knows")))
	e := &examination{c: c}
	auth, _ := e.authorization()
	bare := bareRate(e.v3BaseText(&auth), func(t []byte) { sha256.Sum256(t) })
	b.ReportAllocs()
	tried, took := 0, time.Duration(0)
	for b.Loop() {
		start := time.Now()
		d := diagnosed(b, c)
		took += time.Since(start)
		tried += d.Tried
	}
	b.ReportMetric(float64(tried)/took.Seconds()/bare, "of-bare")
	b.ReportMetric(float64(tried)/float64(b.N), "tried/op")
}

// BenchmarkDefaultSearch is what runs unasked when a failed check is opened: one
// and two departures.
func BenchmarkDefaultSearch(b *testing.B) {
	sum := md5.Sum([]byte("nobody knows"))
	for name, c := range map[string]*Case{
		"v2": v2Case(v2Orders[0], strings.ToUpper(hex.EncodeToString(sum[:]))),
		"v3": v3RequestCase(v3Requests[0], rsaSign(b, ownMerchant().key, []byte("nobody knows"))),
	} {
		b.Run(name, func(b *testing.B) {
			tried := 0
			for b.Loop() {
				d, err := Diagnose(context.Background(), c, Options{Quick: true})
				if err != nil {
					b.Fatal(err)
				}
				tried += d.Tried
			}
			b.ReportMetric(float64(tried)/float64(b.N), "tried/op")
		})
	}
}

// BenchmarkOpenSignature is the cost of a key that is tried.
func BenchmarkOpenSignature(b *testing.B) {
	raw := mustDecode(rsaSign(b, ownMerchant().key, []byte("x")))
	key := v3Key{public: &ownMerchant().key.PublicKey}
	for b.Loop() {
		if o, ok := openSignature(raw, &key); !ok || o.hash == 0 {
			b.Fatal(v3.FieldBody)
		}
	}
}

// BenchmarkCancel is how long a search under way takes to end when it is cancelled.
func BenchmarkCancel(b *testing.B) {
	sum := md5.Sum([]byte("nobody knows"))
	c := v2Case(v2Orders[0], strings.ToUpper(hex.EncodeToString(sum[:])))
	var took, longest time.Duration
	for i := 0; b.Loop(); i++ {
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan time.Time)
		go func() {
			_, _ = Diagnose(ctx, c, Options{})
			ended <- time.Now()
		}()
		time.Sleep(time.Duration(10+i*7%150) * time.Millisecond) // a moment of the search
		cancelled := time.Now()
		cancel()
		one := max((<-ended).Sub(cancelled), 0)
		took, longest = took+one, max(longest, one)
	}
	b.ReportMetric(float64(took.Microseconds())/float64(b.N)/1000, "ms-to-end")
	b.ReportMetric(float64(longest.Microseconds())/1000, "ms-longest")
}
