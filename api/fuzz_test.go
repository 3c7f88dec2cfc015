package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
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
