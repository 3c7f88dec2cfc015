package publication

import (
	"context"

	"forecourt/db/sqlitedb"
	"forecourt/internal/cache"
)

// logRows executes a statement that writes the log of changes.
func (p *publication) logRows(ctx context.Context, statement string) error {
	if !p.Log {
		return nil
	}
	run, err := sqlitedb.New(p.conn).NextRunID(ctx)
	if err != nil {
		return err
	}
	_, err = p.conn.ExecContext(ctx, statement, p.View, p.TakenAt.UTC().Format(cache.TimeFormat), run)
	return err
}

// logReset tells the log of changes that all rows were replaced.
func (p *publication) logReset(ctx context.Context) error {
	if !p.Log {
		return nil
	}
	queries := sqlitedb.New(p.conn)
	run, err := queries.NextRunID(ctx)
	if err != nil {
		return err
	}
	return queries.AddReset(ctx, sqlitedb.AddResetParams{View: p.View, ChangedAt: p.TakenAt.UTC().Format(cache.TimeFormat), RunID: run})
}
