package workbench

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"wxlens/ui/workbench/archive"
	"wxlens/ui/workbench/ledger"
	"wxlens/ui/workbench/query"
	"wxlens/wxpay/journal"
)

// Find calls each for every kept delivery that a query finds, in order of arrival,
// until it returns false. None of them is kept in memory, only the ids of those
// that hold its plain words.
func (w *Workbench) Find(ctx context.Context, q query.Query, each func(*ledger.Delivery) bool) error {
	holds, err := w.holding(ctx, q)
	if err != nil {
		return err
	}
	return w.ledger.Each(ctx, func(d *ledger.Delivery) bool { return !q.Match(d) || !holds(d.ID) || each(d) })
}

// holding returns what tells whether a delivery holds the plain words of a query,
// all that it must and none that it must not, in path, headers or raw body.
func (w *Workbench) holding(ctx context.Context, q query.Query) (func(id string) bool, error) {
	found, err := w.search(ctx, q.Words())
	if err != nil {
		return nil, err
	}
	without := map[string]bool{}
	for _, word := range q.Without() {
		more, err := w.search(ctx, []string{word})
		if err != nil {
			return nil, err
		}
		maps.Copy(without, more)
	}
	return func(id string) bool { return (len(q.Words()) == 0 || found[id]) && !without[id] }, nil
}

// search returns the ids of the deliveries that hold all words; none for no words.
func (w *Workbench) search(ctx context.Context, words []string) (map[string]bool, error) {
	found := map[string]bool{}
	if len(words) == 0 {
		return found, nil
	}
	err := w.journal.Search(ctx, words, func(id string) bool {
		found[id] = true
		return true
	})
	return found, err
}

// Archive returns what exports and imports deliveries.
func (w *Workbench) Archive() *archive.Archive {
	return archive.New(archive.Deps{Journal: w.journal, Judge: w.inbox.Judge, Now: w.cfg.Now, Random: w.cfg.Random, Version: w.cfg.Version})
}

// ErrNotKept is why nothing can be done with an id.
var ErrNotKept = journal.ErrNotFound

// Annotate keeps what the user thinks of a delivery.
func (w *Workbench) Annotate(ctx context.Context, id string, marked bool, note string) error {
	if _, err := w.journal.Exchange(ctx, id); err != nil {
		return err
	}
	_, err := w.journal.Append(ctx, journal.Record{Exchange: id, At: w.cfg.Now(), Entry: journal.Noted{Marked: marked, Note: note}})
	return err
}

// ExportDeliveries writes deliveries to a file in the home's folder of exports and
// returns where it lies.
func (w *Workbench) ExportDeliveries(ctx context.Context, ids []string, format string, redact bool) (path string, err error) {
	o := archive.Options{Format: archive.Format(format), Redact: redact, URL: w.replayed}
	extension := map[archive.Format]string{archive.HAR: ".har", archive.NDJSON: ".ndjson", archive.Curl: ".sh"}[o.Format]
	file, err := w.exportFile(w.cfg.Now().Format("inbox-20060102-150405") + extension)
	if err != nil {
		return "", err
	}
	_, err = w.Archive().Export(ctx, file, slices.Values(ids), o)
	if err = errors.Join(err, file.Close()); err != nil {
		return "", errors.Join(err, os.Remove(file.Name()))
	}
	return file.Name(), nil
}

// CurlOf returns a shell command that sends a delivery to the developer's server,
// byte for byte.
func (w *Workbench) CurlOf(ctx context.Context, id string) (command string, err error) {
	var out bytes.Buffer
	_, err = w.Archive().Export(ctx, &out, slices.Values([]string{id}), archive.Options{
		Format: archive.Curl, URL: w.replayed,
	})
	return out.String(), err
}

// replayed is where a command of an export sends what was asked for.
func (w *Workbench) replayed(target string) string {
	return ForwardURL(cmp.Or(w.firstTarget(), "http://127.0.0.1:8080"), target)
}

// ImportFile brings the notifications of a HAR file, or one HTTP request, in.
func (w *Workbench) ImportFile(ctx context.Context, path string) (n int, err error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	done, err := w.Archive().Import(ctx, file, filepath.Base(path))
	return len(done.IDs), err
}

// ImportMessage brings one HTTP request in, as it stood on the wire.
func (w *Workbench) ImportMessage(ctx context.Context, message []byte) (n int, err error) {
	done, err := w.Archive().Import(ctx, bytes.NewReader(message), "")
	return len(done.IDs), err
}
