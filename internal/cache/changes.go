package cache

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"forecourt/db/sqlitedb"
)

// Change is what happened to one row, or, when What is "reset", to all rows of a view.
type Change struct {
	ID int64 `json:"id"`
	// View is the view, Key the row's key as JSON: an array if it has several columns, null for a reset.
	View string          `json:"view"`
	Key  json.RawMessage `json:"key"`
	// What is inserted, updated, deleted or reset.
	What string `json:"what"`
	// ChangedAt is when the snapshot was taken that showed it, in TimeFormat; RunID is the run in forecourt_sync_runs.
	ChangedAt string `json:"changed_at"`
	RunID     int64  `json:"run_id"`
	// Old and New are JSON objects, or null: of an updated row the columns that changed, of an inserted or deleted one all.
	Old json.RawMessage `json:"old"`
	New json.RawMessage `json:"new"`
}

// ChangesFilter selects changes.
type ChangesFilter struct {
	// After leaves out the changes up to this id.
	After int64
	// Since leaves out those of snapshots taken before; the zero time leaves out none.
	Since time.Time
	// View selects one view; "" all.
	View string
}

// changesAtOnce is how many changes are read in one piece, so that memory stays constant.
const changesAtOnce = 1000

// Changes calls visit with every change that the filter selects, the oldest first. It returns visit's error as it is.
func (c *Cache) Changes(ctx context.Context, filter ChangesFilter, visit func(Change) error) error {
	params := sqlitedb.ListChangesParams{After: filter.After, Since: filter.Since.UTC().Format(TimeFormat), MaxRows: changesAtOnce}
	if filter.View != "" {
		view, err := c.NameOf(ctx, filter.View)
		if err != nil {
			return err
		}
		params.View = &view
	}
	for {
		changes, err := sqlitedb.New(c.db).ListChanges(ctx, params)
		if err != nil {
			return failure(ctx, c.path, err)
		}
		for _, change := range changes {
			err := visit(Change{
				ID: change.ID, View: change.View, Key: keyJSON(change), What: change.What,
				ChangedAt: change.ChangedAt, RunID: change.RunID, Old: rawOrNil(change.Old), New: rawOrNil(change.New),
			})
			if err != nil {
				return err
			}
		}
		if len(changes) < changesAtOnce {
			return nil
		}
		params.After = changes[len(changes)-1].ID
	}
}

// keyJSON returns the key of a change; the log holds that of several columns as JSON already.
func keyJSON(change sqlitedb.ListChangesRow) json.RawMessage {
	if text, ok := change.Key.(string); ok && change.KeyColumns > 1 {
		return json.RawMessage(text)
	}
	return appendJSON(nil, change.Key)
}

func rawOrNil(text *string) json.RawMessage {
	if text == nil {
		return nil
	}
	return json.RawMessage(*text)
}

// ForgetChanges removes the changes from before a time, and the oldest while the log is larger than maxBytes; 0 is no limit.
func (c *Cache) ForgetChanges(ctx context.Context, before time.Time, maxBytes int64) error {
	err := sqlitedb.New(c.db).ForgetChanges(ctx, before.UTC().Format(TimeFormat))
	if err != nil || maxBytes == 0 {
		return failure(ctx, c.path, err)
	}
	var size int64
	if err := c.db.QueryRowContext(ctx, sizeOfLog).Scan(&size); err != nil || size <= maxBytes {
		return failure(ctx, c.path, err)
	}
	_, err = c.db.ExecContext(ctx, shortenLog, maxBytes*9/10) // A tenth less, so that not every run has to.
	return failure(ctx, c.path, err)
}

// giveBackBytes is from how much free space on a file is made smaller, and giveBackPart which part of it that must be: it is written
// anew for that.
const (
	giveBackBytes = 16 << 20
	giveBackPart  = 4
)

// GiveBack makes the file smaller when much of it is free.
func (c *Cache) GiveBack(ctx context.Context) error {
	if c.options.fresh {
		return nil
	}
	var free, pages, size int64
	if err := c.db.QueryRowContext(ctx, selectFree).Scan(&free, &pages, &size); err != nil {
		return failure(ctx, c.path, err)
	}
	if free*size < giveBackBytes || free < pages/giveBackPart {
		return nil
	}
	conn, err := c.db.Conn(ctx)
	if err != nil {
		return failure(ctx, c.path, err)
	}
	_, err = conn.ExecContext(ctx, "VACUUM main")
	if err == nil {
		err = c.checkpoint(ctx, conn)
	}
	return failure(ctx, c.path, errors.Join(err, conn.Close()))
}
