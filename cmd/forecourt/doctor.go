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
}

// Run makes all checks that are possible, and returns the first error.
func (c *doctorCommand) Run(ctx context.Context, p *program) error {
	list, m, settingsErr := mappedViews(c.Views, c.Stock)
	o := doctor.Options{Views: list, Mapping: m, CachePath: c.Path, Out: p.stdout, Now: p.now}
	if c.Type == "mysql" {
		o.SSLMode = c.Mode()
	}
	d := doctor.New(o)
	if settingsErr != nil {
		d.Fail("settings", settingsErr)
	}
	from, sourceErr := p.openSource(&c.Source)
	if sourceErr != nil {
		d.Fail("settings", sourceErr)
	}
	if d.Err() == nil {
		d.OK("settings", "%s", c.describe())
	}
	if sourceErr == nil {
		d.CheckSource(ctx, from)
		if err := from.Close(); err != nil {
			d.Fail("source", err)
		}
	}
	d.CheckCache(ctx)
	if p.env.Get("PUBLIC_URL") == "" {
		d.Note("serve", "PUBLIC_URL is not set: set it to the https address of the server before a tool imports its description")
	}
	if d.Err() != nil {
		return toldError{d.Err()}
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
