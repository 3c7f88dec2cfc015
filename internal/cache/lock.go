package cache

import (
	"errors"
	"fmt"
	"os"

	"github.com/gofrs/flock"
	"modernc.org/sqlite"
)

// Lock reserves a cache for one run.
type Lock struct{ file *flock.Flock }

// TakeLock takes the lock of the cache at path, which may not exist yet. It does not wait. The lock is a file beside
// the cache, and ends with the process, in whatever way that ends. If another run holds it, the error is an *Error
// that wraps ErrLocked.
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

// KeepLocks keeps SQLite's locks while this program reads the files itself, which it does to compare them with their
// seals. Otherwise POSIX drops all locks of a process on a file when it closes any descriptor of that file. Call it
// before the first database is opened. Only Linux has suitable locks. LocksKept reports whether they are in use.
func KeepLocks() error {
	if _, err := sqlite.OFDLocking(true); err != nil && !errors.Is(err, sqlite.ErrOFDLockingUnavailable) {
		return fmt.Errorf("choose the locks that outlast the reading of files: %w", err)
	}
	return nil
}

// LocksKept reports whether KeepLocks has an effect. That is only known after a database was read, because the file
// system may not have such locks.
func LocksKept() bool { return sqlite.OFDLockingEnabled() }
