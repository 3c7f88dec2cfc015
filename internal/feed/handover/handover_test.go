package handover_test

import (
	"context"
	"database/sql"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	_ "modernc.org/sqlite"

	"forecourt/internal/cache"
	"forecourt/internal/cache/verification"
	"forecourt/internal/feed"
	"forecourt/internal/feed/follow"
	"forecourt/internal/feed/handover"
	"forecourt/internal/source"
	"forecourt/internal/syncer"
	"forecourt/internal/testnats"
)

// world is a source, a feed, and what is made of them.
type world struct {
	t      testing.TB
	server *testnats.Server
	source *sql.DB
	path   string
	views  []syncer.View
}

func newWorld(tb testing.TB, statements ...string) *world {
	tb.Helper()
	return newWorldOn(tb, testnats.Start(tb), statements...)
}

func newWorldOn(tb testing.TB, on *testnats.Server, statements ...string) *world {
	tb.Helper()
	w := &world{t: tb, server: on, path: filepath.Join(tb.TempDir(), "source.db"), views: []syncer.View{{Name: "cars"}}}
	w.source = openDB(tb, w.path)
	w.exec(statements...)
	return w
}

func openDB(tb testing.TB, path string) *sql.DB {
	tb.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Error(err)
		}
	})
	return db
}

func (w *world) exec(statements ...string) {
	w.t.Helper()
	for _, statement := range statements {
		if _, err := w.source.ExecContext(w.t.Context(), statement); err != nil {
			w.t.Fatalf("%s: %v", statement, err)
		}
	}
}

func (w *world) feed() *feed.Feed { return w.feedAt(w.server.URL(), "") }

func (w *world) feedAt(url, domain string) *feed.Feed {
	w.t.Helper()
	f, err := feed.Connect(feed.Options{URLs: []string{url}, Domain: domain, Name: "test", Replicas: 1, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(f.Close)
	return f
}

// node is a writer or a reader: a cache, and a connection to the feed.
type node struct {
	*world
	feed     *feed.Feed
	cache    string
	follower *follow.Follower
	writer   *handover.Writer
	keep     time.Duration
}

func (w *world) node() *node { return w.nodeAt(w.server.URL(), "") }

func (w *world) nodeAt(url, domain string) *node {
	w.t.Helper()
	n := &node{world: w, feed: w.feedAt(url, domain), cache: filepath.Join(w.t.TempDir(), "cache.db"), keep: time.Hour}
	log := slog.New(slog.NewTextHandler(w.t.Output(), nil))
	n.follower = follow.New(follow.Options{Feed: n.feed, CachePath: n.cache, KeepChanges: n.keep, Now: time.Now, Log: log})
	lease, err := n.feed.NewLease("a test")
	if err != nil {
		w.t.Fatal(err)
	}
	n.writer = handover.New(handover.Options{Feed: n.feed, Lease: lease, Follower: n.follower, Views: []string{"cars"}, Name: "a test", Now: time.Now, Log: log})
	return n
}

// sync makes a run, and returns what failed.
func (n *node) sync() error {
	n.t.Helper()
	from, err := source.OpenSQLite(n.path, time.Now)
	if err != nil {
		n.t.Fatal(err)
	}
	defer from.Close()
	s := syncer.New(from, syncer.Options{CachePath: n.cache, AllowShrink: true, KeepChanges: n.keep, Now: time.Now, Log: slog.New(slog.NewTextHandler(n.t.Output(), nil)), Feed: n.writer})
	err = s.Run(n.t.Context(), n.views, func(r syncer.Report) {
		if r.Err != nil {
			n.t.Fatal(r.Err)
		}
	})
	n.writer.Wait()
	return err
}

func (n *node) mustSync() {
	n.t.Helper()
	if err := n.sync(); err != nil {
		n.t.Fatal(err)
	}
}

// once brings a reader to where the feed is.
func (n *node) once() {
	n.t.Helper()
	if err := n.follower.Once(n.t.Context()); err != nil {
		n.t.Fatal(err)
	}
}

// rows returns all rows of a copy, with the type of each value, and checks the copy against its own hashes.
func (n *node) rows() [][]any {
	n.t.Helper()
	c, err := cache.Open(n.t.Context(), n.cache, cache.Options{ReadOnly: true})
	if err != nil {
		n.t.Fatal(err)
	}
	defer c.Close()
	found, err := verification.Verify(n.t.Context(), c, "cars")
	if err != nil || found.Problem != "" {
		n.t.Fatalf("verify: %+v, %v", found, err)
	}
	return query(n.t, n.t.Context(), c.DB(), "SELECT * FROM (SELECT typeof(id), quote(id), typeof(name), quote(name), typeof(price), quote(price), typeof(x), quote(x) FROM cars) ORDER BY 2")
}

func query(tb testing.TB, ctx context.Context, db *sql.DB, text string) (all [][]any) {
	tb.Helper()
	rows, err := db.QueryContext(ctx, text)
	if err != nil {
		tb.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		tb.Fatal(err)
	}
	for rows.Next() {
		values, targets := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			tb.Fatal(err)
		}
		all = append(all, values)
	}
	return all
}

func (n *node) mustEqual(other *node) {
	n.t.Helper()
	if diff := cmp.Diff(n.rows(), other.rows()); diff != "" {
		n.t.Fatalf("the copies differ (-writer +reader):\n%s", diff)
	}
}

var cars = []string{
	"CREATE TABLE cars (id INTEGER PRIMARY KEY, name TEXT, price REAL, x)",
	"WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO cars SELECT i, 'a car with the name ' || i, i * 1.5, NULL FROM n",
	"UPDATE cars SET x = x'00ff' WHERE id % 5 = 0", "UPDATE cars SET x = 9e999 WHERE id % 7 = 0", "UPDATE cars SET x = CAST(x'ff00' AS TEXT) WHERE id % 11 = 0", "UPDATE cars SET x = -9223372036854775808 WHERE id % 13 = 0",
}

// TestRefreshesArrive: a snapshot first, then segments with inserted, updated and deleted rows.
func TestRefreshesArrive(t *testing.T) {
	w := newWorld(t, cars...)
	writer, reader := w.node(), w.node()
	writer.mustSync()
	reader.once()
	writer.mustEqual(reader)
	for _, statement := range []string{
		"UPDATE cars SET price = price + 1 WHERE id % 100 = 0", "DELETE FROM cars WHERE id % 50 = 1", "INSERT INTO cars VALUES (5000, 'new', 1e300, '')",
		"UPDATE cars SET id = id + 10000 WHERE id % 77 = 0",
	} {
		w.exec(statement)
		writer.mustSync()
		reader.once()
		writer.mustEqual(reader)
	}
	const told = "SELECT id, what, changed_at, key, old, new FROM forecourt_row_changes ORDER BY id"
	if diff := cmp.Diff(query(t, t.Context(), openDB(t, writer.cache), told), query(t, t.Context(), openDB(t, reader.cache), told)); diff != "" {
		t.Errorf("the logs of changes differ (-writer +reader):\n%s", diff)
	}
	state := reader.follower.States()
	if len(state) != 1 || state[0].Snapshots != 1 || state[0].Segments != 4 {
		t.Errorf("the reader has %+v: want one snapshot and four segments", state)
	}
}
