package inbox_test

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wxlens/tunnel"
	"wxlens/ui/workbench/inbox"
	"wxlens/ui/workbench/ledger"
	"wxlens/wxpay"
	"wxlens/wxpay/journal"
	"wxlens/wxpay/notify"
)

// forgetful is a journal that keeps nothing: the receiver without its journal.
type forgetful struct{ inbox.Journal }

func (forgetful) Append(context.Context, ...journal.Record) (journal.Appended, error) {
	return journal.Appended{}, nil
}
func (forgetful) AppendLater(...journal.Record) error { return nil }

// bare is the least that answers.
func bare(w http.ResponseWriter, r *http.Request) {
	if _, err := io.ReadAll(io.LimitReader(r.Body, notify.MaxBody)); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	_, _ = io.WriteString(w, `{"code":"SUCCESS"}`)
}

// result is one round of load.
type result struct {
	rate float64 // requests a second
	p99  float64 // milliseconds
}

// load posts requests over some connections, in a process of its own as a sender
// is, until all were posted once.
func load(b *testing.B, addr string, conns int, requests [][]byte) (r result) {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d", loadVariable, addr, conns))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	var out bytes.Buffer
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	if err := errors.Join(gob.NewEncoder(in).Encode(requests), in.Close(), cmd.Wait()); err != nil {
		b.Fatal(err)
	}
	if _, err := fmt.Sscan(out.String(), &r.rate, &r.p99); err != nil {
		b.Fatalf("the load said %q: %v", out.String(), err)
	}
	return r
}

// beLoad is that process: it reads the requests, posts them and says how fast.
func beLoad(to string) error {
	addr, count, _ := strings.Cut(to, " ")
	conns, err := strconv.Atoi(count)
	if err != nil {
		return err
	}
	var requests [][]byte
	if err := gob.NewDecoder(os.Stdin).Decode(&requests); err != nil {
		return err
	}
	senders := make([]*sender, conns)
	for i := range senders {
		if senders[i], err = dial(addr); err != nil {
			return err
		}
		defer senders[i].conn.Close()
	}
	var group sync.WaitGroup
	var begun atomic.Int64
	var failed atomic.Pointer[error]
	times := make([]time.Duration, len(requests))
	start := time.Now()
	for _, s := range senders {
		group.Go(func() {
			for i := begun.Add(1) - 1; i < int64(len(requests)); i = begun.Add(1) - 1 {
				sent := time.Now()
				status, err := s.post(requests[i])
				if err == nil && status >= 500 {
					err = fmt.Errorf("answered %d", status)
				}
				if err != nil {
					failed.Store(&err)
					return
				}
				times[i] = time.Since(sent)
			}
		})
	}
	group.Wait()
	took := time.Since(start)
	if err := failed.Load(); err != nil {
		return *err
	}
	slices.Sort(times)
	fmt.Println(float64(len(requests))/took.Seconds(), float64(times[len(times)*99/100].Microseconds())/1000)
	return nil
}

// BenchmarkIntake is durable intake beside a bare handler and beside the same
// receiver without its journal, in turns. One operation is a round of all three:
// run it with -benchtime 5x; the figures are medians. What a machine can do moves
// from minute to minute, the ratios hardly do.
func BenchmarkIntake(b *testing.B) {
	const most = 4000
	valid := sync.OnceValue(func() [][]byte {
		all := make([][]byte, most)
		var group sync.WaitGroup
		for half := range 2 {
			group.Go(func() {
				for i := half; i < most; i += 2 {
					all[i] = wire(notification(b, i))
				}
			})
		}
		group.Wait()
		return all
	})
	for name, requests := range map[string]func() [][]byte{
		"distinct": valid,
		"same":     func() [][]byte { return slices.Repeat(valid()[:1], most) },
		"malformed": func() [][]byte {
			return slices.Repeat([][]byte{wire(wxpay.Request{URL: "/notify", Body: []byte(strings.Repeat("x", 2048))})}, most)
		},
	} {
		for _, conns := range []int{1, 16, 256} {
			b.Run(fmt.Sprintf("%s/conns=%d", name, conns), func(b *testing.B) {
				all := requests()
				if conns == 1 {
					all = all[:most/4]
				}
				intake(b, conns, all)
			})
		}
	}
}

func intake(b *testing.B, conns int, requests [][]byte) {
	addr, stop := serve(b, http.HandlerFunc(bare))
	defer stop()
	without, stopWithout := serve(b, tunnel.NewReceiver(newInbox(forgetful{}).Receive, time.Now))
	defer stopWithout()
	var rates, toBare, toUnkept, p99 []float64
	for b.Loop() {
		j, _ := kept(b)
		l := ledger.New(j)
		in := newInbox(j)
		in.Merchants = candidates(func(no wxpay.OutTradeNo) (notify.Expected, bool) {
			total, currency, ok := l.Ordered(context.Background(), no)
			return notify.Expected{Total: total, Currency: currency}, ok
		})
		with, stopWith := serve(b, tunnel.NewReceiver(in.Receive, time.Now))
		plain := load(b, addr, conns, requests)
		unkept := load(b, without, conns, requests)
		durable := load(b, with, conns, requests)
		rates, p99 = append(rates, durable.rate), append(p99, durable.p99)
		toBare, toUnkept = append(toBare, durable.rate/plain.rate), append(toUnkept, durable.rate/unkept.rate)
		stopWith()
		in.Close()
		if err := j.Close(); err != nil {
			b.Error(err)
		}
	}
	for unit, values := range map[string][]float64{"req/s": rates, "of-bare": toBare, "of-unkept": toUnkept, "p99-ms": p99} {
		slices.Sort(values)
		b.ReportMetric(values[len(values)/2], unit)
	}
}
