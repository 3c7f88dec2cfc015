package syncer

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"forecourt/internal/rowset"
	"forecourt/internal/source"
)

// errWideKey says that a key has numbers above 2^63-1.
var errWideKey = errors.New("the key has numbers above 9223372036854775807")

// wholeKey reports whether the key is a single unsigned column. Its values are nearly always small enough for SQLite's
// integers, and then the copy is smaller and faster if the column is the table's row key. The check that it returns
// finds a value that is too large.
func wholeKey(columns []rowset.Column, key []string) (check rowCheck, ok bool) {
	if len(key) != 1 {
		return nil, false
	}
	at := indexOf(columns, key[0])
	if at < 0 || columns[at].Kind != rowset.Unsigned {
		return nil, false
	}
	return func(row rowset.Reader, _ int64) error {
		if row.At(at).Type == rowset.TypeText {
			return errWideKey
		}
		return nil
	}, true
}

// rowCheck examines row n of a view.
type rowCheck = func(row rowset.Reader, n int64) error

// both combines two checks, of which the first may be nil.
func both(first, second rowCheck) rowCheck {
	if first == nil {
		return second
	}
	return func(row rowset.Reader, n int64) error {
		if err := first(row, n); err != nil {
			return err
		}
		return second(row, n)
	}
}

// numbersOnly returns a check that the columns hold numbers, or nil if their types already guarantee it.
func numbersOnly(view string, columns []rowset.Column, names []string) rowCheck {
	var places []int
	for _, name := range names {
		if at := indexOf(columns, name); at >= 0 && columns[at].Kind == rowset.Any {
			places = append(places, at)
		}
	}
	if len(places) == 0 {
		return nil
	}
	return func(row rowset.Reader, n int64) error {
		for _, at := range places {
			if v := row.At(at); v.Type == rowset.TypeText || v.Type == rowset.TypeBlob {
				return &source.ValueError{View: view, Column: columns[at].Name, Row: n, Problem: fmt.Sprintf(
					"%.40q is not a number, but the mapping reads numbers from this column: repair the row, or change the mapping", v.Bytes)}
			}
		}
		return nil
	}
}

func indexOf(columns []rowset.Column, name string) int {
	return slices.IndexFunc(columns, func(column rowset.Column) bool { return strings.EqualFold(column.Name, name) })
}

func hasType(column rowset.Column, names ...string) bool {
	base, _, _ := strings.Cut(strings.ToLower(column.Type), "(")
	base, _, _ = strings.Cut(base, " ")
	return slices.Contains(names, base)
}
