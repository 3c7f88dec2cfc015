package testdb

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Proxy stands between a client and a server, on a fixed port. It can cut the connections, and slow them down.
type Proxy struct {
	listener net.Listener
	target   func() (string, error)

	mu    sync.Mutex
	lines map[net.Conn]struct{}
	wg    sync.WaitGroup

	// refuse makes new connections end at once.
	refuse atomic.Bool
	// delay is how long each piece of the server's bytes is held back.
	delay atomic.Int64
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
	p, err := OpenProxy(tb.Context(), target)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := p.Close(); err != nil {
			tb.Error(err)
		}
	})
	return p
}

// OpenProxy listens on its own port until it is closed.
func OpenProxy(ctx context.Context, target func() (string, error)) (*Proxy, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &Proxy{listener: listener, target: target, lines: map[net.Conn]struct{}{}}
	p.wg.Go(p.serve)
	return p, nil
}

// Close ends the proxy and its connections.
func (p *Proxy) Close() error {
	err := p.listener.Close()
	p.Cut()
	p.wg.Wait()
	return err
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

// Slow holds each piece of the server's bytes back for a while; 0 ends that.
func (p *Proxy) Slow(delay time.Duration) { p.delay.Store(int64(delay)) }

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
	if delay := c.p.delay.Load(); delay > 0 {
		time.Sleep(time.Duration(delay))
	}
	passed := c.p.passed.Add(int64(n))
	if limit := c.p.limit.Load(); limit > 0 && passed >= limit && c.p.limit.CompareAndSwap(limit, 0) {
		c.p.mu.Lock()
		do := c.p.onLimit
		c.p.mu.Unlock()
		do()
	}
	return n, err
}
