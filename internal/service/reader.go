package service

import (
	"context"
	"database/sql"
	"log/slog"
	"os"
	"runtime"
	"time"

	"forecourt/api/cars"
	"forecourt/internal/cache"
	"forecourt/internal/fit"
	"forecourt/internal/mapping"
	"forecourt/internal/source"
	"forecourt/internal/stock"
)

// lookEvery is how often to look for a new seal, which each refresh makes.
const lookEvery = time.Second

// look examines the copy after each refresh, and logs when it is damaged, until the program ends.
func look(ctx context.Context, log *slog.Logger, watch *cache.Watch) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	damaged, told := false, false
	for {
		if _, err := os.Stat(watch.Path()); err == nil && !told && !cache.LocksKept() {
			told = true
			log.Warn("this system's locks do not outlast the checks for damage: no other program should open the copy while this one runs", "path", watch.Path())
		}
		if changed, err := watch.Look(ctx); changed && err != nil {
			damaged = true
			log.Error("the copy is not read until it is repaired", "error", err)
		} else if changed && damaged {
			damaged = false
			log.Info("the copy is whole again")
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// ReaderOptions say where the vehicles are read from.
type ReaderOptions struct {
	// Mapping is the owner's, nil if there is none. View holds the stock.
	Mapping *mapping.Mapping
	View    string
	// CachePath is the copy. From is the source, nil to read only the copy.
	CachePath string
	From      *source.Cluster
	// ReadFrom is live, cache or auto. In auto the copy answers if the source has not answered within LiveTimeout.
	ReadFrom    string
	LiveTimeout time.Duration
	// MaxAge is CACHE_MAX_AGE; 0 is no limit.
	MaxAge time.Duration
	// Concurrent is how many requests read at a time.
	Concurrent int
	// IndexUpTo is how many vehicles of the copy are indexed in memory at most.
	IndexUpTo int64
	// Program names the program with its version, because an index that another one has kept beside the copy is not read.
	Program string
	Log     *slog.Logger
	Now     func() time.Time
}

// Reader reads the vehicles of a stock.
type Reader struct {
	cars.Reader
	Stock stock.Stock
	// cached reads the copy. It is nil if only the source is read.
	cached *stock.Cached
	log    *slog.Logger
}

// Keep keeps the index of the copy for the next start of the program, which otherwise takes longer.
func (r *Reader) Keep() {
	if r.cached == nil {
		return
	}
	if err := r.cached.Keep(); err != nil {
		r.log.Warn("the next start will take longer", "error", err)
	}
}

// OpenReader opens the places that the options name. It watches the copy for damage until the context ends.
func OpenReader(ctx context.Context, o ReaderOptions) (*Reader, error) {
	within, stop := context.WithTimeout(ctx, o.LiveTimeout)
	defer stop()
	fromCopy := func() ([]mapping.Column, error) { return fit.CopyColumns(within, o.CachePath, o.View) }
	fromSource := func() ([]mapping.Column, error) { return fit.SourceColumns(within, o.From, o.View) }
	places := map[string][]func() ([]mapping.Column, error){
		"cache": {fromCopy}, "live": {fromSource}, "auto": {fromCopy, fromSource},
	}[o.ReadFrom]
	resolved, failed := fit.Resolve(o.Mapping, o.View, places...)
	if resolved.Shape == nil {
		return nil, failed
	}
	if failed != nil {
		o.Log.Warn("the stock cannot be searched yet", "view", o.View, "error", failed)
	}
	return newReader(ctx, o, resolved)
}

const (
	// minCopyConns is the least number of connections that read the copy. Reading it only takes processor time, so more
	// than a few for each core gain nothing, and each takes memory for its pages and statements.
	minCopyConns = 8
	// idleCopyConn is how long an unused connection stays open.
	idleCopyConn = time.Minute
	// indexSuffix is what the file of the kept index has behind the copy's name.
	indexSuffix = ".index"
)

// newReader combines the readers of the source and of the copy.
func newReader(ctx context.Context, o ReaderOptions, s stock.Stock) (*Reader, error) {
	functions, err := mapping.Driver()
	if err != nil {
		return nil, err
	}
	watch := cache.NewWatch(o.CachePath, o.Now)
	go look(ctx, o.Log, watch)
	cached, err := stock.NewCached(stock.CachedOptions{
		Stock: s,
		Open: func(ctx context.Context) (*sql.DB, error) {
			if _, err := watch.Look(ctx); err != nil {
				return nil, err
			}
			store, err := cache.Open(context.WithoutCancel(ctx), o.CachePath, cache.Options{ReadOnly: true, Driver: functions, Watch: watch})
			if err != nil {
				return nil, err
			}
			most := min(o.Concurrent, max(minCopyConns, 4*runtime.GOMAXPROCS(0)))
			store.DB().SetMaxOpenConns(most)
			store.DB().SetMaxIdleConns(most)
			store.DB().SetConnMaxIdleTime(idleCopyConn)
			return store.DB(), nil // It stays open as long as the process.
		},
		IndexUpTo: o.IndexUpTo, Kept: stock.KeptIndex{Path: o.CachePath + indexSuffix, Program: o.Program},
		Building: building,
		Failed: func(err error) {
			o.Log.Warn("the index of the copy is not as it should be: searches or the next start may be slow", "error", err)
		},
	})
	if err != nil {
		return nil, err
	}
	if o.From == nil {
		return &Reader{stock.NewRecent(cached, o.MaxAge, o.Now), s, cached, o.Log}, nil
	}
	servers, err := liveServers(ctx, o, s)
	if err != nil {
		return nil, err
	}
	if o.ReadFrom == "live" {
		if len(servers) == 1 {
			return &Reader{servers[0].Live, s, nil, o.Log}, nil
		}
		cached = nil
	}
	return &Reader{stock.NewFailover(servers, cached, failoverOptions(o, len(servers))), s, cached, o.Log}, nil
}

// liveServers makes a reader of each server. If there are several, they are watched, and those that are behind are left
// alone.
func liveServers(ctx context.Context, o ReaderOptions, s stock.Stock) (servers []stock.Server, err error) {
	watch := source.NewWatch(o.From)
	for i, member := range o.From.Members() {
		live, err := stock.NewLive(stock.LiveOptions{
			Stock: s, DB: member.DB(), Now: o.Now,
			Columns: func(ctx context.Context) ([]mapping.Column, error) {
				return fit.SourceColumns(ctx, member, s.Mapping.View)
			},
		})
		if err != nil {
			return nil, err
		}
		servers = append(servers, stock.Server{Live: live, Host: member.Host(), Fresh: func() bool { return watch.Fresh(i) }})
	}
	if len(servers) > 1 {
		go watch.Run(ctx, func(host string, fresh bool, why string) {
			if fresh {
				o.Log.Info("a server of the source has caught up, and is read again", "host", host)
				return
			}
			o.Log.Warn("a server of the source is left alone until it has caught up", "host", host, "reason", why)
		})
	}
	return servers, nil
}
