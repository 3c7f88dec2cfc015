package api_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forecourt/api"
	"forecourt/api/auth"
	"forecourt/api/cars"
	"forecourt/api/testapi"
	"forecourt/internal/cache"
	"forecourt/internal/demo"
	"forecourt/internal/mapping"
	"forecourt/internal/source"
	"forecourt/internal/stock"
	"forecourt/internal/syncer"
	"forecourt/internal/vehicle"
)

const (
	theKey   = "the-key-of-the-tests-0001"
	otherKey = "another-key-of-the-tests-2"
)

var now = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

// newCopy makes a copy of a demo's stock, by the sync itself.
func newCopy(tb testing.TB, rows int) *stock.Cached {
	tb.Helper()
	dir := tb.TempDir()
	from, to := filepath.Join(dir, "dealer.db"), filepath.Join(dir, "cache.db")
	if err := demo.Write(tb.Context(), from, demo.New(3, now), rows); err != nil {
		tb.Fatal(err)
	}
	syncAt(tb, from, to, now)
	return openCopy(tb, to)
}

// syncAt copies a dealer's stock as it is at a time.
func syncAt(tb testing.TB, from, to string, at time.Time) {
	tb.Helper()
	dealer, err := source.OpenSQLite(from, func() time.Time { return at })
	if err != nil {
		tb.Fatal(err)
	}
	defer dealer.Close()
	s := syncer.New(dealer, syncer.Options{CachePath: to, KeepChanges: 30 * 24 * time.Hour, Now: func() time.Time { return at }, Log: slog.New(slog.DiscardHandler)})
	err = s.Run(tb.Context(), []syncer.View{{Name: "vehicles_stock"}}, func(r syncer.Report) {
		if r.Err != nil {
			tb.Fatal(r.Err)
		}
	})
	if err != nil {
		tb.Fatal(err)
	}
}

// openCopy opens a copy that is there.
func openCopy(tb testing.TB, to string) *stock.Cached {
	tb.Helper()
	functions, err := mapping.Driver()
	if err != nil {
		tb.Fatal(err)
	}
	store, err := cache.Open(tb.Context(), to, cache.Options{ReadOnly: true, Driver: functions})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { store.Close() })
	return newCached(tb, store.DB(), stock.Stock{Mapping: mapping.Contract("vehicles_stock"), Shape: vehicle.StandardShape()})
}

// newCached returns a reader of a copy with an index.
func newCached(tb testing.TB, db *sql.DB, of stock.Stock) *stock.Cached {
	tb.Helper()
	cached, err := stock.NewCached(stock.CachedOptions{Stock: of, Open: func(context.Context) (*sql.DB, error) { return db, nil }, IndexUpTo: 1 << 20})
	if err != nil {
		tb.Fatal(err)
	}
	return cached
}

// client talks to a handler, and validates every answer against the committed document.
type client struct {
	tb       testing.TB
	handler  http.Handler
	document *testapi.Document
	log      *syncBuffer
}

// syncBuffer is a log that several goroutines write.
type syncBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func options(r cars.Reader) api.Options {
	return api.Options{
		Options:    cars.Options{Reader: r, PublicURL: cars.DefaultPublicURL, Version: "1.0.0", Now: time.Now},
		Concurrent: 64, Deadline: 5 * time.Second,
	}
}

func newClient(tb testing.TB, o api.Options) *client {
	tb.Helper()
	keys, err := auth.ParseKeys(theKey + "," + otherKey)
	if err != nil {
		tb.Fatal(err)
	}
	c := &client{tb: tb, log: &syncBuffer{}}
	o.Keys = keys
	o.Log = slog.New(slog.NewJSONHandler(c.log, nil))
	c.handler = api.New(tb.Context(), o)
	c.document = testapi.Open(tb, "../openapi.json")
	return c
}

// do sends a request with the key; header values replace others, an empty one takes it out.
func (c *client) do(method, target string, header ...string) *httptest.ResponseRecorder {
	request := httptest.NewRequestWithContext(context.Background(), method, target, nil)
	request.Header.Set("X-API-Key", theKey)
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Del(header[i])
		if header[i+1] != "" {
			request.Header.Set(header[i], header[i+1])
		}
	}
	recorder := httptest.NewRecorder()
	c.handler.ServeHTTP(recorder, request)
	return recorder
}

// get sends a GET, validates the answer, and returns its status and body.
func (c *client) get(target string, into any) int {
	c.tb.Helper()
	recorder := c.do(http.MethodGet, target)
	body := recorder.Body.Bytes()
	if err := c.document.Check(httptest.NewRequest(http.MethodGet, target, http.NoBody), recorder.Result(), body); err != nil {
		c.tb.Errorf("%v\n%.500s", err, body)
	}
	if into != nil {
		if err := json.Unmarshal(body, into); err != nil {
			c.tb.Fatalf("%s: %v: %s", target, err, body)
		}
	}
	return recorder.Code
}

type page struct {
	Items []struct {
		ID    int64
		Make  string
		Price *float64
		Year  *int
	}
	Total             int
	TotalIsLowerBound bool   `json:"total_is_lower_bound"`
	NextCursor        string `json:"next_cursor"`
	Source            string
	AsOf              string `json:"as_of"`
}

func TestSearch(t *testing.T) {
	c := newClient(t, options(newCopy(t, 2000)))
	var all page
	if code := c.get("/cars/", &all); code != 200 || len(all.Items) != 20 || all.Total != 2000 || all.Source != "cache" || all.AsOf != "2026-11-01T12:00:00Z" {
		t.Errorf("%d: %+v", code, all)
	}
	var same page
	if c.get("/cars", &same); !cmp.Equal(all, same) {
		t.Error("/cars answers otherwise than /cars/")
	}
	// Every page to the end: nothing is lost, nothing comes twice.
	seen := map[int64]bool{}
	query := url.Values{"make": {"Toyota,honda", "FORD"}, "price_max": {"30000"}, "sort": {"price"}, "limit": {"7"}}
	last := 0.0
	var total int
	for {
		var p page
		if code := c.get("/cars/?"+query.Encode(), &p); code != 200 {
			t.Fatalf("code %d", code)
		}
		for _, car := range p.Items {
			if seen[car.ID] || *car.Price < last || *car.Price > 30000 || car.Make != "Toyota" && car.Make != "Honda" && car.Make != "Ford" {
				t.Errorf("wrong here: %+v", car)
			}
			seen[car.ID], last = true, *car.Price
		}
		total = p.Total
		if p.NextCursor == "" {
			break
		}
		query.Set("cursor", p.NextCursor)
	}
	if len(seen) != total || total < 20 {
		t.Errorf("%d cars on all pages, total %d", len(seen), total)
	}
	var one struct{ Car struct{ ID int64 } }
	if code := c.get(fmt.Sprintf("/cars/%d", all.Items[0].ID), &one); code != 200 || one.Car.ID != all.Items[0].ID {
		t.Errorf("%d: %+v", code, one)
	}
	var values struct {
		Vehicles int
		Make     []struct{ Value string }
		Model    []struct{ Make, Value string }
	}
	if code := c.get("/cars/values?make=toyota", &values); code != 200 || values.Vehicles != 2000 || len(values.Make) < 20 || len(values.Model) < 5 {
		t.Errorf("%d: %+v", code, values)
	}
	for _, m := range values.Model {
		if m.Make != "Toyota" {
			t.Errorf("a model of %s", m.Make)
		}
	}
	// A comma before a space belongs to the value.
	var austin page
	if c.get("/cars/?location=Austin,%20TX", &austin); austin.Total == 0 {
		t.Error("nothing stands in Austin, TX")
	}
}

type problem struct {
	Title, Detail string
	Status        int
	Errors        []struct{ Parameter, Sent, Problem, Nearest string }
}

func TestProblems(t *testing.T) {
	c := newClient(t, options(newCopy(t, 50)))
	var first page
	c.get("/cars/?limit=5&sort=price", &first)
	for target, want := range map[string]struct {
		code    int
		nearest string
		detail  string
	}{
		"/cars/?colour=red":                             {400, "color", "there is no such parameter"},
		"/cars/?mak=bmw":                                {400, "make", "there is no such parameter"},
		"/cars/?zzz=1":                                  {400, "", "there is no such parameter"},
		"/cars/?sort=prize":                             {400, "price", "one of year, -year, mileage, -mileage, price, -price"},
		"/cars/?price_min=cheap":                        {400, "", "amount from 0"},
		"/cars/?price_min=1.234":                        {400, "", "amount from 0"},
		"/cars/?year=20x1":                              {400, "", "whole number from 1886"},
		"/cars/?year_min=-1":                            {400, "", "whole number"},
		"/cars/?limit=0":                                {400, "", "whole number from 1 to 100"},
		"/cars/?limit=101":                              {400, "", "whole number from 1 to 100"},
		"/cars/?limit=5&limit=6":                        {400, "", "given once"},
		"/cars/?price_min=5&price_max=4":                {400, "", "greater than price_max"},
		"/cars/?cursor=x":                               {400, "", "no cursor of this search"},
		"/cars/?sort=-price&cursor=" + first.NextCursor: {400, "", "no cursor of this search"},
		"/cars/?make=" + strings.Repeat("x", 300):       {400, "", "at most 200 characters"},
		"/cars/?make=" + strings.Repeat("x,", 60):       {400, "", "at most 50"},
		"/cars/?make=%ff":                               {400, "", "not valid UTF-8"},
		"/cars/?make=%zz":                               {400, "", "not well formed"},
		"/cars/?make=a;b":                               {400, "", "not well formed"},
		"/cars/values?color=red":                        {400, "", "there is no such parameter"},
		"/cars/1?fields=all":                            {400, "", "there is no such parameter"},
		"/cars/abc":                                     {400, "", "whole number"},
		"/cars/99999999":                                {404, "", "no vehicle"},
		"/cars/1/2":                                     {404, "", "nothing at this address"},
		"/elsewhere":                                    {404, "", "nothing at this address"},
		"/cars/?make=" + strings.Repeat("x", 9000):      {414, "", "8,192 characters"},
	} {
		recorder := c.do(http.MethodGet, target)
		var p problem
		if err := json.Unmarshal(recorder.Body.Bytes(), &p); err != nil {
			t.Errorf("%s: %v: %s", target, err, recorder.Body)
			continue
		}
		nearest := ""
		if len(p.Errors) > 0 {
			nearest = p.Errors[0].Nearest
		}
		if recorder.Code != want.code || p.Status != want.code || p.Title == "" || !strings.Contains(p.Detail, want.detail) || nearest != want.nearest ||
			recorder.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%.80s: %d %s", target, recorder.Code, recorder.Body)
		}
	}
	if recorder := c.do(http.MethodPost, "/cars/"); recorder.Code != 405 || recorder.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d", recorder.Code)
	}
}

func TestKeys(t *testing.T) {
	c := newClient(t, options(newCopy(t, 10)))
	var bodies []string
	for _, key := range []string{"", "wrong", theKey + "x", strings.Repeat("x", 5000)} {
		recorder := c.do(http.MethodGet, "/cars/", "X-API-Key", key)
		if recorder.Code != 401 || recorder.Header().Get("WWW-Authenticate") == "" {
			t.Errorf("%.20q: %d", key, recorder.Code)
		}
		bodies = append(bodies, recorder.Body.String())
	}
	for _, body := range bodies[1:] {
		if body != bodies[0] {
			t.Errorf("the answers differ: %s", body)
		}
	}
	for _, key := range []string{theKey, otherKey} {
		if recorder := c.do(http.MethodGet, "/cars/", "X-API-Key", key); recorder.Code != 200 {
			t.Errorf("a right key: %d", recorder.Code)
		}
	}
	for _, open := range []string{"/healthz", "/readyz", "/openapi.json", "/docs/"} {
		if recorder := c.do(http.MethodGet, open, "X-API-Key", ""); recorder.Code != 200 {
			t.Errorf("%s without a key: %d", open, recorder.Code)
		}
	}
	for _, secret := range []string{theKey, otherKey} {
		if strings.Contains(c.log.String(), secret) {
			t.Error("a key is in the log")
		}
	}
}

func TestHTTP(t *testing.T) {
	c := newClient(t, options(newCopy(t, 300)))
	full := c.do(http.MethodGet, "/cars/?limit=50")
	tag := full.Header().Get("ETag")
	if tag == "" || full.Header().Get("Cache-Control") == "" || full.Header().Get("X-Request-ID") == "" {
		t.Errorf("headers: %v", full.Header())
	}
	for _, known := range []string{tag, `"x", ` + tag, "*"} {
		if again := c.do(http.MethodGet, "/cars/?limit=50", "If-None-Match", known); again.Code != 304 || again.Body.Len() != 0 || again.Header().Get("ETag") != tag {
			t.Errorf("If-None-Match %s: %d, %d bytes", known, again.Code, again.Body.Len())
		}
	}
	if other := c.do(http.MethodGet, "/cars/?limit=50", "If-None-Match", `W/"other"`); other.Code != 200 {
		t.Errorf("another tag: %d", other.Code)
	}
	if missing := c.do(http.MethodGet, "/cars/987654", "If-None-Match", "*"); missing.Code != 404 {
		t.Errorf("a car that is none, with *: %d", missing.Code)
	}
	zipped := c.do(http.MethodGet, "/cars/?limit=50", "Accept-Encoding", "gzip")
	reader, err := gzip.NewReader(zipped.Body)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(reader)
	if err != nil || !bytes.Equal(plain, full.Body.Bytes()) || zipped.Header().Get("Content-Encoding") != "gzip" {
		t.Errorf("gzip: %v", err)
	}
	server := httptest.NewServer(c.handler)
	defer server.Close()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodHead, server.URL+"/cars", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-API-Key", theKey)
	head, err := http.DefaultTransport.RoundTrip(request) // It follows no redirect.
	if err != nil {
		t.Fatal(err)
	}
	defer head.Body.Close()
	if body, err := io.ReadAll(head.Body); head.StatusCode != http.StatusOK || len(body) != 0 || err != nil {
		t.Errorf("HEAD: %d, %d bytes (%v)", head.StatusCode, len(body), err)
	}
	if given := c.do(http.MethodGet, "/healthz", "X-Request-ID", "mine-1"); given.Header().Get("X-Request-ID") != "mine-1" {
		t.Errorf("a given id: %v", given.Header())
	}
	if odd := c.do(http.MethodGet, "/healthz", "X-Request-ID", "a\"b c"); odd.Header().Get("X-Request-ID") == "a\"b c" {
		t.Error("an odd id is taken over")
	}
}

// broken is a reader whose source is down, or that panics.
type broken struct{ err error }

func (b broken) Search(context.Context, vehicle.Search) (vehicle.Page, error) {
	if b.err == nil {
		panic("secret detail")
	}
	return vehicle.Page{}, b.err
}

func (b broken) Get(context.Context, vehicle.ID) (vehicle.Vehicle, vehicle.Origin, bool, error) {
	return vehicle.Vehicle{}, vehicle.Origin{}, false, b.err
}

func (b broken) Values(context.Context) (vehicle.Values, error) { return vehicle.Values{}, b.err }

func (b broken) Facets(context.Context, vehicle.Search, []vehicle.FacetField) (vehicle.Facets, error) {
	return vehicle.Facets{}, b.err
}

func TestNothingInternalLeaves(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		code int
	}{
		"down":    {fmt.Errorf("search: %w: secret detail 10.0.0.7:3306", stock.ErrUnavailable), 503},
		"slow":    {fmt.Errorf("search: %w", context.DeadlineExceeded), 503},
		"unknown": {errors.New("secret detail"), 500},
		"panic":   {nil, 500},
	} {
		t.Run(name, func(t *testing.T) {
			client := newClient(t, options(broken{c.err}))
			recorder := client.do(http.MethodGet, "/cars/")
			if recorder.Code != c.code || strings.Contains(recorder.Body.String(), "secret") || recorder.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("%d %s", recorder.Code, recorder.Body)
			}
			if (recorder.Code == 503) != (recorder.Header().Get("Retry-After") != "") {
				t.Errorf("Retry-After: %v", recorder.Header())
			}
		})
	}
}

// newVehicle returns a vehicle with the given values by field.
func newVehicle(shape *vehicle.Shape, id vehicle.ID, values map[string]vehicle.Value) vehicle.Vehicle {
	v := shape.New(id)
	for name, value := range values {
		v.Set(shape.Field(name), value)
	}
	return v
}

// many is a reader with pages that are too long.
type many struct{ broken }

func (many) Search(_ context.Context, s vehicle.Search) (vehicle.Page, error) {
	var p vehicle.Page
	long := strings.Repeat("ü\"<", 170)
	for i := range s.Limit {
		p.Vehicles = append(p.Vehicles, newVehicle(vehicle.StandardShape(), vehicle.NumberID(int64(i)), map[string]vehicle.Value{
			"listing_url": vehicle.TextOf(long), "location": vehicle.TextOf(long), "updated_at": vehicle.TextOf("2026-01-01 00:00:00"),
		}))
	}
	p.Total = vehicle.CountedUpTo + 1
	return p, nil
}

func TestLongPagesAreCut(t *testing.T) {
	c := newClient(t, options(many{}))
	recorder := c.do(http.MethodGet, "/cars/?limit=100")
	var p page
	if err := json.Unmarshal(recorder.Body.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	if n := recorder.Body.Len(); n >= 100_000 || len(p.Items) < 10 || len(p.Items) >= 100 || p.NextCursor == "" || p.Total != 10000 || !p.TotalIsLowerBound {
		t.Errorf("%d characters, %d items, total %d", n, len(p.Items), p.Total)
	}
}

func TestLimits(t *testing.T) {
	o := options(newCopy(t, 10))
	o.Limits = auth.Limits{PerSecond: 1, Burst: 3}
	c := newClient(t, o)
	var codes []int
	for range 4 {
		codes = append(codes, c.do(http.MethodGet, "/cars/").Code)
	}
	if !cmp.Equal(codes, []int{http.StatusOK, http.StatusOK, http.StatusOK, http.StatusTooManyRequests}) {
		t.Errorf("codes %v", codes)
	}
	if recorder := c.do(http.MethodGet, "/cars/"); recorder.Header().Get("Retry-After") == "" || recorder.Header().Get("RateLimit") == "" {
		t.Errorf("headers: %v", recorder.Header())
	}
	if recorder := c.do(http.MethodGet, "/cars/", "X-API-Key", otherKey); recorder.Code != 200 {
		t.Errorf("the other key: %d", recorder.Code)
	}
}

// TestDocumentIsUpToDate compares the committed document with what the program would write.
func TestDocumentIsUpToDate(t *testing.T) {
	want, err := cars.Document(nil, cars.DefaultPublicURL, "1.0.0")
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../openapi.json")
	if err != nil || !bytes.Equal(want, got) {
		t.Errorf("openapi.json is out of date: make generate (%v)", err)
	}
}
