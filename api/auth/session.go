package auth

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"runtime"
	"sync"
	"time"
)

const (
	// SessionCookie is the name of the cookie that keeps a browser signed in.
	SessionCookie = "forecourt_session"
	// sessionTime is how long a session lasts at most.
	sessionTime = 14 * 24 * time.Hour
	// secretSize is the length of an AES-256 key.
	secretSize = 32
	// sealedFor binds the sealed text to this purpose, so that no other sealed text of this program can be used as a
	// session.
	sealedFor = "forecourt session"
)

// HashFinder knows the keys by their SHA-256 hashes. It is safe for concurrent use.
type HashFinder interface {
	Finder
	// FindHash reports whether a valid key has this hash, and returns it.
	FindHash(hash [sha256.Size]byte) (Key, bool)
}

// Sessions sign browsers in with a key. A session is a sealed text that the browser keeps. It holds the hash of the
// key, and when the session ends. So the server stores nothing, a restart signs nobody out, and a session ends with its
// key. It is safe for concurrent use.
type Sessions struct {
	seal cipher.AEAD
	keys HashFinder
	now  func() time.Time

	mu      sync.Mutex
	tickets map[string]string // The keys that they sign in with.
}

// NewSessions returns sessions for the keys, sealed with a secret of 32 bytes.
func NewSessions(secret []byte, keys HashFinder, now func() time.Time) (*Sessions, error) {
	if len(secret) != secretSize {
		return nil, fmt.Errorf("the secret of the sessions has %d bytes: it must have %d", len(secret), secretSize)
	}
	block, err := aes.NewCipher(secret)
	if err != nil {
		return nil, err
	}
	seal, err := cipher.NewGCMWithRandomNonce(block)
	return &Sessions{seal: seal, keys: keys, now: now, tickets: map[string]string{}}, err
}

// Ticket returns a text that signs in once, as the key does.
func (s *Sessions) Ticket(key string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	ticket := rand.Text()
	s.tickets[ticket] = key
	return ticket
}

// Redeem signs in by a ticket, which is void from then on.
func (s *Sessions) Redeem(ticket string) (session string, ends time.Time, ok bool) {
	s.mu.Lock()
	key := s.tickets[ticket]
	delete(s.tickets, ticket)
	s.mu.Unlock()
	session, ends, _, ok = s.Start(key)
	return session, ends, ok
}

// SessionSecret reads the secret from a file, which it creates if it is missing. If it can do neither, it returns a new
// secret, which is lost when the process ends, and the error that says why. Whoever knows the secret can sign in, so a
// link, or a file that others can use, is not read.
func SessionSecret(path string) ([]byte, error) {
	secret, err := readPrivate(path)
	if err == nil && len(secret) != secretSize {
		err = fmt.Errorf("%s has %d bytes: remove it, and a new one is made", path, len(secret))
	}
	if err == nil {
		return secret, nil
	}
	secret = make([]byte, secretSize)
	rand.Read(secret) // It never fails (crypto/rand).
	if errors.Is(err, fs.ErrNotExist) {
		err = WriteWhole(path, secret)
	}
	return secret, err
}

// readPrivate reads a file that only its owner can use.
func readPrivate(path string) ([]byte, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows" { // Windows has no such bits.
		return nil, fmt.Errorf("%s is a link, or others can read or write it: remove it, and a new one is made", path)
	}
	return os.ReadFile(path)
}

// Start signs in with a key. It returns the session and its key, or false if the key is not valid.
func (s *Sessions) Start(presented string) (session string, ends time.Time, key Key, ok bool) {
	presented = trimKey(presented)
	if key, ok = s.keys.Find(presented); !ok {
		return "", time.Time{}, Key{}, false
	}
	ends = s.now().Add(sessionTime)
	if !key.Expires.IsZero() && key.Expires.Before(ends) {
		ends = key.Expires
	}
	hash := sha256.Sum256([]byte(presented))
	plain := binary.BigEndian.AppendUint64(hash[:], uint64(ends.Unix()))
	sealed := s.seal.Seal(nil, nil, plain, []byte(sealedFor)) //nolint:gosec // The cipher makes its own nonce, and wants none.
	return base64.RawURLEncoding.EncodeToString(sealed), ends, key, true
}

// Find returns the key of a session. It returns false if the session or its key has ended, or if the session was not
// sealed with this secret.
func (s *Sessions) Find(session string) (Key, bool) {
	sealed, err := base64.RawURLEncoding.DecodeString(session)
	if err != nil {
		return Key{}, false
	}
	plain, err := s.seal.Open(nil, nil, sealed, []byte(sealedFor))
	if err != nil || len(plain) != sha256.Size+8 {
		return Key{}, false
	}
	if ends := int64(binary.BigEndian.Uint64(plain[sha256.Size:])); s.now().Unix() >= ends {
		return Key{}, false
	}
	return s.keys.FindHash([sha256.Size]byte(plain[:sha256.Size]))
}

// find returns the key of the request's session.
func (s *Sessions) find(r *http.Request) (Key, bool) {
	if s == nil {
		return Key{}, false
	}
	cookie, err := r.Cookie(SessionCookie)
	if err != nil {
		return Key{}, false
	}
	return s.Find(cookie.Value)
}
