package publication

import (
	"context"
	"errors"

	"forecourt/db/sqlitedb"
	"forecourt/internal/cache"
	"forecourt/internal/cache/changelog"
	"forecourt/internal/cache/publication/intake"
	"forecourt/internal/cache/publication/staging"
	"forecourt/internal/cache/publication/statement"
	"forecourt/internal/rowset"
)

// logEntry is about how many bytes an entry of the log takes in addition to the values.
const logEntry = 80

// logChanged logs the staged rows. If these alone are more than the log may hold, it logs only the last ones, and
// removes everything older. Otherwise most entries would be removed right after they were written, which would take
// longer than the rest of the run. The ids continue as if all entries had been written.
func (p *publication) logChanged(ctx context.Context) error {
	differing := p.staged.Rows
	keep := differing
	if size := 2*p.staged.OldBytes + logEntry*differing; p.Log && p.MaxLog > 0 && size > p.MaxLog {
		keep = max(1, int64(float64(differing)*0.9*float64(p.MaxLog)/float64(size)))
		if err := p.exec(ctx, statement.EmptyLog); err != nil {
			return err
		}
		if _, err := p.conn.ExecContext(ctx, statement.SkipLogIDs, differing-keep); err != nil {
			return err
		}
	}
	if !p.Log {
		return nil
	}
	rows, stop, err := p.staged.batches(differing-keep, logColumns, p.logged)
	if err != nil {
		return err
	}
	defer stop()
	stream := &intake.Stream{Width: logColumns, Rows: rows}
	if err := p.show(ctx, stream); err != nil {
		return err
	}
	if err := p.logRows(ctx, p.sql.LogChanged()); err != nil {
		return errors.Join(stream.Err, err)
	}
	return nil
}

// logColumns is how many columns LogChanged takes.
const logColumns = 4

// logged appends to a batch what the log has of a row.
func (p *publication) logged(batch *rowset.Batch, row *staging.Row) error {
	log := &p.logging
	log.values = rowset.Decode(row.Encoding).All(log.values[:0], len(p.Columns))
	log.key = log.key[:0]
	for _, at := range p.sql.Keys {
		log.key = append(log.key, log.values[at])
	}
	if len(log.key) == 1 {
		batch.Append(log.key[0])
	} else {
		log.text = changelog.AppendArray(log.text[:0], log.key)
		batch.Append(rowset.TextOf(log.text))
	}
	if row.New {
		batch.Append(rowset.TextOf([]byte("inserted")))
		batch.AppendNull()
	} else {
		batch.Append(rowset.TextOf([]byte("updated")))
		batch.Append(rowset.TextOf(row.Old))
	}
	log.text = log.text[:0]
	for i, value := range log.values {
		if row.New || row.Mask[i] == '1' {
			log.text = p.tools.fields.Append(log.text, i, value)
		}
	}
	log.text = append(log.text, '}')
	log.text[0] = '{' // It was the comma before the first value.
	batch.Append(rowset.TextOf(log.text))
	return nil
}

// raiseLog raises the next id of the log so that the last of these changes gets the id LogEnd.
func (p *publication) raiseLog(ctx context.Context, changes int64) error {
	if !p.Log || p.LogEnd == 0 {
		return nil
	}
	return cache.RaiseLog(ctx, p.conn, p.LogEnd-changes)
}

// logRows executes a statement that writes the log of changes.
func (p *publication) logRows(ctx context.Context, query string, more ...any) error {
	if !p.Log {
		return nil
	}
	run, err := sqlitedb.New(p.conn).NextRunID(ctx)
	if err != nil {
		return err
	}
	_, err = p.conn.ExecContext(ctx, query, append([]any{p.View, p.TakenAt.UTC().Format(cache.TimeFormat), run}, more...)...)
	return err
}

// logReset logs that all rows were replaced.
func (p *publication) logReset(ctx context.Context) error {
	if !p.Log {
		return nil
	}
	queries := sqlitedb.New(p.conn)
	run, err := queries.NextRunID(ctx)
	if err == nil {
		err = p.raiseLog(ctx, 1)
	}
	if err != nil {
		return err
	}
	return queries.AddReset(ctx, sqlitedb.AddResetParams{View: p.View, ChangedAt: p.TakenAt.UTC().Format(cache.TimeFormat), RunID: run})
}
