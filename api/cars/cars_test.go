package cars_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forecourt/api/cars"
	"forecourt/api/problem"
	"forecourt/internal/vehicle"
)

var now = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

// lot is a stock of a few cars, which are found whatever is asked for. It keeps the searches.
type lot struct {
	vehicles []vehicle.Vehicle
	asked    []vehicle.Search
}

func (l *lot) Search(_ context.Context, s vehicle.Search) (vehicle.Page, error) {
	l.asked = append(l.asked, s)
	found := only(s, l.vehicles[:min(s.Limit, len(l.vehicles))])
	return vehicle.Page{Vehicles: found, Total: int64(len(l.vehicles)), More: len(found) < len(l.vehicles), Origin: vehicle.Origin{AsOf: now}}, nil
}

// only returns vehicles with no more values than a search needs: a live one reads no others.
func only(s vehicle.Search, list []vehicle.Vehicle) []vehicle.Vehicle {
	if len(s.Fields) == 0 {
		return list
	}
	shape := vehicle.StandardShape()
	sorted, _ := shape.SortedBy(s.Sort)
	some := shape.NewList(len(list))
	for i := range list {
		some[i].ID = list[i].ID
		for _, f := range shape.Fields() {
			if f == sorted || slices.Contains(s.Fields, f.Name) {
				some[i].Set(f, list[i].Value(f))
			}
		}
	}
	return some
}

func (l *lot) Get(_ context.Context, id vehicle.ID) (vehicle.Vehicle, vehicle.Origin, bool, error) {
	for _, v := range l.vehicles {
		if v.ID == id {
			return v, vehicle.Origin{AsOf: now}, true, nil
		}
	}
	return vehicle.Vehicle{}, vehicle.Origin{}, false, nil
}

func (l *lot) Values(context.Context) (vehicle.Values, error) {
	return vehicle.Values{Vehicles: int64(len(l.vehicles)), Origin: vehicle.Origin{AsOf: now}}, nil
}

func (l *lot) Facets(context.Context, vehicle.Search, []vehicle.FacetField) (vehicle.Facets, error) {
	return vehicle.Facets{}, nil
}

// open returns the handler of a stock's operations.
func open(t *testing.T, l cars.Reader) http.Handler {
	t.Helper()
	mux := http.NewServeMux()
	operations := cars.New(cars.Options{Reader: l, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }})
	if _, err := operations.Register(mux); err != nil {
		t.Fatal(err)
	}
	return mux
}

// get asks, reads the answer into a value, and returns the status.
func get(t *testing.T, handler http.Handler, target string, into any) int {
	t.Helper()
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil))
	if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
		t.Fatalf("%s: %v: %s", target, err, w.Body)
	}
	return w.Code
}

// car returns a car with the values of some fields.
func car(id int64, values map[string]vehicle.Value) vehicle.Vehicle {
	shape := vehicle.StandardShape()
	v := shape.New(vehicle.NumberID(id))
	for name, value := range values {
		v.Set(shape.Field(name), value)
	}
	return v
}

func TestParseSince(t *testing.T) {
	for text, want := range map[string]time.Time{
		"24h": now.Add(-24 * time.Hour), "7d": now.AddDate(0, 0, -7), "0.5d": now.Add(-12 * time.Hour),
		"2026-11-01": time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), "2026-11-01T10:00:00+01:00": time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC),
	} {
		if got, err := cars.ParseSince(text, now); err != nil || !got.Equal(want) {
			t.Errorf("%s: %s, %v, want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", "yesterday", "-1h", "-1d", "2026-13-01"} {
		if got, err := cars.ParseSince(text, now); err == nil || !strings.Contains(err.Error(), "such as") {
			t.Errorf("%s: %s, %v", text, got, err)
		}
	}
}

// TestParametersBecomeASearch shows what the reader is asked for.
func TestParametersBecomeASearch(t *testing.T) {
	l := &lot{vehicles: []vehicle.Vehicle{car(1, nil)}}
	handler := open(t, l)
	var answer any
	if code := get(t, handler, "/cars/?year=2020,2021&price_max=19999.50&vin[]=A&vin[]=B&sort=-price&limit=7", &answer); code != http.StatusOK {
		t.Fatal(code, answer)
	}
	most := int64(1_999_950)
	want := vehicle.Search{
		Words: map[string][]string{"vin": {"A", "B"}}, Numbers: map[string][]int64{"year": {2020, 2021}}, Ranges: map[string]vehicle.Range{"price": {Max: &most}},
		Without: map[string][]string{}, WithoutNumbers: map[string][]int64{}, Sort: "-price", Limit: 7,
		Fields: []string{
			"make", "model", "trim", "year", "color", "mileage", "mileage_unit", "price", "currency", "location", "status", "listing_url",
			"body_type", "transmission", "fuel_type", "drivetrain", // These are in the summary.
		},
	}
	// The last search is the request's own: the words of the stock are read before.
	if diff := cmp.Diff(want, l.asked[len(l.asked)-1]); diff != "" {
		t.Error(diff)
	}
}

// TestWrongParametersAreNamed shows that the problem names each wrong parameter, and that nothing is searched.
func TestWrongParametersAreNamed(t *testing.T) {
	l := &lot{}
	handler := open(t, l)
	for target, want := range map[string]problem.ParameterError{
		"/cars/?colour=red":                {Parameter: "colour", Sent: "red", Problem: "there is no such parameter", Nearest: "color"},
		"/cars/?year=soon":                 {Parameter: "year", Sent: "soon", Problem: "it must be a whole number from 1886 to 2100"},
		"/cars/?price_min=2&price_max=1":   {Parameter: "price_min", Sent: "2", Problem: "it is greater than price_max"},
		"/cars/?limit=20&limit=30":         {Parameter: "limit", Sent: "20, 30", Problem: "it may be given once"},
		"/cars/?limit=0":                   {Parameter: "limit", Sent: "0", Problem: "it must be a whole number from 1 to 100"},
		"/cars/?facets=vin":                {Parameter: "facets", Sent: "vin", Problem: "it must be fields, one of "},
		"/cars/first":                      {Parameter: "id", Sent: "first", Problem: "it must be a whole number, as the id of search_cars is"},
		"/cars/?cursor=eyJmIjoxLCJpIjo3fQ": {Parameter: "cursor", Sent: "eyJmIjoxLCJpIjo3fQ", Problem: "it is no cursor of this search"},
	} {
		var got problem.Problem
		code := get(t, handler, target, &got)
		if code != http.StatusBadRequest || len(got.Errors) != 1 {
			t.Errorf("%s: %d %+v", target, code, got)
			continue
		}
		e := got.Errors[0]
		if e.Parameter != want.Parameter || e.Sent != want.Sent || e.Nearest != want.Nearest && want.Nearest != "" || !strings.HasPrefix(e.Problem, want.Problem) {
			t.Errorf("%s: %+v, want %+v", target, e, want)
		}
	}
	if len(l.asked) > 0 {
		t.Errorf("%d searches were made", len(l.asked))
	}
}

// TestCursorGoesOnAfterTheLastCar asks for the second page.
func TestCursorGoesOnAfterTheLastCar(t *testing.T) {
	price := map[string]vehicle.Value{"price": vehicle.NumberOf(1_000_000)}
	l := &lot{vehicles: []vehicle.Vehicle{car(4, price), car(9, price)}}
	handler := open(t, l)
	var first struct {
		NextCursor string `json:"next_cursor"`
	}
	get(t, handler, "/cars/?sort=price&limit=1", &first)
	var next any
	if code := get(t, handler, "/cars/?sort=price&limit=1&cursor="+first.NextCursor, &next); code != http.StatusOK {
		t.Fatal(code, next)
	}
	rank := int64(1_000_000)
	want := &vehicle.Cursor{Value: &rank, ID: vehicle.NumberID(4)}
	if got := l.asked[len(l.asked)-1].After; got == nil || *got.Value != *want.Value || got.ID != want.ID {
		t.Errorf("the page begins after %+v, want %+v", got, want)
	}
}

// TestCar shows what an answer has of a car: what is known, in the order of the catalogue, and no link that holds a
// password.
func TestCar(t *testing.T) {
	known := map[string]vehicle.Value{
		"make": vehicle.TextOf("Toyota"), "model": vehicle.TextOf("Camry"), "year": vehicle.NumberOf(2021), "price": vehicle.NumberOf(2_199_050), "currency": vehicle.TextOf("USD"),
		"listing_url": vehicle.TextOf("https://me:secret@dealer.example/7"), "stock_number": vehicle.TextOf(""), "status": vehicle.TextOf("available"),
	}
	handler := open(t, &lot{vehicles: []vehicle.Vehicle{car(7, known)}})
	var answer struct {
		Car json.RawMessage `json:"car"`
	}
	if code := get(t, handler, "/cars/7", &answer); code != http.StatusOK {
		t.Fatal(code)
	}
	const want = `{"id":7,"summary":"2021 Toyota Camry, $21,990.50","stock_number":"","make":"Toyota","model":"Camry","year":2021,"price":21990.5,"currency":"USD","status":"available"}`
	if diff := cmp.Diff(want, string(answer.Car)); diff != "" {
		t.Error(diff)
	}
	var missing problem.Problem
	if code := get(t, handler, "/cars/8", &missing); code != http.StatusNotFound || !strings.Contains(missing.Detail, "8") {
		t.Errorf("%d %+v", code, missing)
	}
}

// TestBriefCarsAreLikeFullOnes compares a car of a search that reads only what it shows with one that reads everything,
// in every order: what both show is the same, and so is the cursor.
func TestBriefCarsAreLikeFullOnes(t *testing.T) {
	shape := vehicle.StandardShape()
	values := map[string]vehicle.Value{}
	for i, f := range shape.Fields() {
		switch f.Kind {
		case vehicle.Number, vehicle.Money:
			values[f.Name] = vehicle.NumberOf(int64(2000 + i))
		case vehicle.Date:
			values[f.Name] = vehicle.TextOf("2026-10-31 12:00:00")
		case vehicle.Link:
			values[f.Name] = vehicle.TextOf("https://cars.example.com/1")
		default:
			values[f.Name] = vehicle.TextOf("value of " + f.Name)
		}
	}
	handler := open(t, &lot{vehicles: []vehicle.Vehicle{car(1, values), car(2, values)}})
	for _, order := range shape.Orders() {
		var brief, full struct {
			Items  []map[string]any `json:"items"`
			Cursor string           `json:"next_cursor"`
		}
		get(t, handler, "/cars/?limit=1&sort="+string(order), &brief)
		get(t, handler, "/cars/?limit=1&fields=full&sort="+string(order), &full)
		if len(brief.Items) != 1 || len(full.Items) != 1 || len(brief.Items[0]) >= len(full.Items[0]) || brief.Cursor == "" || brief.Cursor != full.Cursor {
			t.Fatalf("%s: %v and %v", order, brief, full)
		}
		for name, value := range brief.Items[0] {
			if value != full.Items[0][name] {
				t.Errorf("%s: %s is %v in a brief car, and %v in a full one", order, name, value, full.Items[0][name])
			}
		}
	}
}
