package api_test

import (
	"encoding/json"
	"encoding/xml"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forecourt/api"
)

var tags = regexp.MustCompile(`<[^>]*>`)

// saidBy is what a page says, without its marks.
func saidBy(page string) string {
	return strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(page, " "))), " ")
}

// TestPageOfACar shows all fields, what happened, the price as a curve, and similar cars.
func TestPageOfACar(t *testing.T) {
	b := newBrowser(t, options(newChangedCopy(t, 500))).signIn()
	var got struct {
		Car struct {
			Summary, Make, Model, VIN string
			Price                     json.Number
			StockNumber               string `json:"stock_number"`
			ListingURL                string `json:"listing_url"`
		}
	}
	b.get("/cars/17", &got)
	page := b.page("/stock/17")
	text := saidBy(page)
	for _, want := range []string{got.Car.Make, got.Car.Model, got.Car.VIN, got.Car.StockNumber, "$14,499.50", "Price drop", "→ $14,499.50 (−$", "1 Nov 2026, 13:00 UTC", "Similar cars in stock"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q: %s", want, text)
		}
	}
	if !strings.Contains(page, `class="curve"`) || !strings.Contains(page, `aria-label="Price: $`) || !strings.Contains(page, `href="`+got.Car.ListingURL+`" target="_blank" rel="noopener noreferrer external"`) {
		t.Errorf("no curve, or no listing: %s", page)
	}
	// Similar cars are of the same make and model, and not this one.
	_, similar, _ := strings.Cut(page, "Similar cars")
	ids := idsOf(similar)
	if len(ids) == 0 || len(ids) > 6 || strings.Contains(strings.Join(ids, ","), "17,") {
		t.Errorf("similar cars: %v", ids)
	}
	for _, id := range ids {
		var other struct{ Car struct{ Make, Model string } }
		if b.get("/cars/"+id, &other); other.Car.Make != got.Car.Make || other.Car.Model != got.Car.Model {
			t.Errorf("%s is similar: %+v", id, other)
		}
	}
	left := b.ask(http.MethodGet, "/stock/5", nil)
	if text := saidBy(left.Body.String()); left.Code != 404 || !strings.Contains(text, "no longer in stock") || !strings.Contains(text, "Left the stock") {
		t.Errorf("a car that has left: %d %s", left.Code, text)
	}
	for _, id := range []string{"999999", "x", url.PathEscape("<script>")} {
		if w := b.ask(http.MethodGet, "/stock/"+id, nil); w.Code != 404 && w.Code != 400 || strings.Contains(w.Body.String(), "<script>") || !strings.Contains(w.Body.String(), "cannot be shown") {
			t.Errorf("%s: %d %s", id, w.Code, w.Body)
		}
	}
	if text := saidBy(b.page("/stock/3")); !strings.Contains(text, "Nothing has changed since 1 Nov 2026") {
		t.Errorf("a car of which nothing is told: %s", text)
	}
}

// TestPageOfChanges shows what happened by day, as the API tells it, and by filters.
func TestPageOfChanges(t *testing.T) {
	b := newBrowser(t, options(newChangedCopy(t, 500))).signIn()
	var all changesPage
	b.get("/cars/changes?per_day=true", &all)
	page := b.page("/changes")
	if n := strings.Count(page, "<li><time"); n != len(all.Items) || n != 6 {
		t.Errorf("%d events, want %d", n, len(all.Items))
	}
	text := saidBy(page)
	for _, want := range []string{"Sunday, 1 November 2026", "Škoda Octavia", "Came into stock", "Left the stock", "Price drop", "Price rise", "Changed Condition:", "Status: available → reserved", "1 came, 2 left, 1 price drops, 1 price rises, 1 other changes"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q: %s", want, text)
		}
	}
	if text := saidBy(b.page("/changes?what=left&since=30d")); strings.Contains(text, "Škoda Octavia") {
		t.Errorf("only those that left: %s", text)
	}
	if w := b.ask(http.MethodGet, "/changes?make=&what=left&since=", nil); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/changes?what=left" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w := b.ask(http.MethodGet, "/changes?what=stolen", nil); w.Code != 400 || !strings.Contains(w.Body.String(), "it must be one of arrived") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if text := saidBy(b.page("/changes?make=Nothing")); !strings.Contains(text, "“Nothing” means nothing in this stock") || !strings.Contains(text, "Nothing has changed") {
		t.Errorf("a make that is none: %s", text)
	}
	first := b.page("/changes?limit=4")
	next := regexp.MustCompile(`rel="next" href="([^"]+)"`).FindStringSubmatch(first)
	if next == nil || strings.Count(b.page(html.UnescapeString(next[1])), "<li><time") != 2 {
		t.Errorf("the next page: %v", next)
	}
}

// TestFeedOfChanges is an Atom feed, whose entries have names that stay.
func TestFeedOfChanges(t *testing.T) {
	o := options(newChangedCopy(t, 100))
	o.Pages = api.PublicPages
	b := newBrowser(t, o)
	w := b.ask(http.MethodGet, "/changes.atom?what=price_drop,arrived", nil)
	var feed struct {
		ID      string `xml:"id"`
		Entries []struct {
			ID      string `xml:"id"`
			Title   string `xml:"title"`
			Updated string `xml:"updated"`
			Link    struct {
				Href string `xml:"href,attr"`
			} `xml:"link"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal(w.Body.Bytes(), &feed); err != nil || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/atom+xml") {
		t.Fatalf("%v: %s", err, w.Body)
	}
	var got []string
	for _, e := range feed.Entries {
		got = append(got, e.ID+" "+e.Link.Href)
	}
	want := []string{
		"tag:cars.example.com,2026-11-01:cars/9001/arrived/2026-11-01T13:00:00Z https://cars.example.com/stock/9001",
		"tag:cars.example.com,2026-11-01:cars/17/price_drop/2026-11-01T13:00:00Z https://cars.example.com/stock/17",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if w := b.ask(http.MethodGet, "/changes.atom?what=x", nil); w.Code != 400 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// TestPhotoOfACar: an https link to an image is shown as one, from its own server alone. Nothing else of a link gets
// into the policy.
func TestPhotoOfACar(t *testing.T) {
	b := newBrowser(t, openOwn(t)).signIn()
	for id, want := range map[string]struct{ policy, html string }{
		"b-2":   {"img-src 'self' https://img.example:8443; connect-src", `<img src="https://Img.example:8443/cars/b-2.JPG?w=800" alt="Photo of 2020 Ford Fiesta" loading="lazy" decoding="async" referrerpolicy="no-referrer">`},
		"b-3":   {"img-src 'self'; connect-src", ""},
		"b-4":   {"img-src 'self'; connect-src", `<a class="button" href="http://img.example/b-4.jpg"`},
		"b-5":   {"img-src 'self'; connect-src", ""},
		"b/1 ü": {"img-src 'self'; connect-src", `<a class="button" href="https://p.example/1"`},
	} {
		w := b.ask(http.MethodGet, "/stock/"+url.PathEscape(id), nil)
		if policy := w.Header().Get("Content-Security-Policy"); w.Code != http.StatusOK || !strings.Contains(policy, want.policy) || !strings.Contains(policy, "script-src 'self';") {
			t.Errorf("%s: %d, %s", id, w.Code, policy)
		}
		if page := w.Body.String(); !strings.Contains(page, want.html) || strings.Count(page, `<img src="http`) != strings.Count(want.html, "<img") {
			t.Errorf("%s: %s", id, page)
		}
	}
}
