package rowset

import (
	"fmt"
	"strconv"
	"strings"

	"forecourt/internal/plain"
)

// Rows returns the next batch of a snapshot's rows, and io.EOF after the last. Each call gives the previous batch back
// to the producer.
type Rows func() (*Batch, error)

// Stored turns a value that the SQLite driver has read into a Value, which uses the driver's bytes. Types that the
// driver makes from a declared type, such as time.Time, become NULL, so queries must select expressions and not bare
// columns.
func Stored(value any) Value {
	switch x := value.(type) {
	case int64:
		return Int(x)
	case float64:
		return Float(x)
	case string:
		return TextOf([]byte(x))
	case []byte:
		return BlobOf(x)
	default:
		return Value{}
	}
}

// Literal writes a key as SQL: a literal for one value, a list in brackets for several. It is for people, so characters
// that mislead are written as plain.Text does.
func Literal(key []Value) string {
	parts := make([]string, len(key))
	for i := range key {
		parts[i] = key[i].literal()
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

func (v *Value) literal() string {
	switch v.Type {
	case TypeInteger:
		return strconv.FormatInt(v.Int(), 10)
	case TypeReal:
		return strconv.FormatFloat(v.Float(), 'g', -1, 64)
	case TypeText:
		return "'" + plain.Text(strings.ReplaceAll(strings.ToValidUTF8(string(v.Bytes), "\uFFFD"), "'", "''")) + "'"
	default:
		return fmt.Sprintf("x'%x'", v.Bytes)
	}
}
