// Package changelog keeps the log of changes: what happened to each row of a copy, and when.
package changelog

import (
	"context"
	"encoding/json"
	"time"

	"forecourt/db/sqlitedb"
	"forecourt/internal/cache"
	"forecourt/internal/rowset"
)

// Change is what happened to one row. If What is "reset", it is about all rows of a view.
type Change struct {
	ID int64 `json:"id"`
	// View is the name of the view. Key is the row's key as JSON: an array if it has several columns, and null for a
	// reset.
	View string          `json:"view"`
	Key  json.RawMessage `json:"key"`
	// What is "inserted", "updated", "deleted" or "reset".
	What string `json:"what"`
	// ChangedAt is when the snapshot with the change was taken, in cache.TimeFormat. RunID is the id of the run in
	// forecourt_sync_runs.
	ChangedAt string `json:"changed_at"`
	RunID     int64  `json:"run_id"`
	// Old and New are JSON objects, or null. They have the changed columns of an updated row, and all columns of an
	// inserted or deleted one.
	Old json.RawMessage `json:"old"`
	New json.RawMessage `json:"new"`
}

// Filter selects changes.
type Filter struct {
	// After leaves out the changes with this id and smaller ones.
	After int64
	// Since leaves out changes from snapshots that were taken earlier. The zero time leaves out none.
	Since time.Time
	// View selects one view; "" selects all.
	View string
}

// atOnce is how many changes one query reads, so that the memory stays constant.
const atOnce = 1000

// Read calls visit with every change that the filter selects, the oldest first. It returns errors of visit unchanged.
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

// keyJSON returns the key of a change as JSON. The log already has keys of several columns in that form.
func keyJSON(change sqlitedb.ListChangesRow) json.RawMessage {
	if text, ok := change.Key.(string); ok && change.KeyColumns > 1 {
		return json.RawMessage(text)
	}
	return appendJSON(nil, rowset.Stored(change.Key))
}

func rawOrNil(text *string) json.RawMessage {
	if text == nil {
		return nil
	}
	return json.RawMessage(*text)
}

// Forget deletes the changes from before a time, and the oldest ones while the log is larger than maxBytes. 0 means
// no limit.
func Forget(ctx context.Context, c *cache.Cache, before time.Time, maxBytes int64) error {
	err := sqlitedb.New(c.DB()).ForgetChanges(ctx, before.UTC().Format(cache.TimeFormat))
	if err != nil || maxBytes == 0 {
		return c.Explain(ctx, err)
	}
	var size int64
	if err := c.DB().QueryRowContext(ctx, sizeOfLog).Scan(&size); err != nil || size <= maxBytes {
		return c.Explain(ctx, err)
	}
	_, err = c.DB().ExecContext(ctx, shortenLog, maxBytes*9/10) // A tenth less, so that not every run must do it.
	return c.Explain(ctx, err)
}

// These statements keep the log from growing without limit.
const (
	sizeOfLog  = "SELECT COALESCE(SUM(pgsize), 0) FROM dbstat WHERE name = 'forecourt_row_changes' AND aggregate = TRUE"
	shortenLog = "DELETE FROM main.forecourt_row_changes WHERE id <= (SELECT id FROM (SELECT id, SUM(length(COALESCE(old, '')) + length(COALESCE(new, '')) + 80)" +
		" OVER (ORDER BY id DESC) AS bytes FROM main.forecourt_row_changes) WHERE bytes > ? ORDER BY id DESC LIMIT 1)"
)
