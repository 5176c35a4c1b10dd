package workbench

import (
	"fmt"
	"hash/maphash"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"wxlens/profiles"
	"wxlens/ui/workbench/inbox"
	"wxlens/wxpay/notify"
)

// candidates are the profiles that a notification may be for. They are asked for
// with every delivery, so they are read again only when a profile was changed.
type candidates struct {
	store *profiles.Store
	dir   string
	inUse func() string
	judge func(*profiles.Merchant) notify.Merchant // what its notifications are judged by

	mu   sync.Mutex
	list []inbox.Candidate
	of   since
	next time.Time // when files are looked at again
}

// since is what a list was made of.
type since struct {
	inUse   string
	written int64  // by this process
	files   uint64 // by any
}

// lookAgain is how long a change by another process may go unnoticed.
const lookAgain = 500 * time.Millisecond

var fileSeed = maphash.MakeSeed()

// get returns the profiles, the one in use first. Those that cannot be read are
// left out; the list of profiles shows why.
func (c *candidates) get() []inbox.Candidate {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := since{inUse: c.inUse(), written: c.store.Written(), files: c.of.files}
	if now == c.of && time.Now().Before(c.next) {
		return c.list
	}
	now.files = c.files()
	c.next = time.Now().Add(lookAgain)
	if now == c.of && c.list != nil {
		return c.list
	}
	if now.files != c.of.files {
		c.store.Forget()
	}
	c.list, c.of = c.read(now.inUse), now
	return c.list
}

func (c *candidates) read(inUse string) []inbox.Candidate {
	names, err := c.store.Names()
	if err != nil {
		return nil
	}
	list := make([]inbox.Candidate, 0, len(names))
	for _, name := range names {
		m, err := c.store.Load(name)
		if err != nil {
			continue
		}
		one := inbox.Candidate{Name: name, Merchant: c.judge(m)}
		if name == inUse {
			list = append([]inbox.Candidate{one}, list...)
		} else {
			list = append(list, one)
		}
	}
	return list
}

// files tells the state of the profiles' files apart from another: their names,
// sizes and times. A profile has a handful.
func (c *candidates) files() uint64 {
	var h maphash.Hash
	h.SetSeed(fileSeed)
	folders, _ := os.ReadDir(c.dir) // what cannot be read now is looked at again soon
	for _, folder := range folders {
		if !folder.IsDir() || strings.HasPrefix(folder.Name(), ".") {
			continue
		}
		files, _ := os.ReadDir(filepath.Join(c.dir, folder.Name()))
		for _, file := range files {
			if info, err := file.Info(); err == nil {
				fmt.Fprintln(&h, folder.Name(), file.Name(), info.Size(), info.ModTime().UnixNano())
			}
		}
	}
	return h.Sum64()
}
