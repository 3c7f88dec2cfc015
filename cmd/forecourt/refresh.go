package main

import (
	"context"
	"log/slog"
	"time"

	"forecourt/internal/syncer"
)

// logRefresh logs the result of a refresh by `forecourt serve`. A failure is an error, unless the server is stopping.
func logRefresh(ctx context.Context, log *slog.Logger, r syncer.Report) {
	for _, notice := range r.Notices {
		log.Warn("sync noticed", "view", r.View, "notice", notice)
	}
	if r.Err == nil {
		log.Info("sync is done", "view", r.View, "outcome", string(r.Outcome), "rows", r.Rows, "inserted", r.Inserted,
			"updated", r.Updated, "deleted", r.Deleted)
		return
	}
	if ctx.Err() != nil {
		log.Info("sync was stopped; the copy is as it was", "view", r.View)
		return
	}
	log.Error("sync failed; the copy is as it was", "view", r.View, "outcome", string(r.Outcome), "attempts", r.Attempts,
		"took", r.Duration.Round(time.Millisecond), "error", r.Err)
}
