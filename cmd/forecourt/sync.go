package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"forecourt/internal/cache"
	"forecourt/internal/config"
	"forecourt/internal/feed/handover"
	"forecourt/internal/fit"
	"forecourt/internal/syncer"
	"forecourt/internal/terminal"
)

// gcPercent is the growth of the heap at which a sync collects garbage, and gcMemory the memory in bytes at which it
// does so earlier. GOGC overrides them.
const (
	gcPercent = 400
	gcMemory  = 30 << 20
)

type syncCommand struct {
	config.Source `embed:""`
	config.Cache  `embed:""`
	config.Views  `embed:""`
	config.Stock  `embed:""`

	Changes     config.Changes     `embed:""`
	Incremental config.Incremental `embed:""`
	Feed        config.Feed        `embed:""`

	Every       time.Duration `name:"every" var:"SYNC_EVERY" group:"Sync" placeholder:"DURATION" help:"Keep running, and copy again every so often, such as 15m. SIGTERM ends it."`
	DryRun      bool          `name:"dry-run" group:"Sync" help:"Read, check and report; write nothing."`
	AllowShrink bool          `name:"allow-shrink" var:"SYNC_ALLOW_SHRINK" group:"Sync" help:"Allow a run to remove more than half of the rows."`
	AllowOlder  bool          `name:"allow-older" var:"SYNC_ALLOW_OLDER" group:"Sync" help:"Allow a run to read a server that lacks changes which the copy already has: the copy goes back in time."`
	Retries     int           `name:"retries" var:"SYNC_RETRIES" group:"Sync" default:"3" help:"How often to read a view again after a transient fault."`
	RetryDelay  time.Duration `name:"retry-delay" var:"SYNC_RETRY_DELAY" group:"Sync" default:"2s" help:"The first pause before that; it grows each time."`
	JSON        bool          `name:"json" help:"Print one JSON object a view on standard output."`
}

// Run copies the views once, or at intervals.
func (c *syncCommand) Run(ctx context.Context, p *program) (err error) {
	list, m, err := mappedViews(c.Views, c.Stock)
	if err != nil {
		return err
	}
	if c.Every < 0 || c.Retries < 0 || c.RetryDelay < 0 {
		return usageError{errors.New("--every, --retries and --retry-delay must not be negative")}
	}
	from, err := p.openSource(&c.Source)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	if p.env.Get("GOGC") == "" {
		// A sync keeps little alive, but every value from the driver soon becomes garbage. Collecting it less often saves a
		// tenth of the time, and costs some 15 MB (docs/performance.md).
		debug.SetGCPercent(gcPercent)
		debug.SetMemoryLimit(gcMemory)
	}
	fullAfter, fullEvery, err := c.Incremental.Full()
	if err != nil {
		return err
	}
	progress := terminal.NewProgress(p.rawStderr, p.log, p.now)
	options := syncer.Options{
		CachePath: c.Path, AllowShrink: c.AllowShrink, AllowOlder: c.AllowOlder, DryRun: c.DryRun, KeepChanges: c.Changes.Keep(), MaxChanges: c.Changes.MaxBytes(), Cache: cache.Options{Mode: c.FileMode(), Patrol: cache.NewPatrol(c.Path, true, p.now)}, FullAfter: fullAfter, FullEvery: fullEvery, Retries: c.Retries, RetryDelay: c.RetryDelay, GiveUp: c.giveUp(progress),
		Look: fit.Needs(m, fit.StockView(m, list)), FreeMemory: debug.FreeOSMemory, Now: p.now, Log: p.log, Progress: progress.Update,
	}
	if c.Feed.On() && !c.DryRun {
		f := feeding{Feed: c.Feed, Cache: c.Cache, Changes: c.Changes, views: list, mapping: m}
		writer, err := f.writer(p)
		if err != nil {
			return err
		}
		defer writer.Feed.Close()
		options.Feed = writer
		return c.lead(ctx, p, writer, syncer.New(from, options), list, progress)
	}
	s := syncer.New(from, options)
	once := func(ctx context.Context) error { return c.once(ctx, p, s, list, progress) }
	if c.Every == 0 {
		return once(ctx)
	}
	p.log.Info("sync runs until it is stopped", "every", c.Every)
	c.repeat(ctx, p, once)
	p.log.Info("sync has stopped")
	return nil
}

// repeat makes runs at intervals.
func (c *syncCommand) repeat(ctx context.Context, p *program, once func(context.Context) error) {
	syncer.Repeat(ctx, c.Every, rand.Float64, p.log, func(time.Duration) {}, func(ctx context.Context) error {
		err := once(ctx)
		if ctx.Err() == nil {
			p.fail(err)
		}
		return err
	})
}

// lead makes runs while no other writer has the feed.
func (c *syncCommand) lead(ctx context.Context, p *program, writer *handover.Writer, s *syncer.Syncer, list []syncer.View, progress *terminal.Progress) error {
	once := func(ctx context.Context) error { return c.once(ctx, p, s, list, progress) }
	if c.Every == 0 {
		return lead(ctx, p, writer, once)
	}
	p.log.Info("sync runs until it is stopped", "every", c.Every)
	err := writer.Lead(ctx, func(ctx context.Context) { c.repeat(ctx, p, once) })
	p.log.Info("sync has stopped")
	return err
}

// giveUp reports whether to fail without a retry. A person at a terminal should know at once that nothing listens
// there, because the host or the port is probably wrong. Without a terminal the server may still be starting.
func (c *syncCommand) giveUp(progress *terminal.Progress) func(error) bool {
	return func(err error) bool {
		return progress.OnTerminal() && c.Every == 0 && errors.Is(err, syscall.ECONNREFUSED)
	}
}

// once makes one run over all views. The error is that of the first view that failed, or says why there was no run.
func (c *syncCommand) once(ctx context.Context, p *program, s *syncer.Syncer, list []syncer.View, progress *terminal.Progress) error {
	var first error
	err := s.Run(ctx, list, func(report syncer.Report) {
		progress.End()
		if report.Err != nil && first == nil {
			first = report.Err
		}
		if err := c.print(p, report); err != nil && first == nil {
			first = err
		}
	})
	if first != nil {
		if err != nil {
			fmt.Fprintln(p.stderr, "forecourt:", err)
		}
		return toldError{first}
	}
	return errors.Join(err, ctx.Err())
}

func (c *syncCommand) print(p *program, report syncer.Report) error {
	for _, notice := range report.Notices {
		p.log.Warn("sync noticed", "view", report.View, "notice", notice)
	}
	if c.JSON {
		line, err := json.Marshal(report)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(p.stdout, "%s\n", line)
		if err != nil {
			return fmt.Errorf("print the report: %w", err)
		}
	}
	var err error
	switch {
	case errors.Is(report.Err, context.Canceled):
		fmt.Fprintf(p.stderr, "forecourt: view %s: stopped by a signal; the copy is as it was\n", report.View)
	case report.Err != nil:
		fmt.Fprintf(p.stderr, "forecourt: %s: %v\n", report.Outcome, report.Err)
	case !c.JSON:
		said := sentence(report)
		if strings.Contains(c.Host, ",") {
			said += " at " + report.Host
		}
		_, err = fmt.Fprintln(p.stdout, said)
	}
	return err
}

// sentence describes for people what a run did.
func sentence(r syncer.Report) string {
	outcome := string(r.Outcome)
	if r.DryRun {
		outcome = "dry run, would be " + outcome
	}
	text := fmt.Sprintf("%s: %s: %s rows", r.View, outcome, terminal.Number(r.Rows))
	if r.Mode == syncer.IncrementalMode {
		text += ", deletions not looked for"
	}
	if r.Outcome == syncer.Published {
		text += fmt.Sprintf(" (%s inserted, %s updated, %s deleted, %s unchanged)", terminal.Number(r.Inserted), terminal.Number(r.Updated), terminal.Number(r.Deleted), terminal.Number(r.Unchanged))
	}
	return text + fmt.Sprintf(" in %s; snapshot of %s", r.Duration.Round(time.Millisecond), r.SnapshotAt.UTC().Format("2006-01-02 15:04:05 UTC"))
}
