package intake_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"modernc.org/sqlite"

	"forecourt/internal/cache/publication/intake"
	"forecourt/internal/cache/publication/rowhash"
	"forecourt/internal/rowset"
)

// rows are one of each kind of value, and those that an interface in C gets wrong.
var rows = [][]any{
	{int64(1), "Škoda", []byte{0, 1, 2}, 1.5, nil},
	{int64(math.MinInt64), "", []byte(nil), math.Inf(-1), nil},
	{int64(math.MaxInt64), "a\x00b", []byte("text"), math.SmallestNonzeroFloat64, "none"},
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
				batch.Append(rowset.Stored(value))
			}
		}
		return batch, nil
	}
}

// opener opens connections with the module.
type opener struct {
	driver *sqlite.Driver
}

func (o *opener) Connect(context.Context) (driver.Conn, error) { return o.driver.Open(":memory:") }
func (o *opener) Driver() driver.Driver                        { return o.driver }

// connect returns a connection that has the module.
func connect(t *testing.T) (*intake.Module, *sql.Conn) {
	t.Helper()
	module, with := &intake.Module{}, &sqlite.Driver{}
	if err := module.Register(with); err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(&opener{with})
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(conn.Close(), db.Close()); err != nil {
			t.Error(err)
		}
	})
	return module, conn
}

func execute(t *testing.T, conn *sql.Conn, statement string) {
	t.Helper()
	if _, err := conn.ExecContext(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// read returns all rows of a query.
func read(t *testing.T, conn *sql.Conn, query string) (all [][]any) {
	t.Helper()
	found, err := conn.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	names, err := found.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for found.Next() {
		row, places := make([]any, len(names)), make([]any, len(names))
		for i := range row {
			places[i] = &row[i]
		}
		if err := found.Scan(places...); err != nil {
			t.Fatal(err)
		}
		all = append(all, row)
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestTheTableShowsTheStream, value by value, however large its batches are.
func TestTheTableShowsTheStream(t *testing.T) {
	for size := 1; size <= 3; size++ {
		module, conn := connect(t)
		if err := module.Show(t.Context(), conn, &intake.Stream{Width: width, Rows: stream(size, io.EOF)}); err != nil {
			t.Fatal(err)
		}
		execute(t, conn, "CREATE TABLE copy AS SELECT * FROM temp.forecourt_intake")
		if diff := cmp.Diff(rows, read(t, conn, "SELECT * FROM copy")); diff != "" {
			t.Errorf("batches of %d (-want +got):\n%s", size, diff)
		}
	}
}

// TestAStreamIsScannedOnce: a second scan would show no rows, and must be an error instead.
func TestAStreamIsScannedOnce(t *testing.T) {
	module, conn := connect(t)
	s := &intake.Stream{Width: width, Rows: stream(1, io.EOF)}
	if err := module.Show(t.Context(), conn, s); err != nil {
		t.Fatal(err)
	}
	_, err := conn.ExecContext(t.Context(), "CREATE TABLE pairs AS SELECT a.c0 FROM temp.forecourt_intake AS a, temp.forecourt_intake AS b")
	if err == nil || s.Err == nil {
		t.Errorf("two scans: %v, %v", err, s.Err)
	}
}

// TestTheStreamKeepsTheErrorThatEndsIt, because SQLite does not carry it.
func TestTheStreamKeepsTheErrorThatEndsIt(t *testing.T) {
	module, conn := connect(t)
	broken := errors.New("the line is cut")
	s := &intake.Stream{Width: width, Rows: stream(2, broken)}
	if err := module.Show(t.Context(), conn, s); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(t.Context(), "CREATE TABLE copy AS SELECT * FROM temp.forecourt_intake"); err == nil {
		t.Error("the statement succeeded")
	}
	if !errors.Is(s.Err, broken) {
		t.Errorf("the stream's error is %v", s.Err)
	}
}

// TestKeysAreShownAsRows: what AppendKeys has encoded comes back as the values that it was made of.
func TestKeysAreShownAsRows(t *testing.T) {
	keys := [][]rowset.Value{{rowset.Int(-7), rowset.TextOf([]byte("a\x00"))}, {rowset.Float(0.5), rowset.BlobOf([]byte{0})}}
	source := func() rowhash.Rows {
		at := 0
		return func() ([]byte, rowset.Hash, error) {
			if at == len(keys) {
				return nil, rowset.Hash{}, io.EOF
			}
			at++
			return rowhash.AppendKeys(nil, keys[at-1]), rowset.Hash{Hi: uint64(at), Lo: 9}, nil
		}
	}
	module, conn := connect(t)
	if err := module.Show(t.Context(), conn, &intake.Stream{Width: 2, Rows: intake.Keys(source(), 2)}); err != nil {
		t.Fatal(err)
	}
	want := [][]any{{int64(-7), "a\x00"}, {0.5, []byte{0}}}
	if diff := cmp.Diff(want, read(t, conn, "SELECT c0, c1 FROM temp.forecourt_intake")); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	if err := module.Show(t.Context(), conn, &intake.Stream{Width: 2, Rows: intake.Hashes(source())}); err != nil {
		t.Fatal(err)
	}
	want = [][]any{
		{rowhash.AppendKeys(nil, keys[0]), rowhash.AppendHash(nil, rowset.Hash{Hi: 1, Lo: 9})},
		{rowhash.AppendKeys(nil, keys[1]), rowhash.AppendHash(nil, rowset.Hash{Hi: 2, Lo: 9})},
	}
	if diff := cmp.Diff(want, read(t, conn, "SELECT c0, c1 FROM temp.forecourt_intake")); diff != "" {
		t.Errorf("hashes (-want +got):\n%s", diff)
	}
}
