package publication_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"forecourt/internal/cache"
	"forecourt/internal/cache/changelog"
	"forecourt/internal/cache/publication"
	"forecourt/internal/rowset"
)

// file is a cache and what its runs are told.
type file struct {
	*testing.T
	*cache.Cache
}

func newFile(t *testing.T) *file {
	t.Helper()
	c, err := cache.Open(t.Context(), filepath.Join(t.TempDir(), "cache.db"), cache.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return &file{t, c}
}

var columns = []rowset.Column{{Name: "id", Kind: rowset.Integer}, {Name: "make", Kind: rowset.Text}, {Name: "price", Kind: rowset.Integer}}

// car is a row of the view.
type car struct {
	id    int64
	make  string
	price int64
}

// rows hands out cars, and then the error.
func rows(cars []car, ended error) rowset.Rows {
	batch, sent := rowset.NewBatch(len(columns)), false
	for _, c := range cars {
		batch.AppendInt(c.id)
		batch.AppendBytes(rowset.TypeText, []byte(c.make))
		batch.AppendInt(c.price)
	}
	batch.SetHashes(rowset.NewHasher(columns, columns))
	return func() (*rowset.Batch, error) {
		if sent || batch.Len() == 0 {
			return nil, ended
		}
		sent = true
		return batch, nil
	}
}

// view is a copy of cars by a key; a publication takes it once.
func view(cars ...car) publication.Copy {
	return publication.Copy{View: "cars", Columns: columns, Key: []string{"ID"}, TakenAt: time.Unix(0, 0), Log: true, Rows: rows(cars, io.EOF)}
}

func accept(changes publication.Changes) (cache.Run, error) {
	return cache.Run{View: "cars", Outcome: "published", Mode: "snapshot", RowCount: &changes.After}, nil
}

// publish returns what a publication has changed.
func (f *file) publish(what publication.Copy) (changes publication.Changes) {
	f.Helper()
	err := publication.Publish(f.Context(), f.Cache, what, func(c publication.Changes) (cache.Run, error) {
		changes = c
		return accept(c)
	})
	if err != nil {
		f.Fatal(err)
	}
	return changes
}

// holds compares the copy with cars.
func (f *file) holds(want ...car) {
	f.Helper()
	found, err := f.DB().QueryContext(f.Context(), "SELECT id, make, price FROM cars ORDER BY id, make")
	if err != nil {
		f.Fatal(err)
	}
	defer found.Close()
	var got []car
	for found.Next() {
		var c car
		if err := found.Scan(&c.id, &c.make, &c.price); err != nil {
			f.Fatal(err)
		}
		got = append(got, c)
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(car{})); diff != "" || found.Err() != nil {
		f.Errorf("%v (-want +got):\n%s", found.Err(), diff)
	}
}

// log returns what the log of changes tells, "what key old new" each.
func (f *file) log(after int64) (all []string) {
	f.Helper()
	err := changelog.Read(f.Context(), f.Cache, changelog.Filter{After: after}, func(c changelog.Change) error {
		all = append(all, fmt.Sprintf("%s %s %s %s", c.What, c.Key, c.Old, c.New))
		return nil
	})
	if err != nil {
		f.Fatal(err)
	}
	return all
}

// ignoreDelta: the fingerprint of the differences is compared where it is used, in the syncer.
var ignoreDelta = cmpopts.IgnoreFields(publication.Changes{}, "Delta")

var audi, bmw, skoda = car{1, "Audi", 100}, car{2, "BMW", 200}, car{3, "Škoda", 300}

// TestTheFirstPublicationNamesTheFile, and makes its table.
func TestTheFirstPublicationNamesTheFile(t *testing.T) {
	f := newFile(t)
	if f.Draft() == "" {
		t.Fatal("the file has its name already")
	}
	got := f.publish(view(audi, bmw))
	if diff := cmp.Diff(publication.Changes{Inserted: 2, After: 2, Made: true}, got, ignoreDelta); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	if f.Draft() != "" {
		t.Error("the file does not have its name")
	}
	f.holds(audi, bmw)
	if diff := cmp.Diff([]string{"reset null  "}, f.log(0)); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
}

// TestOnlyTheDifferencesAreWritten, and each is told by the log of changes.
func TestOnlyTheDifferencesAreWritten(t *testing.T) {
	f := newFile(t)
	f.publish(view(audi, bmw))
	dearer := car{1, "Audi", 150}
	got := f.publish(view(dearer, skoda))
	if diff := cmp.Diff(publication.Changes{Inserted: 1, Updated: 1, Deleted: 1, Before: 2, After: 2}, got, ignoreDelta); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	f.holds(dearer, skoda)
	want := []string{
		`deleted 2 {"id":2,"make":"BMW","price":200} `, `updated 1 {"price":100} {"price":150}`, `inserted 3  {"id":3,"make":"Škoda","price":300}`,
	}
	if diff := cmp.Diff(want, f.log(1)); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
	if got := f.publish(view(skoda, dearer)); got.Inserted+got.Updated+got.Deleted > 0 || got.Edited {
		t.Errorf("the same rows in another order change %+v", got)
	}
}

// TestAnErrorLeavesTheCopyAsItWas, whoever returns it, and it is returned as it is.
func TestAnErrorLeavesTheCopyAsItWas(t *testing.T) {
	wrong := errors.New("wrong")
	refuse := func(publication.Changes) (cache.Run, error) { return cache.Run{}, wrong }
	check := func(rowset.Reader, int64) error { return wrong }
	for name, test := range map[string]struct {
		ended  error
		check  func(rowset.Reader, int64) error
		decide publication.Decide
	}{
		"the decision's": {io.EOF, nil, refuse},
		"the rows'":      {wrong, nil, accept},
		"the check's":    {io.EOF, check, accept},
	} {
		for _, before := range [][]car{nil, {audi, bmw}} {
			t.Run(fmt.Sprintf("%s error with %d rows", name, len(before)), func(t *testing.T) {
				f := newFile(t)
				if before != nil {
					f.publish(view(before...))
				}
				what := view()
				what.Rows, what.Check = rows([]car{skoda}, test.ended), test.check
				if err := publication.Publish(t.Context(), f.Cache, what, test.decide); !errors.Is(err, wrong) {
					t.Fatalf("error: %v", err)
				}
				if before == nil {
					if f.Draft() == "" {
						t.Error("the file has taken its name")
					}
				} else {
					f.holds(before...)
				}
				f.publish(view(audi, skoda)) // The next run works all the same.
				f.holds(audi, skoda)
			})
		}
	}
}

// TestAKeyThatComesTwiceIsAnError that names it: in the first load, in a refresh, and in a refresh without hashes.
func TestAKeyThatComesTwiceIsAnError(t *testing.T) {
	twice := []car{audi, bmw, {1, "Audi", 100}}
	for name, prepare := range map[string]func(f *file){
		"the first load": func(*file) {},
		"a refresh":      func(f *file) { f.publish(view(audi, bmw)) },
		"a refresh without hashes": func(f *file) {
			f.publish(view(audi, bmw))
			if err := f.Distrust(f.Context(), "cars"); err != nil {
				f.Fatal(err)
			}
		},
	} {
		f := newFile(t)
		prepare(f)
		err := publication.Publish(t.Context(), f.Cache, view(twice...), accept)
		if known := new(publication.KeyError); !errors.As(err, &known) || !strings.Contains(known.Problem, "two rows have 1") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestEditsOfOtherProgramsAreRepaired, and told.
func TestEditsOfOtherProgramsAreRepaired(t *testing.T) {
	f := newFile(t)
	f.publish(view(audi, bmw))
	for _, edit := range []string{"UPDATE cars SET price = 0 WHERE id = 1", "DELETE FROM cars WHERE id = 2", "INSERT INTO cars VALUES (9, 'x', 1)"} {
		if _, err := f.DB().ExecContext(t.Context(), edit); err != nil {
			t.Fatal(err)
		}
	}
	if got := f.publish(view(audi, bmw)); !got.Edited || got.Inserted != 1 || got.Updated != 1 || got.Deleted != 1 {
		t.Errorf("changes: %+v", got)
	}
	f.holds(audi, bmw)
	if got := f.publish(view(audi, bmw)); got.Edited {
		t.Error("the edits are told a second time")
	}
}

// TestRowsWithoutAKeyAreReplacedAsAWhole, unless their content is the same.
func TestRowsWithoutAKeyAreReplacedAsAWhole(t *testing.T) {
	f := newFile(t)
	keyless := func(cars ...car) publication.Copy {
		what := view(cars...)
		what.Key, what.Again = nil, func() rowset.Rows { return rows(cars, io.EOF) }
		return what
	}
	f.publish(keyless(audi, audi))
	f.holds(audi, audi)
	f.publish(keyless(audi, bmw))
	f.holds(audi, bmw)
	same := func(c publication.Changes) (cache.Run, error) {
		run, _ := accept(c)
		return run, publication.ErrSameContent
	}
	before := len(f.log(0))
	if err := publication.Publish(t.Context(), f.Cache, keyless(skoda), same); err != nil {
		t.Fatal(err)
	}
	f.holds(audi, bmw)
	if now := len(f.log(0)); now != before {
		t.Errorf("%d lines in the log instead of %d", now, before)
	}
	if runs, err := f.Runs(t.Context(), 10); len(runs) != 3 || err != nil {
		t.Errorf("%d runs are recorded, %v", len(runs), err)
	}
}

// TestAPartialCopyKeepsWhatDoesNotCome, and needs hashes.
func TestAPartialCopyKeepsWhatDoesNotCome(t *testing.T) {
	f := newFile(t)
	f.publish(view(audi, bmw))
	value, ok, err := publication.LastCursor(t.Context(), f.Cache, view(), columns[2])
	if !ok || err != nil || value.Int() != 200 {
		t.Errorf("the last cursor is %v, %v, %v", value, ok, err)
	}
	part := view(skoda)
	part.Partial = true
	got := f.publish(part)
	if got.Inserted != 1 || got.Deleted != 0 || got.After != 3 {
		t.Errorf("changes: %+v", got)
	}
	f.holds(audi, bmw, skoda)

	if err := f.Distrust(t.Context(), "cars"); err != nil {
		t.Fatal(err)
	}
	part = view(skoda)
	part.Partial = true
	if err := publication.Publish(t.Context(), f.Cache, part, accept); !errors.Is(err, publication.ErrNeedsAll) {
		t.Errorf("without hashes: %v", err)
	}
	if _, ok, err := publication.LastCursor(t.Context(), f.Cache, view(), columns[2]); ok || err != nil {
		t.Errorf("a cursor without hashes: %v, %v", ok, err)
	}
}

// TestALogThatIsTooSmallHasTheLastChanges: a run that changes more than the log may hold writes the last changes alone,
// and ids go on as if it had written all.
func TestALogThatIsTooSmallHasTheLastChanges(t *testing.T) {
	f := newFile(t)
	stock := func(price int64) (cars []car) {
		for id := range int64(200) {
			cars = append(cars, car{id + 1, "Audi", price})
		}
		return cars
	}
	f.publish(view(stock(1)...))
	changed := view(stock(2)...)
	changed.MaxLog = 200 * 80 / 2
	if got := f.publish(changed); got.Updated != 200 {
		t.Errorf("%+v", got)
	}
	f.holds(stock(2)...)
	log := f.log(0)
	if len(log) < 50 || len(log) > 100 || !strings.Contains(log[len(log)-1], "200") {
		t.Fatalf("the log has %d changes: %q", len(log), log)
	}
	var first, last int64
	if err := f.DB().QueryRowContext(t.Context(), "SELECT MIN(id), MAX(id) FROM forecourt_row_changes").Scan(&first, &last); err != nil {
		t.Fatal(err)
	}
	if last != 201 || first != last-int64(len(log))+1 { // The first load is number 1.
		t.Errorf("the ids are %d to %d", first, last)
	}
	changed = view(stock(3)...)
	changed.MaxLog = 1 << 20
	f.publish(changed)
	if all := f.log(201); len(all) != 200 {
		t.Errorf("a log that is large enough has %d changes", len(all))
	}
}

// TestPreviewSaysWhatPublishWouldDo, and writes nothing.
func TestPreviewSaysWhatPublishWouldDo(t *testing.T) {
	f := newFile(t)
	f.publish(view(audi, bmw))
	got, err := publication.Preview(t.Context(), f.Cache, view(car{1, "Audi", 1}, skoda))
	want := publication.Changes{
		Inserted: 1, Updated: 1, Deleted: 1, Before: 2, After: 2,
		Examples: publication.Examples{Inserted: []string{"3"}, Updated: []string{"1"}, Deleted: []string{"2"}},
	}
	if diff := cmp.Diff(want, got, ignoreDelta); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	f.holds(audi, bmw)
	scratch, err := cache.OpenScratch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got, err = publication.Preview(t.Context(), scratch, view(audi, bmw))
	if diff := cmp.Diff(publication.Changes{Inserted: 2, After: 2, Made: true}, got, ignoreDelta); err != nil || diff != "" {
		t.Errorf("without a cache: %v (-want +got):\n%s", err, diff)
	}
	if err := scratch.Close(); err != nil {
		t.Error(err)
	}
}

// TestIndexesFollowTheCopy: those that it asks for are made, and go; those of users stay, through heavy changes, too.
func TestIndexesFollowTheCopy(t *testing.T) {
	f := newFile(t)
	indexes := func() (names []string) {
		rows, err := f.DB().QueryContext(context.WithoutCancel(t.Context()), "SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'cars' AND sql IS NOT NULL ORDER BY sql")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				t.Fatal(err)
			}
			_, on, _ := strings.Cut(text, "(")
			names = append(names, strings.TrimSuffix(on, ")"))
		}
		return names
	}
	with := func(on []string, cars ...car) {
		what := view(cars...)
		what.Indexes = on
		f.publish(what)
	}
	with([]string{"price"}, audi, bmw)
	if _, err := f.DB().ExecContext(t.Context(), "CREATE UNIQUE INDEX mine ON cars (make)"); err != nil {
		t.Fatal(err)
	}
	// Two rows change places in the unique index.
	with([]string{"make, price"}, car{1, "BMW", 100}, car{2, "Audi", 200})
	f.holds(car{1, "BMW", 100}, car{2, "Audi", 200})
	if diff := cmp.Diff([]string{"make, price", "make"}, indexes()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var changes publication.Changes
	err := publication.Publish(t.Context(), f.Cache, view(audi, car{2, "Audi", 200}), func(c publication.Changes) (cache.Run, error) {
		changes = c
		return accept(c)
	})
	if diff := cmp.Diff([]string{"mine"}, changes.LostIndexes); err != nil || diff != "" {
		t.Errorf("an index that the rows do not allow: %v (-want +got):\n%s", err, diff)
	}
}

// TestOthersTablesAreLeftAlone.
func TestOthersTablesAreLeftAlone(t *testing.T) {
	f := newFile(t)
	f.publish(view(audi))
	if _, err := f.DB().ExecContext(t.Context(), "CREATE TABLE mine (id)"); err != nil {
		t.Fatal(err)
	}
	what := view(audi)
	what.View = "mine"
	if err := publication.Publish(t.Context(), f.Cache, what, accept); !errors.Is(err, cache.ErrForeign) {
		t.Errorf("error: %v", err)
	}
}

// TestPublicationsLeaveNothingInMemory: a server publishes every few seconds, for years.
func TestPublicationsLeaveNothingInMemory(t *testing.T) {
	f := newFile(t)
	cars := make([]car, 2000)
	for i := range cars {
		cars[i] = car{int64(i), strings.Repeat("make", 20), 0}
	}
	publish := func(times int) {
		for range times {
			cars[0].price++
			f.publish(view(cars...))
		}
	}
	publish(3)
	before := liveHeap()
	const times = 25
	publish(times)
	if grown := liveHeap() - before; grown > 1<<20 { // The rows alone are 200 KB each time.
		t.Errorf("%d publications keep %d KB, %d each", times, grown>>10, grown/times)
	}
}

// liveHeap returns the bytes that are in use after a collection.
func liveHeap() int64 {
	runtime.GC()
	runtime.GC() // What has a finalizer goes with the second.
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}
