// Package publication makes the copy of a view equal to a snapshot's rows, in one transaction.
package publication

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"forecourt/internal/cache"
	"forecourt/internal/cache/publication/rowhash"
	"forecourt/internal/rowset"
)

// Copy says what to publish.
type Copy struct {
	// View names the view, and the table that holds its copy.
	View string
	// Columns are the table's columns, and the rows'.
	Columns []rowset.Column
	// Key names the columns that together identify a row, or is empty. With a key only the differences are written;
	// without one, the rows are replaced as a whole.
	Key []string
	// WholeKey tells that the key, one unsigned column, holds whole numbers up to 2^63-1 alone: the column is the table's
	// row key then. Check must refuse others.
	WholeKey bool
	// Indexes are the indexes that the copy has beside those of users, each as what stands between the brackets of CREATE
	// INDEX. They must use SQLite's own functions alone.
	Indexes []string
	// Partial tells that only some of the view's rows come: those that do not come stay. It needs the hashes of the last
	// run; without them Publish returns ErrNeedsAll.
	Partial bool
	// Gone are the keys, a column for each of the key's, of rows that a Partial copy loses. It is nil when there are none.
	// A key that the copy does not have is left out of Changes.Deleted.
	Gone rowset.Rows
	// Keep is called in the transaction that publishes, after Decide, with what changes. Its error undoes everything. It
	// may be nil.
	Keep func(ctx context.Context, d *Difference) error
	// FreeMemory is called when the rows were read and few of them are to be written: what reading took makes room for a
	// larger page cache. It may be nil.
	FreeMemory func()
	// TakenAt is when the snapshot was taken.
	TakenAt time.Time
	// Log keeps what happened to each row in forecourt_row_changes. With LogEnd, the last of these changes gets this id,
	// or a greater one if it has been given already: so copies of one feed have the same ids.
	Log    bool
	LogEnd int64
	// MaxLog is about how many bytes the log may take, 0 for no limit: of a run that alone changes more, the log has the
	// last changes. changelog.Forget keeps to the same limit afterwards.
	MaxLog int64
	// Rows are the snapshot's rows, with their hashes.
	Rows rowset.Rows
	// Again returns the same rows once more. With it, the rows of a view without a key are first only read, and written
	// nowhere unless their content is new. It may be nil.
	Again func() rowset.Rows
	// Check looks at the snapshot's row n, from 1, before it is written; rows that the copy holds already are not looked
	// at again. Its error ends the publication. It may be nil.
	Check func(row []rowset.Value, n int64) error
}

// Changes counts what a publication does to a table.
type Changes struct {
	Inserted, Updated, Deleted int64
	// Delta is the fingerprint of the rows that came, less that of the rows whose place they take and of those that are
	// gone. It is known when the hashes of the last run are, as for every Partial copy.
	Delta rowset.Fingerprint
	// Edited tells that another program has changed the copy since the last run.
	Edited bool
	// Before and After are the numbers of rows.
	Before, After int64
	// Made tells that there was no table, Remade that it was made anew because the view's columns have changed.
	Made, Remade bool
	// LostIndexes are those that users made, and that the new rows or columns do not allow.
	LostIndexes []string
	// Examples names some of the rows, for Preview alone, and only of a view with a key.
	Examples Examples
}

// Decide looks at the changes before they are committed, and returns the run to record with them. Its error, returned
// by Publish as it is, undoes everything. It may be called twice, the second time when the rows are written.
type Decide func(Changes) (cache.Run, error)

// ErrSameContent is returned by a Decide to leave a table without a key as it is.
var ErrSameContent = errors.New("the content is the same")

// ErrNeedsAll is returned for a Partial copy that only all rows can make right.
var ErrNeedsAll = errors.New("all rows of the view are needed")

// KeyError says that the key does not identify the rows.
type KeyError struct {
	// Column names the key's column; several are joined by +, as in SYNC_VIEWS.
	View, Column string
	Problem      string
}

// Error names the key and says what to do.
func (e *KeyError) Error() string {
	return fmt.Sprintf("view %s: key %s: %s: make the view return each key once, or name another key in SYNC_VIEWS", e.View, e.Column, e.Problem)
}

// Publish makes the table equal to the rows and records the run, in one transaction: readers see the old rows or the
// new ones. If it fails, nothing has changed. Errors are those of Rows and Decide as they are, a *KeyError, or a
// *cache.Error; one that wraps cache.ErrPublished comes after the commit. Only one publication at a time may write to a
// cache.
func Publish(ctx context.Context, c *cache.Cache, what Copy, decide Decide) error {
	p := &publication{Copy: what, decide: decide, cache: c}
	draft := c.Draft() != ""
	err := p.outcome(ctx, p.run(ctx))
	if !draft {
		return err
	}
	// The rows are whole and verified: what is left is not worth undoing.
	naming := context.WithoutCancel(ctx)
	if err == nil {
		if c.Damage() == nil { // Else the other views are to come.
			err = c.TakeName(naming)
		}
		if err == nil || errors.Is(err, cache.ErrPublished) {
			return err
		}
	}
	return errors.Join(err, c.Restart(naming))
}

// outcome tells apart what the rows' producer and Decide have returned, which stays as it is, and the cache's errors.
func (p *publication) outcome(ctx context.Context, err error) error {
	switch {
	case p.committed && err != nil:
		return fmt.Errorf("%w: %w", cache.ErrPublished, p.cache.Explain(context.WithoutCancel(ctx), err))
	case p.stream.Err != nil && !errors.As(p.stream.Err, new(*rowhash.SpoolError)):
		return p.streamError()
	case p.decision != nil:
		return p.decision
	case p.stream.Err != nil:
		err = p.stream.Err
	}
	err = p.cache.Explain(ctx, err)
	if known := new(cache.Error); errors.As(err, &known) && diskFailed(known.Err) && p.cache.Draft() == "" {
		return &cache.Error{Path: known.Path, Err: known.Err, Advice: known.Advice + "; the old copy is whole"}
	}
	return err
}

// diskFailed tells whether it was the disk that did not take what was written.
func diskFailed(err error) bool {
	return cache.IsCode(err, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR) || errors.Is(err, syscall.ENOSPC)
}

// Preview returns what Publish would change, and changes nothing. The cache may be open read-only.
func Preview(ctx context.Context, c *cache.Cache, what Copy) (Changes, error) {
	p := &publication{Copy: what, cache: c}
	changes, err := p.preview(ctx)
	return changes, p.outcome(ctx, err)
}

// streamError returns what ended the stream of rows.
func (p *publication) streamError() error {
	if errors.Is(p.stream.Err, errNoKey) || errors.As(p.stream.Err, new(*twiceError)) {
		return p.keyError(p.stream.Err.Error())
	}
	return p.stream.Err
}
