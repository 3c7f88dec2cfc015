package engine

import (
	"errors"
	"io"
	"runtime"

	sqlite3 "modernc.org/sqlite/lib"

	"forecourt/internal/rowset"
)

const (
	// mostTogether is how many rows one statement inserts at most. More are not clearly faster.
	mostTogether = 64
	// mostParameters is how many parameters a statement has at most (https://www.sqlite.org/limits.html).
	mostParameters = 32766
)

// Insert inserts rows. Most of them go many at once, because to begin and end a statement takes a while.
type Insert struct {
	conn      *Conn
	one, many *Statement
	// width is the number of values of a row, and together the number of rows that the statement many inserts.
	width, together int
}

// PrepareInsert compiles the statements that insert rows with so many values. statement returns the one that inserts a
// number of rows. It must be an INSERT OR FAIL, so that the rows before one that is refused stay. The caller closes it.
func (c *Conn) PrepareInsert(width int, statement func(rows int) string) (*Insert, error) {
	i := &Insert{conn: c, width: width, together: max(1, min(mostTogether, mostParameters/width))}
	var err error
	if i.one, err = c.Prepare(statement(1)); err != nil {
		return nil, err
	}
	if i.many, err = c.Prepare(statement(i.together)); err != nil {
		i.one.Close()
		return nil, err
	}
	return i, nil
}

// Close frees the statements. It must be called once only.
func (i *Insert) Close() {
	i.one.Close()
	i.many.Close()
}

// All inserts all rows. If a constraint of the table refuses a row, it returns that row, too. ended is the error with
// which the rows have ended early.
func (i *Insert) All(rows rowset.Rows) (bad []rowset.Value, ended, err error) {
	for {
		batch, err := rows()
		if errors.Is(err, io.EOF) {
			return nil, nil, nil
		}
		if err != nil {
			return nil, err, err
		}
		for at := 0; at < batch.Len(); {
			statement, n := i.many, i.together
			if at+n > batch.Len() {
				statement, n = i.one, 1
			}
			if at, err = i.insert(statement, batch, at, n); err != nil {
				return batch.Row(at), nil, err
			}
		}
		runtime.KeepAlive(batch)
	}
}

// insert inserts n rows of a batch, and returns which one comes next: after an error, the one that was refused.
func (i *Insert) insert(s *Statement, batch *rowset.Batch, at, n int) (next int, err error) {
	for row := range n {
		if err := s.bindRow(row*i.width, batch.Read(at+row), i.width); err != nil {
			return at + row, err
		}
	}
	if err := s.finish(); err != nil {
		// Before a refused row, this many were inserted. After other errors the number means nothing.
		inserted := int(sqlite3.Xsqlite3_changes(i.conn.tls, i.conn.db))
		return at + min(inserted, n-1), err
	}
	return at + n, nil
}
