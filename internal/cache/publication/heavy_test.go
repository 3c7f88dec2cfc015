package publication_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forecourt/internal/cache"
	"forecourt/internal/cache/changelog"
	"forecourt/internal/cache/publication"
	"forecourt/internal/rowset"
)

// TestAllRowsChange: each row is new, gone, or different in its own set of columns, and the keys come in any order. The
// log must lead from the old copy to the new one, with each row once. A reader keeps what it began to read, and what
// the owner has added to the copy stays: an index, and a trigger that sees each change once.
func TestAllRowsChange(t *testing.T) {
	const rows = 6000
	random := rand.New(rand.NewPCG(1, 2))
	for _, test := range []struct {
		name    string
		columns int // With more columns than this, there are more sets of columns than statements.
		shuffle bool
	}{{"in order, few sets of columns", 3, false}, {"in any order, few sets of columns", 3, true}, {"in any order, many sets of columns", 12, true}} {
		t.Run(test.name, func(t *testing.T) {
			f := newFile(t)
			w := wideStock{columns: test.columns}
			old, next := map[int64][]int64{}, map[int64][]int64{}
			for id := range int64(rows) {
				row := make([]int64, test.columns)
				for i := range row {
					row[i] = random.Int64N(1000)
				}
				if id%10 > 0 { // Every tenth row is new.
					old[id] = row
				}
				if id%10 != 1 { // Another tenth goes.
					changed := slices.Clone(row)
					changed[random.IntN(len(changed))] += 5000
					for i := range changed {
						changed[i] += random.Int64N(2) * 10_000
					}
					next[id] = changed
				}
			}
			f.publish(w.copy(slices.Sorted(maps.Keys(old)), old))
			for _, statement := range []string{
				"CREATE INDEX mine ON cars (n0, n2)", "CREATE TABLE seen (id INTEGER PRIMARY KEY, n0)", "CREATE TABLE made (id)",
				"CREATE TRIGGER mine_updates AFTER UPDATE ON cars BEGIN INSERT INTO seen VALUES (new.id, new.n0); END",
				"CREATE TRIGGER mine_inserts BEFORE INSERT ON cars BEGIN INSERT INTO made VALUES (new.id); END",
			} {
				if _, err := f.DB().ExecContext(t.Context(), statement); err != nil {
					t.Fatal(err)
				}
			}
			reader, err := f.DB().BeginTx(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			const sum = "SELECT COUNT(*), SUM(n0) FROM cars"
			var before, after [2]int64
			if err := reader.QueryRowContext(t.Context(), sum).Scan(&before[0], &before[1]); err != nil {
				t.Fatal(err)
			}
			ids := slices.Sorted(maps.Keys(next))
			if test.shuffle {
				random.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
			}
			changes := f.publish(w.copy(ids, next))
			if changes.Inserted != rows/10 || changes.Deleted != rows/10 || changes.Updated != rows*8/10 {
				t.Errorf("changes: %+v", changes)
			}
			if err := reader.QueryRowContext(t.Context(), sum).Scan(&after[0], &after[1]); err != nil || before != after {
				t.Errorf("a reader saw %v, and then %v (%v)", before, after, err)
			}
			if err := reader.Rollback(); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(next, w.read(f)); diff != "" {
				t.Errorf("copy (-want +got):\n%.2000s", diff)
			}
			if diff := cmp.Diff(next, w.replay(f, old)); diff != "" {
				t.Errorf("old copy and log (-want +got):\n%.2000s", diff)
			}
			w.want(f, "SELECT COUNT(*) FROM seen JOIN cars USING (id, n0)", rows*8/10)
			w.want(f, "SELECT COUNT(*) FROM made", rows/10)
			w.want(f, "SELECT COUNT(*) FROM cars INDEXED BY mine WHERE n0 >= 0", int64(len(next)))
			w.want(f, "SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'", 0)
			if again := f.publish(w.copy(ids, next)); again.Inserted+again.Updated+again.Deleted > 0 || again.Edited {
				t.Errorf("the same rows change %+v", again)
			}
		})
	}
}

// wideStock is a view of a key and some numbers.
type wideStock struct{ columns int }

func (w wideStock) list() []rowset.Column {
	columns := []rowset.Column{{Name: "id", Kind: rowset.Integer}}
	for i := range w.columns {
		columns = append(columns, rowset.Column{Name: fmt.Sprintf("n%d", i), Kind: rowset.Integer})
	}
	return columns
}

// copy publishes rows, in the order of ids.
func (w wideStock) copy(ids []int64, of map[int64][]int64) publication.Copy {
	columns := w.list()
	batch, hasher := rowset.NewBatch(len(columns)), rowset.NewHasher(columns, columns)
	return publication.Copy{
		View: "cars", Columns: columns, Key: []string{"id"}, TakenAt: time.Unix(0, 0), Log: true, Indexes: []string{"n1"},
		Rows: func() (*rowset.Batch, error) {
			batch.Reset()
			for ; !batch.Full() && len(ids) > 0; ids = ids[1:] {
				batch.AppendInt(ids[0])
				for _, n := range of[ids[0]] {
					batch.AppendInt(n)
				}
			}
			if batch.Len() == 0 {
				return nil, io.EOF
			}
			batch.SetHashes(hasher)
			return batch, nil
		},
	}
}

// read returns the rows of the copy.
func (w wideStock) read(f *file) map[int64][]int64 {
	f.Helper()
	found, err := f.DB().QueryContext(f.Context(), "SELECT * FROM cars")
	if err != nil {
		f.Fatal(err)
	}
	defer found.Close()
	all := map[int64][]int64{}
	for found.Next() {
		var id int64
		row, places := make([]int64, w.columns), []any{&id}
		for i := range row {
			places = append(places, &row[i])
		}
		if err := found.Scan(places...); err != nil {
			f.Fatal(err)
		}
		all[id] = row
	}
	if err := found.Err(); err != nil {
		f.Fatal(err)
	}
	return all
}

// replay applies the log behind the first load to rows. Each key must occur once, an update must name the same columns
// on both sides, and the old values must be those of the rows.
func (w wideStock) replay(f *file, from map[int64][]int64) map[int64][]int64 {
	f.Helper()
	rows, seen := maps.Clone(from), map[int64]bool{}
	err := changelog.Read(f.Context(), f.Cache, changelog.Filter{After: 1}, func(c changelog.Change) error {
		var id int64
		if err := json.Unmarshal(c.Key, &id); err != nil {
			return err
		}
		if seen[id] {
			f.Errorf("the log has %d twice", id)
		}
		seen[id] = true
		row := slices.Clone(rows[id])
		switch c.What {
		case "deleted":
			w.apply(f, id, slices.Clone(row), c.Old, row)
			delete(rows, id)
			return nil
		case "inserted":
			row = make([]int64, w.columns)
		default:
			w.apply(f, id, slices.Clone(row), c.Old, row)
			if strings.Count(string(c.Old), ":") != strings.Count(string(c.New), ":") {
				f.Errorf("%d: %s becomes %s", id, c.Old, c.New)
			}
		}
		rows[id] = w.apply(f, id, row, c.New, nil)
		return nil
	})
	if err != nil {
		f.Fatal(err)
	}
	return rows
}

// apply puts the values of a JSON object into a row, and compares them with those of held, if it is not nil.
func (w wideStock) apply(f *file, id int64, row []int64, object json.RawMessage, held []int64) []int64 {
	f.Helper()
	var values map[string]int64
	if err := json.Unmarshal(object, &values); err != nil {
		f.Fatalf("%d: %s: %v", id, object, err)
	}
	for i := range row {
		value, told := values[fmt.Sprintf("n%d", i)]
		if !told {
			continue
		}
		if held != nil && held[i] != value {
			f.Errorf("%d: the log has the old value %d of n%d, and the copy had %d", id, value, i, held[i])
		}
		row[i] = value
	}
	return row
}

func (w wideStock) want(f *file, query string, want int64) {
	f.Helper()
	var got int64
	if err := f.DB().QueryRowContext(f.Context(), query).Scan(&got); err != nil || got != want {
		f.Errorf("%s: %d, %v; want %d", query, got, err, want)
	}
}

// TestANewKeyThatComesTwiceIsAnError, and nothing is left of it. A key that the copy had before is found by its hash,
// and a new one when it is written.
func TestANewKeyThatComesTwiceIsAnError(t *testing.T) {
	f := newFile(t)
	f.publish(view(audi, bmw))
	for name, cars := range map[string][]car{"a new key": {audi, bmw, skoda, skoda}, "a known key": {audi, bmw, bmw}} {
		err := publication.Publish(t.Context(), f.Cache, view(cars...), accept)
		if want := fmt.Sprintf("two rows have %d", cars[len(cars)-1].id); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
		f.holds(audi, bmw)
	}
}

// TestStagedRowsLeaveNoFile: the file of the rows to write has no name, so nothing is left of it, even after a failure.
func TestStagedRowsLeaveNoFile(t *testing.T) {
	f := newFile(t)
	f.publish(view(audi, bmw))
	refuse := func(publication.Changes) (cache.Run, error) {
		left, err := filepath.Glob(f.Path() + "*")
		if err != nil {
			return cache.Run{}, err
		}
		for _, path := range left {
			if !slices.Contains([]string{f.Path(), f.Path() + "-wal", f.Path() + "-shm"}, path) {
				t.Errorf("there is a file %s while the rows are written", path)
			}
		}
		return cache.Run{}, io.ErrUnexpectedEOF
	}
	if err := publication.Publish(t.Context(), f.Cache, view(car{1, "Audi", 101}, skoda), refuse); err == nil {
		t.Fatal("no error")
	}
	f.holds(audi, bmw)
}
