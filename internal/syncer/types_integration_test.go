//go:build integration

package syncer_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"log/slog"
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forecourt/internal/source"
	"forecourt/internal/syncer"
	"forecourt/internal/testdb"
)

// openMySQL opens the test's database as a source.
func openMySQL(t *testing.T, database string) *source.MySQL {
	t.Helper()
	return openServer(t, server, testdb.User, database)
}

// openServer opens a database of a server as a source. All users have the same password.
func openServer(t *testing.T, server *testdb.Server, user, database string) *source.MySQL {
	t.Helper()
	host, port, err := server.Address(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	from, err := source.OpenMySQL(source.MySQLConfig{
		Host: host, Port: port, User: user, Database: database, SSLMode: source.Preferred,
		Password:       func() (string, error) { return testdb.Password, nil },
		ConnectTimeout: 10 * time.Second, ReadTimeout: time.Minute,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := from.Close(); err != nil {
			t.Error(err)
		}
	})
	return from
}

// syncMySQL copies the views into a fresh cache at path.
func syncMySQL(t *testing.T, database, path string, views ...syncer.View) []syncer.Report {
	t.Helper()
	return syncFrom(t, openMySQL(t, database), path, views...)
}

func syncFrom(t *testing.T, from *source.MySQL, path string, views ...syncer.View) []syncer.Report {
	t.Helper()
	var reports []syncer.Report
	s := syncer.New(from, syncer.Options{CachePath: path, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err := s.Run(t.Context(), views, func(r syncer.Report) { reports = append(reports, r) }); err != nil {
		t.Fatal(err)
	}
	return reports
}

// typeCase is a column, a value in it, and what SQLite must hold: the storage class and the value as SQLite quotes it.
type typeCase struct{ column, value, want string }

var blobMB = strings.Repeat("00ff10", 1<<20/3)

var typeCases = []typeCase{
	{"TINYINT", "-128", "integer -128"},
	{"TINYINT UNSIGNED", "255", "integer 255"},
	{"SMALLINT", "-32768", "integer -32768"},
	{"MEDIUMINT UNSIGNED", "16777215", "integer 16777215"},
	{"INT", "-2147483648", "integer -2147483648"},
	{"INT UNSIGNED ZEROFILL", "42", "integer 42"},
	{"BIGINT", "-9223372036854775808", "integer -9223372036854775808"},
	{"BIGINT", "9223372036854775807", "integer 9223372036854775807"},
	{"BIGINT UNSIGNED", "9223372036854775807", "integer 9223372036854775807"},
	{"BIGINT UNSIGNED", "9223372036854775808", "text '9223372036854775808'"},
	{"BIGINT UNSIGNED", "18446744073709551615", "text '18446744073709551615'"},
	{"DECIMAL(38,10)", "'-1234567890123456789012345678.0123456789'", "text '-1234567890123456789012345678.0123456789'"},
	{"DECIMAL(65,30)", "'99999999999999999999999999999999999.999999999999999999999999999999'", "text '99999999999999999999999999999999999.999999999999999999999999999999'"},
	{"DECIMAL(16,2) UNSIGNED", "'12345678901234.56'", "text '12345678901234.56'"},
	{"DECIMAL(15,2)", "'-9999999999999.99'", "real -9999999999999.99"},
	{"DECIMAL(15,15)", "'0.123456789012345'", "real 0.123456789012345"},
	{"DECIMAL(12,2)", "'21990.00'", "integer 21990"},
	{"DECIMAL(12,2)", "'0.10'", "real 0.1"},
	{"DECIMAL(12,2)", "'-0.05'", "real -0.05"},
	{"DECIMAL(15,0)", "'999999999999999'", "integer 999999999999999"},
	{"FLOAT", "16777216", "real 16777216.0"},
	{"FLOAT", "1.1", "real 1.10000002384185791015625"},
	{"FLOAT", "-3.402823466E+38", "real -3.40282346638528859812e+38"},
	{"DOUBLE", "16777217", "real 16777217.0"},
	{"DOUBLE", "1.1", "real 1.1"},
	{"DOUBLE", "1.7976931348623157E308", "real 1.79769313486231570815e+308"},
	{"DOUBLE", "2.2250738585072014E-308", "real 2.22507385850720138309e-308"},
	{"DOUBLE", "0.1e0 + 0.2e0", "real 0.30000000000000004441"},
	{"DOUBLE", "5e-324", "real 5e-324"},
	// SQLite's REAL columns have only one zero. The sign is lost, but the two compare equal everywhere.
	{"DOUBLE", "-0e0", "real 0"},
	{"DOUBLE(10,3)", "1.0005", "real 1"},
	{"FLOAT(7,3)", "1.1", "real 1.10000002384185791015625"},
	{"CHAR(5)", "''", "text ''"},
	{"VARCHAR(20)", "''", "text ''"},
	{"VARCHAR(20)", "NULL", "null NULL"},
	{"VARCHAR(20)", "'007'", "text '007'"},
	{"VARCHAR(20)", "'1e3'", "text '1e3'"},
	{"VARCHAR(20)", "' pad '", "text ' pad '"},
	{"VARCHAR(40) CHARACTER SET utf8mb4", "'🚗 é e\u0301 Škoda'", "text '🚗 é e\u0301 Škoda'"},
	{"VARCHAR(20) CHARACTER SET latin1", "'Citroën'", "text 'Citroën'"},
	{"VARCHAR(20) CHARACTER SET utf16", "'Škoda 🚗'", "text 'Škoda 🚗'"},
	{"VARCHAR(20)", "CONCAT('a', CHAR(0), 'b', CHAR(0))", "nultext 61006200"},
	{"TEXT", "'tab\\tnew\\nline \\\\ quote'''", "text 'tab\tnew\nline \\ quote'''"},
	{"LONGTEXT", "REPEAT('é', 524288)", "sized text 524288 1048576"},
	{"LONGBLOB", "UNHEX('" + blobMB + "')", "sized blob 1048575 1048575"},
	{"BINARY(16)", "'valid UTF-8 text'", "blob X'76616C6964205554462D382074657874'"},
	{"VARBINARY(4)", "UNHEX('00FF')", "blob X'00FF'"},
	{"BLOB", "''", "blob X''"},
	{"BIT(1)", "b'1'", "integer 1"},
	{"BIT(64)", "b'" + strings.Repeat("1", 63) + "'", "integer 9223372036854775807"},
	{"BIT(64)", "b'" + strings.Repeat("1", 64) + "'", "text '18446744073709551615'"},
	{"JSON", `'{"a": [1, 2.50, null, "é"]}'`, `text '{"a": [1, 2.5, null, "é"]}'`},
	{"ENUM('petrol','diesel','')", "'diesel'", "text 'diesel'"},
	{"SET('abs','esp','awd')", "'abs,awd'", "text 'abs,awd'"},
	{"GEOMETRY", "ST_GeomFromText('POINT(1 2)')", "blob X'000000000101000000000000000000F03F0000000000000040'"},
	{"POINT", "ST_GeomFromText('POINT(0 0)')", "blob X'00000000010100000000000000000000000000000000000000'"},
	{"VECTOR(2)", "TO_VECTOR('[1,2]')", "blob X'0000803F00000040'"},
	{"DATE", "'9999-12-31'", "text '9999-12-31'"},
	{"DATE", "'0000-00-00'", "text '0000-00-00'"},
	{"DATE", "'2024-00-00'", "text '2024-00-00'"},
	{"DATETIME", "'2026-02-28 23:59:59'", "text '2026-02-28 23:59:59'"},
	{"DATETIME(6)", "'1000-01-01 00:00:00.000001'", "text '1000-01-01 00:00:00.000001'"},
	{"DATETIME(6)", "'0000-00-00 00:00:00'", "text '0000-00-00 00:00:00.000000'"},
	// The test writes in a session at +05:30.
	{"TIMESTAMP(6) NULL", "'2026-03-29 02:30:00.123456'", "text '2026-03-28 21:00:00.123456'"},
	{"TIMESTAMP NULL", "'1970-01-01 05:30:01'", "text '1970-01-01 00:00:01'"},
	{"TIME", "'-838:59:59'", "text '-838:59:59'"},
	{"TIME(3)", "'838:59:58.999'", "text '838:59:58.999'"},
	{"YEAR", "2155", "integer 2155"},
	{"YEAR", "0", "integer 0"},
}

// TestEveryTypeIsExact copies the table of types, with their extreme values, through a view.
func TestEveryTypeIsExact(t *testing.T) { everyTypeIsExact(t, server, typeCases) }

func everyTypeIsExact(t *testing.T, server *testdb.Server, typeCases []typeCase) {
	t.Helper()
	db := server.NewDatabase(t)
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	var columns, values []string
	for i, c := range typeCases {
		columns = append(columns, fmt.Sprintf("c%d %s", i, c.column))
		values = append(values, c.value)
	}
	for _, statement := range []string{
		"SET time_zone = '+05:30', sql_mode = ''",
		"CREATE TABLE everything (" + strings.Join(columns, ", ") + ") ROW_FORMAT=DYNAMIC",
		"INSERT INTO everything VALUES (" + strings.Join(values, ", ") + ")",
		"CREATE VIEW seen AS SELECT * FROM everything",
	} {
		if _, err := conn.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%.300s: %v", statement, err)
		}
	}

	path := filepath.Join(t.TempDir(), "cache.db")
	report := syncFrom(t, openServer(t, server, testdb.User, db.Name), path, syncer.View{Name: "seen"})[0]
	if report.Outcome != syncer.Published || report.Rows != 1 {
		t.Fatalf("report: %+v", report)
	}
	copied := open(t, path)
	for i, c := range typeCases {
		if got := held(t, copied, fmt.Sprintf("c%d", i), c.want); got != c.want {
			t.Errorf("%s %.60s: SQLite holds %.200s, want %.200s", c.column, c.value, got, c.want)
		}
	}
	if again := syncFrom(t, openServer(t, server, testdb.User, db.Name), path, syncer.View{Name: "seen"})[0]; again.Outcome != syncer.Unchanged {
		t.Errorf("second run: %+v", again)
	}
	verified(t, path, "seen")
}

// held returns what a column holds, in the form of want.
func held(t *testing.T, db *sql.DB, column, want string) string {
	t.Helper()
	form := "typeof(%[1]s) || ' ' || quote(%[1]s)"
	switch {
	case strings.HasPrefix(want, "real "):
		var got float64
		if err := db.QueryRowContext(t.Context(), "SELECT "+column+" FROM seen WHERE typeof("+column+") = 'real'").Scan(&got); err != nil {
			return err.Error()
		}
		var wanted float64
		if _, err := fmt.Sscan(strings.TrimPrefix(want, "real "), &wanted); err != nil {
			t.Fatal(err)
		}
		if math.Float64bits(got) == math.Float64bits(wanted) {
			return want
		}
		return fmt.Sprintf("real %v", got)
	case strings.HasPrefix(want, "sized "):
		form = "'sized ' || typeof(%[1]s) || ' ' || length(%[1]s) || ' ' || octet_length(%[1]s)"
	case strings.HasPrefix(want, "nultext "):
		form = "'nul' || typeof(%[1]s) || ' ' || hex(CAST(%[1]s AS BLOB))"
	}
	var got string
	if err := db.QueryRowContext(t.Context(), fmt.Sprintf("SELECT "+form+" FROM seen", column)).Scan(&got); err != nil {
		t.Fatal(err)
	}
	return got
}

// TestLargeValuesAreEqual compares a megabyte of bytes, and one of text, byte by byte.
func TestLargeValuesAreEqual(t *testing.T) {
	db := server.NewDatabase(t)
	blob := bytes.Repeat([]byte{0, 0xff, '\'', '\\', '\n', 0x80}, 1<<20/6)
	text := strings.Repeat("Škoda 🚗\x00 ", 1<<20/14)
	db.Exec(t, "CREATE TABLE large (id INT PRIMARY KEY, b LONGBLOB, s LONGTEXT CHARACTER SET utf8mb4)")
	for id := range 20 {
		if _, err := db.ExecContext(t.Context(), "INSERT INTO large VALUES (?, ?, ?)", id, blob, text); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "cache.db")
	syncMySQL(t, db.Name, path, syncer.View{Name: "large"})
	rows, err := open(t, path).QueryContext(t.Context(), "SELECT b, CAST(s AS BLOB) FROM large ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for ; rows.Next(); n++ {
		var b, s []byte
		if err := rows.Scan(&b, &s); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(b, blob) || string(s) != text {
			t.Fatalf("row %d differs", n)
		}
	}
	if n != 20 || rows.Err() != nil {
		t.Errorf("%d rows: %v", n, rows.Err())
	}
}

// TestOddNames copies columns with names that need quoting, and a view of 500 columns.
func TestOddNames(t *testing.T) {
	db := server.NewDatabase(t)
	db.Exec(t, "CREATE TABLE base (`order` INT, `a\"b` INT, `naïve` INT, sync_runs INT, `c``d` INT, `select` INT, `x y` INT, c0 INT, `is_new` INT, `key` INT, rowid INT)",
		"INSERT INTO base VALUES (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)",
		"CREATE VIEW `odd ``\"view 🚗` AS SELECT * FROM base")
	var wide []string
	for i := range 500 {
		wide = append(wide, fmt.Sprintf("%d AS column_number_%d", i, i))
	}
	db.Exec(t, "CREATE VIEW wide AS SELECT "+strings.Join(wide, ", "))

	path := filepath.Join(t.TempDir(), "cache.db")
	name := "odd `\"view 🚗"
	for _, view := range []syncer.View{{Name: name}, {Name: "wide"}, {Name: name, Key: []string{"order"}}, {Name: "wide", Key: []string{"column_number_7"}}, {Name: "wide", Key: []string{"column_number_7"}}} {
		if report := syncMySQL(t, db.Name, path, view)[0]; report.Err != nil || report.Rows != 1 {
			t.Fatalf("%v: %+v", view, report)
		}
	}
	copied := open(t, path)
	got := make([]int, 11)
	into := make([]any, 11)
	for i := range got {
		into[i] = &got[i]
	}
	err := copied.QueryRowContext(t.Context(), `SELECT "order", "a""b", "naïve", "sync_runs", "c`+"`"+`d", "select", "x y", "c0", "is_new", "key", "rowid" FROM "odd `+"`"+`""view 🚗"`).Scan(into...)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, got); diff != "" {
		t.Error(diff)
	}
	var last int
	if err := copied.QueryRowContext(t.Context(), "SELECT column_number_499 FROM wide").Scan(&last); err != nil || last != 499 {
		t.Errorf("column_number_499 is %d: %v", last, err)
	}
}
