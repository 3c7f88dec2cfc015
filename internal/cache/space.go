package cache

import (
	"context"
	"errors"
)

// giveBackBytes is from how much free space on a file is made smaller, and giveBackPart which part of it that must be:
// it is written anew for that.
const (
	giveBackBytes = 16 << 20
	giveBackPart  = 4
)

// GiveBack makes the file smaller when much of it is free.
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
