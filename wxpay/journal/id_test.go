package journal_test

import (
	"bytes"
	"crypto/rand"
	"regexp"
	"testing"
	"time"

	"wxlens/wxpay/journal"
)

func TestIDsSortByTime(t *testing.T) {
	form := regexp.MustCompile(`^[0-9a-z]{24}$`)
	last := ""
	for _, at := range []time.Time{{}, noon, noon.Add(time.Microsecond), noon.Add(time.Hour), noon.AddDate(250, 0, 0)} {
		id := journal.NewID(at, rand.Reader)
		if !form.MatchString(id) || id <= last {
			t.Errorf("%v: %s after %s", at, id, last)
		}
		last = id
	}
	if first, second := journal.NewID(noon, rand.Reader), journal.NewID(noon, rand.Reader); first == second {
		t.Error("two ids of one moment are equal")
	}
}

func TestIDNeedsRandomness(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("an id was made without randomness")
		}
	}()
	journal.NewID(noon, bytes.NewReader(make([]byte, 7)))
}
