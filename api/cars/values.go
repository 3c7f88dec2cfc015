package cars

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"forecourt/internal/vehicle"
)

type valuesOutput struct {
	Headers
	Body valuesBody
}

// valuesBody is the answer of list_values. The stock's fields come between Vehicles and ValuesRest; describeValues adds
// them to the schema.
type valuesBody struct {
	Vehicles int64 `json:"vehicles" doc:"How many vehicles there are." example:"5000"`
	ValuesRest

	shape  *vehicle.Shape
	values vehicle.Values
	// within are the values to which the lists are limited, such as the makes whose models are wanted.
	within map[string][]string
}

// ValuesRest is what follows after the fields in an answer of list_values.
type ValuesRest struct {
	Interpreted   []Interpretation `json:"interpreted,omitempty" doc:"How values were read that the stock words otherwise."`
	NotUnderstood []Missed         `json:"not_understood,omitempty" doc:"What was sent and the stock does not have."`
	Origin
}

// ValueCount is a value of the stock.
type ValueCount struct {
	Value    string `json:"value" doc:"The value, as the parameter takes it." example:"Toyota"`
	Vehicles int64  `json:"vehicles" doc:"How many vehicles have it." example:"312"`
}

// maxOf is how many values are listed of a field whose values belong to those of another field. maxCounts is the same
// for other fields.
const (
	maxOf     = 200
	maxCounts = 100
)

// mostCounts is how many values of a field are listed.
func mostCounts(f *vehicle.Field) int {
	if f.Of != "" {
		return maxOf
	}
	return maxCounts
}

// parents returns the fields to whose values the values of other fields belong, as models belong to makes.
func parents(shape *vehicle.Shape) []*vehicle.Field {
	var list []*vehicle.Field
	for _, f := range shape.Counted() {
		if of := shape.Field(f.Of); of != nil && !slices.Contains(list, of) {
			list = append(list, of)
		}
	}
	return list
}

// wordsOf reads the parameters of some fields, which are lists of words.
func (q *query) wordsOf(fields []*vehicle.Field) vehicle.Search {
	s := vehicle.Search{Words: map[string][]string{}}
	for _, f := range fields {
		put1(s.Words, f.Name, q.words(f.Name))
	}
	return s
}

// valuesOf reads the parameters of GET /cars/values.
func (q *query) valuesOf() request {
	asked := request{Search: q.wordsOf(parents(q.shape))}
	q.unknown()
	return asked
}

func (s *Operations) values(ctx context.Context, _ *struct{}) (*valuesOutput, error) {
	asked, ok := ctx.Value(searchKey).(request)
	if !ok {
		return nil, s.internal(ctx, errUnread)
	}
	v, _, err := s.kept.get(ctx, s.Reader)
	if err != nil {
		return nil, s.failure(ctx, err)
	}
	read, err := s.understand(ctx, asked)
	if err != nil {
		return nil, err
	}
	if err := read.onlyWishes(); err != nil {
		return nil, err
	}
	note(ctx, v.Origin)
	body := valuesBody{
		Vehicles: v.Vehicles, shape: s.shape, values: v, within: read.search.Words,
		ValuesRest: ValuesRest{Interpreted: read.interpreted, NotUnderstood: read.missed, Origin: NewOrigin(v.Origin)},
	}
	return &valuesOutput{Headers: newHeaders(v.Origin), Body: body}, nil
}

// MarshalJSON implements json.Marshaler.
func (b valuesBody) MarshalJSON() ([]byte, error) {
	o := newObject()
	o.put("vehicles", b.Vehicles)
	for _, f := range b.shape.Counted() {
		if !f.Unlisted {
			o.put(f.Name, b.counts(f))
		}
	}
	for _, f := range b.shape.Ranged() {
		r := b.values.Ranges[f.Name]
		for _, end := range []struct {
			name string
			rank *int64
		}{{minEnd, r.Min}, {maxEnd, r.Max}} {
			if end.rank != nil {
				o.name(f.Name + end.name)
				o.text = f.AppendJSON(o.text, valueOf(f, *end.rank))
			}
		}
	}
	for _, f := range b.shape.Ranged() {
		if b.shape.Field(f.Unit) != nil {
			o.put(f.Name+unitsEnd, b.unitRanges(f))
		}
	}
	o.putFields(b.ValuesRest)
	return o.end()
}

// unitsEnd ends the names of the lists of a field's ranges by its units, and maxUnits bounds such a list.
const (
	unitsEnd = "_ranges"
	maxUnits = 20
)

// unitRanges lists the ranges of a field by its units, those of most vehicles first.
func (b *valuesBody) unitRanges(f *vehicle.Field) []json.RawMessage {
	list := []json.RawMessage{}
	units := stockUnits(&b.values, f)
	for _, r := range units[:min(len(units), maxUnits)] {
		o := newObject()
		o.put(f.Unit, r.Unit)
		o.put("vehicles", r.Vehicles)
		o.name("min")
		o.text = f.AppendJSON(o.text, valueOf(f, *r.Min))
		o.name("max")
		o.text = f.AppendJSON(o.text, valueOf(f, *r.Max))
		list = append(list, append(o.text, '}'))
	}
	return list
}

// counts lists the values of a field, the most frequent first.
func (b *valuesBody) counts(f *vehicle.Field) []json.RawMessage {
	list := []json.RawMessage{}
	within := b.within[f.Of]
	for _, c := range sorted(b.values.Counts[f.Name]) {
		if len(list) == mostCounts(f) {
			break
		}
		if len(within) > 0 && !slices.ContainsFunc(within, func(value string) bool { return fold(value) == fold(c.Of) }) {
			continue
		}
		o := newObject()
		if f.Of != "" {
			o.put(f.Of, c.Of)
		}
		o.putFields(ValueCount{Value: c.Value, Vehicles: c.Vehicles})
		list = append(list, append(o.text, '}'))
	}
	return list
}

// valueOf returns the value of a field that has this rank.
func valueOf(f *vehicle.Field, rank int64) vehicle.Value {
	if f.Kind == vehicle.Date {
		return vehicle.TextOf(string(vehicle.UnpackDate(rank)))
	}
	return vehicle.NumberOf(rank)
}

// sorted returns the counts, the most frequent value first.
func sorted(list []vehicle.Count) []vehicle.Count {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b vehicle.Count) int {
		return cmp.Or(cmp.Compare(b.Vehicles, a.Vehicles), cmp.Compare(a.Of, b.Of), cmp.Compare(a.Value, b.Value))
	})
	return list
}
