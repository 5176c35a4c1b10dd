package tunnel_test

import (
	"flag"
	"fmt"
	"os"
	"testing"
)

// The tests run this binary again in other roles, which these variables name.
const (
	idleVariable  = "TUNNEL_TEST_IDLE"  // a crowd of connections that do nothing
	quietVariable = "TUNNEL_TEST_QUIET" // a program whose tunnel lives through much
)

func TestMain(m *testing.M) {
	if to := os.Getenv(idleVariable); to != "" {
		play(idle(to))
	}
	if os.Getenv(quietVariable) != "" {
		play(eventful())
	}
	flag.Parse()
	if err := flag.Set("test.parallel", "8"); err != nil { // they mostly wait
		panic(err)
	}
	code := m.Run()
	if left := leftovers(); left != "" {
		fmt.Println("goroutines are left:\n" + left)
		code = 1
	}
	os.Exit(code)
}

// play ends the process as its role ended.
func play(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}
