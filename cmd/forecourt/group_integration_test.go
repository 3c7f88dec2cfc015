//go:build integration

package main_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/testcontainers/testcontainers-go"

	"forecourt/internal/testdb"
	contract "forecourt/sql"
)

// group is a MySQL group of three behind proxies, with a stock, and the settings to read it.
type group struct {
	*testdb.Group
	proxies  [3]*testdb.Proxy
	settings []string
	cache    string
}

func newGroup(t *testing.T) *group {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	members, err := testdb.StartGroup(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { check(t, members.Stop()) })
	g := &group{Group: members, cache: filepath.Join(t.TempDir(), "cache.db")}
	var hosts []string
	for i, member := range members.Members {
		g.proxies[i] = testdb.NewProxy(t, func() (string, error) {
			host, port, err := member.Address(ctx)
			return net.JoinHostPort(host, strconv.Itoa(port)), err
		})
		hosts = append(hosts, fmt.Sprintf("127.0.0.1:%d", g.proxies[i].Port()))
	}
	g.exec(t, 0, contract.Schema, "CREATE USER reader IDENTIFIED BY 'reading'", "GRANT SELECT ON vehicles_db.vehicles_stock TO reader",
		"CREATE USER watcher IDENTIFIED BY 'watching'", "GRANT SELECT ON vehicles_db.vehicles_stock TO watcher", "GRANT SELECT ON performance_schema.replication_group_members TO watcher")
	g.insert(t, 0, 1)
	g.settings = []string{
		"SOURCE_HOST=" + strings.Join(hosts, ","), "SOURCE_USER=reader", "SOURCE_PASSWORD=reading", "SOURCE_SSL_MODE=required", "SOURCE_MAX_LAG=2s",
		"SOURCE_CONNECT_TIMEOUT=3s", "CACHE_PATH=" + g.cache, "SYNC_RETRIES=0", "API_KEY=" + demandKey,
	}
	return g
}

// exec executes statements at a member.
func (g *group) exec(t *testing.T, member int, statements ...string) {
	t.Helper()
	db, err := g.Members[member].Open(t.Context(), "vehicles_db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range statements {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("member %d: %.100s: %v", member, statement, err)
		}
	}
}

// insert adds a vehicle at the primary.
func (g *group) insert(t *testing.T, primary, id int) {
	t.Helper()
	g.exec(t, primary, fmt.Sprintf("INSERT INTO vehicles_stock (id, stock_number, make, model, status, updated_at) VALUES (%d, 'S%d', 'Ford', 'Focus', 'available', NOW(6))", id, id))
}

// away makes a member unreachable, or reachable again.
func (g *group) away(member int, away bool) {
	g.proxies[member].Refuse(away)
	g.proxies[member].Cut()
}

func (g *group) host(member int) string { return fmt.Sprintf("127.0.0.1:%d", g.proxies[member].Port()) }

// sync makes a run, which must read that member and leave that many rows.
func (g *group) sync(t *testing.T, member, rows int, notice string, args ...string) {
	t.Helper()
	r := forecourt(t, g.settings, append([]string{"sync", "--json"}, args...)...)
	if want := fmt.Sprintf(`"source_host":"%s"`, g.host(member)); r.code != 0 || !strings.Contains(r.stdout, want) || !strings.Contains(r.stdout, notice) {
		t.Errorf("exit code %d, want member %d (%s) and %q\n%s\n%s", r.code, member, want, notice, r.stdout, r.stderr)
	}
	g.holds(t, rows)
}

func (g *group) holds(t *testing.T, rows int) {
	t.Helper()
	var got int
	if err := openDB(t, g.cache).QueryRowContext(t.Context(), "SELECT COUNT(*) FROM vehicles_stock").Scan(&got); err != nil || got != rows {
		t.Errorf("the copy has %d rows, want %d (%v)", got, rows, err)
	}
}

// TestGroup reads a real MySQL group. The member that was read is kept. One that is gone or behind is passed over, and
// the copy never goes back in time. The user may read the view and nothing else.
func TestGroup(t *testing.T) {
	g := newGroup(t)
	g.sync(t, 0, 1, "")
	forecourt(t, g.settings, "status").want(t, 0, "read from "+g.host(0))
	forecourt(t, g.settings, "sync").want(t, 0, " at "+g.host(0))
	g.doctor(t)

	// The second member leaves the group, and falls behind.
	g.exec(t, 1, "STOP GROUP_REPLICATION")
	g.insert(t, 0, 2)
	g.sync(t, 0, 2, "")
	g.away(0, true)
	g.sync(t, 2, 2, " changes that the copy has")
	watching := append(append([]string{}, g.settings...), "SOURCE_USER=watcher", "SOURCE_PASSWORD=watching")
	forecourt(t, watching, "doctor").want(t, 3, g.host(1)+": it is passed over while there are others: its state in the group is OFFLINE")
	g.away(0, false)
	g.sync(t, 2, 2, "") // The one that answered is kept.

	// Only the member that is behind can be reached.
	g.away(0, true)
	g.away(2, true)
	forecourt(t, g.settings, "sync").want(t, 9, "--allow-older")
	g.holds(t, 2)
	forecourt(t, g.settings, "status").want(t, 0, "refused")
	g.sync(t, 1, 1, "", "--allow-older")
	g.away(0, false)
	g.away(2, false)
	g.sync(t, 0, 2, " changes that another server had")

	check(t, g.Join(t.Context(), 1, false))
	g.primaryDies(t)
}

// doctor looks at each member, and says what the user may not see.
func (g *group) doctor(t *testing.T) {
	t.Helper()
	r := forecourt(t, g.settings, "doctor")
	for i := range g.Members {
		for _, want := range []string{
			"ok    source    " + g.host(i) + ": reached in ", "ok    source    " + g.host(i) + ": it has all changes of the others",
			g.host(i) + ": this cannot be checked: its state in the group: GRANT SELECT ON performance_schema.replication_group_members",
		} {
			r.want(t, 0, want)
		}
	}
	r.want(t, 0, "9.7")
	r.want(t, 0, ", takes writes\n")
	watching := append(append([]string{}, g.settings...), "SOURCE_USER=watcher", "SOURCE_PASSWORD=watching")
	forecourt(t, watching, "doctor").want(t, 0, "primary, takes writes, ONLINE")
	forecourt(t, watching, "doctor").want(t, 0, "secondary, read-only, ONLINE")
}

// primaryDies kills the primary while live searches and a sync are at work: no search fails, and the sync goes on with
// the new primary's rows.
func (g *group) primaryDies(t *testing.T) {
	t.Helper()
	_, api, _ := startServer(t, append(append([]string{}, g.settings...), "LISTEN_ADDR=127.0.0.1:0", "METRICS_ADDR=127.0.0.1:0", "READ_FROM=live", "LIVE_TIMEOUT=4s", "RATE_LIMIT=0"))
	ctx, stop := context.WithCancel(t.Context())
	asked, failed, ended := 0, 0, make(chan struct{})
	go func() {
		defer close(ended)
		for ctx.Err() == nil {
			if status, body := fetch(t, api+"/cars/?make=ford"); status != http.StatusOK {
				failed++
				t.Logf("%d %.200s", status, body)
			}
			asked++
		}
	}()
	docker, err := testcontainers.NewDockerClientWithOpts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer docker.Close()
	check(t, kill(context.WithoutCancel(t.Context()), docker, g.Members[0].Container.GetContainerID()))
	primary := 0
	for deadline := time.Now().Add(time.Minute); primary == 0; time.Sleep(200 * time.Millisecond) {
		if now, err := g.Primary(t.Context(), 1); err == nil {
			primary = now
		}
		if time.Now().After(deadline) {
			t.Fatal("the group has no new primary")
		}
	}
	g.insert(t, primary, 3)
	r := forecourt(t, append(append([]string{}, g.settings...), "SYNC_RETRIES=5"), "sync", "--json")
	r.want(t, 0, `"outcome":"published"`)
	g.holds(t, 3)
	stop()
	<-ended
	if asked < 10 || failed > 0 {
		t.Errorf("%d of %d live searches failed", failed, asked)
	}
}
