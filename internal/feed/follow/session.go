package follow

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"forecourt/db/sqlitedb"
	"forecourt/internal/cache"
	"forecourt/internal/feed"
)

// errAgain means that reading continues from another position, and errDone that there is nothing more to do.
var (
	errAgain = errors.New("the feed is read again from another place")
	errDone  = errors.New("the copies are where the feed was")
)

// session reads the feed until the context ends. With once, it ends as soon as the copies are where the feed was at
// the beginning.
func (f *Follower) session(ctx context.Context, once bool, replace []string) error {
	if !f.Feed.Reached(ctx) {
		return feed.ErrAway
	}
	id, err := f.Feed.Open(ctx)
	if err != nil {
		return err
	}
	f.copier.id = id
	heads, err := f.heads(ctx)
	if err != nil {
		return err
	}
	f.newest = map[string]*feed.Snapshot{}
	from := int64(math.MaxInt64)
	for view, head := range heads {
		f.newest[view] = head.Snapshot
		place, err := f.start(ctx, view, head, replace)
		if err != nil {
			return err
		}
		from = min(from, place)
	}
	if err := f.takePlace(ctx, heads); err != nil {
		return err
	}
	if len(heads) == 0 {
		from = 0
	}
	if once {
		if done, err := f.reached(ctx, heads); done || err != nil {
			return err
		}
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go f.ask(ctx)
	err = f.Feed.Read(ctx, uint64(from), func(m feed.Message) error {
		if err := f.visit(ctx, m, once); err != nil {
			return err
		}
		if once {
			done, err := f.reached(ctx, heads)
			if err != nil {
				return err
			}
			if done {
				return errDone
			}
		}
		return f.tidy(ctx)
	})
	if errors.Is(err, errDone) {
		return nil
	}
	return err
}

// heads returns the last segment of every followed view.
func (f *Follower) heads(ctx context.Context) (map[string]feed.Head, error) {
	heads := map[string]feed.Head{}
	all, err := f.Feed.Views(ctx)
	for view, head := range all {
		if !f.follows(view) {
			continue
		}
		name, err := f.copier.store.NameOf(ctx, view)
		if err != nil {
			return nil, err
		}
		heads[name] = head
	}
	return heads, err
}

func (f *Follower) follows(view string) bool {
	if f.Views == nil {
		return true
	}
	for _, name := range f.Views {
		if strings.EqualFold(name, view) {
			return true
		}
	}
	return false
}

// reached reports whether all copies are where the feed was.
func (f *Follower) reached(ctx context.Context, heads map[string]feed.Head) (bool, error) {
	for view, head := range heads {
		place, ok, err := f.copier.place(ctx, view)
		if err != nil || !ok || place.Position < int64(head.Position) {
			return false, err
		}
	}
	return true, nil
}

// start takes a snapshot of a view if the feed's segments cannot be applied to its copy. It returns the position from
// which the stream must be read for the view.
func (f *Follower) start(ctx context.Context, view string, head feed.Head, replace []string) (int64, error) {
	if f.Mapping != "" && !head.Damaged() && head.Mapping != "" && f.Mapping != head.Mapping {
		f.once("the writer's stock.yaml is another one than this reader's", "view", view, "writer", head.Mapping, "reader", f.Mapping)
	}
	place, ok, err := f.copier.place(ctx, view)
	if err != nil {
		return 0, err
	}
	why, err := f.unfit(ctx, view, place, ok, head)
	if err != nil {
		return 0, err
	}
	for _, name := range replace {
		if strings.EqualFold(name, view) && why == "" {
			why = "the copy has refreshes that were never handed over"
		}
	}
	if f.renew[view] && why == "" {
		why = "the copy is not what it should be"
	}
	delete(f.renew, view)
	if why == "" {
		f.note(place, 0, 0)
		return place.Position, nil
	}
	f.Log.Info("a snapshot is taken from the feed", "view", view, "reason", why)
	if head.Snapshot == nil {
		return 0, fmt.Errorf("view %s: %s, and the feed has no snapshot: run `forecourt sync` at the writer, which makes one", view, why)
	}
	if err := f.load(ctx, head.Snapshot); err != nil {
		return 0, err
	}
	return int64(head.Snapshot.Position), nil
}

// unfit says why segments cannot be applied to a copy, or returns "" if they can.
func (f *Follower) unfit(ctx context.Context, view string, place sqlitedb.FeedPlace, ok bool, head feed.Head) (string, error) {
	last, copied, err := f.copier.store.LastCopy(ctx, view)
	switch {
	case err != nil:
		return "", err
	case f.copier.store.Damage() != nil:
		return "the file is damaged, and is made anew", nil //nolint:nilerr // The damage is the answer.
	case !copied:
		return "there is no copy yet", nil
	case !ok:
		return "the copy was not made from this feed", nil
	case last.Fingerprint == nil || *last.Fingerprint != place.Fingerprint:
		return "the copy has changed without the feed", nil
	}
	known, err := sqlitedb.New(f.copier.store.DB()).GetHashedView(ctx, view)
	switch {
	case err != nil && !errors.Is(err, sql.ErrNoRows):
		return "", f.copier.store.Explain(ctx, err)
	case err == nil && known.Shape == nil:
		return "another program has changed the copy", nil
	case head.Damaged():
		return "", nil // Reading will show it.
	case place.Sequence > head.Sequence || place.Sequence == head.Sequence && place.Fingerprint != head.After:
		return "the feed has gone back in time", nil
	}
	return "", nil
}

// load replaces a copy by a snapshot.
func (f *Follower) load(ctx context.Context, s *feed.Snapshot) (err error) {
	object, err := f.Feed.Get(ctx, s)
	if err != nil {
		return err
	}
	began := f.Now()
	if err := errors.Join(f.copier.snapshot(ctx, s, object), object.Close()); err != nil {
		return err
	}
	f.Log.Info("a snapshot was taken from the feed", "view", s.View, "sequence", s.Sequence, "rows", s.Rows, "bytes", s.Bytes, "took", f.Now().Sub(began).Round(time.Millisecond))
	f.wake(s.View)
	view, err := f.copier.store.NameOf(ctx, s.View)
	if err != nil {
		return err
	}
	place, _, err := f.copier.place(ctx, view)
	f.note(place, 1, 0)
	f.applied++
	return err
}

// takePlace replaces a damaged file by the new one.
func (f *Follower) takePlace(ctx context.Context, heads map[string]feed.Head) error {
	if f.copier.store.Damage() == nil {
		return nil
	}
	var views []string
	for view := range heads {
		views = append(views, view)
	}
	lost, err := f.copier.store.TakePlace(ctx, views)
	for _, what := range lost {
		f.Log.Warn("not in the new file", "what", what)
	}
	return err
}

// See records what the feed has told last of the copies in an open cache: when their source was read, and what it had
// made by then. The copies must stand where the feed is, and the caller holds the lock of the cache.
func (f *Follower) See(ctx context.Context, store *cache.Cache) error {
	id, err := f.Feed.Open(ctx)
	if err != nil {
		return err
	}
	f.copier = f.newCopier(store)
	f.copier.id = id
	return f.seeLast(ctx)
}

func (f *Follower) seeLast(ctx context.Context) error {
	heads, err := f.heads(ctx)
	if err != nil {
		return err
	}
	for view := range heads {
		last, err := f.Feed.LastSeen(ctx, view)
		if err == nil && last != nil {
			err = f.seen(ctx, last)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
