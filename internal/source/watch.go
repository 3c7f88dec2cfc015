package source

import (
	"context"
	"sync/atomic"
	"time"
)

// Watch looks at the servers again and again, so that live searches ask only those that are not far behind. It is safe
// for concurrent use.
type Watch struct {
	cluster *Cluster
	// stale says of each server that it must not be asked. A server that does not answer keeps what it had: whoever asks
	// it finds out by himself.
	stale []atomic.Bool
	// past are the positions that some server had at the last looks, the oldest first.
	past []Position
	// looks is how many of them make up the time that a server may be behind.
	looks int
}

// watchPause is the longest time between two looks.
const watchPause = time.Second

// NewWatch returns a watch by which all servers are fresh until Run has looked.
func NewWatch(c *Cluster) *Watch {
	return &Watch{cluster: c, stale: make([]atomic.Bool, len(c.members)), looks: max(1, int(c.maxLag/watchPause))}
}

// Fresh reports whether the server with that position among the members is near enough to the newest.
func (w *Watch) Fresh(member int) bool { return !w.stale[member].Load() }

// Run looks until the context ends. changed hears of each server that becomes stale, and why, or fresh again.
func (w *Watch) Run(ctx context.Context, changed func(host string, fresh bool, why string)) {
	ticker := time.NewTicker(watchPause)
	defer ticker.Stop()
	for {
		w.look(ctx, changed)
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

func (w *Watch) look(ctx context.Context, changed func(host string, fresh bool, why string)) {
	all := w.cluster.survey(ctx)
	var target Position
	if len(w.past) == w.looks {
		target, w.past = w.past[0], w.past[1:]
	}
	w.past = append(w.past, newest(all))
	for i, m := range w.cluster.members {
		if !all[i].answered {
			continue
		}
		why := w.cluster.problem(all[i].State)
		if why == "" && target != "" {
			n, known, err := missingFrom(ctx, m.db, all[i].Position, target)
			if err != nil {
				continue
			}
			if known && n > 0 {
				why = "it lacks changes that another server had more than SOURCE_MAX_LAG (" + w.cluster.maxLag.String() + ") ago"
			}
		}
		if w.stale[i].Swap(why != "") != (why != "") && ctx.Err() == nil {
			changed(m.host, why == "", why)
		}
	}
}
