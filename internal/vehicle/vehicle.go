// Package vehicle defines what a vehicle is: the catalogue of standard fields, own fields, their values, and searches.
// Every other part loops over the fields that it lists.
package vehicle

// Vehicle is a vehicle in stock: its identity, and a value for each field of its shape.
type Vehicle struct {
	ID     ID
	values []Value
}

// New returns a vehicle of the shape without any values.
func (s *Shape) New(id ID) Vehicle { return Vehicle{ID: id, values: make([]Value, len(s.fields))} }

// NewList returns so many vehicles of the shape without identities and values. Their values share one piece of memory,
// which is kept as long as any of them.
func (s *Shape) NewList(n int) []Vehicle {
	list, values := make([]Vehicle, n), make([]Value, n*len(s.fields))
	for i := range list {
		list[i].values, values = values[:len(s.fields):len(s.fields)], values[len(s.fields):]
	}
	return list
}

// Reset gives the vehicle another identity, and no values.
func (v *Vehicle) Reset(id ID) {
	v.ID = id
	clear(v.values)
}

// Value returns the value of a field of the vehicle's shape. A nil field has none.
func (v *Vehicle) Value(f *Field) Value {
	if f == nil || f.at >= len(v.values) {
		return Value{}
	}
	return v.values[f.at]
}

// Set sets the value of a field of the vehicle's shape.
func (v *Vehicle) Set(f *Field, value Value) { v.values[f.at] = value }

// Equal reports whether two vehicles of one shape have the same values.
func (v *Vehicle) Equal(other *Vehicle) bool {
	if v.ID != other.ID || len(v.values) != len(other.values) {
		return false
	}
	for i := range v.values {
		if v.values[i] != other.values[i] {
			return false
		}
	}
	return true
}
