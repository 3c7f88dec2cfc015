package cars

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/zeebo/xxh3"

	"forecourt/internal/vehicle"
)

// maxCursor is the greatest length of a cursor. It is long because an identity may be a text.
const maxCursor = 3000

// cursorJSON is a cursor in the form that clients keep. Filter ties it to its search. Value is the rank of the value
// that the search sorts by. Changed tells the snapshot of the page, 0 for live rows: the next page may be asked of
// another server, which may have an older one.
type cursorJSON struct {
	Filter  uint32     `json:"f"`
	Value   *int64     `json:"v,omitempty"`
	ID      vehicle.ID `json:"i"`
	Changed int64      `json:"t,omitempty"`
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
func (s *Operations) writeCursor(v *vehicle.Vehicle, r request, sort vehicle.Sort, origin vehicle.Origin) (string, error) {
	place, err := s.shape.CursorOf(v, sort)
	if err != nil {
		return "", fmt.Errorf("write a cursor behind %s: %w", v.ID, err)
	}
	return writePlace(cursorJSON{Filter: filterOf(r), Value: place.Value, ID: place.ID, Changed: stampOf(origin)})
}

// stampOf is how a cursor tells a snapshot.
func stampOf(origin vehicle.Origin) int64 {
	if origin.Changed.IsZero() {
		return 0
	}
	return origin.Changed.UnixMicro()
}

// readCursor returns the place of a cursor, and the snapshot that it came from.
func (s *Operations) readCursor(r request, sort vehicle.Sort) (place *vehicle.Cursor, changed int64, err error) {
	var c cursorJSON
	if err := readPlace(r.cursor, &c); err != nil || c.Filter != filterOf(r) || c.ID.IsText() != s.shape.TextID() {
		return nil, 0, errCursor
	}
	if f, _ := s.shape.SortedBy(sort); c.Value != nil && !isRank(f, *c.Value) {
		return nil, 0, errCursor
	}
	return &vehicle.Cursor{Value: c.Value, ID: c.ID}, c.Changed, nil
}

const (
	// snapshotWait is how long a request waits for the snapshot that its cursor came from, and snapshotLook how often it
	// looks for it.
	snapshotWait = time.Second
	snapshotLook = 50 * time.Millisecond
)

// errOlder says that this server has an older snapshot than a cursor came from.
var errOlder = errors.New("this server does not have the snapshot yet that the cursor came from")

// searchSince is a search of a snapshot that is not older than the one that a cursor came from. It waits a moment for
// it: another server of the same stock may be a little ahead.
func (s *Operations) searchSince(ctx context.Context, changed int64, search vehicle.Search) (vehicle.Page, error) {
	over := time.Now().Add(snapshotWait)
	for {
		page, err := s.Reader.Search(ctx, search)
		if err != nil || page.Origin.Live || stampOf(page.Origin) >= changed {
			return page, err
		}
		if time.Now().After(over) {
			return page, errOlder
		}
		select {
		case <-ctx.Done():
			return page, ctx.Err()
		case <-time.After(snapshotLook):
		}
	}
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
