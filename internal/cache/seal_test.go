package cache_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"forecourt/internal/cache"
)

// sealed makes a file with a table of the user's, in the state in which a run leaves it.
func sealed(t *testing.T) string {
	t.Helper()
	path := newFile(t)
	record(t, path, cache.Run{View: "cars", Outcome: "published", Mode: "snapshot", StartedAt: "2026-11-01T12:00:00.000000Z"})
	edit(t, path, "CREATE TABLE forecourt_filler (text)", "INSERT INTO forecourt_filler VALUES (hex(zeroblob(50000)))")
	if err := cache.Seal(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	return path
}

// record keeps runs in a file.
func record(t *testing.T, path string, runs ...cache.Run) {
	t.Helper()
	c, err := cache.Open(t.Context(), path, cache.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, run := range runs {
		if err := c.RecordRun(t.Context(), run); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestExamineTellsWhoChangedAFile.
func TestExamineTellsWhoChangedAFile(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(t *testing.T, path string)
		want   cache.State
	}{
		{"nobody", func(*testing.T, string) {}, cache.Whole},
		{"there is no seal", func(t *testing.T, path string) {
			t.Helper()
			if err := cache.Unseal(path); err != nil {
				t.Fatal(err)
			}
		}, cache.Unsealed},
		{"the seal is damaged", func(t *testing.T, path string) { t.Helper(); flip(t, path+".seal", 30) }, cache.Unsealed},
		{"a run was ended", func(t *testing.T, path string) {
			t.Helper()
			record(t, path, cache.Run{View: "cars", Outcome: "failed", Mode: "snapshot"})
		}, cache.Ahead},
		{"a run was ended in its commit, beside a reader", func(t *testing.T, path string) {
			t.Helper()
			endInCommit(t, path)
		}, cache.Ahead},
		{"another program has made a table", func(t *testing.T, path string) { t.Helper(); edit(t, path, "CREATE TABLE mine (x)") }, cache.Edited},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := sealed(t)
			test.change(t, path)
			if got, err := cache.Examine(t.Context(), path); got != test.want || err != nil {
				t.Errorf("the state is %d, %v; want %d", got, err, test.want)
			}
		})
	}
}

// endInCommit lets a reader have the file open while a run commits, and takes back that the run has told others so in
// the wal-index. A run that is killed at that moment leaves the files like this.
func endInCommit(t *testing.T, path string) {
	t.Helper()
	reader := open(t, path, cache.Options{})
	if _, err := reader.Copies(t.Context()); err != nil {
		t.Fatal(err)
	}
	index, err := os.OpenFile(path+"-shm", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer index.Close()
	header := make([]byte, 2*48) // It is there twice (https://www.sqlite.org/walformat.html#the_wal_index_header).
	if _, err := index.ReadAt(header, 0); err != nil {
		t.Fatal(err)
	}
	record(t, path, cache.Run{View: "cars", Outcome: "failed", Mode: "snapshot"})
	if _, err := index.WriteAt(header, 0); err != nil {
		t.Fatal(err)
	}
}

// TestSealLeavesOutWhatDoesNotCount: a run that fails behind one that was killed in its commit seals the file as it is.
func TestSealLeavesOutWhatDoesNotCount(t *testing.T) {
	path := sealed(t)
	endInCommit(t, path)
	if err := cache.Seal(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	if got, err := cache.Examine(t.Context(), path); got != cache.Ahead || err != nil {
		t.Errorf("the state is %d, %v", got, err)
	}
}

// flip changes one byte of a file.
func flip(t *testing.T, path string, at int) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[at] ^= 1
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestExamineFindsAByteOfEachPage that is not as the run left it.
func TestExamineFindsAByteOfEachPage(t *testing.T) {
	path := sealed(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const pageSize = 8192
	for page := 1; page < len(whole)/pageSize; page++ { // Page 0 has SQLite's counters, which any program may change.
		damaged := slices.Clone(whole)
		damaged[page*pageSize+100] ^= 1
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := cache.Examine(t.Context(), path); !errors.Is(err, cache.ErrDamaged) {
			t.Errorf("page %d: %v", page+1, err)
		}
	}
}

// TestADamagedFileIsReplacedByANewOne, which has the runs of the old one, and says what was lost.
func TestADamagedFileIsReplacedByANewOne(t *testing.T) {
	path := sealed(t)
	edit(t, path, "CREATE TABLE mine (x)")
	if err := cache.Seal(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// The link to the filler's next page: none of the tables that are to be saved.
	flip(t, path, strings.LastIndex(string(data), "00000000000000000000")/8192*8192)
	never := func(context.Context, *cache.Cache) error {
		t.Error("the copies of a damaged file are looked at")
		return nil
	}
	c, err := cache.OpenForRun(t.Context(), path, cache.Options{}, never)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if !errors.Is(c.Damage(), cache.ErrDamaged) || c.Draft() == "" {
		t.Fatalf("damage: %v, draft: %q", c.Damage(), c.Draft())
	}
	lost, err := c.TakePlace(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Damage() != nil || c.Draft() != "" {
		t.Errorf("afterwards: damage %v, draft %q", c.Damage(), c.Draft())
	}
	if !slices.ContainsFunc(lost, func(text string) bool { return strings.Contains(text, "mine") }) || !exists(t, path+".damaged") {
		t.Errorf("the user's table is not told of: %q", lost)
	}
	if err := cache.Seal(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	if state, err := cache.Examine(t.Context(), path); state != cache.Whole || err != nil {
		t.Errorf("the new file's state is %d, %v", state, err)
	}
	if runs, err := c.Runs(t.Context(), 10); len(runs) != 0 || err != nil { // No view was named, so that the copy of cars is forgotten.
		t.Errorf("the runs are %v, %v", runs, err)
	}
}

// TestOpenForRunInspectsWhatIsNotKnownToBeWhole, and its error is returned.
func TestOpenForRunInspectsWhatIsNotKnownToBeWhole(t *testing.T) {
	path := sealed(t)
	inspected := 0
	inspect := func(context.Context, *cache.Cache) error { inspected++; return nil }
	for _, wanted := range []int{0, 1} {
		c, err := cache.OpenForRun(t.Context(), path, cache.Options{}, inspect)
		if err == nil {
			err = c.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		if inspected != wanted {
			t.Errorf("inspected %d times; want %d", inspected, wanted)
		}
		if err := cache.Unseal(path); err != nil {
			t.Fatal(err)
		}
	}
	wrong := errors.New("wrong")
	if _, err := cache.OpenForRun(t.Context(), path, cache.Options{}, func(context.Context, *cache.Cache) error { return wrong }); !errors.Is(err, wrong) {
		t.Errorf("the inspection's error is %v", err)
	}
}
