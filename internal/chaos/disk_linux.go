package chaos

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"forecourt/internal/process"
)

// smallDisk mounts a small disk at a folder, so that it can become full. It needs root.
func smallDisk(dir string, bytes int64) (remove func() error, err error) {
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d", bytes)); err != nil {
		return nil, fmt.Errorf("mount a small disk at %s (as root): %w", dir, err)
	}
	return func() error { return syscall.Unmount(dir, syscall.MNT_DETACH) }, nil
}

// fillDisk fills the disk of the last reader for a while. Meanwhile its rows may become old, but not wrong.
func (c *chaos) fillDisk(ctx context.Context, away time.Duration) (err error) {
	reader := c.readers[len(c.readers)-1]
	reader.markSlow(true)
	defer reader.markSlow(false)
	path := filepath.Join(reader.Dir, "filler")
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(path)) }()
	defer func() { err = errors.Join(err, file.Close()) }()
	for block := make([]byte, 1<<16); ; {
		if _, err := file.Write(block); err != nil {
			if !errors.Is(err, syscall.ENOSPC) {
				return err
			}
			if block = block[:len(block)/2]; len(block) == 0 {
				break
			}
		}
	}
	process.Pause(ctx, away)
	return nil
}
