package api_test

import (
	"context"
	"errors"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"forecourt/api"
	"forecourt/api/pages"
	"forecourt/internal/words/wordbook"
)

// TestPageOfSyncs says in its first sentence whether all is well.
func TestPageOfSyncs(t *testing.T) {
	reader := newCopy(t, 5)
	run := func(ago time.Duration, failed string) pages.Run {
		return pages.Run{View: "vehicles_stock", Outcome: "published", StartedAt: now.Add(-ago), Took: 1200 * time.Millisecond, Rows: 5000, Inserted: 12, Deleted: 9, Error: failed}
	}
	view := func(ago time.Duration) []pages.Copy {
		return []pages.Copy{{View: "vehicles_stock", Rows: 5000, SnapshotAt: now.Add(-ago)}}
	}
	regular := []pages.Run{run(10*time.Minute, ""), run(20*time.Minute, ""), run(30*time.Minute, "")}
	for name, row := range map[string]struct {
		copies pages.Copies
		err    error
		want   string
		// next is what stands of the next run, servers what stands of the dealer's database.
		next, servers string
	}{
		"well":       {pages.Copies{Views: view(10 * time.Minute), Runs: regular}, nil, "All is well: the copy is 10 minutes old", "Next run in about a moment another program starts it every 10 minutes", ""},
		"set":        {pages.Copies{Views: view(2 * time.Hour), Every: time.Minute}, nil, "The copy is 2 hours old It is usually refreshed every 1 minute", "Next run running now every 1 minute", ""},
		"old":        {pages.Copies{Views: view(3 * time.Hour), Runs: regular}, nil, "The copy is 3 hours old It is usually refreshed every 10 minutes", "Next run in about a moment", ""},
		"failed":     {pages.Copies{Views: view(time.Hour), Runs: append([]pages.Run{run(time.Minute, "the source was not reached: <set> SOURCE_HOST")}, regular...)}, nil, "The last run has failed; the copy is 1 hour old vehicles_stock: the source was not reached: <set> SOURCE_HOST", "", ""},
		"nothing":    {pages.Copies{}, nil, "Nothing was copied yet", "", ""},
		"waits":      {pages.Copies{Views: view(time.Minute), Every: 5 * time.Minute, NextRun: now.Add(4 * time.Minute)}, nil, "All is well", "Next run in 4 minutes every 5 minutes", ""},
		"breaker":    {pages.Copies{Views: view(time.Minute), Servers: []pages.Server{{Host: "db:3306", LeftAlone: true, Reason: "connection refused"}}}, nil, "The dealer’s database does not answer: the copy does All is well: the copy is 1 minute old.", "", "db:3306 left alone until it answers again connection refused"},
		"one fails":  {pages.Copies{Views: view(time.Minute), Servers: []pages.Server{{Host: "a:3306"}, {Host: "b:3306", Reason: "timeout"}, {Host: "c:3306", Behind: true}}}, nil, "All is well", "", "a:3306 answers b:3306 failed last timeout c:3306 left alone until it has caught up"},
		"unreadable": {pages.Copies{}, errors.New("no such file"), "There is no copy that can be read no such file", "", ""},
	} {
		o := options(reader)
		o.Now = func() time.Time { return now }
		o.Inside.Copies = func(context.Context) (pages.Copies, error) { return row.copies, row.err }
		page := newBrowser(t, o).signIn().page("/syncs")
		if _, text, _ := strings.Cut(saidBy(page), "Sign out "); !containsAll(text, row.want, row.next, row.servers) || !strings.Contains(text, "Answers come from the copy") {
			t.Errorf("%s: %s", name, text)
		}
		if plots := strings.Count(page, "<svg"); len(row.copies.Runs) > 1 && plots != 2 {
			t.Errorf("%s: %d plots", name, plots)
		}
	}
}

func containsAll(text string, parts ...string) bool {
	for _, part := range parts {
		if !strings.Contains(text, part) {
			return false
		}
	}
	return true
}

// TestPageOfDemand shows the words that people use, and what WORDS_FILE could say.
func TestPageOfDemand(t *testing.T) {
	o := options(newCopy(t, 5))
	asked := 0
	o.Inside.Wishes = func(_ context.Context, days int) ([]pages.Wishes, error) {
		asked = days
		if days == 7 {
			return nil, errors.New("the log is not there")
		}
		return []pages.Wishes{{Title: "The stock does not have", Words: true, List: []pages.Wish{{Parameter: "make", Value: "yota <b>", Requests: 1200, Empty: 7}, {Parameter: "q", Value: "heated seats", Requests: 3}}}}, nil
	}
	monday := time.Date(2026, 10, 26, 0, 0, 0, 0, time.UTC)
	o.Inside.Weeks = func(context.Context, int) ([]pages.Week, error) {
		return []pages.Week{{Monday: monday, Lacking: 1207, NotUnderstood: 3, Known: 90}, {Monday: monday.AddDate(0, 0, 7), Ambiguous: 2}}, nil
	}
	b := newBrowser(t, o).signIn()
	page := b.page("/demand?days=90")
	if asked != 90 || !containsAll(saidBy(page), "yota <b> Make 1,200 7 Add this to the words", "heated seats Free text 3 0 Add this to the words", "1,207", "Week of 2 Nov 2026") {
		t.Errorf("%d days: %s", asked, saidBy(page))
	}
	if bars := strings.Count(page, `class="back"`); bars != 8 {
		t.Errorf("the plot has %d weeks", bars)
	}
	if !containsAll(page, "Week of 26 Oct 2026: 1,207 not in stock, 3 not understood, 0 ambiguous, of 1,300", `href="/demand?as=make&amp;days=90&amp;word=yota`) {
		t.Error(page)
	}
	if text := saidBy(b.page("/demand?days=7")); !strings.Contains(text, "is not known the log is not there.") {
		t.Error(text)
	}
	if b.page("/demand?days=x"); asked != 30 {
		t.Errorf("%d days", asked)
	}
}

var shownLines = regexp.MustCompile(`(?s)<code class="lines">(.*?)</code>`)

// TestAddToTheWords follows the page from a word that nobody knew to a line for WORDS_FILE: a server with this line
// finds the cars.
func TestAddToTheWords(t *testing.T) {
	stock := newCopy(t, 300)
	o := options(stock)
	o.Inside.Wishes = func(context.Context, int) ([]pages.Wishes, error) { return nil, nil }
	o.Inside.Weeks = func(context.Context, int) ([]pages.Week, error) { return nil, nil }
	b := newBrowser(t, o).signIn()
	var all, toyotas answer
	b.get(ask(), &all)
	b.get(ask("make", "Toyota"), &toyotas)
	for _, c := range []struct{ as, word, sent string }{
		{"make", "zorro", "zorro"}, {"q", "zorro", "zorro"}, {"q", "zor, ro", "zor ro"}, {"make", "[zorro]", "zorro"}, {"make", "#zorro: <x", "zorro x"},
	} {
		target := "/demand?" + url.Values{"as": {c.as}, "word": {c.word}}.Encode()
		if page := b.page(target); shownLines.MatchString(page) || !strings.Contains(page, `value="make=Toyota"`) || strings.Contains(page, `value="color=`) != (c.as == "q") {
			t.Errorf("%+v: before one has said what it means: %s", c, page)
		}
		match := shownLines.FindStringSubmatch(b.page(target + "&means=make%3DToyota"))
		if match == nil {
			t.Errorf("%+v: no line", c)
			continue
		}
		book, err := wordbook.NewBook([]byte(html.UnescapeString(match[1])))
		if err != nil {
			t.Errorf("%+v: the file with the line: %v", c, err)
			continue
		}
		with := options(stock)
		with.Words = book
		var found answer
		if code := newClient(t, with).get(ask("make", c.sent), &found); code != http.StatusOK || found.Total != toyotas.Total || found.Total == 0 || found.Total == all.Total {
			t.Errorf("%+v: %d, %d cars, want the %d of Toyota", c, code, found.Total, toyotas.Total)
		}
	}
	if page := b.page("/demand?as=make&word=toyotta&means="); !strings.Contains(page, "Show the line") {
		t.Error(page)
	}
}

// TestPageOfTheMapping shows each field with where it comes from and samples, and what is not published.
func TestPageOfTheMapping(t *testing.T) {
	o := options(newCopy(t, 200))
	o.Inside.Published = func(context.Context) (pages.Published, error) {
		return pages.Published{View: "autos", Key: []string{"nr"}, From: map[string]string{"make": "the column marke"}, Kept: []string{"einkaufspreis"}, Hidden: []string{"those whose status is intern"}, Warnings: []string{"color: farbe has no value"}}, nil
	}
	page := newBrowser(t, o).signIn().page("/mapping")
	text := saidBy(page)
	for _, want := range []string{"the view autos , whose rows are identified by nr", "Manufacturer's brand. the column marke word 100 %", "einkaufspreis", "those whose status is intern", "color: farbe has no value"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q: %s", want, text)
		}
	}
}

// TestPageOfConnecting has this server's address in each line that is to be copied, and nobody's key.
func TestPageOfConnecting(t *testing.T) {
	b := newBrowser(t, options(newCopy(t, 5))).signIn()
	page := b.page("/connect")
	for _, want := range []string{"https://cars.example.com/openapi.json", "https://cars.example.com/mcp", "claude mcp add", `href="/docs/"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.Contains(page, theKey) {
		t.Error("the page shows the key")
	}
	for _, target := range []string{"/syncs", "/demand", "/mapping"} {
		if w := b.ask(http.MethodGet, target, nil); w.Code != 404 {
			t.Errorf("%s, of which nothing is known: %d", target, w.Code)
		}
	}
	o := options(newCopy(t, 5))
	o.Pages = api.PublicPages
	if w := newBrowser(t, o).ask(http.MethodGet, "/connect", nil); w.Code != http.StatusSeeOther {
		t.Errorf("a visitor: %d", w.Code)
	}
}
