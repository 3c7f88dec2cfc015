// Package adapt proposes how the columns of a source's view are the standard fields of a vehicle.
package adapt

import (
	"time"

	"forecourt/internal/mapping"
)

// Input is what is known of a view.
type Input struct {
	View    string
	Columns []Column
	// Rows are a sample; each has a value a column, nil for NULL.
	Rows [][]*string
	// Key is the declared key in its own order; without it that of the columns counts.
	Key []string
	// Now bounds the years that a vehicle may be of.
	Now time.Time
}

// Column is a column of the view, in the source's words.
type Column struct {
	Name string
	// Type is the type as the source shows it, such as varchar(40), or "" if it has none.
	Type     string
	Comment  string
	Nullable bool
	// Key tells that the column is of the declared primary key.
	Key bool
}

// MappingColumns are the columns as a mapping looks at them.
func (in Input) MappingColumns() []mapping.Column {
	columns := make([]mapping.Column, len(in.Columns))
	for i, c := range in.Columns {
		columns[i] = mapping.NewColumn(c.Name, c.Type, "")
		columns[i].Copied = true // The proposal has looked at the values, whatever the types say.
	}
	return columns
}
