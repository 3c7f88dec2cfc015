// Package auth lets requests in by API key or browser session, and keeps each key within its limits.
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

// minKeyLength is the least number of characters of a key. A random key of this length cannot be guessed.
const minKeyLength = 16

// exampleKey is how the keys in examples begin.
const exampleKey = "change-me"

// Key is what is known about a key. It holds nothing that would let anybody in.
type Key struct {
	// ID is the first 8 hex digits of the key's SHA-256 hash.
	ID string
	// Name is what people call the key. API_KEY.1 is the first key in API_KEY.
	Name string
	// Expires is when the key ends. The zero time means never.
	Expires time.Time
	// Limits are this key's own limits. A 0 in it means the limit of all keys.
	Limits Limits
}

// Keys are the valid API keys. Only their SHA-256 hashes are kept, so that neither a log nor a memory dump reveals a
// key. They never change, and are safe for concurrent use.
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

// ParseKeys reads a comma-separated list of keys. Spaces and line ends around a key are ignored, and a repeated key
// counts once. The list must have a key. A key must have at least 16 characters of printable ASCII, must not be easy to
// guess, and must not come from an example. An error names the key by its position in the list and never shows it.
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

// guessable reports whether a key is one that people try first: few different characters, a short text repeated, or a
// sequence such as 0123456789abcdef.
func guessable(key string) bool {
	distinct := map[byte]bool{}
	steps := map[int]bool{}
	for i := range len(key) {
		distinct[key[i]] = true
		if i > 0 {
			steps[int(key[i])-int(key[i-1])] = true
		}
	}
	const fewest, row = 6, 2 // From 9 to a counts as one step.
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

// Find reports whether presented is one of the keys, and returns it. How long it takes depends only on the length of
// presented and on the number of keys, not on how much of a key is right.
func (k *Keys) Find(presented string) (Key, bool) {
	return k.FindHash(sha256.Sum256([]byte(presented)))
}

// FindHash is Find for the hash of the presented key.
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

// Format prints only the number of keys, whatever the verb, because weak keys could be guessed from their hashes in a
// log.
func (k Keys) Format(s fmt.State, _ rune) {
	fmt.Fprintf(s, "auth.Keys(%d)", len(k.hashes))
}
