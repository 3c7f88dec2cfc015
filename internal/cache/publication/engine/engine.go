// Package engine reads and writes rows through SQLite's own C interface.
package engine

import (
	"context"
	"errors"
	"fmt"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// Conn is a connection that uses SQLite's C interface as translated to Go (https://www.sqlite.org/c3ref/intro.html).
// There a value is bound and read without a copy in the driver and without a call through a Go interface, which makes
// large refreshes much faster (docs/decisions/0001-rows-into-sqlite.md). Only one goroutine may use it.
type Conn struct {
	tls *libc.TLS
	db  uintptr
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

// Open opens an existing file to read and write. name is a path or a URI (https://www.sqlite.org/uri.html), which may
// demand less.
func Open(name string) (*Conn, error) {
	c := &Conn{tls: libc.NewTLS()}
	text, err := libc.CString(name)
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(c.tls, text)
	// c is on the heap, so the address of the handle stays valid while SQLite writes to it.
	const flags = sqlite3.SQLITE_OPEN_READWRITE | sqlite3.SQLITE_OPEN_NOMUTEX | sqlite3.SQLITE_OPEN_URI
	code := sqlite3.Xsqlite3_open_v2(c.tls, text, uintptr(unsafe.Pointer(&c.db)), flags, 0)
	if code != sqlite3.SQLITE_OK {
		return nil, errors.Join(c.failure(code), c.Close())
	}
	return c, nil
}

func (c *Conn) failure(code int32) error {
	if code == sqlite3.SQLITE_OK {
		return nil
	}
	if c.db != 0 {
		code = sqlite3.Xsqlite3_extended_errcode(c.tls, c.db)
	}
	return &engineError{code: int(code), text: libc.GoString(sqlite3.Xsqlite3_errmsg(c.tls, c.db))}
}

// Close frees everything. It must be called once only, after the statements were closed.
func (c *Conn) Close() error {
	err := c.failure(sqlite3.Xsqlite3_close_v2(c.tls, c.db))
	c.tls.Close()
	return err
}

// Exec executes statements that need no values.
func (c *Conn) Exec(ctx context.Context, statements ...string) error {
	for _, statement := range statements {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		text, err := libc.CString(statement)
		if err != nil {
			return err
		}
		code := sqlite3.Xsqlite3_exec(c.tls, c.db, text, 0, 0, 0)
		libc.Xfree(c.tls, text)
		if code != sqlite3.SQLITE_OK {
			return c.failure(code)
		}
	}
	return nil
}

// Prepare compiles a statement. The caller closes it.
func (c *Conn) Prepare(statement string) (*Statement, error) {
	text, err := libc.CString(statement)
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(c.tls, text)
	s := &Statement{conn: c}
	code := sqlite3.Xsqlite3_prepare_v2(c.tls, c.db, text, -1, uintptr(unsafe.Pointer(&s.handle)), 0)
	return s, c.failure(code)
}
