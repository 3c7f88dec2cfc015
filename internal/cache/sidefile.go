package cache

import (
	"errors"
	"os"
	"path/filepath"
)

// createSide makes a file beside the cache, in the place of one that a run has left. A link of that name goes, and what
// it points to stays as it is; whoever puts another there in between makes it fail.
func createSide(path string, mode os.FileMode) (*os.File, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL|noFollow, mode)
	if err != nil {
		return nil, err
	}
	return file, errors.Join(file.Chmod(mode)) // The umask may have taken the group's rights.
}

// checkSide refuses a name beside the cache behind which something else than a file stands, such as a link to another
// one.
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

// UnnamedFile makes a file for what does not fit into memory, and takes its name away, so that it goes with the
// process, however that ends. A run that is killed in between leaves the name; the next run, which holds the lock, uses
// it again.
func (c *Cache) UnnamedFile() (file *os.File, err error) {
	if c.options.ReadOnly || c.path == inMemory { // The cache may stand where nothing can be written, and no lock is held.
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
