package cars

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/zeebo/xxh3"

	"forecourt/internal/vehicle"
)

// maxCursor is the greatest length of a cursor. It is long because an identity may be a text.
const maxCursor = 3000

// cursorJSON is a cursor in the form that clients keep. Filter ties it to its search. Value is the rank of the value
// that the search sorts by.
type cursorJSON struct {
	Filter uint32     `json:"f"`
	Value  *int64     `json:"v,omitempty"`
	ID     vehicle.ID `json:"i"`
}

var errCursor = errors.New("it is no cursor of this search: send next_cursor as it was received, with the same parameters, or leave it out to begin again")

// filterOf returns a hash of what a request asks for, without the place and the size of a page. It is taken from what
// was sent, not from how it was read. So a cursor stays valid if the stock's words change.
func filterOf(r request) uint32 {
	r.After, r.Limit = nil, 0
	return hashOf(struct {
		vehicle.Search
		Text    string
		Exclude []string
		Units   map[string]string
	}{r.Search, r.text, r.exclude, r.units})
}

func hashOf(asked any) uint32 {
	text, err := json.Marshal(asked) // The names of maps are sorted.
	if err != nil {                  // Texts and numbers always have a JSON form.
		return 0
	}
	return uint32(xxh3.Hash(text))
}

// writePlace writes a place in the form that clients keep.
func writePlace(place any) (string, error) {
	text, err := json.Marshal(place)
	if err != nil {
		return "", fmt.Errorf("write a cursor: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(text), nil
}

// readPlace reads what writePlace has written.
func readPlace(text string, into any) error {
	if len(text) > maxCursor {
		return errCursor
	}
	plain, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(plain, into) != nil {
		return errCursor
	}
	return nil
}

// writeCursor returns the place after a vehicle, in the order that the request asks for.
func (s *Operations) writeCursor(v *vehicle.Vehicle, r request, sort vehicle.Sort) (string, error) {
	place, err := s.shape.CursorOf(v, sort)
	if err != nil {
		return "", fmt.Errorf("write a cursor behind %s: %w", v.ID, err)
	}
	return writePlace(cursorJSON{Filter: filterOf(r), Value: place.Value, ID: place.ID})
}

func (s *Operations) readCursor(r request, sort vehicle.Sort) (*vehicle.Cursor, error) {
	var c cursorJSON
	if err := readPlace(r.cursor, &c); err != nil || c.Filter != filterOf(r) || c.ID.IsText() != s.shape.TextID() {
		return nil, errCursor
	}
	if f, _ := s.shape.SortedBy(sort); c.Value != nil && !isRank(f, *c.Value) {
		return nil, errCursor
	}
	return &vehicle.Cursor{Value: c.Value, ID: c.ID}, nil
}

// isRank reports whether a number can be the rank of a value of the field. A nil field has no ranks.
func isRank(f *vehicle.Field, n int64) bool {
	switch {
	case f == nil || n == vehicle.None:
		return false
	case f.Kind == vehicle.Date:
		packed, err := vehicle.UnpackDate(n).Pack()
		return err == nil && packed == n
	}
	return true
}
