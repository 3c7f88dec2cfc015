package auth_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"forecourt/api/auth"
)

const (
	keyA = "alpha-0123456789abcdef"
	keyB = "bravo-0123456789abcdef"
	// wrong differs from keyA only in its last character.
	wrong = "alpha-0123456789abcdeg"
)

func parseKeys(tb testing.TB, text string) *auth.Keys {
	tb.Helper()
	keys, err := auth.ParseKeys(text)
	if err != nil {
		tb.Fatal(err)
	}
	return keys
}

// idOf is the id that a key must have.
func idOf(key string) string {
	hash := sha256.Sum256([]byte(key))
	return hex.EncodeToString(hash[:])[:8]
}

func TestParseKeys(t *testing.T) {
	for name, text := range map[string]string{
		"one":           keyA,
		"spaces around": " \t" + keyA + "\r\n",
		"twice":         keyA + "," + keyA + " , " + keyA,
	} {
		t.Run(name, func(t *testing.T) {
			keys := parseKeys(t, text)
			if key, ok := keys.Find(keyA); !ok || key.ID != idOf(keyA) || key.Name != "API_KEY.1" {
				t.Errorf("Find = %+v, %v", key, ok)
			}
			if got := fmt.Sprint(keys); got != "auth.Keys(1)" {
				t.Errorf("%s, want one key", got)
			}
		})
	}
	keys := parseKeys(t, "exactly-16-chars,with a space in it, !\"#$%&'()*+-./:;<=>?@[]^_`{|}~")
	for _, key := range []string{"exactly-16-chars", "with a space in it", "!\"#$%&'()*+-./:;<=>?@[]^_`{|}~"} {
		if _, ok := keys.Find(key); !ok {
			t.Errorf("%q is not found", key)
		}
	}
}

func TestParseKeysRefuses(t *testing.T) {
	const secret = "SECRET"
	for name, c := range map[string]struct{ text, want string }{
		"nothing":       {"", "the list of API keys is empty: give at least one key"},
		"spaces":        {" \t\n", "the list of API keys is empty: give at least one key"},
		"only a comma":  {",", "API key 1 of 2: it is empty: remove the extra comma"},
		"extra comma":   {keyA + ",", "API key 2 of 2: it is empty: remove the extra comma"},
		"short":         {keyA + "," + secret + "789012345", "API key 2 of 2: it is shorter than 16 characters: generate one with `openssl rand -hex 32`"},
		"short inside":  {"     " + secret + "      ", "API key 1 of 1: it is shorter than 16 characters: generate one with `openssl rand -hex 32`"},
		"umlaut":        {secret + "-0123456789-ä", "API key 1 of 1: it has characters outside printable ASCII: use letters, digits and -_.~"},
		"invalid UTF-8": {secret + "-0123456789-\xff", "API key 1 of 1: it has characters outside printable ASCII: use letters, digits and -_.~"},
		"line end":      {secret + "-0123456789\n" + keyA, "API key 1 of 1: it has characters outside printable ASCII: use letters, digits and -_.~"},
		"NUL":           {secret + "-0123456789\x00", "API key 1 of 1: it has characters outside printable ASCII: use letters, digits and -_.~"},
		"example":       {"change-me-to-a-long-random-text", "API key 1 of 1: it is that of the example, which everybody knows: generate one with `openssl rand -hex 32`"},
		"one character": {strings.Repeat("a", 40), "API key 1 of 1: it is easily guessed: generate one with `openssl rand -hex 32`"},
		"few":           {"1212212112121122", "API key 1 of 1: it is easily guessed: generate one with `openssl rand -hex 32`"},
		"repeated":      {"SECRET12SECRET12", "API key 1 of 1: it is easily guessed: generate one with `openssl rand -hex 32`"},
		"repeated, cut": {"SECRET12SECRET12SECR", "API key 1 of 1: it is easily guessed: generate one with `openssl rand -hex 32`"},
		"row":           {"abcdefghijklmnopq", "API key 1 of 1: it is easily guessed: generate one with `openssl rand -hex 32`"},
		"digits":        {"0123456789abcdef", "API key 1 of 1: it is easily guessed: generate one with `openssl rand -hex 32`"},
		"backwards":     {"zyxwvutsrqponmlkj", "API key 1 of 1: it is easily guessed: generate one with `openssl rand -hex 32`"},
		"DEL":           {secret + "-0123456789\x7f", "API key 1 of 1: it has characters outside printable ASCII: use letters, digits and -_.~"},
	} {
		t.Run(name, func(t *testing.T) {
			keys, err := auth.ParseKeys(c.text)
			if keys != nil || err == nil || err.Error() != c.want {
				t.Fatalf("ParseKeys = %v, %v; want %s", keys, err, c.want)
			}
			if all := fmt.Sprintf("%v %+v %#v", err, err, err); strings.Contains(all, secret) {
				t.Errorf("the error shows the key: %s", all)
			}
		})
	}
}

func TestFind(t *testing.T) {
	keys := parseKeys(t, keyA+","+keyB)
	for _, key := range []string{keyA, keyB} {
		if found, ok := keys.Find(key); !ok || found.ID != idOf(key) {
			t.Errorf("Find(%s) = %+v, %v", key, found, ok)
		}
	}
	for name, presented := range map[string]string{
		"empty": "", "wrong at the end": wrong, "start": keyA[:16], "more": keyA + "x", "upper case": strings.ToUpper(keyA),
		"space": " " + keyA, "the list": keyA + "," + keyB, "1 MB": strings.Repeat("x", 1<<20), "the id": idOf(keyA),
	} {
		if key, ok := keys.Find(presented); ok || key != (auth.Key{}) {
			t.Errorf("%s: Find = %+v, %v", name, key, ok)
		}
	}
}

func TestKeysPrintNothingSecret(t *testing.T) {
	keys := parseKeys(t, keyA+","+keyB)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, value := range []any{keys, *keys} {
			if got := fmt.Sprintf(verb, value); got != "auth.Keys(2)" {
				t.Errorf("%s prints %s", verb, got)
			}
		}
	}
	if got := fmt.Sprintf("%v", struct{ K *auth.Keys }{keys}); strings.Contains(got, keyA) || strings.Contains(got, idOf(keyA)) {
		t.Errorf("inside a struct: %s", got)
	}
}
