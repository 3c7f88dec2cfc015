package cache

import (
	"errors"
	"os"
	"path/filepath"
)

// createSide makes a file beside the cache. It replaces one that a run has left. A link with that name is removed, and
// its target stays as it is. It is an error if another program makes a file there meanwhile.
func createSide(path string, mode os.FileMode) (*os.File, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL|noFollow, mode)
	if err != nil {
		return nil, err
	}
	return file, errors.Join(file.Chmod(mode)) // The umask may have removed the group's rights.
}

// checkSide returns an error if a name beside the cache is not a plain file, but for example a link.
func checkSide(cache, path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return &Error{
			Path: cache, Err: errors.New(path + " is a link or no file, which is not followed"),
			Advice: "look who has put it there, and remove it; set CACHE_PATH to a folder that nobody else can write: " + filepath.Dir(path) + " may be one that others can",
		}
	}
	return nil
}

// UnnamedFile makes a file for data that does not fit into memory, and removes its name, so that the file ends with the
// process. If the run is killed before that, the name stays, and the next run uses it again, because it holds the lock.
func (c *Cache) UnnamedFile() (file *os.File, err error) {
	if c.options.ReadOnly || c.path == inMemory { // The folder may be read-only, and no lock is held.
		file, err = os.CreateTemp("", "forecourt-keys-*")
	} else {
		file, err = createSide(c.path+".keys", 0o600)
	}
	if err != nil {
		return nil, err
	}
	if err := os.Remove(file.Name()); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}
