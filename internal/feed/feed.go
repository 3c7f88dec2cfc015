// Package feed carries the refreshes of views from one writer to any number of readers, over NATS JetStream. It knows
// the messages, the snapshots and the lease of the writer, and nothing of the cache: handover and follow connect it
// with that.
package feed

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nuid"
)

// Options say where a feed is, and how to connect to it.
type Options struct {
	// URLs are the addresses of the NATS servers of one cluster.
	URLs []string
	// Name distinguishes several feeds of one cluster. CheckName says which names are allowed.
	Name string
	// These are the paths of files, each of which may be "". Credentials has the JWT and the key of a user, Token has a
	// token, CA has trusted authorities in PEM form, and Certificate and Key are those of a client. The files are read
	// at every connect.
	Credentials, Token, CA, Certificate, Key string
	// Domain is the JetStream domain that keeps the feed; "" is that of the server that is connected.
	Domain string
	// Replicas is the number of servers of the cluster that keep a new feed.
	Replicas int
	Log      *slog.Logger
}

const (
	// connectTimeout is how long a server may take to accept a connection.
	connectTimeout = 3 * time.Second
	// askTimeout is how long a request may take. It is short, because requests are lost while a cluster elects a
	// leader, and then the next try comes sooner. makeTimeout is for requests that need the disks of several servers.
	askTimeout  = 2 * time.Second
	makeTimeout = 15 * time.Second
	// maxReaders is how many readers a feed may have. It is said because the server has a limit of its own, 1,000, for
	// streams that say nothing. A reader that has lost its server counts twice for a while.
	maxReaders = 100_000
	// aliveTimeout is how long a server may take to answer a ping after a request has failed.
	aliveTimeout = time.Second
	// reconnectWait is the pause before the next server is tried.
	reconnectWait = 250 * time.Millisecond
	// pingEvery is the pause between pings, which find dead connections: after two pings without an answer the
	// connection is closed.
	pingEvery = 2 * time.Second
)

// Feed is a connection to a feed. It reconnects by itself. It is safe for concurrent use.
type Feed struct {
	options Options
	nc      *nats.Conn
	js      jetstream.JetStream
	// slow is js with more time, for snapshots.
	slow jetstream.JetStream

	// asked means that Reached has waited once.
	asked atomic.Bool

	mu     sync.Mutex
	stream jetstream.Stream
	id     string
}

// ErrAbsent says that nobody has made the feed yet.
var ErrAbsent = errors.New("the feed does not exist yet: the first `forecourt sync` with FEED_URL makes it")

// Connect returns a feed, whether or not a server answers now. An error means a mistake in the options.
func Connect(o Options) (*Feed, error) {
	if err := CheckName(o.Name); err != nil {
		return nil, err
	}
	options, err := connectOptions(o)
	if err != nil {
		return nil, err
	}
	nc, err := nats.Connect(strings.Join(o.URLs, ","), options...)
	if err != nil {
		return nil, fmt.Errorf("FEED_URL: %w", err)
	}
	js, err := o.jetStream(nc, askTimeout)
	if err != nil {
		nc.Close()
		return nil, err
	}
	slow, err := o.jetStream(nc, makeTimeout)
	if err != nil {
		nc.Close()
		return nil, err
	}
	return &Feed{options: o, nc: nc, js: js, slow: slow}, nil
}

func (o *Options) jetStream(nc *nats.Conn, timeout time.Duration) (jetstream.JetStream, error) {
	if o.Domain == "" {
		return jetstream.New(nc, jetstream.WithDefaultTimeout(timeout))
	}
	return jetstream.NewWithDomain(nc, o.Domain, jetstream.WithDefaultTimeout(timeout))
}

// CheckName returns an error if a feed cannot have this name.
func CheckName(name string) error {
	for _, c := range name {
		if !strings.ContainsRune(plainToken, c) {
			return fmt.Errorf("FEED_NAME %q: it may have letters, digits, _ and - alone", name)
		}
	}
	if name == "" {
		return errors.New("FEED_NAME is empty")
	}
	return nil
}

func connectOptions(o Options) ([]nats.Option, error) {
	log := &connectionLog{log: o.Log}
	options := []nats.Option{
		nats.Name("forecourt"), nats.RetryOnFailedConnect(true), nats.MaxReconnects(-1), nats.ReconnectWait(reconnectWait),
		nats.ReconnectJitter(reconnectWait, reconnectWait), nats.Timeout(connectTimeout), nats.PingInterval(pingEvery), nats.MaxPingsOutstanding(2),
		nats.ReconnectErrHandler(func(_ *nats.Conn, err error) { log.failed(err) }),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) { log.failed(err) }),
		nats.ConnectHandler(func(*nats.Conn) { log.connected() }), nats.ReconnectHandler(func(*nats.Conn) { log.connected() }),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			o.Log.Warn("the feed's connection noticed", "error", err)
		}),
		nats.IgnoreAuthErrorAbort(),
	}
	for name, path := range map[string]string{
		"FEED_CREDENTIALS_FILE": o.Credentials, "FEED_TOKEN_FILE": o.Token, "FEED_CA_FILE": o.CA, "FEED_CERT_FILE": o.Certificate, "FEED_KEY_FILE": o.Key,
	} {
		if path == "" {
			continue
		}
		if _, err := os.ReadFile(path); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
	}
	if o.Credentials != "" {
		options = append(options, nats.UserCredentials(o.Credentials))
	}
	if o.Token != "" {
		options = append(options, nats.TokenHandler(func() string {
			text, err := os.ReadFile(o.Token)
			if err != nil {
				o.Log.Warn("FEED_TOKEN_FILE cannot be read", "error", err)
			}
			return strings.TrimSpace(string(text))
		}))
	}
	if o.CA != "" || o.Certificate != "" {
		options = append(options, nats.Secure(&tls.Config{MinVersion: tls.VersionTLS12}))
	}
	if o.CA != "" {
		options = append(options, nats.ClientTLSConfig(nil, func() (*x509.CertPool, error) { return readAuthorities(o.CA) }))
	}
	if o.Certificate != "" {
		options = append(options, nats.ClientCert(o.Certificate, o.Key))
	}
	return options, nil
}

func readAuthorities(path string) (*x509.CertPool, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read FEED_CA_FILE: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("FEED_CA_FILE %s holds no certificate in PEM form", path)
	}
	return pool, nil
}

// idKey is the key of the feed's id among the metadata of its stream. A stream that was made again has another id.
const idKey = "forecourt-feed"

// Open looks for the feed, and returns its id. It returns ErrAbsent if nobody has made the feed yet.
func (f *Feed) Open(ctx context.Context) (id string, err error) {
	stream, err := f.js.Stream(ctx, f.streamName())
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return "", ErrAbsent
	}
	if err != nil {
		return "", explain("look for the feed", err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.stream, f.id = stream, stream.CachedInfo().Config.Metadata[idKey]
	return f.id, nil
}

// Create looks for the feed, makes it if it does not exist, and returns its id.
func (f *Feed) Create(ctx context.Context) (id string, err error) {
	id, err = f.Open(ctx)
	if !errors.Is(err, ErrAbsent) {
		return id, err
	}
	ctx, stop := context.WithTimeout(ctx, makeTimeout)
	defer stop()
	_, err = f.js.CreateStream(ctx, jetstream.StreamConfig{
		Name: f.streamName(), Description: "Refreshes of the views that Forecourt copies", Subjects: []string{f.prefix() + ">"},
		Storage: jetstream.FileStorage, Replicas: f.options.Replicas, AllowRollup: true, DenyDelete: false,
		MaxConsumers: maxReaders,
		Metadata:     map[string]string{idKey: nuid.Next()},
	})
	if err != nil && !errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
		return "", explain("make the feed", err)
	}
	_, err = f.js.CreateObjectStore(ctx, jetstream.ObjectStoreConfig{
		Bucket: f.bucket(), Description: "Snapshots of the views that Forecourt copies", Storage: jetstream.FileStorage, Replicas: f.options.Replicas,
	})
	if err != nil && !errors.Is(err, jetstream.ErrBucketExists) {
		return "", explain("make the feed's store of snapshots", err)
	}
	if err := (&Lease{feed: f, ttl: LeaseTime}).open(ctx); err != nil { // Readers ask for snapshots in its bucket.
		return "", err
	}
	return f.Open(ctx)
}

// opened returns the stream that Open has found.
func (f *Feed) opened() jetstream.Stream {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.stream
}

// Error says that the feed could not be used.
type Error struct {
	What string
	Err  error
}

// Error says what was being done, why it failed, and what to look at.
func (e *Error) Error() string {
	return fmt.Sprintf("%s: %v: %s", e.What, e.Err, Advice(e.Err))
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// explain adds to an error what was being done. It returns the error of an ended context unchanged.
func explain(what string, err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	return &Error{What: what, Err: err}
}
