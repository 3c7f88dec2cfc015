package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"

	"forecourt/internal/cache"
	"forecourt/internal/config"
)

type migrateCommand struct {
	Up     migrateUp     `cmd:"" help:"Apply the steps that are missing."`
	Down   migrateDown   `cmd:"" help:"Undo the last step, with the data that it holds. The next sync applies it again."`
	Status migrateStatus `cmd:"" help:"Show which steps are applied."`
}

type migrateUp struct {
	config.Cache `embed:""`
}

// Run applies the missing steps.
func (c *migrateUp) Run(ctx context.Context, p *program) error {
	return c.change(p, "applied", "nothing to apply", func() ([]cache.Migration, error) { return cache.MigrateUp(ctx, c.Path) })
}

type migrateDown struct{ migrateUp }

// Run undoes the last step.
func (c *migrateDown) Run(ctx context.Context, p *program) error {
	return c.change(p, "undone", "nothing to undo", func() ([]cache.Migration, error) { return cache.MigrateDown(ctx, c.Path) })
}

// change makes a change while no sync runs.
func (c *migrateUp) change(p *program, verb, nothing string, do func() ([]cache.Migration, error)) (err error) {
	lock, err := cache.TakeLock(c.Path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	// The seal is removed before the first change. If it stayed, the change would look like damage.
	if err := cache.Unseal(c.Path); err != nil {
		return err
	}
	done, err := do()
	for _, step := range done {
		fmt.Fprintf(p.stdout, "%s: %s\n", verb, step.Name)
	}
	if err == nil && len(done) == 0 {
		fmt.Fprintln(p.stdout, nothing)
	}
	return err
}

type migrateStatus struct {
	config.Cache `embed:""`
}

// Run shows the steps.
func (c *migrateStatus) Run(ctx context.Context, p *program) error {
	steps, err := cache.Migrations(ctx, c.Path)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	for _, step := range steps {
		applied := "not applied"
		if !step.AppliedAt.IsZero() {
			applied = "applied " + step.AppliedAt.UTC().Format("2006-01-02 15:04:05 UTC")
		}
		fmt.Fprintf(table, "%s\t%s\n", step.Name, applied)
	}
	return table.Flush()
}
