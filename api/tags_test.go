package api_test

import (
	"context"
	"database/sql"
	"net/http"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"forecourt/api"
	"forecourt/internal/vehicle"
	"forecourt/internal/words/wordbook"
)

// TestTagKnowsTheAnswer changes what an answer depends on, beside the rows: its tag changes with it, and only then.
func TestTagKnowsTheAnswer(t *testing.T) {
	reader := newCopy(t, 2000)
	target := ask("q", "flitzer", "year_min", "1990")
	book, err := wordbook.NewBook([]byte("[make]\nToyota: flitzer\n"))
	if err != nil {
		t.Fatal(err)
	}
	plain, own := newClient(t, options(reader)), options(reader)
	own.Words = book
	worded := newClient(t, own)
	before := plain.do(http.MethodGet, target)
	tag := before.Header().Get("ETag")
	if again := plain.do(http.MethodGet, target, "If-None-Match", tag); again.Code != http.StatusNotModified {
		t.Errorf("the same server: %d", again.Code)
	}
	if after := worded.do(http.MethodGet, target, "If-None-Match", tag); after.Code != http.StatusOK || after.Body.String() == before.Body.String() {
		t.Errorf("with a file of words: %d, %s", after.Code, after.Body)
	}
	tags := map[string]string{}
	for _, target := range []string{"/cars/?limit=1", "/cars/?limit=2", "/cars/?limit=1&fields=full", "/cars/1", "/cars/2", "/cars/values"} {
		got := plain.do(http.MethodGet, target).Header().Get("ETag")
		if other := tags[got]; got == "" || other != "" {
			t.Errorf("%s has the tag %q of %s", target, got, other)
		}
		tags[got] = target
	}
}

// TestTagsDifferAsAnswersDo asks servers with other rows, units, words, fields and settings. Two answers have the same
// tag if, and only if, they are the same but for the time of the rows.
func TestTagsDifferAsAnswersDo(t *testing.T) {
	book, err := wordbook.NewBook([]byte("[make]\nToyota: flitzer\n"))
	if err != nil {
		t.Fatal(err)
	}
	reader := newCopy(t, 100)
	worded, elsewhere := options(reader), options(reader)
	worded.Words, elsewhere.PublicURL, elsewhere.Version = book, "https://cars.dealer.example", "2.0.0"
	altered := newAlteredCopy(t, 100, func(db *sql.DB) error {
		_, err := db.ExecContext(t.Context(), "UPDATE vehicle SET currency = 'EUR', mileage_unit = 'km' WHERE id % 3 = 1")
		return err
	})
	var servers []*client
	for _, o := range []api.Options{options(reader), worded, elsewhere, openOwn(t), options(altered)} {
		servers = append(servers, newClient(t, o))
	}
	asOf := regexp.MustCompile(`"as_of":"[^"]*"`)
	for _, target := range []string{"/cars/", "/cars/?q=flitzer&year_min=1990", "/cars/?sort=price&limit=3&fields=full", "/cars/7", "/cars/values", "/cars/?facets=make", "/cars/?mileage_max=20000"} {
		answers, tags := map[string]string{}, map[string]string{}
		for _, c := range servers {
			w := c.do(http.MethodGet, target)
			if w.Code != http.StatusOK {
				continue // Not every stock has a car 7.
			}
			answer, tag := asOf.ReplaceAllString(w.Body.String(), ""), w.Header().Get("ETag")
			if other, known := answers[tag]; tag == "" || known && other != answer {
				t.Errorf("%s: the tag %q is of two answers:\n%s\n%s", target, tag, other, answer)
			}
			if other, known := tags[answer]; known && other != tag {
				t.Errorf("%s: one answer has the tags %s and %s", target, other, tag)
			}
			answers[tag], tags[answer] = answer, tag
		}
		if len(answers) < 2 {
			t.Errorf("%s has the same answer everywhere: nothing is compared", target)
		}
	}
}

// aging is a reader whose rows stay as they are while their time goes on.
type aging struct {
	broken
	asked *atomic.Int64
}

func (a aging) Search(context.Context, vehicle.Search) (vehicle.Page, error) {
	n := a.asked.Add(1)
	text := `"as_of":"2020"`
	return vehicle.Page{
		Vehicles: []vehicle.Vehicle{newVehicle(vehicle.StandardShape(), vehicle.NumberID(1), map[string]vehicle.Value{
			"make": vehicle.TextOf("Toyota"), "location": vehicle.TextOf(text), "updated_at": vehicle.TextOf("2026-01-01 00:00:00"),
		})}, Total: 1,
		Origin: vehicle.Origin{AsOf: now.Add(time.Duration(n) * time.Hour), Fingerprint: "f"},
	}, nil
}

// TestTagLeavesTheTimeOut keeps what a client has when a refresh changed nothing.
func TestTagLeavesTheTimeOut(t *testing.T) {
	c := newClient(t, options(aging{asked: &atomic.Int64{}}))
	first := c.do(http.MethodGet, "/cars/")
	second := c.do(http.MethodGet, "/cars/", "If-None-Match", first.Header().Get("ETag"))
	if second.Code != http.StatusNotModified || !strings.Contains(first.Body.String(), `\"as_of\":\"2020\"`) {
		t.Errorf("%d: %s", second.Code, first.Body)
	}
}
