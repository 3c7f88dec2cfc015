package api_test

import (
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forecourt/api"
	"forecourt/api/auth"
	"forecourt/api/cars"
	"forecourt/internal/demo"
	"forecourt/internal/stock"
	"forecourt/internal/vehicle"
)

// browser looks at the pages as a browser does: it keeps the cookie, and follows no redirect.
type browser struct {
	*client
	cookie *http.Cookie
}

// newBrowser returns a browser in front of a server with pages.
func newBrowser(tb testing.TB, o api.Options) *browser {
	tb.Helper()
	keys, err := auth.ParseKeys(theKey + "," + otherKey)
	if err != nil {
		tb.Fatal(err)
	}
	if o.Sessions, err = auth.NewSessions([]byte(strings.Repeat("s", 32)), keys, o.Now); err != nil {
		tb.Fatal(err)
	}
	if o.Pages == "" {
		o.Pages = api.KeyedPages
	}
	if o.CSVRows == 0 {
		o.CSVRows = 1000
	}
	return &browser{client: newClient(tb, o)}
}

// ask sends a request as a browser does.
func (b *browser) ask(method, target string, form url.Values, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(context.Background(), method, target, strings.NewReader(form.Encode()))
	r.Header.Set("Accept", "text/html,application/xhtml+xml")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	if b.cookie != nil {
		r.AddCookie(b.cookie)
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	for _, cookie := range w.Result().Cookies() {
		b.cookie = cookie
		if cookie.Value == "" {
			b.cookie = nil
		}
	}
	return w
}

func (b *browser) signIn() *browser {
	b.tb.Helper()
	if w := b.ask(http.MethodPost, "/sign-in", url.Values{"key": {theKey}, "next": {"/"}}); w.Code != http.StatusSeeOther || b.cookie == nil {
		b.tb.Fatalf("sign in: %d %s", w.Code, w.Body)
	}
	return b
}

// page returns a page's text, which must be there.
func (b *browser) page(target string) string {
	b.tb.Helper()
	w := b.ask(http.MethodGet, target, nil)
	if w.Code != http.StatusOK {
		b.tb.Errorf("%s: %d %s", target, w.Code, w.Body)
	}
	return w.Body.String()
}

// chips returns the chips of a page as text, and where each is removed, by the text.
func chips(page string) (texts []string, removes map[string]string) {
	removes = map[string]string{}
	for _, match := range regexp.MustCompile(`(?s)<li class="chip[^"]*"><span>(.*?)</span><a href="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		text := strings.Join(strings.Fields(html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(match[1], " "))), " ")
		texts = append(texts, text)
		removes[text] = html.UnescapeString(match[2])
	}
	return texts, removes
}

var rowHref = regexp.MustCompile(`href="/stock/(\d+)"`)

func idsOf(page string) []string {
	var ids []string
	for _, match := range rowHref.FindAllStringSubmatch(page, -1) {
		ids = append(ids, match[1])
	}
	return ids
}

func TestSignIn(t *testing.T) {
	o := options(newCopy(t, 50))
	o.AllowedHosts = []string{"example.com"}
	b := newBrowser(t, o)
	if w := b.ask(http.MethodGet, "/?q=red", nil); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/sign-in?next=%2F%3Fq%3Dred" || w.Header().Get("WWW-Authenticate") != "" {
		t.Errorf("a stranger: %d %v", w.Code, w.Header())
	}
	if w := b.ask(http.MethodGet, "/?q=red", nil, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `http-equiv="refresh" content="0;url=/?q=red"`) {
		t.Errorf("from another site: %d %s", w.Code, w.Body)
	}
	if w := b.ask(http.MethodPost, "/sign-in", url.Values{"key": {"wrong-key-of-nobody"}}); w.Code != http.StatusUnauthorized || b.cookie != nil || !strings.Contains(w.Body.String(), "not valid") || strings.Contains(w.Body.String(), "wrong-key") {
		t.Errorf("a wrong key: %d %s", w.Code, w.Body)
	}
	if w := b.ask(http.MethodPost, "/sign-in", url.Values{"key": {theKey}}, "Sec-Fetch-Site", "cross-site"); w.Code != http.StatusForbidden || b.cookie != nil {
		t.Errorf("a form of another site: %d", w.Code)
	}
	for next, want := range map[string]string{"/?q=red": "/?q=red", "": "/", "https://elsewhere.example/": "/", "//elsewhere.example": "/", `/\elsewhere.example`: "/", "/sign-out": "/", "javascript:x": "/"} {
		w := b.ask(http.MethodPost, "/sign-in", url.Values{"key": {theKey}, "next": {next}})
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != want {
			t.Errorf("next %q leads to %d %s", next, w.Code, w.Header().Get("Location"))
		}
	}
	// The public address is https.
	if c := b.cookie; !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Expires.IsZero() || strings.Contains(c.Value, theKey) {
		t.Errorf("the cookie: %+v", c)
	}
	b.page("/")
	var found page
	if w := b.ask(http.MethodGet, "/cars/", nil); w.Code != http.StatusOK || json.Unmarshal(w.Body.Bytes(), &found) != nil || found.Total != 50 {
		t.Errorf("the API with a session: %d %s", w.Code, w.Body)
	}
	if w := b.ask(http.MethodPost, "/mcp", nil, "Content-Type", "application/json"); w.Code != http.StatusUnauthorized {
		t.Errorf("tools with a session: %d", w.Code)
	}
	if w := b.ask(http.MethodPost, "/sign-out", nil); w.Code != http.StatusSeeOther || b.cookie != nil {
		t.Errorf("sign out: %d %v", w.Code, b.cookie)
	}
	if log := b.log.String(); strings.Contains(log, theKey) || strings.Contains(log, "wrong-key") {
		t.Error("the log shows a key")
	}
}

// TestWrongKeysSlowDown as those of the API do, and a right one is never held up.
func TestWrongKeysSlowDown(t *testing.T) {
	o := options(newCopy(t, 5))
	o.StrangerLimits = auth.Limits{PerSecond: 0.01, Burst: 3}
	b := newBrowser(t, o)
	var got []int
	for range 5 {
		w := b.ask(http.MethodPost, "/sign-in", url.Values{"key": {"wrong-key-of-nobody"}})
		got = append(got, w.Code)
		if w.Code == http.StatusTooManyRequests && (w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "try again in")) {
			t.Errorf("%v %s", w.Header(), w.Body)
		}
	}
	if diff := cmp.Diff([]int{401, 401, 401, 429, 429}, got); diff != "" {
		t.Error(diff)
	}
	b.signIn().page("/")
}

// TestWhoSeesPages tries every page with each setting, with a key and without.
func TestWhoSeesPages(t *testing.T) {
	reader := newCopy(t, 5)
	for access, want := range map[api.PageAccess]map[string][2]int{
		api.NoPages:     {"/": {200, 200}, "/stock.csv": {404, 404}, "/sign-in": {404, 404}},
		api.KeyedPages:  {"/": {303, 200}, "/stock.csv": {303, 200}, "/sign-in": {200, 303}},
		api.PublicPages: {"/": {200, 200}, "/stock.csv": {303, 200}, "/sign-in": {200, 303}},
	} {
		for target, codes := range want {
			o := options(reader)
			o.Pages = access
			b := newBrowser(t, o)
			got := [2]int{b.ask(http.MethodGet, target, nil).Code, b.ask(http.MethodGet, target, nil, "X-API-Key", theKey).Code}
			if got != codes {
				t.Errorf("PAGES=%s %s: %v, want %v", access, target, got, codes)
			}
		}
	}
	o := options(reader)
	o.Pages = api.PublicPages
	if text := newBrowser(t, o).page("/"); strings.Contains(text, "stock.csv") || strings.Contains(text, "X-API-Key") || !strings.Contains(text, "/sign-in") {
		t.Errorf("a visitor sees %s", text)
	}
}

// TestPagesAreGuarded looks at the headers of pages, and at what stands at unknown addresses.
func TestPagesAreGuarded(t *testing.T) {
	b := newBrowser(t, options(newCopy(t, 5))).signIn()
	w := b.ask(http.MethodGet, "/", nil)
	policy := w.Header().Get("Content-Security-Policy")
	if strings.Contains(policy, "unsafe") || !strings.Contains(policy, "default-src 'none'") || !strings.Contains(w.Header().Get("Cache-Control"), "private") {
		t.Errorf("%v", w.Header())
	}
	text := w.Body.String()
	for _, bad := range []string{"<style", " style=", "onclick", "http://", "javascript:"} {
		if strings.Contains(text, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	assets := regexp.MustCompile(`"(/assets/[^"]+)"`).FindAllStringSubmatch(text, -1)
	if len(assets) < 3 {
		t.Errorf("assets: %v", assets)
	}
	for _, match := range assets {
		w := (&browser{client: b.client}).ask(http.MethodGet, match[1], nil)
		if w.Code != 200 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") {
			t.Errorf("%s: %d %v", match[1], w.Code, w.Header())
		}
	}
	if w := b.ask(http.MethodGet, "/nowhere", nil); w.Code != 404 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		t.Errorf("a browser at an unknown address: %d %v", w.Code, w.Header())
	}
	for _, accept := range []string{"*/*", "application/json", ""} {
		if w := b.ask(http.MethodGet, "/nowhere", nil, "Accept", accept); w.Code != 404 || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("a program that accepts %q: %d %v", accept, w.Code, w.Header())
		}
	}
}

// TestWordsAndChips reads people's words, and takes what was read away again, piece by piece.
func TestWordsAndChips(t *testing.T) {
	var heard []cars.Demand
	o := options(newCopy(t, 2000))
	o.Heard = func(d cars.Demand) { heard = append(heard, d) }
	b := newBrowser(t, o).signIn()
	text := b.page("/?" + url.Values{"q": {"chevy truck under 40k heated seats"}, "year_min": {"2015"}}.Encode())
	got, removes := chips(text)
	for i, want := range []string{`Model year from 2015`, `Make Chevrolet “chevy”: another word for it`, `Body type Pickup`, `Price up to $40,000 “under 40k”`, `Not understood “heated seats”`} {
		if i >= len(got) || !strings.HasPrefix(got[i], want) {
			t.Fatalf("chip %d is not %q: %q", i, want, got)
		}
	}
	if len(heard) != 1 {
		t.Errorf("demand was heard %d times", len(heard))
	}
	for i, want := range []string{"/?q=chevy+truck+under+40k+heated+seats", "/?q=truck+under+40k+heated+seats&year_min=2015", "/?q=chevy+under+40k+heated+seats&year_min=2015", "/?q=chevy+truck+heated+seats&year_min=2015", "/?q=chevy+truck+under+40k&year_min=2015"} {
		if removes[got[i]] != want {
			t.Errorf("%s is removed by %s, want %s", got[i], removes[got[i]], want)
		}
	}
	// The same search by the API finds the same cars.
	var found page
	b.get("/cars/?limit=30&q=chevy+truck+under+40k&year_min=2015", &found)
	var want []string
	for _, item := range found.Items {
		want = append(want, fmt.Sprint(item.ID))
	}
	if diff := cmp.Diff(want, idsOf(text)); diff != "" || len(want) == 0 {
		t.Errorf("%d cars: %s", len(want), diff)
	}
	ask := b.page("/?q=toyota+700")
	if !strings.Contains(ask, "What did you mean by “700”?") || !strings.Contains(ask, `href="/?price_max=700&amp;q=toyota"`) || !strings.Contains(ask, "Price up to 700") {
		t.Errorf("an ambiguous number: %s", ask)
	}
	empty := b.page("/?make=Toyota&price_max=20")
	if !strings.Contains(empty, "No cars") || !strings.Contains(empty, `href="/?make=Toyota"`) || !regexp.MustCompile(`Price up to \$?[0-9,]+`).MatchString(empty) {
		t.Errorf("nothing found: %s", empty)
	}
	if w := b.ask(http.MethodGet, "/?price_max=cheap&colour=red", nil); w.Code != 400 || !strings.Contains(w.Body.String(), "did you mean color?") || !strings.Contains(w.Body.String(), `href="/?colour=red"`) {
		t.Errorf("a search that cannot be read: %d %s", w.Code, w.Body)
	}
}

// TestFiltersAndWordsAgree sends the form as a browser does.
func TestFiltersAndWordsAgree(t *testing.T) {
	b := newBrowser(t, options(newCopy(t, 2000))).signIn()
	text := b.page("/?q=red+toyota+under+20k")
	for _, want := range []string{`name="make" value="Toyota" checked`, `name="price_max" value="20000"`, `name=".read" value="make:Toyota"`, `name=".read" value="price_max:20000"`} {
		if !strings.Contains(text, want) {
			t.Errorf("the form lacks %s", want)
		}
	}
	for name, row := range map[string]struct{ sent, want string }{
		"nothing changed":    {"q=red+toyota&make=Toyota&.read=make:Toyota&price_max=&sort=", "/?q=red+toyota"},
		"one more":           {"q=red+toyota&make=Toyota&make=Honda&.read=make:Toyota", "/?make=Toyota&make=Honda&q=red"},
		"taken away":         {"q=red+toyota&.read=make:Toyota", "/?q=red"},
		"another bound":      {"q=toyota+under+20k&make=Toyota&.read=make:Toyota&price_max=25000&.read=price_max:20000", "/?price_max=25000&q=toyota"},
		"other words":        {"q=honda&make=Toyota&.read=make:Toyota", "/?q=honda"},
		"empty fields":       {"q=&make=Honda&price_min=", "/?make=Honda"},
		"words taken away":   {"q=&make=Toyota&.read=make:Toyota", "/"},
		"a word's own bound": {"q=toyota+under+20k&make=Toyota&.read=make:Toyota&price_max=&.read=price_max:20000", "/?q=toyota"},
	} {
		if w := b.ask(http.MethodGet, "/?"+row.sent, nil); w.Code != http.StatusSeeOther || w.Header().Get("Location") != row.want {
			t.Errorf("%s: %d %s, want %s", name, w.Code, w.Header().Get("Location"), row.want)
		}
	}
	// What the form has no field for stays in it.
	text = b.page("/?year=2020&limit=5&make=Toyota")
	for _, want := range []string{`type="hidden" form="search" name="year" value="2020"`, `type="hidden" form="search" name="limit" value="5"`} {
		if !strings.Contains(text, want) {
			t.Errorf("the form lacks %s", want)
		}
	}
	if strings.Contains(text, `type="hidden" form="search" name="make"`) {
		t.Error("the make stands in the form twice")
	}
}

// TestFiltersCountBesideTheOthers shows what else there is: choosing a make leaves the other makes' counts as they
// would be, and counts the rest among its cars.
func TestFiltersCountBesideTheOthers(t *testing.T) {
	b := newBrowser(t, options(newCopy(t, 2000))).signIn()
	total := func(query string) string {
		var found page
		b.get("/cars/?limit=1&"+query, &found)
		return fmt.Sprint(found.Total)
	}
	text := b.page("/?make=Toyota&price_max=30000")
	count := func(name, value string) string {
		match := regexp.MustCompile(`name="` + name + `" value="` + value + `"[^>]*><span><bdi>[^<]*</bdi></span><data value="([0-9,]+)"`).FindStringSubmatch(text)
		if match == nil {
			t.Fatalf("no %s=%s", name, value)
		}
		return strings.ReplaceAll(match[1], ",", "")
	}
	got := []string{count("make", "Toyota"), count("make", "Honda"), count("body_type", "SUV"), count("model", "Camry")}
	want := []string{total("make=Toyota&price_max=30000"), total("make=Honda&price_max=30000"), total("make=Toyota&body_type=SUV&price_max=30000"), total("make=Toyota&model=Camry&price_max=30000")}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if strings.Contains(text, `name="model" value="F-150"`) {
		t.Error("a Ford is among Toyota's models")
	}
	if spreads := strings.Count(text, `class="spread"`); spreads != 3 {
		t.Errorf("%d ranges are drawn", spreads)
	}
	// What is chosen stays in the form, though nothing has it beside the others.
	if text := b.page("/?make=Toyota&model=F-150"); !regexp.MustCompile(`name="model" value="F-150" checked><span><bdi>F-150</bdi></span><data value="0"`).MatchString(text) {
		t.Error("F-150 is gone from the form")
	}
	chipsShown, removes := chips(b.page("/?q=toyota+not+red&exclude=diesel"))
	if len(chipsShown) != 3 || !strings.HasPrefix(chipsShown[0], "Not Diesel") || !strings.HasPrefix(chipsShown[2], "Not Red") || removes[chipsShown[2]] != "/?exclude=diesel&q=toyota" || removes[chipsShown[0]] != "/?q=toyota+not+red" {
		t.Errorf("%q %v", chipsShown, removes)
	}
}

// TestPagesToTheEnd goes from page to page, and finds what the API finds.
func TestPagesToTheEnd(t *testing.T) {
	b := newBrowser(t, options(newCopy(t, 500))).signIn()
	var ids []string
	next := "/?make=Toyota,Honda&sort=price&limit=20"
	for next != "" {
		text := b.page(next)
		ids = append(ids, idsOf(text)...)
		next = ""
		if match := regexp.MustCompile(`rel="next" href="([^"]+)"`).FindStringSubmatch(text); match != nil {
			next = html.UnescapeString(match[1])
		}
	}
	var found page
	b.get("/cars/?make=Toyota,Honda&limit=1", &found)
	unique := slices.Compact(slices.Sorted(slices.Values(ids)))
	if len(ids) != found.Total || len(unique) != len(ids) {
		t.Errorf("%d cars, %d of them different, want %d", len(ids), len(unique), found.Total)
	}
}

// hostile is what a stock may hold.
var hostile = []string{`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, "=HYPERLINK(\"http://x\")", "\u202Egnirts", strings.Repeat("x", 10_000), "+1", "-1", "@SUM(A1)", "\tx", "{{.Key}}"}

// newHostileCopy has hostile texts in every field of text.
func newHostileCopy(tb testing.TB) *stock.Cached {
	tb.Helper()
	dir := tb.TempDir()
	from, to := filepath.Join(dir, "dealer.db"), filepath.Join(dir, "cache.db")
	if err := demo.Write(tb.Context(), from, demo.New(3, now), 40); err != nil {
		tb.Fatal(err)
	}
	db, err := sql.Open("sqlite", from)
	if err != nil {
		tb.Fatal(err)
	}
	defer db.Close()
	for i, text := range hostile {
		if _, err := db.ExecContext(tb.Context(), "UPDATE vehicle SET make = ?, model = ?, trim = ?, color = ?, stock_number = ? || id, listing_url = ? WHERE id % ? = ?",
			text, text, text, text, text, "javascript:alert(1)", len(hostile), i); err != nil {
			tb.Fatal(err)
		}
	}
	syncAt(tb, from, to, now)
	return openCopy(tb, to)
}

func TestHostileStockIsText(t *testing.T) {
	b := newBrowser(t, options(newHostileCopy(t))).signIn()
	for _, target := range []string{"/?limit=100", "/?q=" + url.QueryEscape(hostile[0]), "/?make=" + url.QueryEscape(hostile[1]), "/?limit=100&" + url.QueryEscape(hostile[0]) + "=1"} {
		text := b.ask(http.MethodGet, target, nil).Body.String()
		for _, bad := range []string{"<script>alert", "<img src=x", `href="javascript`} {
			if strings.Contains(text, bad) {
				t.Errorf("%s shows %s", target, bad)
			}
		}
		if strings.Contains(text, strings.Repeat("x", 1000)) && !strings.Contains(target, "sort") {
			t.Errorf("%s shows 10,000 characters", target)
		}
	}
}

// TestDownload holds what the search finds, and nothing that a spreadsheet would run.
func TestDownload(t *testing.T) {
	b := newBrowser(t, options(newHostileCopy(t))).signIn()
	w := b.ask(http.MethodGet, "/stock.csv", nil)
	text, marked := strings.CutPrefix(w.Body.String(), "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || !marked || len(rows) != 41 || rows[0][0] != "id" || rows[0][1] != "stock_number" || !strings.Contains(w.Header().Get("Content-Disposition"), "attachment") {
		t.Fatalf("%d rows (%v), %v", len(rows), err, w.Header())
	}
	numbers := 0
	for _, row := range rows[1:] {
		for i, cell := range row {
			if strings.HasPrefix(cell, "=") || strings.HasPrefix(cell, "+") || strings.HasPrefix(cell, "-") || strings.HasPrefix(cell, "@") || strings.HasPrefix(cell, "\t") {
				t.Errorf("%s: %q", rows[0][i], cell)
			}
			if rows[0][i] == "price" && regexp.MustCompile(`^\d+(\.\d\d?)?$`).MatchString(cell) {
				numbers++
			}
		}
	}
	if numbers < 20 {
		t.Errorf("%d prices are numbers", numbers)
	}
}

// TestDownloadIsWhole has every car of a search, cuts where the setting says, and says so.
func TestDownloadIsWhole(t *testing.T) {
	reader := newCopy(t, 750)
	var found page
	b := newBrowser(t, options(reader)).signIn()
	b.get("/cars/?make=Toyota,Ford&limit=1", &found)
	if rows := strings.Count(b.page("/stock.csv?make=Toyota,Ford&sort=price&limit=3"), "\r\n") - 1; rows != found.Total || rows < 100 {
		t.Errorf("%d rows, want %d", rows, found.Total)
	}
	o := options(reader)
	o.CSVRows = 150
	text := newBrowser(t, o).signIn().page("/stock.csv")
	if lines := strings.Split(strings.TrimSpace(text), "\r\n"); len(lines) != 152 || !strings.Contains(lines[151], "ends after 150 cars (PAGES_CSV_ROWS)") {
		t.Errorf("%d lines, the last is %q", len(lines), lines[len(lines)-1])
	}
	if w := b.ask(http.MethodGet, "/stock.csv?price_max=cheap", nil); w.Code != 400 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

// breaking is a reader that fails from its third search on.
type breaking struct {
	*stock.Cached
	searches int
}

func (b *breaking) Search(ctx context.Context, s vehicle.Search) (vehicle.Page, error) {
	if b.searches++; s.After != nil && b.searches > 3 {
		return vehicle.Page{}, fmt.Errorf("the line was cut: %w", stock.ErrUnavailable)
	}
	return b.Cached.Search(ctx, s)
}

// TestDownloadBreaksOff when the rest cannot be read: a file that looks whole would be believed.
func TestDownloadBreaksOff(t *testing.T) {
	o := options(&breaking{Cached: newCopy(t, 750)})
	b := newBrowser(t, o)
	server := httptest.NewServer(b.handler)
	defer server.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/stock.csv", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-API-Key", theKey)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if _, err := csv.NewReader(response.Body).ReadAll(); err == nil || response.StatusCode != http.StatusOK {
		t.Errorf("%s, and the body ends without an error", response.Status)
	}
}

// TestThePageSaysHowProgramsAsk shows the same search as an address, a command and a tool's call.
func TestThePageSaysHowProgramsAsk(t *testing.T) {
	b := newBrowser(t, options(newCopy(t, 100))).signIn()
	text := html.UnescapeString(b.page("/?make=Toyota,Ford&price_max=30000&year=2020&q=red&limit=5&sort=price"))
	query := "limit=5&make=Toyota%2CFord&price_max=30000&q=red&sort=price&year=2020"
	if !strings.Contains(text, `curl -H "X-API-Key: $API_KEY" 'https://cars.example.com/cars/?`+query+"'") || !strings.Contains(text, `href="/cars/?`+query+`"`) {
		t.Errorf("no such command: %s", text)
	}
	call := regexp.MustCompile(`(?s)tool call</h3><pre tabindex="0"><code>(.*?)</code>`).FindStringSubmatch(text)
	var got struct {
		Name      string
		Arguments map[string]any
	}
	if call == nil || json.Unmarshal([]byte(call[1]), &got) != nil {
		t.Fatalf("no call: %v", call)
	}
	want := map[string]any{"limit": 5.0, "make": []any{"Toyota", "Ford"}, "price_max": 30000.0, "q": "red", "sort": "price", "year": []any{2020.0}}
	if diff := cmp.Diff(want, got.Arguments); diff != "" || got.Name != "search_cars" {
		t.Errorf("%s: %s", got.Name, diff)
	}
}

// TestPeopleDoNotKeepProgramsWaiting takes all places of pages, and asks the API.
func TestPeopleDoNotKeepProgramsWaiting(t *testing.T) {
	o := options(newCopy(t, 5))
	o.Deadline = 200 * time.Millisecond
	held := &holding{Reader: o.Reader, hold: make(chan struct{}), all: make(chan struct{}, 100)}
	o.Reader = held
	b := newBrowser(t, o).signIn()
	done := make(chan int, 20)
	for range 20 {
		go func() {
			done <- (&browser{client: b.client, cookie: b.cookie}).ask(http.MethodGet, "/?sort=-price", nil).Code
		}()
	}
	for range 8 {
		<-held.all
	}
	if code := b.get("/cars/?sort=price", nil); code != 200 {
		t.Errorf("the API: %d", code)
	}
	var got []int
	for range 12 {
		got = append(got, <-done)
	}
	close(held.hold)
	for range 8 {
		got = append(got, <-done)
	}
	if diff := cmp.Diff(slices.Concat(slices.Repeat([]int{503}, 12), slices.Repeat([]int{200}, 8)), got); diff != "" {
		t.Error(diff)
	}
}

// holding keeps searches in one order waiting.
type holding struct {
	cars.Reader
	hold, all chan struct{}
}

func (h *holding) Search(ctx context.Context, s vehicle.Search) (vehicle.Page, error) {
	if s.Sort == "-price" {
		h.all <- struct{}{}
		<-h.hold
		ctx = context.WithoutCancel(ctx)
	}
	return h.Reader.Search(ctx, s)
}
