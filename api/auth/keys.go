// Package auth admits requests by API key, each key within its own limits.
package auth

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// minKeyLength is the fewest characters of a key: guessing is hopeless from here on, if the key is random.
const minKeyLength = 16

// exampleKey is how the keys of examples begin.
const exampleKey = "change-me"

// Key is what is known of a key. None of it lets anybody in.
type Key struct {
	// ID is the first 8 hex digits of the key's SHA-256 hash.
	ID string
	// Name is what people call the key: API_KEY.1 is the first one of API_KEY.
	Name string
	// Expires is when the key ends; the zero time is never.
	Expires time.Time
	// Limits are the key's own; what is 0 is as for all keys.
	Limits Limits
}

// Keys are the valid API keys. Only their SHA-256 hashes are kept, so that neither a log nor a memory dump gives a key
// away. They never change, and are safe for concurrent use.
type Keys struct {
	hashes [][sha256.Size]byte
	known  []Key
}

func (k *Keys) add(hash [sha256.Size]byte, known Key) {
	known.ID = hex.EncodeToString(hash[:4])
	k.hashes, k.known = append(k.hashes, hash), append(k.known, known)
}

// Len is the number of keys.
func (k *Keys) Len() int { return len(k.hashes) }

// ParseKeys reads a comma-separated list of keys. Spaces and line ends around a key do not count, a key listed twice is
// one key. A list without a key, a key shorter than 16 characters, one with characters outside printable ASCII, one that
// is easily guessed, or an example's, is an error, which names the key by its place in the list and never shows it.
func ParseKeys(text string) (*Keys, error) {
	if trimKey(text) == "" {
		return nil, errors.New("the list of API keys is empty: give at least one key")
	}
	parts := strings.Split(text, ",")
	k := &Keys{}
	for i, part := range parts {
		key := trimKey(part)
		if err := checkKey(key); err != nil {
			return nil, fmt.Errorf("API key %d of %d: %w", i+1, len(parts), err)
		}
		if hash := sha256.Sum256([]byte(key)); !slices.Contains(k.hashes, hash) {
			k.add(hash, Key{Name: fmt.Sprintf("API_KEY.%d", len(k.hashes)+1)})
		}
	}
	return k, nil
}

func trimKey(text string) string { return strings.Trim(text, " \t\r\n") }

func checkKey(key string) error {
	switch {
	case key == "":
		return errors.New("it is empty: remove the extra comma")
	case strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r > '~' }):
		return errors.New("it has characters outside printable ASCII: use letters, digits and -_.~")
	case len(key) < minKeyLength:
		return fmt.Errorf("it is shorter than %d characters: generate one with `openssl rand -hex 32`", minKeyLength)
	case strings.HasPrefix(strings.ToLower(key), exampleKey):
		return errors.New("it is that of the example, which everybody knows: generate one with `openssl rand -hex 32`")
	case guessable(key):
		return errors.New("it is easily guessed: generate one with `openssl rand -hex 32`")
	}
	return nil
}

// guessable tells whether a key is one that people try first: a few characters, a short text said again and again, or a
// row of neighbours such as 0123456789abcdef.
func guessable(key string) bool {
	distinct := map[byte]bool{}
	steps := map[int]bool{}
	for i := range len(key) {
		distinct[key[i]] = true
		if i > 0 {
			steps[int(key[i])-int(key[i-1])] = true
		}
	}
	const fewest, row = 6, 2 // 9 to a is a step of its own.
	if len(distinct) < fewest || len(steps) <= row {
		return true
	}
	for period := 1; period <= len(key)/2; period++ {
		if key[period:] == key[:len(key)-period] {
			return true
		}
	}
	return false
}

// Find tells whether presented is one of the keys, and which. How long it takes depends on the length of what is
// presented and the number of keys, not on how much of a key is right.
func (k *Keys) Find(presented string) (Key, bool) {
	return k.FindHash(sha256.Sum256([]byte(presented)))
}

// FindHash is Find for the hash of what is presented.
func (k *Keys) FindHash(hash [sha256.Size]byte) (Key, bool) {
	found := -1
	for i := range k.hashes {
		if subtle.ConstantTimeCompare(hash[:], k.hashes[i][:]) == 1 {
			found = i
		}
	}
	if found < 0 {
		return Key{}, false
	}
	return k.known[found], true
}

// Format prints the number of keys, whatever the verb: even the hashes of weak keys could be guessed from a log.
func (k Keys) Format(s fmt.State, _ rune) {
	fmt.Fprintf(s, "auth.Keys(%d)", len(k.hashes))
}
