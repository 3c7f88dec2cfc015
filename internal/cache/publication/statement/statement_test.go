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
	conn    *sql.Conn
	module  *intake.Module
	compare *intake.Comparer
	fields  *changelog.Fields
	table   statement.Table
}

func newDatabase(t *testing.T, table statement.Table) *database {
	t.Helper()
	d := &database{T: t, module: &intake.Module{}, compare: &intake.Comparer{}, fields: &changelog.Fields{}, table: table}
	with := &sqlite.Driver{}
	d.fields.Write(table.Columns)
	if err := errors.Join(d.module.Register(with), d.fields.Register(with), d.compare.Register(with)); err != nil {
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
	batch.SetHashes(rowset.NewHasher(d.table.Columns, d.table.Columns))
	sent := false
	s := &intake.Stream{Width: len(d.table.Columns), Keys: d.table.Keys, Hashed: len(d.table.Keys) > 0, Rows: func() (*rowset.Batch, error) {
		if sent {
			return nil, io.EOF
		}
		sent = true
		return batch, nil
	}}
	if d.compare.Follow(s, nil); d.table.Log {
		d.compare.Follow(s, d.fields)
	}
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
	d.exec(d.table.InsertValues(), 3, "Chur", "a text")
	d.want(all, `1, "Bern", 2.5`, `2, "Bern", NULL`, `3, "Chur", "a text"`)
	d.want(d.table.Count(), "3")
	d.want(`SELECT name, pk FROM pragma_table_info('my "cars"')`, `"order", 2`, `"place; DROP", 1`, `"\"price\"", 0`)
	d.exec(d.table.DeleteAll())
	d.want(d.table.Count(), "0")
	d.exec(d.table.DropTable())
	d.want("SELECT COUNT(*) FROM sqlite_schema", "0")
}

// TestDifferingRowsAreStagedWithTheirMask: new ones, those with other values, and those with the same value of another
// type.
func TestDifferingRowsAreStagedWithTheirMask(t *testing.T) {
	d := newDatabase(t, odd(true))
	d.exec(d.table.CreateTable())
	d.show([]any{int64(1), "Bern", int64(1)}, []any{int64(2), "Bern", "x"}, []any{int64(3), "Bern", nil}, []any{int64(4), "Bern", "same"})
	d.exec(d.table.InsertIntake())
	next := [][]any{
		{int64(1), "Bern", 1.0}, {int64(2), "Bern", nil}, {int64(3), "Bern", "y"}, {int64(4), "Bern", "same"}, {int64(4), "Chur", "new"},
	}
	d.show(next...)
	d.exec(d.table.CreateChanges())
	d.exec(d.table.InsertDiffering())
	d.want("SELECT is_new, mask, old, c0, c1 FROM temp.forecourt_changes ORDER BY c0",
		`0, "001", "{\"\\\"price\\\"\":1}", 1, "Bern"`, `0, "001", "{\"\\\"price\\\"\":\"x\"}", 2, "Bern"`,
		`0, "001", "{\"\\\"price\\\"\":null}", 3, "Bern"`, `1, NULL, NULL, 4, "Chur"`)
	d.want(statement.CountChanges, "1, 4")

	d.exec(d.table.UpdateChanged("001"), "001")
	d.exec(d.table.InsertNew())
	d.want(all, `1, "Bern", 1`, `2, "Bern", NULL`, `3, "Bern", "y"`, `4, "Bern", "same"`, `4, "Chur", "new"`)
	d.want(`SELECT typeof("""price""") FROM "my ""cars""" WHERE "order" = 1`, `"real"`)
	d.show(next...)
	d.want(d.table.SelectDiffering())
}

// TestUpdateChangedWritesAllColumnsWithoutAMask but the key.
func TestUpdateChangedWritesAllColumnsWithoutAMask(t *testing.T) {
	d := newDatabase(t, statement.Table{Name: "cars", Keys: []int{0}, Columns: []rowset.Column{
		{Name: "id", Kind: rowset.Integer}, {Name: "make", Kind: rowset.Text}, {Name: "price", Kind: rowset.Integer},
	}})
	d.exec(d.table.CreateTable())
	d.show([]any{int64(1), "Audi", int64(10)}, []any{int64(2), "BMW", int64(20)})
	d.exec(d.table.InsertIntake())
	d.show([]any{int64(1), "Audi", int64(11)}, []any{int64(2), "Škoda", int64(20)})
	d.exec(d.table.CreateChanges())
	d.exec(d.table.InsertDiffering())
	d.want("SELECT mask FROM temp.forecourt_changes ORDER BY c0", `"001"`, `"010"`)
	d.exec(d.table.UpdateChanged(""))
	d.want("SELECT * FROM cars ORDER BY id", `1, "Audi", 11`, `2, "Škoda", 20`)

	onlyKey := statement.Table{Name: "keys", Keys: []int{0}, Columns: []rowset.Column{{Name: "id", Kind: rowset.Integer}}}
	if text := onlyKey.UpdateChanged(""); text != "" {
		t.Errorf("a table of keys alone is written by %s", text)
	}
}

// TestKeysThatDidNotComeAreDeleted.
func TestKeysThatDidNotComeAreDeleted(t *testing.T) {
	d := newDatabase(t, odd(true))
	d.exec(d.table.CreateTable())
	d.show([]any{int64(1), "Bern", nil}, []any{int64(1), "Chur", nil}, []any{int64(2), "Bern", "x"})
	d.exec(d.table.InsertIntake())
	keys := statement.Table{Columns: []rowset.Column{{}, {}}} // The key's columns, in its order.
	k := &database{T: t, conn: d.conn, module: d.module, compare: d.compare, table: keys}
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
	row[1989] = int64(0)
	d.show(row)
	d.exec(d.table.CreateChanges())
	d.exec(d.table.InsertDiffering())
	d.want("SELECT mask, old FROM temp.forecourt_changes", fmt.Sprintf(`"%s1", "{\"column1989\":1989}"`, strings.Repeat("0", 1989)))
}
