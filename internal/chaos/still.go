package chaos

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// newStill starts a server that follows nothing: it serves a reader's copy as that is now. It is asked as the readers
// are. So its answers show what the machine makes of a search, and those of the readers what following adds.
func (c *chaos) newStill(ctx context.Context) (*watcher, error) {
	p, err := c.newServer(ctx, "still", []string{"serve"}, "READ_FROM=cache", "FEED_URL=")
	if err != nil {
		return nil, err
	}
	db, err := copyOf(c.readers[0].program)
	if err != nil {
		return nil, err
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", p.cachePath())
	if err := errors.Join(err, db.Close()); err != nil {
		return nil, fmt.Errorf("copy the copy of %s: %w", c.readers[0].Name, err)
	}
	if err := p.Start(); err != nil {
		return nil, err
	}
	if err := p.Ready(ctx, 3*time.Minute); err != nil {
		return nil, errors.Join(err, p.Stop())
	}
	return newWatcher(c, p), nil
}
