package feed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"forecourt/internal/rowset"
)

// Server is what one NATS server says about itself.
type Server struct {
	Name, Version string
	// Cluster is the name of the server's cluster, or "" for a single server.
	Cluster string
	// Encrypted means that TLS protects the connection.
	Encrypted bool
	RoundTrip time.Duration
	// Ahead is how far the server's clock is ahead of this machine's. Timed is false if the server does not send its
	// time.
	Ahead time.Duration
	Timed bool
}

// userInfoSubject is the subject under which every user may ask about itself. The answer has the time of the server.
const userInfoSubject = "$SYS.REQ.USER.INFO"

// Probe connects to one server and returns what it says about itself. It does not connect again.
func Probe(ctx context.Context, o Options, url string, now func() time.Time) (s Server, err error) {
	o.Log = slog.New(slog.DiscardHandler)
	options, err := connectOptions(o)
	if err != nil {
		return s, err
	}
	nc, err := nats.Connect(url, append(options, nats.RetryOnFailedConnect(false), nats.NoReconnect(), nats.IgnoreDiscoveredServers())...)
	if err != nil {
		return s, explain("reach "+hideSecrets(url), err)
	}
	defer nc.Close()
	s = Server{Name: nc.ConnectedServerName(), Version: nc.ConnectedServerVersion(), Cluster: nc.ConnectedClusterName()}
	_, tlsErr := nc.TLSConnectionState()
	s.Encrypted = tlsErr == nil
	asked := now()
	ctx, stop := context.WithTimeout(ctx, connectTimeout)
	defer stop()
	if err := nc.FlushWithContext(ctx); err != nil {
		return s, explain("ask "+hideSecrets(url), err)
	}
	s.RoundTrip = now().Sub(asked)
	asked = now()
	answer, err := nc.RequestWithContext(ctx, userInfoSubject, nil)
	if err != nil {
		return s, nil // Old servers do not answer this, and others may not want to.
	}
	var told struct {
		Server struct{ Time time.Time }
	}
	if err := json.Unmarshal(answer.Data, &told); err == nil && !told.Server.Time.IsZero() {
		middle := asked.Add(now().Sub(asked) / 2)
		s.Ahead, s.Timed = told.Server.Time.Sub(middle), true
	}
	return s, nil
}

// hideSecrets returns an address without what is before its @.
func hideSecrets(url string) string {
	scheme, rest, ok := strings.Cut(url, "://")
	if !ok {
		return url
	}
	return scheme + "://" + rest[strings.LastIndexByte(rest, '@')+1:]
}

var (
	// ErrFull means that the account has reached a limit.
	ErrFull = errors.New("the account has no room")
	// ErrAlone means that a feed should be kept on several servers, but the server has no cluster.
	ErrAlone = errors.New("the server has no cluster")
)

// Advice says what to do about an error of the feed.
func Advice(err error) string {
	var text string
	if err != nil {
		text = strings.ToLower(err.Error())
	}
	switch {
	case errors.Is(err, ErrFull):
		return "remove streams that nobody needs, set FEED_KEEP or FEED_MAX_MB lower, or let the account have more"
	case errors.Is(err, ErrAlone):
		return "set FEED_REPLICAS=1, or start as many servers"
	case errors.Is(err, ErrDamaged):
		return "the next `forecourt sync` replaces it by a snapshot"
	case errors.Is(err, nats.ErrAuthorization), strings.Contains(text, "authorization"), strings.Contains(text, "authentication"):
		return "check FEED_CREDENTIALS_FILE, FEED_TOKEN_FILE, or the user and password in FEED_URL"
	case strings.Contains(text, "permissions violation"):
		return "give the user the rights that docs/scale.md lists"
	case errors.Is(err, jetstream.ErrJetStreamNotEnabled), errors.Is(err, jetstream.ErrJetStreamNotEnabledForAccount):
		return "start the server with JetStream (nats-server -js), and let the user's account have it"
	case strings.Contains(text, "feed_ca_file"):
		return "name a PEM file with the certificates of the authorities that this machine trusts"
	case strings.Contains(text, "x509"), strings.Contains(text, "tls"), errors.Is(err, nats.ErrSecureConnRequired), errors.Is(err, nats.ErrSecureConnWanted):
		return "check FEED_CA_FILE, FEED_CERT_FILE and FEED_KEY_FILE, and that FEED_URL begins with tls:// if the server wants TLS"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, nats.ErrTimeout), errors.Is(err, nats.ErrNoResponders):
		return "JetStream does not answer: more than half of the cluster's servers must run"
	}
	return "check that FEED_URL names NATS servers with JetStream, that this machine may reach them, and that the user may use streams"
}

// Replica is one server that keeps the feed.
type Replica struct {
	Name string
	// Leads means that the server takes the writes. Current is false if it is behind, and Offline means that it is
	// away.
	Leads, Current, Offline bool
}

// Examination is what the feed and its servers say. A limit is 0 if there is none.
type Examination struct {
	// Stored is how many bytes the account keeps on disk, and Streams the number of its streams. A feed has three.
	Stored, StoreLimit   int64
	Streams, StreamLimit int
	// Absent means that nobody has made the feed yet. Then the fields below are empty.
	Absent bool
	ID     string
	// Replicas are the servers that keep the feed, and Bytes is the size of its messages.
	Replicas []Replica
	Bytes    uint64
	// Writer is the name of the writer that has the lease, or "".
	Writer string
	// Heads are the last segments of the views.
	Heads map[string]Head
}

// HeadOf returns the last segment of a view, with the view's name in the feed. Names are equal as in SQLite.
func (e *Examination) HeadOf(view string) (name string, head Head, ok bool) {
	for name, head := range e.Heads {
		if rowset.FoldName(name) == rowset.FoldName(view) {
			return name, head, true
		}
	}
	return "", Head{}, false
}

// feedStreams is the number of streams of a feed: its messages, its snapshots, and its lease.
const feedStreams = 3

// Room reports whether the account may have one more feed.
func (e *Examination) Room() bool {
	return e.StreamLimit == 0 || e.Streams+feedStreams <= e.StreamLimit
}

// Examine looks at the feed without changing it.
func (f *Feed) Examine(ctx context.Context) (*Examination, error) {
	account, err := f.js.AccountInfo(ctx)
	if err != nil {
		return nil, explain("ask for JetStream", err)
	}
	e := &Examination{
		Stored: int64(account.Store), StoreLimit: max(0, account.Limits.MaxStore), Streams: account.Streams, StreamLimit: max(0, account.Limits.MaxStreams),
	}
	if e.ID, err = f.Open(ctx); errors.Is(err, ErrAbsent) {
		e.Absent = true
		return e, nil
	}
	if err != nil {
		return nil, err
	}
	info, err := f.opened().Info(ctx)
	if err != nil {
		return nil, explain("look at the feed", err)
	}
	e.Bytes, e.Replicas = info.State.Bytes, replicas(info)
	if e.Heads, err = f.Views(ctx); err != nil {
		return nil, err
	}
	e.Writer, err = f.Leader(ctx)
	return e, err
}

func replicas(info *jetstream.StreamInfo) []Replica {
	if info.Cluster == nil || info.Cluster.Leader == "" {
		return []Replica{{Leads: true, Current: true}}
	}
	list := []Replica{{Name: info.Cluster.Leader, Leads: true, Current: true}}
	for _, peer := range info.Cluster.Replicas {
		list = append(list, Replica{Name: peer.Name, Current: peer.Current, Offline: peer.Offline})
	}
	return list
}

// Leader returns the name of the writer that has the lease, or "" if there is none.
func (f *Feed) Leader(ctx context.Context) (string, error) {
	store, err := f.js.KeyValue(ctx, f.leaseBucket())
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		return "", nil
	}
	if err != nil {
		return "", explain("look who has the feed's lease", err)
	}
	writer, err := holderOf(ctx, store)
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return "", nil
	}
	return writer, explain("look who has the feed's lease", err)
}

// holderOf returns the name of the writer that has the lease in a store.
func holderOf(ctx context.Context, store jetstream.KeyValue) (string, error) {
	entry, err := store.Get(ctx, leaseKey)
	if err != nil {
		return "", err
	}
	var holder map[string]string
	if err := json.Unmarshal(entry.Value(), &holder); err != nil {
		return "", fmt.Errorf("%w: the lease's holder: %w", ErrDamaged, err)
	}
	return holder["writer"], nil
}
