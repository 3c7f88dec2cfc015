package api

import (
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"forecourt/internal/vehicle"
)

// ownInBrief is how many fields of the owner's there may be for a car in brief to have them.
const ownInBrief = 5

// shower shows vehicles of one shape.
type shower struct {
	shape *vehicle.Shape
	// brief and full are the fields of a car in brief and in full.
	brief, full []*vehicle.Field
	// readingOrder is the fields of words, each behind the one that decides between its values.
	readingOrder []*vehicle.Field
	// title and details are the fields of a summary, in their order.
	title, details []*vehicle.Field
}

func newShower(shape *vehicle.Shape) *shower {
	s := &shower{shape: shape, full: shape.Fields(), readingOrder: inReadingOrder(shape)}
	own := 0
	for _, f := range shape.Fields() {
		if f.Own {
			own++
		}
	}
	for _, f := range shape.Fields() {
		if f.Brief || f.Own && own <= ownInBrief {
			s.brief = append(s.brief, f)
		}
	}
	s.title = placed(shape, func(f *vehicle.Field) int { return f.Title })
	s.details = placed(shape, func(f *vehicle.Field) int { return f.Detail })
	return s
}

// Car is a vehicle in an answer. What the dealer does not know is left out, and so is what a brief answer does not
// show.
type Car struct {
	vehicle vehicle.Vehicle
	by      *shower
	full    bool
}

// car shows a vehicle: what a person would read first, or all of it.
func (s *shower) car(v vehicle.Vehicle, full bool) Car { return Car{vehicle: v, by: s, full: full} }

// MarshalJSON implements json.Marshaler.
func (c Car) MarshalJSON() ([]byte, error) { return c.append(nil), nil }

// append appends the car's JSON.
func (c *Car) append(b []byte) []byte {
	b = append(b, `{"id":`...)
	if c.vehicle.ID.IsText() {
		b = vehicle.AppendText(b, c.vehicle.ID.String())
	} else {
		b = append(b, c.vehicle.ID.String()...)
	}
	b = append(b, `,"summary":`...)
	b = vehicle.AppendText(b, c.by.summary(&c.vehicle))
	fields := c.by.brief
	if c.full {
		fields = c.by.full
	}
	for _, f := range fields {
		value := passedOn(f, c.vehicle.Value(f))
		if !value.Known() {
			if !f.Required {
				continue
			}
			value = vehicle.TextOf("") // The document promises it.
		}
		b = append(append(append(b, ',', '"'), f.Name...), '"', ':')
		b = f.AppendJSON(b, value)
	}
	return append(b, '}')
}

// carList is cars as they are sent.
type carList struct {
	text  []byte
	count int
}

// add adds a car, if there is room for it; the first always fits.
func (l *carList) add(c Car, room int) bool {
	before := len(l.text)
	if l.count > 0 {
		l.text = append(l.text, ',')
	}
	l.text = c.append(l.text)
	if len(l.text) > room && l.count > 0 {
		l.text = l.text[:before]
		return false
	}
	l.count++
	return true
}

// Schema implements huma.SchemaProvider.
func (carList) Schema(r huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeArray, Items: r.Schema(reflect.TypeFor[Car](), true, ""), MaxItems: at(maxLimit)}
}

// Origin says where an answer's rows come from.
type Origin struct {
	Source string `json:"source" enum:"live,cache" doc:"live: read from the dealer's database just now. cache: read from a copy, because the database does not answer or is not asked." example:"live"`
	AsOf   string `json:"as_of" format:"date-time" doc:"Time of the rows, in UTC." example:"2026-11-01T17:06:00Z"`
}

func newOrigin(o vehicle.Origin) Origin {
	source := "cache"
	if o.Live {
		source = "live"
	}
	return Origin{Source: source, AsOf: o.AsOf.UTC().Format(time.RFC3339)}
}
