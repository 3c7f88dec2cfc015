package staging

import (
	"bytes"
	"context"

	"forecourt/internal/cache/publication/engine"
	"forecourt/internal/cache/publication/rowhash"
	"forecourt/internal/rowset"
)

// Standing reads the rows that the copy has. It is fastest for keys that come in their order and follow each other, but
// takes them in any order. It is not safe for concurrent use.
type Standing struct {
	conn *engine.Conn
	// from selects the rows from a key on, in the order of the keys.
	from *engine.Statement
	keys []int
	// reading means that from is at a row.
	reading bool
	buf     []byte
	key     []rowset.Value
	// keep and kept store a row in a temporary table and read it back. They are nil if rows are stored as they come.
	keep, kept *engine.Statement
	stored     *rowset.Batch
}

// OpenStanding opens a file for reading, by its URI. from is a statement that selects all columns of the rows from a
// key on, in the order of the keys. keys are the positions of the key columns.
func OpenStanding(ctx context.Context, uri, from string, keys []int) (*Standing, error) {
	conn, err := engine.Open(uri)
	if err != nil {
		return nil, err
	}
	s := &Standing{conn: conn, keys: keys}
	if err = conn.Exec(ctx, "BEGIN"); err == nil {
		s.from, err = conn.Prepare(from)
	}
	if err != nil {
		_ = conn.Close() // Nothing was read, and err says why.
		return nil, err
	}
	return s, nil
}

// Close ends the reading.
func (s *Standing) Close() error {
	for _, statement := range []*engine.Statement{s.from, s.keep, s.kept} {
		if statement != nil {
			statement.Close()
		}
	}
	return s.conn.Close()
}

// Convert prepares Stored: create makes a temporary table, keep puts a row of so many columns into it in place of the
// one before, and kept selects that row.
func (s *Standing) Convert(ctx context.Context, width int, create, keep, kept string) (err error) {
	if err = s.conn.Exec(ctx, create); err != nil {
		return err
	}
	s.stored = rowset.NewBatch(width)
	if s.keep, err = s.conn.Prepare(keep); err == nil {
		s.kept, err = s.conn.Prepare(kept)
	}
	return err
}

// Stored returns a row as SQLite stores it: a column may convert a value, for example the text '7' to a number. It is
// valid until the next call. Only sources whose columns may hold any type need this.
func (s *Standing) Stored(row rowset.Reader) (*rowset.Batch, error) {
	width := s.stored.Width()
	if err := s.keep.Run(row, width); err != nil {
		return nil, err
	}
	if _, err := s.kept.Step(); err != nil {
		return nil, err
	}
	s.stored.Reset()
	for i := range width {
		s.stored.Append(s.kept.Value(i))
	}
	return s.stored, s.kept.Reset()
}

// Find goes to the row with a key, and reports whether there is one. encoded is the key as rowhash.AppendKeys encodes
// it.
func (s *Standing) Find(key []rowset.Value, encoded []byte) (bool, error) {
	if s.reading { // Often it is the next one.
		if err := s.step(); err != nil {
			return false, err
		}
		if s.at(encoded) {
			return true, nil
		}
	}
	if err := s.from.Reset(); err != nil {
		return false, err
	}
	for i, v := range key {
		if err := s.from.Bind(i+1, v); err != nil {
			return false, err
		}
	}
	err := s.step()
	return s.at(encoded), err
}

func (s *Standing) step() (err error) {
	s.reading, err = s.from.Step()
	return err
}

// at reports whether the current row has the key.
func (s *Standing) at(encoded []byte) bool {
	if !s.reading {
		return false
	}
	s.key = s.key[:0]
	for _, at := range s.keys {
		s.key = append(s.key, s.from.Value(at))
	}
	s.buf = rowhash.AppendKeys(s.buf[:0], s.key)
	return bytes.Equal(s.buf, encoded)
}

// Differ compares the current row with another one, and reports whether they differ. It appends a '1' for every column
// that differs and a '0' for the others to mask. It calls old for the values of those that differ, if it is not nil.
func (s *Standing) Differ(with rowset.Reader, mask []byte, width int, old func(column int, value rowset.Value)) ([]byte, bool) {
	differ := false
	for i := range width {
		held, sent := s.from.Value(i), with.Next()
		if held.Type == sent.Type && held.Bits() == sent.Bits() && bytes.Equal(held.Bytes, sent.Bytes) {
			mask = append(mask, '0')
			continue
		}
		differ = true
		mask = append(mask, '1')
		if old != nil {
			old(i, held)
		}
	}
	return mask, differ
}
