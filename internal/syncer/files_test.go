package syncer_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"forecourt/internal/cache"
	"forecourt/internal/source"
	"forecourt/internal/syncer"
)

// TestLinksAreNotFollowed: a link beside the cache must not make the program write to the file that it points to.
func TestLinksAreNotFollowed(t *testing.T) {
	f := newFixture(t, "CREATE TABLE a (id INTEGER PRIMARY KEY, v)", "INSERT INTO a VALUES (1, 'x')")
	victim := filepath.Join(t.TempDir(), "victim")
	if err := os.WriteFile(victim, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{".new", ".keys", ".seal", ".seal.new"} {
		if err := os.Symlink(victim, f.cache+suffix); err != nil {
			t.Fatal(err)
		}
	}
	if r := f.sync(syncer.View{Name: "a"})[0]; r.Err != nil {
		t.Errorf("%+v", r)
	}
	for _, name := range []string{f.cache, f.cache + ".seal", f.cache + ".lock"} {
		info, err := os.Lstat(name)
		if err != nil || info.Mode() != 0o600 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	if err := os.Remove(f.cache + ".lock"); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(victim, f.cache+".lock"); err != nil {
		t.Fatal(err)
	}
	from, err := source.OpenSQLite(f.path, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	if err := syncer.New(from, f.opts).Run(t.Context(), nil, nil); err == nil || !strings.Contains(err.Error(), ".lock is a link") {
		t.Errorf("a link as the lock: %v", err)
	}
	if text, err := os.ReadFile(victim); err != nil || string(text) != "precious" {
		t.Errorf("the file behind the links is %q (%v)", text, err)
	}
}

func TestGroupMayReadNewFiles(t *testing.T) {
	f := newFixture(t, "CREATE TABLE a (id INTEGER PRIMARY KEY)")
	f.opts.Cache = cache.Options{Mode: 0o660}
	f.sync(syncer.View{Name: "a"})
	for _, name := range []string{f.cache, f.cache + ".seal"} {
		if info, err := os.Stat(name); err != nil || info.Mode() != 0o660 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
}

// TestLogOfChangesHasALimit: the oldest changes are deleted, the newest stay, and the file shrinks.
func TestLogOfChangesHasALimit(t *testing.T) {
	f := newFixture(t, "CREATE TABLE a (id INTEGER PRIMARY KEY, v)",
		"WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO a SELECT i, '' FROM n")
	f.opts.KeepChanges = time.Hour
	view := syncer.View{Name: "a"}
	f.sync(view)
	size := func() int64 {
		info, err := os.Stat(f.cache)
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	for range 3 {
		f.exec("UPDATE a SET v = hex(randomblob(3000))")
		f.sync(view)
	}
	before := size()
	f.opts.MaxChanges = 1_000_000
	f.exec("UPDATE a SET v = id")
	if r := f.sync(view)[0]; r.Err != nil || len(r.Notices) > 0 {
		t.Errorf("%+v", r)
	}
	log := changes(t, f.cache)
	if len(log) == 0 || len(log) > 2000 || log[len(log)-1].ID != 8001 {
		t.Errorf("%d changes are left", len(log))
	}
	if now := size(); now > 4_000_000 || before < 30_000_000 {
		t.Errorf("the file had %d bytes, and has %d", before, now)
	}
	verified(t, f.cache, "a")
	if state, err := cache.Examine(t.Context(), f.cache); state != cache.Whole || err != nil {
		t.Errorf("%v, %v", state, err)
	}
}
