// Package changelog keeps the log of changes: what happened to each row of a copy, and when.
package changelog

import (
	"context"
	"encoding/json"
	"time"

	"forecourt/db/sqlitedb"
	"forecourt/internal/cache"
)

// Change is what happened to one row, or, when What is "reset", to all rows of a view.
type Change struct {
	ID int64 `json:"id"`
	// View is the view, Key the row's key as JSON: an array if it has several columns, null for a reset.
	View string          `json:"view"`
	Key  json.RawMessage `json:"key"`
	// What is inserted, updated, deleted or reset.
	What string `json:"what"`
	// ChangedAt is when the snapshot was taken that showed it, in cache.TimeFormat; RunID is the run in
	// forecourt_sync_runs.
	ChangedAt string `json:"changed_at"`
	RunID     int64  `json:"run_id"`
	// Old and New are JSON objects, or null: of an updated row the columns that changed, of an inserted or deleted one
	// all.
	Old json.RawMessage `json:"old"`
	New json.RawMessage `json:"new"`
}

// Filter selects changes.
type Filter struct {
	// After leaves out the changes up to this id.
	After int64
	// Since leaves out those of snapshots taken before; the zero time leaves out none.
	Since time.Time
	// View selects one view; "" all.
	View string
}

// atOnce is how many changes are read in one piece, so that memory stays constant.
const atOnce = 1000

// Read calls visit with every change that the filter selects, the oldest first. It returns visit's error as it is.
func Read(ctx context.Context, c *cache.Cache, filter Filter, visit func(Change) error) error {
	params := sqlitedb.ListChangesParams{After: filter.After, Since: filter.Since.UTC().Format(cache.TimeFormat), MaxRows: atOnce}
	if filter.View != "" {
		view, err := c.NameOf(ctx, filter.View)
		if err != nil {
			return err
		}
		params.View = &view
	}
	for {
		changes, err := sqlitedb.New(c.DB()).ListChanges(ctx, params)
		if err != nil {
			return c.Explain(ctx, err)
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
		if len(changes) < atOnce {
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

// Forget removes the changes from before a time, and the oldest while the log is larger than maxBytes; 0 is no limit.
func Forget(ctx context.Context, c *cache.Cache, before time.Time, maxBytes int64) error {
	err := sqlitedb.New(c.DB()).ForgetChanges(ctx, before.UTC().Format(cache.TimeFormat))
	if err != nil || maxBytes == 0 {
		return c.Explain(ctx, err)
	}
	var size int64
	if err := c.DB().QueryRowContext(ctx, sizeOfLog).Scan(&size); err != nil || size <= maxBytes {
		return c.Explain(ctx, err)
	}
	_, err = c.DB().ExecContext(ctx, shortenLog, maxBytes*9/10) // A tenth less, so that not every run has to.
	return c.Explain(ctx, err)
}

// These keep the log from growing without bound.
const (
	sizeOfLog  = "SELECT COALESCE(SUM(pgsize), 0) FROM dbstat WHERE name = 'forecourt_row_changes' AND aggregate = TRUE"
	shortenLog = "DELETE FROM main.forecourt_row_changes WHERE id <= (SELECT id FROM (SELECT id, SUM(length(COALESCE(old, '')) + length(COALESCE(new, '')) + 80)" +
		" OVER (ORDER BY id DESC) AS bytes FROM main.forecourt_row_changes) WHERE bytes > ? ORDER BY id DESC LIMIT 1)"
)
