package handover

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"

	"github.com/nats-io/nuid"

	"forecourt/db/sqlitedb"
	"forecourt/internal/cache"
	"forecourt/internal/cache/publication"
	"forecourt/internal/feed"
	"forecourt/internal/rowset"
)

const (
	// partBytes is the size of the pieces in which the outbox keeps the rows of a refresh.
	partBytes = 256 << 10
	// maxSegment is how many compressed bytes a segment may have, and maxOutbox how many may wait for a view. If there
	// are more, a snapshot is handed over instead, which needs no memory.
	maxSegment = 32 << 20
	maxOutbox  = 64 << 20
)

// Keep puts a refresh into the outbox, within the transaction that publishes it. It is meant for
// publication.Copy.Keep.
func (w *Writer) Keep(ctx context.Context, d *publication.Difference) error {
	schema := feed.Schema{Columns: d.Copy.Columns, Key: d.Copy.Key, WholeKey: d.Copy.WholeKey}
	w.schemas[rowset.FoldName(d.Copy.View)] = schema
	if d.Run.Outcome != outcomePublished || d.Run.Fingerprint == nil {
		return nil
	}
	text, err := json.Marshal(schema)
	if err != nil {
		return err
	}
	queries := sqlitedb.New(d.DB)
	known, bytes, err := knownState(ctx, queries, d.Copy.View)
	if err != nil {
		return err
	}
	refresh := sqlitedb.AddRefreshParams{
		View: d.Copy.View, Name: nuid.Next(), RunID: d.RunID, After: *d.Run.Fingerprint, RowCount: d.Changes.After,
		AsOf: d.Copy.TakenAt.UTC().Format(cache.TimeFormat), Mode: d.Run.Mode, Host: d.Run.Host, Position: d.Run.Position, Schema: string(text),
	}
	if refresh.LogEnd, err = queries.GetLogEnd(ctx); err != nil {
		return err
	}
	id, err := queries.AddRefresh(ctx, refresh)
	if err != nil || !known.leadsTo(d, &schema) || bytes > maxOutbox {
		return err
	}
	out := &parts{queries: queries, refresh: id, sum: sha256.New()}
	changed, gone, err := encode(ctx, d, out)
	if errors.Is(err, errTooLarge) {
		return queries.DeletePartsOf(ctx, id)
	}
	if err != nil {
		return err
	}
	return queries.SetRefreshContent(ctx, sqlitedb.SetRefreshContentParams{
		Before: &known.fingerprint, Changed: changed, Gone: gone, Bytes: out.bytes, Sha256: hex.EncodeToString(out.sum.Sum(nil)), ID: id,
	})
}

// encode writes the rows of a refresh to out.
func encode(ctx context.Context, d *publication.Difference, out *parts) (changed, gone int64, err error) {
	encoder, err := feed.NewEncoder(writerFunc(func(data []byte) (int, error) { return out.write(ctx, data) }))
	if err != nil {
		return 0, 0, err
	}
	if err = d.Rows(ctx, encoder.Add); err == nil {
		err = d.Gone(ctx, encoder.Drop)
	}
	if err = errors.Join(err, encoder.Close()); err == nil {
		err = out.flush(ctx)
	}
	return encoder.Rows, encoder.Gone, err
}

// errTooLarge means that a snapshot must be handed over instead of a segment.
var errTooLarge = errors.New("the refresh is too large for a segment")

// writerFunc is a function that is an io.Writer.
type writerFunc func(data []byte) (int, error)

func (f writerFunc) Write(data []byte) (int, error) { return f(data) }

// parts writes bytes into the outbox in pieces.
type parts struct {
	queries *sqlitedb.Queries
	refresh int64
	number  int64
	bytes   int64
	sum     hash.Hash
	buf     []byte
}

func (p *parts) write(ctx context.Context, data []byte) (int, error) {
	p.buf = append(p.buf, data...)
	for len(p.buf) >= partBytes {
		if err := p.add(ctx, p.buf[:partBytes]); err != nil {
			return 0, err
		}
		p.buf = append(p.buf[:0], p.buf[partBytes:]...)
	}
	return len(data), nil
}

func (p *parts) flush(ctx context.Context) error {
	if len(p.buf) == 0 {
		return nil
	}
	return p.add(ctx, p.buf)
}

func (p *parts) add(ctx context.Context, data []byte) error {
	if p.bytes += int64(len(data)); p.bytes > maxSegment {
		return errTooLarge
	}
	p.sum.Write(data)
	p.number++
	return p.queries.AddRefreshPart(ctx, sqlitedb.AddRefreshPartParams{Refresh: p.refresh, Number: p.number, Data: data})
}

// known is the state of a view in the feed, or the one after the outbox was handed over.
type known struct {
	fingerprint, schema string
}

// leadsTo reports whether a refresh, applied row by row to what the feed has, gives the rows that it promises. It
// does not if the copy was changed without the feed, if the columns differ, or if SQLite holds values as other types
// than the source sends.
func (k *known) leadsTo(d *publication.Difference, schema *feed.Schema) bool {
	if d.Whole || k.fingerprint == "" {
		return false
	}
	sum, err := rowset.ParseFingerprint(k.fingerprint)
	if err != nil {
		return false
	}
	sum.Join(d.Changes.Delta)
	return sum.String() == *d.Run.Fingerprint && hashOf(k.schema) == schema.Hash()
}

// knownState returns what the feed will have of a view after the outbox was handed over, and how many bytes wait.
func knownState(ctx context.Context, queries *sqlitedb.Queries, view string) (k known, bytes int64, err error) {
	place, err := queries.GetPlace(ctx, view)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return k, 0, err
	}
	k = known{place.Fingerprint, place.Schema}
	waiting, err := queries.ListRefreshes(ctx, view)
	for _, refresh := range waiting {
		bytes += refresh.Bytes
		k = known{refresh.After, refresh.Schema}
	}
	return k, bytes, err
}

// hashOf returns the hash of a schema in JSON, or "" if it cannot be read.
func hashOf(text string) string {
	var schema feed.Schema
	if text == "" || json.Unmarshal([]byte(text), &schema) != nil {
		return ""
	}
	return schema.Hash()
}

// payload returns the rows of a refresh from the outbox.
func payload(ctx context.Context, queries *sqlitedb.Queries, refresh *sqlitedb.FeedRefresh) ([]byte, error) {
	data := make([]byte, 0, refresh.Bytes)
	for number := int64(1); int64(len(data)) < refresh.Bytes; number++ {
		part, err := queries.GetRefreshPart(ctx, sqlitedb.GetRefreshPartParams{Refresh: refresh.ID, Number: number})
		if err != nil {
			return nil, fmt.Errorf("forecourt_feed_outbox_parts, refresh %d, part %d: %w", refresh.ID, number, err)
		}
		data = append(data, part...)
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != refresh.Sha256 {
		return nil, fmt.Errorf("%w: refresh %d of the outbox", feed.ErrDamaged, refresh.ID)
	}
	return data, nil
}
