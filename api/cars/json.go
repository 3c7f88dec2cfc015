package cars

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/danielgtaylor/huma/v2"

	"forecourt/internal/vehicle"
)

// object is a JSON object whose names come in the order in which they are put, because the shape of the stock decides
// which there are.
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

// marshal writes a value, without the escapes that HTML would want.
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

// putFields puts the fields of a struct, which may not be empty.
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

// formats are the ways of writing answers: what writes its own JSON is not read again, as encoding/json would.
func formats() map[string]huma.Format {
	own := huma.DefaultJSONFormat
	own.Marshal = func(w io.Writer, v any) error {
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
