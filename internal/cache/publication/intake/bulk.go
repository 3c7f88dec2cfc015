package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"

	"forecourt/internal/rowset"
)

// Bulk is a connection to a file that nobody else has open yet. It uses SQLite's own C interface
// (https://www.sqlite.org/c3ref/intro.html), because there a value is bound without a copy in the driver and without
// a call through a Go interface. That makes the first load of a large view faster (docs/performance.md). Only one
// goroutine may use it.
type Bulk struct {
	tls       *libc.TLS
	db        uintptr
	statement uintptr
	// empty is the address of empty text and blobs: a null pointer would bind NULL.
	empty [1]byte
}

// engineError is an SQLite error with its extended result code.
type engineError struct {
	code int
	text string
}

func (e *engineError) Error() string { return fmt.Sprintf("%s (%d)", e.text, e.code) }

// Code returns SQLite's extended result code.
func (e *engineError) Code() int { return e.code }

// OpenBulk opens an existing file.
func OpenBulk(path string) (*Bulk, error) {
	b := &Bulk{tls: libc.NewTLS()}
	name, err := libc.CString(path)
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(b.tls, name)
	// b is on the heap, so the address of the handle stays valid while SQLite writes to it.
	code := sqlite3.Xsqlite3_open_v2(b.tls, name, uintptr(unsafe.Pointer(&b.db)), sqlite3.SQLITE_OPEN_READWRITE|sqlite3.SQLITE_OPEN_NOMUTEX, 0)
	if code != sqlite3.SQLITE_OK {
		return nil, errors.Join(b.failure(code), b.Close())
	}
	return b, nil
}

func (b *Bulk) failure(code int32) error {
	if b.db != 0 {
		code = sqlite3.Xsqlite3_extended_errcode(b.tls, b.db)
	}
	return &engineError{code: int(code), text: libc.GoString(sqlite3.Xsqlite3_errmsg(b.tls, b.db))}
}

// Close frees everything. It must be called once only.
func (b *Bulk) Close() error {
	sqlite3.Xsqlite3_finalize(b.tls, b.statement) // It returns the error of the last step again.
	var err error
	if code := sqlite3.Xsqlite3_close_v2(b.tls, b.db); code != sqlite3.SQLITE_OK {
		err = b.failure(code)
	}
	b.tls.Close()
	return err
}

// Exec executes statements that need no values.
func (b *Bulk) Exec(ctx context.Context, statements ...string) error {
	for _, statement := range statements {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		text, err := libc.CString(statement)
		if err != nil {
			return err
		}
		code := sqlite3.Xsqlite3_exec(b.tls, b.db, text, 0, 0, 0)
		libc.Xfree(b.tls, text)
		if code != sqlite3.SQLITE_OK {
			return b.failure(code)
		}
	}
	return nil
}

// Insert inserts all rows of a stream, with a statement that has one parameter for every column.
func (b *Bulk) Insert(statement string, s *Stream) error {
	text, err := libc.CString(statement)
	if err != nil {
		return err
	}
	defer libc.Xfree(b.tls, text)
	code := sqlite3.Xsqlite3_prepare_v2(b.tls, b.db, text, -1, uintptr(unsafe.Pointer(&b.statement)), 0)
	if code != sqlite3.SQLITE_OK {
		return b.failure(code)
	}
	for {
		batch, err := s.Rows()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			s.Err = err
			return err
		}
		for i := range batch.Len() {
			if err := b.insertRow(batch.Read(i), s.Width); err != nil {
				s.Current = batch.Row(i)
				return err
			}
		}
		runtime.KeepAlive(batch)
	}
}

// insertRow binds a row and executes the statement. SQLite reads text and blobs directly from the batch, which the
// caller keeps alive. Go does not move objects on its heap.
func (b *Bulk) insertRow(row rowset.Reader, width int) error {
	for i := range width {
		if code := b.bind(int32(i+1), row.Next()); code != sqlite3.SQLITE_OK {
			return b.failure(code)
		}
	}
	code := sqlite3.Xsqlite3_step(b.tls, b.statement)
	if code != sqlite3.SQLITE_DONE {
		return b.failure(code)
	}
	if code := sqlite3.Xsqlite3_reset(b.tls, b.statement); code != sqlite3.SQLITE_OK {
		return b.failure(code)
	}
	return nil
}

// bind binds one value. SQLITE_STATIC (0) promises SQLite that the bytes stay where they are until the next row.
func (b *Bulk) bind(parameter int32, v rowset.Value) int32 {
	switch v.Type {
	case rowset.TypeInteger:
		return sqlite3.Xsqlite3_bind_int64(b.tls, b.statement, parameter, v.Int())
	case rowset.TypeReal:
		return sqlite3.Xsqlite3_bind_double(b.tls, b.statement, parameter, v.Float())
	case rowset.TypeText, rowset.TypeBlob:
		size, begin := len(v.Bytes), unsafe.SliceData(v.Bytes)
		if size == 0 {
			begin = &b.empty[0]
		}
		if size > 1<<31-1 {
			return sqlite3.SQLITE_TOOBIG
		}
		if v.Type == rowset.TypeText {
			return sqlite3.Xsqlite3_bind_text(b.tls, b.statement, parameter, uintptr(unsafe.Pointer(begin)), int32(size), 0)
		}
		return sqlite3.Xsqlite3_bind_blob(b.tls, b.statement, parameter, uintptr(unsafe.Pointer(begin)), int32(size), 0)
	default:
		return sqlite3.Xsqlite3_bind_null(b.tls, b.statement, parameter)
	}
}
