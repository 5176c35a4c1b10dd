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
	refunds       map[wxpay.OutRefundNo]*refund
	refundNumbers []wxpay.OutRefundNo // in order of creation
	byOrder       map[wxpay.OutTradeNo][]wxpay.OutRefundNo
	transactions  map[wxpay.TransactionID]wxpay.OutTradeNo
	refundIDs     map[wxpay.RefundID]wxpay.OutRefundNo
	codes         map[string]bool // login codes that were used
	settings      settings
	rotated       []rotation // in order; kept by a reset, as all keys are
}

// line is one change.
type line struct {
	Order        *order        `json:"order,omitempty"`
	Refund       *refund       `json:"refund,omitempty"`
	Notification *notification `json:"notification,omitempty"`
	Code         string        `json:"code,omitempty"`
	Settings     *settings     `json:"settings,omitempty"`
	Rotation     *rotation     `json:"rotation,omitempty"`
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
	s.refunds, s.refundNumbers = map[wxpay.OutRefundNo]*refund{}, nil
	s.byOrder, s.transactions, s.refundIDs = map[wxpay.OutTradeNo][]wxpay.OutRefundNo{}, map[wxpay.TransactionID]wxpay.OutTradeNo{}, map[wxpay.RefundID]wxpay.OutRefundNo{}
	s.codes, s.settings = map[string]bool{}, settings{}
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
	for _, l := range s.lines() {
		if err := enc.Encode(l); err != nil {
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

// lines are what counts, one line a thing.
func (s *store) lines() []line {
	all := []line{{Settings: &s.settings}}
	for i := range s.rotated {
		all = append(all, line{Rotation: &s.rotated[i]})
	}
	for _, no := range s.numbers {
		all = append(all, line{Order: s.orders[no]})
	}
	for _, no := range s.refundNumbers {
		all = append(all, line{Refund: s.refunds[no]})
	}
	for _, id := range s.queue {
		all = append(all, line{Notification: s.notifications[id]})
	}
	for code := range s.codes {
		all = append(all, line{Code: code})
	}
	return all
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
		if o.paid() {
			s.transactions[o.TransactionID] = o.OutTradeNo
		}
	}
	if n := l.Notification; n != nil {
		if _, known := s.notifications[n.ID]; !known {
			s.queue = append(s.queue, n.ID)
		}
		s.notifications[n.ID] = n
	}
	if r := l.Refund; r != nil {
		if _, known := s.refunds[r.OutRefundNo]; !known {
			s.refundNumbers = append(s.refundNumbers, r.OutRefundNo)
			s.byOrder[r.OutTradeNo] = append(s.byOrder[r.OutTradeNo], r.OutRefundNo)
			s.refundIDs[r.ID] = r.OutRefundNo
		}
		s.refunds[r.OutRefundNo] = r
	}
	if l.Code != "" {
		s.codes[l.Code] = true
	}
	if l.Settings != nil {
		s.settings = *l.Settings
	}
	if l.Rotation != nil {
		s.rotated = append(s.rotated, *l.Rotation)
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
	o, ok := s.orders[s.transactions[id]]
	return o, ok
}

func (s *store) byRefundID(id wxpay.RefundID) (*refund, bool) {
	r, ok := s.refunds[s.refundIDs[id]]
	return r, ok
}

// refundsOf returns the refunds of an order, first to last.
func (s *store) refundsOf(no wxpay.OutTradeNo) []*refund {
	var list []*refund
	for _, number := range s.byOrder[no] {
		list = append(list, s.refunds[number])
	}
	return list
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
