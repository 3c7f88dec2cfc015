package cache

import (
	"context"
	"errors"
)

// A file is made smaller if at least giveBackBytes of it are free, and at least one part in giveBackPart. It has to be
// written anew for that.
const (
	giveBackBytes = 16 << 20
	giveBackPart  = 4
)

// GiveBack makes the file smaller if much of it is free.
func (c *Cache) GiveBack(ctx context.Context) error {
	if c.Draft() != "" {
		return nil
	}
	var free, pages, size int64
	if err := c.DB().QueryRowContext(ctx, selectFree).Scan(&free, &pages, &size); err != nil {
		return failure(ctx, c.path, err)
	}
	if free*size < giveBackBytes || free < pages/giveBackPart {
		return nil
	}
	conn, err := c.DB().Conn(ctx)
	if err != nil {
		return failure(ctx, c.path, err)
	}
	_, err = conn.ExecContext(ctx, "VACUUM main")
	if err == nil {
		err = c.Checkpoint(ctx, conn)
	}
	return failure(ctx, c.path, errors.Join(err, conn.Close()))
}
