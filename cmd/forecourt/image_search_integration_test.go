//go:build integration

package main_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"forecourt/internal/vehicle"
)

// paints are the names of the demo's paints that say their colour in another word.
var paints = map[string]string{
	"Scarlet Ember Tintcoat": "Red", "Obsidian": "Black", "Eiger Grey": "Gray", "Black Sapphire Metallic": "Blue",
}

func (d *deployment) testFilters(t *testing.T) {
	_, all, err := d.get(url.Values{"limit": {"100"}})
	if err != nil || all.Total != 2000 {
		t.Fatalf("%d cars: %v", all.Total, err)
	}
	for _, name := range []string{"make", "model", "trim", "color", "body_type", "fuel_type", "transmission", "drivetrain", "condition", "location", "status", "year"} {
		var value string
		for _, car := range all.Items {
			if car[name] != nil {
				value = fmt.Sprint(car[name])
			}
		}
		code, found, err := d.get(url.Values{name: {strings.ToUpper(value)}, "limit": {"100"}})
		if err != nil || code != http.StatusOK || found.Total == 0 || found.Total == 2000 && name != "status" {
			t.Errorf("%s=%s: %d, %d cars (%v)", name, value, code, found.Total, err)
		}
		for _, car := range found.Items {
			// A colour also finds its paint names.
			got := fmt.Sprint(car[name])
			if got != value && (name != "color" || !strings.Contains(got, value) && paints[got] != value) {
				t.Errorf("%s=%s finds %v", name, value, car[name])
			}
		}
	}
	for _, sort := range vehicle.StandardShape().Orders() {
		name, descending := strings.CutPrefix(string(sort), "-")
		_, found, err := d.get(url.Values{"sort": {string(sort)}, "limit": {"50"}})
		if err != nil {
			t.Fatal(err)
		}
		for i := 1; i < len(found.Items); i++ {
			before, after := found.Items[i-1][name], found.Items[i][name]
			less := fmt.Sprint(after) < fmt.Sprint(before)
			if n, ok := before.(float64); ok {
				less = after.(float64) < n
			}
			if before != after && less != descending {
				t.Errorf("%s: %v comes before %v", sort, before, after)
			}
		}
	}
}

// testRanges searches by ranges. The ends are included, and what lies outside is not.
func (d *deployment) testRanges(t *testing.T) {
	for name, between := range map[string][2]float64{"year": {2019, 2021}, "price": {15000, 20000}, "mileage": {20000, 40000}} {
		query := url.Values{"limit": {"100"}, "sort": {name}}
		_, all, err := d.get(query)
		if err != nil {
			t.Fatal(err)
		}
		query.Set(name+"_min", fmt.Sprint(between[0]))
		_, above, err := d.get(query)
		if err != nil {
			t.Fatal(err)
		}
		query.Set(name+"_max", fmt.Sprint(between[1]))
		code, found, err := d.get(query)
		if err != nil || code != http.StatusOK || found.Total == 0 || found.Total >= above.Total || above.Total >= all.Total {
			t.Errorf("%s: %d, %d of %d of %d cars (%v)", name, code, found.Total, above.Total, all.Total, err)
		}
		for _, car := range found.Items {
			if value, ok := car[name].(float64); !ok || value < between[0] || value > between[1] {
				t.Errorf("%s from %v to %v finds %v", name, between[0], between[1], car[name])
			}
		}
	}
}

// testErrors sends wrong requests. Each gets its own status, and a problem document that says what to do.
func (d *deployment) testErrors(t *testing.T) {
	for path, c := range map[string]struct {
		key, detail string
		status      int
	}{
		"/cars/":               {otherImageKey, "", http.StatusOK},
		"/cars/?limit=1":       {"", "API key", http.StatusUnauthorized},
		"/cars/?limit=2":       {imageKey + "x", "API key", http.StatusUnauthorized},
		"/cars/?colour=red":    {imageKey, "did you mean color?", http.StatusBadRequest},
		"/cars/?sort=cheap":    {imageKey, "it must be one of", http.StatusBadRequest},
		"/cars/?limit=0":       {imageKey, "from 1 to 100", http.StatusBadRequest},
		"/cars/?cursor=xyz":    {imageKey, "next_cursor", http.StatusBadRequest},
		"/cars/?price_max=20k": {imageKey, "such as 19999", http.StatusBadRequest},
		"/cars/999999999":      {imageKey, "no vehicle", http.StatusNotFound},
		"/cars/values?x=1":     {imageKey, "no such parameter", http.StatusBadRequest},
	} {
		var problem struct{ Detail string }
		status, header, err := d.ask(d.url+path, c.key, &problem)
		if err != nil || status != c.status || !strings.Contains(problem.Detail, c.detail) {
			t.Errorf("GET %s: %d %q (%v)", path, status, problem.Detail, err)
		}
		if (header.Get("WWW-Authenticate") != "") != (c.status == http.StatusUnauthorized) {
			t.Errorf("GET %s: WWW-Authenticate is %q", path, header.Get("WWW-Authenticate"))
		}
	}
}

// testLimits floods a server with one key. That key is limited, and the other one is not.
func (d *deployment) testLimits(t *testing.T) {
	_, address := d.start(t, map[string]string{"RATE_LIMIT": "1", "RATE_BURST": "5"})
	refused := 0
	for i := range 20 {
		var a answer
		status, header, err := d.ask(address+"/cars/?limit=1", imageKey, &a)
		if err != nil || status != http.StatusOK && status != http.StatusTooManyRequests {
			t.Fatalf("request %d: %d (%v)", i, status, err)
		}
		if status == http.StatusTooManyRequests {
			refused++
			if header.Get("Retry-After") == "" || header.Get("RateLimit") == "" {
				t.Errorf("headers: %v", header)
			}
		}
	}
	var a answer
	if status, _, err := d.ask(address+"/cars/?limit=1", otherImageKey, &a); refused == 0 || err != nil || status != http.StatusOK {
		t.Errorf("%d refused; the other key: %d (%v)", refused, status, err)
	}
}

// testPages reads all pages while rows come and go. Each row that stays must appear exactly once.
func (d *deployment) testPages(t *testing.T) {
	db, err := d.mysql.Open(t.Context(), "vehicles_db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var wg sync.WaitGroup
	var done atomic.Bool
	wg.Go(func() {
		for id := 100_000; !done.Load(); id++ {
			_, insert := db.Exec("INSERT INTO stock (id, stock_number, make, model, price, status, updated_at) VALUES (?, ?, 'New', 'Car', ?, 'available', UTC_TIMESTAMP(6))", id, id, id%50000)
			_, remove := db.Exec("DELETE FROM stock WHERE id = ?", id-5)
			if err := errors.Join(insert, remove); err != nil {
				t.Error(err)
				return
			}
		}
	})
	seen := map[float64]int{}
	query := url.Values{"sort": {"price"}, "limit": {"37"}}
	for {
		code, page, err := d.get(query)
		if err != nil || code != http.StatusOK {
			t.Fatalf("%d %v", code, err)
		}
		for _, car := range page.Items {
			seen[car["id"].(float64)]++
		}
		if page.NextCursor == "" {
			break
		}
		query.Set("cursor", page.NextCursor)
	}
	done.Store(true)
	wg.Wait()
	for id := 1.0; id <= 2000; id++ {
		if seen[id] != 1 {
			t.Errorf("car %v came %d times", id, seen[id])
		}
	}
	if _, err := db.ExecContext(t.Context(), "DELETE FROM stock WHERE id >= 100000"); err != nil {
		t.Error(err)
	}
}
