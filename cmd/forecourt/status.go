package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/dustin/go-humanize"

	"forecourt/internal/cache"
	"forecourt/internal/config"
	"forecourt/internal/syncer"
	"forecourt/internal/terminal"
)

// fingerprintWidth is how much of a fingerprint people compare.
const fingerprintWidth = 13

type statusCommand struct {
	config.Cache `embed:""`

	Runs int  `name:"runs" default:"10" help:"How many of the last runs to show."`
	JSON bool `name:"json" help:"Print one JSON object."`
}

// cacheStatus is what status --json prints. Times are RFC 3339 in UTC.
type cacheStatus struct {
	CachePath string `json:"cache_path"`
	SizeBytes int64  `json:"size_bytes"`
	// File is whole, damaged, edited (by another program), in a run (or left by a killed one), or unknown.
	File  string       `json:"file"`
	Views []copyStatus `json:"views"`
	Runs  []runStatus  `json:"runs"`
	// Feed says where the copies stand in a feed, if there is one.
	Feed []feedStatus `json:"feed,omitempty"`
}

// feedStatus says where one copy stands in a feed, and what waits for it.
type feedStatus struct {
	View string `json:"view"`
	// Sequence is the last segment in the copy, and Position where it is in the stream; 0 when the feed has none yet.
	Sequence int64 `json:"sequence"`
	Position int64 `json:"position"`
	// AsOf is of when the copy is. LagSeconds is how much later the last refresh was here.
	AsOf       string   `json:"as_of,omitempty"`
	LagSeconds *float64 `json:"lag_seconds,omitempty"`
	// Waiting counts the refreshes that the feed has not got yet. WaitingSince is of when the oldest is.
	Waiting      int64  `json:"waiting"`
	WaitingBytes int64  `json:"waiting_bytes"`
	WaitingSince string `json:"waiting_since,omitempty"`
}

type copyStatus struct {
	View        string  `json:"view"`
	Rows        int64   `json:"rows"`
	SnapshotAt  string  `json:"snapshot_at"`
	AgeSeconds  float64 `json:"age_seconds"`
	Fingerprint string  `json:"fingerprint"`
	// Mode is the mode of the last run. FullSnapshotAt is when all rows were last read; deletions after that are not
	// known.
	Mode           string  `json:"mode"`
	FullSnapshotAt *string `json:"full_snapshot_at"`
	// SourceHost is the server that was read last.
	SourceHost *string `json:"source_host"`
}

type runStatus struct {
	View            string  `json:"view"`
	Outcome         string  `json:"outcome"`
	Mode            string  `json:"mode"`
	StartedAt       string  `json:"started_at"`
	DurationSeconds float64 `json:"duration_seconds"`
	Rows            *int64  `json:"rows"`
	Inserted        int64   `json:"inserted"`
	Updated         int64   `json:"updated"`
	Deleted         int64   `json:"deleted"`
	Unchanged       int64   `json:"unchanged"`
	SourceHost      *string `json:"source_host"`
	Notice          *string `json:"notice"`
	Error           *string `json:"error"`
}

// Run shows what the cache holds.
func (c *statusCommand) Run(ctx context.Context, p *program) (err error) {
	if c.Runs < 0 {
		return usageError{errors.New("--runs must not be negative")}
	}
	state, damage := cache.Examine(ctx, c.Path)
	if damage != nil && !errors.Is(damage, cache.ErrDamaged) {
		return damage
	}
	store, err := cache.Open(ctx, c.Path, cache.Options{ReadOnly: true})
	if err != nil {
		return errors.Join(damage, err)
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	status, err := c.read(ctx, p, store)
	if err != nil {
		return errors.Join(damage, err)
	}
	status.File = fileStates[state]
	if damage != nil {
		status.File = "damaged"
	}
	if c.JSON {
		encoder := json.NewEncoder(p.stdout)
		encoder.SetIndent("", "  ")
		return errors.Join(damage, encoder.Encode(status))
	}
	return errors.Join(damage, status.print(p))
}

// fileStates are the names of the states in status --json, which also has "damaged".
var fileStates = map[cache.State]string{cache.Whole: "whole", cache.Unsealed: "unknown", cache.Ahead: "in a run", cache.Edited: "edited"}

func (c *statusCommand) read(ctx context.Context, p *program, store *cache.Cache) (cacheStatus, error) {
	status := cacheStatus{CachePath: c.Path, Views: []copyStatus{}, Runs: []runStatus{}}
	info, err := os.Stat(c.Path)
	if err != nil {
		return status, err
	}
	status.SizeBytes = info.Size()
	copies, err := store.Copies(ctx)
	if err != nil {
		return status, err
	}
	for _, run := range copies {
		view, err := newCopyStatus(run, p.now())
		if err != nil {
			return status, err
		}
		full, _, ok, err := store.SinceFull(ctx, run.View)
		if err != nil {
			return status, err
		}
		if ok {
			view.FullSnapshotAt = full.SnapshotAt
		}
		status.Views = append(status.Views, view)
	}
	if status.Feed, err = readFeed(ctx, store); err != nil {
		return status, err
	}
	runs, err := store.Runs(ctx, int64(c.Runs))
	for _, run := range runs {
		status.Runs = append(status.Runs, runStatus{
			View: run.View, Outcome: run.Outcome, Mode: run.Mode, StartedAt: run.StartedAt, DurationSeconds: run.DurationSeconds,
			Rows: run.RowCount, Inserted: run.Inserted, Updated: run.Updated, Deleted: run.Deleted, Unchanged: run.Unchanged,
			SourceHost: run.Host, Notice: run.Notice, Error: run.Error,
		})
	}
	return status, err
}

// readFeed returns where the copies stand in a feed.
func readFeed(ctx context.Context, store *cache.Cache) (list []feedStatus, err error) {
	standings, err := store.Standings(ctx)
	for _, s := range standings {
		one := feedStatus{
			View: s.View, Sequence: s.Sequence, Position: s.Position, AsOf: s.AsOf, Waiting: s.Waiting, WaitingBytes: s.WaitingBytes, WaitingSince: s.WaitingSince,
		}
		last, ok, err := store.LastCopy(ctx, s.View)
		if err != nil {
			return nil, err
		}
		if ok && last.SnapshotAt != nil {
			one.LagSeconds = lagOf(last)
		}
		list = append(list, one)
	}
	return list, err
}

// lagOf returns how much later than its snapshot a run had ended.
func lagOf(run cache.Run) *float64 {
	began, err := time.Parse(time.RFC3339, run.StartedAt)
	if err != nil {
		return nil
	}
	taken, err := time.Parse(time.RFC3339, *run.SnapshotAt)
	if err != nil {
		return nil
	}
	lag := began.Sub(taken).Seconds() + run.DurationSeconds
	return &lag
}

func newCopyStatus(run cache.Run, now time.Time) (copyStatus, error) {
	if run.SnapshotAt == nil || run.RowCount == nil || run.Fingerprint == nil {
		return copyStatus{}, fmt.Errorf("forecourt_sync_runs, id %d: a copy without snapshot_at, row_count or fingerprint: was the table edited?", run.ID)
	}
	taken, err := time.Parse(time.RFC3339, *run.SnapshotAt)
	if err != nil {
		return copyStatus{}, fmt.Errorf("forecourt_sync_runs, id %d: %w", run.ID, err)
	}
	return copyStatus{
		View: run.View, Mode: run.Mode, Rows: *run.RowCount, SnapshotAt: *run.SnapshotAt, Fingerprint: *run.Fingerprint,
		SourceHost: run.Host, AgeSeconds: now.Sub(taken).Round(time.Millisecond).Seconds(),
	}, nil
}

// print writes the status for people, in 80 columns. status --json has all digits.
func (s cacheStatus) print(p *program) error {
	fmt.Fprintf(p.stdout, "%s, %s\n", s.CachePath, humanize.IBytes(uint64(s.SizeBytes)))
	if len(s.Views) == 0 {
		fmt.Fprintln(p.stdout, "No view was copied yet: run `forecourt sync`.")
	}
	if err := s.printTables(p.stdout); err != nil {
		return err
	}
	for _, view := range s.Views {
		if view.Mode == string(syncer.IncrementalMode) {
			since := "the last run that read all rows, which is not known any more"
			if view.FullSnapshotAt != nil {
				since = terminal.ShortTime(*view.FullSnapshotAt)
			}
			fmt.Fprintf(p.stdout, "\n%s: the last run was incremental: deletions since %s are not seen\n", view.View, since)
		}
	}
	for _, one := range s.Feed {
		fmt.Fprintf(p.stdout, "\n%s\n", one.sentence())
	}
	for _, view := range s.Views {
		if view.SourceHost != nil {
			fmt.Fprintf(p.stdout, "\n%s: read from %s\n", view.View, *view.SourceHost)
		}
	}
	for _, run := range s.Runs {
		for _, text := range []*string{run.Error, run.Notice} {
			if text != nil {
				fmt.Fprintf(p.stdout, "\n%s, %s: %s\n", terminal.ShortTime(run.StartedAt), run.View, *text)
			}
		}
	}
	return nil
}

// sentence says for people where a copy stands in a feed.
func (f feedStatus) sentence() string {
	text := f.View + ": the feed has nothing of it yet"
	if f.Sequence > 0 {
		text = fmt.Sprintf("%s: segment %s of the feed, of %s", f.View, terminal.Number(f.Sequence), terminal.ShortTime(f.AsOf))
		if f.LagSeconds != nil {
			text += fmt.Sprintf(", here %s later", terminal.ShortDuration(time.Duration(*f.LagSeconds*float64(time.Second))))
		}
	}
	if f.Waiting > 0 {
		text += fmt.Sprintf("\n%s: refreshes wait for the feed: %s, %s, since %s", f.View, terminal.Number(f.Waiting), humanize.IBytes(uint64(max(0, f.WaitingBytes))), terminal.ShortTime(f.WaitingSince))
	}
	return text
}

func (s cacheStatus) printTables(w io.Writer) error {
	views := terminal.NewTable(0)
	for i, view := range s.Views {
		if i == 0 {
			views.Add("VIEW", "ROWS", "SNAPSHOT", "AGE", "FINGERPRINT")
		}
		age := time.Duration(view.AgeSeconds * float64(time.Second))
		views.Add(view.View, terminal.Number(view.Rows), terminal.ShortTime(view.SnapshotAt), terminal.ShortAge(age), terminal.Shorten(view.Fingerprint, fingerprintWidth))
	}
	runs := terminal.NewTable(0)
	for i, run := range s.Runs {
		if i == 0 {
			runs.Add("RUN OF", "STARTED (UTC)", "OUTCOME", "ROWS", "CHANGES", "TOOK")
		}
		rows, took := "-", time.Duration(run.DurationSeconds*float64(time.Second))
		if run.Rows != nil {
			rows = terminal.Number(*run.Rows)
		}
		runs.Add(run.View, terminal.ShortStart(run.StartedAt), run.Outcome, rows, run.changes(), terminal.ShortDuration(took))
	}
	return errors.Join(views.Print(w), runs.Print(w))
}

// changes returns how many rows were inserted, updated and deleted.
func (r runStatus) changes() string {
	return "+" + terminal.ShortNumber(r.Inserted) + " ~" + terminal.ShortNumber(r.Updated) + " -" + terminal.ShortNumber(r.Deleted)
}
