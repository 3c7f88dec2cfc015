package source_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"forecourt/internal/fakemysql"
	"forecourt/internal/rowset"
	"forecourt/internal/source"
)

// patience is long enough for a busy machine, and short enough to notice that something waits forever.
const patience = 30 * time.Second

func open(t *testing.T, server *fakemysql.Server) *source.MySQL {
	t.Helper()
	return openWith(t, server, patience)
}

// openWith opens the server with its own time limit for reading.
func openWith(t *testing.T, server *fakemysql.Server, readTimeout time.Duration) *source.MySQL {
	t.Helper()
	from, err := source.OpenMySQL(source.MySQLConfig{
		Host: "127.0.0.1", Port: server.Start(t), User: "u", Database: "d", SSLMode: source.Disabled,
		Password:       func() (string, error) { return "p", nil },
		ConnectTimeout: patience, ReadTimeout: readTimeout, MaxRow: 8 << 20,
	})
	if err != nil {
		t.Fatal(err)
	}
	return from
}

// readAll does what a sync does: it opens a snapshot, reads and counts its rows, closes everything, and returns the
// number of rows. It fails the test if that does not end.
func readAll(t *testing.T, from *source.MySQL) (rows int, err error) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		rows, err = readSnapshot(t.Context(), from)
		err = errors.Join(err, from.Close())
	}()
	select {
	case <-done:
		return rows, err
	case <-time.After(patience + patience/2):
		t.Fatal("it does not end")
		return 0, nil
	}
}

func readSnapshot(ctx context.Context, from *source.MySQL) (rows int, err error) {
	snapshot, err := from.Snapshot(ctx, "v", source.Since{})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, snapshot.Close()) }()
	var pick []int
	for i := range snapshot.Columns {
		pick = append(pick, i)
	}
	err = snapshot.Read(ctx, pick, nil, func(batch *rowset.Batch) (*rowset.Batch, error) {
		rows += batch.Len()
		return rowset.NewBatch(len(pick)), nil
	})
	if err != nil {
		return 0, err
	}
	_, err = snapshot.Count(ctx, nil)
	return rows, err
}

// wantConnectionError checks that err tells a person what to do.
func wantConnectionError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if !errors.As(err, new(*source.ConnectionError)) {
		t.Fatalf("got %v", err)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%v does not say %q", err, part)
		}
	}
}

func TestFakeServerIsRead(t *testing.T) {
	if rows, err := readAll(t, open(t, &fakemysql.Server{})); rows != 1 || err != nil {
		t.Fatalf("%d rows: %v", rows, err)
	}
}

// TestSessionMustHold: a proxy keeps a variable from being set, or the server does not have it.
func TestSessionMustHold(t *testing.T) {
	for name, value := range map[string]string{
		"character_set_client": "latin1", "character_set_results": "latin1", "character_set_connection": "gbk", "time_zone": "+02:00",
		"sql_mode": "ANSI_QUOTES", "sql_select_limit": "2", "div_precision_increment": "9",
	} {
		_, err := readAll(t, open(t, &fakemysql.Server{Sticky: map[string]string{name: value}}))
		wantConnectionError(t, err, fmt.Sprintf("%s is %q", name, value), "read from the server itself")
		// The live search uses the same connections.
		from := open(t, &fakemysql.Server{Sticky: map[string]string{name: value}})
		wantConnectionError(t, from.DB().PingContext(t.Context()), name)
		if err := from.Close(); err != nil {
			t.Error(err)
		}
	}
	_, err := readAll(t, open(t, &fakemysql.Server{Sticky: map[string]string{"timestamp": "1000"}}))
	wantConnectionError(t, err, "clock stands still")
	_, err = readAll(t, open(t, &fakemysql.Server{Lacks: []string{"time_zone", "sql_mode"}}))
	wantConnectionError(t, err, "the server has no session variable time_zone, sql_mode")
	if _, err = readAll(t, open(t, &fakemysql.Server{Lacks: []string{"sql_select_limit", "div_precision_increment"}})); err != nil {
		t.Errorf("what a server lacks and nobody needs is no error: %v", err)
	}
}

// stages are the steps of a sync, each named by a part of the statement that the server answers then.
var stages = []string{"SET NAMES", "SHOW SESSION VARIABLES", "SET SESSION", "SHOW GLOBAL", "SET TRANSACTION", "START TRANSACTION", "VERSION()", "SHOW FULL COLUMNS", "SELECT `id`", "COUNT(*)", "ROLLBACK"}

// broken returns a server that gives this reply at one stage.
func broken(stage string, reply fakemysql.Reply) *fakemysql.Server {
	return &fakemysql.Server{Answer: func(query string) (fakemysql.Reply, bool) { return reply, strings.Contains(query, stage) }}
}

// TestMalformedAnswers breaks the protocol at every stage of a sync. The sync must end with an error, and nothing may
// wait.
func TestMalformedAnswers(t *testing.T) {
	t.Parallel()
	column := fakemysql.Column("id")
	for name, reply := range map[string]fakemysql.Reply{
		"column header cut short":  {{1}, column[:len(column)-8]},
		"column header too small":  {{1}, {3, 'd'}},
		"names longer than packet": {{1}, {0xfc, 0xff, 0xff}},
		"more columns than memory": {{0xfe, 0, 0, 0, 0, 0, 0, 0, 0x70}},
		"a billion columns":        {{0xfe, 0, 0, 0, 0x40, 0, 0, 0, 0}},
		"a negative column count":  {{0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}},
		"row cut short":            {{1}, column, {0xfe, 0, 0, 2, 0}, {9, 'a'}},
		"empty error":              {{0xff}},
		"empty success":            {{0}},
		"a file is asked for":      append(fakemysql.Reply{[]byte("\xfb/etc/passwd")}, fakemysql.OK()...),
	} {
		for _, stage := range stages {
			t.Run(name+" at "+stage, func(t *testing.T) {
				t.Parallel()
				server := broken(stage, reply)
				_, err := readAll(t, openWith(t, server, 100*time.Millisecond))
				if asks := strings.HasPrefix(stage, "SHOW") || strings.HasSuffix(stage, ")") || strings.HasPrefix(stage, "SELECT"); asks && err == nil {
					t.Error("no error")
				}
				if err != nil && !errors.As(err, new(*source.ConnectionError)) && !errors.As(err, new(*source.ViewError)) && !errors.As(err, new(*source.ValueError)) {
					t.Errorf("an error without advice: %v", err)
				}
			})
		}
	}
}

// TestRandomAnswers sends random bytes.
func TestRandomAnswers(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	for range 60 {
		var reply fakemysql.Reply
		for range 1 + random.IntN(6) {
			packet := make([]byte, 1+random.IntN(40))
			for i := range packet {
				packet[i] = byte(random.IntN(256))
			}
			packet[0] = []byte{0, 1, 2, 0xfb, 0xff, packet[0] % 0xf0}[random.IntN(6)]
			reply = append(reply, packet)
		}
		stage := stages[random.IntN(len(stages))]
		t.Run(fmt.Sprintf("%s %x", stage, reply), func(t *testing.T) {
			t.Parallel()
			from := openWith(t, broken(stage, reply), 30*time.Millisecond)
			_, _ = readAll(t, from) // It must end without a panic; its error depends on the bytes.
		})
	}
}

// TestMalformedGreeting breaks the first packet that a server sends.
func TestMalformedGreeting(t *testing.T) {
	for _, greeting := range []string{"\x0a", "\x0a9.9.9\x00", "\x0a9.9.9\x00\x01\x00\x00\x00123", "\x09", "HTTP/1.1 400 Bad Request\r\n\r\n", "\xff", "\xff\x10\x04"} {
		_, err := readAll(t, open(t, &fakemysql.Server{Greeting: []byte(greeting)}))
		wantConnectionError(t, err)
	}
}

// TestSilentServer falls silent at each stage before a connection is ready. SOURCE_CONNECT_TIMEOUT must end the wait,
// however long SOURCE_READ_TIMEOUT is.
func TestSilentServer(t *testing.T) {
	t.Parallel()
	for _, stage := range []string{"greeting", "SET NAMES", "SHOW SESSION VARIABLES", "SET SESSION", "SHOW GLOBAL"} {
		t.Run(stage, func(t *testing.T) {
			t.Parallel()
			server := broken(stage, fakemysql.Silence)
			if stage == "greeting" {
				server.Greeting = []byte{} // The header of an empty packet, and nothing after it.
			}
			from, err := source.OpenMySQL(source.MySQLConfig{
				Host: "127.0.0.1", Port: server.Start(t), User: "u", Database: "d", SSLMode: source.Disabled,
				ConnectTimeout: 300 * time.Millisecond, ReadTimeout: time.Hour,
			})
			if err != nil {
				t.Fatal(err)
			}
			_, err = readAll(t, from)
			if stage == "greeting" {
				wantConnectionError(t, err)
				return
			}
			wantConnectionError(t, err, "SOURCE_CONNECT_TIMEOUT", "within 300ms")
		})
	}
}

// TestRowsAreBounded: a row of 5 MiB passes a limit of 8 MiB. Of a row of 256 MiB, little more than the limit is read.
func TestRowsAreBounded(t *testing.T) {
	rows := func(bytes int) fakemysql.Reply {
		return fakemysql.Rows([]string{"id"}, []string{strings.Repeat("x", bytes)})
	}
	if n, err := readAll(t, open(t, broken("SELECT `id`", rows(5<<20)))); n != 1 || err != nil {
		t.Fatalf("%d rows: %v", n, err)
	}
	for _, stage := range []string{"SELECT `id`", "SHOW FULL COLUMNS", "SHOW SESSION VARIABLES"} {
		server := broken(stage, rows(256<<20))
		_, err := readAll(t, open(t, server))
		wantConnectionError(t, err, "SOURCE_MAX_ROW_MB")
		if sent := server.Sent(); sent > 32<<20 { // The kernel buffers a part of it.
			t.Errorf("%s: the server could send %d bytes", stage, sent)
		}
	}
}
