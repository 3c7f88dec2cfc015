package cache

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"syscall"

	sqlite3 "modernc.org/sqlite/lib"
)

// Callers branch on these errors. All are wrapped in an *Error.
var (
	// ErrLocked is returned by TakeLock, by Open and by everything that writes, if another program holds the file.
	ErrLocked = errors.New("another program holds the cache")
	// ErrMissing is returned by Open for reading if the file is missing or empty.
	ErrMissing = errors.New("there is no cache yet")
	// ErrForeign is returned by Open for an SQLite file of another program, and by a publication for a table that another
	// program has made.
	ErrForeign = errors.New("made by another program")
	// ErrNewer is returned by Open for a file of a newer version of this program.
	ErrNewer = errors.New("made by a newer version of Forecourt")
	// ErrPublished is wrapped by an error after the rows were published. Only something that follows has failed, such as
	// moving them from the write-ahead log into the file.
	ErrPublished = errors.New("the rows are published, but")
)

// Error says that the cache cannot be used.
type Error struct {
	// Path is the file.
	Path string
	// Advice says what to do.
	Advice string
	// Err is the cause.
	Err error
}

// Error returns what happened, then what to do.
func (e *Error) Error() string { return fmt.Sprintf("cache %s: %v: %s", e.Path, e.Err, e.Advice) }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// advice says what to do, for some of SQLite's result codes (https://www.sqlite.org/rescode.html).
var advice = map[int]string{
	sqlite3.SQLITE_NOTADB:   "this file is not an SQLite database: move it away, or set CACHE_PATH to another file",
	sqlite3.SQLITE_READONLY: "the file or its folder cannot be written: change its permissions, or set CACHE_PATH",
	sqlite3.SQLITE_CANTOPEN: "the file or its folder cannot be opened by this user: change the permissions, or set CACHE_PATH",
	sqlite3.SQLITE_PERM:     "the file cannot be opened by this user: change its permissions, or set CACHE_PATH",
	sqlite3.SQLITE_FULL:     "the disk is full: make room (a first copy needs about twice its size for a moment)",
	sqlite3.SQLITE_IOERR:    "the disk failed or is full: make room or check it",
	sqlite3.SQLITE_CORRUPT:  "the file is damaged: move it away; the next sync makes a new one",
	sqlite3.SQLITE_TOOBIG:   "a value or a row is larger than SQLite holds (https://www.sqlite.org/limits.html): leave the column out of the view",
}

// coder is an error of SQLite, from the driver or from SQLite's own interface.
type coder interface {
	error
	Code() int
}

// Code returns the extended result code of an error of SQLite, and false for other errors.
func Code(err error) (code int, ok bool) {
	var engine coder
	if !errors.As(err, &engine) {
		return 0, false
	}
	return engine.Code(), true
}

// primary returns the primary part of an extended result code, which says what kind of error it is.
const primary = 0xff

// IsCode reports whether an error comes from SQLite, with one of these primary result codes.
func IsCode(err error, codes ...int) bool {
	code, ok := Code(err)
	return ok && slices.Contains(codes, code&primary)
}

// Explain turns an error of SQLite or of the file system into an *Error. All others, such as the context's, stay as
// they are.
func (c *Cache) Explain(ctx context.Context, err error) error { return failure(ctx, c.path, err) }

// failure turns an error of SQLite into an *Error. All others, such as the context's, stay as they are.
func failure(ctx context.Context, path string, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil && !errors.As(err, new(*Error)) {
		return ctx.Err()
	}
	code, ok := Code(err)
	if !ok || errors.As(err, new(*Error)) {
		if errors.Is(err, syscall.ENOSPC) {
			return &Error{Path: path, Advice: advice[sqlite3.SQLITE_FULL], Err: err}
		}
		if pathError := new(os.PathError); errors.As(err, &pathError) {
			return &Error{Path: path, Advice: "check the file and its folder, or set CACHE_PATH", Err: err}
		}
		return err
	}
	code &= primary
	if code == sqlite3.SQLITE_BUSY || code == sqlite3.SQLITE_LOCKED {
		return &Error{Path: path, Advice: "wait until it is done, or close the program that writes to it", Err: fmt.Errorf("%w: %w", ErrLocked, err)}
	}
	text, ok := advice[code]
	if !ok {
		text = "this is SQLite's own error"
	}
	return &Error{Path: path, Advice: text, Err: err}
}
