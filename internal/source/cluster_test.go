package source_test

import (
	"context"
	"errors"
	"net"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forecourt/internal/fakemysql"
	"forecourt/internal/source"
)

// one is a server that tells what the fields say. Transactions are numbered from 1: it has made those up to made.
type one struct {
	fakemysql.Server
	made atomic.Int64
	// kind is what the server is: mysql, mariadb, galera, or "" for one that counts no changes.
	kind string
	// group is its state in a group, "denied" if the user may not see it, "" for none. galera is its state in a cluster.
	group, galera string
	// replication is whether it applies changes.
	replication string
}

func newServer(kind string, made int64) *one {
	s := &one{kind: kind}
	s.made.Store(made)
	s.Answer = s.answer
	return s
}

func (s *one) answer(query string) (fakemysql.Reply, bool) {
	made := s.made.Load()
	row := func(name, value string) (fakemysql.Reply, bool) {
		return fakemysql.Rows([]string{name}, []string{value}), true
	}
	switch {
	case strings.HasPrefix(query, "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('read_only'"):
		return fakemysql.Rows([]string{"Variable_name", "Value"}, s.variables()...), true
	case strings.Contains(query, "GTID_SUBTRACT(@@global"):
		if made == 0 {
			return row("made", "")
		}
		return row("made", "aaaa:1-"+strconv.FormatInt(made, 10))
	case strings.Contains(query, "GTID_SUBTRACT('"):
		return row("missing", missing(query, made))
	case strings.Contains(query, "gtid_current_pos"):
		return row("made", "0-1-"+strconv.FormatInt(made, 10))
	case strings.HasPrefix(query, "SHOW GLOBAL STATUS"):
		return fakemysql.Rows([]string{"Variable_name", "Value"}, []string{"wsrep_ready", "ON"}, []string{"wsrep_cluster_status", "Primary"},
			[]string{"wsrep_local_state_comment", s.galera}, []string{"wsrep_cluster_state_uuid", "cccc"}, []string{"wsrep_last_committed", strconv.FormatInt(made, 10)}), true
	case strings.Contains(query, "replication_group_members") && s.group == "denied":
		return fakemysql.Error(1142, "SELECT command denied"), true
	case strings.Contains(query, "replication_group_members"):
		return fakemysql.Rows([]string{"member_state", "member_role"}, []string{s.group, "SECONDARY"}), true
	case query == "SHOW REPLICA STATUS" && s.replication == "denied":
		return fakemysql.Error(1227, "Access denied"), true
	case query == "SHOW REPLICA STATUS":
		return fakemysql.Rows([]string{"Replica_IO_Running", "Replica_SQL_Running", "Seconds_Behind_Source"}, []string{"Yes", s.replication, "0"}), true
	}
	return nil, false
}

func (s *one) variables() [][]string {
	list := [][]string{{"read_only", "OFF"}}
	switch s.kind {
	case "mysql":
		list = append(list, []string{"gtid_mode", "ON"})
	case "mariadb":
		list = append(list, []string{"gtid_domain_id", "0"})
	case "galera":
		list = append(list, []string{"wsrep_on", "ON"}, []string{"gtid_domain_id", "0"})
	}
	if s.group != "" {
		list = append(list, []string{"group_replication_group_name", "gggg"})
	}
	if s.replication != "" {
		list[0][1] = "ON"
	}
	return list
}

// missing answers GTID_SUBTRACT: of the greatest transaction that is asked for, those above made.
func missing(query string, made int64) string {
	_, set, _ := strings.Cut(query, "GTID_SUBTRACT('")
	set, _, _ = strings.Cut(set, "'")
	greatest := int64(0)
	for interval := range strings.SplitSeq(set, ",") {
		_, last, _ := strings.Cut(interval, "-")
		if n, err := strconv.ParseInt(last, 10, 64); err == nil {
			greatest = max(greatest, n)
		}
	}
	if greatest <= made {
		return ""
	}
	return "aaaa:" + strconv.FormatInt(made+1, 10) + "-" + strconv.FormatInt(greatest, 10)
}

// cluster joins the servers; nil is one where nothing listens.
func cluster(t *testing.T, maxLag time.Duration, servers ...*one) (*source.Cluster, []string) {
	t.Helper()
	var members []*source.MySQL
	var hosts []string
	for _, server := range servers {
		port := 1
		if server != nil {
			port = server.Start(t)
		}
		member, err := source.OpenMySQL(source.MySQLConfig{
			Host: "127.0.0.1", Port: port, User: "u", Database: "d", SSLMode: source.Preferred, ConnectTimeout: patience, ReadTimeout: patience,
		})
		if err != nil {
			t.Fatal(err)
		}
		members, hosts = append(members, member), append(hosts, net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	}
	c := source.NewCluster(members, maxLag)
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c, hosts
}

// TestWhichServerIsRead: the first of the list that has all that the copy and the others have, and the last one again
// as long as that holds.
func TestWhichServerIsRead(t *testing.T) {
	const none = -1
	member := func(state string, made int64) *one {
		s := newServer("mysql", made)
		s.group = state
		return s
	}
	replica := func(state string) *one {
		s := newServer("mysql", 5)
		s.replication = state
		return s
	}
	galera := func(state string, made int64) *one {
		s := newServer("galera", made)
		s.galera = state
		return s
	}
	for name, c := range map[string]struct {
		servers []*one
		// had is what the copy has, from the server with the position from.
		had  source.Position
		from int
		want int
		// says is part of a notice, or of the error.
		says string
	}{
		"a first copy":                {[]*one{newServer("mysql", 5), newServer("mysql", 5)}, "", none, 0, ""},
		"the one that was read last":  {[]*one{newServer("mysql", 5), newServer("mysql", 5)}, "mysql aaaa:1-5", 1, 1, ""},
		"nothing listens":             {[]*one{nil, newServer("mysql", 5)}, "", none, 1, "nothing answers there"},
		"the last one is gone":        {[]*one{newServer("mysql", 5), nil}, "mysql aaaa:1-5", 1, 0, "nothing answers there"},
		"the first is behind":         {[]*one{newServer("mysql", 4), newServer("mysql", 5)}, "", none, 1, "it lacks 1 changes that another server had"},
		"the last one is behind":      {[]*one{newServer("mysql", 9), newServer("mysql", 5)}, "mysql aaaa:1-5", 1, 0, "it lacks 4 changes"},
		"behind the copy":             {[]*one{newServer("mysql", 4), nil}, "mysql aaaa:1-5", 1, none, "it lacks 1 changes that the copy has"},
		"a server with nothing":       {[]*one{newServer("mysql", 0), newServer("mysql", 5)}, "", none, 1, "it lacks 5 changes"},
		"all behind the copy":         {[]*one{newServer("mysql", 4), newServer("mysql", 3)}, "mysql aaaa:1-5", 1, none, "--allow-older"},
		"nobody listens":              {[]*one{nil, nil}, "", none, none, "forecourt doctor"},
		"not online in the group":     {[]*one{member("RECOVERING", 5), member("ONLINE", 5)}, "", none, 1, "its state in the group is RECOVERING"},
		"offline, and ahead":          {[]*one{member("OFFLINE", 9), member("ONLINE", 5)}, "", none, 1, "OFFLINE"},
		"the group may not be seen":   {[]*one{member("denied", 5), member("denied", 5)}, "", none, 0, ""},
		"a replica":                   {[]*one{replica("Yes"), newServer("mysql", 5)}, "", none, 0, ""},
		"a replica that stands still": {[]*one{replica("No"), newServer("mysql", 5)}, "", none, 1, "its replication stands still"},
		"replication may not be seen": {[]*one{replica("denied"), newServer("mysql", 5)}, "", none, 0, ""},
		"MariaDB, behind":             {[]*one{newServer("mariadb", 4), newServer("mariadb", 5)}, "mariadb 0-1-5", none, 1, "it lacks 1 changes"},
		"MariaDB, another server's":   {[]*one{newServer("mariadb", 5), newServer("mariadb", 5)}, "mariadb 0-7-5", none, 0, ""},
		"Galera, behind":              {[]*one{galera("Synced", 4), galera("Synced", 5)}, "galera cccc:5", none, 1, "it lacks 1 changes"},
		"Galera, joining":             {[]*one{galera("Joining", 5), galera("Synced", 5)}, "", none, 1, "its state in the cluster is Joining"},
	} {
		t.Run(name, func(t *testing.T) {
			from, hosts := cluster(t, 200*time.Millisecond, c.servers...)
			since := source.Since{Position: c.had}
			if c.from != none {
				since.Host = hosts[c.from]
			}
			snapshot, err := from.Snapshot(t.Context(), "v", since)
			if c.want == none {
				if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
					t.Fatalf("%v, want %q", err, c.says)
				}
				if behind := new(source.BehindError); errors.As(err, &behind) != strings.Contains(name, "behind") {
					t.Errorf("the error is a %T", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if said := strings.Join(snapshot.Notices, "\n"); snapshot.Host != hosts[c.want] || !strings.Contains(said, c.says) || c.says == "" && said != unencrypted {
				t.Errorf("%s was read of %v, with the notices %q", snapshot.Host, hosts, said)
			}
			if err := snapshot.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// unencrypted is the notice of every run in these tests.
const unencrypted = "the connection to the source is not encrypted: rows that were changed on the way, by a fault or by somebody, " +
	"are not noticed; set SOURCE_SSL_MODE=verify-identity, or verify-ca with SOURCE_SSL_CA"

// TestServerCatchesUp: a server that is only a little behind is waited for.
func TestServerCatchesUp(t *testing.T) {
	late, other := newServer("mysql", 4), newServer("mysql", 5)
	from, hosts := cluster(t, patience, late, other)
	time.AfterFunc(300*time.Millisecond, func() { late.made.Store(5) })
	snapshot, err := from.Snapshot(t.Context(), "v", source.Since{Host: hosts[0], Position: "mysql aaaa:1-5"})
	if err != nil {
		t.Fatal(err)
	}
	if snapshot.Host != hosts[0] || snapshot.Position != "mysql aaaa:1-5" {
		t.Errorf("%s was read at %s", snapshot.Host, snapshot.Position)
	}
	if err := snapshot.Close(); err != nil {
		t.Error(err)
	}
}

// TestUnprovenServer: only after another server that cannot be compared must the rows tell whether they are older.
func TestUnprovenServer(t *testing.T) {
	from, hosts := cluster(t, time.Millisecond, newServer("", 0), newServer("", 0))
	for _, c := range []struct {
		since source.Since
		want  bool
	}{
		{source.Since{}, false}, {source.Since{Copied: true}, true}, {source.Since{Copied: true, Host: hosts[0]}, false}, {source.Since{Copied: true, Host: "db9:3306"}, true},
	} {
		snapshot, err := from.Snapshot(t.Context(), "v", c.since)
		if err != nil {
			t.Fatal(err)
		}
		if snapshot.Unproven != c.want {
			t.Errorf("after %+v: unproven is %t", c.since, snapshot.Unproven)
		}
		if err := snapshot.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestOnlyServer: a single server is what there is, even if it was restored from an older state. A notice says so.
func TestOnlyServer(t *testing.T) {
	from, _ := cluster(t, time.Millisecond, newServer("mysql", 4))
	for had, want := range map[source.Position]bool{"": false, "mysql aaaa:1-4": false, "mysql aaaa:1-5": true, "mariadb 0-1-9": false} {
		snapshot, err := from.Snapshot(t.Context(), "v", source.Since{Position: had})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(strings.Join(snapshot.Notices, ""), "it was restored from an older state"); got != want {
			t.Errorf("after %q: %q", had, snapshot.Notices)
		}
		if err := snapshot.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestWatch: a server that falls behind is stale after the time that it may be behind, and fresh again when it has
// caught up.
func TestWatch(t *testing.T) {
	first, second := newServer("mysql", 5), newServer("mysql", 5)
	from, hosts := cluster(t, time.Second, first, second)
	watch := source.NewWatch(from)
	changes := make(chan string, 100)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		watch.Run(ctx, func(host string, fresh bool, _ string) {
			changes <- map[bool]string{false: "stale ", true: "fresh "}[fresh] + host
		})
	}()
	second.made.Store(9)
	got := []string{<-changes}
	if watch.Fresh(0) || !watch.Fresh(1) {
		t.Errorf("fresh: %t, %t", watch.Fresh(0), watch.Fresh(1))
	}
	first.made.Store(9)
	got = append(got, <-changes)
	if diff := cmp.Diff([]string{"stale " + hosts[0], "fresh " + hosts[0]}, got); diff != "" {
		t.Error(diff)
	}
	stop()
	<-ended
}

func TestPositionJoin(t *testing.T) {
	for _, c := range [][3]source.Position{
		{"", "", ""}, {"mysql a:1-5", "", "mysql a:1-5"}, {"", "mysql a:1-5", "mysql a:1-5"}, {"mysql a:1-5", "mysql a:1-5", "mysql a:1-5"},
		{"mysql a:1-5", "mysql b:1-2", "mysql a:1-5,b:1-2"}, {"mysql ", "mysql b:1-2", "mysql b:1-2"}, {"mysql b:1-2", "mysql ", "mysql b:1-2"}, {"mysql a:1-5", "mariadb 0-1-5", "mysql a:1-5"},
		{"mariadb 0-1-5", "mariadb 0-2-7", "mariadb 0-0-7"}, {"galera c:5", "galera c:4", "galera c:5"}, {"galera c:5", "galera d:9", "galera c:5"},
	} {
		if got := c[0].Join(c[1]); got != c[2] {
			t.Errorf("%q and %q: %q, want %q", c[0], c[1], got, c[2])
		}
	}
}
