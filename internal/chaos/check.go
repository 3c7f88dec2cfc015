package chaos

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os/exec"
)

// check compares the readers with what was published and with the source.
func (c *chaos) check(ctx context.Context) error {
	published, err := c.published(ctx)
	if err != nil {
		return err
	}
	for _, s := range c.contents {
		for fingerprint := range s.had {
			c.figures.states++
			if !published[fingerprint] {
				c.fault("%s has had a content that was never published, %s", s.program.Name, fingerprint)
			}
		}
	}
	for _, r := range c.readers {
		if err := c.verify(ctx, r.program); err != nil {
			c.fault("%v", err)
		}
		if err := c.history(ctx, r.program); err != nil {
			return err
		}
	}
	return c.compareSource(ctx)
}

// verify runs `forecourt verify` on a reader's copy.
func (c *chaos) verify(ctx context.Context, p *program) error {
	command := exec.CommandContext(ctx, c.Binary, "verify")
	command.Env, command.Dir = p.Env, p.Dir
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("the copy of %s does not match: %w: %s", p.Name, err, out)
	}
	return nil
}

// history checks the changes of the first marked vehicle in a reader's log. Each must begin with the value with which
// the last one ended: then none was lost, applied twice or out of order. A snapshot begins a new chain.
func (c *chaos) history(ctx context.Context, p *program) (err error) {
	db, err := copyOf(p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	rows, err := db.QueryContext(ctx, `SELECT what, json_extract(old, '$.price'), json_extract(new, '$.price') FROM forecourt_row_changes
		WHERE view = ? AND (what = 'reset' OR key = ?) ORDER BY id`, view, firstMarker)
	if err != nil {
		return fmt.Errorf("read the changes of %s: %w", p.Name, err)
	}
	defer rows.Close()
	last := sql.NullFloat64{}
	for rows.Next() {
		var what string
		var before, after sql.NullFloat64
		if err := rows.Scan(&what, &before, &after); err != nil {
			return err
		}
		switch {
		case what == "reset":
			c.figures.snapshots++
			last = sql.NullFloat64{}
			continue
		case last.Valid && before != last:
			c.fault("%s: a change begins at commit %v, and the one before has ended at %v", p.Name, before.Float64, last.Float64)
		case before.Valid && after.Float64 <= before.Float64:
			c.fault("%s: a change goes from commit %v to %v", p.Name, before.Float64, after.Float64)
		}
		c.figures.changes++
		last = after
	}
	return rows.Err()
}

// compareSource compares the rows of all readers with those of the source.
func (c *chaos) compareSource(ctx context.Context) error {
	var rows, sum int64
	if err := c.source.QueryRowContext(ctx, "SELECT COUNT(*), COALESCE(SUM(mileage), 0) FROM stock").Scan(&rows, &sum); err != nil {
		return err
	}
	for _, r := range c.readers {
		got, err := texts(ctx, r.program, "SELECT COUNT(*) || ' ' || COALESCE(SUM(mileage), 0) FROM "+view)
		if err != nil {
			return err
		}
		if want := fmt.Sprintf("%d %d", rows, sum); len(got) != 1 || got[0] != want {
			c.fault("%s has %v rows and miles, the source %s", r.Name, got, want)
		}
	}
	return nil
}
