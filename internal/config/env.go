package config

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/alecthomas/kong"

	"forecourt/internal/nearest"
)

// dotEnv is the file with variables in the working directory.
const dotEnv = ".env"

// Secret returns the settings that have no flag, because a flag would be visible in the list of processes.
func Secret() []string { return []string{"SOURCE_PASSWORD", "API_KEY"} }

// Environment holds variables: those of the process, and those of a .env file.
type Environment struct {
	process, file map[string]string
	// doubts are the file's values that may not be meant as they stand.
	doubts []doubt
}

// doubt says what in the value of a variable may be meant otherwise.
type doubt struct{ name, part string }

// ReadEnvironment takes the variables of the process, each as "NAME=value", and those of the .env file in the folder,
// if there is one.
func ReadEnvironment(process []string, folder string) (Environment, error) {
	env := Environment{process: map[string]string{}, file: map[string]string{}}
	for _, variable := range process {
		name, value, _ := strings.Cut(variable, "=")
		env.process[name] = value
	}
	text, err := os.ReadFile(filepath.Join(folder, dotEnv))
	if errors.Is(err, fs.ErrNotExist) {
		return env, nil
	}
	if err != nil {
		return env, fmt.Errorf("read .env: %w", err)
	}
	if err := env.readFile(text); err != nil {
		return env, fmt.Errorf("read .env: %w", err)
	}
	return env, nil
}

// readFile reads lines as Docker's --env-file does, so that the same file serves both
// (https://docs.docker.com/reference/cli/docker/container/run/#env). A value is everything after the first "=",
// unchanged, including quotes, $, # and spaces. A name without "=" takes the value of the process.
func (e *Environment) readFile(text []byte) error {
	lines := bufio.NewScanner(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	for number := 1; lines.Scan(); number++ {
		if !utf8.Valid(lines.Bytes()) {
			return fmt.Errorf("line %d is not UTF-8: save the file as UTF-8", number)
		}
		line := strings.TrimLeftFunc(lines.Text(), unicode.IsSpace)
		if line == "" || line[0] == '#' {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		if name == "" || strings.ContainsAny(name, " \t") {
			// The line is not shown, because it may hold a password.
			return fmt.Errorf("line %d does not begin with NAME=: write NAME=value, without export and without spaces before the =", number)
		}
		if !ok {
			continue
		}
		e.file[name] = value
		if part := doubtful(name, value); part != "" {
			e.doubts = append(e.doubts, doubt{name, part})
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("a line is longer than %d bytes: %w", bufio.MaxScanTokenSize, err)
	}
	return nil
}

// doubtful returns what other readers of .env files would not take as a part of a value, "" for nothing. A password may
// well contain a #.
func doubtful(name, value string) string {
	last := len(value) - 1
	switch {
	case last > 0 && value[0] == value[last] && (value[0] == '"' || value[0] == '\''):
		return "the quotes around"
	case strings.TrimSpace(value) != value:
		return "the spaces around"
	case strings.Contains(value, " #") && !slices.Contains(Secret(), name):
		return "the # and what follows it in"
	}
	return ""
}

// Warnings returns what looks like a mistake: names that are nearly those of settings, and quotes, spaces and comments
// in the file's values. It never returns a value. known are the names of all settings.
func (e Environment) Warnings(known []string) (warnings []string) {
	for _, name := range e.names() {
		_, inFile := e.file[name]
		if slices.Contains(known, name) {
			continue
		}
		if near := nearest.Surely(name, known); near != "" {
			warnings = append(warnings, fmt.Sprintf("%s is not a setting: did you mean %s?", name, near))
		} else if inFile && likeOurs(name, known) {
			warnings = append(warnings, fmt.Sprintf("%s in .env is not a setting: `forecourt COMMAND --help` lists them", name))
		}
	}
	for _, d := range e.doubts {
		if slices.Contains(known, d.name) {
			warnings = append(warnings, fmt.Sprintf("%s %s in .env are part of its value, as for Docker's --env-file: remove them if they are not meant", d.part, d.name))
		}
	}
	return warnings
}

// names returns the names of all variables, sorted.
func (e Environment) names() (names []string) {
	for _, variables := range []map[string]string{e.process, e.file} {
		for name := range variables {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// likeOurs reports whether a name has a prefix that several settings share, such as SOURCE_.
func likeOurs(name string, known []string) bool {
	group, _, ok := strings.Cut(name, "_")
	same := 0
	for _, setting := range known {
		if strings.HasPrefix(setting, group+"_") {
			same++
		}
	}
	return ok && same > 1
}

// Get returns a variable. An empty variable counts as not set.
func (e Environment) Get(name string) string {
	if value := e.process[name]; value != "" {
		return value
	}
	return e.file[name]
}

// Validate implements kong.Resolver.
func (e Environment) Validate(*kong.Application) error { return nil }

// Resolve implements kong.Resolver. kong calls it for flags that are not on the command line.
func (e Environment) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	name := flag.Tag.Get("var")
	if name == "" {
		return nil, nil
	}
	if value := e.Get(name); value != "" {
		return value, nil
	}
	return nil, nil
}
