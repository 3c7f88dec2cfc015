package main

import (
	"errors"
	"fmt"
	"strings"

	"forecourt/internal/cache"
	"forecourt/internal/config"
	"forecourt/internal/mapping"
	"forecourt/internal/source"
	"forecourt/internal/syncer"
)

type doctorCommand struct {
	config.Source `embed:""`
	config.Cache  `embed:""`
	config.Views  `embed:""`
	config.Stock  `embed:""`

	mapping *mapping.Mapping
}

// diagnosis prints one line for each check, and keeps the first error for the exit code.
type diagnosis struct {
	*program
	first error
}

func (d *diagnosis) ok(check, format string, args ...any) {
	fmt.Fprintf(d.stdout, "ok    %-9s %s\n", check, fmt.Sprintf(format, args...))
}

func (d *diagnosis) note(check, format string, args ...any) {
	fmt.Fprintf(d.stdout, "note  %-9s %s\n", check, fmt.Sprintf(format, args...))
}

func (d *diagnosis) fail(check string, err error) {
	fmt.Fprintf(d.stdout, "FAIL  %-9s %v\n", check, err)
	if d.first == nil {
		d.first = err
	}
}

// Run makes all checks that are possible, and returns the first error.
func (c *doctorCommand) Run(p *program) error {
	d := &diagnosis{program: p}
	list, m, err := mappedViews(c.Views, c.Stock)
	if err != nil {
		d.fail("settings", err)
	}
	c.mapping = m
	from, sourceErr := p.openSource(&c.Source)
	if sourceErr != nil {
		d.fail("settings", sourceErr)
	}
	if d.first == nil {
		d.ok("settings", "%s", c.describe())
	}
	if sourceErr == nil {
		c.checkSource(d, from, list)
		if err := from.Close(); err != nil {
			d.fail("source", err)
		}
	}
	c.checkCache(d)
	if d.env.Get("PUBLIC_URL") == "" {
		d.note("serve", "PUBLIC_URL is not set: set it to the https address of the server before a tool imports its description")
	}
	if d.first != nil {
		return toldError{d.first}
	}
	return nil
}

// describe names the source without its password.
func (c *doctorCommand) describe() string {
	if c.Type == "sqlite" {
		return fmt.Sprintf("source %s (sqlite), cache %s, views %s", c.Database, c.Path, strings.Join(c.Names, ", "))
	}
	password := "no password"
	switch {
	case c.PasswordFile != "":
		password = "password from " + c.PasswordFile
	case c.EnvPassword != "":
		password = "password from SOURCE_PASSWORD"
	}
	return fmt.Sprintf("source %s@%s/%s (%s), cache %s, views %s", c.User, c.addresses(), c.Database, password, c.Path, strings.Join(c.Names, ", "))
}

func (c *doctorCommand) checkSource(d *diagnosis, from openedSource, list []syncer.View) {
	if !c.checkServers(d, from) {
		return
	}
	for _, view := range list {
		c.checkView(d, from, view, list)
	}
}

func (c *doctorCommand) checkView(d *diagnosis, from openedSource, view syncer.View, list []syncer.View) {
	snapshot, err := from.Snapshot(d.ctx, view.Name, source.Since{})
	if err != nil {
		d.fail("view", err)
		return
	}
	defer func() {
		if err := snapshot.Close(); err != nil && d.ctx.Err() == nil {
			d.fail("view", err)
		}
	}()
	rows, err := snapshot.Count(d.ctx, nil)
	if err != nil {
		d.fail("view", err)
		return
	}
	d.ok("view", "%s: %s rows, %d columns", view.Name, number(rows), len(snapshot.Columns))
	if err := cache.CheckColumns(len(snapshot.Columns)); err != nil {
		d.fail("view", &source.ViewError{View: view.Name, Problem: err.Error()})
		return
	}
	key := view.Key
	if len(key) == 0 {
		key = snapshot.Key
	}
	if len(key) == 0 && strings.EqualFold(view.Name, stockView(c.mapping, list)) {
		if m := mappingOf(c.mapping, view.Name, stockColumns(snapshot.Columns)); m != nil {
			key = m.Key
		}
	}
	if len(key) == 0 {
		d.note("view", "%s: no key is known, so every change replaces the copy as a whole; name one as %s:COLUMN in SYNC_VIEWS", view.Name, view.Name)
	}
	for _, column := range snapshot.Columns {
		d.ok("column", "%s.%s %s becomes %s", view.Name, column.Name, column.Type, column.Kind)
	}
	if strings.EqualFold(view.Name, stockView(c.mapping, list)) {
		checkStock(d, from, c.mapping, view.Name, stockColumns(snapshot.Columns))
	}
}

func (c *doctorCommand) checkCache(d *diagnosis) {
	path := c.Path
	err := cache.CheckWritable(d.ctx, path)
	if errors.Is(err, cache.ErrMissing) {
		d.ok("cache", "%s does not exist yet, and can be made", path)
		return
	}
	if err != nil {
		d.fail("cache", err)
		return
	}
	state, err := cache.Examine(d.ctx, path)
	switch {
	case err != nil:
		d.fail("cache", err)
	case state == cache.Edited:
		d.note("cache", "another program has changed %s since the last run: the next sync compares it with the source", path)
	default:
		d.ok("cache", "%s can be written, and is not damaged", path)
	}
}
