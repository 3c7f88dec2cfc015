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

// The SQL functions of a Comparer. Compare takes the position of a column, and the values that the table has from
// that column on. It returns how many of them differ from those of the intake. Mask and Old are about the row that
// was compared last.
const (
	CompareFunction = "forecourt_compare"
	MaskFunction    = "forecourt_mask"
	OldFunction     = "forecourt_old"
)

// Comparer compares the rows of the copy with the current row of the intake. It has the intake's values at hand,
// whereas SQLite would ask the virtual table for each of them several times.
type Comparer struct {
	stream *Stream
	// fields writes the old values as JSON. It is nil if nobody wants them.
	fields *changelog.Fields
	// mask has a '1' for every column that differs, and old has the old values of these columns as JSON. Both are about
	// the row that was compared last.
	mask, old []byte
}

// Follow makes the Comparer compare with the rows of a stream from now on. fields writes the old values of rows that
// differ, and may be nil.
func (c *Comparer) Follow(stream *Stream, fields *changelog.Fields) {
	c.stream, c.fields, c.mask, c.old = stream, fields, nil, nil
}

// Register adds the functions to a driver. Only one connection of the driver may use them at a time.
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

// compare implements the SQL function Compare. It is called with the columns in their order, in groups. A call with
// the first column begins a new row.
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

// same reports whether the copy holds a value exactly as the source sends it.
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
