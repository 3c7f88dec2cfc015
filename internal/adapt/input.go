// Package adapt looks at an unknown view and proposes a mapping: which column holds which field of a vehicle.
package adapt

import (
	"time"

	"forecourt/internal/mapping"
)

// Input is what is known about a view.
type Input struct {
	View    string
	Columns []Column
	// Rows are a sample. Each row has a value for each column, nil for NULL.
	Rows [][]*string
	// Key is the declared key in its own order. If it is empty, Column.Key says which columns belong to the key.
	Key []string
	// Now bounds the years that a vehicle may have.
	Now time.Time
}

// Column is a column of the view, as the source describes it.
type Column struct {
	Name string
	// Type is the type as the source prints it, such as varchar(40), or "".
	Type     string
	Comment  string
	Nullable bool
	// Key means that the column belongs to the declared primary key.
	Key bool
}

// MappingColumns returns the columns in the form that a mapping takes.
func (in Input) MappingColumns() []mapping.Column {
	columns := make([]mapping.Column, len(in.Columns))
	for i, c := range in.Columns {
		columns[i] = mapping.NewColumn(c.Name, c.Type, "")
		columns[i].Copied = true // The proposal has checked the values, so their types do not matter.
	}
	return columns
}
