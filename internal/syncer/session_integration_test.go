//go:build integration

package syncer_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"forecourt/internal/source"
	"forecourt/internal/syncer"
	"forecourt/internal/testdb"
)

// sessions are what a server's init_connect may do to the session of a user without SUPER.
var sessions = []string{
	"SET NAMES utf8mb3", "SET NAMES latin1", "SET NAMES gbk", "SET NAMES sjis", "SET character_set_results = NULL", "SET character_set_results = utf16",
	"SET character_set_client = latin1", "SET time_zone = '+09:00'", "SET sql_mode = 'PAD_CHAR_TO_FULL_LENGTH,ANSI_QUOTES,NO_UNSIGNED_SUBTRACTION'",
	"SET sql_select_limit = 2", "SET max_join_size = 1, sql_big_selects = 0", "SET group_concat_max_len = 4", "SET timestamp = 1000",
	"SET div_precision_increment = 0", "SET lc_time_names = 'de_DE', default_week_format = 3", "SET autocommit = 0", "SET completion_type = 2",
	"SET SESSION TRANSACTION ISOLATION LEVEL READ UNCOMMITTED", "SET sql_auto_is_null = 1", "SET block_encryption_mode = 'aes-256-cbc'",
}

// aView has columns that each depend on a variable of the session.
const aView = `CREATE VIEW seen AS SELECT id, s, l, c, t, id / 3 AS third, DATE_FORMAT('2026-03-01', '%W %M') AS day, WEEK('2027-01-01') AS week,
	CAST(NOW() > '2020-01-01' AS SIGNED) AS late, (SELECT GROUP_CONCAT(s ORDER BY id) FROM base) AS together, base.id - CAST(1 AS UNSIGNED) AS less FROM base`

// TestSessionIsOurs: nothing that the server does to a user's session changes a value of the copy.
func TestSessionIsOurs(t *testing.T) { sessionIsOurs(t, server, sessions) }

func sessionIsOurs(t *testing.T, server *testdb.Server, sessions []string) {
	t.Helper()
	db := server.NewDatabase(t)
	user := "plain_" + db.Name
	db.Exec(t, "CREATE TABLE base (id INT PRIMARY KEY, s VARCHAR(20) CHARACTER SET utf8mb4, l VARCHAR(20) CHARACTER SET latin1, c CHAR(9), t TIMESTAMP NULL)",
		"SET time_zone = '+00:00'", "INSERT INTO base VALUES (1, '🚗 Škoda', 'Citroën', 'a', '2026-01-02 03:04:05'), (2, '東京', 'é', 'b', NULL), (3, '', '', '', NULL)",
		"SET GLOBAL init_connect = ''", aView, fmt.Sprintf("CREATE USER %s IDENTIFIED BY '%s'", user, testdb.Password), fmt.Sprintf("GRANT SELECT ON %s.seen TO %s", db.Name, user))
	path := filepath.Join(t.TempDir(), "cache.db")
	first := syncFrom(t, openServer(t, server, user, db.Name), path, syncer.View{Name: "seen", Key: []string{"id"}})[0]
	if first.Err != nil || first.Rows != 3 {
		t.Fatalf("%+v", first)
	}
	var text, together, third string
	err := open(t, path).QueryRowContext(t.Context(), "SELECT s || l || c || t, together, quote(third) FROM seen WHERE id = 1").Scan(&text, &together, &third)
	if err != nil || text != "🚗 ŠkodaCitroëna2026-01-02 03:04:05" || together != "🚗 Škoda,東京," || third != "0.3333" {
		t.Fatalf("%q %q %q: %v", text, together, third, err)
	}
	t.Cleanup(func() {
		if _, err := db.ExecContext(context.Background(), "SET GLOBAL init_connect = ''"); err != nil {
			t.Error(err)
		}
	})
	for _, session := range sessions {
		t.Run(session, func(t *testing.T) {
			db.Exec(t, `SET GLOBAL init_connect = "`+session+`"`)
			from := openServer(t, server, user, db.Name)
			if r := syncFrom(t, from, path, syncer.View{Name: "seen", Key: []string{"id"}})[0]; r.Outcome != syncer.Unchanged || r.Fingerprint != first.Fingerprint {
				t.Errorf("%+v", r)
			}
			// The live search uses the same connections.
			var live string
			if err := from.DB().QueryRowContext(t.Context(), "SELECT CONCAT(s, l) FROM seen WHERE s = '🚗 Škoda'").Scan(&live); err != nil || live != "🚗 ŠkodaCitroën" {
				t.Errorf("live %q: %v", live, err)
			}
		})
	}
}

// TestNoInvalidUTF8 copies half characters: the error names the column and the row.
func TestNoInvalidUTF8(t *testing.T) {
	db := server.NewDatabase(t)
	db.Exec(t, "CREATE TABLE halves (id INT PRIMARY KEY, s VARCHAR(9) CHARACTER SET ucs2)", "INSERT INTO halves VALUES (1, 'ok'), (2, _ucs2 0x0041D83D)",
		"CREATE TABLE bytes (id INT PRIMARY KEY, e ENUM('a') CHARACTER SET binary)", "ALTER TABLE bytes MODIFY e ENUM(x'ff') CHARACTER SET binary", "INSERT INTO bytes VALUES (1, 1)")
	for view, place := range map[string]source.ValueError{"halves": {Row: 2, Column: "s"}, "bytes": {Row: 1, Column: "e"}} {
		path := filepath.Join(t.TempDir(), "cache.db")
		report := syncMySQL(t, db.Name, path, syncer.View{Name: view})[0]
		refused := new(source.ValueError)
		if !errors.As(report.Err, &refused) || refused.Row != place.Row || refused.Column != place.Column {
			t.Errorf("%s: %v", view, report.Err)
		}
	}
}
