package follow

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"forecourt/db/sqlitedb"
	"forecourt/internal/cache"
	"forecourt/internal/cache/publication"
	"forecourt/internal/feed"
)

// followed returns how the cache spells a view, and whether the view is followed.
func (f *Follower) followed(ctx context.Context, view string) (name string, followed bool, err error) {
	if !f.follows(view) {
		return "", false, nil
	}
	name, err = f.copier.store.NameOf(ctx, view)
	return name, true, err
}

// visit applies a message of the feed.
func (f *Follower) visit(ctx context.Context, m feed.Message, once bool) error {
	switch {
	case m.Snapshot != nil:
		return f.offered(ctx, m.Snapshot)
	case m.Seen != nil:
		return f.seen(ctx, m.Seen)
	case m.Err != nil:
		return f.damaged(ctx, m, once)
	}
	s := m.Segment
	view, followed, err := f.followed(ctx, s.View)
	if err != nil || !followed {
		return err
	}
	place, ok, err := f.copier.place(ctx, view)
	if err != nil || ok && s.Sequence <= place.Sequence {
		return err
	}
	if s.Reset() {
		s.Snapshot.Position = s.Position
		f.newest[view] = s.Snapshot
		return f.resync(ctx, view, place, ok, "all rows were replaced", once)
	}
	if f.isWaiting(view) {
		return nil
	}
	switch {
	case !ok:
		return f.resync(ctx, view, place, ok, "there is no copy yet", once)
	case s.Sequence != place.Sequence+1:
		return f.resync(ctx, view, place, ok, fmt.Sprintf("segments from %d to %d are missing", place.Sequence+1, s.Sequence-1), once)
	case s.Before != place.Fingerprint:
		return f.resync(ctx, view, place, ok, fmt.Sprintf("segment %d follows on another copy than this one", s.Sequence), once)
	}
	err = f.copier.segment(ctx, place, s)
	switch {
	case errors.Is(err, publication.ErrNeedsAll): // This copy is at fault: another program has changed it.
		f.renew[view] = true
		return errAgain
	case errors.As(err, new(*MismatchError)), errors.Is(err, feed.ErrDamaged):
		return f.resync(ctx, view, place, ok, err.Error(), once)
	}
	if err != nil {
		return err
	}
	place, _, err = f.copier.place(ctx, view)
	f.note(place, 0, 1)
	f.applied++
	return err
}

// damaged continues after a message that cannot be used.
func (f *Follower) damaged(ctx context.Context, m feed.Message, once bool) error {
	for view := range f.newest {
		if !f.Feed.IsOf(m, view) {
			continue
		}
		place, ok, err := f.copier.place(ctx, view)
		if err != nil || ok && place.Position >= int64(m.Position) {
			return err
		}
		return f.resync(ctx, view, place, ok, m.Err.Error(), once)
	}
	if errors.Is(m.Err, feed.ErrDamaged) {
		f.Log.Error("a message of the feed cannot be used", "position", m.Position, "error", m.Err)
		return nil
	}
	return m.Err
}

// resync takes the newest snapshot, because segments cannot be applied. If none is newer than the copy, the copy
// stays as it is until the writer has made one.
func (f *Follower) resync(ctx context.Context, view string, place sqlitedb.FeedPlace, ok bool, why string, once bool) error {
	newest := f.newest[view]
	if newest != nil && (!ok || newest.Sequence > place.Sequence) {
		f.Log.Warn("a snapshot is taken from the feed", "view", view, "reason", why)
		err := f.load(ctx, newest)
		if err == nil {
			return errAgain
		}
		if ctx.Err() != nil || !f.Feed.Connected() || !unusable(err) {
			return err
		}
		f.Log.Error("a snapshot of the feed cannot be used", "view", view, "object", newest.Object, "error", err)
	}
	if once {
		return fmt.Errorf("view %s: %s, and the feed has no newer snapshot: run `forecourt sync` at the writer, which makes one", view, why)
	}
	not := ""
	if newest != nil {
		not = newest.Object
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, already := f.waiting[view]; !already {
		f.Log.Error("the copy stays as it is until the feed has another snapshot", "view", view, "reason", why)
	}
	f.waiting[view] = not
	return nil
}

// unusable reports whether the snapshot itself is at fault.
func unusable(err error) bool {
	return errors.As(err, new(*MismatchError)) || errors.Is(err, feed.ErrDamaged) || feed.IsGone(err)
}

// offered takes a new snapshot if the view waits for one.
func (f *Follower) offered(ctx context.Context, s *feed.Snapshot) error {
	view, followed, err := f.followed(ctx, s.View)
	if err != nil || !followed {
		return err
	}
	if known := f.newest[view]; known != nil && known.Sequence > s.Sequence {
		return nil
	}
	f.newest[view] = s
	if !f.isWaiting(view) {
		return nil
	}
	place, ok, err := f.copier.place(ctx, view)
	if err != nil {
		return err
	}
	return f.resync(ctx, view, place, ok, "it was waited for", false)
}

func (f *Follower) seen(ctx context.Context, s *feed.Seen) error {
	view, followed, err := f.followed(ctx, s.View)
	if err != nil || !followed {
		return err
	}
	place, ok, err := f.copier.place(ctx, view)
	if err != nil || !ok || place.Sequence != s.Sequence || place.Fingerprint != s.Fingerprint || s.AsOf.UTC().Format(cache.TimeFormat) <= place.AsOf {
		return err
	}
	if err := f.copier.seen(ctx, place, s); err != nil {
		return err
	}
	place, _, err = f.copier.place(ctx, view)
	f.note(place, 0, 0)
	f.applied++
	return err
}

// askEvery is the pause between two requests for a snapshot.
const askEvery = feed.LeaseTime / 2

// ask requests the snapshots that views wait for, until the context ends.
func (f *Follower) ask(ctx context.Context) {
	ticker := time.NewTicker(askEvery)
	defer ticker.Stop()
	for {
		f.mu.Lock()
		wanted := make(map[string]string, len(f.waiting))
		for view, not := range f.waiting {
			wanted[view] = not
		}
		f.mu.Unlock()
		for view, not := range wanted {
			if err := f.Feed.Want(ctx, view, not); err != nil && ctx.Err() == nil {
				f.once("no snapshot can be asked for", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func (f *Follower) isWaiting(view string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	_, ok := f.waiting[view]
	return ok
}

func (f *Follower) wake(view string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for name := range f.waiting {
		if strings.EqualFold(name, view) {
			delete(f.waiting, name)
		}
	}
}
