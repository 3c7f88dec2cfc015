package main

import (
	"context"
	"fmt"
	"strings"

	"forecourt/internal/config"
	"forecourt/internal/doctor"
)

type doctorCommand struct {
	config.Source `embed:""`
	config.Cache  `embed:""`
	config.Views  `embed:""`
	config.Stock  `embed:""`

	Feed   config.Feed `embed:""`
	Follow bool        `name:"follow" var:"SERVE_FOLLOW" group:"Feed" help:"Check a machine that follows the feed: its source is not looked at."`
	JSON   bool        `name:"json" help:"Print one JSON object."`
}

// Run makes all checks that are possible, and returns the first error.
func (c *doctorCommand) Run(ctx context.Context, p *program) error {
	list, m, settingsErr := mappedViews(c.Views, c.Stock)
	o := doctor.Options{Views: list, Mapping: m, CachePath: c.Path, Out: p.stdout, JSON: c.JSON, Now: p.now}
	if c.Type == "mysql" {
		o.SSLMode = c.Mode()
	}
	d := doctor.New(o)
	if settingsErr != nil {
		d.Fail("settings", settingsErr)
	}
	if c.Follow {
		c.checkFollower(d)
	} else {
		c.checkSource(ctx, p, d)
	}
	d.CheckCache(ctx)
	if c.Feed.On() {
		f := feeding{Feed: c.Feed, views: list}
		d.CheckFeed(ctx, f.options(p))
	}
	if p.env.Get("PUBLIC_URL") == "" {
		d.Note("serve", "PUBLIC_URL is not set: set it to the https address of the server before a tool imports its description")
	}
	if err := d.End(); err != nil {
		return err
	}
	if d.Err() != nil {
		return toldError{d.Err()}
	}
	return nil
}

// checkSource checks a machine that reads the source.
func (c *doctorCommand) checkSource(ctx context.Context, p *program, d *doctor.Doctor) {
	from, err := p.openSource(&c.Source)
	if err != nil {
		d.Fail("settings", err)
	}
	if d.Err() == nil {
		d.OK("settings", "%s", c.describe())
	}
	if err == nil {
		d.CheckSource(ctx, from)
		if err := from.Close(); err != nil {
			d.Fail("source", err)
		}
	}
}

// checkFollower checks a machine that has the feed alone.
func (c *doctorCommand) checkFollower(d *doctor.Doctor) {
	if !c.Feed.On() {
		d.Fail("settings", usageError{errNoFeed})
		return
	}
	d.OK("settings", "the feed is followed, and the source is not looked at; cache %s", c.Path)
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

// addresses names the servers.
func (c *doctorCommand) addresses() string {
	servers, err := c.Servers()
	if err != nil {
		return c.Host
	}
	texts := make([]string, len(servers))
	for i, server := range servers {
		texts[i] = server.String()
	}
	return strings.Join(texts, ",")
}
