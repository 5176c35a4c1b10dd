package journal_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/journal"
)

// hold takes the write lock as another process would and returns what gives it back.
func hold(t testing.TB, path string) (release func()) {
	t.Helper()
	conn := raw(t, path)
	run(t, conn, "BEGIN IMMEDIATE")
	return func() { run(t, conn, "ROLLBACK") }
}

// commits counts the commits that the write-ahead log holds: frames of the
// present log that carry the size of the database.
func commits(t testing.TB, path string) (n int) {
	t.Helper()
	log, err := os.ReadFile(path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	salt, frame := string(log[16:24]), 24+int(binary.BigEndian.Uint32(log[8:]))
	for at := 32; at+frame <= len(log); at += frame {
		if string(log[at+8:at+16]) == salt && binary.BigEndian.Uint32(log[at+4:]) != 0 {
			n++
		}
	}
	return n
}

// together starts n appends and returns what collects their errors by id.
func together(ctx context.Context, j *journal.Journal, n int) (wait func() map[string]error) {
	var mu sync.Mutex
	var group sync.WaitGroup
	errs := map[string]error{}
	for i := range n {
		group.Go(func() {
			id := fmt.Sprintf("x%d", i)
			_, err := j.Append(ctx, opened(id, []byte(id)))
			mu.Lock()
			defer mu.Unlock()
			errs[id] = err
		})
	}
	return func() map[string]error {
		group.Wait()
		return errs
	}
}

func TestWaitingAppendsShareACommit(t *testing.T) {
	path := newPath(t)
	j := open(t, path)
	release := hold(t, path)
	wait := together(t.Context(), j, 100)
	until(t, "100 appends in the queue", func() bool { return j.Queued() == 100 })
	before := commits(t, path)
	release()
	for id, err := range wait() {
		if err != nil {
			t.Error(err)
		}
		if got := string(exchange(t, j, id).Request.Body); got != id {
			t.Errorf("%s came back as %s", id, got)
		}
	}
	if n := commits(t, path) - before; n != 1 {
		t.Errorf("100 waiting appends took %d commits", n)
	}
}

func TestAcknowledgedIsCommitted(t *testing.T) {
	path := newPath(t)
	writer, reader := open(t, path), open(t, path)
	for i := range 100 {
		id := fmt.Sprint("x", i)
		add(t, writer, opened(id, nil))
		exchange(t, reader, id)
	}
	if n := commits(t, path); n < 100 {
		t.Errorf("100 appends one after the other took only %d commits", n)
	}
}

// What somebody waits for is synced before the answer, and takes what nobody waits
// for along; that alone never costs a sync.
func TestEveryAnswerIsAfterASync(t *testing.T) {
	const normal, full = 1, 2
	path := newPath(t)
	j, other := open(t, path), open(t, path)
	is := func(when string, want int) {
		t.Helper()
		if level, err := j.Synchronous(t.Context()); level != want || err != nil {
			t.Errorf("%s synchronous is %d, %v; want %d", when, level, err, want)
		}
	}
	is("at first", full)
	for i := range 3 {
		add(t, j, opened(fmt.Sprint("x", i), nil))
		is("after what was waited for", full)
		if err := j.AppendLater(journal.Record{Exchange: fmt.Sprint("x", i), At: noon, Entry: journal.Answered{Fault: "later"}}); err != nil {
			t.Fatal(err)
		}
		until(t, "what nobody waits for to be written", func() bool { return exchange(t, other, fmt.Sprint("x", i)).Fault == "later" })
		is("after what nobody waited for", normal)
	}
	add(t, j, opened("y", nil))
	is("in the end", full)
}

func TestWhatNobodyWaitsForJoinsTheNextGroup(t *testing.T) {
	path := newPath(t)
	j := open(t, path)
	release := hold(t, path)
	for i := range 50 {
		if err := j.AppendLater(opened(fmt.Sprint("later", i), nil)); err != nil {
			t.Fatal(err)
		}
	}
	wait := together(t.Context(), j, 50)
	until(t, "100 appends in the queue", func() bool { return j.Queued() == 100 })
	before := commits(t, path)
	release()
	for _, err := range wait() {
		if err != nil {
			t.Error(err)
		}
	}
	if n := commits(t, path) - before; n != 1 {
		t.Errorf("they took %d commits", n)
	}
	heads, _, _, err := j.Since(t.Context(), 0, 50)
	if err != nil || len(heads) != 50 || heads[0].ID != "later0" || heads[49].ID != "later49" {
		t.Errorf("they are not in order: %+v %v", heads, err)
	}
}

func TestCloseWritesWhatNobodyWaitsFor(t *testing.T) {
	path := newPath(t)
	j := open(t, path)
	for i := range 500 {
		if err := j.AppendLater(opened(fmt.Sprint("x", i), nil)); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if err := j.AppendLater(opened("late", nil)); !errors.Is(err, journal.ErrClosed) {
		t.Errorf("after Close it returned %v", err)
	}
	if heads, _, _, err := open(t, path).Since(t.Context(), 0, 0); err != nil || len(heads) != 500 {
		t.Errorf("%d were written, %v", len(heads), err)
	}
}

// A disk that is full refuses, and takes again when it has space; what nobody
// waited for was kept for that moment.
func TestAFullDisk(t *testing.T) {
	j := open(t, newPath(t))
	add(t, j, opened("before", nil))
	if err := j.LimitPages(t.Context(), 1); err != nil { // no more than there are
		t.Fatal(err)
	}
	large := make([]byte, 1<<20)
	_, err := j.Append(t.Context(), opened("refused", large))
	if err == nil || !strings.Contains(err.Error(), "free some disk space") {
		t.Fatalf("a full disk: %v", err)
	}
	if err := j.AppendLater(opened("kept", large)); err != nil {
		t.Fatal(err)
	}
	if _, err := j.Append(t.Context(), opened("refused", large)); err == nil {
		t.Fatal("written to a full disk")
	}
	if err := j.LimitPages(t.Context(), 1<<30); err != nil {
		t.Fatal(err)
	}
	add(t, j, opened("after", large))
	until(t, "what was kept to be written", func() bool { _, err := j.Exchange(t.Context(), "kept"); return err == nil })
	if _, err := j.Exchange(t.Context(), "refused"); !errors.Is(err, journal.ErrNotFound) {
		t.Errorf("what was refused is there: %v", err)
	}
}

func TestCancelledWhileQueuedStoresNothing(t *testing.T) {
	path := newPath(t)
	j := open(t, path)
	release := hold(t, path)
	ctx, cancel := context.WithCancel(t.Context())
	wait := together(ctx, j, 3)
	until(t, "3 appends in the queue", func() bool { return j.Queued() == 3 })
	cancel()
	for _, err := range wait() {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("a cancelled append returned %v", err)
		}
	}
	short, stop := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer stop()
	_, err := j.Append(short, opened("late", nil))
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "another program holds the file") {
		t.Errorf("a late append returned %v", err)
	}
	if _, err := j.Append(ctx, opened("dead", nil)); !errors.Is(err, context.Canceled) {
		t.Errorf("an append that was cancelled before returned %v", err)
	}
	release()
	add(t, j, opened("after", nil))
	heads, _, _, err := j.Since(t.Context(), 0, 0)
	if err != nil || len(heads) != 1 || heads[0].ID != "after" {
		t.Errorf("the journal holds %+v, %v", heads, err)
	}
}

func TestCloseWaitsForWhatIsQueued(t *testing.T) {
	before := runtime.NumGoroutine()
	path := newPath(t)
	j := open(t, path)
	other := open(t, path)
	release := hold(t, path)
	wait := together(t.Context(), j, 20)
	until(t, "20 appends in the queue", func() bool { return j.Queued() == 20 })
	closed := make(chan error)
	go func() { closed <- j.Close() }()
	until(t, "Close to begin", j.IsClosed)
	if _, err := j.Append(t.Context(), opened("late", nil)); !errors.Is(err, journal.ErrClosed) {
		t.Errorf("an append after Close returned %v", err)
	}
	release()
	if err := <-closed; err != nil {
		t.Error(err)
	}
	for id, err := range wait() {
		if err != nil {
			t.Error(err)
		}
		exchange(t, other, id)
	}
	if err := j.Close(); err != nil {
		t.Errorf("a second Close returned %v", err)
	}
	if _, err := j.Exchange(t.Context(), "x1"); !errors.Is(err, journal.ErrClosed) {
		t.Errorf("reading after Close returned %v", err)
	}
	if err := other.Close(); err != nil {
		t.Error(err)
	}
	// The connection of hold has one goroutine of its own left.
	until(t, "every goroutine to end", func() bool { return runtime.NumGoroutine() <= before+1 })
}

func TestChangedAfterOwnCommit(t *testing.T) {
	j := open(t, newPath(t))
	for i := range 3 {
		add(t, j, opened(fmt.Sprint("x", i), nil))
		select {
		case <-j.Changed():
		case <-time.After(deadline):
			t.Fatal("a commit was not announced")
		}
	}
}

func TestSettledIsReadable(t *testing.T) {
	j := open(t, newPath(t))
	for i := range 50 {
		id := fmt.Sprint("x", i)
		add(t, j, opened(id, nil))
		if err := j.AppendLater(journal.Record{Exchange: id, At: noon, Entry: journal.Answered{Reply: &wxpay.Reply{Status: 204}}}); err != nil {
			t.Fatal(err)
		}
		if err := j.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		if exchange(t, j, id).Reply == nil {
			t.Fatalf("%s is not there", id)
		}
	}
}
