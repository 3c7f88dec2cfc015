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

// take stores a snapshot of the copy as it is. The caller holds the cache's lock until it returns.
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
	if err == nil { // The transaction sees what is there when it first reads.
		err = r.unedited(ctx, view)
	}
	if err != nil {
		return nil, errors.Join(store.Explain(ctx, err), r.close())
	}
	return r, nil
}

// unedited finds out whether the copy is as a run has left it.
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

// store stores what a reading sees.
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

// snapshotIfDue stores a new snapshot beside the next runs, when there is none, when the segments since the last one
// outweigh it, when it is old, or when a reader asks for one.
func (w *Writer) snapshotIfDue(ctx context.Context, store *cache.Cache, view string) error {
	head := w.heads[view]
	newest := w.newestOf(view)
	w.mu.Lock()
	busy := w.busy[view]
	w.mu.Unlock()
	if head.Header == nil || busy {
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
	w.setBusy(view, true)
	header, position, publisher := *head.Header, head.Position, w.publisher
	w.snapshots.Go(func() {
		defer w.setBusy(view, false)
		ctx := w.ending
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

func (w *Writer) setBusy(view string, busy bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.busy[view] = busy
}

const (
	// tidyEvery is how often old segments and snapshots are given up.
	tidyEvery = time.Minute
	// snapshotGrace is how long a reader may take to read a snapshot that is no longer the newest.
	snapshotGrace = 10 * time.Minute
)

// tidy gives up what nobody needs: snapshots but the newest, and segments that are in a snapshot and too old or too
// many.
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
