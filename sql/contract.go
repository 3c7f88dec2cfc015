// Package contract says how vehicles_stock must look at the source.
package contract

import (
	_ "embed" // For the schema.
	"regexp"
)

// View is the contract's name, Key the column that identifies a vehicle.
const (
	View = "vehicles_stock"
	Key  = "id"
)

// Schema is the CREATE TABLE statement that sqlc reads too.
//
//go:embed mysql/schema.sql
var Schema string

// Column is one column of the contract.
type Column struct {
	Name string
	// Type is MySQL's, as SHOW COLUMNS writes it but for the case.
	Type string
	// NotNull means that the column never holds NULL.
	NotNull bool
}

// columnLine is a line of the schema that declares a column: the keys' lines begin with an upper-case word.
var columnLine = regexp.MustCompile(`(?m)^  ([a-z_]+) +([A-Z]+(?:\([0-9,]+\))?(?: UNSIGNED)?)( +NOT NULL)?,$`)

// Columns returns the contract's columns, in its order.
func Columns() []Column {
	var columns []Column
	for _, match := range columnLine.FindAllStringSubmatch(Schema, -1) {
		columns = append(columns, Column{Name: match[1], Type: match[2], NotNull: match[3] != ""})
	}
	return columns
}
