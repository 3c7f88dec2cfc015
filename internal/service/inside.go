package service

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"forecourt/api/pages"
	"forecourt/internal/cache"
	"forecourt/internal/demand"
	"forecourt/internal/fit"
	"forecourt/internal/stock"
	"forecourt/internal/syncer"
)

const (
	// shownRuns is how many runs the page of syncs has, shownWishes how many values of each kind that of demand.
	shownRuns   = 200
	shownWishes = 30
)

// inside is what the pages tell of the program itself.
func (s *server) inside() pages.Inside {
	inside := pages.Inside{
		Copies:    func(ctx context.Context) (pages.Copies, error) { return s.copies(ctx) },
		Published: func(ctx context.Context) (pages.Published, error) { return s.published(ctx) },
	}
	if path := s.DemandPath; path != "" {
		inside.Wishes = func(ctx context.Context, days int) ([]pages.Wishes, error) {
			return readWishes(ctx, path, s.now().AddDate(0, 0, -days))
		}
		inside.Weeks = func(ctx context.Context, days int) (list []pages.Week, err error) {
			weeks, err := demand.Weeks(ctx, path, s.now().AddDate(0, 0, -days))
			for _, w := range weeks {
				list = append(list, pages.Week(w))
			}
			return list, err
		}
	}
	return inside
}

// copies tells how the copy is doing.
func (s *server) copies(ctx context.Context) (_ pages.Copies, err error) {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	told := pages.Copies{Memory: memory.Sys - memory.HeapReleased, Every: s.Every, ReadFrom: s.ReadFrom, Servers: s.servers()}
	if next := s.nextRun.Load(); next != 0 {
		told.NextRun = time.UnixMilli(next)
	}
	store, err := cache.Open(ctx, s.CachePath, cache.Options{ReadOnly: true})
	if err != nil {
		return told, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if info, err := os.Stat(s.CachePath); err == nil {
		told.SizeBytes = info.Size()
	}
	copies, err := store.Copies(ctx)
	if err != nil {
		return told, err
	}
	for _, run := range copies {
		one := pages.Copy{View: run.View}
		if run.RowCount != nil {
			one.Rows = *run.RowCount
		}
		if run.SnapshotAt != nil {
			if one.SnapshotAt, err = time.Parse(time.RFC3339, *run.SnapshotAt); err != nil {
				return told, fmt.Errorf("read the copy of %s: %w", run.View, err)
			}
		}
		if run.Mode == string(syncer.IncrementalMode) {
			one.Notice = "The last run was incremental: what was deleted since the last one that read all is not seen."
		}
		told.Views = append(told.Views, one)
	}
	runs, err := store.Runs(ctx, shownRuns)
	for _, run := range runs {
		told.Runs = append(told.Runs, shownRun(run))
	}
	return told, err
}

// servers tells how the servers of the source answer, when the copy or another one stands in for them.
func (s *server) servers() (list []pages.Server) {
	reader, ok := s.Reader.Reader.(*stock.Failover)
	if !ok {
		return nil
	}
	for _, state := range reader.States() {
		one := pages.Server{Host: state.Host, LeftAlone: state.Down, Behind: state.Behind}
		if state.Reason != nil {
			one.Reason = state.Reason.Error()
		}
		list = append(list, one)
	}
	return list
}

func shownRun(run cache.Run) pages.Run {
	one := pages.Run{
		View: run.View, Outcome: run.Outcome, Mode: run.Mode, Took: time.Duration(run.DurationSeconds * float64(time.Second)),
		Inserted: run.Inserted, Updated: run.Updated, Deleted: run.Deleted,
	}
	one.StartedAt, _ = time.Parse(time.RFC3339, run.StartedAt) // Our own runs write it so; another text is shown as no time.
	if run.RowCount != nil {
		one.Rows = *run.RowCount
	}
	if run.Error != nil {
		one.Error = *run.Error
	}
	if run.Notice != nil {
		one.Notice = *run.Notice
	}
	return one
}

// published tells how the owner's columns are the fields.
func (s *server) published(ctx context.Context) (pages.Published, error) {
	m := s.Reader.Stock.Mapping
	told := pages.Published{View: m.View, Key: m.Key, From: map[string]string{}}
	for _, f := range m.Fields {
		told.From[f.Name] = f.Describe()
		if unit := f.Unit + f.Currency; unit != "" {
			if field := s.Reader.Stock.Shape.Field(f.Name); field != nil && field.Unit != "" {
				told.From[field.Unit] = fmt.Sprintf("always %q", unit)
			}
		}
	}
	for _, own := range m.Own {
		told.From[own.Name] = own.Describe()
	}
	for _, hidden := range m.Hide {
		told.Hidden = append(told.Hidden, "those whose "+hidden.Field+" is "+strings.Join(hidden.Values, " or "))
	}
	columns, err := fit.CopyColumns(ctx, s.CachePath, m.View)
	if err != nil {
		return told, fmt.Errorf("the copy's columns cannot be read: %w", err)
	}
	told.Kept = m.Unused(columns)
	if told.Warnings, err = fit.Warnings(ctx, s.CachePath, m); err != nil {
		return told, fmt.Errorf("the copy cannot be compared with the mapping: %w", err)
	}
	return told, nil
}

// readWishes reads what people asked for since a time.
func readWishes(ctx context.Context, path string, since time.Time) ([]pages.Wishes, error) {
	report, err := demand.Read(ctx, path, since, shownWishes)
	if err != nil {
		return nil, err
	}
	var all []pages.Wishes
	for _, kind := range []struct {
		pages.Wishes
		counts []demand.Count
	}{
		{pages.Wishes{Title: "The stock does not have", About: "People asked for it by a filter, and no car has it.", Words: true}, report.Lacking},
		{pages.Wishes{Title: "No filter says", About: "Pieces of free text that were passed over.", Words: true}, report.NotUnderstood},
		{pages.Wishes{Title: "There, but not with the rest", About: "The stock has it, and nothing fitted all that was asked."}, report.Empty},
		{pages.Wishes{Title: "Ambiguous", About: "Words that may mean several things: people were asked which."}, report.Ambiguous},
		{pages.Wishes{Title: "Read in the stock’s own words", About: "Other words, and misspellings, that were understood."}, report.Corrected},
	} {
		for _, n := range kind.counts {
			kind.List = append(kind.List, pages.Wish{Parameter: n.Parameter, Value: n.Value, Requests: n.Requests, Empty: n.Empty})
		}
		if len(kind.List) > 0 {
			all = append(all, kind.Wishes)
		}
	}
	return all, nil
}
