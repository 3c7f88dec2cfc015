package source

import (
	"database/sql/driver"
	"errors"
	"io"

	"forecourt/internal/rowset"
)

// decode appends a driver's value, which is never nil, in the form that SQLite holds.
type decode func(*rowset.Batch, driver.Value) error

// emitRows passes the rows of a view on in batches. There is one decoder for each column. failure explains errors of
// the driver.
func emitRows(rows driver.Rows, view string, columns []rowset.Column, decoders []decode, failure func(error) error, emit Emit) error {
	dest := make([]driver.Value, len(columns))
	batch := rowset.NewBatch(len(columns))
	for n := int64(1); ; n++ {
		err := rows.Next(dest)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return failure(err)
		}
		for i, value := range dest {
			if value == nil {
				batch.AppendNull()
				continue
			}
			if err := decoders[i](batch, value); err != nil {
				return &ValueError{View: view, Column: columns[i].Name, Row: n, Problem: err.Error()}
			}
		}
		if batch.Full() {
			if batch, err = emit(batch); err != nil {
				return err
			}
		}
	}
	if batch.Len() == 0 {
		return nil
	}
	_, err := emit(batch)
	return err
}
