package rowset

import (
	"fmt"
	"strconv"
	"strings"
)

// Rows hands out the rows of a snapshot, a batch at a time, and io.EOF after the last. The batch before belongs to the producer
// again.
type Rows func() (*Batch, error)

// Stored is a value as the SQLite driver reads it; its bytes are the driver's. What the driver makes of a declared type, such as
// time.Time, is NULL: read expressions, not columns.
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

// Literal writes a key as SQL has it: the literal of one value, a list in brackets of several.
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
		return "'" + strings.ReplaceAll(strings.ToValidUTF8(string(v.Bytes), "\uFFFD"), "'", "''") + "'"
	default:
		return fmt.Sprintf("x'%x'", v.Bytes)
	}
}
