//go:build integration

package syncer_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"forecourt/internal/syncer"
	"forecourt/internal/testdb"
)

// mariaDB starts a MariaDB server for one test.
func mariaDB(t *testing.T) *testdb.Server {
	t.Helper()
	maria, err := testdb.StartMariaDB(context.Background(), "--default-time-zone=-08:00", "--sql-mode=ANSI_QUOTES,PAD_CHAR_TO_FULL_LENGTH",
		"--character-set-client-handshake=OFF", "--character-set-server=latin1")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := maria.Stop(); err != nil {
			t.Error(err)
		}
	})
	return maria
}

// TestMariaDB copies the types that MariaDB shares with MySQL and its own, in a session that init_connect has changed,
// and makes an incremental run.
func TestMariaDB(t *testing.T) {
	maria := mariaDB(t)
	t.Run("types", func(t *testing.T) { everyTypeIsExact(t, maria, mariaTypes()) })
	t.Run("sessions", func(t *testing.T) {
		own := slices.DeleteFunc(slices.Clone(sessions), func(s string) bool { return strings.Contains(s, "block_encryption") })
		sessionIsOurs(t, maria, append(own, "SET max_statement_time = 0.000001", "SET old_mode = 'ZERO_DATE_TIME_CAST'", "SET system_versioning_asof = '2000-01-01'"))
	})
	t.Run("changes", func(t *testing.T) {
		db := maria.NewDatabase(t)
		db.Exec(t, "CREATE TABLE base (id UUID PRIMARY KEY, n INT, changed DATETIME(6))",
			"INSERT INTO base VALUES ('00000000-0000-0000-0000-000000000001', 1, '2026-11-01'), ('00000000-0000-0000-0000-000000000002', 2, '2026-11-01')")
		path := filepath.Join(t.TempDir(), "cache.db")
		view := syncer.View{Name: "base", Cursor: "changed"}
		for _, want := range []struct {
			change            string
			mode              syncer.Mode
			inserted, updated int64
		}{
			{"DO 1", syncer.SnapshotMode, 2, 0}, {"DO 1", syncer.IncrementalMode, 0, 0},
			{"UPDATE base SET n = 3, changed = '2026-11-02' WHERE n = 2", syncer.IncrementalMode, 0, 1},
		} {
			db.Exec(t, want.change)
			r := syncFrom(t, openServer(t, maria, testdb.User, db.Name), path, view)[0]
			if r.Err != nil || r.Mode != want.mode || r.Inserted != want.inserted || r.Updated != want.updated {
				t.Errorf("%s: %+v", want.change, r)
			}
			verified(t, path, "base")
		}
	})
}

// mariaTypes are the cases that both servers know, followed by MariaDB's own.
func mariaTypes() []typeCase {
	var cases []typeCase
	for _, c := range typeCases {
		switch {
		case strings.HasPrefix(c.column, "VECTOR"): // MariaDB has other functions for these.
		case c.column == "JSON": // In MariaDB it is text, which stays as it was written.
			cases = append(cases, typeCase{c.column, c.value, "text " + c.value})
		default:
			cases = append(cases, c)
		}
	}
	return append(cases,
		typeCase{"UUID", "'123e4567-e89b-12d3-a456-426655440000'", "text '123e4567-e89b-12d3-a456-426655440000'"},
		typeCase{"INET4", "'192.0.2.1'", "text '192.0.2.1'"},
		typeCase{"INET6", "'2001:db8::ff00:42:8329'", "text '2001:db8::ff00:42:8329'"},
		typeCase{"INET6", "'::ffff:192.0.2.1'", "text '::ffff:192.0.2.1'"},
		typeCase{"INET6", "NULL", "null NULL"},
		typeCase{"VECTOR(2)", "VEC_FromText('[1,2]')", "blob X'0000803F00000040'"},
	)
}
