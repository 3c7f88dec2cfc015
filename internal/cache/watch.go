package cache

import (
	"context"
	"database/sql/driver"
	"errors"
	"os"
	"sync"
	"time"
)

// Watch looks after a file that is open for long: connections of a Cache that is opened with it end when another file
// has taken its place, or when the file was found damaged; new ones open what is there then. It is safe for concurrent
// use.
type Watch struct {
	path   string
	patrol *Patrol

	mu sync.Mutex
	// seen says of which file and seal err is.
	seen [2]stamp
	err  error
}

// stamp tells a file from another that has taken its place.
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

// NewWatch returns a watch that has not looked yet.
func NewWatch(path string, now func() time.Time) *Watch {
	return &Watch{path: path, patrol: NewPatrol(path, false, now)}
}

// Path returns the file's path.
func (w *Watch) Path() string { return w.path }

// Look examines the file, if it or its seal is another one than when it looked last. Damage is an *Error that wraps
// ErrDamaged; changed tells that it looked.
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
		err = nil // Whoever opens the file says what else is wrong with it.
	}
	w.seen, w.err = now, err
	return true, err
}

// stampOf returns the zero stamp for a file that is not there. A database is another one when its inode is: a run
// changes its time.
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

// damage returns what the last look has found.
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

// watchedConn is a connection that ends with its file.
type watchedConn struct {
	watchable
	watch *Watch
	file  stamp
}

// open returns a connection to the file that is there.
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

// ResetSession is asked before a connection is used again.
func (c *watchedConn) ResetSession(ctx context.Context) error {
	if c.watch.damage() != nil || !stampOf(c.watch.path, false).same(c.file) {
		return driver.ErrBadConn
	}
	return c.watchable.ResetSession(ctx)
}
