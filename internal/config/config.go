// Package config reads the settings. A flag wins over the environment, the environment over .env in the working
// directory, and that over the default.
package config

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"
)

// Source says where the views are read from. The tags are kong's; `var` is the setting's environment variable.
type Source struct {
	Type           string        `name:"source-type" var:"SOURCE_TYPE" group:"Source" enum:"mysql,sqlite" default:"mysql" help:"Kind of source: mysql, or sqlite for another SQLite file."`
	Host           string        `name:"source-host" var:"SOURCE_HOST" group:"Source" default:"127.0.0.1" placeholder:"HOST[:PORT]" help:"Host name of the MySQL server, or of several that hold the same rows, separated by commas: they are tried in this order."`
	Port           int           `name:"source-port" var:"SOURCE_PORT" group:"Source" default:"3306" help:"Port of the servers that are named without one."`
	User           string        `name:"source-user" var:"SOURCE_USER" group:"Source" help:"MySQL user; the right to SELECT is enough."`
	Database       string        `name:"source-database" var:"SOURCE_DATABASE" group:"Source" default:"vehicles_db" help:"Database with the views; for sqlite, the path of the file."`
	PasswordFile   string        `name:"source-password-file" var:"SOURCE_PASSWORD_FILE" group:"Source" placeholder:"FILE" help:"File with the password or token, read again at every connect. The variable SOURCE_PASSWORD holds the password itself; there is no flag for it."`
	SSLMode        string        `name:"source-ssl-mode" var:"SOURCE_SSL_MODE" group:"Source" enum:",disabled,preferred,required,verify-ca,verify-identity" default:"" placeholder:"MODE" help:"TLS as MySQL's clients name it: disabled, preferred, required, verify-ca or verify-identity. Only the last two prove who the server is: in the others, whoever answers gets the password. Default: preferred on a loopback host, else verify-identity."`
	SSLCA          string        `name:"source-ssl-ca" var:"SOURCE_SSL_CA" group:"Source" placeholder:"FILE" help:"PEM file with the trusted authorities. Default: the system's, which hold Azure's."`
	ConnectTimeout time.Duration `name:"source-connect-timeout" var:"SOURCE_CONNECT_TIMEOUT" group:"Source" default:"10s" help:"How long to wait until a connection can be used."`
	ReadTimeout    time.Duration `name:"source-read-timeout" var:"SOURCE_READ_TIMEOUT" group:"Source" default:"2m" help:"How long the server may be silent; raise it for a view that takes long to begin."`
	MaxLag         time.Duration `name:"source-max-lag" var:"SOURCE_MAX_LAG" group:"Source" default:"10s" help:"How far one of several servers may be behind the others, and still be read."`
	MaxRowMB       int64         `name:"source-max-row-mb" var:"SOURCE_MAX_ROW_MB" group:"Source" default:"128" help:"About how many MiB the server may send for one row; reading one takes several times as much memory."`

	// EnvPassword is the value of SOURCE_PASSWORD.
	EnvPassword string `kong:"-"`
}

// Password returns the password. If it is in a file, the file is read each time.
func (s Source) Password() (string, error) {
	if s.PasswordFile == "" {
		return s.EnvPassword, nil
	}
	text, err := os.ReadFile(s.PasswordFile)
	if err != nil {
		return "", fmt.Errorf("read SOURCE_PASSWORD_FILE: %w", err)
	}
	return strings.TrimRight(string(text), "\r\n"), nil
}

// Mode returns the TLS mode. Without a setting, it depends on the hosts.
func (s Source) Mode() string {
	if s.SSLMode != "" {
		return s.SSLMode
	}
	servers, err := s.Servers()
	if err != nil {
		return "verify-identity"
	}
	for _, server := range servers {
		if ip := net.ParseIP(server.Host); server.Host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return "verify-identity"
		}
	}
	return "preferred"
}

// Validate finds settings that contradict each other. kong calls it.
func (s Source) Validate() error {
	switch {
	case s.Type == "mysql" && (s.Port < 1 || s.Port > 65535):
		return fmt.Errorf("SOURCE_PORT is %d: it must be from 1 to 65535", s.Port)
	case s.ConnectTimeout <= 0 || s.ReadTimeout <= 0 || s.MaxLag < 0:
		return errors.New("SOURCE_CONNECT_TIMEOUT and SOURCE_READ_TIMEOUT must be more than 0, SOURCE_MAX_LAG not less")
	case s.MaxRowMB < 1 || s.MaxRowMB > 4096:
		return fmt.Errorf("SOURCE_MAX_ROW_MB is %d: it must be from 1 to 4096", s.MaxRowMB)
	case s.Type == "mysql":
		_, err := s.Servers()
		return err
	}
	return nil
}

// Complete reads the settings without a flag from the environment, and finds missing settings.
func (s *Source) Complete(env Environment) error {
	s.EnvPassword = env.Get("SOURCE_PASSWORD")
	switch {
	case s.EnvPassword != "" && s.PasswordFile != "":
		return errors.New("SOURCE_PASSWORD and SOURCE_PASSWORD_FILE are both set: keep one")
	case s.Type == "mysql" && s.User == "":
		return errors.New("SOURCE_USER is not set: give the MySQL user, in the environment, in .env or as --source-user")
	}
	return nil
}

// Cache says where the local copy is.
type Cache struct {
	Path        string `name:"cache-path" var:"CACHE_PATH" group:"Cache" default:"forecourt.db" placeholder:"FILE" help:"The local SQLite file."`
	Permissions string `name:"cache-mode" var:"CACHE_MODE" group:"Cache" enum:"0600,0640,0660" default:"0600" help:"Who may use a new file: 0600 its owner, 0640 the group may read, 0660 read and write, which a reader in the group needs."`
}

// FileMode returns the mode of a new file. kong has checked it.
func (c Cache) FileMode() os.FileMode {
	mode, err := strconv.ParseUint(c.Permissions, 8, 32)
	if err != nil {
		return 0o600
	}
	return os.FileMode(mode)
}

// Stock says where the mapping is.
type Stock struct {
	StockFile string `name:"stock-file" var:"STOCK_FILE" group:"Stock" placeholder:"FILE" help:"How the columns of the view are the fields of the API (forecourt adapt proposes it). Default: stock.yaml in the working directory, if it is there; a view with the contract's columns needs none."`
}

// Demand says where the values that people ask for are counted.
type Demand struct {
	Log string `name:"demand-log" var:"DEMAND_LOG" group:"Demand" placeholder:"FILE" help:"File that counts what people ask for, or off. Default: the cache's path followed by .demand."`
}

// File returns the path of the counts for a cache, "" for none.
func (d Demand) File(cache string) string {
	switch d.Log {
	case "":
		return cache + ".demand"
	case "off":
		return ""
	}
	return d.Log
}

// Views says which views are copied.
type Views struct {
	Names []string `name:"view" aliases:"sync-views" var:"SYNC_VIEWS" group:"Views" default:"vehicles_stock" sep:"none" placeholder:"NAME[:KEY[:CURSOR]]" help:"Views or tables to copy, in this order, separated by commas. NAME:KEY names the column that identifies a row, where the view is not the contract; a key of several columns is FIRST+SECOND. A name with a comma, a colon or a plus in it stands in double quotes. NAME:KEY:CURSOR names a column that grows whenever a row is inserted or updated: most runs read only the rows from its last value on."`
}

// Changes says how long the log of changes is kept.
type Changes struct {
	Days int `name:"changes-days" var:"SYNC_CHANGES_DAYS" group:"Sync" default:"30" help:"How many days the log of changed rows is kept; 0 keeps none."`
	MB   int `name:"changes-mb" var:"SYNC_CHANGES_MB" group:"Sync" default:"64" help:"About how large the log of changed rows may be, in megabytes: the oldest go first; 0 is no limit."`
}

// Incremental says when views with a cursor are read completely again.
type Incremental struct {
	FullEvery string `name:"full-every" var:"SYNC_FULL_EVERY" group:"Sync" default:"24h" placeholder:"N|DURATION" help:"When a view with a cursor is read as a whole again, which finds deleted rows: after so many incremental runs, such as 20, or so long, such as 24h; 0 is never."`
}

// Full returns the number of runs, or the time, after which a full run is due. The other one is 0; without a setting
// both are.
func (i Incremental) Full() (runs int64, every time.Duration, err error) {
	if i.FullEvery == "" {
		return 0, 0, nil
	}
	if runs, err = strconv.ParseInt(i.FullEvery, 10, 64); err == nil && runs >= 0 {
		return runs, 0, nil
	}
	if every, err = time.ParseDuration(i.FullEvery); err == nil && every >= 0 {
		return 0, every, nil
	}
	return 0, 0, fmt.Errorf("SYNC_FULL_EVERY is %q: it must be a number of runs, such as 20, or a duration, such as 24h", i.FullEvery)
}

// Validate finds a setting that cannot be read. kong calls it.
func (i Incremental) Validate() error {
	_, _, err := i.Full()
	return err
}

// Validate finds a setting without an effect. kong calls it.
func (c Changes) Validate() error {
	if c.Days < 0 || c.MB < 0 {
		return errors.New("SYNC_CHANGES_DAYS and SYNC_CHANGES_MB must not be negative")
	}
	return nil
}

// MaxBytes returns how large the log may be, 0 for no limit.
func (c Changes) MaxBytes() int64 { return int64(c.MB) * 1_000_000 }

// Keep returns how long the log is kept.
func (c Changes) Keep() time.Duration { return time.Duration(c.Days) * 24 * time.Hour }

// Log says what is logged to standard error.
type Log struct {
	Format string `name:"log-format" var:"LOG_FORMAT" group:"Log" enum:"text,json" default:"text" help:"text or json."`
	Level  string `name:"log-level" var:"LOG_LEVEL" group:"Log" enum:"debug,info,warn,error" default:"info" help:"debug, info, warn or error."`
}

// Reading says how requests read the vehicles.
type Reading struct {
	PublicURL   string        `name:"public-url" var:"PUBLIC_URL" group:"API" placeholder:"URL" help:"Address by which clients reach the API; it goes into the OpenAPI document. Without it, that is the address at which the document was asked for."`
	ReadFrom    string        `name:"read-from" var:"READ_FROM" group:"API" enum:"live,cache,auto" default:"auto" help:"live: the source; cache: the local copy; auto: the source, and the copy when the source does not answer."`
	MaxAge      time.Duration `name:"cache-max-age" var:"CACHE_MAX_AGE" group:"API" placeholder:"DURATION" help:"How old the copy may be, such as 2s. In auto, the copy answers while it is not older, and the source when it is. With cache, requests get 503 when it is older. Without it, the copy may have any age, and auto asks the source first."`
	LiveTimeout time.Duration `name:"live-timeout" var:"LIVE_TIMEOUT" group:"API" default:"2s" help:"How long the source may take in auto, before the copy answers."`
	Deadline    time.Duration `name:"request-timeout" var:"REQUEST_TIMEOUT" group:"API" default:"10s" help:"How long a request may take."`
	Concurrent  int           `name:"max-concurrent" var:"MAX_CONCURRENT" group:"API" default:"128" help:"Requests that are worked on at a time, in all; a key may have half of them."`
	IndexUpTo   int64         `name:"index-up-to" var:"INDEX_UP_TO" group:"API" default:"2000000" placeholder:"VEHICLES" help:"Up to how many vehicles the local copy is indexed in memory, at about 120 bytes each; 0 is never."`
	WordsFile   string        `name:"words-file" var:"WORDS_FILE" group:"API" placeholder:"FILE" help:"More words that people use for the stock's values, in the form of internal/words/wordbook/data/fields/make.txt."`
}

// Validate finds settings that contradict each other. kong calls it.
func (r Reading) Validate() error {
	switch {
	case r.PublicURL != "" && !strings.HasPrefix(r.PublicURL, "https://") && !strings.HasPrefix(r.PublicURL, "http://"):
		return errors.New("PUBLIC_URL must begin with https:// (or http:// for a trial)")
	case r.MaxAge < 0:
		return errors.New("CACHE_MAX_AGE must not be negative")
	case r.MaxAge > 0 && r.ReadFrom == "live":
		return errors.New("CACHE_MAX_AGE needs READ_FROM=auto or READ_FROM=cache: with live, the copy is not read")
	case r.LiveTimeout <= 0 || r.Deadline <= 0 || r.Concurrent < 2:
		return errors.New("LIVE_TIMEOUT and REQUEST_TIMEOUT must be more than 0, MAX_CONCURRENT at least 2")
	}
	return nil
}

// API says how the vehicles are served.
type API struct {
	Reading `embed:""`

	KeyFile        string   `name:"api-key-file" var:"API_KEY_FILE" group:"API" placeholder:"FILE" help:"File with named keys, which forecourt key writes; it is read again when it changes."`
	TrustForwarded bool     `name:"trust-forwarded" var:"TRUST_FORWARDED" group:"API" help:"Believe X-Forwarded-Host and X-Forwarded-Proto: only behind a proxy that sets both."`
	AllowedHosts   []string `name:"allowed-hosts" var:"ALLOWED_HOSTS" group:"API" placeholder:"NAME" help:"More host names under which /mcp is reached, besides PUBLIC_URL's, IP addresses and names without a dot."`
	AllowedOrigins []string `name:"allowed-origins" var:"ALLOWED_ORIGINS" group:"API" placeholder:"ORIGIN" help:"Origins, such as https://chat.example.com, whose pages may ask /mcp, besides this server's own."`
	Connections    int      `name:"max-connections" var:"MAX_CONNECTIONS" group:"API" placeholder:"NUMBER" help:"Connections at a time, in all; those without a key are closed first. Default: what the limit of open files leaves, at most 4096."`

	Pages   string `name:"pages" var:"PAGES" group:"API" enum:"on,off,public" default:"on" help:"The pages for people: on for those who sign in with a key; public shows the stock, a car and the changes to everybody; off."`
	CSVRows int    `name:"pages-csv-rows" var:"PAGES_CSV_ROWS" group:"API" default:"100000" help:"How many cars a download from the pages has at most."`

	ListenAddr  string        `name:"listen-addr" var:"LISTEN_ADDR" group:"API" default:":8080" placeholder:"HOST:PORT" help:"Where the API listens."`
	MetricsAddr string        `name:"metrics-addr" var:"METRICS_ADDR" group:"API" placeholder:"HOST:PORT" help:"Where /metrics listens, for Prometheus. Without it there are none."`
	RateLimit   float64       `name:"rate-limit" var:"RATE_LIMIT" group:"API" default:"50" help:"Requests a second for each key; 0 is no limit."`
	RateBurst   int           `name:"rate-burst" var:"RATE_BURST" group:"API" default:"100" help:"Requests that a key may make at once."`
	SyncEvery   time.Duration `name:"sync-every" var:"SERVE_SYNC_EVERY" group:"API" placeholder:"DURATION" help:"Refresh the local copy every so often, such as 5m."`

	// Keys is the value of API_KEY.
	Keys string `kong:"-"`
}

// Complete reads the settings without a flag from the environment, and finds missing settings.
func (a *API) Complete(env Environment) error {
	a.Keys = env.Get("API_KEY")
	switch {
	case a.Keys == "" && a.KeyFile == "":
		return errors.New("API_KEY is not set: give one or several keys of at least 16 characters, separated by commas, in the environment or in .env; or name a file that `forecourt key new NAME` writes in API_KEY_FILE")
	case a.CSVRows < 1:
		return fmt.Errorf("PAGES_CSV_ROWS is %d: it must be at least 1; PAGES=off turns the pages off", a.CSVRows)
	case a.RateLimit < 0 || a.SyncEvery < 0 || a.Connections < 0:
		return errors.New("RATE_LIMIT, SERVE_SYNC_EVERY and MAX_CONNECTIONS must not be negative")
	}
	return a.Validate()
}
