package feed_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	natsserver "github.com/nats-io/nats-server/v2/server"

	"forecourt/internal/feed"
	"forecourt/internal/testnats"
)

// door is a way to a server on which nothing moves any more once it hangs. Its connections stay.
type door struct {
	listener net.Listener
	taken    atomic.Int64
	hangs    atomic.Bool
}

func openDoor(t *testing.T, server string) *door {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	d := &door{listener: listener}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			d.taken.Add(1)
			go d.pass(client, strings.TrimPrefix(server, "nats://"))
		}
	}()
	return d
}

func (d *door) url() string { return "nats://" + d.listener.Addr().String() }

func (d *door) pass(client net.Conn, address string) {
	server, err := net.Dial("tcp", address)
	if err != nil {
		client.Close()
		return
	}
	go d.copy(server, client)
	d.copy(client, server)
}

func (d *door) copy(to, from net.Conn) {
	buf := make([]byte, 4096)
	for {
		n, err := from.Read(buf)
		for d.hangs.Load() {
			time.Sleep(10 * time.Millisecond)
		}
		if err != nil {
			to.Close()
			return
		}
		if _, err := to.Write(buf[:n]); err != nil {
			return
		}
	}
}

// TestAHungServerIsLeft for another one, although its connection stays open.
func TestAHungServerIsLeft(t *testing.T) {
	server := testnats.Start(t)
	one, other := openDoor(t, server.URL()), openDoor(t, server.URL())
	f, err := feed.Connect(feed.Options{URLs: []string{one.url(), other.url()}, Name: "test", Replicas: 1, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	p, _ := begin(t, f, "cars")
	hung := one
	if other.taken.Load() > 0 {
		hung, other = other, one
	}
	hung.hangs.Store(true)
	defer hung.hangs.Store(false)
	f.Revive(t.Context())
	if _, err := p.Publish(t.Context(), header("cars", 1), nil); err != nil {
		t.Fatal(err)
	}
	if other.taken.Load() == 0 {
		t.Error("the segment went another way")
	}
	other.hangs.Store(false)
	before := other.taken.Load()
	f.Revive(t.Context())
	if after := other.taken.Load(); after != before || !f.Connected() {
		t.Errorf("a server that answers was left: %d connections, then %d", before, after)
	}
}

// TestReadEndsWhenTheServerForgetsIt: whoever reads begins again after the last message that came.
func TestReadEndsWhenTheServerForgetsIt(t *testing.T) {
	server := testnats.Start(t)
	f := connect(t, server)
	p, _ := begin(t, f, "cars")
	last, err := p.Publish(t.Context(), header("cars", 1), nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	err = f.Read(ctx, 0, func(feed.Message) error { forgetReaders(t, server); return nil })
	if err == nil || ctx.Err() != nil || errors.Is(err, io.EOF) {
		t.Errorf("reading goes on without the server: %v", err)
	}
	if _, err := p.Publish(t.Context(), header("cars", 2), nil); err != nil {
		t.Fatal(err)
	}
	if got := collect(t, f, last, 1); got[0].Segment == nil || got[0].Segment.Sequence != 2 {
		t.Errorf("after that comes %+v", got[0])
	}
}

// TestMoreReadersThanTheServerTakesByItself: a server has a limit for streams that do not say how many they take.
func TestMoreReadersThanTheServerTakesByItself(t *testing.T) {
	server := testnats.Start(t, func(o *natsserver.Options) { o.JetStreamLimits.DefaultMaxConsumers = 2 })
	p, _ := begin(t, connect(t, server), "cars")
	if _, err := p.Publish(t.Context(), header("cars", 1), nil); err != nil {
		t.Fatal(err)
	}
	const readers = 5
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	came := make(chan error, readers)
	for range readers {
		f := connect(t, server)
		if _, err := f.Open(ctx); err != nil {
			t.Fatal(err)
		}
		go func() {
			err := f.Read(ctx, 0, func(feed.Message) error { came <- nil; <-ctx.Done(); return ctx.Err() })
			if ctx.Err() == nil {
				came <- err
			}
		}()
	}
	for range readers {
		select {
		case err := <-came:
			if err != nil {
				t.Error(err)
			}
		case <-ctx.Done():
			t.Fatal("some readers get nothing")
		}
	}
	stop()
}

// forgetReaders removes all consumers of the feed, as the loss of the server that had them does.
func forgetReaders(t *testing.T, server *testnats.Server) {
	t.Helper()
	js := server.JetStream(t)
	stream, err := js.Stream(t.Context(), "FORECOURT_test")
	if err != nil {
		t.Fatal(err)
	}
	names := stream.ConsumerNames(t.Context())
	for name := range names.Name() {
		if err := stream.DeleteConsumer(t.Context(), name); err != nil {
			t.Fatal(err)
		}
	}
	if names.Err() != nil {
		t.Fatal(names.Err())
	}
}
