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
)

// minKeyLength is the fewest characters of a key: guessing is hopeless from here on, if the key is random.
const minKeyLength = 16

// Keys are the valid API keys. Only their SHA-256 hashes are kept, so that neither a log nor a memory dump gives a key
// away. They never change, and are safe for concurrent use.
type Keys struct {
	hashes [][sha256.Size]byte
}

// ParseKeys reads a comma-separated list of keys. Spaces and line ends around a key do not count, a key listed twice is
// one key. A list without a key, a key shorter than 16 characters, or one with characters outside printable ASCII, is
// an error, which names the key by its place in the list and never shows it.
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
			k.hashes = append(k.hashes, hash)
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
	}
	return nil
}

// Find tells whether presented is one of the keys, and its id: the first 8 hex digits of its hash, which are no secret.
// How long it takes depends on the length of what is presented and the number of keys, not on how much of a key is right.
func (k *Keys) Find(presented string) (id string, ok bool) {
	hash := sha256.Sum256([]byte(presented))
	found := 0
	for i := range k.hashes {
		found |= subtle.ConstantTimeCompare(hash[:], k.hashes[i][:])
	}
	if found == 0 {
		return "", false
	}
	return hex.EncodeToString(hash[:4]), true
}

// Format prints the number of keys, whatever the verb: even the hashes of weak keys could be guessed from a log.
func (k Keys) Format(s fmt.State, _ rune) {
	fmt.Fprintf(s, "auth.Keys(%d)", len(k.hashes))
}
