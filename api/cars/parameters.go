package cars

import (
	"fmt"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"forecourt/internal/vehicle"
	"forecourt/internal/words"
)

// parameter describes a parameter of a query. The description is also in the schema, because some clients read nothing
// else.
func parameter(name, description string, schema *huma.Schema, example any) *huma.Param {
	schema.Description = description
	if example != nil {
		schema.Examples = []any{example}
	}
	explode := false
	return &huma.Param{Name: name, In: "query", Description: description, Explode: &explode, Schema: schema}
}

// several says how a list is read.
const several = "Several values mean any of them."

// sentences joins the texts that are not empty, and ends each with a full stop.
func sentences(list ...string) string {
	var all []string
	for _, text := range list {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		if !strings.HasSuffix(text, ".") {
			text += "."
		}
		all = append(all, text)
	}
	return strings.Join(all, " ")
}

// searchParameters describes the parameters of search_cars; query.search reads them.
func (s *Operations) searchParameters() []*huma.Param {
	list := []*huma.Param{parameter("q", "What the person wants, in their own words: it is read into the other parameters, which win over it. What was not understood is in not_understood.",
		&huma.Schema{Type: huma.TypeString, MaxLength: at(words.MaxText)}, "grey SUV, automatic, under 40k")}
	var ranges []*huma.Param
	for _, f := range s.shape.Fields() {
		if f.HasWords() || f.Listed {
			list = append(list, valuesParameter(f))
		}
		if f.HasRange() {
			ranges = append(ranges, s.rangeParameter(f, minEnd), s.rangeParameter(f, maxEnd))
		}
	}
	list = append(list, ranges...)
	for _, f := range s.shape.Ranged() {
		if hasUnits(s.shape, f) {
			list = append(list, unitParameter(f))
		}
	}
	list = append(list, parameter(excludeName, "What is not wanted: values of any filter, in the person's own words, or single numbers. Cars without the value stay.",
		listOf(&huma.Schema{Type: huma.TypeString, MaxLength: at(maxLength)}), s.excludeExample()))
	var orders []any
	for _, order := range s.shape.Orders() {
		orders = append(orders, string(order))
	}
	return append(list,
		parameter("sort", "Order; a minus means the greatest first. Vehicles without the value come last.", &huma.Schema{Type: huma.TypeString, Enum: orders, Default: string(s.shape.DefaultSort())}, orders[0]),
		limitParameter("How many vehicles to return at most. Fewer come when the answer would grow too long; next_cursor goes on."),
		parameter("fields", "brief: what a person would read first; full: everything that is known of a car.", &huma.Schema{Type: huma.TypeString, Enum: []any{briefFields, fullFields}, Default: briefFields}, briefFields),
		cursorParameter(), s.facetsParameter(),
	)
}

// valuesParameter describes the parameter that takes one or several values of a field.
func valuesParameter(f *vehicle.Field) *huma.Param {
	switch {
	case f.Kind == vehicle.Flag:
		return parameter(f.Name, sentences(f.About, f.Ask), &huma.Schema{Type: huma.TypeBoolean}, true)
	case f.HasWords():
		item := &huma.Schema{Type: huma.TypeString, MaxLength: at(maxLength)}
		if !f.Kind.Counted() { // The catalogue's example is hardly a whole value of this stock.
			return parameter(f.Name, sentences(f.About, "The whole value, whatever its case", several), listOf(item), nil)
		}
		return parameter(f.Name, sentences(f.About, f.Ask, several), listOf(item), listed(f.Example))
	}
	item := numberSchema(f, f.ListLow, f.ListHigh)
	return parameter(f.Name, sentences(f.About, f.Ask, fmt.Sprintf("Several values mean any of them; for a range use %s%s and %s%s.", f.Name, minEnd, f.Name, maxEnd)), listOf(item), listed(f.Example))
}

// excludeExample has the examples of some fields that the stock has.
func (s *Operations) excludeExample() any {
	var list []any
	for _, name := range []string{"color", "fuel_type", "year"} {
		if f := s.shape.Field(name); f != nil {
			list = append(list, fmt.Sprint(f.Example))
		}
	}
	return list
}

func listOf(item *huma.Schema) *huma.Schema {
	return &huma.Schema{Type: huma.TypeArray, Items: item, MaxItems: at(maxValues)}
}

func listed(example any) any {
	if example == nil {
		return nil
	}
	return []any{example}
}

// numberSchema is the schema of a number between two scaled bounds.
func numberSchema(f *vehicle.Field, low, high int64) *huma.Schema {
	schema := valueSchema(f)
	scale := float64(f.Scale())
	schema.Minimum, schema.Maximum = number(float64(low)/scale), number(float64(high)/scale)
	return schema
}

// rangeParameter describes one end of a range.
func (s *Operations) rangeParameter(f *vehicle.Field, end string) *huma.Param {
	first, last, example := "Lowest", "Highest", f.Example
	var schema *huma.Schema
	ask := ""
	if f.Kind == vehicle.Date {
		first, last, example = "Earliest", "Latest", exampleDate
		schema, ask = &huma.Schema{Type: huma.TypeString, MaxLength: at(maxLength)}, "A date such as "+exampleDate+", or a date and time"
	} else {
		schema = numberSchema(f, f.Low, f.High)
	}
	text := first
	if end == maxEnd {
		text = last
	}
	text += " " + f.Noun() + ", included"
	switch unit := s.shape.Field(f.Unit); {
	case hasUnits(s.shape, f):
		text += ", in " + f.Unit + ", or in the unit of each car when that is not sent"
	case unit != nil:
		text += ", in the stock's " + unit.Noun()
	}
	return parameter(f.Name+end, sentences(text, ask, "Vehicles without one are left out"), schema, example)
}

// unitParameter describes the parameter that says in which unit the limits of a field are meant.
func unitParameter(f *vehicle.Field) *huma.Param {
	var units []any
	for _, unit := range f.Units() {
		units = append(units, unit)
	}
	about := fmt.Sprintf("The unit in which %s%s and %s%s are meant: cars in the other one are converted. It restricts nothing by itself.", f.Name, minEnd, f.Name, maxEnd)
	return parameter(f.Unit, about, &huma.Schema{Type: huma.TypeString, Enum: units}, units[0])
}

func limitParameter(description string) *huma.Param {
	schema := &huma.Schema{Type: huma.TypeInteger, Format: "int64", Minimum: number(1), Maximum: number(maxLimit), Default: defaultLimit}
	return parameter("limit", description, schema, defaultLimit)
}

func cursorParameter() *huma.Param {
	return parameter("cursor", "next_cursor of the page before, with all other parameters as they were.", &huma.Schema{Type: huma.TypeString, MaxLength: at(maxCursor)}, nil)
}

// valuesParameters describes the parameters of list_values; query.valuesOf reads them.
func (s *Operations) valuesParameters() []*huma.Param {
	var list []*huma.Param
	for _, f := range parents(s.shape) {
		var children []string
		for _, child := range s.shape.Counted() {
			if child.Of == f.Name {
				children = append(children, child.Noun())
			}
		}
		list = append(list, parameter(f.Name, fmt.Sprintf("Only what belongs to these values, among %s. %s", strings.Join(children, " and "), several), listOf(&huma.Schema{Type: huma.TypeString, MaxLength: at(maxLength)}), listed(f.Example)))
	}
	return list
}

func (s *Operations) idParameter() *huma.Param {
	const description = "The vehicle's id, from items of search_cars."
	return &huma.Param{Name: "id", In: "path", Required: true, Description: description, Schema: s.idSchema(description)}
}

// changesParameters describes the parameters of list_changes; query.changes reads them.
func (s *Operations) changesParameters() []*huma.Param {
	var kinds []any
	for _, kind := range vehicle.ChangeKinds() {
		kinds = append(kinds, string(kind))
	}
	list := []*huma.Param{parameter("what", "What happened: arrived (new in stock), left (sold or withdrawn), price_drop, price_rise, updated (anything else). Several values mean any of them; without it, all.",
		listOf(&huma.Schema{Type: huma.TypeString, Enum: kinds}), []any{string(vehicle.PriceDrop)})}
	for _, f := range named(s.shape) {
		list = append(list, valuesParameter(f))
	}
	return append(list,
		parameter("car_id", "Only what happened to this car: its id, from items of search_cars.", s.idSchema(""), nil),
		parameter("per_day", "true also counts all changes that are asked for, by day.", &huma.Schema{Type: huma.TypeBoolean}, true),
		parameter("since", "From this time on: how long ago, such as 24h or 7d, a date, or a time such as 2026-11-01T10:00:00Z.", &huma.Schema{Type: huma.TypeString, MaxLength: at(maxLength)}, "7d"),
		limitParameter("How many changes to return at most."), cursorParameter())
}
