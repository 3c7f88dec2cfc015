package source

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"forecourt/internal/rowset"
)

// exactDigits is the number of significant decimal digits that SQLite's NUMERIC keeps
// (https://www.sqlite.org/floatingpoint.html).
const exactDigits = 15

// mysqlKinds maps MySQL's types to kinds. The kind of DECIMAL, BIGINT and BIT also depends on more than the name.
var mysqlKinds = map[string]rowset.Kind{
	"tinyint": rowset.Integer, "smallint": rowset.Integer, "mediumint": rowset.Integer, "int": rowset.Integer,
	"bigint": rowset.Integer, "year": rowset.Integer, "bit": rowset.Integer,
	"float": rowset.Real, "double": rowset.Real, "decimal": rowset.Text,
	"char": rowset.Text, "varchar": rowset.Text, "tinytext": rowset.Text, "text": rowset.Text,
	"mediumtext": rowset.Text, "longtext": rowset.Text, "enum": rowset.Text, "set": rowset.Text, "json": rowset.Text,
	"date": rowset.Text, "datetime": rowset.Text, "timestamp": rowset.Text, "time": rowset.Text,
	"binary": rowset.Blob, "varbinary": rowset.Blob, "tinyblob": rowset.Blob, "blob": rowset.Blob,
	"mediumblob": rowset.Blob, "longblob": rowset.Blob, "vector": rowset.Blob,
	"geometry": rowset.Blob, "point": rowset.Blob, "linestring": rowset.Blob, "polygon": rowset.Blob,
	"multipoint": rowset.Blob, "multilinestring": rowset.Blob, "multipolygon": rowset.Blob,
	"geomcollection": rowset.Blob, "geometrycollection": rowset.Blob,
	// MariaDB's own types. It sends them in their readable form.
	"uuid": rowset.Text, "inet4": rowset.Text, "inet6": rowset.Text,
}

// MySQLColumn reads a type as SHOW COLUMNS prints it, such as "decimal(12,2) unsigned". It returns false for an unknown
// type.
func MySQLColumn(name, typeName string) (rowset.Column, bool) {
	base, rest, _ := strings.Cut(strings.ToLower(typeName), " ")
	base, size, _ := strings.Cut(base, "(")
	kind, ok := mysqlKinds[base]
	if !ok {
		return rowset.Column{}, false
	}
	column := rowset.Column{Name: name, Kind: kind, Type: typeName}
	size = strings.TrimSuffix(size, ")")
	switch base {
	case "bigint":
		if strings.Contains(rest, "unsigned") {
			column.Kind = rowset.Unsigned
		}
	case "bit":
		if size == "64" {
			column.Kind = rowset.Unsigned
		}
	case "decimal":
		if _, err := fmt.Sscanf(size, "%d,%d", &column.Precision, &column.Scale); err == nil && column.Precision <= exactDigits {
			column.Kind = rowset.Decimal
		}
	}
	return column, true
}

// decode appends a value that is not NULL, in the form that SQLite holds. The value is as the server sends it in a text
// result.
type decode func(*rowset.Batch, []byte) error

// mysqlDecoder returns what decodes a column's values. sentAs is the type in which the server sends them, as the driver
// names it: a view can be broken so that this is another one than SHOW COLUMNS says.
func mysqlDecoder(column rowset.Column, sentAs string) decode {
	wanted, decoder := bytesSent, decode(decodeText)
	switch column.Kind {
	case rowset.Integer, rowset.Unsigned:
		if strings.HasPrefix(strings.ToLower(column.Type), "bit") {
			decoder = decodeBits
		} else {
			wanted, decoder = integerSent, decodeInteger
		}
	case rowset.Decimal:
		decoder = appendDecimal
	case rowset.Real:
		wanted, decoder = realSent, decodeReal
	case rowset.Blob:
		decoder = decodeBlob
	}
	if sent := formOf(sentAs); sent != wanted {
		return func(*rowset.Batch, []byte) error { return unexpected(sentAs) }
	}
	return decoder
}

// sentForm is how the driver understands the values that a server sends.
type sentForm uint8

const (
	bytesSent sentForm = iota
	integerSent
	realSent
	// floatSent has six digits only, so SelectMySQL asks for no FLOAT.
	floatSent
)

// formOf returns the form of a type.
func formOf(sentAs string) sentForm {
	switch strings.TrimPrefix(sentAs, "UNSIGNED ") {
	case "TINYINT", "SMALLINT", "MEDIUMINT", "INT", "BIGINT", "YEAR":
		return integerSent
	case "DOUBLE":
		return realSent
	case "FLOAT":
		return floatSent
	}
	return bytesSent
}

func decodeText(batch *rowset.Batch, value []byte) error {
	if !utf8.Valid(value) {
		return errNotUTF8
	}
	batch.AppendBytes(rowset.TypeText, value)
	return nil
}

// errNotUTF8 is about text that the server let pass: it does not check for half characters in UCS2 and UTF-16LE
// columns, and checks nothing in binary ones.
var errNotUTF8 = errors.New("the text is not valid Unicode, such as half of a character in a UCS2 column: repair the value, or let the view show it as HEX(column)")

func decodeBlob(batch *rowset.Batch, value []byte) error {
	batch.AppendBytes(rowset.TypeBlob, value)
	return nil
}

func decodeReal(batch *rowset.Batch, value []byte) error {
	f, err := strconv.ParseFloat(string(value), 64)
	if err != nil {
		return errNumber
	}
	batch.AppendFloat(f)
	return nil
}

// errNumber is about the value of a numeric column.
var errNumber = errors.New("the source sent something else than a number")

// quickDigits is the number of digits that are always in int64.
const quickDigits = 18

func decodeInteger(batch *rowset.Batch, value []byte) error {
	digits := value
	negative := len(digits) > 0 && digits[0] == '-'
	if negative {
		digits = digits[1:]
	}
	if len(digits) == 0 || len(digits) > quickDigits {
		return decodeLongInteger(batch, value, negative)
	}
	var n int64
	for _, c := range digits {
		if c < '0' || c > '9' {
			return errNumber
		}
		n = n*10 + int64(c-'0')
	}
	if negative {
		n = -n
	}
	batch.AppendInt(n)
	return nil
}

func decodeLongInteger(batch *rowset.Batch, value []byte, negative bool) error {
	if negative {
		n, err := strconv.ParseInt(string(value), 10, 64)
		if err != nil {
			return errNumber
		}
		batch.AppendInt(n)
		return nil
	}
	n, err := strconv.ParseUint(string(value), 10, 64)
	if err != nil {
		return errNumber
	}
	appendUnsigned(batch, n)
	return nil
}

// appendUnsigned appends a number. If it is too large for SQLite's integers, it becomes text, which is exact, and not a
// rounded REAL.
func appendUnsigned(batch *rowset.Batch, n uint64) {
	if n > math.MaxInt64 {
		batch.AppendBytes(rowset.TypeText, strconv.AppendUint(nil, n, 10))
		return
	}
	batch.AppendInt(int64(n))
}

// decodeBits reads BIT(n), which the server sends as bytes, the most significant first.
func decodeBits(batch *rowset.Batch, value []byte) error {
	if len(value) > 8 {
		return errNumber
	}
	var n uint64
	for _, octet := range value {
		n = n<<8 | uint64(octet)
	}
	appendUnsigned(batch, n)
	return nil
}

func appendDecimal(batch *rowset.Batch, value []byte) error {
	v, err := decodeDecimal(value)
	batch.Append(v)
	return err
}

var errDecimal = errors.New("the source sent no decimal number of the declared size")

// powersOfTen are all exact as float64.
var powersOfTen = [exactDigits + 1]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// decodeDecimal reads a decimal number of at most 15 digits. A whole number becomes an integer, as SQLite's NUMERIC
// affinity would make it. Otherwise digits and power of ten are both exact as float64, so that their quotient is the
// float64 nearest to the decimal number (W. D. Clinger, How to Read Floating Point Numbers Accurately, 1990).
func decodeDecimal(b []byte) (rowset.Value, error) {
	if len(b) == 0 {
		return rowset.Value{}, errDecimal
	}
	negative := b[0] == '-'
	if negative {
		b = b[1:]
	}
	var digits int64
	significant, scale, point := 0, 0, false
	for _, c := range b {
		if c == '.' && !point {
			point = true
			continue
		}
		if c < '0' || c > '9' {
			return rowset.Value{}, errDecimal
		}
		if digits > 0 || c > '0' {
			significant++
		}
		if significant > exactDigits {
			return rowset.Value{}, errDecimal
		}
		digits = digits*10 + int64(c-'0')
		if point {
			scale++
		}
	}
	for scale > 0 && digits%10 == 0 {
		digits /= 10
		scale--
	}
	if negative {
		digits = -digits
	}
	if scale == 0 {
		return rowset.Int(digits), nil
	}
	return rowset.Float(float64(digits) / powersOfTen[scale]), nil
}

func unexpected(sentAs string) error {
	return fmt.Errorf("the source sent a value of another type (%s) than the column has: repair the view on the server", sentAs)
}
