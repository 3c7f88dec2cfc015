package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"forecourt/internal/config"
	"forecourt/internal/mapping"
	"forecourt/internal/source"
	"forecourt/internal/syncer"
	"forecourt/internal/words/wordbook"
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

// defaultStockFile is read if STOCK_FILE is not set and the file exists.
const defaultStockFile = "stock.yaml"

// readStockFile reads the owner's mapping. It returns nil if there is none and the settings name none.
func readStockFile(settings config.Stock) (*mapping.Mapping, error) {
	if settings.StockFile == "" {
		return readMapping(defaultStockFile, true)
	}
	return readMapping(settings.StockFile, false)
}

// readMapping reads a mapping. If the file may be missing, it returns nil for a missing one.
func readMapping(path string, mayMiss bool) (*mapping.Mapping, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && mayMiss {
		return nil, nil
	}
	if err != nil {
		return nil, usageError{fmt.Errorf("read STOCK_FILE: %w", err)}
	}
	m, err := mapping.Parse(text)
	if err != nil {
		return nil, usageError{fmt.Errorf("%s: %w", path, err)}
	}
	return m, nil
}

// mappedViews reads which views are copied. The mapping adds its key, and its view replaces the default if SYNC_VIEWS
// is not set.
func mappedViews(names config.Views, file config.Stock) ([]syncer.View, *mapping.Mapping, error) {
	m, err := readStockFile(file)
	if err != nil {
		return nil, nil, err
	}
	list, err := views(names)
	if err != nil || m == nil {
		return list, m, err
	}
	if len(list) == 1 && list[0].Name == mapping.DefaultView && len(list[0].Key) == 0 {
		list = []syncer.View{{Name: m.View}}
	}
	for i := range list {
		if strings.EqualFold(list[i].Name, m.View) && len(list[i].Key) == 0 {
			list[i].Key = m.Key
		}
	}
	return list, m, nil
}

// views reads SYNC_VIEWS.
func views(settings config.Views) ([]syncer.View, error) {
	list, err := syncer.ParseViews(settings.Names...)
	if err != nil {
		return nil, usageError{err}
	}
	return list, nil
}

// openWords returns the built-in words, with those of the owner's file if there is one.
func openWords(path string) (*wordbook.Book, error) {
	var extra []byte
	if path != "" {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read WORDS_FILE: %w", err)
		}
		extra = text
	}
	book, err := wordbook.NewBook(extra)
	if err != nil {
		return nil, fmt.Errorf("read WORDS_FILE %s: %w", path, err)
	}
	return book, nil
}
