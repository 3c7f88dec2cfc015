// Package follow brings the copies in a cache to where a feed is, refresh by refresh, and keeps them there. It reads
// the feed, and publication writes the rows.
package follow

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"forecourt/db/sqlitedb"
	"forecourt/internal/cache"
	"forecourt/internal/cache/publication"
	"forecourt/internal/feed"
	"forecourt/internal/rowset"
)

// copier writes to one cache. Its user holds the lock of the cache.
type copier struct {
	store *cache.Cache
	// id is the id of the feed (feed.Feed.Open).
	id      string
	indexes func(view string, columns []rowset.Column) []string
	log     bool
	maxLog  int64
	now     func() time.Time
}

// MismatchError is returned if a message of the feed does not lead to the rows that it promises. The copy is
// unchanged.
type MismatchError struct {
	View     string
	Sequence int64
	Problem  string
}

// Error names the segment.
func (e *MismatchError) Error() string {
	return fmt.Sprintf("view %s: segment %d of the feed: %s", e.View, e.Sequence, e.Problem)
}

// place returns which segment of the feed a copy has last. ok is false if the copy is from no feed, or from another
// one.
func (c *copier) place(ctx context.Context, view string) (place sqlitedb.FeedPlace, ok bool, err error) {
	place, err = sqlitedb.New(c.store.DB()).GetPlace(ctx, view)
	if errors.Is(err, sql.ErrNoRows) {
		return place, false, nil
	}
	return place, err == nil && place.Feed == c.id, c.store.Explain(ctx, err)
}

// segment applies the segment that follows the copy's place.
func (c *copier) segment(ctx context.Context, place sqlitedb.FeedPlace, s *feed.Segment) error {
	var schema feed.Schema
	if err := json.Unmarshal([]byte(place.Schema), &schema); err != nil {
		return fmt.Errorf("forecourt_feed_places, view %s: %w: was the table edited?", place.View, err)
	}
	before, err := rowset.ParseFingerprint(place.Fingerprint)
	if err != nil {
		return fmt.Errorf("forecourt_feed_places, view %s: %w: was the table edited?", place.View, err)
	}
	rows, err := feed.NewDecoder(bytes.NewReader(s.Payload), len(schema.Key))
	if err != nil {
		return err
	}
	defer rows.Close()
	what := c.what(place.View, schema, s.AsOf)
	ahead, stop := hashed(rows, schema, nil)
	defer stop()
	what.LogEnd, what.Partial, what.Rows, what.Gone = s.LogEnd, true, ahead, rows.Gone
	place.Sequence, place.Position, place.Fingerprint, place.AsOf = s.Sequence, int64(s.Position), s.After, s.AsOf.UTC().Format(cache.TimeFormat)
	what.Keep = keepPlace(place)
	began := c.now()
	return c.publish(ctx, what, func(changes publication.Changes) (cache.Run, error) {
		sum := before
		sum.Join(changes.Delta)
		if got := sum.String(); got != s.After || changes.After != s.Rows {
			return cache.Run{}, &MismatchError{View: place.View, Sequence: s.Sequence, Problem: fmt.Sprintf(
				"the copy would have %d rows with fingerprint %s, and not %d with %s", changes.After, got, s.Rows, s.After)}
		}
		return c.run(place, changes, s.Reading, began), nil
	})
}

// snapshot replaces a copy by a snapshot of the feed. Rows that are equal stay as they are.
func (c *copier) snapshot(ctx context.Context, s *feed.Snapshot, object io.Reader) error {
	rows, err := feed.NewDecoder(object, len(s.Schema.Key))
	if err != nil {
		return err
	}
	defer rows.Close()
	view, err := c.store.NameOf(ctx, s.View)
	if err != nil {
		return err
	}
	schema, err := json.Marshal(s.Schema)
	if err != nil {
		return err
	}
	place := sqlitedb.FeedPlace{
		View: view, Feed: c.id, Sequence: s.Sequence, Position: int64(s.Position), Fingerprint: s.Fingerprint,
		AsOf: s.AsOf.UTC().Format(cache.TimeFormat), Schema: string(schema),
	}
	var sum rowset.Fingerprint
	what := c.what(view, s.Schema, s.AsOf)
	what.LogEnd = s.LogEnd
	ahead, stop := hashed(rows, s.Schema, &sum)
	defer stop()
	what.Rows = ahead
	what.Keep = func(ctx context.Context, d *publication.Difference) error {
		return errors.Join(setPlace(ctx, d.DB, place), forgetOutbox(ctx, d.DB, view))
	}
	began := c.now()
	return c.publish(ctx, what, func(changes publication.Changes) (cache.Run, error) {
		if got := sum.String(); got != s.Content || changes.After != s.Rows {
			return cache.Run{}, &MismatchError{View: view, Sequence: s.Sequence, Problem: fmt.Sprintf(
				"its snapshot has %d rows with fingerprint %s, and not %d with %s", changes.After, got, s.Rows, s.Content)}
		}
		return c.run(place, changes, s.Reading, began), nil
	})
}

// seen records that a copy is still equal to its source.
func (c *copier) seen(ctx context.Context, place sqlitedb.FeedPlace, s *feed.Seen) (err error) {
	defer func() { err = c.store.Explain(ctx, err) }()
	last, ok, err := c.store.LastCopy(ctx, place.View)
	if err != nil || !ok || last.Fingerprint == nil || *last.Fingerprint != place.Fingerprint { // It was said of other rows.
		return err
	}
	tx, err := c.store.DB().BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // After a commit there is nothing to undo.
	place.AsOf = s.AsOf.UTC().Format(cache.TimeFormat)
	run := cache.Run{
		View: place.View, Outcome: outcomeUnchanged, StartedAt: c.now().UTC().Format(cache.TimeFormat), SnapshotAt: &place.AsOf,
		RowCount: last.RowCount, Fingerprint: last.Fingerprint, Mode: s.Mode, Host: s.Host, Position: s.Made,
	}
	if last.RowCount != nil {
		run.Unchanged = *last.RowCount
	}
	if err := run.Record(ctx, tx); err != nil {
		return err
	}
	if err := setPlace(ctx, tx, place); err != nil {
		return err
	}
	return tx.Commit()
}

// The outcomes of runs, as syncer.Outcome has them.
const (
	outcomePublished = "published"
	outcomeUnchanged = "unchanged"
)

func (c *copier) what(view string, schema feed.Schema, asOf time.Time) publication.Copy {
	what := publication.Copy{View: view, Columns: schema.Columns, Key: schema.Key, WholeKey: schema.WholeKey, TakenAt: asOf, Log: c.log, MaxLog: c.maxLog}
	if c.indexes != nil {
		what.Indexes = c.indexes(view, schema.Columns)
	}
	return what
}

// publish calls publication.Publish. If something fails after the commit, the next publication makes up for it.
func (c *copier) publish(ctx context.Context, what publication.Copy, decide publication.Decide) error {
	err := publication.Publish(ctx, c.store, what, decide)
	if errors.Is(err, cache.ErrPublished) {
		return nil
	}
	return err
}

func (c *copier) run(place sqlitedb.FeedPlace, changes publication.Changes, read feed.Reading, began time.Time) cache.Run {
	asOf, fingerprint, rows := place.AsOf, place.Fingerprint, changes.After
	return cache.Run{
		View: place.View, Outcome: outcomePublished, StartedAt: began.UTC().Format(cache.TimeFormat), DurationSeconds: c.now().Sub(began).Seconds(),
		SnapshotAt: &asOf, RowCount: &rows, Inserted: changes.Inserted, Updated: changes.Updated, Deleted: changes.Deleted,
		Unchanged: changes.After - changes.Inserted - changes.Updated, Fingerprint: &fingerprint, Mode: read.Mode, Host: read.Host, Position: read.Made,
	}
}

func keepPlace(place sqlitedb.FeedPlace) func(context.Context, *publication.Difference) error {
	return func(ctx context.Context, d *publication.Difference) error { return setPlace(ctx, d.DB, place) }
}

func setPlace(ctx context.Context, db sqlitedb.DBTX, place sqlitedb.FeedPlace) error {
	return sqlitedb.New(db).SetPlace(ctx, sqlitedb.SetPlaceParams(place))
}

// forgetOutbox empties the outbox of a view, because its copy is replaced by that of the feed.
func forgetOutbox(ctx context.Context, db sqlitedb.DBTX, view string) error {
	queries := sqlitedb.New(db)
	err := queries.DeleteRefreshParts(ctx, sqlitedb.DeleteRefreshPartsParams{View: view, ID: math.MaxInt64})
	return errors.Join(err, queries.DeleteRefreshes(ctx, sqlitedb.DeleteRefreshesParams{View: view, ID: math.MaxInt64}))
}

// batchesAhead is how many batches may be decoded before they are written.
const batchesAhead = 8

// hashed decodes rows and hashes them, while others are written. It adds the hashes to sum, which may be nil and is
// complete after the last row. stop must be called before the decoder is closed.
func hashed(rows *feed.Decoder, schema feed.Schema, sum *rowset.Fingerprint) (ahead rowset.Rows, stop func()) {
	hasher := rowset.NewHasher(schema.Columns, schema.Columns)
	return rowset.Ahead(batchesAhead, len(schema.Columns), func(batch *rowset.Batch) error {
		if err := rows.Fill(batch); err != nil {
			return err
		}
		batch.SetHashes(hasher)
		if sum != nil {
			for i := range batch.Len() {
				hash, _ := batch.Hash(i)
				sum.Add(hash)
			}
		}
		return nil
	})
}
