//go:build integration

package stock_test

import (
	"context"
	"testing"

	"forecourt/internal/testdb"
)

// TestLiveMariaDB runs the suite against MariaDB.
func TestLiveMariaDB(t *testing.T) {
	maria, err := testdb.StartMariaDB(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := maria.Stop(); err != nil {
			t.Error(err)
		}
	})
	for name, w := range worlds(t) {
		t.Run(name, func(t *testing.T) {
			suite(t, newLive(t, w, w.reader(t, maria, w.load(t, maria))), w)
		})
	}
}
