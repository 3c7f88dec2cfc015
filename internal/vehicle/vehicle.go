// Package vehicle says what is known of a vehicle in stock: the catalogue of standard fields, the owner's own, their
// values, and what one can search for. Every other part loops over the fields that it lists.
package vehicle

// Vehicle is a vehicle in stock: its identity, and a value for each field of its shape.
type Vehicle struct {
	ID     ID
	values []Value
}

// New returns a vehicle of the shape of which nothing is known yet.
func (s *Shape) New(id ID) Vehicle { return Vehicle{ID: id, values: make([]Value, len(s.fields))} }

// Value returns the value of a field of the vehicle's shape. A nil field has none.
func (v *Vehicle) Value(f *Field) Value {
	if f == nil || f.at >= len(v.values) {
		return Value{}
	}
	return v.values[f.at]
}

// Set sets the value of a field of the vehicle's shape.
func (v *Vehicle) Set(f *Field, value Value) { v.values[f.at] = value }

// Equal tells whether two vehicles of one shape are the same in all fields.
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
