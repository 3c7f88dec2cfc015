package cars

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/danielgtaylor/huma/v2"

	"forecourt/api/passage"
	"forecourt/internal/vehicle"
)

// ownInBrief is the greatest number of own fields with which a brief car has them.
const ownInBrief = 5

// shower shows vehicles of one shape.
type shower struct {
	shape *vehicle.Shape
	// brief and full are the fields of a brief car and of a full one.
	brief, full []*vehicle.Field
	// readingOrder has the fields of words. A field comes after the one that decides between its values.
	readingOrder []*vehicle.Field
	// title and details are the fields of a summary, in order.
	title, details []*vehicle.Field
	// briefNames are the fields that a brief car is made of.
	briefNames []string
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
	for _, f := range slices.Concat(s.brief, s.title, s.details) {
		for _, name := range []string{f.Name, f.Unit} { // A summary tells a number with its unit.
			if shape.Field(name) != nil && !slices.Contains(s.briefNames, name) {
				s.briefNames = append(s.briefNames, name)
			}
		}
	}
	return s
}

// fields are those that a search must read for its cars, nil for all.
func (s *shower) fields(full bool) []string {
	if full {
		return nil
	}
	return s.briefNames
}

// Car is a vehicle in an answer. It leaves out what the dealer does not know. A brief car leaves out further fields.
type Car struct {
	vehicle vehicle.Vehicle
	by      *shower
	full    bool
}

// car shows a vehicle in full, or only what a person would read first.
func (s *shower) car(v vehicle.Vehicle, full bool) Car { return Car{vehicle: v, by: s, full: full} }

// MarshalJSON implements json.Marshaler.
func (c Car) MarshalJSON() ([]byte, error) { return c.append(nil), nil }

// append appends the car's JSON.
func (c *Car) append(b []byte) []byte {
	b = c.vehicle.ID.AppendJSON(append(b, `{"id":`...))
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
			value = vehicle.TextOf("") // The document says that the field is always there.
		}
		b = append(append(append(b, ',', '"'), f.Name...), '"', ':')
		b = f.AppendJSON(b, value)
	}
	return append(b, '}')
}

// carList is a list of cars in JSON.
type carList struct {
	text  []byte
	count int
	// room is where the memory of the text goes when the list is written.
	room *[]byte
}

// rooms have the memory of lists that were written. It serves later ones.
var rooms = sync.Pool{New: func() any { return new([]byte) }}

func newCarList() carList {
	room := rooms.Get().(*[]byte) // The pool has nothing else.
	return carList{text: (*room)[:0], room: room}
}

// free makes the memory of the list free for another one. Neither the list nor a copy of it may be used any more.
func (l carList) free() {
	*l.room = l.text
	rooms.Put(l.room)
}

// add adds a car if the list stays within room bytes. The first car always fits.
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

func NewOrigin(o vehicle.Origin) Origin {
	source := "cache"
	if o.Live {
		source = "live"
	}
	return Origin{Source: source, AsOf: o.AsOf.UTC().Format(time.RFC3339)}
}

// note tells the access log where the rows came from.
func note(ctx context.Context, o vehicle.Origin) { passage.NotesOf(ctx).Source = NewOrigin(o).Source }

// passedOn returns a value as it may be sent. A link becomes unknown if it holds a name and password, or if a page that
// shows it could run it as a script.
func passedOn(f *vehicle.Field, value vehicle.Value) vehicle.Value {
	if f.Kind != vehicle.Link || !value.Known() || isPlainLink(value.Text()) {
		return value
	}
	u, err := url.Parse(strings.TrimSpace(value.Text()))
	if err != nil || u.User != nil || u.Opaque != "" || u.Scheme != "" && u.Scheme != "https" && u.Scheme != "http" {
		return vehicle.Value{}
	}
	return value
}

// isPlainLink reports whether a text is a link of the web that has only characters which mean nothing special in a
// host's name, a path or a query. Most links are such, and parsing them takes longer.
func isPlainLink(text string) bool {
	rest, ok := strings.CutPrefix(text, "https://")
	if !ok {
		if rest, ok = strings.CutPrefix(text, "http://"); !ok {
			return false
		}
	}
	return !strings.ContainsFunc(rest, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-._~/?=&", r)
	})
}

// maxSummary is how many characters a summary has at most.
const maxSummary = 200

// placed returns the fields that have a place, sorted by it.
func placed(shape *vehicle.Shape, place func(*vehicle.Field) int) []*vehicle.Field {
	var list []*vehicle.Field
	for _, f := range shape.Fields() {
		if place(f) > 0 {
			list = append(list, f)
		}
	}
	slices.SortFunc(list, func(a, b *vehicle.Field) int { return cmp.Compare(place(a), place(b)) })
	return list
}

// summary writes in one line what a person would read first.
func (s *shower) summary(v *vehicle.Vehicle) string {
	var room [maxSummary]byte
	b := room[:0]
	for _, f := range s.title {
		b = s.appendPart(b, " ", v, f)
	}
	for _, f := range s.details {
		b = s.appendPart(b, ", ", v, f)
	}
	return Line(string(b), maxSummary)
}

// appendPart appends a value, if it is known, and what separates it from those before.
func (s *shower) appendPart(b []byte, separator string, v *vehicle.Vehicle, f *vehicle.Field) []byte {
	before := len(b)
	if before > 0 {
		b = append(b, separator...)
	}
	begin := len(b)
	if b = s.shape.AppendSpoken(b, v, f); len(b) == begin {
		return b[:before]
	}
	return b
}

// Line turns a text into a line of at most so many characters, without control characters and marks of direction.
func Line(text string, most int) string {
	if len(text) <= most && isPlain(text) {
		return text
	}
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, text)
	if len(text) > most {
		if runes := []rune(text); len(runes) > most {
			return string(runes[:most]) + "…"
		}
	}
	return text
}

// isPlain reports whether a text has only printable characters of ASCII.
func isPlain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// object is a JSON object that is written name by name, because its names depend on the shape of the stock.
type object struct {
	text []byte
	err  error
}

func newObject() *object { return &object{text: []byte{'{'}} }

func (o *object) name(name string) {
	if len(o.text) > 1 {
		o.text = append(o.text, ',')
	}
	o.text = append(vehicle.AppendText(o.text, name), ':')
}

// marshal writes a value, and does not escape <, > and &.
func marshal(value any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return bytes.TrimSpace(text.Bytes()), err
}

// put puts any value under a name.
func (o *object) put(name string, value any) {
	text, err := marshal(value)
	if err != nil && o.err == nil {
		o.err = fmt.Errorf("write %s: %w", name, err)
	}
	o.name(name)
	o.text = append(o.text, text...)
}

// putFields puts the fields of a struct, which must have some.
func (o *object) putFields(value any) {
	text, err := marshal(value)
	if err != nil || len(text) < len(`{"a":1}`) {
		if o.err == nil {
			o.err = err
		}
		return
	}
	if len(o.text) > 1 {
		o.text = append(o.text, ',')
	}
	o.text = append(o.text, text[1:len(text)-1]...)
}

// end returns the object.
func (o *object) end() ([]byte, error) { return append(o.text, '}'), o.err }

// jsonWriter is an answer that writes its JSON piece by piece. It is freed when it was sent.
type jsonWriter interface {
	writeJSON(w io.Writer) error
	free()
}

// formats say how huma writes answers. The JSON of a json.Marshaler is written as it is, because encoding/json would
// parse it again.
func formats() map[string]huma.Format {
	own := huma.DefaultJSONFormat
	own.Marshal = func(w io.Writer, v any) error {
		if b, ok := v.(jsonWriter); ok {
			defer b.free()
			err := b.writeJSON(w)
			if err == nil {
				_, err = w.Write([]byte{'\n'})
			}
			return err
		}
		m, ok := v.(json.Marshaler)
		if !ok {
			return huma.DefaultJSONFormat.Marshal(w, v)
		}
		text, err := m.MarshalJSON()
		if err != nil {
			return err
		}
		_, err = w.Write(append(text, '\n'))
		return err
	}
	return map[string]huma.Format{"application/json": own, "json": own}
}
