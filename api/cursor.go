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

// filterOf sums up what a search asks for, but for the place and the page's size.
func filterOf(s vehicle.Search) uint32 {
	s.After, s.Limit = nil, 0
	text, err := json.Marshal(s)
	if err != nil { // Texts and numbers always have a JSON form.
		return 0
	}
	return uint32(xxh3.Hash(text))
}

// writeCursor returns the place behind a vehicle.
func writeCursor(v vehicle.Vehicle, s vehicle.Search) (string, error) {
	place := vehicle.CursorOf(v, s.Sort)
	text, err := json.Marshal(cursorJSON{Filter: filterOf(s), Value: place.Value, ID: place.ID})
	if err != nil {
		return "", fmt.Errorf("write a cursor: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(text), nil
}

func readCursor(text string, s vehicle.Search) (*vehicle.Cursor, error) {
	if len(text) > 1000 {
		return nil, errCursor
	}
	plain, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil, errCursor
	}
	var c cursorJSON
	if err := json.Unmarshal(plain, &c); err != nil || c.Filter != filterOf(s) {
		return nil, errCursor
	}
	if c.Value == nil && s.Sort == vehicle.ByUpdatedAtDesc {
		return nil, errCursor // Every vehicle has that value.
	}
	return &vehicle.Cursor{Value: c.Value, ID: c.ID}, nil
}
