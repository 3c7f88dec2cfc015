package engine

import (
	"unsafe"

	sqlite3 "modernc.org/sqlite/lib"

	"forecourt/internal/rowset"
)

// Statement is a compiled statement.
type Statement struct {
	conn   *Conn
	handle uintptr
}

// Close frees the statement. It must be called once only.
func (s *Statement) Close() {
	sqlite3.Xsqlite3_finalize(s.conn.tls, s.handle) // It returns the error of the last step again.
}

// Step goes to the next row. more is false after the last one.
func (s *Statement) Step() (more bool, err error) {
	switch code := sqlite3.Xsqlite3_step(s.conn.tls, s.handle); code {
	case sqlite3.SQLITE_ROW:
		return true, nil
	case sqlite3.SQLITE_DONE:
		return false, nil
	default:
		return false, s.conn.failure(code)
	}
}

// Reset makes the statement ready to be executed again. The parameters keep their values.
func (s *Statement) Reset() error {
	return s.conn.failure(sqlite3.Xsqlite3_reset(s.conn.tls, s.handle))
}

// Bind binds a value to a parameter, counted from 1. SQLite reads text and blobs directly from the value, so its bytes
// must stay alive and unchanged until the statement is reset or gets another value. Go does not move objects on its
// heap.
func (s *Statement) Bind(parameter int, v rowset.Value) error {
	return s.conn.failure(s.bind(int32(parameter), v))
}

// bind promises SQLite with SQLITE_STATIC (0) that the bytes stay where they are.
func (s *Statement) bind(parameter int32, v rowset.Value) int32 {
	tls := s.conn.tls
	switch v.Type {
	case rowset.TypeInteger:
		return sqlite3.Xsqlite3_bind_int64(tls, s.handle, parameter, v.Int())
	case rowset.TypeReal:
		return sqlite3.Xsqlite3_bind_double(tls, s.handle, parameter, v.Float())
	case rowset.TypeText, rowset.TypeBlob:
		size, begin := len(v.Bytes), unsafe.SliceData(v.Bytes)
		if size == 0 {
			begin = &s.conn.empty[0]
		}
		if size > 1<<31-1 {
			return sqlite3.SQLITE_TOOBIG
		}
		if v.Type == rowset.TypeText {
			return sqlite3.Xsqlite3_bind_text(tls, s.handle, parameter, uintptr(unsafe.Pointer(begin)), int32(size), 0)
		}
		return sqlite3.Xsqlite3_bind_blob(tls, s.handle, parameter, uintptr(unsafe.Pointer(begin)), int32(size), 0)
	default:
		return sqlite3.Xsqlite3_bind_null(tls, s.handle, parameter)
	}
}

// Value returns a column of the current row, counted from 0. Its bytes are SQLite's, and are valid until the next Step
// or Reset.
func (s *Statement) Value(column int) rowset.Value {
	tls, at := s.conn.tls, int32(column)
	switch kind := sqlite3.Xsqlite3_column_type(tls, s.handle, at); kind {
	case sqlite3.SQLITE_INTEGER:
		return rowset.Int(sqlite3.Xsqlite3_column_int64(tls, s.handle, at))
	case sqlite3.SQLITE_FLOAT:
		return rowset.Float(sqlite3.Xsqlite3_column_double(tls, s.handle, at))
	case sqlite3.SQLITE_TEXT, sqlite3.SQLITE_BLOB:
		// As a blob, text needs no NUL behind it.
		begin := sqlite3.Xsqlite3_column_blob(tls, s.handle, at)
		size := int(sqlite3.Xsqlite3_column_bytes(tls, s.handle, at))
		var data []byte
		if begin != 0 && size > 0 {
			data = unsafe.Slice(*(**byte)(unsafe.Pointer(&begin)), size)
		}
		if kind == sqlite3.SQLITE_TEXT {
			return rowset.TextOf(data)
		}
		return rowset.BlobOf(data)
	default:
		return rowset.Value{}
	}
}

// Run binds the values of a row to the parameters, and executes the statement, which must return no rows.
func (s *Statement) Run(row rowset.Reader, width int) error {
	if err := s.bindRow(0, row, width); err != nil {
		return err
	}
	return s.finish()
}

// bindRow binds the values of a row to the parameters behind the first ones.
func (s *Statement) bindRow(first int, row rowset.Reader, width int) error {
	for i := range width {
		if code := s.bind(int32(first+i+1), row.Next()); code != sqlite3.SQLITE_OK {
			return s.conn.failure(code)
		}
	}
	return nil
}

// finish executes the statement, and makes it ready to be executed again.
func (s *Statement) finish() error {
	code := sqlite3.Xsqlite3_step(s.conn.tls, s.handle)
	if code != sqlite3.SQLITE_DONE {
		return s.conn.failure(code)
	}
	return s.Reset()
}
