package syncer

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"forecourt/internal/cache/publication"
	"forecourt/internal/rowset"
	"forecourt/internal/source"
)

// An incremental run starts some time before the last cursor value, if that is a time: a transaction may commit rows
// later than their time says. Rows that were copied already are recognized by their hash and dropped. But they must be
// read: if a run follows each second, most of them go back a short time only, and one a minute goes back far enough to
// find all rows that were up to cursorOverlap late.
const (
	cursorOverlap = 5 * time.Minute
	shortOverlap  = 10 * time.Second
	farEvery      = time.Minute
)

// cursorState is how far a view with a cursor was read.
type cursorState struct {
	// fingerprint is that of the copy in which the cursor has this greatest value.
	fingerprint string
	greatest    rowset.Value
	// far is when a run has last gone back by the whole overlap.
	far time.Time
}

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
	known := r.cursors[r.table]
	if r.last.Fingerprint == nil || known.fingerprint != *r.last.Fingerprint {
		value, ok, err := publication.LastCursor(ctx, r.store, *what, column)
		if err != nil || !ok {
			return err
		}
		known = cursorState{greatest: value}
	}
	overlap := shortOverlap
	if r.Now().Sub(known.far) >= farEvery {
		overlap, known.far = cursorOverlap+farEvery, r.Now()
	}
	what.Partial, r.report.Mode = true, IncrementalMode
	r.from = &source.From{Column: r.snapshot.Columns[r.pick[at]].Name, Value: reachBack(known.greatest, overlap)}
	if column.Kind != rowset.Any { // Values of any kind may be converted when they are stored.
		r.cursor, r.cursorAt = &known, at
	}
	return nil
}

// follow keeps the greatest cursor value of a batch.
func (r *run) follow(batch *rowset.Batch) {
	for i := range batch.Len() {
		if value := batch.At(i, r.cursorAt); greater(value, r.cursor.greatest) {
			value.Bytes = bytes.Clone(value.Bytes) // The batch is used again.
			r.cursor.greatest = value
		}
	}
}

// greater compares two values of a cursor: whole numbers, or texts. A whole number above 2^63-1 is a text.
func greater(a, b rowset.Value) bool {
	switch {
	case a.Type == rowset.TypeNull:
		return false
	case a.Type != b.Type:
		return a.Type == rowset.TypeText
	case a.Type == rowset.TypeInteger:
		return a.Int() > b.Int()
	default:
		return bytes.Compare(a.Bytes, b.Bytes) > 0
	}
}

// rememberCursor keeps how far a published run has read the view.
func (r *run) rememberCursor() {
	if r.cursor == nil || r.DryRun {
		return
	}
	r.cursor.fingerprint = r.report.Fingerprint
	r.cursors[r.table] = *r.cursor
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
func reachBack(last rowset.Value, overlap time.Duration) rowset.Value {
	const form = "2006-01-02 15:04:05.999999"
	if last.Type != rowset.TypeText {
		return last
	}
	t, err := time.Parse(form, string(last.Bytes))
	if err != nil {
		return last // Dates without a time, and texts that only SQLite reads as times, are compared unchanged.
	}
	return rowset.TextOf([]byte(t.Add(-overlap).Format(form)))
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
