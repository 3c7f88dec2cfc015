package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forecourt/internal/config"
)

func readFile(t *testing.T, text string, process ...string) (config.Environment, error) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, ".env"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return config.ReadEnvironment(process, dir)
}

// TestFileIsLiteral: the value is everything after the first =, as in Docker's --env-file.
func TestFileIsLiteral(t *testing.T) {
	env, err := readFile(t, "\ufeffA=1\n  B=2\n\n# C=no\n\t# D=no\nSOURCE_PASSWORD=p$Xq #1\"a\nE=\"quoted\"\nF='$HOME'\nG= spaces \nH=a=b=c\nI=\nJ\nK=\\n\nL=crlf\r\nM=#\nN=${A}\nA=last")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, name := range strings.Split("A B C D SOURCE_PASSWORD E F G H I J K L M N", " ") {
		got[name] = env.Get(name)
	}
	want := map[string]string{
		"A": "last", "B": "2", "C": "", "D": "", "SOURCE_PASSWORD": `p$Xq #1"a`, "E": `"quoted"`, "F": `'$HOME'`, "G": " spaces ",
		"H": "a=b=c", "I": "", "J": "", "K": `\n`, "L": "crlf", "M": "#", "N": "${A}",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestFileThatCannotBeRead: the error names the line and never shows it, because it may hold a password.
func TestFileThatCannotBeRead(t *testing.T) {
	for name, text := range map[string]string{
		"a space in the name": "A=1\nexport SECRET=hidden", "a space before =": "A=1\nSECRET =hidden", "no name": "A=1\n=hidden", "not UTF-8": "A=1\nSECRET=hidden\xff",
	} {
		if _, err := readFile(t, text); err == nil || !strings.Contains(err.Error(), "line 2") || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := readFile(t, "A="+strings.Repeat("x", 1<<20)); err == nil || !strings.Contains(err.Error(), "a line is longer") {
		t.Errorf("a long line: %v", err)
	}
}

func TestEnvironmentWinsOverFile(t *testing.T) {
	env, err := readFile(t, "A=file\nB=file\nC=file", "A=process", "B=")
	if err != nil || env.Get("A") != "process" || env.Get("B") != "file" || env.Get("C") != "file" {
		t.Error(env, err)
	}
}

// TestWarnings: there are warnings about names that are nearly settings, about unknown names in the file with a prefix
// of ours, and about quotes, spaces and comments. None shows a value.
func TestWarnings(t *testing.T) {
	known := []string{"SOURCE_USER", "SOURCE_PASSWORD", "SYNC_VIEWS", "SYNC_EVERY", "API_KEY", "CACHE_PATH"}
	env, err := readFile(t, "SYNC_VIEW=hidden\nSYNC_INTERVAL=hidden\nMYSQL_ROOT_PASSWORD=\"hidden\"\nCACHE_PATH='hidden'\nSOURCE_USER=\"hidden\nSYNC_EVERY=5m # hidden\nSYNC_VIEWS=hidden \nSOURCE_PASSWORD=hid #den\nAPI_KEY=\thidden",
		"SOURCE_PASWORD=hidden", "SOURCE_DATE_EPOCH=1", "PATH=/bin", "API_KEY=hidden")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"SOURCE_PASWORD is not a setting: did you mean SOURCE_PASSWORD?",
		"SYNC_INTERVAL in .env is not a setting: `forecourt COMMAND --help` lists them",
		"SYNC_VIEW is not a setting: did you mean SYNC_VIEWS?",
		"the quotes around CACHE_PATH in .env are part of its value, as for Docker's --env-file: remove them if they are not meant",
		"the # and what follows it in SYNC_EVERY in .env are part of its value, as for Docker's --env-file: remove them if they are not meant",
		"the spaces around SYNC_VIEWS in .env are part of its value, as for Docker's --env-file: remove them if they are not meant",
		"the spaces around API_KEY in .env are part of its value, as for Docker's --env-file: remove them if they are not meant",
	}
	if diff := cmp.Diff(want, env.Warnings(known)); diff != "" {
		t.Error(diff)
	}
}
