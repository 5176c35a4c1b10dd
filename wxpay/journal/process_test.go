package journal_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/journal"
)

// The tests run this binary again as other processes that share the journal.
const roleVariable, pathVariable = "JOURNAL_TEST_ROLE", "JOURNAL_TEST_PATH"

func TestMain(m *testing.M) {
	if role := os.Getenv(roleVariable); role != "" {
		if err := act(role, os.Getenv(pathVariable)); err != nil {
			fmt.Fprintln(os.Stderr, role, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// act plays a child: it says that it is ready, waits for a line, and begins.
func act(role, path string) (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	j, err := journal.Open(path)
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := j.Close(); err == nil {
			err = closeErr
		}
	}()
	if role == "load" {
		return load(ctx, j)
	}
	fmt.Println("ready")
	if _, err := bufio.NewReader(os.Stdin).ReadString('\n'); err != nil {
		return err
	}
	switch role {
	case "talk":
		err = talk(ctx, j, "child", "parent")
	case "prune":
		_, err = j.Prune(ctx, journal.Limits{MaxAge: time.Hour, Acknowledged: acknowledged}, noon.AddDate(1, 0, 0))
	case "event":
		var appended journal.Appended
		id := newID()
		appended, err = j.Append(ctx, opened(id, nil), judged(id, wxpay.Facts{}, "E"))
		fmt.Println(id, appended.FirstSeen)
	}
	return err
}

// load appends until it is killed and prints each id once it is acknowledged.
func load(ctx context.Context, j *journal.Journal) error {
	var group sync.WaitGroup
	var mu sync.Mutex
	var failed error
	for range 16 {
		group.Go(func() {
			for {
				id := newID()
				_, err := j.Append(ctx, opened(id, []byte(id)))
				mu.Lock()
				if err != nil {
					failed = err
					mu.Unlock()
					return
				}
				_, _ = io.WriteString(os.Stdout, id+"\n") // fails when the parent is gone, as ctx will
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return failed
}

const sentences = 50

// talk writes its own records and waits until it has noticed the other's.
func talk(ctx context.Context, j *journal.Journal, own, other string) error {
	heard := map[string]bool{}
	for i := range sentences {
		heard[fmt.Sprint(other, i)] = true
	}
	done := make(chan error)
	go func() { done <- follow(ctx, j, heard) }()
	for i := range sentences {
		if _, err := j.Append(ctx, opened(fmt.Sprint(own, i), nil)); err != nil {
			return err
		}
	}
	return <-done
}

type child struct {
	cmd *exec.Cmd
	in  io.Writer
	out *bufio.Scanner
}

func start(t *testing.T, role, path string) child {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), roleVariable+"="+role, pathVariable+"="+path)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return child{cmd, in, bufio.NewScanner(out)}
}

func (c child) line(t *testing.T) string {
	t.Helper()
	if !c.out.Scan() {
		t.Fatalf("the child ended early: %v", c.cmd.Wait())
	}
	return c.out.Text()
}

func (c child) begin(t *testing.T) {
	t.Helper()
	if _, err := io.WriteString(c.in, "go\n"); err != nil {
		t.Fatal(err)
	}
}

func (c child) end(t *testing.T) {
	t.Helper()
	if err := c.cmd.Wait(); err != nil {
		t.Error(err)
	}
}

func TestTwoProcessesHearEachOther(t *testing.T) {
	path := newPath(t)
	c := start(t, "talk", path) // both may create the file
	j := open(t, path)
	c.line(t)
	c.begin(t)
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	if err := talk(ctx, j, "parent", "child"); err != nil {
		t.Error(err)
	}
	c.end(t)
	if heads, _, _, err := j.Since(t.Context(), 0, 0); err != nil || len(heads) != 2*sentences {
		t.Errorf("the journal holds %d exchanges, %v", len(heads), err)
	}
}

func TestOneProcessIsFirst(t *testing.T) {
	path := newPath(t)
	children := make([]child, 4)
	for i := range children {
		children[i] = start(t, "event", path) // they create the file at once, too
	}
	for _, c := range children {
		c.line(t)
	}
	for _, c := range children {
		c.begin(t)
	}
	firsts, own := map[string]bool{}, 0
	for _, c := range children {
		id, first, _ := strings.Cut(c.line(t), " ")
		if firsts[first] = true; id == first {
			own++
		}
		c.end(t)
	}
	if len(firsts) != 1 || own != 1 {
		t.Errorf("%d were first, and they named %v", own, firsts)
	}
	heads, _, _, err := open(t, path).Since(t.Context(), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	attempts := map[int]bool{}
	for _, x := range heads {
		attempts[x.Attempt] = true
		if duplicate := x.DuplicateOf != ""; duplicate != (x.Attempt > 1) || duplicate && !firsts[x.DuplicateOf] {
			t.Errorf("attempt %d is a duplicate of %q", x.Attempt, x.DuplicateOf)
		}
	}
	for i := range children {
		if !attempts[i+1] {
			t.Errorf("attempt %d is missing", i+1)
		}
	}
}
