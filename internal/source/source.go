// Package source reads any view of an external database as one consistent stream of rows.
package source

import (
	"context"
	"database/sql/driver"
	"time"

	"forecourt/internal/rowset"
)

// Snapshot is one view at one moment: its columns, its rows, and the number of its rows as the source counts them, all
// read in one transaction. It is not safe for concurrent use. Close it.
type Snapshot struct {
	// Columns are the view's columns, in its order.
	Columns []rowset.Column
	// Key are the columns that the database itself declares as the primary key, in its order; none when there is none.
	Key []string
	// Notices say what a reader of the rows should know.
	Notices []string
	// TakenAt is the source's clock when the snapshot was taken, in UTC.
	TakenAt time.Time

	read  func(ctx context.Context, columns []rowset.Column, from *From, emit Emit) error
	count func(ctx context.Context, from *From) (int64, error)
	close func() error
}

// From selects the rows of which a column's value is at least this one; it is an integer or text. Rows with NULL there are left
// out.
type From struct {
	Column string
	Value  rowset.Value
}

// where returns the condition with its argument; a nil From selects all rows.
func (f *From) where(quote func(string) string) (condition string, args []any) {
	if f == nil {
		return "", nil
	}
	condition = " WHERE " + quote(f.Column) + " >= ?"
	if f.Value.Type == rowset.TypeInteger {
		return condition, []any{f.Value.Int()}
	}
	return condition, []any{string(f.Value.Bytes)}
}

// named is args in the form that drivers take.
func named(args []any) []driver.NamedValue {
	var values []driver.NamedValue
	for i, arg := range args {
		values = append(values, driver.NamedValue{Ordinal: i + 1, Value: arg})
	}
	return values
}

// Emit takes a filled batch and returns an empty one to go on with. An error ends the reading.
type Emit func(*rowset.Batch) (*rowset.Batch, error)

// Read sends all rows of the snapshot to emit, a batch at a time and in the source's order: the columns that pick names by
// their places in Columns, in its order. It returns nil only when the source said that the last row was sent. Errors are a
// *ConnectionError, a *ValueError or what emit returned. It can be called again when it has returned. With from, only its rows are sent.
func (s *Snapshot) Read(ctx context.Context, pick []int, from *From, emit Emit) error {
	columns := make([]rowset.Column, len(pick))
	for i, at := range pick {
		columns[i] = s.Columns[at]
	}
	return s.read(ctx, columns, from, emit)
}

// Count lets the source count the rows of the snapshot, or those of from. It must not be called while Read is at work. Errors are a
// *ConnectionError.
func (s *Snapshot) Count(ctx context.Context, from *From) (int64, error) { return s.count(ctx, from) }

// Close ends the snapshot's transaction and gives its connection back.
func (s *Snapshot) Close() error { return s.close() }
