package config

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Feed says where the feed is that carries refreshes to other machines.
type Feed struct {
	URL             string        `name:"feed-url" var:"FEED_URL" group:"Feed" placeholder:"URL" help:"Addresses of NATS servers with JetStream, separated by commas, such as nats://a:4222,nats://b:4222; tls:// for TLS. Refreshes are then published there."`
	Name            string        `name:"feed-name" var:"FEED_NAME" group:"Feed" placeholder:"NAME" help:"Tells several feeds on the same servers apart. Default: the names of the views."`
	Domain          string        `name:"feed-domain" var:"FEED_DOMAIN" group:"Feed" placeholder:"NAME" help:"JetStream domain of the servers that keep the feed, when FEED_URL names a leaf node before them. Default: that of the server at FEED_URL."`
	Replicas        int           `name:"feed-replicas" var:"FEED_REPLICAS" group:"Feed" default:"1" help:"On how many servers of the cluster a new feed is kept: 1, 3 or 5."`
	CredentialsFile string        `name:"feed-credentials-file" var:"FEED_CREDENTIALS_FILE" group:"Feed" placeholder:"FILE" help:"File with a NATS user's credentials (.creds)."`
	TokenFile       string        `name:"feed-token-file" var:"FEED_TOKEN_FILE" group:"Feed" placeholder:"FILE" help:"File with a token, read again at every connect."`
	CAFile          string        `name:"feed-ca-file" var:"FEED_CA_FILE" group:"Feed" placeholder:"FILE" help:"PEM file with the trusted authorities. Default: the system's."`
	CertFile        string        `name:"feed-cert-file" var:"FEED_CERT_FILE" group:"Feed" placeholder:"FILE" help:"PEM file with a client certificate, with FEED_KEY_FILE."`
	KeyFile         string        `name:"feed-key-file" var:"FEED_KEY_FILE" group:"Feed" placeholder:"FILE" help:"PEM file with the client certificate's key."`
	Keep            time.Duration `name:"feed-keep" var:"FEED_KEEP" group:"Feed" default:"24h" help:"How long refreshes stay in the feed that a snapshot contains, for readers that were away; 0 is for ever."`
	MaxMB           int64         `name:"feed-max-mb" var:"FEED_MAX_MB" group:"Feed" default:"1024" help:"About how large the refreshes in the feed may be, in megabytes: those that a snapshot contains go first; 0 is no limit."`
}

// On tells whether there is a feed.
func (f Feed) On() bool { return f.URL != "" }

// URLs returns the addresses of the servers.
func (f Feed) URLs() []string {
	var urls []string
	for part := range strings.SplitSeq(f.URL, ",") {
		if part = strings.TrimSpace(part); part != "" {
			urls = append(urls, part)
		}
	}
	return urls
}

// MaxBytes returns how large the refreshes may be, 0 for no limit.
func (f Feed) MaxBytes() int64 { return f.MaxMB * 1_000_000 }

// Validate finds settings that contradict each other. kong calls it.
func (f Feed) Validate() error {
	for _, url := range f.URLs() {
		scheme, _, ok := strings.Cut(url, "://")
		if !ok || scheme != "nats" && scheme != "tls" && scheme != "ws" && scheme != "wss" {
			return errors.New("FEED_URL: each address must begin with nats:// or tls://")
		}
	}
	switch {
	case strings.ContainsAny(f.Domain, ".*> \t"):
		return fmt.Errorf("FEED_DOMAIN %q: a domain has no dots, spaces, * or >", f.Domain)
	case f.Replicas != 1 && f.Replicas != 3 && f.Replicas != 5:
		return fmt.Errorf("FEED_REPLICAS is %d: it must be 1, 3 or 5", f.Replicas)
	case (f.CertFile == "") != (f.KeyFile == ""):
		return errors.New("FEED_CERT_FILE and FEED_KEY_FILE must both be set, or neither")
	case f.Keep < 0 || f.MaxMB < 0:
		return errors.New("FEED_KEEP and FEED_MAX_MB must not be negative")
	}
	return nil
}
