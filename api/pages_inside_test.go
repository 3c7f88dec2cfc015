package api_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"forecourt/api"
	"forecourt/api/pages"
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
	}{
		"well":       {pages.Copies{Views: view(10 * time.Minute), Runs: regular}, nil, "All is well: the copy is 10 minutes old"},
		"set":        {pages.Copies{Views: view(2 * time.Hour), Every: time.Minute}, nil, "The copy is 2 hours old It is usually refreshed every 1 minute"},
		"old":        {pages.Copies{Views: view(3 * time.Hour), Runs: regular}, nil, "The copy is 3 hours old It is usually refreshed every 10 minutes"},
		"failed":     {pages.Copies{Views: view(time.Hour), Runs: append([]pages.Run{run(time.Minute, "the source was not reached: <set> SOURCE_HOST")}, regular...)}, nil, "The last run has failed; the copy is 1 hour old vehicles_stock: the source was not reached: <set> SOURCE_HOST"},
		"nothing":    {pages.Copies{}, nil, "Nothing was copied yet"},
		"unreadable": {pages.Copies{}, errors.New("no such file"), "There is no copy that can be read no such file"},
	} {
		o := options(reader)
		o.Now = func() time.Time { return now }
		o.Inside.Copies = func(context.Context) (pages.Copies, error) { return row.copies, row.err }
		page := newBrowser(t, o).signIn().page("/syncs")
		if _, text, _ := strings.Cut(saidBy(page), "Sign out "); !strings.Contains(text, row.want) || !strings.Contains(text, "Answers come from the copy") {
			t.Errorf("%s: %s", name, text)
		}
		if plots := strings.Count(page, "<svg"); len(row.copies.Runs) > 1 && plots != 2 {
			t.Errorf("%s: %d plots", name, plots)
		}
	}
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
	b := newBrowser(t, o).signIn()
	text := saidBy(b.page("/demand?days=90"))
	for _, want := range []string{"yota <b> Make 1,200 7 [make] VALUE: yota <b>", "heated seats Free text 3 0 [FIELD] VALUE: heated seats"} {
		if asked != 90 || !strings.Contains(text, want) {
			t.Errorf("%d days: %s", asked, text)
		}
	}
	if text := saidBy(b.page("/demand?days=7")); !strings.Contains(text, "is not known the log is not there.") {
		t.Error(text)
	}
	if b.page("/demand?days=x"); asked != 30 {
		t.Errorf("%d days", asked)
	}
}

// TestPageOfTheMapping shows each field with where it comes from and samples, and what is not published.
func TestPageOfTheMapping(t *testing.T) {
	o := options(newCopy(t, 200))
	o.Inside.Published = func(context.Context) (pages.Published, error) {
		return pages.Published{View: "autos", Key: []string{"nr"}, From: map[string]string{"make": "the column marke"}, Kept: []string{"einkaufspreis"}, Hidden: []string{"those whose status is intern"}}, nil
	}
	page := newBrowser(t, o).signIn().page("/mapping")
	text := saidBy(page)
	for _, want := range []string{"the view autos , whose rows are identified by nr", "Manufacturer's brand. the column marke word 100 %", "einkaufspreis", "those whose status is intern"} {
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
