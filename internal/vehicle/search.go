package vehicle

import (
	"slices"
	"time"
)

// Search says which vehicles are asked for, by the names of fields. Within a list any value will do; all lists and ranges
// must be met. A nil or empty entry asks for nothing.
type Search struct {
	// Words are the values asked for, compared whatever their case. A vehicle without the value is not found.
	Words map[string][]string `json:",omitempty"`
	// Without are values that are not wanted. A vehicle without the value is found.
	Without map[string][]string `json:",omitempty"`
	// Numbers are single numbers, any of which will do, scaled by Field.Scale.
	Numbers map[string][]int64 `json:",omitempty"`
	// WithoutNumbers are single numbers that are not wanted, scaled by Field.Scale. A vehicle without the number is found.
	WithoutNumbers map[string][]int64 `json:",omitempty"`
	// Ranges are compared with Field.Rank. A vehicle without the value is in no range.
	Ranges map[string]Range `json:",omitempty"`
	// Any are alternatives, at most MaxAny: a vehicle must meet one of them beside all else. An alternative has only words,
	// numbers and ranges; one that asks for nothing is met by all.
	Any []Search `json:",omitempty"`
	// Sort is the order, "" for Shape.DefaultSort; vehicles without the sort's value come last, ties are in the order of
	// identities: the greatest first when the order begins with the greatest value, else the least.
	Sort Sort
	// Limit is how many vehicles a page has at most.
	Limit int
	// After is the place behind which the page begins, nil for the first.
	After *Cursor `json:",omitempty"`
}

// MaxAny is how many alternatives a search may have.
const MaxAny = 4

// Range is a least and a greatest number, which belong to it; nil for no bound.
type Range struct {
	Min, Max *int64 `json:",omitempty"`
}

// Asks tells whether the range has a bound.
func (r Range) Asks() bool { return r.Min != nil || r.Max != nil }

// Clone returns a copy whose maps can be changed; the lists are shared.
func (s Search) Clone() Search {
	s.Words, s.Without = clone(s.Words), clone(s.Without)
	s.Numbers, s.WithoutNumbers, s.Ranges = clone(s.Numbers), clone(s.WithoutNumbers), clone(s.Ranges)
	s.Any = slices.Clone(s.Any)
	for i := range s.Any {
		s.Any[i] = s.Any[i].Clone()
	}
	return s
}

func clone[V any](m map[string]V) map[string]V {
	c := make(map[string]V, len(m))
	for name, value := range m {
		c[name] = value
	}
	return c
}

// Cursor is a place in an order: the rank of the value by which it is sorted, and the identity. Value is nil among the
// vehicles that have none, and in the order by identity.
type Cursor struct {
	Value *int64
	ID    ID
}

// CursorOf returns the place of a vehicle in an order.
func (s *Shape) CursorOf(v *Vehicle, sort Sort) (Cursor, error) {
	f, _ := s.SortedBy(sort)
	c := Cursor{ID: v.ID}
	if f == nil {
		return c, nil
	}
	rank, err := f.Rank(v.Value(f))
	if err == nil && rank != None {
		c.Value = &rank
	}
	return c, err
}

// CountedUpTo is the number up to which a page's total is exact.
const CountedUpTo = 10000

// Page is an answer to a Search.
type Page struct {
	Vehicles []Vehicle
	// Total is the number of vehicles that match, at most CountedUpTo + 1; then there may be more.
	Total int64
	// More tells that there are vehicles behind the page.
	More bool
	// Origin says where the rows come from.
	Origin Origin
}

// Origin says where rows come from, and of when they are.
type Origin struct {
	// Live tells that they were read from the source itself.
	Live bool
	// AsOf is the source's time of the rows.
	AsOf time.Time
	// Fingerprint is that of the snapshot, "" for live rows.
	Fingerprint string
}

// Count is a value with the number of vehicles that have it.
type Count struct {
	// Of is the value of the field that Field.Of names, such as a model's make; "" for other fields.
	Of       string
	Value    string
	Vehicles int64
}

// Values are the words that the stock uses, and the extent of its numbers, by the names of fields.
type Values struct {
	Vehicles int64
	Counts   map[string][]Count
	Ranges   map[string]Range
	Origin   Origin
}
