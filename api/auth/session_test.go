package auth_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"forecourt/api/auth"
)

var secretOfTests = bytes.Repeat([]byte{7}, 32)

func newSessions(tb testing.TB, secret []byte, keys auth.HashFinder, now func() time.Time) *auth.Sessions {
	tb.Helper()
	sessions, err := auth.NewSessions(secret, keys, now)
	if err != nil {
		tb.Fatal(err)
	}
	return sessions
}

// TestSessionEndsWithItsKey signs in, lets time pass, and revokes keys.
func TestSessionEndsWithItsKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	end := created.Add(time.Hour)
	short := newEntry(t, path, auth.Entry{Name: "trial", Expires: &end})
	long := newEntry(t, path, auth.Entry{Name: "staff"})
	at := created
	now := func() time.Time { return at }
	sessions := newSessions(t, secretOfTests, openRing(t, keyA, path, now), now)
	trial, ends, key, ok := sessions.Start(" " + short + "\n")
	if !ok || key.Name != "trial" || !ends.Equal(end) {
		t.Fatalf("%+v until %s, %v", key, ends, ok)
	}
	staff, ends, _, ok := sessions.Start(long)
	if !ok || !ends.After(created.Add(24*time.Hour)) {
		t.Fatalf("until %s, %v", ends, ok)
	}
	if _, _, _, ok := sessions.Start("wrong-key-of-nobody-at-all"); ok {
		t.Error("a wrong key signs in")
	}
	for name, want := range map[string]string{trial: "trial", staff: "staff"} {
		if key, ok := sessions.Find(name); !ok || key.Name != want {
			t.Errorf("%+v, %v, want %s", key, ok, want)
		}
	}
	// A restart signs nobody out, but a new secret does.
	if _, ok := newSessions(t, secretOfTests, openRing(t, keyA, path, now), now).Find(staff); !ok {
		t.Error("a restart has signed out")
	}
	if _, ok := newSessions(t, bytes.Repeat([]byte{8}, 32), openRing(t, keyA, path, now), now).Find(staff); ok {
		t.Error("a session that others have sealed lets in")
	}
	at = end
	if _, ok := sessions.Find(trial); ok {
		t.Error("the session outlives its key")
	}
	if err := auth.Revoke(path, "staff"); err != nil {
		t.Fatal(err)
	}
	if _, ok := newSessions(t, secretOfTests, openRing(t, keyA, path, now), now).Find(staff); ok {
		t.Error("the session of a revoked key lets in")
	}
	sealed, err := base64.RawURLEncoding.DecodeString(staff)
	if err != nil || bytes.Contains(sealed, []byte(long)) {
		t.Errorf("the session shows the key: %v", err)
	}
	for i := range sealed {
		sealed[i] ^= 1
		if _, ok := sessions.Find(base64.RawURLEncoding.EncodeToString(sealed)); ok {
			t.Errorf("a session with byte %d changed lets in", i)
		}
		sealed[i] ^= 1
	}
}

// TestSessionIsNoKey: a browser that is signed in is admitted. If it also sends a key, only the key counts.
func TestSessionIsNoKey(t *testing.T) {
	c := &clock{}
	g := newGate(t, c, generous, generous)
	g.Sessions = newSessions(t, secretOfTests, parseKeys(t, keyA), c.now)
	session, _, _, ok := g.Sessions.Start(keyA)
	if !ok {
		t.Fatal("not signed in")
	}
	handler := g.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.Header.Get("Cookie"), session) {
			t.Error("the handler sees the session")
		}
		_, _ = w.Write([]byte(auth.KeyID(r.Context())))
	}))
	for name, row := range map[string]struct {
		cookie, key string
		status      int
	}{
		"session": {session, "", 200}, "none": {"", "", 401}, "broken": {session[1:], "", 401}, "the key itself": {keyA, "", 401},
		"key besides": {session, keyB, 200}, "wrong key besides": {session, "wrong-key-of-nobody", 401},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		if row.cookie != "" {
			r.AddCookie(&http.Cookie{Name: auth.SessionCookie, Value: row.cookie})
		}
		if row.key != "" {
			r.Header.Set("X-API-Key", row.key)
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != row.status || row.status == 200 && row.key == "" && w.Body.String() != idOf(keyA) {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
}

// TestSessionSecret: the secret is created once, only its owner can read it, and it is never silently replaced.
func TestSessionSecret(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache.db.pages")
	first, err := auth.SessionSecret(path)
	if err != nil || len(first) != 32 {
		t.Fatalf("%d bytes, %v", len(first), err)
	}
	if again, err := auth.SessionSecret(path); err != nil || !bytes.Equal(again, first) {
		t.Errorf("another secret: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if err := os.WriteFile(path, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if secret, err := auth.SessionSecret(path); err == nil || len(secret) != 32 || !strings.Contains(err.Error(), path) {
		t.Errorf("%d bytes, %v", len(secret), err)
	}
	if secret, err := auth.SessionSecret(filepath.Join(path, "none")); err == nil || len(secret) != 32 {
		t.Errorf("%d bytes, %v", len(secret), err)
	}
}

// TestSecretOfOthersIsNotUsed: whoever puts a secret there that they know could sign in.
func TestSecretOfOthersIsNotUsed(t *testing.T) {
	known := bytes.Repeat([]byte{7}, 32)
	for name, put := range map[string]func(path string) error{
		"a link": func(path string) error {
			return errors.Join(os.WriteFile(path+".known", known, 0o600), os.Symlink(path+".known", path))
		},
		"a link to nothing":     func(path string) error { return os.Symlink(path+".none", path) },
		"others can write it":   func(path string) error { return errors.Join(os.WriteFile(path, known, 0o600), os.Chmod(path, 0o622)) },
		"the group can read it": func(path string) error { return errors.Join(os.WriteFile(path, known, 0o600), os.Chmod(path, 0o640)) },
		"a folder of that name": func(path string) error { return os.Mkdir(path, 0o700) },
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "cache.db.pages")
			if err := put(path); err != nil {
				t.Fatal(err)
			}
			secret, err := auth.SessionSecret(path)
			if err == nil || !strings.Contains(err.Error(), "remove it") || len(secret) != 32 || bytes.Equal(secret, known) {
				t.Errorf("%d bytes, %v", len(secret), err)
			}
			if _, err := os.Stat(path + ".none"); !os.IsNotExist(err) {
				t.Errorf("the link was followed: %v", err)
			}
		})
	}
}

// TestTicketSignsInOnce and no more.
func TestTicketSignsInOnce(t *testing.T) {
	c := &clock{}
	sessions := newSessions(t, secretOfTests, parseKeys(t, keyA), c.now)
	ticket := sessions.Ticket(keyA)
	session, _, ok := sessions.Redeem(ticket)
	if key, found := sessions.Find(session); !ok || !found || key.ID != idOf(keyA) {
		t.Errorf("%v, %v, %+v", ok, found, key)
	}
	for _, void := range []string{ticket, "", "x"} {
		if _, _, ok := sessions.Redeem(void); ok {
			t.Errorf("%q signs in", void)
		}
	}
}
