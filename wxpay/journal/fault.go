package journal

import (
	"context"
	"errors"
	"fmt"
)

// SQLite's primary result codes that have a remedy.
const (
	codeNoTransaction = 1 // SQLITE_ERROR, of ROLLBACK: there is none to leave
	codePerm          = 3
	codeBusy          = 5
	codeLocked        = 6
	codeReadOnly      = 8
	codeIO            = 10
	codeCorrupt       = 11
	codeFull          = 13
	codeCantOpen      = 14
	codeConstraint    = 19
	codeNotADB        = 26
)

var remedies = map[int]string{
	codePerm:     "give yourself read and write permission on the file and its folder",
	codeBusy:     "another program holds the file; close it and try again",
	codeLocked:   "another program holds the file; close it and try again",
	codeReadOnly: "give yourself write permission on the file and its folder",
	codeIO:       "check the disk and its free space",
	codeCorrupt:  "the file is damaged and was left as it is; move it and its -wal file away, or put back a copy",
	codeFull:     "free some disk space",
	codeCantOpen: "check that the path names a file in a folder that you may write to",
	codeNotADB:   "the file is no journal, or damaged, and was left as it is; move it away or choose another path",
}

// withRemedy says what to do about an error of SQLite.
func withRemedy(err error) error {
	if remedy, known := remedies[code(err)]; known {
		return fmt.Errorf("%w; %s", err, remedy)
	}
	return err
}

// failed names what was being done.
func failed(doing string, err error) error {
	return fmt.Errorf("journal: %s: %w", doing, withRemedy(err))
}

// code returns the primary result code of an error of SQLite, 0 for others.
func code(err error) int {
	var coded interface{ Code() int }
	if errors.As(err, &coded) {
		return coded.Code() & 0xff
	}
	return 0
}

// isBusy reports whether another connection was in the way.
func isBusy(err error) bool { return code(err) == codeBusy || code(err) == codeLocked }

// unstored is the error of an append that was withdrawn in time.
func unstored(ctx context.Context) error {
	err := fmt.Errorf("nothing was stored: %w", ctx.Err())
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%w while waiting to write; %s", err, remedies[codeBusy])
	}
	return err
}
