package cache

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// A draft is a cache that does not have its name yet. It is made under another name, and takes its own after the first
// view was copied. So nobody ever sees an empty table, and no journal is needed while the draft is filled.
const draftSuffix = ".new"

// openDraft makes a new file.
func openDraft(ctx context.Context, path string, o Options) (*Cache, error) {
	if o.BusyTimeout == 0 {
		o.BusyTimeout = defaultBusyTimeout
	}
	if o.Mode == 0 {
		o.Mode = 0o600
	}
	c := &Cache{path: path, options: o, draft: true}
	if err := c.begin(ctx); err != nil {
		return nil, failure(ctx, path, err)
	}
	return c, nil
}

// begin makes the draft's file. The caller holds mu, or is the only user.
func (c *Cache) begin(ctx context.Context) error {
	file, err := createSide(c.path+draftSuffix, c.options.Mode)
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		return err
	}
	fresh := &Cache{path: c.path, options: c.options, draft: true}
	fresh.db = fresh.open(fresh.options.Driver)
	if err := fresh.prepare(ctx); err != nil {
		return errors.Join(err, fresh.Close())
	}
	c.db, c.versions = fresh.db, fresh.versions
	return nil
}

func removeDraft(path string) error {
	for _, suffix := range []string{"", "-journal", "-wal", "-shm"} {
		if err := os.Remove(path + draftSuffix + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Draft returns the path of the file while it does not have its name, otherwise "".
func (c *Cache) Draft() string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if !c.draft {
		return ""
	}
	return c.path + draftSuffix
}

// TakeName gives a draft its name. After that it is like any other file. An error that wraps ErrPublished means that
// the file has its name all the same.
func (c *Cache) TakeName(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.Explain(ctx, c.takeName(ctx))
}

func (c *Cache) takeName(ctx context.Context) error {
	// The file must be complete and on the disk before it has its name.
	_, err := c.db.ExecContext(ctx, "PRAGMA journal_mode(wal)")
	if err = errors.Join(err, c.db.Close()); err != nil {
		return err
	}
	if err := syncFile(c.path + draftSuffix); err != nil {
		return err
	}
	rename := link
	if c.repair != nil {
		rename = replace
	}
	if err := rename(c.path); err != nil {
		return err
	}
	c.draft, c.repair = false, nil
	c.db = c.open(c.options.Driver)
	if err := removeDraft(c.path); err != nil {
		return fmt.Errorf("%w: %w", ErrPublished, err)
	}
	return nil
}

// link gives the draft its name. It makes a link, which unlike a rename does not replace a file that another program
// has just made. If the file system has no links, the draft is renamed.
func link(path string) error {
	err := os.Link(path+draftSuffix, path)
	if err == nil {
		return nil
	}
	if _, statErr := os.Lstat(path); !errors.Is(statErr, os.ErrNotExist) {
		return &Error{Path: path, Err: err, Advice: "another program has just made this file: move it away, or set CACHE_PATH"}
	}
	return os.Rename(path+draftSuffix, path)
}

func syncFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

// Restart makes a draft anew after a failed load, which cannot be undone without a journal.
func (c *Cache) Restart(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.Explain(ctx, c.restart(ctx))
}

func (c *Cache) restart(ctx context.Context) error {
	if err := c.db.Close(); err != nil {
		return err
	}
	if err := removeDraft(c.path); err != nil {
		return err
	}
	if err := c.begin(ctx); err != nil {
		return err
	}
	if c.repair != nil {
		return c.salvage(ctx)
	}
	return nil
}
