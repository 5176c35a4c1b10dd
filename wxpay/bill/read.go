package bill

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha1"
	"errors"
	"hash"
	"io"
	"runtime"
	"sync"
	"unicode/utf8"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip" // inflating is what takes the time: a tenth less than by the standard library
)

// Options are how a bill is to be read.
type Options struct {
	Kind   Kind // "": the names of the columns tell it
	MaxBad int  // how many bad rows are noted; 0: 100. All are counted
	// Columns is called once, before the first row. It may be nil.
	Columns func([]Column)
	// Rows is called for every row in its order, bad ones included, and stops the
	// reading by an error. It may be nil: that is fastest.
	Rows func(*Row) error
	// Progress is called now and then with how much text was read. It may be nil.
	Progress func(bytes int64)
}

// blockSize is how much text one goroutine takes at a time: it stays in the cache
// of a core, and no line may be longer.
const blockSize = 256 << 10

// block is a piece of the text that ends with a line.
type block struct {
	buf    []byte // with slack
	end    int
	read   rower
	parsed chan *tally
}

// reading is one bill being read.
type reading struct {
	Options
	layout *layout
	text   *bufio.Reader // unpacked, after the header
	report *Report
	sum    hash.Hash

	section section
	names   []byte
	values  []byte
	offset  int64 // of the next block in the text
}

// Read reads a bill and reports on it. What is no bill at all is a [*FormError], an
// error reply of WeChat Pay a [*RefusalError]; whatever else does not hold stands in
// the report. It waits for a Read of r that is under way, and leaves no goroutine.
func Read(ctx context.Context, r io.Reader, o Options) (*Report, error) {
	if o.MaxBad == 0 {
		o.MaxBad = 100
	}
	re := &reading{Options: o, report: &Report{}, sum: sha1.New()}
	if err := re.open(r); err != nil {
		return nil, err
	}
	if err := re.rows(ctx); err != nil {
		return nil, err
	}
	re.finish()
	return re.report, nil
}

// headRoom is how long the first line may be.
const headRoom = 64 << 10

// open unpacks the file if need be and reads the names of the columns.
func (re *reading) open(r io.Reader) error {
	packed := bufio.NewReaderSize(r, headRoom)
	re.text = packed
	if magic, _ := packed.Peek(2); len(magic) == 2 && magic[0] == 0x1f && magic[1] == 0x8b {
		z, err := gzip.NewReader(packed)
		if err != nil {
			return &FormError{Fault: Truncated}
		}
		re.report.GZIP = true
		re.text = bufio.NewReaderSize(z, headRoom)
	}
	head, err := re.text.Peek(4096)
	if err != nil && !errors.Is(err, io.EOF) && len(head) == 0 {
		return opening(err)
	}
	if refusal := refusalOf(head); refusal != nil {
		return refusal
	}
	line, err := re.text.ReadSlice('\n')
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return &FormError{LineTooLong, shortened(line)}
	case err != nil && !errors.Is(err, io.EOF):
		return opening(err)
	}
	re.hash(line)
	text, marked := bytes.CutPrefix(line, []byte("\ufeff"))
	re.report.BOM = marked
	if !utf8.Valid(text) {
		return &FormError{NotUTF8, ""}
	}
	re.layout, err = readHeader(text, re.Kind)
	if err != nil {
		return err
	}
	re.report.begin(re.layout)
	if re.Columns != nil {
		re.Columns(re.layout.columns)
	}
	return nil
}

// opening is why the first bytes cannot be read.
func opening(err error) error {
	if fault := PackingFault(err); fault != "" {
		return &FormError{Fault: fault}
	}
	return err
}

// PackingFault is what is wrong with a gzip file, "" if the error is another.
func PackingFault(err error) Fault {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return Truncated
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader), isCorrupt(err):
		return Damaged
	}
	return ""
}

func (re *reading) hash(b []byte) {
	re.sum.Write(b)
	re.offset += int64(len(b))
}

// maxWorkers bounds how many goroutines add up: the hash, which one computes, takes
// as long as three of them.
const maxWorkers = 4

// rows reads the rest of the text in blocks: one goroutine reads, several add up,
// and the caller's own takes their results in the order of the text.
func (re *reading) rows(ctx context.Context) error {
	workers := min(runtime.GOMAXPROCS(0), maxWorkers)
	ctx, stop := context.WithCancel(ctx)
	free, queue, work := make(chan *block, workers+2), make(chan *block, workers+2), make(chan *block, workers+2)
	for range workers + 2 {
		free <- &block{buf: make([]byte, blockSize+slack), read: rower{layout: re.layout, maxBad: re.MaxBad}, parsed: make(chan *tally, 1)}
	}
	var running sync.WaitGroup
	defer running.Wait()
	defer stop()
	var broken error
	running.Go(func() {
		defer close(queue)
		defer close(work)
		broken = cut(ctx, re.text, free, queue, work)
	})
	for range workers {
		running.Go(func() {
			for b := range work {
				b.parsed <- b.read.read(b.buf, b.end, inRows)
			}
		})
	}
	for b := range queue {
		re.hash(b.buf[:b.end])
		if err := re.take(b, <-b.parsed); err != nil {
			return err
		}
		if re.Progress != nil {
			re.Progress(re.offset)
		}
		free <- b
	}
	return re.ended(ctx, broken) // the reader is through: it closed the queue
}

// cut fills blocks with whole lines until the text ends, and hands them on.
func cut(ctx context.Context, text io.Reader, free <-chan *block, queue, work chan<- *block) error {
	var rest []byte
	for {
		var b *block
		select {
		case b = <-free:
		case <-ctx.Done():
			return ctx.Err()
		}
		n := copy(b.buf, rest)
		read, err := fill(text, b.buf[n:blockSize])
		b.end = n + read
		last := b.end
		if !errors.Is(err, io.EOF) { // the line that a broken file ends in is no row
			if last = bytes.LastIndexByte(b.buf[:b.end], '\n') + 1; last == 0 && err == nil {
				return &FormError{LineTooLong, ""}
			}
		}
		rest = append(rest[:0], b.buf[last:b.end]...)
		b.end = last
		if b.end > 0 {
			queue <- b // both have room for every block
			work <- b
		}
		if err != nil {
			return err
		}
	}
}

// fill reads until the buffer is full or the text ends, and returns the error that
// the text ended with as it is: io.ReadFull would make a plain end look like a file
// that breaks off.
func fill(text io.Reader, buf []byte) (n int, err error) {
	for n < len(buf) && err == nil {
		var read int
		read, err = text.Read(buf[n:])
		n += read
	}
	return n, err
}

// ended tells what the end of the text means.
func (re *reading) ended(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	long := (*FormError)(nil)
	switch fault := PackingFault(err); {
	case errors.Is(err, io.EOF):
	case fault != "":
		re.report.fault(Bad{Fault: fault})
	case errors.As(err, &long):
		re.report.Lines++
		re.report.fault(Bad{Fault: long.Fault})
	default:
		return err
	}
	return nil
}

// take adds the tally of the next block and hands its rows on.
func (re *reading) take(b *block, t *tally) error {
	if re.section != inRows { // who read it took it for rows
		t = b.read.read(b.buf, b.end, re.section)
	}
	if re.Rows != nil && re.section == inRows {
		if err := re.deliver(b); err != nil {
			return err
		}
	}
	re.section = t.section
	re.names, re.values = append(re.names, t.names...), append(re.values, t.values...)
	re.report.add(t, re.MaxBad)
	return nil
}

// deliver calls Rows for the rows of a block.
func (re *reading) deliver(b *block) error {
	row := Row{layout: re.layout, Number: re.report.Rows, Line: re.report.Lines, b: b.buf}
	start := re.offset - int64(b.end)
	for at := 0; at < b.end; {
		stop, next := b.end, b.end
		if i := bytes.IndexByte(b.buf[at:b.end], '\n'); i >= 0 {
			stop, next = at+i, at+i+1
		}
		if stop > at && b.buf[stop-1] == '\r' {
			stop--
		}
		row.Line++
		switch line := b.buf[at:stop]; {
		case len(line) == 0:
		case line[0] != '`' && namesTotals(line):
			return nil
		default:
			row.Number++
			row.Offset, row.at, row.end = start+int64(at), at, stop
			row.split()
			if err := re.Rows(&row); err != nil {
				return err
			}
		}
		at = next
	}
	return nil
}

func isCorrupt(err error) bool {
	corrupt := flate.CorruptInputError(0)
	return errors.As(err, &corrupt)
}
