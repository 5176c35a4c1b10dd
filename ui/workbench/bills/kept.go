package bills

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"wxlens/wxpay"
	"wxlens/wxpay/bill"
)

// Kept is a bill in the home.
type Kept struct {
	Path    string
	MchID   wxpay.MchID
	Day     string // YYYY-MM-DD
	Kind    bill.Kind
	Type    string
	API     wxpay.API
	GZIP    bool
	Differs bool // its hash was not the announced one
	Size    int64
	At      time.Time // when it was fetched
}

// partial is how files are named that are not all here yet.
const partial = ".partial-"

// create makes a file in the folder of bills for one that is being downloaded.
func (b *Bills) create() (*os.File, error) {
	if err := os.MkdirAll(b.deps.Folder, 0o700); err != nil {
		return nil, fmt.Errorf("keep the bill: %w", err)
	}
	b.sweep()
	file, err := os.CreateTemp(b.deps.Folder, partial+"*") // mode 0600
	if err != nil {
		return nil, fmt.Errorf("keep the bill: %w", err)
	}
	return file, nil
}

// sweep removes what a program that was killed has left half done.
func (b *Bills) sweep() {
	left, _ := filepath.Glob(filepath.Join(b.deps.Folder, partial+"*")) // the pattern is well formed
	for _, path := range left {
		if info, err := os.Stat(path); err == nil && b.deps.Now().Sub(info.ModTime()) > 24*time.Hour {
			_ = os.Remove(path) // the next sweep tries again
		}
	}
}

// nameOf is the name of a file: merchant, day, kind, type, generation.
func nameOf(id wxpay.MchID, g *Got) string {
	parts := []string{string(id), g.Ask.Day, string(g.Ask.Kind), g.Ask.Type, string(g.Ask.API)}
	if g.Report != nil && g.Hash != "" && !strings.EqualFold(g.Hash, g.Report.SHA1) {
		parts = append(parts, "differs")
	}
	name := strings.Join(parts, "_") + ".csv"
	if g.Ask.GZIP {
		name += ".gz"
	}
	return name
}

// keep gives a file its name, in place of one that was fetched before.
func (b *Bills) keep(file *os.File, name string) (*Kept, error) {
	path := filepath.Join(b.deps.Folder, name)
	err := errors.Join(file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return nil, fmt.Errorf("keep the bill: %w", err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("keep the bill: %w", err)
	}
	k, _ := keptOf(path, info)
	return &k, nil
}

// keptOf reads what the name of a file says.
func keptOf(path string, info fs.FileInfo) (Kept, bool) {
	name, packed := strings.CutSuffix(filepath.Base(path), ".gz")
	name, plain := strings.CutSuffix(name, ".csv")
	parts := strings.Split(name, "_")
	if !plain || len(parts) < 5 {
		return Kept{}, false
	}
	return Kept{
		Path: path, MchID: wxpay.MchID(parts[0]), Day: parts[1], Kind: bill.Kind(parts[2]), Type: parts[3], API: wxpay.API(parts[4]),
		GZIP: packed, Differs: len(parts) > 5, Size: info.Size(), At: info.ModTime(),
	}, true
}

// List returns the kept bills, the newest day first.
func (b *Bills) List() ([]Kept, error) {
	entries, err := os.ReadDir(b.deps.Folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list the bills: %w", err)
	}
	var list []Kept
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			continue // it is gone by now
		}
		if k, ok := keptOf(filepath.Join(b.deps.Folder, e.Name()), info); ok {
			list = append(list, k)
		}
	}
	slices.SortStableFunc(list, func(x, y Kept) int { return strings.Compare(y.Day, x.Day) })
	return list, nil
}

// Remove deletes a kept bill.
func (b *Bills) Remove(k Kept) error { return os.Remove(k.Path) }
