package cars_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"forecourt/internal/vehicle"
)

// versions is a stock whose snapshot has a time of its own.
type versions struct {
	*lot
	changed func() time.Time
}

func (v versions) Search(ctx context.Context, s vehicle.Search) (vehicle.Page, error) {
	page, err := v.lot.Search(ctx, s)
	page.Origin.Changed = v.changed()
	return page, err
}

// TestACursorOfALaterSnapshot: another server of the same stock has made it. This one waits a moment for that snapshot;
// if it does not come, the answer is 409, and says when to ask again.
func TestACursorOfALaterSnapshot(t *testing.T) {
	stock := &lot{vehicles: []vehicle.Vehicle{car(4, nil), car(9, nil)}}
	ahead := open(t, versions{stock, func() time.Time { return now.Add(time.Hour) }})
	first := httptest.NewRecorder()
	ahead.ServeHTTP(first, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/cars/?limit=1", nil))
	var page struct {
		NextCursor string `json:"next_cursor"`
	}
	if err := json.Unmarshal(first.Body.Bytes(), &page); err != nil || page.NextCursor == "" {
		t.Fatalf("%d %s: %v", first.Code, first.Body, err)
	}
	next := func(reader versions) *httptest.ResponseRecorder {
		got := httptest.NewRecorder()
		open(t, reader).ServeHTTP(got, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/cars/?limit=1&cursor="+page.NextCursor, nil))
		return got
	}
	late := next(versions{stock, func() time.Time { return now }})
	if late.Code != http.StatusConflict || late.Header().Get("Retry-After") != "1" || !strings.Contains(late.Body.String(), "does not have the snapshot yet") {
		t.Errorf("a server that stays behind: %d %v %s", late.Code, late.Header(), late.Body)
	}
	asked := 0
	soon := next(versions{stock, func() time.Time {
		if asked++; asked < 3 {
			return now
		}
		return now.Add(time.Hour)
	}})
	if soon.Code != http.StatusOK || asked < 3 {
		t.Errorf("a server that gets it in a moment: %d after %d looks: %s", soon.Code, asked, soon.Body)
	}
	newer := next(versions{stock, func() time.Time { return now.Add(2 * time.Hour) }})
	if newer.Code != http.StatusOK {
		t.Errorf("a server that is ahead: %d %s", newer.Code, newer.Body)
	}
}
