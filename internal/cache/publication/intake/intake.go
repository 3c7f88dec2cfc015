// Package intake hands a stream of rows to SQLite, so that one statement takes all of them.
package intake

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"
	"unsafe"

	"modernc.org/sqlite"
	"modernc.org/sqlite/vtab"

	"forecourt/internal/rowset"
)

// Table is the name of the virtual table, temp.forecourt_intake, and of its module (https://www.sqlite.org/vtab.html).
const Table = "forecourt_intake"

// Module shows streams of rows to SQLite as a virtual table, one stream after the other. That costs much less than
// one INSERT for each row (docs/decisions/0001-rows-into-sqlite.md). It serves one connection.
type Module struct {
	// pending is the stream that the next table will show.
	pending *Stream
}

// Stream is a stream of rows that can be scanned once.
type Stream struct {
	// Width is the number of columns.
	Width int
	Rows  rowset.Rows
	// Current is the row that SQLite reads now.
	Current []rowset.Value
	// Err is the error that ended the stream early. It is kept here because SQLite does not pass Go errors on.
	Err error
	// scanned means that a scan has begun.
	scanned bool
}

// The statements that create the table and drop it.
const (
	create = "CREATE VIRTUAL TABLE temp." + Table + " USING " + Table
	// Drop does nothing if there is no table.
	Drop = "DROP TABLE IF EXISTS temp." + Table
)

// Register adds the module to a driver. Only one connection of the driver may use it at a time.
func (m *Module) Register(to *sqlite.Driver) error { return to.RegisterModule(Table, m) }

// Show makes temp.forecourt_intake show a stream. conn must be the connection that the module serves.
func (m *Module) Show(ctx context.Context, conn *sql.Conn, s *Stream) error {
	m.pending = s
	defer m.Forget()
	for _, statement := range []string{Drop, create} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// Forget drops the reference to the stream that was to be shown.
func (m *Module) Forget() { m.pending = nil }

// Create is the same as Connect, because the table stores nothing.
func (m *Module) Create(ctx vtab.Context, args []string) (vtab.Table, error) {
	return m.Connect(ctx, args)
}

// Connect declares the table that shows the pending stream.
func (m *Module) Connect(ctx vtab.Context, _ []string) (vtab.Table, error) {
	f := m.pending
	if f == nil {
		return nil, errors.New("no stream to show")
	}
	columns := make([]string, f.Width)
	for i := range columns {
		columns[i] = Column(i)
	}
	return &table{f}, ctx.Declare("CREATE TABLE intake (" + strings.Join(columns, ", ") + ")")
}

// Column returns the name of column i of the table. The column has no declared type and so no affinity: SQLite leaves
// the values as they were sent.
func Column(i int) string { return fmt.Sprintf("c%d", i) }

type table struct{ stream *Stream }

func (t *table) BestIndex(info *vtab.IndexInfo) error {
	// A stream can be scanned only once, so it must be the outermost loop of every plan.
	info.EstimatedCost = 1e12
	info.EstimatedRows = 1 << 30
	return nil
}
func (t *table) Open() (vtab.Cursor, error) { return &cursor{stream: t.stream}, nil }
func (t *table) Disconnect() error          { return nil }
func (t *table) Destroy() error             { return nil }

type cursor struct {
	stream *Stream
	batch  *rowset.Batch
	next   int
	number int64
	done   bool
}

var errScannedTwice = errors.New("the stream of rows was scanned twice")

func (c *cursor) Filter(int, string, []vtab.Value) error {
	if c.stream.scanned {
		c.stream.Err = errScannedTwice
		return c.stream.Err
	}
	c.stream.scanned = true
	return c.Next()
}

func (c *cursor) Next() error {
	for c.batch == nil || c.next >= c.batch.Len() {
		batch, err := c.stream.Rows()
		if errors.Is(err, io.EOF) {
			c.done = true
			return nil
		}
		if err != nil {
			c.stream.Err = err
			return err
		}
		c.batch, c.next = batch, 0
	}
	c.stream.Current = c.batch.Row(c.next)
	c.next++
	c.number++
	return nil
}

func (c *cursor) Eof() bool { return c.done }

// Column returns text without copying it, because the driver copies it into SQLite at once.
func (c *cursor) Column(i int) (driver.Value, error) {
	v := &c.stream.Current[i]
	switch v.Type {
	case rowset.TypeInteger:
		return v.Int(), nil
	case rowset.TypeReal:
		return v.Float(), nil
	case rowset.TypeText:
		return unsafe.String(unsafe.SliceData(v.Bytes), len(v.Bytes)), nil
	case rowset.TypeBlob:
		return v.Bytes, nil
	default:
		return nil, nil
	}
}

func (c *cursor) Rowid() (int64, error) { return c.number, nil }
func (c *cursor) Close() error          { return nil }
