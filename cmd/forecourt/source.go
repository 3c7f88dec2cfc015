package main

import (
	"context"
	"io"

	"forecourt/internal/config"
	"forecourt/internal/source"
	"forecourt/internal/syncer"
)

// openedSource is what both kinds of source can do.
type openedSource interface {
	syncer.Source
	Ping(ctx context.Context) (source.Server, error)
	io.Closer
}

// openSource prepares the configured source. Its errors are mistakes in the settings.
func (p *program) openSource(settings *config.Source) (openedSource, error) {
	if err := settings.Complete(p.env); err != nil {
		return nil, usageError{err}
	}
	var opened openedSource
	var err error
	if settings.Type == "sqlite" {
		opened, err = source.OpenSQLite(settings.Database, p.now)
	} else {
		opened, err = source.OpenMySQL(mysqlConfig(settings))
	}
	if err != nil {
		return nil, usageError{err}
	}
	return opened, nil
}

func mysqlConfig(settings *config.Source) source.MySQLConfig {
	return source.MySQLConfig{
		Host: settings.Host, Port: settings.Port, User: settings.User, Database: settings.Database,
		Password: settings.Password, SSLMode: source.SSLMode(settings.Mode()), SSLCA: settings.SSLCA,
		ConnectTimeout: settings.ConnectTimeout, ReadTimeout: settings.ReadTimeout, MaxRow: settings.MaxRowMB << 20,
	}
}
