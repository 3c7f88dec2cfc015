package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	"forecourt/api"
	"forecourt/internal/cache"
	"forecourt/internal/config"
	"forecourt/internal/mapping"
	"forecourt/internal/source"
	"forecourt/internal/stock"
	"forecourt/internal/words/wordbook"
)

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

// closers are closed at the end, the last opened first.
type closers []func() error

func (c *closers) add(close func() error) { *c = append(*c, close) }

func (c *closers) close() (err error) {
	for i := len(*c) - 1; i >= 0; i-- {
		err = errors.Join(err, (*c)[i]())
	}
	return err
}

// reading says where the rows are read from.
type reading struct {
	*config.Source
	*config.Cache
	*config.Views
	*config.Stock
	*config.Reading
}

// lookEvery is how often to look for a new seal, which each refresh makes.
const lookEvery = time.Second

// look examines the copy after each refresh, and logs when it is damaged, until the program ends.
func look(p *program, watch *cache.Watch) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	damaged, told := false, false
	for {
		if _, err := os.Stat(watch.Path()); err == nil && !told && !cache.LocksKept() {
			told = true
			p.log.Warn("this system's locks do not outlast the checks for damage: no other program should open the copy while this one runs", "path", watch.Path())
		}
		if changed, err := watch.Look(p.ctx); changed && err != nil {
			damaged = true
			p.log.Error("the copy is not read until it is repaired", "error", err)
		} else if changed && damaged {
			damaged = false
			p.log.Info("the copy is whole again")
		}
		select {
		case <-ticker.C:
		case <-p.ctx.Done():
			return
		}
	}
}

// openedReader is the reader that the settings ask for, with its stock.
type openedReader struct {
	api.Reader
	stock stock.Stock
}

// openReader opens the sources of rows that the settings name.
func openReader(p *program, c reading, closers *closers) (*openedReader, error) {
	m, err := readStockFile(*c.Stock)
	if err != nil {
		return nil, err
	}
	list, err := views(*c.Views)
	if err != nil {
		return nil, err
	}
	view := stockView(m, list)
	var from *source.Cluster
	if c.ReadFrom != "cache" {
		if from, err = openLive(p, c, closers); err != nil {
			return nil, err
		}
	}
	ctx, stop := context.WithTimeout(p.ctx, c.LiveTimeout)
	defer stop()
	fromCopy := func() ([]mapping.Column, error) { return cachedColumns(ctx, c.Path, view) }
	fromSource := func() ([]mapping.Column, error) { return sourceColumns(ctx, from, view) }
	places := map[string][]func() ([]mapping.Column, error){
		"cache": {fromCopy}, "live": {fromSource}, "auto": {fromCopy, fromSource},
	}[c.ReadFrom]
	resolved, failed := resolveStock(m, view, places...)
	if resolved.Shape == nil {
		return nil, failed
	}
	if failed != nil {
		p.log.Warn("the stock cannot be searched yet", "view", view, "error", failed)
	}
	reader, err := newReader(p, c, resolved, from)
	return &openedReader{reader, resolved}, err
}

// openLive prepares the source for live searches.
func openLive(p *program, c reading, closers *closers) (*source.Cluster, error) {
	if c.Type == "sqlite" {
		return nil, usageError{errors.New("SOURCE_TYPE=sqlite cannot be read live: set READ_FROM=cache")}
	}
	if err := c.Complete(p.env); err != nil {
		return nil, usageError{err}
	}
	from, err := openCluster(c.Source, func(one *source.MySQLConfig) {
		one.MaxConns, one.ReadTimeout = c.Concurrent, c.Deadline
	})
	if err != nil {
		return nil, usageError{err}
	}
	closers.add(from.Close)
	return from, nil
}

const (
	// minCopyConns is the least number of connections that read the copy. Reading it only takes processor time, so more
	// than a few for each core gain nothing, and each takes memory for its pages and statements.
	minCopyConns = 8
	// idleCopyConn is how long an unused connection stays open.
	idleCopyConn = time.Minute
)

// newReader combines the readers of the source and of the copy.
func newReader(p *program, c reading, s stock.Stock, from *source.Cluster) (api.Reader, error) {
	functions, err := mapping.Driver()
	if err != nil {
		return nil, err
	}
	watch := cache.NewWatch(c.Path, p.now)
	go look(p, watch)
	cached, err := stock.NewCached(stock.CachedOptions{
		Stock: s,
		Open: func(ctx context.Context) (*sql.DB, error) {
			if _, err := watch.Look(ctx); err != nil {
				return nil, err
			}
			store, err := cache.Open(context.WithoutCancel(ctx), c.Path, cache.Options{ReadOnly: true, Driver: functions, Watch: watch})
			if err != nil {
				return nil, err
			}
			most := min(c.Concurrent, max(minCopyConns, 4*runtime.GOMAXPROCS(0)))
			store.DB().SetMaxOpenConns(most)
			store.DB().SetMaxIdleConns(most)
			store.DB().SetConnMaxIdleTime(idleCopyConn)
			return store.DB(), nil // It stays open as long as the process.
		},
		IndexUpTo: c.IndexUpTo,
		Failed: func(err error) {
			p.log.Warn("searches of the copy are slow: there is no index in memory", "error", err)
		},
	})
	if err != nil || from == nil {
		return stock.NewRecent(cached, c.MaxAge, p.now), err
	}
	servers, err := liveServers(p, s, from)
	if err != nil {
		return nil, err
	}
	if c.ReadFrom == "live" {
		if len(servers) == 1 {
			return servers[0].Live, nil
		}
		cached = nil
	}
	return stock.NewFailover(servers, cached, failoverOptions(p, c, len(servers))), nil
}

// liveServers makes a reader of each server. If there are several, they are watched, and those that are behind are left
// alone.
func liveServers(p *program, s stock.Stock, from *source.Cluster) (servers []stock.Server, err error) {
	watch := source.NewWatch(from)
	for i, member := range from.Members() {
		live, err := stock.NewLive(stock.LiveOptions{
			Stock: s, DB: member.DB(), Now: p.now,
			Columns: func(ctx context.Context) ([]mapping.Column, error) { return sourceColumns(ctx, member, s.Mapping.View) },
		})
		if err != nil {
			return nil, err
		}
		servers = append(servers, stock.Server{Live: live, Host: member.Host(), Fresh: func() bool { return watch.Fresh(i) }})
	}
	if len(servers) > 1 {
		go watch.Run(p.ctx, func(host string, fresh bool, why string) {
			if fresh {
				p.log.Info("a server of the source has caught up, and is read again", "host", host)
				return
			}
			p.log.Warn("a server of the source is left alone until it has caught up", "host", host, "reason", why)
		})
	}
	return servers, nil
}
