package main

import (
	"errors"
	"io"

	"forecourt/internal/config"
	"forecourt/internal/source"
	"forecourt/internal/syncer"
)

// openedSource is what both kinds of source can do.
type openedSource interface {
	syncer.Source
	io.Closer
}

// openSource prepares the configured source. Its errors are mistakes in the settings.
func (p *program) openSource(settings *config.Source) (openedSource, error) {
	if err := settings.Complete(p.env); err != nil {
		return nil, usageError{err}
	}
	if settings.Type == "sqlite" {
		opened, err := source.OpenSQLite(settings.Database, p.now)
		if err != nil {
			return nil, usageError{err}
		}
		return opened, nil
	}
	cluster, err := openCluster(settings, func(*source.MySQLConfig) {})
	if err != nil {
		return nil, usageError{err}
	}
	return cluster, nil
}

// openCluster prepares the servers of SOURCE_HOST, each with the settings that adjust has changed.
func openCluster(settings *config.Source, adjust func(*source.MySQLConfig)) (*source.Cluster, error) {
	servers, err := settings.Servers()
	if err != nil {
		return nil, err
	}
	var members []*source.MySQL
	for _, server := range servers {
		one := mysqlConfig(settings, server)
		adjust(&one)
		member, err := source.OpenMySQL(one)
		if err != nil {
			return nil, errors.Join(err, source.NewCluster(members, settings.MaxLag).Close())
		}
		members = append(members, member)
	}
	return source.NewCluster(members, settings.MaxLag), nil
}

func mysqlConfig(settings *config.Source, server config.Address) source.MySQLConfig {
	return source.MySQLConfig{
		Host: server.Host, Port: server.Port, User: settings.User, Database: settings.Database,
		Password: settings.Password, SSLMode: source.SSLMode(settings.Mode()), SSLCA: settings.SSLCA,
		ConnectTimeout: settings.ConnectTimeout, ReadTimeout: settings.ReadTimeout, MaxRow: settings.MaxRowMB << 20,
	}
}
