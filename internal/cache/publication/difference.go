package publication

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"

	"forecourt/db/sqlitedb"
	"forecourt/internal/cache"
	"forecourt/internal/cache/publication/rowhash"
	"forecourt/internal/cache/publication/staging"
	"forecourt/internal/cache/publication/statement"
	"forecourt/internal/rowset"
)

// Difference is what a publication changes. Copy.Keep gets it.
type Difference struct {
	// Copy is what is published, Changes are the numbers of changed rows, and Run is the run that is recorded with
	// them.
	Copy    *Copy
	Changes Changes
	Run     cache.Run
	// RunID is the run's number in forecourt_sync_runs.
	RunID int64
	// Whole means that the changes are not known row by row: all rows were replaced, or the copy was compared by value.
	Whole bool
	// DB writes within the transaction of the publication.
	DB sqlitedb.DBTX

	conn   *sql.Conn
	staged *staged
}

// Rows calls visit with the rows that are new or different. A batch is valid until visit returns.
func (d *Difference) Rows(ctx context.Context, visit func(*rowset.Batch) error) error {
	if d.staged == nil {
		return nil
	}
	rows, stop, err := d.staged.batches(0, len(d.Copy.Columns), func(batch *rowset.Batch, row *staging.Row) error { return batch.AppendEncoding(row.Encoding) })
	if err != nil {
		return err
	}
	defer stop()
	for err == nil {
		var batch *rowset.Batch
		if batch, err = rows(); err == nil {
			err = errors.Join(ctx.Err(), visit(batch))
		}
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// Gone calls visit with the keys of the deleted rows, one column for each of the key's columns.
func (d *Difference) Gone(ctx context.Context, visit func(*rowset.Batch) error) error {
	if d.Changes.Deleted == 0 {
		return nil
	}
	return d.read(ctx, statement.SelectGoneKeys(len(d.Copy.Key)), len(d.Copy.Key), visit)
}

func (d *Difference) read(ctx context.Context, query string, width int, visit func(*rowset.Batch) error) error {
	rows, err := d.conn.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	batch := rowset.NewBatch(width)
	values, targets := make([]any, width), make([]any, width)
	for i := range values {
		targets[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		for _, value := range values {
			batch.Append(rowset.Stored(value))
		}
		if !batch.Full() {
			continue
		}
		if err := visit(batch); err != nil {
			return err
		}
		batch.Reset()
	}
	if err := rows.Err(); err != nil || batch.Len() == 0 {
		return err
	}
	return visit(batch)
}

// keep calls Copy.Keep within the transaction.
func (p *publication) keep(ctx context.Context, run cache.Run) error {
	if p.Keep == nil {
		return nil
	}
	next, err := sqlitedb.New(p.conn).NextRunID(ctx)
	if err != nil {
		return err
	}
	d := &Difference{
		Copy: &p.Copy, Changes: p.changes, Run: run, RunID: next - 1, Whole: p.draft || p.in.hashes == nil, DB: p.conn, conn: p.conn, staged: p.staged,
	}
	if err := p.Keep(ctx, d); err != nil {
		p.decision = err
		return err
	}
	return nil
}

// drop marks the rows that Copy.Gone names.
func (p *publication) drop() error {
	if p.Gone == nil {
		return nil
	}
	for {
		batch, err := p.Gone()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			p.stream.Err = err
			return err
		}
		for i := range batch.Len() {
			key := batch.Row(i)
			p.in.buf = rowhash.AppendKeys(p.in.buf[:0], key)
			kept, found, err := p.in.hashes.Drop(p.in.buf)
			switch {
			case errors.Is(err, rowhash.ErrTwice):
				return p.keyError(fmt.Sprintf("%s came twice", rowset.Literal(key)))
			case err != nil:
				return err
			case found && kept == rowset.Hash{}:
				return ErrNeedsAll
			case found:
				p.changes.Deleted++
				p.changes.Delta.Remove(kept)
			}
		}
	}
}

// subtracted passes on the deleted rows and subtracts their hashes from the delta of the fingerprint. A partial copy
// has already subtracted them in drop.
func (p *publication) subtracted(rows rowhash.Rows) rowhash.Rows {
	if p.Partial {
		return rows
	}
	return func() ([]byte, rowset.Hash, error) {
		key, hash, err := rows()
		if err == nil {
			p.changes.Delta.Remove(hash)
		}
		return key, hash, err
	}
}
