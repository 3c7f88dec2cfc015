package publication

import (
	"context"

	"forecourt/db/sqlitedb"
	"forecourt/internal/cache"
	"forecourt/internal/cache/publication/statement"
)

// logEntry is about how many bytes an entry of the log takes in addition to the values.
const logEntry = 80

// logChanged logs the staged rows. If these alone are more than the log may hold, it logs only the last ones, and
// removes everything older. Otherwise most entries would be removed right after they were written, which would take
// longer than the rest of the run. The ids continue as if all entries had been written.
func (p *publication) logChanged(ctx context.Context, differing int64) error {
	keep := differing
	if p.Log && p.MaxLog > 0 && logEntry*differing > p.MaxLog/100 { // Few rows need no closer look.
		var old int64
		if err := p.conn.QueryRowContext(ctx, statement.SizeOfOld).Scan(&old); err != nil {
			return err
		}
		if size := 2*old + logEntry*differing; size > p.MaxLog {
			keep = max(1, int64(float64(differing)*0.9*float64(p.MaxLog)/float64(size)))
			if err := p.exec(ctx, statement.EmptyLog); err != nil {
				return err
			}
			if _, err := p.conn.ExecContext(ctx, statement.SkipLogIDs, differing-keep); err != nil {
				return err
			}
		}
	}
	return p.logRows(ctx, p.sql.LogChanged(), keep)
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
