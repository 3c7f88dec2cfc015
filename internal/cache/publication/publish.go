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
	// View is the name of the view and of the table that holds its copy.
	View string
	// Columns are the columns of the rows and of the table.
	Columns []rowset.Column
	// Key names the columns that together identify a row. With a key, only the differences are written. If it is empty,
	// all rows are replaced.
	Key []string
	// WholeKey means that the key is one unsigned column whose numbers are at most 2^63-1, so that the column can be
	// SQLite's row key. Check must refuse greater numbers.
	WholeKey bool
	// Indexes are the indexes that the copy has in addition to those of users. Each is the text between the brackets of
	// CREATE INDEX. They may only use functions that SQLite has itself.
	Indexes []string
	// Partial means that only some of the view's rows come, and that all others stay. This needs the hashes of the last
	// run. Without them Publish returns ErrNeedsAll.
	Partial bool
	// Gone has the keys of the rows that a Partial copy deletes, one column for each of the key's columns. It may be
	// nil. A key that the copy does not have is not counted in Changes.Deleted.
	Gone rowset.Rows
	// Keep is called after Decide, in the transaction that publishes. It gets what changes. If it returns an error,
	// everything is undone. It may be nil.
	Keep func(ctx context.Context, d *Difference) error
	// FreeMemory is called after all rows were read, if few of them must be written. It frees what reading needed, to
	// make room for a larger page cache. It may be nil.
	FreeMemory func()
	// TakenAt is when the snapshot was taken.
	TakenAt time.Time
	// Log says whether forecourt_row_changes keeps what happened to each row. LogEnd is the id that the last of these
	// changes gets, or 0. If that id was already used, it gets a greater one. So the copies of one feed have the same
	// ids.
	Log    bool
	LogEnd int64
	// MaxLog is about how many bytes the log may take; 0 means no limit. If a single run changes more than that, the
	// log has only its last changes. changelog.Forget keeps to the same limit afterwards.
	MaxLog int64
	// Rows are the rows of the snapshot, with their hashes.
	Rows rowset.Rows
	// Again returns the same rows once more. If it is set, the rows of a view without a key are only read at first, and
	// written only if their content is new. It may be nil.
	Again func() rowset.Rows
	// Check is called with each row before it is written, and with its number, counted from 1. Rows that the copy
	// already holds are not checked again. If it returns an error, the publication ends. It may be nil.
	Check func(row rowset.Reader, n int64) error
}

// Changes counts what a publication does to a table.
type Changes struct {
	Inserted, Updated, Deleted int64
	// Delta is the fingerprint of the incoming rows, minus that of the rows that they replace and of the deleted rows.
	// It is known if the hashes of the last run are known, which is so for every Partial copy.
	Delta rowset.Fingerprint
	// Edited means that another program has changed the copy since the last run.
	Edited bool
	// Before and After are the numbers of rows.
	Before, After int64
	// Made means that there was no table. Remade means that the table was created again, because the columns of the
	// view have changed.
	Made, Remade bool
	// LostIndexes are indexes of users that cannot be created for the new rows or columns.
	LostIndexes []string
	// Examples are some of the rows. Only Preview collects them, and only for a view with a key.
	Examples Examples
}

// Decide gets the changes before they are committed, and returns the run to record with them. Its error undoes
// everything, and Publish returns it unchanged. Decide may be called twice, the second time after the rows were
// written.
type Decide func(Changes) (cache.Run, error)

// ErrSameContent is returned by a Decide that wants to leave a table without a key unchanged.
var ErrSameContent = errors.New("the content is the same")

// ErrNeedsAll is returned for a Partial copy if only a run of all rows can make the copy right.
var ErrNeedsAll = errors.New("all rows of the view are needed")

// KeyError says that the key does not identify the rows.
type KeyError struct {
	// Column is the key's column. Several are joined by +, as in SYNC_VIEWS.
	View, Column string
	Problem      string
}

// Error names the key and says what to do.
func (e *KeyError) Error() string {
	return fmt.Sprintf("view %s: key %s: %s: make the view return each key once, or name another key in SYNC_VIEWS", e.View, e.Column, e.Problem)
}

// Publish makes the table equal to the rows and records the run, in one transaction: readers see the old rows or the
// new ones. If it fails, nothing has changed. It returns the errors of Rows and Decide unchanged; other errors are a
// *KeyError or a *cache.Error. An error that wraps cache.ErrPublished comes from after the commit. Only one
// publication at a time may write to a cache.
func Publish(ctx context.Context, c *cache.Cache, what Copy, decide Decide) error {
	p := &publication{Copy: what, decide: decide, cache: c}
	draft := c.Draft() != ""
	err := p.outcome(ctx, p.run(ctx))
	if !draft {
		return err
	}
	// The rows are complete and verified, so the rest is finished even if the context ends.
	naming := context.WithoutCancel(ctx)
	if err == nil {
		if c.Damage() == nil { // If it is damaged, the other views must be copied first.
			err = c.TakeName(naming)
		}
		if err == nil || errors.Is(err, cache.ErrPublished) {
			return err
		}
	}
	return errors.Join(err, c.Restart(naming))
}

// outcome returns the errors of the rows and of Decide unchanged, and explains those of the cache.
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

// diskFailed reports whether the disk has refused a write.
func diskFailed(err error) bool {
	return cache.IsCode(err, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR) || errors.Is(err, syscall.ENOSPC)
}

// Preview returns what Publish would change, without changing anything. The cache may be open read-only.
func Preview(ctx context.Context, c *cache.Cache, what Copy) (Changes, error) {
	p := &publication{Copy: what, cache: c}
	changes, err := p.preview(ctx)
	return changes, p.outcome(ctx, err)
}

// streamError returns the error that ended the stream of rows.
func (p *publication) streamError() error {
	if errors.Is(p.stream.Err, errNoKey) || errors.As(p.stream.Err, new(*twiceError)) {
		return p.keyError(p.stream.Err.Error())
	}
	return p.stream.Err
}
