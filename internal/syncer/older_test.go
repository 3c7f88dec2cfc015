package syncer_test

import (
	"context"
	"errors"
	"testing"

	"forecourt/internal/source"
	"forecourt/internal/syncer"
)

// replicas are files in the place of servers that cannot be compared: the first that is not refused is read.
type replicas struct {
	paths []string
	now   *fixture
}

func (r *replicas) Snapshot(ctx context.Context, view string, since source.Since) (*source.Snapshot, error) {
	for _, path := range r.paths {
		refused := false
		for _, host := range since.Behind {
			refused = refused || host == path
		}
		if refused {
			continue
		}
		from, err := source.OpenSQLite(path, r.now.opts.Now)
		if err != nil {
			return nil, err
		}
		r.now.t.Cleanup(func() {
			if err := from.Close(); err != nil {
				r.now.t.Error(err)
			}
		})
		snapshot, err := from.Snapshot(ctx, view, since)
		if err != nil {
			return nil, err
		}
		snapshot.Host, snapshot.Unproven = path, since.Copied && since.Host != path
		return snapshot, nil
	}
	return nil, &source.BehindError{Problem: "all are behind"}
}

// TestOlderRows: when servers cannot be compared, one whose rows are what the copy had before is not read, and one
// whose greatest cursor value is below the copy's is not, either.
func TestOlderRows(t *testing.T) {
	for name, view := range map[string]syncer.View{
		"by the fingerprint": {Name: "a"},
		"by the cursor":      {Name: "a", Key: []string{"id"}, Cursor: "n"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, "CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER)", "INSERT INTO a VALUES (1, 1), (2, 2)")
			late := newFixture(t, "CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER)", "INSERT INTO a VALUES (1, 1), (2, 2)")
			from := &replicas{paths: []string{f.path}, now: f}
			sync := func() (r syncer.Report) {
				t.Helper()
				if err := syncer.New(from, f.opts).Run(t.Context(), []syncer.View{view}, func(report syncer.Report) { r = report }); err != nil {
					t.Fatal(err)
				}
				return r
			}
			if r := sync(); r.Outcome != syncer.Published || r.Host != f.path {
				t.Fatalf("%+v", r)
			}
			f.exec("UPDATE a SET n = 3 WHERE id = 1", "INSERT INTO a VALUES (3, 4)")
			if r := sync(); r.Outcome != syncer.Published {
				t.Fatalf("%+v", r)
			}
			from.paths = []string{late.path}
			r := sync()
			if r.Outcome != syncer.Refused || !errors.As(r.Err, new(*source.BehindError)) {
				t.Fatalf("%+v", r)
			}
			if got := contents(t, open(t, f.cache), "a"); len(got) != 3 {
				t.Errorf("the copy has gone back: %v", got)
			}
			from.paths = []string{late.path, f.path} // The next one is tried in the same run.
			if r := sync(); r.Outcome != syncer.Unchanged || r.Host != f.path {
				t.Errorf("%+v", r)
			}
			from.paths = []string{late.path}
			late.exec("UPDATE a SET n = 3 WHERE id = 1", "INSERT INTO a VALUES (3, 4), (4, 5)")
			if r := sync(); r.Outcome != syncer.Published || r.Host != late.path || r.Rows != 4 {
				t.Errorf("it has caught up: %+v", r)
			}
			if view.Cursor != "" { // An incremental run sees no deletions.
				return
			}
			from.paths = []string{f.path}
			if r := sync(); r.Outcome != syncer.Refused {
				t.Errorf("the first one is behind now: %+v", r)
			}
			f.opts.AllowOlder = true
			if r := sync(); r.Outcome != syncer.Published || r.Rows != 3 {
				t.Errorf("an older state is allowed: %+v", r)
			}
		})
	}
}
