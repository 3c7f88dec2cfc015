package rowset_test

import (
	"errors"
	"io"
	"reflect"
	"testing"
	"testing/synctest"

	"forecourt/internal/rowset"
)

// numbered fills batches with one row each, and fails with err after the given number.
func numbered(calls *int, last int, err error) func(*rowset.Batch) error {
	return func(b *rowset.Batch) error {
		if *calls++; *calls > last {
			return err
		}
		b.AppendInt(int64(*calls))
		return nil
	}
}

// TestAheadKeepsOrder reads all batches, and the error behind them.
func TestAheadKeepsOrder(t *testing.T) {
	for _, end := range []error{io.EOF, errors.New("the line is cut")} {
		synctest.Test(t, func(t *testing.T) {
			calls := 0
			rows, stop := rowset.Ahead(4, 1, numbered(&calls, 100, end))
			for want := range int64(100) {
				batch, err := rows()
				if err != nil || batch.Len() != 1 || !reflect.DeepEqual(batch.At(0, 0), rowset.Int(want+1)) {
					t.Fatalf("batch %d: %v, %v", want, batch, err)
				}
			}
			for range 2 {
				if batch, err := rows(); !errors.Is(err, end) || batch != nil {
					t.Errorf("after the last one: %v, %v", batch, err)
				}
			}
			stop()
			if calls != 101 {
				t.Errorf("fill was called %d times", calls)
			}
		})
	}
}

// TestAheadIsBounded lets nobody read: a few batches are filled, and no more. Then it stops.
func TestAheadIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		_, stop := rowset.Ahead(4, 1, numbered(&calls, 100, io.EOF))
		synctest.Wait()
		if calls != 5 { // Four wait, and one could not be handed over.
			t.Errorf("%d batches were filled", calls)
		}
		stop()
		synctest.Wait()
		if calls != 5 {
			t.Errorf("%d batches were filled after the stop", calls)
		}
	})
}
