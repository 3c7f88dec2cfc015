//go:build integration

package main_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/netip"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/wait"
)

// natsServer is a NATS server in Docker, at an address that stays the same.
type natsServer struct {
	t         *testing.T
	container testcontainers.Container
	url       string
}

func startNATS(t *testing.T) *natsServer {
	t.Helper()
	port := freePort(t)
	running, err := testcontainers.Run(t.Context(), "nats:2", testcontainers.WithCmd("-js", "-m", "8222"),
		testcontainers.WithExposedPorts("4222/tcp"),
		testcontainers.WithHostConfigModifier(func(c *container.HostConfig) { // The same one after a restart.
			c.PortBindings = network.PortMap{network.MustParsePort("4222/tcp"): {{HostIP: netip.MustParseAddr("127.0.0.1"), HostPort: strconv.Itoa(port)}}}
		}),
		testcontainers.WithWaitStrategyAndDeadline(time.Minute, wait.ForListeningPort("4222/tcp")))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := running.Terminate(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return &natsServer{t, running, fmt.Sprintf("nats://127.0.0.1:%d", port)}
}

func (n *natsServer) docker(command string) {
	n.t.Helper()
	if text, err := exec.CommandContext(n.t.Context(), "docker", command, n.container.GetContainerID()).CombinedOutput(); err != nil {
		n.t.Fatalf("docker %s: %v: %s", command, err, text)
	}
}

// feedWorld is a source with a stock, and what is made of it.
type feedWorld struct {
	t    *testing.T
	nats *natsServer
	from string
}

func newFeedWorld(t *testing.T, rows int) *feedWorld {
	t.Helper()
	w := &feedWorld{t: t, nats: startNATS(t), from: stockSource(t, rows)}
	return w
}

func (w *feedWorld) change(statements ...string) {
	w.t.Helper()
	mustExec(w.t, openDB(w.t, w.from), statements...)
}

// writer and reader return the settings of a program with a file of its own.
func (w *feedWorld) writer(path string) []string {
	return []string{"SOURCE_TYPE=sqlite", "SOURCE_DATABASE=" + w.from, "CACHE_PATH=" + path, "FEED_URL=" + w.nats.url}
}

func (w *feedWorld) reader(path string) []string {
	return []string{"CACHE_PATH=" + path, "FEED_URL=" + w.nats.url}
}

func (w *feedWorld) file(name string) string { return filepath.Join(w.t.TempDir(), name+".db") }

// content is the fingerprint and the rows of a copy.
func content(t *testing.T, path string) (fingerprint, rows string) {
	t.Helper()
	db := openDB(t, "file:"+path+"?mode=ro&_pragma=busy_timeout(5000)")
	err := db.QueryRowContext(t.Context(), "SELECT fingerprint FROM forecourt_sync_runs WHERE outcome IN ('published', 'unchanged') ORDER BY id DESC LIMIT 1").Scan(&fingerprint)
	if err == nil {
		err = db.QueryRowContext(t.Context(), "SELECT count(*) || ' ' || group_concat(id || ' ' || price || ' ' || color, ',') FROM (SELECT * FROM vehicles_stock ORDER BY id)").Scan(&rows)
	}
	if err != nil {
		t.Fatal(err)
	}
	return fingerprint, rows
}

func mustEqualFiles(t *testing.T, one, other string) {
	t.Helper()
	fingerprint, rows := content(t, one)
	if otherFingerprint, otherRows := content(t, other); otherFingerprint != fingerprint || otherRows != rows {
		t.Errorf("%s and %s differ: %s and %s", one, other, fingerprint, otherFingerprint)
	}
}

// TestFeed is the whole way: sync, feed, follow, and what becomes of it when each of them is ended.
func TestFeed(t *testing.T) {
	w := newFeedWorld(t, 5000)
	written, read := w.file("writer"), w.file("reader")
	forecourt(t, w.writer(written), "sync").want(t, 0, "published: 5,000 rows")
	forecourt(t, w.reader(read), "follow", "--once").want(t, 0, "holds segment 1 of vehicles_stock")
	mustEqualFiles(t, written, read)
	w.change("UPDATE vehicles_stock SET price = price + 1 WHERE id % 50 = 0", "DELETE FROM vehicles_stock WHERE id % 70 = 0")
	forecourt(t, w.writer(written), "sync").want(t, 0, "86 updated")
	forecourt(t, w.reader(read), "follow", "--once").want(t, 0, "holds segment 2 of vehicles_stock")
	mustEqualFiles(t, written, read)
	forecourt(t, w.reader(read), "verify").want(t, 0, "")
	forecourt(t, w.reader(read), "changes").want(t, 0, "updated")
}

// TestWriterIsKilledBeforeItHandsOver: the feed is paused, so that the refresh is committed and cannot be handed over.
func TestWriterIsKilledBeforeItHandsOver(t *testing.T) {
	w := newFeedWorld(t, 5000)
	written, read := w.file("writer"), w.file("reader")
	forecourt(t, w.writer(written), "sync").want(t, 0, "published")
	for round := range 3 {
		w.change(fmt.Sprintf("UPDATE vehicles_stock SET color = 'colour %d' WHERE id %% 9 = 0", round))
		p := startProcess(t, w.writer(written), "sync", "--every", "1h")
		eventually(t, "the writer waits", func() bool { return strings.Contains(p.text(), "sync waits") })
		w.change(fmt.Sprintf("UPDATE vehicles_stock SET color = 'late %d' WHERE id %% 9 = 1", round))
		p.end()
		w.nats.docker("pause")
		p = startProcess(t, w.writer(written), "sync")
		eventually(t, "the refresh is committed", func() bool { return strings.Contains(p.text(), "published: 5,000 rows") })
		p.signal(syscall.SIGKILL)
		_ = p.command.Wait() // It was killed.
		w.nats.docker("unpause")
	}
	forecourt(t, w.writer(written), "sync").want(t, 0, "unchanged")
	forecourt(t, w.reader(read), "follow", "--once").want(t, 0, "holds segment 7 of vehicles_stock")
	mustEqualFiles(t, written, read)
}

// TestFeedIsAway for a run that ends: the copy is fresh, and the exit code says that the feed lacks it.
func TestFeedIsAway(t *testing.T) {
	w := newFeedWorld(t, 100)
	written := w.file("writer")
	w.nats.docker("stop")
	forecourt(t, w.writer(written), "sync").want(t, 10, "published: 100 rows")
	forecourt(t, w.reader(w.file("reader")), "follow", "--once").want(t, 10, "no server at FEED_URL answers")
	w.nats.docker("start")
	forecourt(t, w.writer(written), "sync").want(t, 0, "unchanged")
}

// TestPausedWriter: one of two writers is stopped for longer than its lease. The other one takes over, and the first
// one does not publish over it when it comes back.
func TestPausedWriter(t *testing.T) {
	w := newFeedWorld(t, 3000)
	files := []string{w.file("one"), w.file("two")}
	first := startProcess(t, w.writer(files[0]), "sync", "--every", "300ms")
	eventually(t, "the first writer has published", func() bool { return strings.Contains(first.text(), "published") })
	second := startProcess(t, w.writer(files[1]), "sync", "--every", "300ms")
	eventually(t, "the second one follows", func() bool { return strings.Contains(second.text(), "a snapshot was taken from the feed") })
	reader := w.file("reader")
	following := startProcess(t, w.reader(reader), "follow")
	eventually(t, "the reader follows", func() bool { return strings.Contains(following.text(), "a snapshot was taken from the feed") })
	for round := range 3 {
		leader, other := first, second
		if round%2 == 1 {
			leader, other = second, first
		}
		leader.signal(syscall.SIGSTOP)
		stopped := time.Now()
		w.change(fmt.Sprintf("UPDATE vehicles_stock SET price = %d WHERE id %% 3 = 0", round))
		fingerprint := func(path string) string { f, _ := content(t, path); return f }
		before := fingerprint(reader)
		eventually(t, "the other one has taken over", func() bool { return fingerprint(reader) != before })
		if took := time.Since(stopped); took > 10*time.Second {
			t.Errorf("the new writer took %s", took)
		}
		w.change(fmt.Sprintf("UPDATE vehicles_stock SET color = 'round %d' WHERE id %% 5 = 0", round))
		leader.signal(syscall.SIGCONT)
		eventually(t, "all are equal", func() bool {
			f := fingerprint(reader)
			return f == fingerprint(files[0]) && f == fingerprint(files[1]) && strings.Contains(leader.text()+other.text(), "another writer")
		})
	}
	second.end()
	first.end()
	following.end()
	mustEqualFiles(t, files[0], reader)
	forecourt(t, w.reader(reader), "verify").want(t, 0, "")
}

// mustPage goes through all blue cars, from server to server: each answers alike, and no car comes twice.
func mustPage(t *testing.T, servers []*followingServer) {
	t.Helper()
	var cursor string
	tags, seen := map[string]bool{}, map[float64]bool{}
	for page := 0; ; page++ {
		for _, s := range servers {
			status, header, body := s.get("/cars/?color=blue&limit=100&sort=price" + cursor)
			if status != http.StatusOK {
				t.Fatalf("page %d: %d %s", page, status, body)
			}
			tags[header.Get("ETag")] = true
		}
		if len(tags) != page+1 {
			t.Fatalf("page %d has several tags: %v", page, tags)
		}
		var body struct {
			Items []struct {
				ID float64 `json:"id"`
			} `json:"items"`
			NextCursor string `json:"next_cursor"`
		}
		_, _, text := servers[page%len(servers)].get("/cars/?color=blue&limit=100&sort=price" + cursor)
		if err := json.Unmarshal([]byte(text), &body); err != nil {
			t.Fatal(err)
		}
		for _, car := range body.Items {
			if seen[car.ID] {
				t.Fatalf("car %v is on two pages", car.ID)
			}
			seen[car.ID] = true
		}
		if body.NextCursor == "" {
			break
		}
		cursor = "&cursor=" + body.NextCursor
	}
	if len(seen) != 1500 {
		t.Errorf("the pages have %d cars", len(seen))
	}
}

// TestServersFollow: eight servers follow one writer, without a source. They answer alike, with the same tags and
// cursors; they answer while the feed is away; and a new one starts from its own file.
func TestServersFollow(t *testing.T) {
	w := newFeedWorld(t, 3000)
	writer := startProcess(t, w.writer(w.file("writer")), "sync", "--every", "300ms")
	var servers []*followingServer
	files := map[*followingServer]string{}
	for i := range 8 {
		path := w.file(fmt.Sprintf("reader%d", i))
		s := startFollowing(t, w.reader(path))
		servers, files[s] = append(servers, s), path
	}
	ready := func(s *followingServer) func() bool {
		return func() bool { status, _, _ := s.get("/readyz"); return status == http.StatusOK }
	}
	for _, s := range servers {
		eventually(t, "the server is ready", ready(s))
	}
	w.change("UPDATE vehicles_stock SET color = 'blue' WHERE id % 2 = 0")
	for _, s := range servers {
		eventually(t, "the server has the change", func() bool {
			_, _, body := s.get("/cars/?color=blue&limit=1")
			return strings.Contains(body, `"total":1500`)
		})
	}
	mustPage(t, servers)
	w.nats.docker("stop")
	one := servers[0]
	one.end()
	again := startFollowing(t, w.reader(files[one]))
	eventually(t, "the server answers from its own file", ready(again))
	for _, s := range append(servers[1:], again) {
		if status, _, body := s.get("/cars/?color=blue&limit=1"); status != http.StatusOK || !strings.Contains(body, `"total":1500`) {
			t.Errorf("without the feed: %d %s", status, body)
		}
	}
	w.nats.docker("start")
	w.change("DELETE FROM vehicles_stock WHERE id <= 1000")
	for _, s := range append(servers[1:], again) {
		eventually(t, "the server goes on", func() bool {
			_, _, body := s.get("/cars/?color=blue&limit=1")
			return strings.Contains(body, `"total":1000`)
		})
	}
	if _, _, body := again.get("/readyz"); !strings.Contains(body, `"connected":true`) || !strings.Contains(body, `"view":"vehicles_stock"`) {
		t.Errorf("/readyz says %s", body)
	}
	writer.end()
}
