package intake

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	"modernc.org/sqlite"

	"forecourt/internal/cache/changelog"
	"forecourt/internal/rowset"
)

// The functions of a Comparer. Compare takes the place of the first of some columns, and the table's values from there
// on, and returns how many differ from the intake's; mask and old are those of the row that it has compared.
const (
	CompareFunction = "forecourt_compare"
	MaskFunction    = "forecourt_mask"
	OldFunction     = "forecourt_old"
)

// Comparer compares the rows of the copy with the row that the intake is at. It has the intake's values at hand: SQLite
// would ask the virtual table for each of them, several times a row.
type Comparer struct {
	stream *Stream
	// fields writes the old values; nil when they are not wanted.
	fields *changelog.Fields
	// mask has a '1' for every column that differs, and old the old values of these as JSON, of the row that was compared
	// last.
	mask, old []byte
}

// Follow makes it compare with the rows of a stream from now on, and write the old values of those that differ by
// fields, which may be nil.
func (c *Comparer) Follow(stream *Stream, fields *changelog.Fields) {
	c.stream, c.fields, c.mask, c.old = stream, fields, nil, nil
}

// Register adds the functions to a driver, of which one connection at a time is used.
func (c *Comparer) Register(to *sqlite.Driver) error {
	return errors.Join(
		to.RegisterFunction(CompareFunction, &sqlite.FunctionImpl{NArgs: -1, Scalar: c.compare, VolatileArgs: true}),
		to.RegisterFunction(MaskFunction, &sqlite.FunctionImpl{Scalar: func(*sqlite.FunctionContext, []driver.Value) (driver.Value, error) {
			return string(c.mask), nil
		}}),
		to.RegisterFunction(OldFunction, &sqlite.FunctionImpl{Scalar: func(*sqlite.FunctionContext, []driver.Value) (driver.Value, error) {
			if c.fields == nil {
				return nil, nil
			}
			return "{" + strings.TrimPrefix(string(c.old), ",") + "}", nil
		}}),
	)
}

// compare takes the place of the first column, and the row's values from there on. It returns how many differ. The
// columns come in their order; the first one begins another row.
func (c *Comparer) compare(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
	first, ok := args[0].(int64)
	values := args[1:]
	row := c.stream.Current
	if !ok || int(first)+len(values) > len(row) {
		return nil, fmt.Errorf("%s: wrong arguments", CompareFunction)
	}
	if first == 0 {
		c.mask, c.old = c.mask[:0], c.old[:0]
	}
	differing := int64(0)
	for i, value := range values {
		at := int(first) + i
		if same(value, &row[at]) {
			c.mask = append(c.mask, '0')
			continue
		}
		differing++
		c.mask = append(c.mask, '1')
		if c.fields != nil {
			c.old = c.fields.Append(c.old, at, value)
		}
	}
	return differing, nil
}

// same tells whether the copy holds a value as the source sends it.
func same(held driver.Value, sent *rowset.Value) bool {
	switch held := held.(type) {
	case nil:
		return sent.Type == rowset.TypeNull
	case int64:
		return sent.Type == rowset.TypeInteger && sent.Int() == held
	case float64:
		return sent.Type == rowset.TypeReal && sent.Float() == held
	case string:
		return sent.Type == rowset.TypeText && string(sent.Bytes) == held
	case []byte:
		return sent.Type == rowset.TypeBlob && string(sent.Bytes) == string(held)
	}
	return false
}
