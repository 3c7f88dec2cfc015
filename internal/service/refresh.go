package service

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"time"

	"forecourt/internal/syncer"
)

// refresh copies the views again and again, until the context ends.
func (s *server) refresh(ctx context.Context) {
	waits := func(wait time.Duration) { s.nextRun.Store(s.now().Add(wait).UnixMilli()) }
	syncer.Repeat(ctx, s.Every, rand.Float64, s.log, waits, func(ctx context.Context) error {
		s.nextRun.Store(0)
		var failed error
		err := s.Syncer.Run(ctx, s.Views, func(r syncer.Report) {
			s.metrics.sync(r)
			logRefresh(ctx, s.log, r)
			failed = errors.Join(failed, r.Err)
		})
		if err != nil && ctx.Err() == nil {
			s.log.Error("the copy was not refreshed", "error", err)
		}
		return errors.Join(failed, err)
	})
}

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
