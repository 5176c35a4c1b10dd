// Package appsign reads the application signature of an Android app from a file of
// the user, and checks it against what is registered.
package appsign

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/android"
)

// Question is what is asked about. Without a path the checklist is that of what is
// known alone.
type Question struct {
	Path     string // ~ is the home folder of the user
	Password wxpay.Secret
	Alias    string
	Known    android.Known
}

// Answer is what was found.
type Answer struct {
	File   *android.File // nil: none was asked about
	Checks []wxpay.Check
}

// OK reports whether everything that could be checked holds.
func (a *Answer) OK() bool { return wxpay.OK(a.Checks) }

// Ask reads the file and checks it. ctx gives up the reading.
func Ask(ctx context.Context, q Question, now time.Time) (Answer, error) {
	if strings.TrimSpace(q.Path) == "" {
		return Against(nil, q.Known, now), nil
	}
	path, err := whole(q.Path)
	if err != nil {
		return Answer{}, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return Answer{}, err
	}
	if !info.Mode().IsRegular() {
		return Answer{}, &android.Error{Code: android.CodeNoFile, About: path}
	}
	file, err := os.Open(path)
	if err != nil {
		return Answer{}, err
	}
	defer file.Close()
	f, err := Read(ctx, file, info.Size(), q)
	if err != nil {
		return Answer{}, err
	}
	return Against(f, q.Known, now), nil
}

// Read finds the certificates of a file that is open.
func Read(ctx context.Context, r io.ReaderAt, size int64, q Question) (*android.File, error) {
	f, err := android.Read(reader{ctx, r}, size, android.Options{Password: q.Password, Alias: strings.TrimSpace(q.Alias)})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return f, err
}

// Against checks a file that was read against what is registered; it takes no time.
func Against(f *android.File, k android.Known, now time.Time) Answer {
	k.Package = strings.TrimSpace(k.Package)
	return Answer{File: f, Checks: android.Checks(f, k, now)}
}

// reader reads until its context ends.
type reader struct {
	ctx context.Context
	r   io.ReaderAt
}

func (r reader) ReadAt(p []byte, off int64) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.ReadAt(p, off)
}

// whole makes a path of what was typed or dropped into the terminal.
func whole(typed string) (string, error) {
	path := strings.TrimSpace(typed)
	if n := len(path); n > 1 && (path[0] == '"' || path[0] == '\'') && path[n-1] == path[0] {
		path = path[1 : n-1]
	}
	rest, ok := strings.CutPrefix(path, "~")
	if !ok || rest != "" && !os.IsPathSeparator(rest[0]) {
		return path, nil
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, rest), err
}
