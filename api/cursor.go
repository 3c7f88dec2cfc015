package api

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/zeebo/xxh3"

	"forecourt/internal/vehicle"
)

// cursorJSON is a cursor as clients carry it. Filter ties it to the search that it came from.
type cursorJSON struct {
	Filter uint32  `json:"f"`
	Value  *string `json:"v,omitempty"`
	ID     int64   `json:"i"`
}

var errCursor = errors.New("it is no cursor of this search: send next_cursor as it was received, with the same parameters, or leave it out to begin again")

// filterOf sums up what a request asks for, but for the place and the page's size: what was sent, not how it was read, so
// that a cursor holds when the stock's words change.
func filterOf(r request) uint32 {
	r.After, r.Limit = nil, 0
	return hashOf(struct {
		vehicle.Search
		Text string
	}{r.Search, r.text})
}

func hashOf(asked any) uint32 {
	text, err := json.Marshal(asked)
	if err != nil { // Texts and numbers always have a JSON form.
		return 0
	}
	return uint32(xxh3.Hash(text))
}

// writePlace writes a place as clients carry it.
func writePlace(place any) (string, error) {
	text, err := json.Marshal(place)
	if err != nil {
		return "", fmt.Errorf("write a cursor: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(text), nil
}

// readPlace reads what writePlace has written.
func readPlace(text string, into any) error {
	if len(text) > 1000 {
		return errCursor
	}
	plain, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(plain, into) != nil {
		return errCursor
	}
	return nil
}

// writeCursor returns the place behind a vehicle, in the order that the request was read to ask for.
func writeCursor(v vehicle.Vehicle, r request, sort vehicle.Sort) (string, error) {
	place := vehicle.CursorOf(v, sort)
	return writePlace(cursorJSON{Filter: filterOf(r), Value: place.Value, ID: place.ID})
}

func readCursor(r request, sort vehicle.Sort) (*vehicle.Cursor, error) {
	var c cursorJSON
	if err := readPlace(r.cursor, &c); err != nil || c.Filter != filterOf(r) {
		return nil, errCursor
	}
	if c.Value == nil && sort == vehicle.ByUpdatedAtDesc {
		return nil, errCursor // Every vehicle has that value.
	}
	return &vehicle.Cursor{Value: c.Value, ID: c.ID}, nil
}
