package journal

import (
	"context"
	"fmt"
)

// Queued returns how many appends wait for the write lock.
func (j *Journal) Queued() int {
	j.writer.mu.Lock()
	defer j.writer.mu.Unlock()
	return len(j.writer.queue)
}

// IsClosed reports whether Close has begun.
func (j *Journal) IsClosed() bool { return j.writer.isClosed() }

// Synchronous returns PRAGMA synchronous of the writer's connection.
func (j *Journal) Synchronous(ctx context.Context) (level int, err error) {
	err = j.writer.pen.conn.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&level)
	return level, err
}

// LimitPages lets the file grow to so many pages, as a disk would. Those that it
// has stay.
func (j *Journal) LimitPages(ctx context.Context, pages int) error {
	_, err := j.writer.pen.conn.ExecContext(ctx, fmt.Sprintf("PRAGMA max_page_count = %d", pages))
	return err
}
