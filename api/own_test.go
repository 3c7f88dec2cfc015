package api_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forecourt/api"
	"forecourt/api/cars"
	"forecourt/api/openaicheck"
	"forecourt/api/testapi"
	"forecourt/api/toolset"
	"forecourt/internal/cache"
	"forecourt/internal/mapping"
	"forecourt/internal/source"
	"forecourt/internal/stock"
	"forecourt/internal/syncer"
	"forecourt/internal/vehicle"
)

// ownStock is a stock with fields of its own of every kind, a text for a key, and neither drivetrain nor updated_at.
const ownStock = `
view: autos
key: uid
fields:
  make: Brand
  model: Model
  year: Year
  price: {column: Price, currency: GBP}
own:
  doors: {column: Doors, kind: number, about: Number of doors}
  co2: {column: CO2, kind: number, about: "Carbon dioxide, in g/km"}
  branch: {column: Branch, kind: word, about: Where the car stands, words: {Leeds: [yorkshire]}}
  navigation: {column: Navi, kind: flag, about: Whether it has navigation, words: {yes: [sat nav]}}
  registered: {column: Registered, kind: date, about: When it was first registered}
  deposit: {column: Deposit, kind: money, about: What is paid first}
  note_text: {column: Note, kind: text, about: What the seller says}
  photo: {column: Photo, kind: link, about: A picture}
`

var ownRows = []string{
	`('b/1 ü', 'Ford', 'Focus', 2019, 9500, 5, 99.5, 'Leeds', 'yes', '2019-03-01 00:00:00', 500.50, 'one owner', 'https://p.example/1')`,
	`('b-2', 'Ford', 'Fiesta', 2020, 8000, 3, 110, 'Leeds', 'no', '2020-07-15 12:30:00', 400, NULL, 'https://Img.example:8443/cars/b-2.JPG?w=800')`,
	`('b-3', 'Skoda', 'Octavia', 2021, 15000, 5, 120, 'York', 'yes', '2024-01-31 23:00:00', NULL, NULL, 'https://img.example;script-src*/b-3.png')`,
	`('b-4', 'Skoda', 'Fabia', 2018, NULL, 4, NULL, 'Hull', NULL, NULL, NULL, NULL, 'http://img.example/b-4.jpg')`,
	`('b-5', 'BMW', '320d', 2022, 22000, 2, 140, NULL, 'no', '2024-02-01 00:00:00', 999, NULL, NULL)`,
}

// openOwn copies the stock with own fields, and changes a row.
func openOwn(tb testing.TB) api.Options {
	tb.Helper()
	dir := tb.TempDir()
	from, to := filepath.Join(dir, "dealer.db"), filepath.Join(dir, "cache.db")
	db, err := sql.Open("sqlite", from)
	if err != nil {
		tb.Fatal(err)
	}
	defer db.Close()
	exec := func(text string) {
		if _, err := db.ExecContext(tb.Context(), text); err != nil {
			tb.Fatal(err)
		}
	}
	exec(`CREATE TABLE autos (uid VARCHAR(40) NOT NULL PRIMARY KEY, Brand VARCHAR(40), Model VARCHAR(40), Year INT, Price DECIMAL(10,2), Doors INT, CO2 DECIMAL(6,1),
		Branch VARCHAR(40), Navi VARCHAR(3), Registered DATETIME, Deposit DECIMAL(10,2), Note TEXT, Photo TEXT)`)
	exec("INSERT INTO autos VALUES " + strings.Join(ownRows, ", "))
	m, err := mapping.Parse([]byte(ownStock))
	if err != nil {
		tb.Fatal(err)
	}
	sync := func(at time.Time) {
		dealer, err := source.OpenSQLite(from, func() time.Time { return at })
		if err != nil {
			tb.Fatal(err)
		}
		defer dealer.Close()
		s := syncer.New(dealer, syncer.Options{CachePath: to, KeepChanges: 30 * 24 * time.Hour, Now: func() time.Time { return at }, Log: slog.New(slog.DiscardHandler)})
		err = s.Run(tb.Context(), []syncer.View{{Name: "autos", Key: m.Key}}, func(r syncer.Report) {
			if r.Err != nil {
				tb.Fatal(r.Err)
			}
		})
		if err != nil {
			tb.Fatal(err)
		}
	}
	sync(now)
	exec("UPDATE autos SET Doors = 3, Navi = 'yes' WHERE uid = 'b-5'")
	sync(later)
	functions, err := mapping.Driver()
	if err != nil {
		tb.Fatal(err)
	}
	store, err := cache.Open(tb.Context(), to, cache.Options{ReadOnly: true, Driver: functions})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { store.Close() })
	columns, err := stock.CopyColumns(tb.Context(), store.DB(), m.View)
	if err != nil {
		tb.Fatal(err)
	}
	plan, err := m.Plan(mapping.SQLite, columns)
	if err != nil {
		tb.Fatal(err)
	}
	o := patient(options(newCached(tb, store.DB(), stock.Stock{Mapping: m, Shape: plan.Shape})))
	o.Shape, o.Own = plan.Shape, map[string][]mapping.Synonyms{}
	for _, own := range m.Own {
		o.Own[own.Name] = own.Words
	}
	o.Now = func() time.Time { return later }
	return o
}

// newOwnClient validates answers against the stock's own document.
func newOwnClient(tb testing.TB) (*client, api.Options) {
	tb.Helper()
	o := openOwn(tb)
	c := newClient(tb, o)
	document, err := cars.Document(o.Shape, cars.DefaultPublicURL, "1.0.0")
	if err != nil {
		tb.Fatal(err)
	}
	c.document = testapi.New(tb, document)
	return c, o
}

type ownPage struct {
	Items      []map[string]any
	Total      int
	NextCursor string `json:"next_cursor"`
}

// ids are the cars that a search finds, in its order.
func (c *client) ids(target string) []string {
	c.tb.Helper()
	var p ownPage
	if code := c.get(target, &p); code != http.StatusOK {
		return []string{fmt.Sprint(code)}
	}
	list := []string{}
	for _, car := range p.Items {
		list = append(list, fmt.Sprint(car["id"]))
	}
	return list
}

func TestOwnFields(t *testing.T) {
	c, _ := newOwnClient(t)
	for query, want := range map[string][]string{
		"":                           {"b/1 ü", "b-5", "b-4", "b-3", "b-2"}, // Without a date, by identity.
		"doors=5&sort=co2":           {"b/1 ü", "b-3"},
		"doors=4,3&sort=doors":       {"b-2", "b-5", "b-4"},
		"doors_min=4&sort=-co2":      {"b-3", "b/1 ü", "b-4"},
		"co2_max=99.5":               {"b/1 ü"},
		"branch=leeds&sort=year":     {"b/1 ü", "b-2"},
		"branch=Leds&sort=year":      {"b/1 ü", "b-2"},
		"branch=yorkshire&sort=year": {"b/1 ü", "b-2"},
		"navigation=true&sort=year":  {"b/1 ü", "b-3", "b-5"},
		"navigation=no":              {"b-2"},
		"registered_min=2024-01-31&registered_max=2024-01-31":         {"b-3"},
		"registered_max=2020-07-15T12:30:00&sort=-registered":         {"b-2", "b/1 ü"},
		"deposit_min=500&sort=-deposit":                               {"b-5", "b/1 ü"},
		"q=ford+with+5+doors":                                         {"b/1 ü"},
		"q=at+least+4+doors&sort=doors":                               {"b-4", "b-3", "b/1 ü"},
		"q=more+than+4+doors&sort=year":                               {"b/1 ü", "b-3"},
		"q=3-door+cars+in+leeds":                                      {"b-2"},
		"q=ford+in+yorkshire+with+navigation":                         {"b/1 ü"},
		"q=ford+without+navigation":                                   {"b-2"},
		"q=skoda+with+sat+nav":                                        {"b-3"},
		"q=co2+under+110.5&sort=year":                                 {"b/1 ü", "b-2"},
		"make[]=Ford&make[]=BMW&sort=year":                            {"b/1 ü", "b-2", "b-5"},
		"make[1]=Ford&make[0]=BMW&doors[]=5":                          {"b/1 ü"},
		"limit=+5&year_min=%202021&sort=year":                         {"b-3", "b-5"},
		"year_min=%2B2021&sort=-year":                                 {"b-5", "b-3"},
		"doors=5&doors_min=5&branch=York&registered_min=2024&limit=1": {"400"},
		"doors=5.5": {},
	} {
		if diff := cmp.Diff(want, c.ids("/cars/?"+query)); diff != "" {
			t.Errorf("%s:\n%s", query, diff)
		}
	}
}

// TestOwnFieldsPageByPage goes through every order: nothing is lost, nothing comes twice.
func TestOwnFieldsPageByPage(t *testing.T) {
	c, o := newOwnClient(t)
	for _, order := range o.Shape.Orders() {
		var got []string
		target := "/cars/?limit=2&sort=" + string(order)
		for next := target; next != ""; {
			var p ownPage
			if code := c.get(next, &p); code != http.StatusOK {
				t.Fatalf("%s: %d", next, code)
			}
			for _, car := range p.Items {
				got = append(got, fmt.Sprint(car["id"]))
			}
			if next = ""; p.NextCursor != "" {
				next = target + "&cursor=" + p.NextCursor
			}
		}
		if diff := cmp.Diff(c.ids("/cars/?limit=100&sort="+string(order)), got); diff != "" || len(got) != len(ownRows) {
			t.Errorf("%s: %v\n%s", order, got, diff)
		}
	}
}

func TestOwnFieldsAreShown(t *testing.T) {
	c, _ := newOwnClient(t)
	var one struct{ Car map[string]any }
	c.get("/cars/b%2F1%20%C3%BC", &one)
	want := map[string]any{
		"id": "b/1 ü", "summary": "2019 Ford Focus, £9,500", "make": "Ford", "model": "Focus", "year": 2019.0, "price": 9500.0, "currency": "GBP",
		"doors": 5.0, "co2": 99.5, "branch": "Leeds", "navigation": true, "registered": "2019-03-01 00:00:00", "deposit": 500.5, "note_text": "one owner", "photo": "https://p.example/1",
	}
	for name, value := range want {
		if got := one.Car[name]; got != value && name != "registered" || !strings.HasPrefix(fmt.Sprint(got), strings.TrimSuffix(fmt.Sprint(value), " 00:00:00")) {
			t.Errorf("%s is %v, want %v", name, got, value)
		}
	}
	if len(one.Car) != len(want) {
		t.Errorf("%v", one.Car)
	}
	var values map[string]any
	c.get("/cars/values", &values)
	text, err := json.Marshal([]any{values["branch"], values["navigation"], values["doors_min"], values["doors_max"], values["co2_max"], values["registered_max"], values["deposit_min"]})
	if err != nil || !strings.HasPrefix(string(text), `[[{"value":"Leeds","vehicles":2},{"value":"Hull","vehicles":1},{"value":"York","vehicles":1}],[{"value":"yes","vehicles":3},{"value":"no","vehicles":1}],3,5,140,"2024-02-01 00:00:00`) {
		t.Errorf("%s (%v)", text, err)
	}
	for _, absent := range []string{"drivetrain", "color", "note_text", "photo"} {
		if values[absent] != nil {
			t.Errorf("list_values has %s", absent)
		}
	}
	var changes struct {
		Items []struct {
			CarID  string `json:"car_id"`
			Fields []struct{ Field, Old, New string }
		}
	}
	c.get("/cars/changes", &changes)
	if len(changes.Items) != 1 || changes.Items[0].CarID != "b-5" || !slices.ContainsFunc(changes.Items[0].Fields, func(f struct{ Field, Old, New string }) bool {
		return f.Field == "doors" && f.Old == "2" && f.New == "3"
	}) {
		t.Errorf("%+v", changes)
	}
	var empty answer
	c.get("/cars/?doors_min=9&make=Ford", &empty)
	if len(empty.Suggestions) == 0 || empty.Suggestions[0].Parameter != "doors_min" || !cmp.Equal(empty.Suggestions[0].Nearest, []string{"5"}) {
		t.Errorf("%+v", empty.Suggestions)
	}
}

func TestAbsentFieldsAreNamed(t *testing.T) {
	c, _ := newOwnClient(t)
	for query, want := range map[string]string{
		"drivetrain=AWD":            "drivetrain: this stock has no drivetrain",
		"mileage_max=5":             "mileage_max: this stock has no mileage",
		"sort=-updated_at":          "sort: this stock has no updated_at: it must be one of",
		"navigation=perhaps":        "navigation: it must be true or false",
		"doors=five":                "doors: it must be a number from",
		"co2_min=1.2345":            "co2_min: it must be a number from",
		"registered_min=31.1.24":    "registered_min: it must be a date such as",
		"registered_min=2024-02-30": "registered_min: it must be a date such as",
		"doors_min=5&doors_max=4":   "doors_min: it is greater than doors_max",
		"limit=five":                "limit: it must be a whole number from 1 to 100",
		"year_min=20l9":             "year_min: it must be a whole number from 0 to 9999",
		"dors=4":                    "did you mean doors?",
		"doors_from=4":              "did you mean doors_min?",
		"colour[]=red":              "colour: ",
		"cursor=eyJmIjoxLCJpIjo3fQ": "cursor: it is no cursor of this search",
	} {
		var p problem
		if code := c.get("/cars/?"+query, &p); code != http.StatusBadRequest || !strings.Contains(p.Detail, want) {
			t.Errorf("%s: %d %s, want %s", query, code, p.Detail, want)
		}
	}
}

// TestOwnDocument reads the document of a stock with own fields: it offers them, nothing that is not there, and is
// imported.
func TestOwnDocument(t *testing.T) {
	o := openOwn(t)
	text, err := cars.Document(o.Shape, cars.DefaultPublicURL, "1.0.0")
	if err != nil {
		t.Fatal(err)
	}
	findings, err := openaicheck.Check(text)
	if err != nil || len(findings) > 0 {
		t.Errorf("%v (%v)", findings, err)
	}
	tools, err := toolset.FromDocument(text)
	if err != nil {
		t.Fatal(err)
	}
	types := map[string]any{}
	for _, p := range tools[0].Parameters {
		types[p.Name] = p.Schema["type"]
	}
	for name, kind := range map[string]any{
		"doors": "array", "doors_min": "number", "branch": "array", "navigation": "boolean", "registered_min": "string", "deposit_max": "number",
		"drivetrain": nil, "mileage_min": nil, "note_text": "array", "photo": nil,
	} {
		if types[name] != kind {
			t.Errorf("%s is of type %v, want %v", name, types[name], kind)
		}
	}
	if id := tools[1].Parameters[0]; id.Name != "id" || id.Schema["type"] != "string" {
		t.Errorf("%+v", id)
	}
	for _, absent := range []string{"drivetrain", "updated_at", "mileage", "uid", "Brand"} {
		if strings.Contains(string(text), `"`+absent+`"`) {
			t.Errorf("the document names %s", absent)
		}
	}
}

// TestOwnFieldsByTools searches by own fields through MCP and function tools, and fetches a car by its text.
func TestOwnFieldsByTools(t *testing.T) {
	c, _ := newOwnClient(t)
	session := connect(t, c, "")
	rest := c.do(http.MethodGet, "/cars/?doors=5&navigation=true&sort=co2").Body.String()
	for _, arguments := range []map[string]any{
		{"doors": []any{5}, "navigation": true, "sort": "co2", "branch": nil},
		{"doors": "5", "navigation": "yes", "sort": "co2"},
	} {
		if got := textOf(call(t, session, "search_cars", arguments)); strings.TrimSpace(got) != strings.TrimSpace(rest) {
			t.Errorf("%v: %s", arguments, got)
		}
	}
	if got := textOf(call(t, session, "fetch", map[string]any{"id": "b/1 ü"})); !strings.Contains(got, `"id":"b/1 ü"`) || !strings.Contains(got, "doors: 5") {
		t.Error(got)
	}
	if result := call(t, session, "fetch", map[string]any{"id": "values"}); !result.IsError {
		t.Errorf("values is no car: %s", textOf(result))
	}
	if result := call(t, session, "get_car", map[string]any{"id": "b-3"}); result.IsError {
		t.Error(textOf(result))
	}
}

// TestLimitsStandInTheDocument reads the bounds of the parameters: they are those that requests are held against.
func TestLimitsStandInTheDocument(t *testing.T) {
	text, err := cars.Document(nil, cars.DefaultPublicURL, "1.0.0")
	if err != nil {
		t.Fatal(err)
	}
	tools, err := toolset.FromDocument(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, tool := range tools {
		for _, p := range tool.Parameters {
			schema := p.Schema
			if schema["type"] == "array" {
				if schema["maxItems"] == nil {
					t.Errorf("%s: %s has no maxItems", tool.Name, p.Name)
				}
				schema, _ = schema["items"].(map[string]any)
			}
			bounded := schema["type"] == "string" && (schema["maxLength"] != nil || schema["enum"] != nil) || p.Name == "id" || p.Name == "car_id" || schema["type"] == "boolean" ||
				(schema["type"] == "integer" || schema["type"] == "number") && schema["minimum"] != nil && schema["maximum"] != nil
			if !bounded {
				t.Errorf("%s: %s has no limits: %v", tool.Name, p.Name, schema)
			}
		}
	}
	year := vehicle.StandardShape().Field("year")
	i := slices.IndexFunc(tools[0].Parameters, func(p toolset.Parameter) bool { return p.Name == "year_max" })
	if got := tools[0].Parameters[i].Schema["maximum"]; got != float64(year.High) {
		t.Errorf("year_max is at most %v, want %d", got, year.High)
	}
}
