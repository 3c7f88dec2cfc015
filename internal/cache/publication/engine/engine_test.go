package engine_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	sqlite3 "modernc.org/sqlite/lib"

	"forecourt/internal/cache"
	"forecourt/internal/cache/publication/engine"
	"forecourt/internal/rowset"
)

// rows are one of each kind of value, and those that an interface in C gets wrong.
var rows = [][]rowset.Value{
	{rowset.Int(1), rowset.TextOf([]byte("Škoda")), rowset.BlobOf([]byte{0, 1, 2}), rowset.Float(1.5), {}},
	{rowset.Int(math.MinInt64), rowset.TextOf(nil), rowset.BlobOf(nil), rowset.Float(math.Inf(-1)), {}},
	{rowset.Int(math.MaxInt64), rowset.TextOf([]byte("a\x00b")), rowset.BlobOf([]byte("text")), rowset.Float(math.SmallestNonzeroFloat64), rowset.TextOf([]byte("none"))},
}

const width = 5

// stream hands out rows in batches of the given size, and then the error.
func stream(size int, ended error) rowset.Rows {
	left := rows
	batch := rowset.NewBatch(width)
	return func() (*rowset.Batch, error) {
		if len(left) == 0 {
			return nil, ended
		}
		batch.Reset()
		for ; batch.Len() < size && len(left) > 0; left = left[1:] {
			for _, value := range left[0] {
				batch.Append(value)
			}
		}
		return batch, nil
	}
}

// open opens a new file with a table of five columns, and what fills it.
func open(t *testing.T, table string) (*engine.Conn, *engine.Insert) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "copy.db")
	if _, err := engine.Open(path); !cache.IsCode(err, sqlite3.SQLITE_CANTOPEN) {
		t.Fatalf("a missing file: %v", err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	conn, err := engine.Open("file:" + path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := conn.Exec(t.Context(), table); err != nil {
		t.Fatal(err)
	}
	insert, err := conn.PrepareInsert(width, func(rows int) string {
		return "INSERT OR FAIL INTO copy VALUES (?, ?, ?, ?, ?)" + strings.Repeat(", (?, ?, ?, ?, ?)", rows-1)
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(insert.Close)
	return conn, insert
}

// TestEveryValueComesBack as it was written.
func TestEveryValueComesBack(t *testing.T) {
	conn, insert := open(t, "CREATE TABLE copy (a, b, c, d, e)")
	if _, ended, err := insert.All(stream(2, io.EOF)); ended != nil || err != nil {
		t.Fatal(ended, err)
	}
	read, err := conn.Prepare("SELECT * FROM copy WHERE a <> ? ORDER BY rowid")
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	for round := range 2 { // A statement can be executed again.
		if err := errors.Join(read.Reset(), read.Bind(1, rowset.Int(7))); err != nil {
			t.Fatal(err)
		}
		var got [][]rowset.Value
		for {
			more, err := read.Step()
			if err != nil {
				t.Fatal(err)
			}
			if !more {
				break
			}
			batch := rowset.NewBatch(width) // It copies the bytes, which the next Step takes away.
			for i := range width {
				batch.Append(read.Value(i))
			}
			got = append(got, batch.Row(0))
		}
		same := cmp.Comparer(func(a, b rowset.Value) bool {
			return a.Type == b.Type && a.Bits() == b.Bits() && string(a.Bytes) == string(b.Bytes)
		})
		if diff := cmp.Diff(rows, got, same); diff != "" {
			t.Errorf("round %d (-want +got):\n%s", round, diff)
		}
	}
}

// TestErrorsHaveSQLitesCode, and the row that cannot be written is named.
func TestErrorsHaveSQLitesCode(t *testing.T) {
	conn, insert := open(t, "CREATE TABLE copy (a, b CHECK (b <> ''), c, d, e)")
	bad, ended, err := insert.All(stream(3, io.EOF))
	if !cache.IsCode(err, sqlite3.SQLITE_CONSTRAINT) || ended != nil {
		t.Fatalf("errors: %v, %v", err, ended)
	}
	if bad == nil || bad[0].Int() != math.MinInt64 {
		t.Errorf("the bad row is %v", bad)
	}
	if err := conn.Exec(t.Context(), "INSERT INTO nothing VALUES (1)"); !cache.IsCode(err, sqlite3.SQLITE_ERROR) {
		t.Errorf("a statement on no table: %v", err)
	}
	if _, err := conn.Prepare("SELECT nothing"); !cache.IsCode(err, sqlite3.SQLITE_ERROR) {
		t.Errorf("a column that is missing: %v", err)
	}
	read, err := conn.Prepare("SELECT * FROM copy WHERE a = ? ORDER BY rowid")
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	if err := read.Bind(2, rowset.Int(1)); !cache.IsCode(err, sqlite3.SQLITE_RANGE) {
		t.Errorf("a parameter too many: %v", err)
	}
}

// TestARefusedRowIsNamed, wherever it stands among those that are inserted at once.
func TestARefusedRowIsNamed(t *testing.T) {
	const most = 150 // More than two executions insert.
	for refused := range int64(most) {
		_, insert := open(t, fmt.Sprintf("CREATE TABLE copy (a CHECK (a <> %d), b, c, d, e)", refused))
		batch := rowset.NewBatch(width)
		for n := range int64(most) {
			batch.AppendInt(n)
			for range width - 1 {
				batch.AppendNull()
			}
		}
		bad, _, err := insert.All(func() (*rowset.Batch, error) { return batch, nil })
		if !cache.IsCode(err, sqlite3.SQLITE_CONSTRAINT) || bad == nil || bad[0].Int() != refused {
			t.Fatalf("row %d: %v, %v", refused, bad, err)
		}
	}
}

// TestTheRowsErrorEndsTheStatement, and a context that has ended does so, too.
func TestTheRowsErrorEndsTheStatement(t *testing.T) {
	conn, insert := open(t, "CREATE TABLE copy (a, b, c, d, e)")
	broken := errors.New("the line is cut")
	if _, ended, err := insert.All(stream(2, broken)); !errors.Is(err, broken) || !errors.Is(ended, broken) {
		t.Errorf("errors: %v, %v", err, ended)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := conn.Exec(ctx, "SELECT 1"); !errors.Is(err, context.Canceled) {
		t.Errorf("with a context that has ended: %v", err)
	}
}
