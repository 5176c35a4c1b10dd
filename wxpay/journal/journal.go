package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite": pure Go, so that the program builds everywhere without C
)

const (
	// busyTimeout is how long SQLite itself waits for another process's lock. It
	// cannot be interrupted, so it is short; waiting longer is done around it.
	busyTimeout = 500 * time.Millisecond

	// readerCache and writerCache are how much of the file a connection holds, in
	// KiB: the operating system holds it too, and there are several of the former.
	readerCache = 256
	writerCache = 2048

	// patience bounds the wait for other processes where the caller set no bound.
	patience = 10 * time.Second
)

// ErrClosed is returned by everything that is asked of a closed journal.
var ErrClosed = errors.New("the journal is closed")

// Journal is an open journal. Its methods may be called by several goroutines.
type Journal struct {
	path    string
	db      *sql.DB
	asked   asked
	ear     *ear
	writer  *writer
	watcher *watcher
	changed chan struct{}

	closing  sync.Once
	closeErr error
}

// Open opens the journal at path and creates it, and its folder, when there is
// none. A file that is not a journal, is damaged or was written by a newer
// program is refused and left as it is.
func Open(path string) (*Journal, error) {
	j, err := open(path)
	if err != nil {
		return nil, fmt.Errorf("journal: open %s: %w", path, withRemedy(err))
	}
	return j, nil
}

func open(path string) (*Journal, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := create(path); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", source(path))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(8) // writer, watcher, and readers beside each other
	db.SetMaxIdleConns(2)

	j := &Journal{path: path, db: db, changed: make(chan struct{}, 1)}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := j.start(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return j, nil
}

// start brings the file up to date and sets writer and watcher to work.
func (j *Journal) start(ctx context.Context) error {
	conn, err := j.db.Conn(ctx)
	if err != nil {
		return err
	}
	if err := migrate(ctx, conn); err != nil {
		return errors.Join(err, conn.Close())
	}
	if err := secure(j.path); err != nil {
		return errors.Join(err, conn.Close())
	}
	if err := execute(ctx, conn, fmt.Sprintf("PRAGMA cache_size = -%d", writerCache)); err != nil {
		return errors.Join(err, conn.Close())
	}
	pen, err := newPen(conn)
	if err != nil {
		return errors.Join(err, conn.Close())
	}
	if err := j.asked.prepare(ctx, j.db); err != nil {
		return errors.Join(err, pen.close())
	}
	if j.ear, err = newEar(ctx, j.db); err != nil {
		return errors.Join(err, pen.close())
	}
	j.writer = newWriter(pen, j.poke)
	if j.watcher, err = newWatcher(ctx, j); err != nil {
		return errors.Join(err, j.writer.close(), j.ear.close())
	}
	return nil
}

// Close waits until what is queued is committed, then closes the file. Further
// calls do nothing and return the same. The channel of [Journal.Changed] stays
// open and silent.
func (j *Journal) Close() error {
	j.closing.Do(func() {
		err := errors.Join(j.writer.close(), j.watcher.close(), j.ear.close(), j.asked.close(), j.db.Close())
		if err != nil {
			j.closeErr = fmt.Errorf("journal: close %s: %w", j.path, withRemedy(err))
		}
	})
	return j.closeErr
}

// create makes an empty file that only its owner may read, whatever the umask;
// SQLite gives its side files the mode of the main file. An existing file is
// never opened here: closing it again would drop the locks that this process may
// hold on it through another Journal, as POSIX locks belong to process and file.
func create(path string) error {
	folder := filepath.Dir(path)
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return err
		}
		if err := os.Chmod(folder, 0o700); err != nil {
			return err
		}
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
		if errors.Is(err, fs.ErrExist) { // another process was faster
			return nil
		}
		if err != nil {
			return err
		}
		return errors.Join(file.Chmod(0o600), file.Close())
	}
	return nil
}

// secure takes the rights of others off a file that has proved to be a journal,
// and off its side files, which SQLite has just made like it.
func secure(path string) error {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(path + suffix)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if info.Mode().Perm()&0o077 != 0 {
			if err := os.Chmod(path+suffix, 0o600); err != nil {
				return err
			}
		}
	}
	return nil
}

// source names the file for the driver, as a URI so that no character of the
// path is special. On macOS a sync reaches the disk only with fullfsync; elsewhere
// that setting does nothing.
func source(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive letter
	}
	u := url.URL{Scheme: "file", Path: path, RawQuery: fmt.Sprintf(
		"_pragma=busy_timeout(%d)&_pragma=synchronous(FULL)&_pragma=fullfsync(1)&_pragma=cache_size(-%d)",
		busyTimeout.Milliseconds(), readerCache)}
	return u.String()
}
