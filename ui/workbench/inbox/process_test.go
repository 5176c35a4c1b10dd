package inbox_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"wxlens/tunnel"
	"wxlens/wxpay"
	"wxlens/wxpay/journal"
)

// Tests and benchmarks run this binary again in other roles.
const (
	pathVariable = "INBOX_TEST_JOURNAL" // the program that is killed
	loadVariable = "INBOX_TEST_LOAD"    // the sender of a benchmark
)

func TestMain(m *testing.M) {
	var err error
	switch path, to := os.Getenv(pathVariable), os.Getenv(loadVariable); {
	case path != "":
		err = receiveUntilKilled(path)
	case to != "":
		err = beLoad(to)
	default:
		os.Exit(m.Run())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// receiveUntilKilled serves the receiver, the inbox and the journal as the program
// does, says where, and ends with its standard input.
func receiveUntilKilled(path string) error {
	j, err := journal.Open(path)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s := tunnel.Serve(listener, tunnel.NewReceiver(newInbox(j).Receive, time.Now))
	fmt.Println(s.Addr())
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n') // the parent never writes: it kills, or ends
	return s.Close()
}

// killed starts a child on a journal, posts to it from several connections, kills
// it at some moment and returns the paths that were answered.
func killed(t *testing.T, path string, round int) (answered []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), pathVariable+"="+path)
	cmd.Stderr = os.Stderr
	if _, err := cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatal("the child did not start:", cmd.Wait())
	}
	var mu sync.Mutex
	var senders sync.WaitGroup
	enough, moment := make(chan struct{}), 1+rand.IntN(60) // answers until the kill
	for n := range 8 {
		s, err := dial(lines.Text())
		if err != nil {
			t.Fatal(err)
		}
		defer s.conn.Close()
		senders.Go(func() {
			for i := 0; ; i++ {
				target := fmt.Sprintf("/r%d-%d-%d", round, n, i)
				status, err := s.post(wire(wxpay.Request{URL: target, Body: []byte(target)}))
				if err != nil {
					return // it was killed
				}
				if status != 400 {
					t.Errorf("%s was answered %d", target, status)
				}
				mu.Lock()
				if answered = append(answered, target); len(answered) == moment {
					close(enough)
				}
				mu.Unlock()
			}
		})
	}
	<-enough
	if err := cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	senders.Wait()
	_ = cmd.Wait() // it was killed
	return answered
}

// Whatever was answered before a kill is in the journal, and once.
func TestKilledLosesNothingThatWasAnswered(t *testing.T) {
	rounds := 50
	if testing.Short() {
		rounds = 5
	}
	path := filepath.Join(t.TempDir(), "journal.db")
	answered := map[string]bool{}
	for round := range rounds {
		for _, target := range killed(t, path, round) {
			answered[target] = true
		}
	}
	kept := map[string]int{}
	j := reopen(t, path)
	for _, x := range heads(t, j) {
		kept[x.Request.URL]++
		if n := kept[x.Request.URL]; n > 1 {
			t.Errorf("%s is kept %d times", x.Request.URL, n)
		}
	}
	for target := range answered {
		if kept[target] == 0 {
			t.Errorf("%s was answered and is lost", target)
		}
	}
	t.Logf("%d kills, %d answered, %d kept", rounds, len(answered), len(kept))
}
