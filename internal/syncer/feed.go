package syncer

import (
	"context"
	"errors"
	"fmt"

	"forecourt/internal/cache"
	"forecourt/internal/cache/publication"
)

// Feed is where refreshes are handed over to.
type Feed interface {
	// Begin is called before the first view is copied into an open cache. It may bring the copies to where the feed is.
	Begin(context.Context, *cache.Cache) error
	// Keep is publication.Copy.Keep.
	Keep(context.Context, *publication.Difference) error
	// HandOver hands over what the cache holds, after the last view.
	HandOver(context.Context, *cache.Cache) error
}

// HandOverError says that the copies are fresh, and that the feed has not got all of it. The next run hands over what
// is left.
type HandOverError struct{ Err error }

// Error says that nothing is lost.
func (e *HandOverError) Error() string {
	return fmt.Sprintf("the refresh is kept here, and was not handed over to the feed; the next run does that: %v", e.Err)
}

// Unwrap returns the cause.
func (e *HandOverError) Unwrap() error { return e.Err }

// beginFeed brings the copies to where the feed is. A feed that is away does not keep the views from being copied:
// their refreshes wait in the cache. Only a cache that cannot be written does.
func (s *Syncer) beginFeed(ctx context.Context, store *cache.Cache) error {
	if s.Feed == nil {
		return nil
	}
	err := s.Feed.Begin(ctx, store)
	if err == nil || ctx.Err() != nil || errors.As(err, new(*cache.Error)) {
		return err
	}
	s.Log.Warn("the feed cannot be used now: refreshes wait here until it can", "error", err)
	return nil
}

func (s *Syncer) handOver(ctx context.Context, store *cache.Cache) error {
	if s.Feed == nil {
		return nil
	}
	if err := s.Feed.HandOver(ctx, store); err != nil {
		return &HandOverError{err}
	}
	return nil
}
