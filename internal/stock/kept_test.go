package stock_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"forecourt/internal/stock"
)

// restart gives the stock a new reader, as after a start of the program. The index is kept in a file. It returns what
// the reader complains about.
func (c *changing) restart(t *testing.T, kept stock.KeptIndex) (failures *[]error) {
	t.Helper()
	failures = new([]error)
	r, err := stock.NewCached(stock.CachedOptions{
		Stock: c.stock(t), IndexUpTo: 10_000, Kept: kept, Failed: func(err error) { *failures = append(*failures, err) },
		Open: func(context.Context) (*sql.DB, error) { return c.store.DB(), nil },
		Building: func() func() {
			c.begun++
			return func() { c.built++ }
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	c.reader = r
	return failures
}

// revision checks the index against the stock, and how many refreshes it has followed since all vehicles were read.
func (c *changing) revision(t *testing.T, want uint32) {
	t.Helper()
	c.check(t, 8)
	if got := c.reader.RevisionForTest(); got != want {
		t.Errorf("the index has followed %d refreshes; want %d", got, want)
	}
}

// TestTheIndexIsKept: the next start reads it, and follows what has changed since.
func TestTheIndexIsKept(t *testing.T) {
	for name, test := range map[string]struct {
		newWorld func(testing.TB) *world
		ofKey    []string
	}{"a number is the key": {contractWorld, nil}, "a text is": {dealerWorld, nil}, "several columns are": {concessionWorld, []string{"agence"}}} {
		t.Run(name, func(t *testing.T) {
			c := newChanging(t, test.newWorld(t))
			c.ofKey = test.ofKey
			kept := stock.KeptIndex{Path: filepath.Join(t.TempDir(), "kept"), Program: "this one"}
			failures := c.restart(t, kept)
			for round := range uint32(3) {
				c.change(t, 0.02)
				c.revision(t, round)
			}
			if err := c.reader.Keep(); err != nil {
				t.Fatal(err)
			}
			unchanged := c.restart(t, kept)
			c.revision(t, 2)
			c.change(t, 0.02)
			changed := c.restart(t, kept)
			c.revision(t, 3)
			if c.begun != 1 || c.built != 1 {
				t.Errorf("the index of all vehicles was begun %d times, and made %d times", c.begun, c.built)
			}
			for _, list := range []*[]error{failures, unchanged, changed} {
				if len(*list) > 0 {
					t.Error(*list)
				}
			}
		})
	}
}

// TestAKeptIndexThatDoesNotFitIsMadeAnew.
func TestAKeptIndexThatDoesNotFitIsMadeAnew(t *testing.T) {
	edit := func(change func([]byte) []byte) func(t *testing.T, c *changing, kept *stock.KeptIndex) {
		return func(t *testing.T, _ *changing, kept *stock.KeptIndex) {
			t.Helper()
			text, err := os.ReadFile(kept.Path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(kept.Path, change(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, test := range map[string]struct {
		lose  func(t *testing.T, c *changing, kept *stock.KeptIndex)
		fails int
	}{
		"a byte has changed": {edit(func(b []byte) []byte { b[len(b)/2] ^= 1; return b }), 1},
		"a part is gone":     {edit(func(b []byte) []byte { return b[:len(b)-100] }), 1},
		"nothing is left":    {edit(func([]byte) []byte { return nil }), 1},
		"another program":    {func(_ *testing.T, _ *changing, kept *stock.KeptIndex) { kept.Program = "another one" }, 0},
		"the log was cut":    {func(t *testing.T, c *changing, _ *stock.KeptIndex) { t.Helper(); c.change(t, 0.02); c.cut(t) }, 0},
		"another copy": {func(t *testing.T, c *changing, _ *stock.KeptIndex) { // Its run of this number has left other rows.
			t.Helper()
			c.exec(t, "UPDATE forecourt_sync_runs SET fingerprint = 'another'")
			c.change(t, 0.02)
		}, 0},
		"another mapping": {func(t *testing.T, c *changing, _ *stock.KeptIndex) {
			t.Helper()
			c.exec(t, `ALTER TABLE "`+c.view+`" DROP COLUMN trim`)
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			c := newChanging(t, contractWorld(t))
			kept := stock.KeptIndex{Path: filepath.Join(t.TempDir(), "kept"), Program: "this one"}
			c.restart(t, kept)
			for range 2 {
				c.change(t, 0.02)
				c.check(t, 3)
			}
			if err := c.reader.Keep(); err != nil {
				t.Fatal(err)
			}
			test.lose(t, c, &kept)
			failures := c.restart(t, kept)
			if name == "another mapping" { // The model still has the column.
				if err := c.reader.Refresh(t.Context()); err == nil && c.reader.RevisionForTest() != 0 {
					t.Error("the index of another table was read")
				}
				return
			}
			c.revision(t, 0)
			if len(*failures) != test.fails {
				t.Errorf("told: %v", *failures)
			}
		})
	}
}

// TestAnIndexThatCannotBeKept is told of, and searches go on.
func TestAnIndexThatCannotBeKept(t *testing.T) {
	c := newChanging(t, contractWorld(t))
	c.restart(t, stock.KeptIndex{Path: filepath.Join(t.TempDir(), "missing", "kept"), Program: "this one"})
	c.change(t, 0.02)
	c.check(t, 3)
	if err := c.reader.Keep(); err == nil {
		t.Error("it was kept in a folder that does not exist")
	}
}
