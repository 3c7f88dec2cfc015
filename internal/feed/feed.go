// Package feed carries the refreshes of views from one writer to any number of readers, over NATS JetStream.
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

// Options say where a feed is, and how it is reached.
type Options struct {
	// URLs are the addresses of NATS servers: those of one cluster.
	URLs []string
	// Name tells several feeds of one cluster apart. CheckName says what it may be.
	Name string
	// Credentials is a file with a user's JWT and key, Token one with a token; CA is a PEM file with trusted
	// authorities, Certificate and Key are a client's. Each may be "". The files are read at every connect.
	Credentials, Token, CA, Certificate, Key string
	// Replicas is on how many servers of the cluster a new feed is kept.
	Replicas int
	Log      *slog.Logger
}

const (
	// connectTimeout is how long a server may take to answer a connection, askTimeout how long a request.
	connectTimeout = 3 * time.Second
	askTimeout     = 5 * time.Second
	// reconnectWait is the pause before the next server is tried.
	reconnectWait = 250 * time.Millisecond
	// pingEvery finds connections that are dead without saying so: two pings may stay without an answer.
	pingEvery = 2 * time.Second
)

// Feed is a connection to a feed. It connects again by itself. It is safe for concurrent use.
type Feed struct {
	options Options
	nc      *nats.Conn
	js      jetstream.JetStream

	// asked tells that Reached has waited.
	asked atomic.Bool

	mu     sync.Mutex
	stream jetstream.Stream
	id     string
}

// ErrAbsent says that nobody has made the feed yet.
var ErrAbsent = errors.New("the feed does not exist yet: the first `forecourt sync` with FEED_URL makes it")

// Connect returns a feed, whether or not a server answers now. Its errors are mistakes in the options.
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
	js, err := jetstream.New(nc, jetstream.WithDefaultTimeout(askTimeout))
	if err != nil {
		nc.Close()
		return nil, err
	}
	return &Feed{options: o, nc: nc, js: js}, nil
}

// CheckName says why a feed cannot have a name, or returns nil.
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

// connectionLog tells when the connection is lost and when it is back, each once.
type connectionLog struct {
	log  *slog.Logger
	mu   sync.Mutex
	lost bool
}

func (l *connectionLog) failed(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.lost || err == nil {
		return
	}
	l.lost = true
	l.log.Warn("the feed is not reached: it is tried again until it is", "error", err)
}

func (l *connectionLog) connected() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lost = false
	l.log.Info("the feed is connected")
}

// Close ends the connection.
func (f *Feed) Close() { f.nc.Close() }

// Connected tells whether a server answers.
func (f *Feed) Connected() bool { return f.nc.IsConnected() }

// ErrAway says that no server of the feed answers.
var ErrAway = errors.New("no server at FEED_URL answers")

// Reached waits until the feed is connected, and tells whether it is. Only the first call waits long.
func (f *Feed) Reached(ctx context.Context) bool {
	wait := connectTimeout + reconnectWait
	if f.asked.Swap(true) {
		wait = reconnectWait
	}
	over := time.After(wait)
	for !f.nc.IsConnected() {
		select {
		case <-ctx.Done():
			return false
		case <-over:
			return false
		case <-time.After(reconnectWait / 10):
		}
	}
	return true
}

// idKey names the stream's own name of itself among its metadata: a stream that is made anew has another one.
const idKey = "forecourt-feed"

// Open finds the feed, and returns its own name of itself. It returns ErrAbsent when nobody has made it yet.
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

// Create finds the feed, and makes it when it is not there.
func (f *Feed) Create(ctx context.Context) (id string, err error) {
	id, err = f.Open(ctx)
	if !errors.Is(err, ErrAbsent) {
		return id, err
	}
	_, err = f.js.CreateStream(ctx, jetstream.StreamConfig{
		Name: f.streamName(), Description: "Refreshes of the views that Forecourt copies", Subjects: []string{f.prefix() + ">"},
		Storage: jetstream.FileStorage, Replicas: f.options.Replicas, AllowRollup: true, DenyDelete: false,
		Metadata: map[string]string{idKey: nuid.Next()},
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
	return fmt.Sprintf("%s: %v: check that FEED_URL names a NATS server with JetStream, and that its user may use streams", e.What, e.Err)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// explain says what was being done. The context's end stays what it is.
func explain(what string, err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	return &Error{What: what, Err: err}
}
