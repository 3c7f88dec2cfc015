package cache

import (
	"errors"
	"fmt"
	"os"

	"github.com/gofrs/flock"
	"modernc.org/sqlite"
)

// Lock holds a cache for one run.
type Lock struct{ file *flock.Flock }

// TakeLock takes the lock of the cache at path, which need not exist yet, without waiting. The lock is a file beside
// the cache; it goes with the process, however that ends. An *Error that wraps ErrLocked says that another run holds
// it.
func TakeLock(path string) (*Lock, error) {
	if err := checkSide(path, path+".lock"); err != nil {
		return nil, err
	}
	file := flock.New(path+".lock", flock.SetFlag(os.O_CREATE|os.O_RDWR|noFollow), flock.SetPermissions(0o600))
	taken, err := file.TryLock()
	if err != nil {
		return nil, &Error{Path: path, Advice: "the cache's folder must exist and be writable: change that, or set CACHE_PATH", Err: fmt.Errorf("take the lock: %w", err)}
	}
	if !taken {
		return nil, &Error{Path: path, Advice: "another run of `forecourt sync` is at work: wait until it is done", Err: ErrLocked}
	}
	return &Lock{file: file}, nil
}

// Release gives the lock back.
func (l *Lock) Release() error {
	if err := l.file.Unlock(); err != nil {
		return errors.Join(errors.New("give the lock back"), err)
	}
	return nil
}

// KeepLocks makes SQLite's locks outlast that this program reads the files by itself, as it does to compare them with
// their seals: POSIX drops a process's locks on a file as soon as any descriptor of that file is closed. It must be
// called before the first database is opened. Only Linux has such locks; LocksKept says whether they are in use.
func KeepLocks() error {
	if _, err := sqlite.OFDLocking(true); err != nil && !errors.Is(err, sqlite.ErrOFDLockingUnavailable) {
		return fmt.Errorf("choose the locks that outlast the reading of files: %w", err)
	}
	return nil
}

// LocksKept tells whether KeepLocks holds. It is known when a database was read: the file system may have no such
// locks.
func LocksKept() bool { return sqlite.OFDLockingEnabled() }
