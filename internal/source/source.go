// Package source reads any view of an external database as one consistent stream of rows.
package source

import (
	"context"
	"time"

	"forecourt/internal/rowset"
)

// Snapshot is one view at one moment: its columns, its rows, and the number of its rows as the source counts them, all
// read in one transaction. It is not safe for concurrent use. Close it.
type Snapshot struct {
	// Columns are the view's columns, in its order.
	Columns []rowset.Column
	// Key is the column that the database itself declares as the primary key, or "".
	Key string
	// TakenAt is the source's clock when the snapshot was taken, in UTC.
	TakenAt time.Time

	read  func(ctx context.Context, columns []rowset.Column, emit Emit) error
	count func(ctx context.Context) (int64, error)
	close func() error
}

// Emit takes a filled batch and returns an empty one to go on with. An error ends the reading.
type Emit func(*rowset.Batch) (*rowset.Batch, error)

// Read sends all rows of the snapshot to emit, a batch at a time and in the source's order: the columns that pick names by
// their places in Columns, in its order. It returns nil only when the source said that the last row was sent. Errors are a
// *ConnectionError, a *ValueError or what emit returned. It can be called once.
func (s *Snapshot) Read(ctx context.Context, pick []int, emit Emit) error {
	columns := make([]rowset.Column, len(pick))
	for i, at := range pick {
		columns[i] = s.Columns[at]
	}
	return s.read(ctx, columns, emit)
}

// Count lets the source count the rows of the snapshot. It must not be called while Read is at work. Errors are a
// *ConnectionError.
func (s *Snapshot) Count(ctx context.Context) (int64, error) { return s.count(ctx) }

// Close ends the snapshot's transaction and gives its connection back.
func (s *Snapshot) Close() error { return s.close() }
