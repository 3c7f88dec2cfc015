package cache_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"modernc.org/sqlite"

	"forecourt/internal/cache"
)

// open opens the cache at path until the test ends.
func open(t *testing.T, path string, o cache.Options) *cache.Cache {
	t.Helper()
	c, err := cache.Open(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// newFile makes a cache file that has its name, and returns its path.
func newFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "cache.db")
	c, err := cache.Open(t.Context(), path, cache.Options{})
	if err == nil {
		err = errors.Join(c.TakeName(t.Context()), c.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// edit executes statements as another program would.
func edit(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range statements {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

func exists(t *testing.T, path string) bool {
	t.Helper()
	_, err := os.Lstat(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return err == nil
}

// TestADraftTakesItsName: before that there is no file of the cache's name, afterwards the same Cache goes on with it.
func TestADraftTakesItsName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache.db")
	c := open(t, path, cache.Options{})
	if c.Draft() == "" || exists(t, path) {
		t.Fatalf("the draft is %q, and the file exists: %v", c.Draft(), exists(t, path))
	}
	if _, err := c.DB().ExecContext(t.Context(), "CREATE TABLE cars (id)"); err != nil {
		t.Fatal(err)
	}
	draft := c.Draft()
	if err := c.TakeName(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c.Draft() != "" || !exists(t, path) || exists(t, draft) {
		t.Errorf("the draft is %q; the file exists: %v, the draft's: %v", c.Draft(), exists(t, path), exists(t, draft))
	}
	if _, there, err := c.KeyOf(t.Context(), "cars"); !there || err != nil {
		t.Errorf("the table of the draft is there: %v, %v", there, err)
	}
}

// TestADraftNeverReplacesAFile that another program has made in the meantime.
func TestADraftNeverReplacesAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache.db")
	c := open(t, path, cache.Options{})
	if err := os.WriteFile(path, []byte("another's"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := c.TakeName(t.Context()); !errors.As(err, new(*cache.Error)) {
		t.Errorf("the draft took a name that was taken: %v", err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "another's" {
		t.Errorf("the file is %q, %v", text, err)
	}
}

// TestADraftThatIsClosedLeavesNothing, so that nobody sees a cache without a view.
func TestADraftThatIsClosedLeavesNothing(t *testing.T) {
	folder := t.TempDir()
	c, err := cache.Open(t.Context(), filepath.Join(folder, "cache.db"), cache.Options{})
	if err == nil {
		err = c.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(folder)
	if err != nil || len(left) > 0 {
		t.Errorf("it leaves %v, %v", left, err)
	}
}

// TestRestartForgetsWhatADraftHolds.
func TestRestartForgetsWhatADraftHolds(t *testing.T) {
	c := open(t, filepath.Join(t.TempDir(), "cache.db"), cache.Options{})
	if _, err := c.DB().ExecContext(t.Context(), "CREATE TABLE cars (id)"); err != nil {
		t.Fatal(err)
	}
	if err := c.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, there, err := c.KeyOf(t.Context(), "cars"); there || err != nil {
		t.Errorf("the table is there: %v, %v", there, err)
	}
	if runs, err := c.Runs(t.Context(), 1); len(runs) > 0 || err != nil {
		t.Errorf("the new draft is not migrated: %v, %v", runs, err)
	}
}

// TestConcurrentUse: every method may be called while a draft takes its name.
func TestConcurrentUse(t *testing.T) {
	c := open(t, filepath.Join(t.TempDir(), "cache.db"), cache.Options{})
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if _, _, err := c.LastCopy(context.WithoutCancel(t.Context()), "cars"); err != nil {
					t.Errorf("while the draft takes its name: %v", err)
					return
				}
				_, _, _ = c.Draft(), c.Damage(), c.DB()
			}
		})
	}
	err := c.TakeName(t.Context())
	close(stop)
	readers.Wait()
	if err != nil {
		t.Fatal(err)
	}
}

// TestConnectAddsNothingToOtherConnections: a publication's functions are its own.
func TestConnectAddsNothingToOtherConnections(t *testing.T) {
	c := open(t, newFile(t), cache.Options{})
	own := c.Connect(&sqlite.Driver{})
	var mode string
	if err := own.QueryRowContext(t.Context(), "PRAGMA journal_mode").Scan(&mode); err != nil || mode != "wal" {
		t.Errorf("the connection's journal is %s, %v", mode, err)
	}
	if err := own.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Runs(t.Context(), 1); err != nil {
		t.Errorf("the cache's own connections are closed, too: %v", err)
	}
}

// TestOpenSaysWhatToDo with paths and files that cannot be a cache.
func TestOpenSaysWhatToDo(t *testing.T) {
	folder := t.TempDir()
	text := filepath.Join(folder, "text.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("no database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	foreign := filepath.Join(folder, "foreign.db")
	edit(t, foreign, "CREATE TABLE customers (name)")
	for _, test := range []struct {
		name, path string
		options    cache.Options
		is         error
		says       string
	}{
		{"a folder", folder, cache.Options{}, nil, "set CACHE_PATH to a file"},
		{"no folder", filepath.Join(folder, "no", "cache.db"), cache.Options{}, nil, "make the folder"},
		{"no cache", filepath.Join(folder, "cache.db"), cache.Options{ReadOnly: true}, cache.ErrMissing, "run `forecourt sync` first"},
		{"another program's", foreign, cache.Options{}, cache.ErrForeign, "set CACHE_PATH to another file"},
		{"a text", text, cache.Options{}, nil, "not an SQLite database"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := cache.Open(t.Context(), test.path, test.options)
			if !errors.As(err, new(*cache.Error)) || !strings.Contains(err.Error(), test.says) || test.is != nil && !errors.Is(err, test.is) {
				t.Errorf("error: %v", err)
			}
		})
	}
}

// TestOneRunHoldsTheLock at a time.
func TestOneRunHoldsTheLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache.db")
	lock, err := cache.TakeLock(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cache.TakeLock(path); !errors.Is(err, cache.ErrLocked) {
		t.Errorf("a second run took the lock: %v", err)
	}
	if err := lock.Release(); err != nil {
		t.Fatal(err)
	}
	again, err := cache.TakeLock(path)
	if err != nil {
		t.Fatalf("the lock is not given back: %v", err)
	}
	if err := again.Release(); err != nil {
		t.Fatal(err)
	}
}

// TestTableColumns of a table, and of one that is not there.
func TestTableColumns(t *testing.T) {
	path := newFile(t)
	edit(t, path, `CREATE TABLE "my cars" ("place" TEXT, "no" INTEGER, price, PRIMARY KEY ("no", "place"))`)
	c := open(t, path, cache.Options{})
	got, err := cache.TableColumns(t.Context(), c.DB(), "my cars")
	want := []cache.TableColumn{{Name: "place", Declared: "TEXT", KeyPlace: 2}, {Name: "no", Declared: "INTEGER", KeyPlace: 1}, {Name: "price"}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if got, err := cache.TableColumns(t.Context(), c.DB(), "pragma_table_info"); err != nil || len(got) > 0 {
		t.Errorf("one of SQLite's functions has %v, %v", got, err)
	}
}

// TestUnnamedFile goes with the process.
func TestUnnamedFile(t *testing.T) {
	c := open(t, newFile(t), cache.Options{})
	file, err := c.UnnamedFile()
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if exists(t, file.Name()) {
		t.Errorf("%s is there", file.Name())
	}
	if _, err := file.WriteString("keys"); err != nil {
		t.Error(err)
	}
}

// TestUnnamedFileFollowsNoLink: what somebody else has put in its place stays as it is.
func TestUnnamedFileFollowsNoLink(t *testing.T) {
	path := newFile(t)
	c := open(t, path, cache.Options{})
	precious := filepath.Join(t.TempDir(), "precious")
	if err := errors.Join(os.WriteFile(precious, []byte("text"), 0o600), os.Symlink(precious, path+".keys")); err != nil {
		t.Fatal(err)
	}
	file, err := c.UnnamedFile()
	if err == nil {
		_, err = file.WriteString("keys")
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(precious); err != nil || string(text) != "text" {
		t.Errorf("the link's file is %q, %v", text, err)
	}
}

// TestCheckName refuses the cache's own names, and those by which SQLite is asked.
func TestCheckName(t *testing.T) {
	for name, fine := range map[string]bool{"cars": true, "Forecourt_x": false, "sqlite_x": false, "json_each": false, "pragma_x": false, "a\x00b": false, "forecourt": true} {
		if err := cache.CheckName(name); (err == nil) != fine {
			t.Errorf("%q: %v", name, err)
		}
	}
}
