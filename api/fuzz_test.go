package api_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"forecourt/api/auth"
)

func FuzzQuery(f *testing.F) {
	c := newClient(f, options(newCopy(f, 100)))
	for _, seed := range []string{"make=bmw&sort=price", "year=2020,2021&limit=3", "price_min=1&price_max=2.50", "cursor=eyJmIjoxfQ", "colour=%C3%BC", "a=b;c", "location=Austin,%20TX", "make=%00", "since=7d&what=left,arrived"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		u := url.URL{Path: "/cars/", RawQuery: query}
		if _, err := http.NewRequest(http.MethodGet, u.String(), nil); err != nil || strings.ContainsAny(query, " \x00\r\n#") || len(query) > 4000 {
			return // No client can send that.
		}
		for _, u.Path = range []string{"/cars/", "/cars/changes", "/cars/values"} {
			if code := c.do(http.MethodGet, u.String()).Code; code >= 500 {
				t.Errorf("%s: %d", u.String(), code)
			}
		}
	})
}

func FuzzCursor(f *testing.F) {
	c := newClient(f, options(newCopy(f, 100)))
	var p page
	c.get("/cars/?limit=3", &p)
	f.Add(p.NextCursor, "-updated_at")
	f.Add("eyJmIjoxLCJ2IjoiMSIsImkiOjF9", "price")
	f.Fuzz(func(t *testing.T, cursor, sort string) {
		target := "/cars/?" + url.Values{"cursor": {cursor}, "sort": {sort}}.Encode()
		if code := c.do(http.MethodGet, target).Code; code != 200 && code != 400 && code != 414 {
			t.Errorf("%q %q: %d", cursor, sort, code)
		}
	})
}

// FuzzBatch: a body never makes more calls than its key is charged for, whatever the readers of JSON make of it.
func FuzzBatch(f *testing.F) {
	var charged, made atomic.Int64
	o := options(newCopy(f, 10))
	o.Used = func(_ context.Context, _ auth.Key, n int, admitted bool) {
		if admitted {
			charged.Add(int64(n))
		}
	}
	o.Observe = func(operation string, _ int, _ string, _ time.Duration) {
		if strings.HasPrefix(operation, "mcp ") {
			made.Add(1)
		}
	}
	c := newClient(f, o)
	one := callMessage(1, "search_cars", `{"limit":1}`)
	for _, seed := range []string{
		one, one + one, "[" + one + "]", batchOf(10), batchOf(11), batchOf(300) + "x", batchOf(10) + batchOf(10), batchOf(3) + "]", "\ufeff" + batchOf(3),
		batchOf(300) + "\x00", "[" + batchOf(3) + "]", strings.Replace(batchOf(20), "search", "sea\trch", 1), strings.Replace(batchOf(20), "search", "sea\xffrch", 1),
		strings.Replace(batchOf(20), "search", `\ud800`, 1), strings.Replace(batchOf(20), `"id":1`, `"id":01`, 1), `{"":` + batchOf(20) + `}`, "[,]", "null", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		charged.Store(0)
		made.Store(0)
		if code := c.post(body).Code; code >= 500 {
			t.Errorf("%q: %d", body, code)
		}
		if charged, made := charged.Load(), made.Load(); made > charged || charged > 10 {
			t.Errorf("%q: %d calls were made, and %d charged", body, made, charged)
		}
	})
}
