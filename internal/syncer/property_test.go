package syncer_test

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forecourt/internal/source"
	"forecourt/internal/syncer"
)

// TestRandomViews makes random views and changes them at random. After every run the copy must equal the view, the
// report's counts must be right, and the log of changes, applied to the old copy, must give the new one. Some runs are
// interrupted.
func TestRandomViews(t *testing.T) {
	t.Parallel()
	for seed := range uint64(15) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, seed)
			// More rounds than deltas of hashes are kept before their pages are written.
			rounds := 40
			if len(w.columns) > 22 {
				rounds = 15
			}
			for range rounds {
				w.change()
				if w.random.IntN(4) == 0 {
					w.breakOff()
				}
				w.sync()
			}
		})
	}
}

// world is a source with a random view v over the table base, and a model of what the last run left.
type world struct {
	*fixture
	random  *rand.Rand
	columns []string
	view    syncer.View
	copy    *sql.DB
	// old is the previous copy, to which the log is applied.
	old *sql.DB
	// logged is the id of the last change that was applied.
	logged int64
}

func newWorld(t *testing.T, seed uint64) *world {
	t.Helper()
	w := &world{fixture: newFixture(t), random: rand.New(rand.NewPCG(seed, 7)), view: syncer.View{Name: "v", Key: []string{"k"}}}
	w.opts.AllowShrink, w.opts.KeepChanges = true, time.Hour
	w.source.SetMaxOpenConns(1)
	w.exec("PRAGMA synchronous = off", "PRAGMA journal_mode = memory")
	keys := []string{"k INTEGER PRIMARY KEY", "k TEXT PRIMARY KEY", "k PRIMARY KEY", "k BLOB PRIMARY KEY", "k REAL PRIMARY KEY"}
	types := []string{"INTEGER", "TEXT", "REAL", "NUMERIC", "BLOB", "", "DATETIME", `"odd ""type"`}
	declared := []string{keys[w.random.IntN(len(keys))] + " NOT NULL"}
	if seed >= 10 { // A key of several columns, in an order that is not the view's.
		w.view.Key = []string{"p", "k"}
		declared = []string{strings.Replace(declared[0], " PRIMARY KEY", "", 1), "p " + types[w.random.IntN(len(types))] + " NOT NULL"}
	}
	for i := range []int{0, 1, 5, 22, 250}[w.random.IntN(5)] {
		w.columns = append(w.columns, fmt.Sprintf(`"c %d"`, i))
		declared = append(declared, fmt.Sprintf(`"c %d" %s`, i, types[w.random.IntN(len(types))]))
	}
	if len(w.view.Key) > 1 {
		declared = append(declared, "PRIMARY KEY (p, k)")
	}
	w.exec("CREATE TABLE base ("+strings.Join(declared, ", ")+")", "CREATE VIEW v AS SELECT * FROM base")
	w.insert(w.random.IntN(2000 / (1 + len(w.columns)/10)))
	w.sync()
	return w
}

// value returns a random value as an SQL literal, from a small set, so that values repeat.
func (w *world) value() string {
	switch w.random.IntN(8) {
	case 0:
		return "NULL"
	case 1:
		return fmt.Sprint(w.random.IntN(4) - 1)
	case 2:
		return fmt.Sprint(w.random.Int64() - 1<<62)
	case 3:
		return fmt.Sprintf("%.17e", math.Float64frombits(w.random.Uint64()&^(1<<62)))
	case 4:
		return []string{"0.0", "-0.0", "1.0", "9e999", "1e300", "0.1"}[w.random.IntN(6)]
	case 5:
		return fmt.Sprintf("x'%x'", fmt.Append(nil, w.random.IntN(300)))
	case 6:
		return []string{"''", "'1'", "'a''b'", `'{"x":"\\"}'`, "'é" + "\t" + "'", "'2026-11-01 10:00:00'", "CAST(x'ff00' AS TEXT)"}[w.random.IntN(7)]
	default:
		return fmt.Sprintf("'text %d'", w.random.IntN(1000))
	}
}

func (w *world) insert(n int) {
	for range n {
		values := []string{w.value()}
		if w.random.IntN(3) > 0 {
			values[0] = fmt.Sprint(w.random.IntN(5000))
		}
		for range len(w.columns) + len(w.view.Key) - 1 {
			values = append(values, w.value())
		}
		if _, err := w.source.ExecContext(w.t.Context(), "INSERT OR IGNORE INTO base VALUES ("+strings.Join(values, ", ")+")"); err != nil && !strings.Contains(err.Error(), "mismatch") {
			w.t.Fatal(err)
		}
	}
}

// change makes one or several changes to the source.
func (w *world) change() {
	for range w.random.IntN(4) {
		part := fmt.Sprintf("abs(random()) %% %d = 0", []int{1, 3, 50, 1000}[w.random.IntN(4)])
		switch w.random.IntN(6) {
		case 0:
			w.insert(w.random.IntN(100))
		case 1:
			w.exec("DELETE FROM base WHERE " + part)
		case 2:
			w.exec("UPDATE OR IGNORE base SET k = k + 1 WHERE typeof(k) = 'integer' AND k < 9000 AND " + part)
		default:
			if len(w.columns) > 0 {
				column := w.columns[w.random.IntN(len(w.columns))]
				w.exec("UPDATE base SET " + column + " = " + w.value() + " WHERE " + part)
			}
		}
	}
	if w.random.IntN(3) == 0 { // The rows come in another order.
		w.exec("DROP VIEW v", "CREATE VIEW v AS SELECT * FROM base ORDER BY "+[]string{"k", "k DESC", "random()", "hex(k)"}[w.random.IntN(4)])
	}
}

// breakOff makes a run that is interrupted at a random moment.
func (w *world) breakOff() {
	from, err := source.OpenSQLite(w.path, time.Now)
	if err != nil {
		w.t.Fatal(err)
	}
	defer from.Close()
	ctx, stop := context.WithTimeout(w.t.Context(), time.Duration(w.random.IntN(20_000))*time.Microsecond)
	defer stop()
	err = syncer.New(from, w.opts).Run(ctx, []syncer.View{w.view}, func(syncer.Report) {})
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		w.t.Fatal(err)
	}
}

// sync makes a run and checks its results.
func (w *world) sync() {
	w.t.Helper()
	r := w.fixture.sync(w.view)[0]
	if r.Err != nil || r.Unchanged+r.Inserted+r.Updated != r.Rows || len(r.Notices) > 0 {
		w.t.Fatalf("%+v", r)
	}
	w.equal("v")
	verified(w.t, w.cache, "v")
	if w.copy == nil {
		w.copy, w.old = open(w.t, w.cache), open(w.t, filepath.Join(w.t.TempDir(), "old.db"))
		w.old.SetMaxOpenConns(1)
		if _, err := w.old.ExecContext(w.t.Context(), "PRAGMA synchronous = off"); err != nil {
			w.t.Fatal(err)
		}
	}
	w.replay()
	if diff := cmp.Diff(contents(w.t, w.copy, "v"), contents(w.t, w.old, "v")); diff != "" {
		w.t.Fatalf("the log does not give the new copy (-copy +replayed):\n%s", diff)
	}
}

// replay applies the new changes of the log to the old copy.
func (w *world) replay() {
	rows, err := w.copy.QueryContext(w.t.Context(), "SELECT id, what, key_columns, key, old, new FROM forecourt_row_changes WHERE id > ? ORDER BY id", w.logged)
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var what string
		var parts int
		var key any
		var before, after *string
		if err := rows.Scan(&w.logged, &what, &parts, &key, &before, &after); err != nil {
			w.t.Fatal(err)
		}
		if what == "reset" {
			w.reset()
			continue
		}
		w.apply(what, w.keyValues(parts, key), object(w.t, before), object(w.t, after))
	}
	if rows.Err() != nil {
		w.t.Fatal(rows.Err())
	}
}

// reset makes the old copy equal to the copy; the log says that all rows were replaced.
func (w *world) reset() {
	var create string
	if err := w.copy.QueryRowContext(w.t.Context(), "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = 'v'").Scan(&create); err != nil {
		w.t.Fatal(err)
	}
	for _, statement := range []string{"DROP TABLE IF EXISTS v", create, "ATTACH '" + w.cache + "' AS c", "INSERT INTO v SELECT * FROM c.v", "DETACH c"} {
		if _, err := w.old.ExecContext(w.t.Context(), statement); err != nil {
			w.t.Fatalf("%s: %v", statement, err)
		}
	}
}

// apply applies one change, which must match the old copy.
func (w *world) apply(what string, key []any, before, after map[string]any) {
	w.t.Helper()
	var statement string
	var args []any
	switch what {
	case "deleted":
		statement, args = "DELETE FROM v WHERE "+w.sameKey(), key
	case "inserted":
		var names, marks []string
		for name, value := range after {
			names, marks, args = append(names, `"`+name+`"`), append(marks, "?"), append(args, value)
		}
		statement = "INSERT INTO v (" + strings.Join(names, ", ") + ") VALUES (" + strings.Join(marks, ", ") + ")"
	default:
		var set, where []string
		for name, value := range after {
			set, args = append(set, `"`+name+`" = ?`), append(args, value)
		}
		for name, value := range before {
			where, args = append(where, `"`+name+`" IS ?`), append(args, value)
		}
		statement = "UPDATE v SET " + strings.Join(set, ", ") + " WHERE " + strings.Join(append(where, w.sameKey()), " AND ")
		args = append(args, key...)
	}
	result, err := w.old.ExecContext(w.t.Context(), statement, args...)
	if err != nil {
		w.t.Fatalf("%s: %v", what, err)
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		w.t.Fatalf("%s of %T %v does not fit the old copy: %d rows (%v): %.300s %.300s", what, key, key, n, err, fmt.Sprint(before), fmt.Sprint(after))
	}
}

// keyValues reads a key from the log: one value, or a JSON array of several.
func (w *world) keyValues(parts int, key any) []any {
	w.t.Helper()
	if parts == 1 {
		return []any{key}
	}
	text := fmt.Sprintf(`{"parts":%v}`, key)
	var array struct{ Parts []json.RawMessage }
	if err := json.Unmarshal([]byte(text), &array); err != nil || len(array.Parts) != parts {
		w.t.Fatalf("the key %v: %v", key, err)
	}
	var values []any
	for _, part := range array.Parts {
		one := fmt.Sprintf(`{"value":%s}`, part)
		values = append(values, object(w.t, &one)["value"])
	}
	return values
}

func (w *world) sameKey() string { return strings.Join(w.view.Key, " = ? AND ") + " = ?" }

// object reads a row's values from the log.
func object(t *testing.T, text *string) map[string]any {
	t.Helper()
	if text == nil {
		return nil
	}
	decoder := json.NewDecoder(strings.NewReader(*text))
	decoder.UseNumber()
	values := map[string]any{}
	if err := decoder.Decode(&values); err != nil {
		t.Fatalf("%s: %v", *text, err)
	}
	for name, value := range values {
		switch v := value.(type) {
		case json.Number:
			if strings.ContainsAny(v.String(), ".e") {
				values[name], _ = v.Float64()
			} else if n, err := v.Int64(); err != nil {
				t.Fatal(err)
			} else {
				values[name] = n
			}
		case map[string]any:
			values[name] = wrapped(t, v)
		}
	}
	return values
}

// wrapped reads a value of a type that JSON does not have.
func wrapped(t *testing.T, v map[string]any) any {
	t.Helper()
	for kind, text := range v {
		data, err := hex.DecodeString(text.(string))
		switch {
		case kind == "real":
			return map[any]any{"+Inf": math.Inf(1), "-Inf": math.Inf(-1)}[text]
		case err != nil:
			t.Fatal(err)
		case kind == "text":
			return string(data)
		default:
			return data
		}
	}
	return nil
}
