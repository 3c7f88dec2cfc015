package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"forecourt/internal/cache"
	"forecourt/internal/cache/verification"
	"forecourt/internal/config"
	"forecourt/internal/syncer"
	"forecourt/internal/terminal"
)

type verifyCommand struct {
	config.Source `embed:""`
	config.Cache  `embed:""`
	config.Views  `embed:""`

	WithSource bool `name:"source" help:"Also compare with the source, and report the rows that it has changed since."`
}

// Run verifies the views' copies, one line for each. The next run compares a copy that does not match by value, and
// repairs it.
func (c *verifyCommand) Run(ctx context.Context, p *program) error {
	list, err := views(c.Views)
	if err != nil {
		return err
	}
	state, err := cache.Examine(ctx, c.Path)
	if err != nil {
		return err
	}
	switch state {
	case cache.Unsealed:
		fmt.Fprintf(p.stdout, "note  %s: no run has left a seal of the file yet: the next sync does\n", c.Path)
	case cache.Ahead:
		fmt.Fprintf(p.stdout, "note  %s: a run is at work, or was killed: the next sync looks at all of the file\n", c.Path)
	case cache.Whole, cache.Edited: // Verifying the copies shows what is wrong.
	}
	wrong, err := c.verifyCopies(ctx, p, list)
	if err != nil {
		return err
	}
	if c.WithSource {
		differ, err := c.compareSource(ctx, p, list)
		if err != nil {
			return err
		}
		wrong = append(wrong, differ...)
	}
	if len(wrong) > 0 {
		slices.Sort(wrong)
		return mismatchError{fmt.Errorf("the copy of %s does not match: run `forecourt sync`", strings.Join(slices.Compact(wrong), ", "))}
	}
	return nil
}

// verifyCopies returns the views whose copies differ from what the last run left.
func (c *verifyCommand) verifyCopies(ctx context.Context, p *program, list []syncer.View) (wrong []string, err error) {
	store, err := cache.Open(ctx, c.Path, cache.Options{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	for _, view := range list {
		v, err := verification.Verify(ctx, store, view.Name)
		if err != nil {
			return wrong, err
		}
		switch {
		case v.Problem != "":
			wrong = append(wrong, v.View)
			fmt.Fprintf(p.stdout, "FAIL  %s: %s\n", v.View, v.Problem)
		case v.Unverified != "":
			fmt.Fprintf(p.stdout, "note  %s: not verified: %s\n", v.View, v.Unverified)
		default:
			fmt.Fprintf(p.stdout, "ok    %s: %s rows are as the last run left them\n", v.View, terminal.Number(v.Rows))
		}
	}
	return wrong, c.distrust(ctx, wrong)
}

// distrust makes the next run compare the copies by value.
func (c *verifyCommand) distrust(ctx context.Context, wrong []string) (err error) {
	if len(wrong) == 0 {
		return nil
	}
	lock, err := cache.TakeLock(c.Path)
	if err != nil {
		return fmt.Errorf("mark the copy, so that the next sync repairs it: %w", err)
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	store, err := cache.Open(ctx, c.Path, cache.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	for _, view := range wrong {
		err = errors.Join(err, store.Distrust(ctx, view))
	}
	return err
}

// compareSource returns the views whose copies differ from the source, as a dry run finds them.
func (c *verifyCommand) compareSource(ctx context.Context, p *program, list []syncer.View) (differ []string, err error) {
	from, err := p.openSource(&c.Source)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	s := syncer.New(from, syncer.Options{CachePath: c.Path, DryRun: true, AllowShrink: true, Now: p.now, Log: p.log})
	var failed error
	err = s.Run(ctx, list, func(r syncer.Report) {
		switch {
		case r.Err != nil:
			failed = errors.Join(failed, r.Err)
		case r.Outcome == syncer.Unchanged:
			fmt.Fprintf(p.stdout, "ok    %s: %s rows equal the source's\n", r.View, terminal.Number(r.Rows))
		default:
			differ = append(differ, r.View)
			fmt.Fprintf(p.stdout, "FAIL  %s: the source has %s rows that the copy has not%s, %s with other values%s, and lacks %s%s\n", r.View,
				terminal.Number(r.Inserted), named(r.Examples.Inserted), terminal.Number(r.Updated), named(r.Examples.Updated), terminal.Number(r.Deleted), named(r.Examples.Deleted))
		}
	})
	return differ, errors.Join(failed, err)
}

// named lists the keys of some rows in brackets, or returns "" if no key is known.
func named(keys []string) string {
	if len(keys) == 0 {
		return ""
	}
	return " (such as " + strings.Join(keys, ", ") + ")"
}
