package vehicle

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// ID identifies a vehicle. It is a whole number, or a text if the source's key is a text or has several columns. The
// zero ID is the number 0. IDs can be compared with ==. Compare orders them as the databases do, texts by their bytes.
type ID struct {
	text   string
	number int64
	isText bool
}

// NumberID returns an identity that is a number.
func NumberID(n int64) ID { return ID{number: n} }

// TextID returns an identity that is a text.
func TextID(text string) ID { return ID{text: text, isText: true} }

// IsText reports whether the identity is a text.
func (id ID) IsText() bool { return id.isText }

// Number is the identity's number, 0 if it is a text.
func (id ID) Number() int64 { return id.number }

// String returns the identity as text.
func (id ID) String() string {
	if id.isText {
		return id.text
	}
	return strconv.FormatInt(id.number, 10)
}

// Compare returns -1, 0 or 1 if id comes before, equals or comes after other. Numbers come before texts.
func (id ID) Compare(other ID) int {
	switch {
	case id.isText && other.isText:
		return cmp.Compare(id.text, other.text)
	case id.isText:
		return 1
	case other.isText:
		return -1
	}
	return cmp.Compare(id.number, other.number)
}

// Scan reads an identity from a database, as a whole number or a text. It implements database/sql.Scanner.
func (id *ID) Scan(src any) error {
	switch v := src.(type) {
	case int64:
		*id = NumberID(v)
	case uint64:
		*id = TextID(strconv.FormatUint(v, 10))
	case []byte:
		*id = TextID(string(v))
	case string:
		*id = TextID(v)
	default:
		return fmt.Errorf("a key of type %T identifies no vehicle", src)
	}
	return nil
}

// MarshalJSON writes a number or a text.
func (id ID) MarshalJSON() ([]byte, error) {
	return id.AppendJSON(nil), nil
}

// AppendJSON appends what MarshalJSON returns.
func (id ID) AppendJSON(b []byte) []byte {
	if id.isText {
		return AppendText(b, id.text)
	}
	return strconv.AppendInt(b, id.number, 10)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (id *ID) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '"' {
		*id = ID{isText: true}
		return json.Unmarshal(text, &id.text)
	}
	n, err := strconv.ParseInt(string(text), 10, 64)
	*id = NumberID(n)
	return err
}

const (
	keySeparator = "~"
	keyEscape    = "%"
)

// JoinKey makes one text from a key of several columns. It separates the columns by ~, and writes % and ~ within them
// as %25 and %7E, so that SplitKey can restore them.
func JoinKey(columns []string) string {
	escaped := make([]string, len(columns))
	for i, column := range columns {
		escaped[i] = strings.ReplaceAll(strings.ReplaceAll(column, keyEscape, "%25"), keySeparator, "%7E")
	}
	return strings.Join(escaped, keySeparator)
}

// SplitKey returns the columns of a text that JoinKey made.
func SplitKey(text string) []string {
	columns := strings.Split(text, keySeparator)
	for i, column := range columns {
		columns[i] = strings.ReplaceAll(strings.ReplaceAll(column, "%7E", keySeparator), "%25", keyEscape)
	}
	return columns
}
