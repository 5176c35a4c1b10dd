package ledger

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/journal"
)

const many = 100_000

// told are the records of the n-th delivery, as the inbox appends them.
func told(n int) []journal.Record {
	x := received(n * 50) // a plain one
	x.Request.Body = make([]byte, 2048)
	checks := []wxpay.Check{
		wxpay.Pass(wxpay.CheckWellFormed, "JSON", "TRANSACTION.SUCCESS"),
		wxpay.Pass(wxpay.CheckHeaders, "Wechatpay-Timestamp, Wechatpay-Nonce", "Wechatpay-Timestamp, Wechatpay-Nonce"),
		wxpay.Pass(wxpay.CheckTimestamp, "±300 s", "1795176000 (0 s)"), wxpay.Pass(wxpay.CheckKeyKnown, "PUB_KEY_ID_1", "public-key"),
		wxpay.Pass(wxpay.CheckSignature, "RSA-SHA256", "RSA-SHA256"), wxpay.Pass(wxpay.CheckDecrypts, "AEAD_AES_256_GCM", "transaction"),
		wxpay.Pass(wxpay.CheckMerchantApp, "1900007291 wx1", "1900007291 wx1"),
		wxpay.Skip(wxpay.CheckOrderKnown, wxpay.ReasonOrderUnknown, "", string(x.Facts.OutTradeNo)),
	}
	return []journal.Record{
		{Exchange: x.ID, At: x.Started, Entry: journal.Opened{
			Direction: x.Direction, Profile: x.Profile, API: x.API, Call: x.Call, From: x.From, Request: x.Request}},
		{Exchange: x.ID, At: x.Started, Entry: journal.Judged{Checks: checks, Facts: x.Facts, ClockAt: x.Started, Event: string(x.Facts.TransactionID)}},
		{Exchange: x.ID, At: x.Started, Entry: journal.Answered{Reply: &wxpay.Reply{Status: 204}, Elapsed: time.Millisecond}},
	}
}

// filled is a journal of many deliveries of as many orders.
func filled(b *testing.B) *journal.Journal {
	b.Helper()
	j, err := journal.Open(filepath.Join(b.TempDir(), "journal.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := j.Close(); err != nil {
			b.Error(err)
		}
	})
	var records []journal.Record
	for n := range many {
		if records = append(records, told(n)...); len(records) > 3000 || n == many-1 {
			if _, err := j.Append(context.Background(), records...); err != nil {
				b.Fatal(err)
			}
			records = records[:0]
		}
	}
	return j
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkLedger is a ledger over a journal of 100,000 deliveries: what a start
// reads before it shows something, what it reads in all, what that takes in memory,
// and what an arrival costs afterwards.
func BenchmarkLedger(b *testing.B) {
	j := filled(b)
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			if s, err := New(j).Refresh(b.Context()); err != nil || !s.Loading {
				b.Fatal(s.Loading, err)
			}
		}
	})
	b.Run("whole", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			before := heap()
			l := New(j)
			if s, err := l.Whole(b.Context()); err != nil || s.Deliveries.Len() < many || s.Orders.Len() < many {
				b.Fatal(s.Deliveries.Len(), s.Orders.Len(), err)
			}
			b.ReportMetric(float64(heap()-before)/many, "B/delivery")
			runtime.KeepAlive(l)
		}
	})
	l := New(j)
	if _, err := l.Whole(b.Context()); err != nil {
		b.Fatal(err)
	}
	n := many
	b.Run("refresh", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			b.StopTimer()
			if _, err := j.Append(b.Context(), told(n)...); err != nil {
				b.Fatal(err)
			}
			n++
			b.StartTimer()
			if _, err := l.Refresh(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
	s, err := l.Whole(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.Run("all", func(b *testing.B) { // as a filter looks at all of them
		b.ReportAllocs()
		for b.Loop() {
			for d := range s.Deliveries.All() {
				if d.ID == "" {
					b.Fatal("no id")
				}
			}
		}
	})
	b.Run("all-orders", func(b *testing.B) {
		for b.Loop() {
			for o := range s.Orders.All() {
				if o.OutTradeNo == "" {
					b.Fatal("no number")
				}
			}
		}
	})
	b.Run("search", func(b *testing.B) {
		for b.Loop() {
			if err := j.Search(b.Context(), []string{fmt.Sprint("nobody", n)}, func(string) bool { return true }); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("size", func(b *testing.B) {
		for b.Loop() {
			if _, err := j.Size(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
}
