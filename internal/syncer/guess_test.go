package syncer_test

import (
	"strings"
	"testing"

	"forecourt/internal/syncer"
)

// TestKeyThatTheRunProves copies a view for which nobody named a key. As long as the likely column is unique, only
// changed rows are written. When it is not unique any more, all rows are replaced, and the report says so.
func TestKeyThatTheRunProves(t *testing.T) {
	f := newFixture(t, "CREATE TABLE t (price_id INTEGER, note TEXT)", "CREATE VIEW price_history AS SELECT price_id, note FROM t",
		"WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 100) INSERT INTO t SELECT i, 'a' FROM n")
	sync := func() syncer.Report {
		t.Helper()
		report := f.sync(syncer.View{Name: "price_history"})[0]
		if report.Err != nil {
			t.Fatal(report.Err)
		}
		f.equal("price_history")
		return report
	}
	if r := sync(); r.Inserted != 100 || len(r.Notices) > 0 {
		t.Errorf("first: %+v", r)
	}
	f.exec("UPDATE t SET note = 'b' WHERE price_id = 7", "DELETE FROM t WHERE price_id = 8", "INSERT INTO t VALUES (101, 'c')")
	if r := sync(); r.Inserted != 1 || r.Updated != 1 || r.Deleted != 1 {
		t.Errorf("by key: %+v", r)
	}
	f.exec("INSERT INTO t VALUES (7, 'again')")
	if r := sync(); len(r.Notices) == 0 || !strings.Contains(strings.Join(r.Notices, " "), "price_id is not a key (two rows have 7)") {
		t.Errorf("not a key any more: %+v", r)
	}
	f.exec("INSERT INTO t VALUES (NULL, 'none')")
	if r := sync(); r.Rows != 102 || len(r.Notices) > 0 {
		t.Errorf("without a key: %+v", r)
	}
}

// TestColumnsThatAreNoKeyFromTheBeginning copies views in which the likely column has repeated values, or a NULL.
func TestColumnsThatAreNoKeyFromTheBeginning(t *testing.T) {
	f := newFixture(t, "CREATE TABLE t (id INTEGER, note TEXT)", "CREATE VIEW twice AS SELECT 1 AS id, note FROM t",
		"CREATE VIEW missing AS SELECT nullif(id, 2) AS id, note FROM t", "CREATE VIEW parts AS SELECT note, id * 0.5 AS ID FROM t",
		"INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c')")
	for range 2 {
		for _, r := range f.sync(syncer.View{Name: "twice"}, syncer.View{Name: "missing"}, syncer.View{Name: "parts"}) {
			if r.Err != nil || r.Rows != 3 {
				t.Errorf("%+v", r)
			}
			f.equal(r.View)
		}
	}
}
