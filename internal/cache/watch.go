package cache

import (
	"context"
	"database/sql/driver"
	"errors"
	"os"
	"sync"
	"time"
)

// Watch is for a file that stays open for long. The connections of a Cache that is opened with it end if another file
// has replaced the file, or if the file was found damaged. New connections then open the current file. It is safe for
// concurrent use.
type Watch struct {
	path   string
	patrol *Patrol

	mu sync.Mutex
	// seen is the file and the seal to which err belongs.
	seen [2]stamp
	err  error
}

// stamp distinguishes a file from one that has replaced it.
type stamp struct {
	info os.FileInfo
	time time.Time
}

func (s stamp) same(other stamp) bool {
	if s.info == nil || other.info == nil {
		return s.info == nil && other.info == nil
	}
	return os.SameFile(s.info, other.info) && s.time.Equal(other.time)
}

// NewWatch returns a watch that has not examined the file yet.
func NewWatch(path string, now func() time.Time) *Watch {
	return &Watch{path: path, patrol: NewPatrol(path, false, now)}
}

// Path returns the file's path.
func (w *Watch) Path() string { return w.path }

// Look examines the file if the file or its seal was replaced since the last time. Damage is an *Error that wraps
// ErrDamaged. changed means that it has examined the file.
func (w *Watch) Look(ctx context.Context) (changed bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := [2]stamp{stampOf(w.path, false), stampOf(w.path+sealSuffix, true)}
	if w.seen[0].info != nil && now[0].same(w.seen[0]) && now[1].same(w.seen[1]) {
		return false, w.err
	}
	_, err = w.patrol.Examine(ctx)
	if errors.Is(err, ErrDamaged) { // A run may have been at work.
		_, err = w.patrol.Examine(ctx)
	}
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if !errors.Is(err, ErrDamaged) {
		err = nil // Open reports what else is wrong with the file.
	}
	w.seen, w.err = now, err
	return true, err
}

// stampOf returns the stamp of a file, which is zero if the file is missing. Only another inode means another database,
// because each run changes the time.
func stampOf(path string, timed bool) stamp {
	info, err := os.Stat(path)
	if err != nil {
		return stamp{}
	}
	s := stamp{info: info}
	if timed {
		s.time = info.ModTime()
	}
	return s
}

// damage returns what the last examination has found.
func (w *Watch) damage() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

// watchable is what a connection of the SQLite driver can do.
type watchable interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.Pinger
	driver.QueryerContext
	driver.SessionResetter
	driver.Validator
}

// watchedConn is a connection that ends when its file is replaced.
type watchedConn struct {
	watchable
	watch *Watch
	file  stamp
}

// open returns a connection to the current file.
func (w *Watch) open(connect func() (driver.Conn, error)) (driver.Conn, error) {
	if err := w.damage(); err != nil {
		return nil, err
	}
	file := stampOf(w.path, false)
	conn, err := connect()
	if err != nil {
		return nil, err
	}
	able, ok := conn.(watchable)
	if !ok {
		return nil, errors.Join(errors.New("the SQLite driver's connection cannot be watched"), conn.Close())
	}
	return &watchedConn{able, w, file}, nil
}

// ResetSession is called before a connection is used again.
func (c *watchedConn) ResetSession(ctx context.Context) error {
	if c.watch.damage() != nil || !stampOf(c.watch.path, false).same(c.file) {
		return driver.ErrBadConn
	}
	return c.watchable.ResetSession(ctx)
}
