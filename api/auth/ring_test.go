package auth_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forecourt/api/auth"
)

var created = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

func newEntry(tb testing.TB, path string, e auth.Entry) string {
	tb.Helper()
	e.Created = created
	key, err := auth.NewEntry(path, e)
	if err != nil {
		tb.Fatal(err)
	}
	return key
}

func openRing(tb testing.TB, list, path string, now func() time.Time) *auth.Ring {
	tb.Helper()
	ring, err := auth.OpenRing(list, path, now)
	if err != nil {
		tb.Fatal(err)
	}
	return ring
}

// TestKeysOfAFile makes keys, finds them, and checks that the file does not reveal them.
func TestKeysOfAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	end := created.Add(time.Hour)
	first := newEntry(t, path, auth.Entry{Name: "gpt", PerSecond: 2, Burst: 3, Concurrent: 1})
	second := newEntry(t, path, auth.Entry{Name: "trial", Expires: &end})
	if first == second || len(first) < 40 {
		t.Errorf("keys %s, %s", first, second)
	}
	at := created
	ring := openRing(t, keyA, path, func() time.Time { return at })
	if key, ok := ring.Find(first); !ok || key.Name != "gpt" || key.ID != idOf(first) || key.Limits != (auth.Limits{PerSecond: 2, Burst: 3, Concurrent: 1}) {
		t.Errorf("%+v, %v", key, ok)
	}
	if key, ok := ring.Find(keyA); !ok || key.Name != "API_KEY.1" {
		t.Errorf("the setting's key: %+v, %v", key, ok)
	}
	if key, ok := ring.Find(second); !ok || key.Name != "trial" {
		t.Errorf("before its end: %+v, %v", key, ok)
	}
	at = end
	if key, ok := ring.Find(second); ok {
		t.Errorf("an expired key lets in: %+v", key)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v (%v)", info.Mode(), err)
	}
	text, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(text), first) || strings.Contains(string(text), second) {
		t.Errorf("the file holds a key (%v): %s", err, text)
	}
	entries, err := auth.ReadEntries(path)
	if err != nil || len(entries) != 2 || !strings.HasPrefix(first, entries[0].Prefix) || len(entries[0].Prefix) > 8 || !entries[1].Expires.Equal(end) || !entries[0].Created.Equal(created) {
		t.Errorf("%+v (%v)", entries, err)
	}
	if all := fmt.Sprintf("%+v", ring); strings.Contains(all, first) || strings.Contains(all, strings.TrimPrefix(entries[0].Hash, "sha256:")) {
		t.Errorf("the ring prints %s", all)
	}
}

func TestFileOfKeysRefuses(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "keys.json")
	newEntry(t, path, auth.Entry{Name: "gpt"})
	for name, wrongName := range map[string]string{"taken": "gpt", "empty": "", "space": "a b", "dot": "API_KEY.1", "long": strings.Repeat("x", 65)} {
		if key, err := auth.NewEntry(path, auth.Entry{Name: wrongName}); err == nil || key != "" {
			t.Errorf("%s: %q, %v", name, key, err)
		}
	}
	if err := auth.Revoke(path, "other"); err == nil || !strings.Contains(err.Error(), "key list") {
		t.Errorf("revoke: %v", err)
	}
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"no JSON": "gpt: x", "empty": "", "no key": `{"keys":[]}`, "unknown field": `{"keys":[],"more":1}`,
		"hash": strings.Replace(string(good), "sha256:", "md5:", 1), "limits": strings.Replace(string(good), `"name"`, `"burst":-1,"name"`, 1),
	} {
		other := filepath.Join(dir, "other.json")
		if err := os.WriteFile(other, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := auth.OpenRing("", other, time.Now); err == nil || !strings.Contains(err.Error(), "other.json") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := auth.OpenRing("", filepath.Join(dir, "missing"), time.Now); err == nil || !strings.Contains(err.Error(), "forecourt key new") {
		t.Errorf("missing: %v", err)
	}
	// A link at the path is replaced, and its target is not changed.
	target, link := filepath.Join(dir, "target"), filepath.Join(dir, "link")
	if err := os.WriteFile(target, good, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, link); err != nil {
		t.Fatal(err)
	}
	newEntry(t, link, auth.Entry{Name: "other"})
	if text, err := os.ReadFile(target); err != nil || string(text) != string(good) {
		t.Errorf("the link's target was written: %s (%v)", text, err)
	}
}

// TestManyChangesAtATime: no change is lost.
func TestManyChangesAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	var group sync.WaitGroup
	for i := range 12 {
		group.Go(func() {
			if _, err := auth.NewEntry(path, auth.Entry{Name: fmt.Sprintf("key-%d", i)}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if entries, err := auth.ReadEntries(path); err != nil || len(entries) != 12 {
		t.Errorf("%d keys (%v)", len(entries), err)
	}
}

// TestLockIsNoLink: a link in the lock's place makes no file elsewhere.
func TestLockIsNoLink(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	victim := filepath.Join(t.TempDir(), "victim")
	if err := os.Symlink(victim, path+".lock"); err != nil {
		t.Fatal(err)
	}
	if _, err := auth.NewEntry(path, auth.Entry{Name: "n"}); err == nil || !strings.Contains(err.Error(), ".lock is a link") {
		t.Error(err)
	}
	if _, err := os.Stat(victim); !os.IsNotExist(err) {
		t.Errorf("the link was followed: %v", err)
	}
}

// TestFileIsReadAgain adds and revokes keys while the ring watches. A broken file leaves the keys as they were.
func TestFileIsReadAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	first := newEntry(t, path, auth.Entry{Name: "first"})
	ring := openRing(t, "", path, time.Now)
	lines := make(chan string, 10)
	ctx, stop := context.WithCancel(t.Context())
	var group sync.WaitGroup
	group.Go(func() { ring.Watch(ctx, 5*time.Millisecond, slog.New(slog.NewJSONHandler(lineWriter(lines), nil))) })
	defer group.Wait()
	defer stop()
	var got []bool
	find := func(key string) {
		_, ok := ring.Find(key)
		got = append(got, ok)
	}
	second := newEntry(t, path, auth.Entry{Name: "second"})
	wantLine(t, lines, "was read")
	find(first)
	find(second)
	if err := auth.Revoke(path, "first"); err != nil {
		t.Fatal(err)
	}
	wantLine(t, lines, "was read")
	find(first)
	find(second)
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	wantLine(t, lines, "stay as they were")
	find(second)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	wantLine(t, lines, "stay as they were")
	find(second)
	third := newEntry(t, path, auth.Entry{Name: "third"})
	wantLine(t, lines, "was read")
	find(second)
	find(third)
	if diff := cmp.Diff([]bool{true, true, false, true, true, true, false, true}, got); diff != "" {
		t.Error(diff)
	}
}

// lineWriter passes a log's lines on.
type lineWriter chan string

func (l lineWriter) Write(line []byte) (int, error) {
	l <- string(line)
	return len(line), nil
}

func wantLine(t *testing.T, lines chan string, text string) {
	t.Helper()
	select {
	case line := <-lines:
		var entry struct{ Msg string }
		if err := json.Unmarshal([]byte(line), &entry); err != nil || !strings.Contains(entry.Msg, text) {
			t.Fatalf("%s, want %s", line, text)
		}
	case <-time.After(10 * time.Second):
		t.Fatalf("no line with %s", text)
	}
}
