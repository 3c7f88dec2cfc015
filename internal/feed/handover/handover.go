package handover

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nuid"

	"forecourt/db/sqlitedb"
	"forecourt/internal/cache"
	"forecourt/internal/feed"
	"forecourt/internal/rowset"
)

// HandOver calls Begin, and then hands over what the outbox holds. A refresh that cannot be handed over now stays in
// the outbox. It returns feed.ErrFenced if another writer has published meanwhile and has the lease.
func (w *Writer) HandOver(ctx context.Context, store *cache.Cache) error {
	if store.Damage() != nil {
		return nil //nolint:nilerr // The next run makes a new file.
	}
	err := w.handOver(ctx, store)
	if w.fenced(ctx, err) {
		err = w.handOver(ctx, store)
	}
	return err
}

func (w *Writer) handOver(ctx context.Context, store *cache.Cache) error {
	err := w.Begin(ctx, store)
	if err != nil {
		return err
	}
	names, err := w.names(ctx, store)
	if err != nil {
		return err
	}
	for _, view := range names {
		if err = w.view(ctx, store, view); err != nil {
			break
		}
	}
	if err == nil {
		err = w.tidy(ctx)
	}
	if err != nil { // The next call must look again at what the feed has.
		w.publisher = nil
	}
	return err
}

// view hands over what the outbox holds of one view.
func (w *Writer) view(ctx context.Context, store *cache.Cache, view string) error {
	last, copied, err := store.LastCopy(ctx, view)
	if err != nil || !copied || last.Fingerprint == nil {
		return err
	}
	queries := sqlitedb.New(store.DB())
	place, err := queries.GetPlace(ctx, view)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	waiting, err := queries.ListRefreshes(ctx, view)
	if err != nil {
		return err
	}
	if why := w.needsReset(view, last, place, waiting); why != "" {
		if err := w.reset(ctx, store, view, last, place, waiting, why); err != nil {
			return err
		}
	} else if err := w.segments(ctx, store, waiting); err != nil {
		return err
	}
	if err := w.seen(ctx, store, view, last); err != nil {
		return err
	}
	return w.snapshotIfDue(ctx, store, view)
}

// needsReset says why the waiting refreshes cannot be handed over row by row, or returns "" if they can.
func (w *Writer) needsReset(view string, last cache.Run, place sqlitedb.FeedPlace, waiting []sqlitedb.FeedRefresh) string {
	head := w.heads[view]
	k := known{place.Fingerprint, place.Schema}
	for _, refresh := range waiting {
		if refresh.Before == nil {
			return "all rows were replaced"
		}
		k = known{refresh.After, refresh.Schema}
	}
	schema, fresh := w.schemas[rowset.FoldName(view)]
	switch {
	case head.Damaged():
		return "the last segment in the feed is damaged"
	case head.Header == nil:
		return "the feed has no segment of it"
	case place.Feed != w.id || place.Sequence != head.Sequence || place.Fingerprint != head.After:
		return "the feed stands elsewhere"
	case k.fingerprint != *last.Fingerprint:
		return "the copy has changed without the feed"
	case fresh && schema.Hash() != hashOf(k.schema):
		return "its columns are others"
	}
	return ""
}

// segments hands over refreshes as segments, one after the other.
func (w *Writer) segments(ctx context.Context, store *cache.Cache, waiting []sqlitedb.FeedRefresh) error {
	for i := range waiting {
		refresh := &waiting[i]
		head := w.heads[refresh.View]
		rows, err := payload(ctx, sqlitedb.New(store.DB()), refresh)
		if err != nil {
			return err
		}
		header, err := w.header(refresh, head)
		if err != nil {
			return err
		}
		header.Before, header.Since = *refresh.Before, int64(len(rows))
		if newest := w.newestOf(refresh.View); newest != nil && newest.Sequence < head.Sequence {
			header.Since += head.Since
		}
		if err := w.publish(ctx, store, refresh, header, rows); err != nil {
			return err
		}
	}
	return nil
}

// header returns the header of a refresh that follows the feed's head.
func (w *Writer) header(refresh *sqlitedb.FeedRefresh, head feed.Head) (feed.Header, error) {
	asOf, err := time.Parse(time.RFC3339, refresh.AsOf)
	if err != nil {
		return feed.Header{}, fmt.Errorf("forecourt_feed_outbox, refresh %d: %w: was the table edited?", refresh.ID, err)
	}
	header := feed.Header{
		View: refresh.View, Sequence: 1, Name: refresh.Name, After: refresh.After, Rows: refresh.RowCount, Schema: hashOf(refresh.Schema),
		Mapping: w.Mapping, Reading: feed.Reading{AsOf: asOf, Mode: refresh.Mode, Host: refresh.Host, Made: refresh.Position}, Run: refresh.RunID, LogEnd: refresh.LogEnd, Changed: refresh.Changed, Gone: refresh.Gone,
	}
	if head.Header != nil {
		header.Sequence = head.Sequence + 1
	}
	return header, nil
}

// publish adds a segment to the feed, and removes its refresh from the outbox.
func (w *Writer) publish(ctx context.Context, store *cache.Cache, refresh *sqlitedb.FeedRefresh, header feed.Header, rows []byte) error {
	position, err := w.publisher.Publish(ctx, header, rows)
	if err != nil {
		return err
	}
	if header.Snapshot != nil {
		header.Snapshot.Position = position
	}
	w.heads[refresh.View] = feed.Head{Header: &header, Position: position, Snapshot: header.Snapshot}
	w.Log.Debug("a refresh was handed over", "view", header.View, "sequence", header.Sequence, "rows", header.Changed+header.Gone, "bytes", len(rows))
	return w.done(context.WithoutCancel(ctx), store, refresh, &header, position)
}

// manySegments is more than the number of segments that another writer can have published unseen.
const manySegments = 1_000_000

// reset hands the copy over as a snapshot.
func (w *Writer) reset(ctx context.Context, store *cache.Cache, view string, last cache.Run, place sqlitedb.FeedPlace, waiting []sqlitedb.FeedRefresh, why string) error {
	refresh, err := w.whole(view, last, place, waiting)
	if err != nil || refresh == nil {
		return err
	}
	if refresh.LogEnd, err = sqlitedb.New(store.DB()).GetLogEnd(ctx); err != nil {
		return err
	}
	head := w.heads[view]
	if head.Header != nil && head.After == refresh.After && head.Schema == hashOf(refresh.Schema) {
		return w.done(ctx, store, refresh, head.Header, head.Position)
	}
	w.Log.Info("a snapshot is handed over", "view", view, "reason", why)
	header, err := w.header(refresh, head)
	if err != nil {
		return err
	}
	header.Sequence = max(header.Sequence, place.Sequence+1)
	if head.Damaged() { // Its number cannot be read, and readers may have applied it.
		header.Sequence += manySegments
	}
	if header.Snapshot, err = w.take(ctx, store, &header, refresh.Schema); err != nil {
		return err
	}
	if err := w.publish(ctx, store, refresh, header, nil); err != nil {
		return err
	}
	w.setNewest(view, header.Snapshot)
	return w.publisher.Announce(ctx, header.Snapshot)
}

// whole makes one refresh of all that waits, for a snapshot. It returns nil if the columns of the copy are unknown;
// the next run of the view will tell them.
func (w *Writer) whole(view string, last cache.Run, place sqlitedb.FeedPlace, waiting []sqlitedb.FeedRefresh) (*sqlitedb.FeedRefresh, error) {
	refresh := sqlitedb.FeedRefresh{View: view, Name: nuid.Next(), RunID: last.ID, Schema: place.Schema}
	if len(waiting) > 0 {
		refresh = waiting[len(waiting)-1]
	}
	if schema, ok := w.schemas[rowset.FoldName(view)]; ok {
		text, err := json.Marshal(schema)
		if err != nil {
			return nil, err
		}
		refresh.Schema = string(text)
	}
	if refresh.Schema == "" || last.SnapshotAt == nil || last.RowCount == nil {
		return nil, nil
	}
	if len(waiting) == 0 || refresh.After != *last.Fingerprint {
		refresh.AsOf = *last.SnapshotAt
	}
	refresh.After, refresh.RowCount, refresh.Mode, refresh.Host, refresh.Position = *last.Fingerprint, *last.RowCount, last.Mode, last.Host, last.Position
	return &refresh, nil
}

// seen tells readers that the source was read again and nothing has changed.
func (w *Writer) seen(ctx context.Context, store *cache.Cache, view string, last cache.Run) error {
	queries := sqlitedb.New(store.DB())
	place, err := queries.GetPlace(ctx, view)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil || last.SnapshotAt == nil || *last.SnapshotAt <= place.AsOf || place.Fingerprint != *last.Fingerprint {
		return err
	}
	asOf, err := time.Parse(time.RFC3339, *last.SnapshotAt)
	if err != nil {
		return fmt.Errorf("forecourt_sync_runs, id %d: %w: was the table edited?", last.ID, err)
	}
	err = w.publisher.Seen(ctx, feed.Seen{View: view, Sequence: place.Sequence, Fingerprint: place.Fingerprint, Reading: feed.Reading{AsOf: asOf, Mode: last.Mode, Host: last.Host, Made: last.Position}})
	if err != nil {
		return err
	}
	place.AsOf = *last.SnapshotAt
	return queries.SetPlace(ctx, sqlitedb.SetPlaceParams(place))
}
