package vehicle

// millimetres is the length of the units of distance.
var millimetres = map[string]int64{"mi": 1_609_344, "km": 1_000_000}

// Units returns the units that the ends of a range of the field may be in, none for a field that is not a distance.
func (f *Field) Units() []string {
	if !f.Distance {
		return nil
	}
	return []string{"mi", "km"}
}

// In returns the same range in another unit of distance. The ends are whole numbers: those that no whole number outside
// of the range reaches.
func (r Range) In(unit string) Range {
	from, to := millimetres[r.Unit], millimetres[unit]
	if from == 0 || to == 0 || from == to {
		return r
	}
	converted := Range{Unit: unit}
	if r.Min != nil {
		low := ceil(near(*r.Min)*from, to)
		converted.Min = &low
	}
	if r.Max != nil {
		high := -ceil(-near(*r.Max)*from, to)
		converted.Max = &high
	}
	return converted
}

// near keeps a distance to those whose millimetres a number can hold; no vehicle has driven farther.
func near(distance int64) int64 {
	const far = 1 << 42
	return min(max(distance, -far), far)
}

// ceil returns the least whole number that is not below a quotient; the divisor is positive.
func ceil(a, b int64) int64 {
	quotient := a / b
	if a%b > 0 {
		quotient++
	}
	return quotient
}

// UnitRange is the range of a field's numbers in one unit or currency.
type UnitRange struct {
	// Unit is as the stock writes it, "" for vehicles that do not say it. Vehicles is how many have a number in it.
	Unit     string
	Vehicles int64
	Range
}
