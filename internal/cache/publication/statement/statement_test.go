package statement_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"modernc.org/sqlite"

	"forecourt/internal/cache/changelog"
	"forecourt/internal/cache/publication/intake"
	"forecourt/internal/cache/publication/statement"
	"forecourt/internal/rowset"
)

// opener opens connections with the intake, and the functions of the log of changes.
type opener struct{ driver *sqlite.Driver }

func (o opener) Connect(context.Context) (driver.Conn, error) { return o.driver.Open(":memory:") }
func (o opener) Driver() driver.Driver                        { return o.driver }

// database is a connection to an empty database.
type database struct {
	*testing.T
	conn   *sql.Conn
	module *intake.Module
	fields *changelog.Fields
	table  statement.Table
}

func newDatabase(t *testing.T, table statement.Table) *database {
	t.Helper()
	d := &database{T: t, module: &intake.Module{}, fields: &changelog.Fields{}, table: table}
	with := &sqlite.Driver{}
	d.fields.Write(table.Columns)
	if err := errors.Join(d.module.Register(with), d.fields.Register(with)); err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(opener{with})
	var err error
	if d.conn, err = db.Conn(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(d.conn.Close(), db.Close()); err != nil {
			t.Error(err)
		}
	})
	return d
}

func (d *database) exec(statement string, args ...any) {
	d.Helper()
	if _, err := d.conn.ExecContext(d.Context(), statement, args...); err != nil {
		d.Fatalf("%s: %v", statement, err)
	}
}

// show makes the intake show rows.
func (d *database) show(rows ...[]any) {
	d.Helper()
	batch := rowset.NewBatch(len(d.table.Columns))
	for _, row := range rows {
		for _, value := range row {
			batch.Append(rowset.Stored(value))
		}
	}
	sent := false
	s := &intake.Stream{Width: len(d.table.Columns), Rows: func() (*rowset.Batch, error) {
		if sent {
			return nil, io.EOF
		}
		sent = true
		return batch, nil
	}}
	if err := d.module.Show(d.Context(), d.conn, s); err != nil {
		d.Fatal(err)
	}
}

// rows returns what a query selects, each row as one text.
func (d *database) rows(query string) (all []string) {
	d.Helper()
	found, err := d.conn.QueryContext(d.Context(), query)
	if err != nil {
		d.Fatalf("%s: %v", query, err)
	}
	defer found.Close()
	names, err := found.Columns()
	if err != nil {
		d.Fatal(err)
	}
	for found.Next() {
		row, places := make([]any, len(names)), make([]any, len(names))
		for i := range row {
			places[i] = &row[i]
		}
		if err := found.Scan(places...); err != nil {
			d.Fatal(err)
		}
		texts := make([]string, len(row))
		for i, value := range row {
			if texts[i] = fmt.Sprintf("%#v", value); value == nil {
				texts[i] = "NULL"
			}
		}
		all = append(all, strings.Join(texts, ", "))
	}
	if err := found.Err(); err != nil {
		d.Fatal(err)
	}
	return all
}

func (d *database) want(query string, want ...string) {
	d.Helper()
	if diff := cmp.Diff(want, d.rows(query)); diff != "" {
		d.Errorf("%s (-want +got):\n%s", query, diff)
	}
}

// odd has names that only quoting gets right, and a key of two columns.
func odd(log bool) statement.Table {
	return statement.Table{Name: `my "cars"`, Log: log, Keys: []int{1, 0}, Columns: []rowset.Column{
		{Name: "order", Kind: rowset.Integer}, {Name: "place; DROP", Kind: rowset.Text}, {Name: `"price"`, Kind: rowset.Any, Type: "ANY"},
	}}
}

const all = `SELECT * FROM "my ""cars""" ORDER BY 1, 2`

// TestATableIsMadeAndFilled, whatever its name and columns are.
func TestATableIsMadeAndFilled(t *testing.T) {
	d := newDatabase(t, odd(false))
	d.exec(d.table.CreateTable())
	d.show([]any{int64(1), "Bern", 2.5}, []any{int64(2), "Bern", nil})
	d.exec(d.table.InsertIntake())
	d.exec(d.table.InsertValues(1), 3, "Chur", "a text")
	d.want(all, `1, "Bern", 2.5`, `2, "Bern", NULL`, `3, "Chur", "a text"`)
	d.want(d.table.Count(), "3")
	d.want(`SELECT name, pk FROM pragma_table_info('my "cars"')`, `"order", 2`, `"place; DROP", 1`, `"\"price\"", 0`)
	d.exec(d.table.DeleteAll())
	d.want(d.table.Count(), "0")
	d.exec(d.table.DropTable())
	d.want("SELECT COUNT(*) FROM sqlite_schema", "0")
}

// TestUpdateChangedWritesTheColumnsOfAMask, and without one all columns but the key. The type of a key may change.
func TestUpdateChangedWritesTheColumnsOfAMask(t *testing.T) {
	d := newDatabase(t, odd(true))
	d.exec(d.table.CreateTable())
	d.show([]any{int64(1), "Bern", int64(1)}, []any{int64(2), "Bern", "x"}, []any{int64(2), "Chur", "same"})
	d.exec(d.table.InsertIntake())
	if diff := cmp.Diff([]int{2}, d.table.UpdateColumns("001")); diff != "" {
		t.Fatalf("columns (-want +got):\n%s", diff)
	}
	d.show([]any{"Bern", int64(1), 1.0}, []any{"Bern", int64(2), nil})
	d.exec(d.table.UpdateChanged([]int{2}))
	d.want(all, `1, "Bern", 1`, `2, "Bern", NULL`, `2, "Chur", "same"`)
	d.want(`SELECT typeof("""price""") FROM "my ""cars""" WHERE "order" = 1`, `"real"`)
	d.show([]any{int64(3), "Chur", "new"})
	d.exec(d.table.InsertNew())
	d.want(all, `1, "Bern", 1`, `2, "Bern", NULL`, `2, "Chur", "same"`, `3, "Chur", "new"`)

	if diff := cmp.Diff([]int{2}, d.table.UpdateColumns("")); diff != "" {
		t.Errorf("all columns (-want +got):\n%s", diff)
	}
	keys := statement.Table{Name: "keys", Keys: []int{0}, Columns: []rowset.Column{{Name: "id", Kind: rowset.Integer}}}
	if got := keys.UpdateColumns(""); got != nil {
		t.Errorf("of a table of keys alone the columns %v are written", got)
	}
	keys.Columns[0] = rowset.Column{Name: "id", Kind: rowset.Any, Type: "ANY"}
	if diff := cmp.Diff([]int{0}, keys.UpdateColumns("")); diff != "" {
		t.Errorf("a key of any type (-want +got):\n%s", diff)
	}
}

// TestSelectFromBeginsAtAKey, and goes on in the order of the keys. It must find the key by an index.
func TestSelectFromBeginsAtAKey(t *testing.T) {
	d := newDatabase(t, odd(true))
	d.exec(d.table.CreateTable())
	d.show([]any{int64(2), "Chur", nil}, []any{int64(9), "Bern", nil}, []any{int64(3), "Chur", nil}, []any{int64(1), "Bern", nil})
	d.exec(d.table.InsertIntake())
	from := strings.Replace(strings.Replace(d.table.SelectFrom(), "?", "'Bern'", 1), "?", "2", 1)
	d.want(from, `9, "Bern", NULL`, `2, "Chur", NULL`, `3, "Chur", NULL`)
	if plan := d.rows("EXPLAIN QUERY PLAN " + from); len(plan) != 1 || !strings.Contains(plan[0], "((place; DROP,order)>(?,?))") {
		t.Errorf("the plan is %q", plan)
	}
}

// TestStoredShowsHowSQLiteConvertsARow.
func TestStoredShowsHowSQLiteConvertsARow(t *testing.T) {
	d := newDatabase(t, statement.Table{Name: "cars", Keys: []int{0}, Columns: []rowset.Column{
		{Name: "id", Kind: rowset.Any, Type: "INTEGER"}, {Name: "make", Kind: rowset.Any, Type: "VARCHAR(20)"}, {Name: "note", Kind: rowset.Any, Type: "BLOB"},
	}})
	if d.table.Exact() || !(&statement.Table{Columns: []rowset.Column{{Kind: rowset.Any, Type: "BLOB"}, {Kind: rowset.Decimal}}}).Exact() {
		t.Error("a column that converts makes a table inexact, and only such a column")
	}
	d.exec(d.table.CreateStored())
	for _, row := range [][]any{{"7", 8, "9"}, {"7x", 8.5, 9.0}} {
		d.exec(d.table.KeepStored(), row...)
	}
	d.want(d.table.SelectStored(), `"7x", "8.5", 9`)
	d.exec(d.table.KeepStored(), "7", 8, "9")
	d.want(d.table.SelectStored(), `7, "8", "9"`)
}

// TestKeysThatDidNotComeAreDeleted.
func TestKeysThatDidNotComeAreDeleted(t *testing.T) {
	d := newDatabase(t, odd(true))
	d.exec(d.table.CreateTable())
	d.show([]any{int64(1), "Bern", nil}, []any{int64(1), "Chur", nil}, []any{int64(2), "Bern", "x"})
	d.exec(d.table.InsertIntake())
	keys := statement.Table{Columns: []rowset.Column{{}, {}}} // The key's columns, in its order.
	k := &database{T: t, conn: d.conn, module: d.module, table: keys}
	k.show([]any{"Bern", int64(1)}, []any{"Chur", int64(1)})
	d.exec(d.table.CreateSeen())
	d.exec(d.table.InsertSeen())
	d.want(d.table.SelectGone(), `"('Bern', 2)"`)
	d.exec(d.table.CreateGone())
	d.exec(d.table.InsertUnseen())
	d.exec(d.table.DeleteGone())
	d.want(all, `1, "Bern", NULL`, `1, "Chur", NULL`)

	k.show([]any{"Bern", int64(1)}, []any{"Chur", int64(1)}, []any{"Bern", int64(1)})
	d.want(d.table.SelectDuplicate(), `"'Bern', 1"`)
}

// TestGreatest of a column: whole numbers above 2^63-1 are text, and greater than all others.
func TestGreatest(t *testing.T) {
	unsigned := rowset.Column{Name: "no", Kind: rowset.Unsigned}
	d := newDatabase(t, statement.Table{Name: "cars", Columns: []rowset.Column{unsigned}})
	d.exec(d.table.CreateTable())
	d.want(d.table.Greatest(unsigned))
	d.show([]any{int64(7)}, []any{int64(9)})
	d.exec(d.table.InsertIntake())
	d.want(d.table.Greatest(unsigned), "9")
	d.show([]any{"18446744073709551615"}, []any{"9223372036854775808"}, []any{int64(8)})
	d.exec(d.table.InsertIntake())
	d.want(d.table.Greatest(unsigned), `"18446744073709551615"`)
}

// TestTriggersNoticeEachKindOfChange, and say nothing twice.
func TestTriggersNoticeEachKindOfChange(t *testing.T) {
	for _, change := range []string{`INSERT INTO "o'cars" VALUES (2)`, `UPDATE "o'cars" SET id = 3`, `DELETE FROM "o'cars"`} {
		d := newDatabase(t, statement.Table{Name: "o'cars", Columns: []rowset.Column{{Name: "id", Kind: rowset.Integer}}})
		d.exec(d.table.CreateTable())
		d.exec("CREATE TABLE forecourt_hashed_views (view, shape)")
		d.exec(`INSERT INTO forecourt_hashed_views VALUES ('o''cars', 'a shape'), ('other', 'a shape')`)
		d.exec(`INSERT INTO "o'cars" VALUES (1)`)
		for _, trigger := range d.table.Triggers() {
			d.exec(trigger.Create())
		}
		d.exec(change)
		d.want("SELECT shape FROM forecourt_hashed_views", `NULL`, `"a shape"`)
		for _, trigger := range d.table.Triggers() {
			d.exec(trigger.Drop())
		}
		d.exec("UPDATE forecourt_hashed_views SET shape = 'again'")
		d.exec(change)
		d.want("SELECT DISTINCT shape FROM forecourt_hashed_views", `"again"`)
	}
}

// TestMentionsFindsAChangedColumnInAnIndex.
func TestMentionsFindsAChangedColumnInAnIndex(t *testing.T) {
	table := statement.Table{Name: "cars", Columns: []rowset.Column{{Name: "id"}, {Name: "Price"}, {Name: "make"}}}
	const index = `CREATE INDEX by_make ON cars (price DESC)`
	if !table.Mentions(index, []string{"001", "010"}) {
		t.Error("a change of the price leaves its index alone")
	}
	if table.Mentions(index, []string{"001"}) {
		t.Error("a change of the make touches the price's index, because of its name")
	}
}

// TestAWideTable has more columns than a function of SQLite's has arguments.
func TestAWideTable(t *testing.T) {
	table := statement.Table{Name: "wide", Log: true, Keys: []int{0}}
	row := make([]any, 1990)
	for i := range row {
		table.Columns = append(table.Columns, rowset.Column{Name: fmt.Sprintf("column%d", i), Kind: rowset.Integer})
		row[i] = int64(i)
	}
	d := newDatabase(t, table)
	d.exec(d.table.CreateTable())
	d.show(row)
	d.exec(d.table.InsertIntake())
	d.want("SELECT column1989 FROM wide", "1989")
	d.show(row)
	d.exec("CREATE TEMP TABLE forecourt_gone (c0)")
	d.exec("INSERT INTO forecourt_gone VALUES (0)")
	d.exec("CREATE TABLE forecourt_row_changes (view, changed_at, run_id, key_columns, key, what, old, new)")
	d.exec(d.table.LogGone(), "wide", "now", 1)
	d.want("SELECT json_extract(old, '$.column1989'), key FROM forecourt_row_changes", "1989, 0")
}
