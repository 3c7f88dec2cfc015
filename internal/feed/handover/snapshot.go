package handover

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"forecourt/db/sqlitedb"
	"forecourt/internal/cache"
	"forecourt/internal/cache/verification/scan"
	"forecourt/internal/feed"
	"forecourt/internal/rowset"
)

// take stores a snapshot of the copy as it is. The caller holds the lock of the cache until take returns.
func (w *Writer) take(ctx context.Context, store *cache.Cache, header *feed.Header, schema string) (_ *feed.Snapshot, err error) {
	reading, err := openReading(ctx, store, header.View)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, reading.close()) }()
	return w.store(ctx, reading, header, schema)
}

// reading is a connection that sees the copy as it was when it was opened.
type reading struct {
	db   *sql.DB
	conn *sql.Conn
}

func openReading(ctx context.Context, store *cache.Cache, view string) (*reading, error) {
	r := &reading{db: store.Connect(nil)}
	var err error
	if r.conn, err = r.db.Conn(ctx); err == nil {
		_, err = r.conn.ExecContext(ctx, "BEGIN")
	}
	if err == nil { // The first read fixes what the transaction sees.
		err = r.unedited(ctx, view)
	}
	if err != nil {
		return nil, errors.Join(store.Explain(ctx, err), r.close())
	}
	return r, nil
}

// unedited returns an error if another program has changed the copy since the last run.
func (r *reading) unedited(ctx context.Context, view string) error {
	known, err := sqlitedb.New(r.conn).GetHashedView(ctx, view)
	if err == nil && known.Shape == nil {
		return fmt.Errorf("another program has changed the copy of %s: the next run repairs it", view)
	}
	return err
}

func (r *reading) close() error {
	if r.conn == nil {
		return r.db.Close()
	}
	_, _ = r.conn.ExecContext(context.Background(), "ROLLBACK") // It has only read.
	return errors.Join(r.conn.Close(), r.db.Close())
}

// store stores the rows that a reading sees.
func (w *Writer) store(ctx context.Context, reading *reading, header *feed.Header, schema string) (*feed.Snapshot, error) {
	s := &feed.Snapshot{
		View: header.View, Sequence: header.Sequence, Fingerprint: header.After, LogEnd: header.LogEnd, Reading: header.Reading, TakenAt: w.Now().UTC(),
	}
	if err := json.Unmarshal([]byte(schema), &s.Schema); err != nil {
		return nil, fmt.Errorf("the columns of view %s: %w: was forecourt_feed_places edited?", header.View, err)
	}
	began := w.Now()
	var sum rowset.Fingerprint
	hasher := rowset.NewStoredHasher(len(s.Schema.Columns))
	err := w.Feed.Put(ctx, s, func(out io.Writer) error {
		encoder, err := feed.NewEncoder(out)
		if err != nil {
			return err
		}
		width, err := scan.Rows(ctx, reading.conn, header.View, func(batch *rowset.Batch) error {
			batch.SetHashes(hasher)
			for i := range batch.Len() {
				hash, _ := batch.Hash(i)
				sum.Add(hash)
			}
			return encoder.Add(batch)
		})
		if err == nil && width != len(s.Schema.Columns) {
			err = fmt.Errorf("the copy of %s has %d columns, and not %d: another program has changed it", header.View, width, len(s.Schema.Columns))
		}
		s.Rows = encoder.Rows
		return errors.Join(err, encoder.Close())
	})
	if err != nil {
		return nil, err
	}
	s.Content = sum.String()
	if s.Rows != header.Rows {
		return nil, fmt.Errorf("the copy of %s has %d rows, and not %d: another program has changed it", header.View, s.Rows, header.Rows)
	}
	w.Log.Info("a snapshot was stored in the feed", "view", s.View, "sequence", s.Sequence, "rows", s.Rows, "bytes", s.Bytes, "took", w.Now().Sub(began).Round(time.Millisecond))
	return s, nil
}

// snapshotIfDue stores a new snapshot in the background if one is needed: there is none yet, the segments since the
// last one are larger than it, it is old, or a reader asks for one.
func (w *Writer) snapshotIfDue(ctx context.Context, store *cache.Cache, view string) error {
	head := w.heads[view]
	newest := w.newestOf(view)
	if head.Header == nil || !w.mayStore(view) {
		return nil
	}
	wanted, err := w.Feed.Wanted(ctx, view, newest)
	if err != nil {
		return err
	}
	newer := newest == nil || newest.Sequence < head.Sequence
	old := newest != nil && w.KeepFor > 0 && w.Now().Sub(newest.TakenAt) > w.KeepFor/2
	if newest != nil && !wanted && (!newer || head.Since <= newest.Bytes && !old) {
		return nil
	}
	place, err := sqlitedb.New(store.DB()).GetPlace(ctx, view)
	if err != nil || place.Sequence != head.Sequence {
		return err
	}
	reading, err := openReading(ctx, store, view)
	if err != nil {
		return err
	}
	// The snapshot outlives this call: it ends when it is stored, or when the writer gives it up.
	ctx, end := context.WithCancel(context.WithoutCancel(ctx))
	if !w.startStoring(view, end) {
		end()
		return reading.close()
	}
	header, position, publisher := *head.Header, head.Position, w.publisher
	w.snapshots.Go(func() {
		defer w.endStoring(view)
		s, err := w.store(ctx, reading, &header, place.Schema)
		if err = errors.Join(err, reading.close()); err == nil {
			s.Position = position
			if err = publisher.Announce(ctx, s); err == nil {
				w.setNewest(view, s)
			}
		}
		if err != nil {
			w.Log.Warn("no snapshot was stored in the feed: the next run tries again", "view", view, "error", err)
		}
	})
	return nil
}

// mayStore reports whether a snapshot of a view may be stored: none is being stored, and the writer is not closed.
func (w *Writer) mayStore(view string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.storing[view] == nil && !w.closed
}

// startStoring notes that a snapshot is being stored, which end gives up. It returns false after Close.
func (w *Writer) startStoring(view string, end context.CancelFunc) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed {
		w.storing[view] = end
	}
	return !w.closed
}

// endStoring notes that a snapshot is no longer being stored.
func (w *Writer) endStoring(view string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.storing[view]()
	delete(w.storing, view)
}

const (
	// tidyEvery is the pause between two removals of old segments and snapshots.
	tidyEvery = time.Minute
	// snapshotGrace is how long a reader may take to read a snapshot that is no longer the newest.
	snapshotGrace = 10 * time.Minute
)

// tidy removes what nobody needs: all snapshots but the newest, and segments that a snapshot contains, if they are
// too old or too large.
func (w *Writer) tidy(ctx context.Context) error {
	now := w.Now()
	if now.Sub(w.tidied) < tidyEvery {
		return nil
	}
	w.tidied = now
	views, err := w.Feed.Views(ctx)
	if err != nil {
		return err
	}
	var limit uint64
	for _, head := range views {
		if head.Snapshot == nil {
			return nil
		}
		if limit == 0 || head.Snapshot.Position < limit {
			limit = head.Snapshot.Position
		}
		if err := w.Feed.ForgetSnapshots(ctx, head.Snapshot, snapshotGrace, now); err != nil {
			return err
		}
	}
	first, since, bytes, err := w.Feed.Size(ctx)
	switch {
	case err != nil || limit <= first:
		return err
	case w.MaxBytes > 0 && bytes > uint64(w.MaxBytes):
		return w.publisher.PurgeBefore(ctx, limit)
	case w.KeepFor > 0 && now.Sub(since) > w.KeepFor:
		position, err := w.Feed.PositionAt(ctx, now.Add(-w.KeepFor), first, limit)
		if err != nil || position <= first {
			return err
		}
		return w.publisher.PurgeBefore(ctx, position)
	}
	return nil
}
