package verification_test

import (
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forecourt/internal/cache"
	"forecourt/internal/cache/publication"
	"forecourt/internal/cache/verification"
	"forecourt/internal/rowset"
)

// publish makes a cache with a copy of six rows, and returns it.
func publish(t *testing.T, key ...string) *cache.Cache {
	t.Helper()
	c, err := cache.Open(t.Context(), filepath.Join(t.TempDir(), "cache.db"), cache.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	columns := []rowset.Column{{Name: "id", Kind: rowset.Integer}, {Name: "made at", Type: "datetime", Kind: rowset.Text}}
	batch, sent := rowset.NewBatch(2), false
	for i := range 6 {
		batch.AppendInt(int64(i))
		batch.AppendBytes(rowset.TypeText, []byte("2026-11-01 12:00:00"))
	}
	batch.SetHashes(rowset.NewHasher(columns, columns))
	var sum rowset.Fingerprint
	for i := range batch.Len() {
		hash, _ := batch.Hash(i)
		sum.Add(hash)
	}
	fingerprint := sum.String()
	what := publication.Copy{View: "cars", Columns: columns, Key: key, Rows: func() (*rowset.Batch, error) {
		if sent {
			return nil, io.EOF
		}
		sent = true
		return batch, nil
	}}
	err = publication.Publish(t.Context(), c, what, func(publication.Changes) (cache.Run, error) {
		return cache.Run{View: "cars", Outcome: "published", Mode: "snapshot", Fingerprint: &fingerprint}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// secretly changes the copy as damage would: no trigger notices.
func secretly(t *testing.T, c *cache.Cache, statements ...string) {
	t.Helper()
	hide := []string{"CREATE TEMP TABLE shapes AS SELECT * FROM forecourt_hashed_views"}
	show := []string{"DELETE FROM forecourt_hashed_views", "INSERT INTO forecourt_hashed_views SELECT * FROM temp.shapes"}
	conn, err := c.DB().Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, statement := range append(append(hide, statements...), show...) {
		if _, err := conn.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// TestAnUntouchedCopyMatches, with and without a key.
func TestAnUntouchedCopyMatches(t *testing.T) {
	for _, key := range [][]string{nil, {"id"}, {"made at", "id"}} {
		got, err := verification.Verify(t.Context(), publish(t, key...), "CARS")
		if diff := cmp.Diff(verification.Result{View: "cars", Rows: 6}, got); err != nil || diff != "" {
			t.Errorf("key %v: %v (-want +got):\n%s", key, err, diff)
		}
	}
}

// TestEachChangedRowIsFound, and named by its key.
func TestEachChangedRowIsFound(t *testing.T) {
	c := publish(t, "id")
	secretly(t, c, `UPDATE cars SET "made at" = NULL WHERE id = 1`, "DELETE FROM cars WHERE id IN (2, 3)", "INSERT INTO cars VALUES (10, NULL)")
	got, err := verification.Verify(t.Context(), c, "cars")
	want := verification.Result{View: "cars", Rows: 5, Changed: 1, Added: 1, Missing: 2, Examples: []string{"1", "10", "2", "3"}, Problem: got.Problem}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if !strings.Contains(got.Problem, "1 rows were changed, 1 added, 2 removed") {
		t.Errorf("the problem: %s", got.Problem)
	}
}

// TestOtherContentIsFoundWithoutAKey.
func TestOtherContentIsFoundWithoutAKey(t *testing.T) {
	c := publish(t)
	secretly(t, c, `UPDATE cars SET id = 7 WHERE id = 1`)
	if got, err := verification.Verify(t.Context(), c, "cars"); got.Problem == "" || err != nil {
		t.Errorf("it matches: %+v, %v", got, err)
	}
}

// TestAnEditThatATriggerHasSeenIsTold without a comparison.
func TestAnEditThatATriggerHasSeenIsTold(t *testing.T) {
	c := publish(t, "id")
	if _, err := c.DB().ExecContext(t.Context(), "DELETE FROM cars WHERE id = 1"); err != nil {
		t.Fatal(err)
	}
	if got, err := verification.Verify(t.Context(), c, "cars"); !strings.Contains(got.Problem, "another program") || err != nil {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestAViewThatWasNeverCopiedIsAnError.
func TestAViewThatWasNeverCopiedIsAnError(t *testing.T) {
	if _, err := verification.Verify(t.Context(), publish(t, "id"), "bikes"); err == nil || !strings.Contains(err.Error(), "never copied") {
		t.Errorf("error: %v", err)
	}
}

// TestDistrustChangedMarksTheCopiesThatDoNotMatch, and no others.
func TestDistrustChangedMarksTheCopiesThatDoNotMatch(t *testing.T) {
	c := publish(t, "id")
	distrusted := func() bool {
		t.Helper()
		if err := verification.DistrustChanged(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		got, err := verification.Verify(t.Context(), c, "cars")
		if err != nil {
			t.Fatal(err)
		}
		return strings.Contains(got.Problem, "another program")
	}
	if distrusted() {
		t.Error("a copy that matches is marked")
	}
	secretly(t, c, "DELETE FROM cars WHERE id = 1")
	if !distrusted() {
		t.Error("a copy that does not match is not marked")
	}
}
