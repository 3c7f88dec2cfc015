// Package testnats runs a real NATS server with JetStream in a test's process.
package testnats

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Server is a NATS server that can be stopped, and started again with what it has kept.
type Server struct {
	tb      testing.TB
	options server.Options
	running *server.Server
	// leafPort is where leaf nodes connect, if they may.
	leafPort int
}

// Start starts a server, which ends with the test. adjust may change its options.
func Start(tb testing.TB, adjust ...func(*server.Options)) *Server {
	tb.Helper()
	s := &Server{tb: tb, options: server.Options{
		Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: tb.TempDir(), NoLog: true, NoSigs: true,
	}}
	for _, change := range adjust {
		change(&s.options)
	}
	s.Restart()
	tb.Cleanup(s.Stop)
	return s
}

// StartHub starts a server that others can be leaf nodes of, in a JetStream domain of its own.
func StartHub(tb testing.TB, domain string) *Server {
	tb.Helper()
	return Start(tb, func(o *server.Options) {
		o.JetStreamDomain, o.ServerName = domain, domain
		o.LeafNode.Host, o.LeafNode.Port = "127.0.0.1", server.RANDOM_PORT
	})
}

// StartLeaf starts a leaf node of a hub, in a JetStream domain of its own, and waits until they are connected.
func (s *Server) StartLeaf(tb testing.TB, domain string) *Server {
	tb.Helper()
	address := &url.URL{Scheme: "nats-leaf", Host: fmt.Sprintf("127.0.0.1:%d", s.leafPort)}
	leaf := Start(tb, func(o *server.Options) {
		o.JetStreamDomain, o.ServerName = domain, domain
		o.LeafNode.Remotes = []*server.RemoteLeafOpts{{URLs: []*url.URL{address}}}
	})
	for range 500 {
		if leaf.running.NumLeafNodes() > 0 {
			return leaf
		}
		time.Sleep(20 * time.Millisecond)
	}
	tb.Fatal("the leaf node does not reach its hub")
	return nil
}

// URL is the server's address.
func (s *Server) URL() string { return s.running.ClientURL() }

// JetStream returns a client of the server's streams, which looks at a feed past the program.
func (s *Server) JetStream(tb testing.TB) jetstream.JetStream {
	tb.Helper()
	nc, err := nats.Connect(s.URL())
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(nc.Close)
	js, err := jetstream.New(nc)
	if err != nil {
		tb.Fatal(err)
	}
	return js
}

// Stop stops the server.
func (s *Server) Stop() {
	s.running.Shutdown()
	s.running.WaitForShutdown()
}

// Restart starts the server at the address that it had, with what it has kept.
func (s *Server) Restart() {
	s.tb.Helper()
	options := s.options
	running, err := server.NewServer(&options)
	if err != nil {
		s.tb.Fatal(err)
	}
	s.running = running
	running.Start()
	// JetStream takes up what it has kept before the server takes connections.
	if !running.ReadyForConnections(10*time.Second) || running.JetStreamEnabled() != options.JetStream {
		s.tb.Fatal("the NATS server does not start")
	}
	s.options.Port, s.leafPort = options.Port, options.LeafNode.Port
}

// Limit bounds what the only account may keep on disk, in bytes, and how many streams it may have.
func (s *Server) Limit(tb testing.TB, bytes int64, streams int) {
	tb.Helper()
	limits := server.JetStreamAccountLimits{MaxMemory: -1, MaxStore: bytes, MaxStreams: streams, MaxConsumers: -1}
	if err := s.running.GlobalAccount().UpdateJetStreamLimits(map[string]server.JetStreamAccountLimits{"": limits}); err != nil {
		tb.Fatal(err)
	}
}
