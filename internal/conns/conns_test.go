package conns_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forecourt/internal/conns"
)

// line is a connection from an address, which records that it was closed.
type line struct {
	net.Conn
	name, address string
	shut          *[]string
}

func (l *line) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.ParseIP(l.address), Port: 1} }

func (l *line) Close() error {
	*l.shut = append(*l.shut, l.name)
	return nil
}

// hall is a server's cap, with connections by name.
type hall struct {
	server http.Server
	at     time.Time
	shut   []string
}

func newHall(most int) (*hall, *conns.Cap) {
	h := &hall{at: time.Unix(1_700_000_000, 0)}
	c := conns.New(most, func() time.Time { return h.at })
	c.Watch(&h.server)
	return h, c
}

func (h *hall) come(name, address string) *line {
	l := &line{name: name, address: address, shut: &h.shut}
	h.at = h.at.Add(time.Millisecond)
	h.server.ConnState(l, http.StateNew)
	return l
}

// ask begins a request, with or without a valid key. Each address has its own key.
func (h *hall) ask(l *line, keyed bool) {
	h.at = h.at.Add(time.Millisecond)
	h.server.ConnState(l, http.StateActive)
	if keyed {
		conns.Keyed(h.server.ConnContext(context.Background(), l), l.address)
	}
}

func (h *hall) rest(l *line) { h.server.ConnState(l, http.StateIdle) }

const stranger, customer, other = "192.0.2.1", "198.51.100.1", "198.51.100.2"

func (h *hall) want(t *testing.T, names ...string) {
	t.Helper()
	if diff := cmp.Diff(names, h.shut); diff != "" {
		t.Errorf("shut (-want +got):\n%s", diff)
	}
}

func TestFloodersGoFirst(t *testing.T) {
	h, c := newHall(16)
	working, kept := h.come("working", customer), h.come("kept", customer)
	h.ask(working, true)
	h.ask(kept, true)
	h.rest(kept)
	lone := h.come("lone", other)
	h.ask(lone, false)
	h.rest(lone)
	for i := range 30 {
		l := h.come(fmt.Sprintf("flood %d", i), stranger)
		if i%3 == 0 {
			h.ask(l, false) // It reads slowly.
		}
	}
	for _, name := range []string{"working", "kept", "lone"} {
		if slices.Contains(h.shut, name) {
			t.Errorf("%s had to give way: %v", name, h.shut)
		}
	}
	if len(h.shut) < 15 || c.Shut() != int64(len(h.shut)) {
		t.Errorf("%d shut, %d counted", len(h.shut), c.Shut())
	}
	if came := h.come("new", customer); slices.Contains(h.shut, came.name) {
		t.Error("a new client does not get in")
	}
}

// TestIdleOnesAreBounded: idle connections leave room for working ones. Of 8, 6 may be idle.
func TestIdleOnesAreBounded(t *testing.T) {
	h, _ := newHall(8)
	for i := range 6 {
		l := h.come(fmt.Sprintf("kept %d", i), customer)
		h.ask(l, true)
		h.rest(l)
	}
	h.want(t)
	h.come("new", other) // It had no time to send a key.
	h.want(t, "kept 0")
	h.at = h.at.Add(time.Minute)
	h.come("newer", other)
	h.want(t, "kept 0", "new")
}

// TestWorkWithAKeyDoesNotGiveWay: when all connections work, the new one is refused.
func TestWorkWithAKeyDoesNotGiveWay(t *testing.T) {
	h, _ := newHall(4)
	for i := range 4 {
		h.ask(h.come(fmt.Sprintf("working %d", i), []string{customer, other}[i%2]), true)
	}
	h.at = h.at.Add(time.Minute)
	h.come("one more", stranger)
	h.want(t, "one more")
}

// TestOneKeyDoesNotKeepAll: if one key has more than half of the connections, its slow requests give way.
func TestOneKeyDoesNotKeepAll(t *testing.T) {
	h, _ := newHall(4)
	for i := range 3 {
		h.ask(h.come(fmt.Sprintf("slow %d", i), stranger), true)
	}
	h.ask(h.come("customer", customer), true)
	h.come("too early", other)
	h.want(t, "too early")
	h.at = h.at.Add(time.Minute)
	h.come("new", other)
	h.want(t, "too early", "slow 0")
}

// TestSlowRequestsGiveWay: those without a key give way to a new client, even if they come from the same address, as
// they do behind a proxy.
func TestSlowRequestsGiveWay(t *testing.T) {
	h, _ := newHall(8)
	for i := range 8 {
		h.ask(h.come(fmt.Sprintf("slow %d", i), stranger), false)
	}
	h.come("new", stranger)
	h.come("another", stranger)
	h.want(t, "slow 0", "slow 1")
}

// TestThoseThatWentAreForgotten: a connection is counted once, however it ends.
func TestThoseThatWentAreForgotten(t *testing.T) {
	h, _ := newHall(4)
	for i := range 100 {
		l := h.come(fmt.Sprint(i), stranger)
		h.ask(l, i%2 == 0)
		if i%3 == 0 {
			h.rest(l)
		}
		h.server.ConnState(l, http.StateClosed)
		h.server.ConnState(l, http.StateClosed)
	}
	h.want(t)
}
