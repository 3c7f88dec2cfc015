package vehicle

import (
	"slices"
	"time"
)

// Search says which vehicles are wanted, by the names of fields. Any value of a list will do, and all lists and ranges
// must be met. A nil or empty entry restricts nothing.
type Search struct {
	// Words are the wanted values, compared without regard to case. A vehicle without a value is not found.
	Words map[string][]string `json:",omitempty"`
	// Without are the unwanted values. A vehicle without a value is found.
	Without map[string][]string `json:",omitempty"`
	// Numbers are wanted single numbers, any of which will do, scaled by Field.Scale.
	Numbers map[string][]int64 `json:",omitempty"`
	// WithoutNumbers are unwanted single numbers, scaled by Field.Scale. A vehicle without a number is found.
	WithoutNumbers map[string][]int64 `json:",omitempty"`
	// Ranges are compared with Field.Rank. A vehicle without a value is in no range.
	Ranges map[string]Range `json:",omitempty"`
	// Any are alternatives, at most MaxAny. A vehicle must meet one of them, and everything else. An alternative has only
	// words, numbers and ranges. One that restricts nothing is met by every vehicle.
	Any []Search `json:",omitempty"`
	// Sort is the order; "" means Shape.DefaultSort. Vehicles without the sort's value come last. Equal vehicles are
	// sorted by identity, in the same direction.
	Sort Sort
	// Limit is the greatest number of vehicles on a page.
	Limit int
	// After is the place after which the page begins, nil for the first page.
	After *Cursor `json:",omitempty"`
	// Fields are those whose values the page is for; none means all. A vehicle of the page may have the values of
	// others, too, or lack them.
	Fields []string `json:",omitempty"`
}

// MaxAny is the greatest number of alternatives in a search.
const MaxAny = 4

// Range is a range of numbers that includes both bounds; nil means no bound.
type Range struct {
	Min, Max *int64 `json:",omitempty"`
	// Unit is the unit of the bounds, one of Field.Units. A vehicle's number in another one is converted, and a vehicle
	// without a unit is in no range. "" compares every number as it is.
	Unit string `json:",omitempty"`
}

// Asks reports whether the range has a bound.
func (r Range) Asks() bool { return r.Min != nil || r.Max != nil }

// Clone returns a copy with maps of its own. The lists in them are shared.
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

// Cursor is a place in an order: the rank of the value that is sorted by, and the identity. Value is nil among vehicles
// without a value, and in the order by identity.
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
	// Total is the number of vehicles that match. Above CountedUpTo it is CountedUpTo + 1.
	Total int64
	// More means that more vehicles follow after this page.
	More bool
	// Origin says where the rows come from.
	Origin Origin
}

// Origin says where rows come from, and how old they are.
type Origin struct {
	// Live means that they were read from the source itself.
	Live bool
	// AsOf is the time of the rows, by the source's clock.
	AsOf time.Time
	// Fingerprint is the fingerprint of the snapshot, "" for live rows.
	Fingerprint string
	// Changed is the time of the snapshot since which the rows are as they are, zero for live rows. It is the same for
	// every server that has the snapshot.
	Changed time.Time
}

// Count is a value with the number of vehicles that have it.
type Count struct {
	// Of is the value of the field that Field.Of names, such as a model's make. It is "" for other fields.
	Of       string
	Value    string
	Vehicles int64
}

// Values are the words that the stock uses and the ranges of its numbers, by the names of fields.
type Values struct {
	Vehicles int64
	Counts   map[string][]Count
	Ranges   map[string]Range
	// Units are the ranges of the fields that have a unit or currency, one for each, in the order of their names.
	Units  map[string][]UnitRange
	Origin Origin
}
