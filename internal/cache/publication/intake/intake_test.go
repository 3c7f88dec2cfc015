package intake_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"math"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"forecourt/internal/cache"
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
		columns := make([]rowset.Column, width)
		batch.SetHashes(rowset.NewHasher(columns, columns))
		return batch, nil
	}
}

// opener opens connections with the module.
type opener struct {
	driver *sqlite.Driver
	name   string
}

func (o *opener) Connect(context.Context) (driver.Conn, error) { return o.driver.Open(o.name) }
func (o *opener) Driver() driver.Driver                        { return o.driver }

// connect returns a connection to the file that has the module.
func connect(t *testing.T, path string) (*intake.Module, *sql.Conn) {
	t.Helper()
	module, with := &intake.Module{}, &sqlite.Driver{}
	if err := module.Register(with); err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(&opener{with, path})
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
		module, conn := connect(t, ":memory:")
		if err := module.Show(t.Context(), conn, &intake.Stream{Width: width, Rows: stream(size, io.EOF)}); err != nil {
			t.Fatal(err)
		}
		execute(t, conn, "CREATE TABLE copy AS SELECT * FROM temp.forecourt_intake")
		if diff := cmp.Diff(rows, read(t, conn, "SELECT * FROM copy")); diff != "" {
			t.Errorf("batches of %d (-want +got):\n%s", size, diff)
		}
	}
}

// TestAHashedStreamShowsKeysAndHashes behind the rows.
func TestAHashedStreamShowsKeysAndHashes(t *testing.T) {
	module, conn := connect(t, ":memory:")
	if err := module.Show(t.Context(), conn, &intake.Stream{Width: width, Keys: []int{1, 0}, Hashed: true, Rows: stream(2, io.EOF)}); err != nil {
		t.Fatal(err)
	}
	var want [][]any
	for next := stream(1, io.EOF); ; {
		batch, err := next()
		if errors.Is(err, io.EOF) {
			break
		}
		hash, _ := batch.Hash(0)
		key := rowhash.AppendKeys(nil, []rowset.Value{batch.At(0, 1), batch.At(0, 0)})
		want = append(want, []any{key, rowhash.AppendHash(nil, hash)})
	}
	if diff := cmp.Diff(want, read(t, conn, "SELECT hkey, hash FROM temp.forecourt_intake")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestAStreamIsScannedOnce: a second scan would show no rows, and must be an error instead.
func TestAStreamIsScannedOnce(t *testing.T) {
	module, conn := connect(t, ":memory:")
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
	module, conn := connect(t, ":memory:")
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

// newBulk opens a new file with a table of five columns.
func newBulk(t *testing.T, table string) (*intake.Bulk, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bulk.db")
	_, conn := connect(t, path)
	execute(t, conn, table)
	b, err := intake.OpenBulk(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b, path
}

const insert = "INSERT INTO copy VALUES (?, ?, ?, ?, ?)"

// TestBulkWritesEveryValue as it came.
func TestBulkWritesEveryValue(t *testing.T) {
	b, path := newBulk(t, "CREATE TABLE copy (a, b, c, d, e)")
	if err := b.Exec(t.Context(), "BEGIN"); err != nil {
		t.Fatal(err)
	}
	if err := b.Insert(insert, &intake.Stream{Width: width, Rows: stream(2, io.EOF)}); err != nil {
		t.Fatal(err)
	}
	if err := b.Exec(t.Context(), "COMMIT", "CREATE INDEX by_a ON copy (a)"); err != nil {
		t.Fatal(err)
	}
	_, conn := connect(t, path)
	if diff := cmp.Diff(rows, read(t, conn, "SELECT * FROM copy")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestBulkErrorsHaveSQLitesCode, and the stream says at which row it was.
func TestBulkErrorsHaveSQLitesCode(t *testing.T) {
	b, _ := newBulk(t, "CREATE TABLE copy (a, b CHECK (b <> ''), c, d, e)")
	s := &intake.Stream{Width: width, Rows: stream(3, io.EOF)}
	err := b.Insert(insert, s)
	if !cache.IsCode(err, sqlite3.SQLITE_CONSTRAINT) {
		t.Fatalf("error: %v", err)
	}
	if s.Current == nil || s.Current[0].Int() != math.MinInt64 {
		t.Errorf("the stream is at %v", s.Current)
	}
	if err := b.Exec(t.Context(), "INSERT INTO nothing VALUES (1)"); !cache.IsCode(err, sqlite3.SQLITE_ERROR) {
		t.Errorf("a statement on no table: %v", err)
	}
}

// TestBulkReturnsTheStreamsError, and ends with the context.
func TestBulkReturnsTheStreamsError(t *testing.T) {
	b, _ := newBulk(t, "CREATE TABLE copy (a, b, c, d, e)")
	broken := errors.New("the line is cut")
	s := &intake.Stream{Width: width, Rows: stream(2, broken)}
	if err := b.Insert(insert, s); !errors.Is(err, broken) || !errors.Is(s.Err, broken) {
		t.Errorf("errors: %v, %v", err, s.Err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := b.Exec(ctx, "SELECT 1"); !errors.Is(err, context.Canceled) {
		t.Errorf("with a context that has ended: %v", err)
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
	module, conn := connect(t, ":memory:")
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
