package bills

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"wxlens/wxpay/bill"
)

// Sheet is a bill of which any rows can be looked at. In memory are its report and a
// place in the file for every few rows. It is good for several goroutines.
type Sheet struct {
	Report *bill.Report
	Path   string

	file    *os.File
	remove  bool       // the file is unpacked for this sheet alone
	broken  bill.Fault // what it was packed in ends so; "" if it is whole
	marks   []mark     // of every stride-th row
	end     int64      // of the text
	private string     // folder for what is unpacked
}

// mark is where a row begins.
type mark struct {
	offset int64
	line   int64 // 1-based in the file
}

// stride is how many rows lie between two places that are known.
const stride = 16

// Open opens a bill, kept or not. One that is packed is unpacked once, into the
// folder of bills. progress may be nil.
func (b *Bills) Open(ctx context.Context, path string, progress func(bytes int64)) (*Sheet, error) {
	return OpenSheet(ctx, path, b.deps.Folder, bill.Options{Progress: progress})
}

// OpenSheet opens a bill; folder is where one that is packed is unpacked to.
func OpenSheet(ctx context.Context, path, folder string, o bill.Options) (sheet *Sheet, err error) {
	s := &Sheet{Path: path, private: folder}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
			sheet = nil
		}
	}()
	if info, err := os.Stat(path); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() { // rows are looked up in it, and to open a pipe may wait for ever
		return nil, &fs.PathError{Op: "open", Path: path, Err: errors.New("not a regular file")}
	}
	if s.file, err = os.Open(path); err != nil {
		return nil, err
	}
	if err := s.unpack(ctx); err != nil {
		return nil, err
	}
	o.Rows = func(r *bill.Row) error {
		if (r.Number-1)%stride == 0 {
			s.marks = append(s.marks, mark{r.Offset, r.Line})
		}
		s.end = r.Offset + int64(len(r.Raw()))
		return nil
	}
	if s.Report, err = bill.Read(ctx, s.file, o); err != nil {
		return nil, err
	}
	if s.broken != "" {
		s.Report.Faults = append(s.Report.Faults, bill.Bad{Row: s.Report.Rows, Line: s.Report.Lines, Fault: s.broken})
	}
	return s, nil
}

// unpack puts the text of a packed bill in place of the file.
func (s *Sheet) unpack(ctx context.Context) error {
	magic := make([]byte, 2)
	if n, _ := s.file.ReadAt(magic, 0); n < 2 || !bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		return nil
	}
	packed := s.file
	defer packed.Close()
	s.file = nil
	z, err := gzip.NewReader(packed)
	if err != nil {
		return &bill.FormError{Fault: bill.Truncated}
	}
	if err := os.MkdirAll(s.private, 0o700); err != nil {
		return fmt.Errorf("unpack the bill: %w", err)
	}
	if s.file, err = os.CreateTemp(s.private, partial+"*"); err != nil {
		return fmt.Errorf("unpack the bill: %w", err)
	}
	s.remove = true
	_, err = io.Copy(s.file, cancelled{ctx, z})
	if s.broken = bill.PackingFault(err); err != nil && s.broken == "" { // of what breaks off the beginning is shown
		return fmt.Errorf("unpack the bill: %w", err)
	}
	_, err = s.file.Seek(0, io.SeekStart)
	return err
}

// cancelled reads until its context ends.
type cancelled struct {
	ctx context.Context
	io.Reader
}

func (c cancelled) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.Reader.Read(p)
}

// Close lets go of the file.
func (s *Sheet) Close() error {
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	if s.remove {
		err = errors.Join(err, os.Remove(s.file.Name()))
	}
	return err
}

// Line is one row as it is shown.
type Line struct {
	Number int64    // among the rows of the bill, 1-based
	Line   int64    // in the file, 1-based
	Values []string // as many as there are columns, or not if the row is bad
}

// All returns all rows in the order of the bill.
func (s *Sheet) All() *View { return &View{sheet: s, n: int(s.Report.Rows)} }

// line reads one row; at counts from 0.
func (s *Sheet) line(at int64) (Line, error) {
	from, number, to := s.marks[at/stride].offset, s.marks[at/stride].line, s.end
	if next := at/stride + 1; next < int64(len(s.marks)) {
		to = s.marks[next].offset
	}
	text := make([]byte, to-from)
	if _, err := s.file.ReadAt(text, from); err != nil && !errors.Is(err, io.EOF) {
		return Line{}, fmt.Errorf("read the bill: %w", err)
	}
	left := at % stride
	for line := range bytes.Lines(text) {
		line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
		switch {
		case len(line) == 0:
		case left == 0:
			return Line{at + 1, number, bill.Values(line)}, nil
		default:
			left--
		}
		number++
	}
	return Line{}, fmt.Errorf("read the bill: row %d is gone; was the file changed?", at+1)
}
