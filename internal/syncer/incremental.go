package syncer

import (
	"context"
	"fmt"
	"time"

	"forecourt/internal/cache/publication"
	"forecourt/internal/rowset"
	"forecourt/internal/source"
)

// cursorOverlap is how far before the last cursor value an incremental run starts, if that is a time: a transaction may
// commit rows a little later than their time says. Rows that were copied already are recognized by their hash and
// dropped.
const cursorOverlap = 5 * time.Minute

// chooseMode decides whether the run reads all rows of a view with a cursor, or only those from the last value on.
func (r *run) chooseMode(ctx context.Context, what *publication.Copy) error {
	if r.view.Cursor == "" {
		return nil
	}
	at := indexOf(what.Columns, r.view.Cursor)
	if at < 0 {
		return &source.ViewError{View: r.view.Name, Problem: fmt.Sprintf("it has no column %s: name another cursor in SYNC_VIEWS", r.view.Cursor)}
	}
	column := what.Columns[at]
	if problem := cursorProblem(column, len(what.Key) > 0); problem != "" {
		return &source.ViewError{View: r.view.Name, Problem: problem}
	}
	full, incremental, ok, err := r.store.SinceFull(ctx, r.table)
	if err != nil || !ok {
		return err
	}
	began, err := time.Parse(time.RFC3339, full.StartedAt)
	if err != nil {
		return fmt.Errorf("forecourt_sync_runs, id %d: %w: was the table edited?", full.ID, err)
	}
	if r.FullAfter > 0 && incremental >= r.FullAfter || r.FullEvery > 0 && r.Now().Sub(began) >= r.FullEvery {
		return nil
	}
	value, ok, err := publication.LastCursor(ctx, r.store, *what, column)
	if err != nil || !ok {
		return err
	}
	what.Partial, r.report.Mode = true, IncrementalMode
	r.from = &source.From{Column: r.snapshot.Columns[r.pick[at]].Name, Value: reachBack(value)}
	return nil
}

func cursorProblem(column rowset.Column, keyed bool) string {
	switch {
	case !keyed:
		return "a cursor needs a key: write name:key:cursor in SYNC_VIEWS"
	case column.Kind == rowset.Any, column.Kind == rowset.Integer, column.Kind == rowset.Unsigned, hasType(column, "datetime", "timestamp", "date"):
		return ""
	}
	return fmt.Sprintf("the cursor %s is %s: it must be a whole number, or a date and time", column.Name, column.Type)
}

// reachBack returns the first cursor value that the run reads.
func reachBack(last rowset.Value) rowset.Value {
	const form = "2006-01-02 15:04:05.999999"
	if last.Type != rowset.TypeText {
		return last
	}
	t, err := time.Parse(form, string(last.Bytes))
	if err != nil {
		return last // Dates without a time, and texts that only SQLite reads as times, are compared unchanged.
	}
	return rowset.TextOf([]byte(t.Add(-cursorOverlap).Format(form)))
}

// content returns the fingerprint of the whole copy. After an incremental run it is the last run's fingerprint, updated
// with the rows that changed.
func (r *run) content(changes publication.Changes) (string, error) {
	if r.from == nil {
		return r.fingerprint.String(), nil
	}
	if r.last.Fingerprint == nil {
		return "", publication.ErrNeedsAll
	}
	sum, err := rowset.ParseFingerprint(*r.last.Fingerprint)
	if err != nil {
		return "", fmt.Errorf("forecourt_sync_runs, id %d: %w: was the table edited?", r.last.ID, err)
	}
	sum.Join(changes.Delta)
	return sum.String(), nil
}
