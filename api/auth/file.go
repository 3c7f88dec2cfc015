package auth

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

const (
	// newKeyBegin marks a key as one of this program, for tools that look for leaked secrets.
	newKeyBegin = "fc_"
	// shownOfKey is how many characters of a key stay readable, so that people can tell keys apart.
	shownOfKey = len(newKeyBegin) + 5
	hashBegin  = "sha256:"
)

var keyNames = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`)

// Entry is a key in the file of keys, which does not hold the key itself.
type Entry struct {
	Name string `json:"name"`
	// Prefix is the beginning of the key.
	Prefix string `json:"prefix"`
	// Hash is "sha256:" and the key's hash in hexadecimal. A key has 260 random bits, so it cannot be guessed from its
	// hash.
	Hash    string     `json:"hash"`
	Created time.Time  `json:"created,omitzero"`
	Expires *time.Time `json:"expires,omitempty"`
	// PerSecond, Burst and Concurrent are this key's own limits. 0 means the limit of all keys.
	PerSecond  float64 `json:"per_second,omitempty"`
	Burst      int     `json:"burst,omitempty"`
	Concurrent int     `json:"concurrent,omitempty"`
}

// fileForm is the JSON of the file.
type fileForm struct {
	Keys []Entry `json:"keys"`
}

// ReadEntries reads a file of keys. For a missing file the error wraps fs.ErrNotExist.
func ReadEntries(path string) ([]Entry, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the keys: %w", err)
	}
	var form fileForm
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&form); err != nil {
		return nil, fmt.Errorf("read the keys in %s: %w: `forecourt key` writes the file", path, err)
	}
	_, err = newKeys(form.Keys)
	if err != nil {
		return nil, fmt.Errorf("read the keys in %s: %w", path, err)
	}
	return form.Keys, nil
}

// newKeys validates the entries of a file.
func newKeys(entries []Entry) (*Keys, error) {
	k := &Keys{}
	for i, e := range entries {
		if !keyNames.MatchString(e.Name) {
			return nil, fmt.Errorf("key %d: a name has letters, digits, _ and -, at most 64", i+1)
		}
		if slices.ContainsFunc(entries[:i], func(other Entry) bool { return other.Name == e.Name }) {
			return nil, fmt.Errorf("the name %s is repeated", e.Name)
		}
		digits, marked := strings.CutPrefix(e.Hash, hashBegin)
		hash, err := hex.DecodeString(digits)
		if !marked || err != nil || len(hash) != sha256.Size {
			return nil, fmt.Errorf("key %s: its hash must be %s and 64 hexadecimal digits", e.Name, hashBegin)
		}
		if e.PerSecond < 0 || e.Burst < 0 || e.Concurrent < 0 {
			return nil, fmt.Errorf("key %s: its limits must not be negative", e.Name)
		}
		known := Key{Name: e.Name, Limits: Limits{PerSecond: e.PerSecond, Burst: e.Burst, Concurrent: e.Concurrent}}
		if e.Expires != nil {
			known.Expires = *e.Expires
		}
		k.add([sha256.Size]byte(hash), known)
	}
	return k, nil
}

// NewEntry makes a key, adds it to the file, and returns it. The key cannot be read again later. NewEntry sets Prefix
// and Hash of e. It creates a missing file, which only its owner can read. It is an error if the name is taken.
func NewEntry(path string, e Entry) (key string, err error) {
	key = newKeyBegin + rand.Text() + rand.Text()
	hash := sha256.Sum256([]byte(key))
	e.Prefix, e.Hash = key[:shownOfKey], hashBegin+hex.EncodeToString(hash[:])
	err = change(path, func(entries []Entry) ([]Entry, error) {
		if slices.ContainsFunc(entries, func(other Entry) bool { return other.Name == e.Name }) {
			return nil, fmt.Errorf("there is a key %s already: choose another name, or revoke that one first", e.Name)
		}
		return append(entries, e), nil
	})
	if err != nil {
		return "", err
	}
	return key, nil
}

// Revoke removes a key from the file.
func Revoke(path, name string) error {
	return change(path, func(entries []Entry) ([]Entry, error) {
		i := slices.IndexFunc(entries, func(e Entry) bool { return e.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("there is no key %s in %s: `forecourt key list` shows them", name, path)
		}
		return slices.Delete(entries, i, i+1), nil
	})
}

// change replaces the file by an edited one. Only one change is made at a time.
func change(path string, edit func([]Entry) ([]Entry, error)) (err error) {
	if info, err := os.Lstat(path + ".lock"); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s.lock is a link, or not a file: look who has put it there, and remove it", path)
	}
	lock := flock.New(path+".lock", flock.SetPermissions(0o600))
	if err := lock.Lock(); err != nil {
		return fmt.Errorf("lock %s: %w: its folder must exist and be writable", path, err)
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	entries, err := ReadEntries(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if entries, err = edit(entries); err != nil {
		return err
	}
	if _, err := newKeys(entries); err != nil {
		return err
	}
	text, err := json.MarshalIndent(fileForm{Keys: entries}, "", "  ")
	if err != nil {
		return err
	}
	return WriteWhole(path, append(text, '\n'))
}

// WriteWhole writes a file that only its owner can read. The new file replaces the old one when it is complete and on
// disk. A link at path is replaced, not followed.
func WriteWhole(path string, text []byte) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // 0600, and new for certain.
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("write %s: %w", path, err)
			_ = os.Remove(file.Name()) // It is incomplete.
		}
	}()
	if _, err := file.Write(text); err != nil {
		return errors.Join(err, file.Close())
	}
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
