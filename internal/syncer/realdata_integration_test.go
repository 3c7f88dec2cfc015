//go:build integration

package syncer_test

import (
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-sql-driver/mysql"

	"forecourt/internal/syncer"
	"forecourt/internal/testdb"
	contract "forecourt/sql"
)

// realData is the folder of the real listings, which are not part of the project.
var realData = filepath.Join("..", "..", "..", "shared", "data")

// TestRealListingsArriveUnchanged loads each file of real listings into MySQL, behind a view, and copies the view. It
// compares every value twice: the file's with MySQL's, and MySQL's with SQLite's.
func TestRealListingsArriveUnchanged(t *testing.T) {
	files := map[string]int{"vehicles_uk.csv": 108540, "vehicles_us.csv": 51525, "vehicles_vin.csv": 14828}
	if _, err := os.Stat(realData); errors.Is(err, os.ErrNotExist) {
		t.Logf("NOT TESTED with real listings: the folder %s is missing; it is not part of the project", realData)
		return
	}
	for name, rows := range files {
		t.Run(name, func(t *testing.T) {
			records := readCSV(t, filepath.Join(realData, name))
			if len(records) != rows {
				t.Fatalf("%d records, want %d", len(records), rows)
			}
			db := server.NewDatabase(t)
			loadContract(t, db, filepath.Join(realData, name))
			path := filepath.Join(t.TempDir(), "cache.db")
			report := syncMySQL(t, db.Name, path, syncer.View{Name: contract.View})[0]
			if report.Outcome != syncer.Published || report.Rows != int64(rows) || report.Inserted != int64(rows) {
				t.Fatalf("report: %+v", report)
			}
			copied := open(t, path)
			compareFile(t, records, db.DB)
			compareEngines(t, db.DB, copied)
		})
	}
}

func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records[1:]
}

// loadContract makes the contract's table under another name, fills it from the file, and makes the view over it.
func loadContract(t *testing.T, db *testdb.Database, path string) {
	t.Helper()
	mysql.RegisterLocalFile(path)
	defer mysql.DeregisterLocalFile(path)
	var variables, assignments []string
	for _, column := range contract.Columns() {
		variables = append(variables, "@"+column.Name)
		value := "NULLIF(@" + column.Name + ", '')"
		if column.NotNull {
			value = "@" + column.Name
		}
		assignments = append(assignments, column.Name+" = "+value)
	}
	db.Exec(t,
		strings.Replace(contract.Schema, "CREATE TABLE vehicles_stock", "CREATE TABLE stock", 1),
		"SET GLOBAL local_infile = ON",
		fmt.Sprintf("LOAD DATA LOCAL INFILE '%s' INTO TABLE stock CHARACTER SET utf8mb4 FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '\\\"' ESCAPED BY '' LINES TERMINATED BY '\\n' IGNORE 1 LINES (%s) SET %s",
			path, strings.Join(variables, ", "), strings.Join(assignments, ", ")),
		"CREATE VIEW vehicles_stock AS SELECT * FROM stock")
}

// row reads the next row as text, with nil for NULL. It returns nil after the last row.
func row(t *testing.T, rows *sql.Rows) []*string {
	t.Helper()
	if !rows.Next() {
		if rows.Err() != nil {
			t.Fatal(rows.Err())
		}
		return nil
	}
	texts := make([]*string, len(contract.Columns()))
	into := make([]any, len(texts))
	for i := range texts {
		into[i] = &texts[i]
	}
	if err := rows.Scan(into...); err != nil {
		t.Fatal(err)
	}
	return texts
}

func query(t *testing.T, db *sql.DB, text string, args ...any) *sql.Rows {
	t.Helper()
	rows, err := db.QueryContext(context.WithoutCancel(t.Context()), text, args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { rows.Close() })
	return rows
}

// compareFile compares what MySQL holds with the file.
func compareFile(t *testing.T, records [][]string, db *sql.DB) {
	t.Helper()
	columns := contract.Columns()
	rows := query(t, db, "SELECT * FROM stock ORDER BY id")
	for n, record := range records {
		got := row(t, rows)
		for i, column := range columns {
			want := &record[i]
			if record[i] == "" && !column.NotNull {
				want = nil
			}
			if !equalValue(want, got[i], column) {
				t.Fatalf("row %d, %s: the file has %q, MySQL %s", n+1, column.Name, record[i], show(got[i]))
			}
		}
	}
	if row(t, rows) != nil {
		t.Fatal("MySQL holds more rows than the file")
	}
}

// compareEngines compares MySQL's view, read through the binary protocol, with SQLite's table.
func compareEngines(t *testing.T, mysqlDB, sqliteDB *sql.DB) {
	t.Helper()
	from := query(t, mysqlDB, "SELECT * FROM vehicles_stock WHERE id >= ? ORDER BY id", 0)
	to := query(t, sqliteDB, "SELECT * FROM vehicles_stock ORDER BY id")
	for n := 1; ; n++ {
		want, got := row(t, from), row(t, to)
		if (want == nil) != (got == nil) {
			t.Fatalf("one side ends at row %d", n)
		}
		if want == nil {
			return
		}
		for i, column := range contract.Columns() {
			if !equalValue(want[i], got[i], column) {
				t.Fatalf("row %d, %s: MySQL has %s, SQLite %s", n, column.Name, show(want[i]), show(got[i]))
			}
		}
	}
}

// equalValue compares two values as text. Numbers with decimals may be written differently if they are equal as
// numbers, and the file writes times without decimals that are zero.
func equalValue(a, b *string, column contract.Column) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	if *a == *b {
		return true
	}
	if strings.HasPrefix(column.Type, "DECIMAL") {
		x, okX := new(big.Rat).SetString(*a)
		y, okY := new(big.Rat).SetString(*b)
		return okX && okY && x.Cmp(y) == 0
	}
	return false
}

func show(text *string) string {
	if text == nil {
		return "NULL"
	}
	return fmt.Sprintf("%q", *text)
}
