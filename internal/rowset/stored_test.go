package rowset_test

import (
	"testing"
	"time"

	"forecourt/internal/rowset"
)

// TestLiteralsAreReadBySQL: SQLite must read a literal as the value that it was made from.
func TestLiteralsAreReadBySQL(t *testing.T) {
	for _, test := range []struct {
		key  []any
		want string
	}{
		{[]any{int64(-7)}, "-7"},
		{[]any{0.25}, "0.25"},
		{[]any{"O'Neill"}, "'O''Neill'"},
		{[]any{"a\xff"}, "'a\uFFFD'"},
		{[]any{"a\nok"}, `'a\nok'`},
		{[]any{[]byte{0, 255}}, "x'00ff'"},
		{[]any{"Bern", int64(1)}, "('Bern', 1)"},
	} {
		var key []rowset.Value
		for _, value := range test.key {
			key = append(key, rowset.Stored(value))
		}
		if got := rowset.Literal(key); got != test.want {
			t.Errorf("%v: %s; want %s", test.key, got, test.want)
		}
	}
}

// TestStoredTakesTheDriversTypesAlone: values of other types become NULL.
func TestStoredTakesTheDriversTypesAlone(t *testing.T) {
	for _, value := range []any{nil, time.Time{}, true} {
		if got := rowset.Stored(value); got.Type != rowset.TypeNull {
			t.Errorf("%#v is %v", value, got)
		}
	}
}
