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
