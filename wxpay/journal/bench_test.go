package journal_test

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"wxlens/wxpay/journal"
)

// BenchmarkAppend is the durable intake of 2 KiB notifications beside its floor,
// the same bytes written and synced one after the other.
func BenchmarkAppend(b *testing.B) {
	body := make([]byte, 2048)
	b.Run("floor", func(b *testing.B) {
		file, err := os.Create(filepath.Join(b.TempDir(), "log"))
		if err != nil {
			b.Fatal(err)
		}
		defer file.Close()
		for b.Loop() {
			if _, err := file.Write(body); err != nil {
				b.Fatal(err)
			}
			if err := file.Sync(); err != nil {
				b.Fatal(err)
			}
		}
	})
	for _, writers := range []int{1, 16, 256} {
		b.Run(fmt.Sprint("writers=", writers), func(b *testing.B) {
			j := open(b, newPath(b))
			var group sync.WaitGroup
			var begun atomic.Int64
			b.ReportAllocs()
			b.ResetTimer()
			for range writers {
				group.Go(func() {
					for begun.Add(1) <= int64(b.N) {
						if _, err := j.Append(b.Context(), opened(newID(), body)); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			group.Wait()
		})
	}
}

// BenchmarkSince reads the heads of 10,000 exchanges, as a start does.
func BenchmarkSince(b *testing.B) {
	j := open(b, newPath(b))
	fill(b, j, 10_000, make([]byte, 2048))
	for _, limit := range []int{0, 200} {
		b.Run(fmt.Sprint("limit=", limit), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, _, _, err := j.Since(b.Context(), 0, limit); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkOpen opens and closes a journal that exists.
func BenchmarkOpen(b *testing.B) {
	path := newPath(b)
	fill(b, open(b, path), 1000, nil)
	for b.Loop() {
		j, err := journal.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if err := j.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}
