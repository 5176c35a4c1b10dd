package sandbox

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"wxlens/wxpay"
)

// store keeps the state in memory and, when it has a file, every change as one
// line of JSON, so that a restart finds it again. The last line about a thing
// counts; a torn last line is what a crash left and is dropped.
type store struct {
	path          string
	file          *os.File
	orders        map[wxpay.OutTradeNo]*order
	numbers       []wxpay.OutTradeNo // in order of creation
	notifications map[string]*notification
	queue         []string // ids, in order of creation
}

// line is one change.
type line struct {
	Order        *order        `json:"order,omitempty"`
	Notification *notification `json:"notification,omitempty"`
}

func openStore(path string) (*store, error) {
	s := &store{path: path}
	s.clear()
	if path == "" {
		return s, nil
	}
	if err := s.load(); err != nil {
		return nil, err
	}
	return s, s.rewrite()
}

func (s *store) clear() {
	s.orders, s.numbers = map[wxpay.OutTradeNo]*order{}, nil
	s.notifications, s.queue = map[string]*notification{}, nil
}

func (s *store) load() error {
	f, err := os.Open(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("sandbox state: %w", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 4<<20)
	for n := 1; lines.Scan(); n++ {
		var l line
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			if lines.Scan() {
				return fmt.Errorf("sandbox state: %s line %d is damaged; move the file away to start afresh: %w", s.path, n, err)
			}
			break
		}
		s.keep(l)
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("sandbox state: %s: %w", s.path, err)
	}
	return nil
}

// rewrite starts the file anew with what counts, one line a thing.
func (s *store) rewrite() error {
	if s.file != nil {
		_ = s.file.Close() // every line was written through
	}
	temporary := s.path + ".new"
	f, err := os.OpenFile(temporary, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("sandbox state: %w", err)
	}
	enc := json.NewEncoder(f)
	for _, no := range s.numbers {
		if err := enc.Encode(line{Order: s.orders[no]}); err != nil {
			return errors.Join(fmt.Errorf("sandbox state: %w", err), f.Close())
		}
	}
	for _, id := range s.queue {
		if err := enc.Encode(line{Notification: s.notifications[id]}); err != nil {
			return errors.Join(fmt.Errorf("sandbox state: %w", err), f.Close())
		}
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("sandbox state: %w", err)
	}
	if err := os.Rename(temporary, s.path); err != nil {
		return fmt.Errorf("sandbox state: %w", err)
	}
	if s.file, err = os.OpenFile(s.path, os.O_APPEND|os.O_WRONLY, 0o600); err != nil {
		return fmt.Errorf("sandbox state: %w", err)
	}
	return nil
}

// put keeps a changed thing, once it is written.
func (s *store) put(l line) error {
	if s.file != nil {
		if err := s.write(l); err != nil {
			return fmt.Errorf("sandbox state: %w", err)
		}
	}
	s.keep(l)
	return nil
}

// write appends one line, or nothing: what a full disk took of it is taken back.
func (s *store) write(l line) error {
	data, err := json.Marshal(l)
	if err != nil {
		return err
	}
	info, err := s.file.Stat()
	if err != nil {
		return err
	}
	if _, err = s.file.Write(append(data, '\n')); err != nil {
		err = errors.Join(err, s.file.Truncate(info.Size()))
	}
	return err
}

func (s *store) keep(l line) {
	if o := l.Order; o != nil {
		if _, known := s.orders[o.OutTradeNo]; !known {
			s.numbers = append(s.numbers, o.OutTradeNo)
		}
		s.orders[o.OutTradeNo] = o
	}
	if n := l.Notification; n != nil {
		if _, known := s.notifications[n.ID]; !known {
			s.queue = append(s.queue, n.ID)
		}
		s.notifications[n.ID] = n
	}
}

// reset forgets everything.
func (s *store) reset() error {
	s.clear()
	if s.file == nil {
		return nil
	}
	return s.rewrite()
}

func (s *store) byTransaction(id wxpay.TransactionID) (*order, bool) {
	for _, o := range s.orders {
		if id != "" && o.TransactionID == id {
			return o, true
		}
	}
	return nil, false
}

func (s *store) byPrepay(id wxpay.PrepayID) (*order, bool) {
	for _, o := range s.orders {
		if o.Prepay == id {
			return o, true
		}
	}
	return nil, false
}

// close may be called again; nothing is written after it.
func (s *store) close() error {
	if s.file == nil {
		return nil
	}
	if err := s.file.Close(); !errors.Is(err, os.ErrClosed) {
		return err
	}
	return nil
}
