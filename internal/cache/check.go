package cache

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// CheckWritable finds out whether a sync could write the cache at path, and changes nothing in it. It returns an error
// that wraps ErrMissing when there is no file yet, but one can be made.
func CheckWritable(ctx context.Context, path string) (err error) {
	// The lock is given back at once: a scheduled run must not find it taken.
	lock, err := TakeLock(path)
	if err != nil {
		return err
	}
	if err := lock.Release(); err != nil {
		return err
	}
	if err := checkPath(path, false); err != nil {
		return err
	}
	// The write-ahead log and the spool of keys stand beside the file.
	probe, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+"-check-*")
	if err != nil {
		return failure(ctx, path, err)
	}
	if err := errors.Join(probe.Close(), os.Remove(probe.Name())); err != nil {
		return failure(ctx, path, err)
	}
	if info, err := os.Stat(path); errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0 {
		return ErrMissing
	}
	c, err := Open(ctx, path, Options{ReadOnly: true})
	if err != nil {
		return err
	}
	if err := c.Close(); err != nil {
		return failure(ctx, path, err)
	}
	c, err = connect(path, Options{})
	if err != nil {
		return failure(ctx, path, err)
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	conn, err := c.db.Conn(ctx)
	if err != nil {
		return failure(ctx, path, err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, beginWrite); err != nil {
		return failure(ctx, path, err)
	}
	_, err = conn.ExecContext(ctx, rollbackAll)
	return failure(ctx, path, err)
}

// KeyOf returns the columns that identify the rows of a table, none when nothing does, and whether the table is there.
func (c *Cache) KeyOf(ctx context.Context, table string) (key []string, exists bool, err error) {
	rows, err := c.db.QueryContext(ctx, selectColumns, table)
	if err != nil {
		return nil, false, failure(ctx, c.path, err)
	}
	defer rows.Close()
	for rows.Next() {
		var name, declared string
		var pk int
		if err := rows.Scan(&name, &declared, &pk); err != nil {
			return nil, false, failure(ctx, c.path, err)
		}
		exists = true
		if pk > 0 {
			key = append(key, name)
		}
	}
	return key, exists, failure(ctx, c.path, rows.Err())
}

// TypeOf returns the type with which a table declares a column, nil when the table or the column is not there.
func (c *Cache) TypeOf(ctx context.Context, table, column string) (*string, error) {
	rows, err := c.db.QueryContext(ctx, selectColumns, table)
	if err != nil {
		return nil, failure(ctx, c.path, err)
	}
	defer rows.Close()
	for rows.Next() {
		var name, declared string
		var pk int
		if err := rows.Scan(&name, &declared, &pk); err != nil {
			return nil, failure(ctx, c.path, err)
		}
		if strings.EqualFold(name, column) {
			return &declared, nil
		}
	}
	return nil, failure(ctx, c.path, rows.Err())
}
