package cache

import (
	"errors"
	"fmt"
	"os"
	"syscall"

	"github.com/gofrs/flock"
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
	file := flock.New(path+".lock", flock.SetFlag(os.O_CREATE|os.O_RDWR|syscall.O_NOFOLLOW), flock.SetPermissions(0o600))
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
