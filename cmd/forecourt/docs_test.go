package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"

	"forecourt/internal/config"
	"forecourt/internal/syncer"
)

// TestConfigurationIsDocumented compares the table of docs/configuration.md with the flags, in both directions.
func TestConfigurationIsDocumented(t *testing.T) {
	text, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]string{} // Variable → its row.
	for _, match := range regexp.MustCompile("(?m)^\\| `([A-Z_]+)` \\|.*$").FindAllStringSubmatch(string(text), -1) {
		documented[match[1]] = match[0]
	}
	parser, err := kong.New(&cli{})
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, name := range config.Secret() {
		known[name] = true
		if documented[name] == "" {
			t.Errorf("%s is not documented", name)
		}
	}
	for _, node := range append(parser.Model.Children, parser.Model.Node) {
		for _, flag := range node.Flags {
			name := flag.Tag.Get("var")
			if name == "" {
				continue
			}
			known[name] = true
			row := documented[name]
			for _, want := range []string{"`--" + flag.Name + "`", flag.Default} {
				if !strings.Contains(row, want) {
					t.Errorf("%s: its row does not show %q: %s", name, want, row)
				}
			}
		}
	}
	for name := range documented {
		if !known[name] {
			t.Errorf("%s is documented, and is not a setting", name)
		}
	}
}

// TestMetricsAreDocumented compares the tables of metrics with the names in internal/service, in both directions.
func TestMetricsAreDocumented(t *testing.T) {
	names := func(pattern string, files ...string) (found []string) {
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(text), -1) {
				found = append(found, regexp.MustCompile("forecourt_[a-z_]+").FindAllString(match[0], -1)...)
			}
		}
		slices.Sort(found)
		return found
	}
	files, err := filepath.Glob("../../internal/service/*.go")
	if err != nil {
		t.Fatal(err)
	}
	exported := names(`(Name: |NewDesc\()"forecourt_[a-z_]+"`, files...)
	documented := names("(?m)^\\| `forecourt_[^|]+\\|", "../../docs/configuration.md", "../../docs/scale.md")
	if diff := cmp.Diff(exported, documented); diff != "" || len(exported) == 0 {
		t.Errorf("the metrics in docs/configuration.md and docs/scale.md (-program +pages):\n%s", diff)
	}
}

// TestDeploymentsNameSettings: a misspelt variable in a compose file or a manifest would be passed over in silence.
func TestDeploymentsNameSettings(t *testing.T) {
	parser, err := kong.New(&cli{})
	if err != nil {
		t.Fatal(err)
	}
	known := settings(parser.Model)
	files, err := filepath.Glob("../../deploy/kubernetes/*.yaml")
	if err != nil || len(files) < 4 {
		t.Fatalf("the manifests are not there: %v, %v", files, err)
	}
	for _, file := range append(files, "../../compose.yaml", "../../compose.scale.yaml") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range regexp.MustCompile("(?m)^ +([A-Z][A-Z_]+):").FindAllStringSubmatch(string(text), -1) {
			if name := match[1]; !slices.Contains(known, name) && !strings.HasPrefix(name, "MYSQL_") {
				t.Errorf("%s: %s is not a setting", file, name)
			}
		}
	}
}

// TestExitCodesAreDocumented compares the README's table with the exit codes.
func TestExitCodesAreDocumented(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for code, name := range []string{"done", "anything else", "usage or settings", "the source was not reached", "does not fit the mapping", "refused by a guard", "verification failed", "another run holds the cache", "does not match", "lacks changes that the copy already has", "the feed was not reached"} {
		row := regexp.MustCompile("(?m)^\\| " + strconv.Itoa(code) + " \\| [^|]*" + name)
		if !row.Match(text) {
			t.Errorf("README.md has no row for exit code %d, %q", code, name)
		}
	}
	if exitCode(&syncer.ShrinkError{}) != exitRefused || exitCode(&syncer.VerifyError{}) != exitVerify {
		t.Error("the codes of the guard and of the verification have changed")
	}
}

// TestNobodyOverwritesEnv: compose has a file of its own, and whoever follows the documentation keeps an .env that is
// there already.
func TestNobodyOverwritesEnv(t *testing.T) {
	files, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	overwrites := regexp.MustCompile(`cp (-[a-mo-z]+ )*\S*\.env\.example`)
	for _, file := range append(files, "../../README.md", "../../.env.example", "../../Makefile", "../../compose.yaml", "../../compose.scale.yaml") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if found := overwrites.Find(text); found != nil {
			t.Errorf("%s: %s overwrites a file with a password in it: write cp -n", file, found)
		}
		if strings.Contains(file, "compose") && !strings.Contains(string(text), ":?make compose.env, and give it as --env-file compose.env}") {
			t.Errorf("%s can be started with the program's own .env", file)
		}
	}
}
