package cache

import (
	"context"
	"errors"
	"os"
	"path/filepath"
)

// CheckWritable finds out whether a sync could write the cache at path. It does not change the file. If there is none,
// but one can be made, it returns an error that wraps ErrMissing.
func CheckWritable(ctx context.Context, path string) (err error) {
	// The lock is released at once, so that a scheduled run does not find it taken.
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
	// The write-ahead log and the spool of keys are beside the file.
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
	c = connect(path, Options{})
	defer func() { err = errors.Join(err, c.Close()) }()
	conn, err := c.db.Conn(ctx)
	if err != nil {
		return failure(ctx, path, err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return failure(ctx, path, err)
	}
	_, err = conn.ExecContext(ctx, "ROLLBACK")
	return failure(ctx, path, err)
}
