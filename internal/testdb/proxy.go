package testdb

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
)

// Proxy stands between a client and a server, on a fixed port, and can cut the connections.
type Proxy struct {
	listener net.Listener
	target   func() (string, error)

	mu    sync.Mutex
	lines map[net.Conn]struct{}
	wg    sync.WaitGroup

	// refuse makes new connections end at once.
	refuse atomic.Bool
	// passed counts the bytes from the server.
	passed atomic.Int64
	// limit is the number of bytes from the server after which all connections are cut once; 0 means never.
	limit atomic.Int64
	// onLimit is called when the limit is reached.
	onLimit func()
}

// NewProxy listens on its own port until the test ends. target is called for every connection.
func NewProxy(tb testing.TB, target func() (string, error)) *Proxy {
	tb.Helper()
	listener, err := (&net.ListenConfig{}).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	p := &Proxy{listener: listener, target: target, lines: map[net.Conn]struct{}{}}
	p.wg.Go(p.serve)
	tb.Cleanup(func() {
		if err := listener.Close(); err != nil {
			tb.Error(err)
		}
		p.Cut()
		p.wg.Wait()
	})
	return p
}

// Port returns the port on 127.0.0.1.
func (p *Proxy) Port() int { return p.listener.Addr().(*net.TCPAddr).Port }

// Cut closes all connections.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for line := range p.lines {
		_ = line.Close() // It may be closed already.
	}
}

// Refuse makes new connections fail, or succeed again.
func (p *Proxy) Refuse(refuse bool) { p.refuse.Store(refuse) }

// After calls do once, when the server has sent that many more bytes. Nothing passes while do runs.
func (p *Proxy) After(bytes int64, do func()) {
	p.mu.Lock()
	p.onLimit = do
	p.mu.Unlock()
	p.limit.Store(p.passed.Load() + bytes)
}

func (p *Proxy) serve() {
	for {
		client, err := p.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue
		}
		if p.refuse.Load() {
			_ = client.Close()
			continue
		}
		p.wg.Go(func() { p.line(client) })
	}
}

func (p *Proxy) line(client net.Conn) {
	defer client.Close()
	address, err := p.target()
	if err != nil {
		return
	}
	server, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", address)
	if err != nil {
		return
	}
	defer server.Close()
	p.mu.Lock()
	p.lines[client], p.lines[server] = struct{}{}, struct{}{}
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		delete(p.lines, client)
		delete(p.lines, server)
		p.mu.Unlock()
	}()
	var up sync.WaitGroup
	up.Go(func() {
		_, _ = io.Copy(server, client) // It ends when either side closes.
		_ = server.Close()
	})
	_, _ = io.Copy(client, &counter{p: p, from: server})
	_ = client.Close()
	up.Wait()
}

// counter counts the bytes that the server sends.
type counter struct {
	p    *Proxy
	from io.Reader
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.from.Read(b)
	passed := c.p.passed.Add(int64(n))
	if limit := c.p.limit.Load(); limit > 0 && passed >= limit && c.p.limit.CompareAndSwap(limit, 0) {
		c.p.mu.Lock()
		do := c.p.onLimit
		c.p.mu.Unlock()
		do()
	}
	return n, err
}
