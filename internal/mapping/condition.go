package mapping

import (
	"fmt"
	"slices"
	"strings"

	"forecourt/internal/vehicle"
)

// Condition is an SQL condition with the values for its question marks.
type Condition struct {
	SQL  string
	Args []any
}

// And requires all of the conditions. An empty list always holds.
func And(list ...Condition) Condition { return join(list, " AND ", "1 = 1") }

// Or requires one of the conditions. An empty list never holds.
func Or(list ...Condition) Condition {
	whole := make([]Condition, len(list))
	for i, c := range list {
		whole[i] = Condition{SQL: "(" + c.SQL + ")", Args: c.Args}
	}
	c := join(whole, " OR ", "1 = 0")
	c.SQL = "(" + c.SQL + ")"
	return c
}

func join(list []Condition, by, none string) Condition {
	size, args := 0, 0
	for _, part := range list {
		size += len(by) + len(part.SQL)
		args += len(part.Args)
	}
	var b strings.Builder
	b.Grow(size)
	c := Condition{Args: make([]any, 0, args)}
	for _, part := range list {
		if part.SQL == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(by)
		}
		b.WriteString(part.SQL)
		c.Args = append(c.Args, part.Args...)
	}
	if c.SQL = b.String(); c.SQL == "" {
		c.SQL = none
	}
	return c
}

// among is the condition that an expression equals one of the values.
func among[T any](expression string, values []T) Condition {
	c := Condition{SQL: expression + " IN (" + strings.TrimSuffix(strings.Repeat("?, ", len(values)), ", ") + ")", Args: make([]any, 0, len(values))}
	for _, value := range values {
		c.Args = append(c.Args, value)
	}
	return c
}

// raw is the name of the view's own column, in its derived table, to which conditions on the field are translated.
func (p *Plan) raw(f *vehicle.Field) string {
	if x := p.fields[f.Name]; x.plain {
		return p.Column(f)
	}
	return p.engine.Quote(rawPrefix + f.Name)
}

// midnight fills in what a date, or a time without decimals, lacks.
const midnight = "0000-00-00 00:00:00.000000"

// argument is a rank in the form in which the engine compares it with the field's column.
func (p *Plan) argument(f *vehicle.Field, rank int64) any {
	switch {
	case f.Kind == vehicle.Date:
		text := string(vehicle.UnpackDate(rank))
		if p.engine == SQLite && len(text) < len(midnight) {
			text += midnight[len(text):]
		}
		return text
	case f.Decimals == 0:
		return rank
	case p.engine == SQLite:
		// Both the scaled number and the scale are exact, so their quotient is the float64 nearest to the decimal number.
		return float64(rank) / float64(f.Scale())
	}
	return f.FormatNumber(rank)
}

// comparedWith is the expression that the given ranks are compared with.
func (p *Plan) comparedWith(f *vehicle.Field, ranks ...int64) string {
	if p.fields[f.Name].column.shortYears && slices.Min(ranks) < 100 {
		return "(" + p.Column(f) + " + 0)"
	}
	return p.compared(f)
}

// compared is the expression by which vehicles are ordered.
func (p *Plan) compared(f *vehicle.Field) string {
	column := p.Column(f)
	if f.Kind == vehicle.Date && p.engine == SQLite { // Times compare as texts once they have the same length.
		return "(" + column + " || substr('" + midnight + "', length(" + column + ") + 1))"
	}
	return column
}

// Numbers is the condition that a field has one of the numbers.
func (p *Plan) Numbers(f *vehicle.Field, ranks []int64) Condition {
	args := make([]any, len(ranks))
	for i, rank := range ranks {
		args[i] = p.argument(f, rank)
	}
	c := among(p.comparedWith(f, ranks...), args)
	if years := p.years(f, slices.Min(ranks), slices.Max(ranks)); years.SQL != "" {
		return And(years, c)
	}
	if p.sharp(f) { // For a YEAR this may find too many rows, never too few.
		return And(among(p.raw(f), args), c)
	}
	return c
}

// WithoutNumbers is the condition that a field has none of the numbers. A vehicle without a value meets it.
func (p *Plan) WithoutNumbers(f *vehicle.Field, ranks []int64) Condition {
	args := make([]any, len(ranks))
	for i, rank := range ranks {
		args[i] = p.argument(f, rank)
	}
	c := among(p.comparedWith(f, ranks...), args)
	c.SQL = "(" + p.Column(f) + " IS NULL OR NOT " + c.SQL + ")"
	return c
}

// Range is the condition that a field lies in a range. A range in a unit is converted for each unit that vehicles have.
func (p *Plan) Range(f *vehicle.Field, r vehicle.Range) Condition {
	if r.Unit == "" {
		return p.within(f, r)
	}
	var either []Condition
	for _, unit := range f.Units() {
		either = append(either, And(p.Words(p.Shape.Field(f.Unit), []string{unit}), p.within(f, r.In(unit))))
	}
	return Or(either...)
}

// within is the condition that a field's number lies in a range, whatever its unit.
func (p *Plan) within(f *vehicle.Field, r vehicle.Range) Condition {
	var list []Condition
	for _, end := range []struct {
		bound *int64
		sign  string
	}{{r.Min, " >= ?"}, {r.Max, " <= ?"}} {
		if end.bound == nil {
			continue
		}
		arg := p.argument(f, *end.bound)
		if p.sharp(f) && !p.fields[f.Name].column.shortYears {
			list = append(list, Condition{SQL: p.raw(f) + end.sign, Args: []any{arg}})
		}
		list = append(list, Condition{SQL: p.comparedWith(f, *end.bound) + end.sign, Args: []any{arg}})
	}
	if r.Min != nil && r.Max != nil {
		list = append(list, p.years(f, *r.Min, *r.Max))
	}
	return And(list...)
}

// Bar is the place of a field's value between edges, from 0 on, as an expression.
func (p *Plan) Bar(f *vehicle.Field, edges []int64) Condition {
	c := Condition{SQL: "CASE"}
	for i, edge := range edges {
		c.SQL += fmt.Sprintf(" WHEN %s < ? THEN %d", p.comparedWith(f, edge), i)
		c.Args = append(c.Args, p.argument(f, edge))
	}
	c.SQL += fmt.Sprintf(" ELSE %d END", len(edges))
	return c
}

// sharp reports whether a bound of the field is also a bound of its column, so that the column's index serves it. That
// is so when the field is the column itself, apart from values that are removed.
func (p *Plan) sharp(f *vehicle.Field) bool {
	x := p.fields[f.Name]
	dates := f.Kind == vehicle.Date && p.engine == SQLite // Such texts differ in length until they are filled up.
	return x.raw != "" && !x.plain && len(x.values) == 0 && x.exact && !dates
}

// years is the condition that the year in a column of dates lies in a range. It is empty for other columns.
func (p *Plan) years(f *vehicle.Field, from, to int64) Condition {
	x := p.fields[f.Name]
	if p.engine != MySQL || !x.yearOf || x.raw == "" || from < 1 || to < from || to > 9998 {
		return Condition{}
	}
	return Condition{
		SQL:  p.raw(f) + " >= ? AND " + p.raw(f) + " < ?",
		Args: []any{fmt.Sprintf("%04d-01-01", from), fmt.Sprintf("%04d-01-01", to+1)},
	}
}

// IDs is the condition that a vehicle has one of the identities.
func (p *Plan) IDs(ids []vehicle.ID) Condition {
	if len(ids) == 0 {
		return Condition{SQL: "1 = 0"}
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = p.idArgument(id)
	}
	if p.wholeID {
		return among("id", args)
	}
	exact := among(p.IDOrder(), args)
	var keys []Condition
	for _, id := range ids {
		columns := []string{id.String()}
		if len(p.keys) > 1 {
			if columns = vehicle.SplitKey(id.String()); len(columns) != len(p.keys) {
				continue
			}
		}
		var key []Condition
		for i, column := range columns {
			key = append(key, p.keyIs(i, column))
		}
		c := And(key...)
		c.SQL = "(" + c.SQL + ")"
		keys = append(keys, c)
	}
	c := join(keys, " OR ", "1 = 0")
	c.SQL = "(" + c.SQL + ")"
	return And(c, exact)
}

// keyIs is the condition that a key column has a value; it may also match values that are written alike.
func (p *Plan) keyIs(i int, value string) Condition {
	column := fmt.Sprintf("%s%d", keyPrefix, i+1)
	if c := p.keys[i].column; p.engine == MySQL && (c.Kind == DateColumn || !c.holds(value)) {
		// MySQL refuses to compare a date with a text that is no date.
		column = p.engine.text(Column{Kind: c.Kind, Ref: column})
		if c.Kind != DateColumn {
			column = "CONVERT(" + column + " USING utf8mb4)"
		}
	}
	return Condition{SQL: column + " = ?", Args: []any{value}}
}

func (p *Plan) idArgument(id vehicle.ID) any {
	if id.IsText() {
		return id.String()
	}
	return id.Number()
}

// After is the condition that a vehicle comes after a place in the order of a field; f is nil for the order by
// identity. A place without a value lies among the vehicles that have none.
func (p *Plan) After(f *vehicle.Field, descending bool, place *vehicle.Cursor) Condition {
	sign := " > ?"
	if descending {
		sign = " < ?"
	}
	id := Condition{SQL: p.IDOrder() + sign, Args: []any{p.idArgument(place.ID)}}
	switch {
	case f == nil:
		return id
	case place.Value == nil:
		return Condition{SQL: p.IDOrder() + " > ?", Args: id.Args}
	}
	arg := p.argument(f, *place.Value)
	// The engines look up the first bound only, so it must be an inclusive one.
	bound := strings.Replace(sign, " ?", "= ?", 1)
	return And(
		Condition{SQL: p.comparedWith(f, *place.Value) + bound, Args: []any{arg}},
		Condition{SQL: "(" + p.comparedWith(f, *place.Value) + sign + " OR " + id.SQL + ")", Args: append([]any{arg}, id.Args...)},
	)
}

// Order orders by a field, and by identity among equals; f is nil for the order by identity alone.
func (p *Plan) Order(f *vehicle.Field, descending bool) string {
	direction := " ASC"
	if descending {
		direction = " DESC"
	}
	if f == nil {
		return p.IDOrder() + direction
	}
	return p.compared(f) + direction + ", " + p.IDOrder() + direction
}
