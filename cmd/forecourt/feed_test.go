package main_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	nats "github.com/nats-io/nats-server/v2/server"

	"forecourt/internal/testnats"
)

// feedSettings are those of a writer, and of a reader with its own file.
func feedSettings(t *testing.T, url string) (writer, reader []string, from string) {
	t.Helper()
	writer, from, _ = newSource(t)
	writer = append(writer, "FEED_URL="+url)
	return writer, []string{"CACHE_PATH=" + filepath.Join(t.TempDir(), "copy.db"), "SYNC_VIEWS=a", "FEED_URL=" + url, "SERVE_FOLLOW=true"}, from
}

// TestDoctorLooksAtTheFeed before there is one, while there is one, and when the copy is behind.
func TestDoctorLooksAtTheFeed(t *testing.T) {
	broker := testnats.Start(t)
	writer, reader, from := feedSettings(t, broker.URL())
	before := forecourt(t, writer, "doctor")
	for _, want := range []string{"alone, reached in", "the connection is not encrypted", "its clock agrees", "without a limit", "a does not exist yet, and can be made on 1 server", "there is no copy here yet"} {
		before.want(t, 0, want)
	}
	forecourt(t, writer, "sync").want(t, 0, "published")
	forecourt(t, reader, "follow", "--once").want(t, 0, "segment 1 of a")
	made := forecourt(t, writer, "doctor")
	for _, want := range []string{"of refreshes of 1 view, on 1 server", "no writer has the lease", "a: the copy has the last segment, 1"} {
		made.want(t, 0, want)
	}
	mustExec(t, openDB(t, from), "INSERT INTO a VALUES (3)")
	forecourt(t, writer, "sync").want(t, 0, "1 inserted")
	late := forecourt(t, reader, "doctor")
	late.want(t, 0, "the source is not looked at")
	late.want(t, 0, "note  feed      a: the copy is 1 segment behind: it has segment 1 of 2")
	var found struct {
		OK     bool
		Checks []struct{ Outcome, Check, Text string }
	}
	if err := json.Unmarshal([]byte(forecourt(t, reader, "doctor", "--json").stdout), &found); err != nil {
		t.Fatal(err)
	}
	if !found.OK || len(found.Checks) < 8 || found.Checks[0].Outcome != "ok" || found.Checks[0].Check != "settings" {
		t.Errorf("the object is %+v", found)
	}
	broker.Stop()
	forecourt(t, writer, "doctor").want(t, 10, "FAIL  feed      reach "+broker.URL())
	var failed struct{ OK bool }
	if err := json.Unmarshal([]byte(forecourt(t, writer, "doctor", "--json").stdout), &failed); err != nil || failed.OK {
		t.Errorf("a failure is told as %+v, %v", failed, err)
	}
}

// TestDoctorSaysWhatTheFeedLacks, and what to do.
func TestDoctorSaysWhatTheFeedLacks(t *testing.T) {
	token := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, []byte("right\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	port := freePort(t)
	for name, c := range map[string]struct {
		change   func(*nats.Options)
		settings []string
		code     int
		want     string
	}{
		"no token":     {func(o *nats.Options) { o.Authorization = "right" }, nil, 10, "check FEED_CREDENTIALS_FILE, FEED_TOKEN_FILE"},
		"its token":    {func(o *nats.Options) { o.Authorization = "right" }, []string{"FEED_TOKEN_FILE=" + token}, 0, "can be made on 1 server"},
		"no JetStream": {func(o *nats.Options) { o.JetStream = false }, nil, 10, "start the server with JetStream"},
		"no cluster":   {func(*nats.Options) {}, []string{"FEED_REPLICAS=3"}, 10, "set FEED_REPLICAS=1, or start as many servers"},
		"no authority": {func(*nats.Options) {}, []string{"FEED_CA_FILE=" + token}, 10, "name a PEM file"},
		"no TLS":       {func(o *nats.Options) { o.Port = port }, []string{fmt.Sprintf("FEED_URL=tls://127.0.0.1:%d", port)}, 10, "that FEED_URL begins with tls://"},
	} {
		t.Run(name, func(t *testing.T) {
			settings, _, _ := feedSettings(t, testnats.Start(t, c.change).URL())
			forecourt(t, append(settings, c.settings...), "doctor").want(t, c.code, c.want)
		})
	}
	full := testnats.Start(t)
	full.Limit(t, 1<<20, 2)
	settings, _, _ := feedSettings(t, full.URL())
	forecourt(t, settings, "doctor").want(t, 10, "the account has 0 of 2 streams, and a feed takes three: remove streams")
}

// TestStatusTellsOfTheFeed: where a copy stands that follows, and what waits for the feed at a writer.
func TestStatusTellsOfTheFeed(t *testing.T) {
	broker := testnats.Start(t)
	writer, reader, from := feedSettings(t, broker.URL())
	forecourt(t, writer, "sync").want(t, 0, "published")
	forecourt(t, reader, "follow", "--once").want(t, 0, "segment 1 of a")
	forecourt(t, reader, "status").want(t, 0, "a: segment 1 of the feed, of 20")
	broker.Stop()
	mustExec(t, openDB(t, from), "INSERT INTO a VALUES (3)")
	forecourt(t, writer, "sync").want(t, 10, "1 inserted")
	forecourt(t, writer, "status").want(t, 0, "a: refreshes wait for the feed: 1, ")
	var told struct {
		Feed []struct {
			View              string
			Sequence, Waiting int64
			LagSeconds        *float64 `json:"lag_seconds"`
		}
	}
	if err := json.Unmarshal([]byte(forecourt(t, writer, "status", "--json").stdout), &told); err != nil {
		t.Fatal(err)
	}
	if len(told.Feed) != 1 || told.Feed[0].View != "a" || told.Feed[0].Sequence != 1 || told.Feed[0].Waiting != 1 || told.Feed[0].LagSeconds == nil {
		t.Errorf("the writer's place is %+v", told.Feed)
	}
	alone, _, _ := newSource(t)
	forecourt(t, alone, "sync").want(t, 0, "published")
	if text := forecourt(t, alone, "status", "--json").stdout; strings.Contains(text, `"feed"`) {
		t.Errorf("without a feed: %s", text)
	}
}
