// Package conns limits the number of a server's connections. When there are too many, it closes those first that never
// sent a valid key.
package conns

import (
	"cmp"
	"context"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Cap bounds the connections of one http.Server. It is safe for concurrent use.
type Cap struct {
	most, mostIdle int
	now            func() time.Time

	mu         sync.Mutex
	all        map[net.Conn]*state
	live, idle int // Connections that are not closing.
	shut       int64
}

// state describes one connection. The cap's lock guards it.
type state struct {
	address string
	since   time.Time // when the last request began or ended, or when it was opened
	asked   bool      // it has carried a request
	idle    bool      // it carries no request now
	key     string    // the last valid key that it has carried, "" for none
	closing bool
}

// New returns a cap of most connections, of which three quarters may be idle. A value below 4 counts as 4.
func New(most int, now func() time.Time) *Cap {
	most = max(most, 4)
	return &Cap{most: most, mostIdle: most * 3 / 4, now: now, all: map[net.Conn]*state{}}
}

type contextKey struct{}

// Watch makes the cap track a server's connections. Call it before the server serves.
func (c *Cap) Watch(server *http.Server) {
	server.ConnState = c.changed
	server.ConnContext = func(ctx context.Context, line net.Conn) context.Context {
		return context.WithValue(ctx, contextKey{}, connection{c, line})
	}
}

type connection struct {
	cap  *Cap
	line net.Conn
}

// Keyed says that the request of this context had a valid key. Its connection is then among the last to be closed. key
// must not be "".
func Keyed(ctx context.Context, key string) {
	of, ok := ctx.Value(contextKey{}).(connection)
	if !ok {
		return
	}
	of.cap.mu.Lock()
	defer of.cap.mu.Unlock()
	if s := of.cap.all[of.line]; s != nil {
		s.key = key
	}
}

// Shut returns how many connections were closed so far to make room.
func (c *Cap) Shut() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.shut
}

// changed is the server's ConnState hook.
func (c *Cap) changed(line net.Conn, to http.ConnState) {
	var leaves []net.Conn
	c.mu.Lock()
	switch to {
	case http.StateNew:
		c.all[line] = &state{address: host(line), since: c.now(), idle: true}
		c.live, c.idle = c.live+1, c.idle+1
		leaves = c.over()
	case http.StateActive, http.StateIdle:
		if s := c.all[line]; s != nil {
			c.leave(s)
			s.since, s.idle, s.asked = c.now(), to == http.StateIdle, true
			c.enter(s)
			leaves = c.over()
		}
	case http.StateHijacked, http.StateClosed:
		if s := c.all[line]; s != nil {
			c.leave(s)
			delete(c.all, line)
		}
	}
	c.mu.Unlock()
	for _, line := range leaves {
		_ = line.Close() // It may be closed already.
	}
}

func host(line net.Conn) string {
	name, _, err := net.SplitHostPort(line.RemoteAddr().String())
	if err != nil {
		return line.RemoteAddr().String()
	}
	return name
}

// enter and leave count a connection. The caller holds the lock.
func (c *Cap) enter(s *state) { c.count(s, 1) }
func (c *Cap) leave(s *state) { c.count(s, -1) }

func (c *Cap) count(s *state, n int) {
	if s.closing {
		return
	}
	c.live += n
	if s.idle {
		c.idle += n
	}
}

// over returns the connections that must be closed. The caller holds the lock.
func (c *Cap) over() []net.Conn {
	n := max(c.live-c.most, c.idle-c.mostIdle)
	if n <= 0 {
		return nil
	}
	may := c.candidates(c.live <= c.most)
	may = may[:min(n, len(may))]
	for _, line := range may {
		s := c.all[line]
		c.leave(s)
		s.closing = true
	}
	c.shut += int64(len(may))
	return may
}

// candidates returns the connections that may be closed, in the order in which they should be. They are sorted by
// class, then by how many connections without a key their address has, then those last that had no time to ask, then
// idle ones first, then the oldest first. A connection that carries a request with a key is only closed if that key has
// more than half of all connections, and the request takes long.
func (c *Cap) candidates(idleOnly bool) []net.Conn {
	now, strangers, holders := c.now(), map[string]int{}, map[string]int{}
	for _, s := range c.all {
		switch {
		case s.closing:
		case s.key == "":
			strangers[s.address]++
		default:
			holders[s.key]++
		}
	}
	greedy := func(s *state) bool { return holders[s.key] > c.most/2 } // Nobody holds "".
	var may []net.Conn
	for line, s := range c.all {
		mayBreak := s.key == "" || greedy(s) && now.Sub(s.since) >= patience
		if !s.closing && (s.idle || mayBreak && !idleOnly) {
			may = append(may, line)
		}
	}
	class := func(s *state) int {
		switch {
		case s.key != "" && greedy(s):
			return 1
		case s.key != "":
			return 2
		case s.fresh(now) && strangers[s.address] <= max(1, c.most/8):
			return 3 // It had no time to send a key, and its address has no more than an eighth of all connections.
		}
		return 0
	}
	slices.SortFunc(may, func(a, b net.Conn) int {
		x, y := c.all[a], c.all[b]
		return cmp.Or(
			cmp.Compare(class(x), class(y)), cmp.Compare(strangers[y.address], strangers[x.address]),
			falseFirst(x.fresh(now), y.fresh(now)), falseFirst(!x.idle, !y.idle), x.since.Compare(y.since),
		)
	})
	return may
}

// patience is how long a new connection has to send its first request before it counts as one without a key. It is also
// how long a request may take before it counts as slow.
const patience = 2 * time.Second

// fresh reports whether the connection had no time to ask.
func (s *state) fresh(now time.Time) bool { return !s.asked && now.Sub(s.since) < patience }

// falseFirst puts false before true.
func falseFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
