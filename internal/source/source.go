// Package source reads any view of an external database, MySQL or SQLite, as one consistent stream of rows.
package source

import (
	"context"
	"database/sql/driver"
	"time"

	"forecourt/internal/rowset"
)

// Snapshot is one view at one moment: its columns, its rows, and their number as the source counts them. All are read
// in one transaction. It is not safe for concurrent use, and must be closed.
type Snapshot struct {
	// Columns are the view's columns, in the order of the view.
	Columns []rowset.Column
	// Key names the columns of the primary key that the database declares, in the order of the key. It is empty when there
	// is none.
	Key []string
	// Notices tell the person who starts a run what to know about the connection.
	Notices []string
	// TakenAt is the source's clock when the snapshot was taken, in UTC.
	TakenAt time.Time
	// Host is the server that is read, as host:port. It is "" for a file.
	Host string
	// Position says which changes the server had made when the snapshot was taken, and perhaps a few more.
	Position Position
	// Unproven means that another server was read than for the copy, and that the two cannot be compared: whether the rows
	// are older than the copy's is for the caller to find out.
	Unproven bool

	read  func(ctx context.Context, columns []rowset.Column, from *From, emit Emit) error
	count func(ctx context.Context, from *From) (int64, error)
	close func() error
}

// Since says what a copy already has, so that it never goes back in time. The zero value is no copy.
type Since struct {
	// Copied means that there is a copy.
	Copied bool
	// Host is the server that the copy was read from last, "" if another machine has read it. It is tried first.
	Host string
	// Position is what that server had made then, "" for unknown. A server that has not made all of it is not read.
	Position Position
	// Behind are servers whose rows were found to be older than the copy's. They are not tried.
	Behind []string
	// Failed is a server that failed while it was read. It is tried last.
	Failed string
}

// From selects the rows in which a column has at least this value, an integer or a text. Rows with NULL there are left
// out.
type From struct {
	Column string
	Value  rowset.Value
}

// where returns the condition and its argument; a nil From selects all rows.
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

// named turns args into the form that drivers take.
func named(args []any) []driver.NamedValue {
	var values []driver.NamedValue
	for i, arg := range args {
		values = append(values, driver.NamedValue{Ordinal: i + 1, Value: arg})
	}
	return values
}

// Emit takes a filled batch and returns an empty one. An error ends the reading.
type Emit func(*rowset.Batch) (*rowset.Batch, error)

// Read sends the rows of the snapshot to emit, in batches and in the source's order. pick selects the columns to read,
// by their positions in Columns; a from that is not nil selects the rows. It returns nil only if the source confirmed
// that the last row was sent. Otherwise the error is a *ConnectionError, a *ValueError, or what emit returned. After it
// has returned, it can be called again.
func (s *Snapshot) Read(ctx context.Context, pick []int, from *From, emit Emit) error {
	columns := make([]rowset.Column, len(pick))
	for i, at := range pick {
		columns[i] = s.Columns[at]
	}
	return s.read(ctx, columns, from, emit)
}

// Count lets the source count the rows of the snapshot, or those of from. It must not be called while Read runs. Errors
// are a *ConnectionError.
func (s *Snapshot) Count(ctx context.Context, from *From) (int64, error) { return s.count(ctx, from) }

// Close ends the snapshot's transaction and releases its connection.
func (s *Snapshot) Close() error { return s.close() }
