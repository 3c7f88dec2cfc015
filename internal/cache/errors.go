package cache

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"

	sqlite3 "modernc.org/sqlite/lib"
)

// What callers branch on; all come wrapped in an *Error.
var (
	// ErrLocked is returned by Lock, Open and Publish when another program holds the file.
	ErrLocked = errors.New("another program holds the cache")
	// ErrMissing is returned by Open, read-only, for a file that is not there or empty.
	ErrMissing = errors.New("there is no cache yet")
	// ErrForeign is returned by Open for an SQLite file with other tables, and by Publish for a table that somebody
	// else made.
	ErrForeign = errors.New("made by another program")
	// ErrNewer is returned by Open for a file that a newer version of this program made.
	ErrNewer = errors.New("made by a newer version of Forecourt")
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

// SQLite's result codes (https://www.sqlite.org/rescode.html) that have advice.
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

// coder is an error of SQLite, by way of the driver or of bulk.
type coder interface {
	error
	Code() int
}

// failure turns an error of SQLite into an *Error. Errors of the context, and errors that are no SQLite errors, stay
// what they are.
func failure(ctx context.Context, path string, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil && !errors.As(err, new(*Error)) {
		return ctx.Err()
	}
	var engine coder
	if !errors.As(err, &engine) || errors.As(err, new(*Error)) {
		if errors.Is(err, syscall.ENOSPC) {
			return &Error{Path: path, Advice: advice[sqlite3.SQLITE_FULL], Err: err}
		}
		if pathError := new(os.PathError); errors.As(err, &pathError) {
			return &Error{Path: path, Advice: "check the file and its folder, or set CACHE_PATH", Err: err}
		}
		return err
	}
	code := engine.Code() & 0xff
	if code == sqlite3.SQLITE_BUSY || code == sqlite3.SQLITE_LOCKED {
		return &Error{Path: path, Advice: "wait until it is done, or close the program that writes to it", Err: fmt.Errorf("%w: %w", ErrLocked, err)}
	}
	text, ok := advice[code]
	if !ok {
		text = "this is SQLite's own error"
	}
	return &Error{Path: path, Advice: text, Err: err}
}
