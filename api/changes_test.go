package api_test

import (
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forecourt/api/cars"
	"forecourt/internal/demo"
	"forecourt/internal/stock"
)

// later is when the changed stock was copied again.
var later = now.Add(time.Hour)

// newChangedCopy makes a copy, lets things happen to the stock, and copies it again.
func newChangedCopy(tb testing.TB, rows int) *stock.Cached {
	tb.Helper()
	dir := tb.TempDir()
	from, to := filepath.Join(dir, "dealer.db"), filepath.Join(dir, "cache.db")
	if err := demo.Write(tb.Context(), from, demo.New(3, now), rows); err != nil {
		tb.Fatal(err)
	}
	syncAt(tb, from, to, now)
	db, err := sql.Open("sqlite", from)
	if err != nil {
		tb.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{
		"UPDATE vehicle SET price_cents = 1449950, updated_at = '2026-11-01 12:30:00.000000' WHERE id = 17",
		"UPDATE vehicle SET price_cents = price_cents + 50000 WHERE id = 19",
		"UPDATE vehicle SET status = 'reserved', item_condition = NULL WHERE id = 7",
		"DELETE FROM vehicle WHERE id = 5",
		"INSERT INTO vehicle (id, stock_number, make, model, status, updated_at) VALUES (9001, 'NEW1', 'Škoda', 'Octavia', 'available', '2026-11-01 12:40:00.000000')",
	} {
		if _, err := db.ExecContext(tb.Context(), statement); err != nil {
			tb.Fatal(err)
		}
	}
	syncAt(tb, from, to, later)
	if _, err := db.ExecContext(tb.Context(), "DELETE FROM vehicle WHERE id = 19"); err != nil {
		tb.Fatal(err)
	}
	syncAt(tb, from, to, later.Add(time.Hour))
	return openCopy(tb, to)
}

// changesPage is an answer of list_changes.
type changesPage struct {
	Items []struct {
		What      string
		ChangedAt string `json:"changed_at"`
		CarID     int64  `json:"car_id"`
		Car       *struct{ Make, Summary string }
		Fields    []struct {
			Field    string
			Old, New *string
		}
		Price *struct{ Old, New float64 }
	}
	NextCursor    string `json:"next_cursor"`
	CompleteSince string `json:"complete_since"`
}

// TestChangesOfACarAndByDay asks for one car, and counts by day; what was counted is right after more has happened,
// too.
func TestChangesOfACarAndByDay(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "dealer.db"), filepath.Join(dir, "cache.db")
	if err := demo.Write(t.Context(), from, demo.New(3, now), 100); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", from)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	syncAt(t, from, to, now)
	c := newClient(t, options(openCopy(t, to)))
	type days struct {
		Items []struct {
			CarID int64 `json:"car_id"`
			What  string
		}
		Days []cars.DayOfChanges
	}
	ask := func(target string) days {
		t.Helper()
		var got days
		if code := c.get(target, &got); code != 200 {
			t.Errorf("%s: %d", target, code)
		}
		return got
	}
	if got := ask("/cars/changes?per_day=true"); len(got.Days) != 0 {
		t.Errorf("before anything has happened: %+v", got)
	}
	for day := range 3 {
		for _, statement := range []string{
			"UPDATE vehicle SET price_cents = price_cents - 10000 WHERE id IN (17, 18, 19)", "UPDATE vehicle SET color = 'Teal' WHERE id = 20",
			fmt.Sprintf("DELETE FROM vehicle WHERE id = %d", 40+day),
		} {
			if _, err := db.ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
		syncAt(t, from, to, now.AddDate(0, 0, day+1))
		updated := int64(0)
		if day == 0 {
			updated = 1
		}
		got := ask("/cars/changes?per_day=true&limit=1")
		if len(got.Days) != day+1 || got.Days[day] != (cars.DayOfChanges{Day: now.AddDate(0, 0, day+1).Format("2006-01-02"), PriceDrop: 3, Left: 1, Updated: updated}) {
			t.Errorf("day %d: %+v", day, got.Days)
		}
	}
	got := ask("/cars/changes?per_day=true&car_id=17")
	if len(got.Items) != 3 || got.Items[0].CarID != 17 || len(got.Days) != 3 || got.Days[0].PriceDrop != 1 || got.Days[0].Left != 0 {
		t.Errorf("car 17: %+v", got)
	}
	if got := ask("/cars/changes?per_day=true&what=left&since=2026-11-03"); len(got.Days) != 2 || got.Days[0] != (cars.DayOfChanges{Day: "2026-11-03", Left: 1}) {
		t.Errorf("by kind and time: %+v", got.Days)
	}
	if code := c.get("/cars/changes?car_id=x", nil); code != 400 {
		t.Errorf("no id: %d", code)
	}
}

func TestChanges(t *testing.T) {
	o := options(newChangedCopy(t, exampleStock))
	o.Now = func() time.Time { return later.Add(2 * time.Hour) }
	c := newClient(t, o)
	var all changesPage
	if code := c.get("/cars/changes", &all); code != 200 || all.CompleteSince != "2026-11-01T12:00:00Z" {
		t.Fatalf("%d: %+v", code, all)
	}
	happened := map[string]bool{}
	for i, item := range all.Items {
		happened[fmt.Sprintf("%s %d", item.What, item.CarID)] = true
		if i > 0 && item.ChangedAt > all.Items[i-1].ChangedAt {
			t.Error("the latest are not first")
		}
		if (item.Car == nil) != (item.What == "price_rise") {
			t.Errorf("%s %d: car %v", item.What, item.CarID, item.Car) // 19 has left since.
		}
	}
	want := map[string]bool{"price_drop 17": true, "price_rise 19": true, "updated 7": true, "left 5": true, "arrived 9001": true, "left 19": true}
	if diff := cmp.Diff(want, happened); diff != "" {
		t.Error(diff)
	}
	for query, ids := range map[string][]int64{
		"what=price_drop":                    {17},
		"what=LEFT&what=arrived":             {19, 9001, 5},
		"make=skoda":                         {9001},
		"make=Jeep":                          {17},
		"since=2026-11-01T13:30:00Z":         {19},
		"since=90m":                          {19},
		"since=1d&what=updated":              {7},
		"what=price_rise&since=2027-01-01":   nil,
		"make=Ford&model=Explorer&what=left": {19},
	} {
		var found changesPage
		if code := c.get("/cars/changes?"+query, &found); code != 200 {
			t.Errorf("%s: %d", query, code)
		}
		got := map[int64]bool{}
		for _, item := range found.Items {
			got[item.CarID] = true
		}
		wanted := map[int64]bool{}
		for _, id := range ids {
			wanted[id] = true
		}
		if diff := cmp.Diff(wanted, got); diff != "" {
			t.Errorf("%s:\n%s", query, diff)
		}
	}
	var drop changesPage
	c.get("/cars/changes?what=price_drop", &drop)
	if p := drop.Items[0].Price; p == nil || p.New != 14499.5 || p.Old != 15990 {
		t.Errorf("the price: %+v", p)
	}
	var updated changesPage
	c.get("/cars/changes?what=updated", &updated)
	fields := map[string]string{}
	for _, f := range updated.Items[0].Fields {
		fields[f.Field] = "nothing"
		if f.New != nil {
			fields[f.Field] = *f.New
		}
	}
	if diff := cmp.Diff(map[string]string{"status": "reserved", "condition": "nothing"}, fields); diff != "" {
		t.Error(diff)
	}
	// Page by page, it is the same.
	var paged []int64
	query := url.Values{"limit": {"2"}}
	for {
		var page changesPage
		if code := c.get("/cars/changes?"+query.Encode(), &page); code != 200 {
			t.Fatal(code)
		}
		for _, item := range page.Items {
			paged = append(paged, item.CarID)
		}
		if page.NextCursor == "" {
			break
		}
		query.Set("cursor", page.NextCursor)
	}
	var whole []int64
	for _, item := range all.Items {
		whole = append(whole, item.CarID)
	}
	if diff := cmp.Diff(whole, paged); diff != "" {
		t.Error(diff)
	}
	for _, bad := range []string{"what=sold", "since=yesterday", "since=-1h", "limit=0", "cursor=x", "color=red", "make=Ford&cursor=" + query.Get("cursor")} {
		if code := c.get("/cars/changes?"+bad, nil); code != 400 {
			t.Errorf("%s: %d", bad, code)
		}
	}
}
