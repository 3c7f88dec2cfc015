package stock_test

import (
	"fmt"
	"sync"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"forecourt/internal/stock"
)

// TestStatementsComeAndGo asks many more different questions at once than there is room for: each gets its own answer.
func TestStatementsComeAndGo(t *testing.T) {
	_, db := newCached(t, nil, 0)
	ask := stock.NewPreparedForTest(db, 3)
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for i := range 300 {
				want := fmt.Sprint((worker + i) % 10)
				if got, err := ask(t.Context(), "SELECT '"+want+"'"); err != nil || got != want {
					t.Errorf("asked for %s, got %q, %v", want, got, err)
					return
				}
			}
		})
	}
	all.Wait()
}

func TestOnlyAsked(t *testing.T) {
	text, args := stock.OnlyAskedForTest(
		"SELECT 1\nWHERE a = ?\n  AND (? = 1 OR b IN (NULL) AND c(?))\n  AND (? = 1 OR b IN (?,?))\n  AND (? IS NULL OR d > ? OR e > ?)\n  AND (? IS NULL OR d > ?)\nLIMIT ?",
		[]any{"a", int64(1), "", int64(0), "x", "y", (*int64)(nil), (*int64)(nil), 7, 5, 6, 20})
	if diff := gocmp.Diff("SELECT 1\nWHERE a = ?\n  AND (b IN (?,?))\n  AND (d > ?)\nLIMIT ?", text); diff != "" {
		t.Error(diff)
	}
	if diff := gocmp.Diff([]any{"a", "x", "y", 6, 20}, args); diff != "" {
		t.Error(diff)
	}
}
