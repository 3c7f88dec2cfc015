//go:build integration

package main_test

import (
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"forecourt/internal/testbin"
)

// edits is everything that a new standard field needs: a row in the catalogue, a column in the contract, a migration,
// and sqlc's type.
var edits = []struct{ file, before, added string }{
	{"internal/vehicle/catalogue.go", "\t\t{\n\t\t\tName: \"listing_url\"", `		{
			Name: "seats", Column: "seats", Kind: Number, Listed: true, Orders: []string{"seats", "-seats"}, High: 99, ListHigh: 99,
			About: "Number of seats.", Example: 5,
		},
`},
	{"sql/mysql/schema.sql", "  listing_url    VARCHAR", "  seats          TINYINT UNSIGNED,\n"},
	{"sqlc.yaml", "          - {column: forecourt_stock.mileage,", "          - {column: forecourt_stock.seats, go_type: {import: forecourt/internal/vehicle, type: NullNumber}}\n"},
}

// TestAddingFields adds a standard field and an own field to a copy of the source tree, and searches by both. Nothing
// else is edited by hand.
func TestAddingFields(t *testing.T) {
	tree := filepath.Join(t.TempDir(), "tree")
	run := func(dir, name string, args ...string) string {
		t.Helper()
		command := exec.CommandContext(t.Context(), name, args...)
		command.Dir = dir
		out, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %v: %v\n%s", name, args, err, out)
		}
		return string(out)
	}
	for _, part := range []string{"go.mod", "go.sum", "sqlc.yaml", "api", "cmd", "db", "internal", "migrations", "sql", "tools/sqlc"} {
		copyPart(t, filepath.Join("..", "..", part), filepath.Join(tree, part))
	}
	for _, e := range edits {
		edit(t, filepath.Join(tree, e.file), e.before, e.added+e.before)
	}
	view, err := os.ReadFile(filepath.Join(tree, "migrations", "00008_stock_view.sql"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(view), "CREATE VIEW", "DROP VIEW forecourt_stock;\nCREATE VIEW", 1)
	text = strings.Replace(text, "  CAST(NULL AS TEXT)    AS listing_url", "  CAST(NULL AS INTEGER) AS seats,\n  CAST(NULL AS TEXT)    AS listing_url", 1)
	if err := os.WriteFile(filepath.Join(tree, "migrations", "00099_seats.sql"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	run(tree, "go", "tool", "-modfile=tools/sqlc/go.mod", "sqlc", "generate")
	built := t.TempDir()
	t.Chdir(tree)
	if err := testbin.Build(t.Context(), built, "./cmd/forecourt"); err != nil {
		t.Fatal(err)
	}
	searchNewFields(t, filepath.Join(built, "forecourt"))
}

// copyPart copies a file, or a folder with everything in it.
func copyPart(t *testing.T, from, to string) {
	t.Helper()
	info, err := os.Stat(from)
	if err != nil {
		t.Fatal(err)
	}
	if info.IsDir() {
		err = os.CopyFS(to, os.DirFS(from))
	} else {
		var text []byte
		if text, err = os.ReadFile(from); err == nil {
			err = errors.Join(os.MkdirAll(filepath.Dir(to), 0o700), os.WriteFile(to, text, 0o600))
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

func edit(t *testing.T, path, from, to string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(text), from) != 1 {
		t.Fatalf("%s: %q is there %d times", path, from, strings.Count(string(text), from))
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), from, to, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// searchNewFields copies a stock with the new field and an own one, and searches by both, with parameters and with
// words.
func searchNewFields(t *testing.T, program string) {
	t.Helper()
	old := binary
	binary = program
	t.Cleanup(func() { binary = old })
	dir := t.TempDir()
	source, copied, file := filepath.Join(dir, "s.db"), filepath.Join(dir, "c.db"), filepath.Join(dir, "stock.yaml")
	mustExec(t, openDB(t, source), "CREATE TABLE cars (id INTEGER PRIMARY KEY, make TEXT, model TEXT, places INTEGER, Doors INTEGER)",
		"INSERT INTO cars VALUES (1, 'Ford', 'Galaxy', 7, 5), (2, 'Ford', 'Puma', 5, 5), (3, 'Mazda', 'MX-5', 2, 2)")
	mapped := "view: cars\nkey: id\nfields:\n  make: make\n  model: model\n  seats: places\nown:\n  doors: {column: Doors, kind: number, about: Number of doors.}\n"
	if err := os.WriteFile(file, []byte(mapped), 0o600); err != nil {
		t.Fatal(err)
	}
	settings := []string{"SOURCE_TYPE=sqlite", "SOURCE_DATABASE=" + source, "CACHE_PATH=" + copied, "STOCK_FILE=" + file, "READ_FROM=cache", "LISTEN_ADDR=127.0.0.1:0", "METRICS_ADDR=127.0.0.1:0", "API_KEY=" + demandKey}
	forecourt(t, settings, "sync").want(t, 0, "published")
	_, api, _ := startServer(t, settings)
	for query, want := range map[string]string{
		"seats=7": `"id":1,`, "seats_max=4": `"id":3,`, "sort=-seats&limit=1": `"id":1,`, "seats_min=5&doors=5&sort=seats&limit=1": `"id":2,`,
		"doors=2": `"id":3,`, "q=2+doors": `"id":3,`,
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, api+"/cars/?fields=full&"+query, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("X-API-Key", demandKey)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil || response.StatusCode != http.StatusOK || !strings.HasPrefix(string(body), `{"items":[{`+want) || !strings.Contains(string(body), `"seats":`) {
			t.Errorf("%s: %d %s (%v)", query, response.StatusCode, body, err)
		}
	}
}
