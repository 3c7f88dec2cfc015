package cache

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"
	"unsafe"

	"modernc.org/sqlite/vtab"

	"forecourt/internal/rowhash"
	"forecourt/internal/rowset"
)

// feedModuleName is the virtual table's module (https://www.sqlite.org/vtab.html).
const feedModuleName = "forecourt_feed"

// Rows hands out the rows of a snapshot, a batch at a time, and io.EOF after the last. The batch before belongs to the
// producer again.
type Rows func() (*rowset.Batch, error)

// feedModule shows a stream of rows to SQLite as a virtual table, so that one statement takes all of them: that is
// much cheaper than an INSERT a row (docs/decisions/0001). A stream can be scanned once.
type feedModule struct {
	// pending is what the next table shows.
	pending *feed
}

// feed is one stream.
type feed struct {
	// width is the number of the rows' columns.
	width int
	// keys are the key's columns; with hashed, the table shows the encoded key and the row's hash, too.
	keys   []int
	hashed bool
	rows   Rows
	// current is the row that SQLite is at.
	current []rowset.Value
	// err is what ended the stream early: SQLite does not carry Go errors.
	err error
}

func (m *feedModule) Create(ctx vtab.Context, args []string) (vtab.Table, error) {
	return m.Connect(ctx, args)
}

func (m *feedModule) Connect(ctx vtab.Context, _ []string) (vtab.Table, error) {
	f := m.pending
	if f == nil {
		return nil, errors.New("no stream to show")
	}
	columns := make([]string, f.width)
	for i := range columns {
		columns[i] = feedColumn(i)
	}
	if f.hashed {
		columns = append(columns, "hkey", "hash")
	}
	return &feedTable{feed: f}, ctx.Declare("CREATE TABLE feed (" + strings.Join(columns, ", ") + ")")
}

// feedColumn returns the name of the feed's column i. It has no declared type, and so no affinity: values come as sent.
func feedColumn(i int) string { return fmt.Sprintf("c%d", i) }

type feedTable struct{ feed *feed }

func (t *feedTable) BestIndex(info *vtab.IndexInfo) error {
	// A stream is scanned once, from its beginning: it must be the outermost loop of every plan.
	info.EstimatedCost = 1e12
	info.EstimatedRows = 1 << 30
	return nil
}
func (t *feedTable) Open() (vtab.Cursor, error) { return &feedCursor{feed: t.feed}, nil }
func (t *feedTable) Disconnect() error          { return nil }
func (t *feedTable) Destroy() error             { return nil }

type feedCursor struct {
	feed    *feed
	batch   *rowset.Batch
	next    int
	buf     []byte
	key     []rowset.Value
	number  int64
	started bool
	done    bool
}

var errScannedTwice = errors.New("the stream of rows was scanned twice")

func (c *feedCursor) Filter(int, string, []vtab.Value) error {
	if c.started {
		c.feed.err = errScannedTwice
		return c.feed.err
	}
	c.started = true
	return c.Next()
}

func (c *feedCursor) Next() error {
	for c.batch == nil || c.next >= c.batch.Len() {
		batch, err := c.feed.rows()
		if errors.Is(err, io.EOF) {
			c.done = true
			return nil
		}
		if err != nil {
			c.feed.err = err
			return err
		}
		c.batch, c.next = batch, 0
	}
	c.feed.current = c.batch.Row(c.next)
	c.next++
	c.number++
	return nil
}

func (c *feedCursor) Eof() bool { return c.done }

// Column hands out text without copying it: the driver copies it into SQLite's memory at once.
func (c *feedCursor) Column(i int) (driver.Value, error) {
	switch i - c.feed.width {
	case 0:
		c.key = c.key[:0]
		for _, at := range c.feed.keys {
			c.key = append(c.key, c.feed.current[at])
		}
		c.buf = rowhash.AppendKeys(c.buf[:0], c.key)
		return c.buf, nil
	case 1:
		hash, stable := c.batch.Hash(c.next - 1)
		if !stable {
			hash = rowset.Hash{}
		}
		c.buf = appendHash(c.buf[:0], hash)
		return c.buf, nil
	}
	v := &c.feed.current[i]
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

func (c *feedCursor) Rowid() (int64, error) { return c.number, nil }
func (c *feedCursor) Close() error          { return nil }
