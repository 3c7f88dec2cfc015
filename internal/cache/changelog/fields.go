package changelog

import (
	"bytes"
	"database/sql/driver"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"

	"modernc.org/sqlite"

	"forecourt/internal/rowset"
)

// FieldsFunction is the SQL function that writes a row's values for forecourt_row_changes. Its arguments are the
// position of the first column, the mask (a '1' for every column that is wanted, NULL for all), and the values. It
// returns `,"name":value` for each wanted column.
const FieldsFunction = "forecourt_fields"

// ArrayFunction is the SQL function that returns its arguments as a JSON array.
const ArrayFunction = "forecourt_array"

// array is safe for concurrent use.
func array(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
	values := make([]rowset.Value, len(args))
	for i, value := range args {
		values[i] = rowset.Stored(value)
	}
	return string(AppendArray(nil, values)), nil
}

// AppendArray appends values as a JSON array, which is how the log has a key of several columns.
func AppendArray(buf []byte, values []rowset.Value) []byte {
	for i, value := range values {
		buf = appendJSON(append(buf, "[,"[min(i, 1)]), value)
	}
	return append(buf, ']')
}

// Fields writes rows as JSON, for the statements of one connection.
type Fields struct {
	// names are the names of the columns, each in the form `,"name":`.
	names []string
	buf   []byte
}

// Write sets the columns of the rows that are written from now on.
func (l *Fields) Write(columns []rowset.Column) {
	l.names, l.buf = nil, nil
	for _, column := range columns {
		l.names = append(l.names, ","+string(appendText(nil, []byte(column.Name)))+":")
	}
}

// Register adds the functions to a driver. Only one connection of the driver may use them at a time.
func (l *Fields) Register(to *sqlite.Driver) error {
	// SQLite passes volatile arguments without a copy, and does not cut texts at a NUL.
	return errors.Join(
		to.RegisterFunction(FieldsFunction, &sqlite.FunctionImpl{NArgs: -1, Scalar: l.fields, VolatileArgs: true}),
		to.RegisterFunction(ArrayFunction, &sqlite.FunctionImpl{NArgs: -1, Scalar: array, VolatileArgs: true}),
	)
}

// Append appends the value of a column as a member of a JSON object, after a comma.
func (l *Fields) Append(buf []byte, column int, value rowset.Value) []byte {
	return appendJSON(append(buf, l.names[column]...), value)
}

func (l *Fields) fields(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
	first, ok := args[0].(int64)
	mask, masked := args[1].(string)
	values := args[2:]
	if !ok || int(first)+len(values) > len(l.names) || masked && len(mask) != len(l.names) {
		return nil, fmt.Errorf("%s: wrong arguments", FieldsFunction)
	}
	l.buf = l.buf[:0]
	for i, value := range values {
		at := int(first) + i
		if masked && mask[at] == '0' {
			continue
		}
		l.buf = l.Append(l.buf, at, rowset.Stored(value))
	}
	return string(l.buf), nil
}

// appendJSON writes a value so that its type and every digit can be read back: a real number has a point or an
// exponent, and a value that JSON cannot hold becomes an object with one member.
func appendJSON(buf []byte, v rowset.Value) []byte {
	switch v.Type {
	case rowset.TypeInteger:
		return strconv.AppendInt(buf, v.Int(), 10)
	case rowset.TypeReal:
		if math.IsInf(v.Float(), 0) {
			return fmt.Appendf(buf, `{"real":"%g"}`, v.Float())
		}
		before := len(buf)
		buf = strconv.AppendFloat(buf, v.Float(), 'g', -1, 64)
		if !bytes.ContainsAny(buf[before:], ".e") {
			buf = append(buf, ".0"...)
		}
		return buf
	case rowset.TypeText:
		if !utf8.Valid(v.Bytes) {
			return fmt.Appendf(buf, `{"text":"%x"}`, v.Bytes)
		}
		return appendText(buf, v.Bytes)
	case rowset.TypeBlob:
		buf = append(buf, `{"blob":"`...)
		return append(hex.AppendEncode(buf, v.Bytes), `"}`...)
	default:
		return append(buf, "null"...)
	}
}

// appendText writes a text that is valid UTF-8.
func appendText(buf, text []byte) []byte {
	for _, c := range text {
		if c < ' ' || c == '"' || c == '\\' {
			quoted, err := json.Marshal(string(text)) // It never fails for a string.
			if err != nil {
				return append(buf, "null"...)
			}
			return append(buf, quoted...)
		}
	}
	return append(append(append(buf, '"'), text...), '"')
}
