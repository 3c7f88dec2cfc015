package arch_test

import (
	"go/ast"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// allowed is the import table: data moves one way, source → syncer → cache. Tests may import more.
var allowed = map[string][]string{
	"api":                                  {"api/auth", "api/cars", "api/mcp", "api/pages", "api/passage", "api/problem", "api/toolset", "internal/vehicle"},
	"api/auth":                             {},
	"api/cars":                             {"api/passage", "api/problem", "internal/mapping", "internal/nearest", "internal/stock", "internal/vehicle", "internal/words", "internal/words/match", "internal/words/quantity", "internal/words/wordbook"},
	"api/client":                           {},
	"api/mcp":                              {"api/toolset", "internal/plain"},
	"api/openaicheck":                      {},
	"api/pages":                            {"api/auth", "api/pages/address", "api/pages/layout", "api/pages/plot", "internal/vehicle"},
	"api/pages/address":                    {"internal/vehicle"},
	"api/pages/layout":                     {},
	"api/pages/plot":                       {},
	"api/passage":                          {"api/auth", "api/problem"},
	"api/problem":                          {},
	"api/testapi":                          {},
	"api/toolset":                          {},
	"cmd/bench":                            {"internal/bench"},
	"cmd/forecourt":                        {"api", "api/auth", "api/cars", "api/openaicheck", "api/toolset", "internal/adapt", "internal/adapt/sample", "internal/cache", "internal/cache/changelog", "internal/cache/publication", "internal/cache/verification", "internal/clock", "internal/config", "internal/conns", "internal/demand", "internal/demo", "internal/doctor", "internal/feed", "internal/feed/follow", "internal/feed/handover", "internal/fit", "internal/mapping", "internal/plain", "internal/service", "internal/source", "internal/stock", "internal/syncer", "internal/terminal", "internal/vehicle", "internal/words/wordbook", "sql"},
	"cmd/chaos":                            {"internal/chaos"},
	"cmd/soak":                             {"internal/soak"},
	"db/demanddb":                          {},
	"db/demodb":                            {},
	"db/mysqldb":                           {"internal/vehicle"},
	"db/sqlitedb":                          {"internal/vehicle"},
	"examples/functions":                   {},
	"examples/mcp":                         {},
	"internal/adapt":                       {"internal/mapping", "internal/vehicle", "internal/words/wordbook"},
	"internal/adapt/sample":                {"internal/adapt", "internal/rowset", "internal/source"},
	"internal/bench":                       {"internal/demo", "internal/testdb", "internal/vehicle", "internal/words", "internal/words/match", "internal/words/wordbook", "sql", "sql/bench"},
	"internal/cache":                       {"db/sqlitedb", "migrations"},
	"internal/cache/changelog":             {"db/sqlitedb", "internal/cache", "internal/rowset"},
	"internal/cache/publication":           {"db/sqlitedb", "internal/cache", "internal/cache/changelog", "internal/cache/publication/engine", "internal/cache/publication/intake", "internal/cache/publication/rowhash", "internal/cache/publication/staging", "internal/cache/publication/statement", "internal/plain", "internal/rowset"},
	"internal/cache/publication/engine":    {"internal/rowset"},
	"internal/cache/publication/intake":    {"internal/cache/publication/rowhash", "internal/rowset"},
	"internal/cache/publication/rowhash":   {"db/sqlitedb", "internal/cache", "internal/rowset"},
	"internal/cache/publication/staging":   {"internal/cache/publication/engine", "internal/cache/publication/rowhash", "internal/rowset"},
	"internal/cache/publication/statement": {"internal/cache", "internal/cache/changelog", "internal/cache/publication/intake", "internal/rowset"},
	"internal/cache/verification":          {"db/sqlitedb", "internal/cache", "internal/cache/publication/rowhash", "internal/cache/verification/scan", "internal/rowset"},
	"internal/cache/verification/scan":     {"internal/cache", "internal/rowset"},
	"internal/clock":                       {},
	"internal/config":                      {"internal/nearest"},
	"internal/conns":                       {},
	"internal/demand":                      {"db/demanddb", "sql/demand"},
	"internal/demo":                        {"db/demodb", "internal/vehicle", "sql", "sql/demo"},
	"internal/doctor":                      {"internal/adapt", "internal/adapt/sample", "internal/cache", "internal/feed", "internal/fit", "internal/mapping", "internal/plain", "internal/source", "internal/syncer", "internal/terminal", "internal/vehicle"},
	"internal/fakemysql":                   {},
	"internal/feed":                        {"internal/rowset"},
	"internal/feed/follow":                 {"db/sqlitedb", "internal/cache", "internal/cache/changelog", "internal/cache/publication", "internal/cache/verification", "internal/feed", "internal/rowset"},
	"internal/feed/handover":               {"db/sqlitedb", "internal/cache", "internal/cache/publication", "internal/cache/verification/scan", "internal/feed", "internal/feed/follow", "internal/rowset"},
	"internal/fit":                         {"internal/cache", "internal/mapping", "internal/rowset", "internal/source", "internal/stock", "internal/syncer"},
	"internal/mapping":                     {"internal/nearest", "internal/vehicle"},
	"internal/nearest":                     {},
	"internal/plain":                       {},
	"internal/rowset":                      {"internal/plain"},
	"internal/service":                     {"api", "api/auth", "api/cars", "api/pages", "internal/cache", "internal/conns", "internal/demand", "internal/feed/follow", "internal/fit", "internal/mapping", "internal/source", "internal/stock", "internal/syncer"},
	"internal/chaos":                       {"internal/demo", "internal/feed", "internal/process", "internal/testdb"},
	"internal/process":                     {},
	"internal/soak":                        {"internal/demo", "internal/process", "internal/testdb"},
	"internal/source":                      {"db/mysqldb", "internal/nearest", "internal/rowset"},
	"internal/stock":                       {"db/mysqldb", "db/sqlitedb", "internal/mapping", "internal/stock/facet", "internal/stock/hole", "internal/stock/rowcache", "internal/vehicle"},
	"internal/stock/facet":                 {"internal/vehicle"},
	"internal/stock/hole":                  {},
	"internal/stock/rowcache":              {"internal/stock/facet", "internal/vehicle"},
	"internal/stock/oracle":                {"internal/vehicle"},
	"internal/syncer":                      {"internal/cache", "internal/cache/changelog", "internal/cache/publication", "internal/cache/verification", "internal/rowset", "internal/source"},
	"internal/terminal":                    {},
	"internal/testbin":                     {},
	"internal/testdb":                      {},
	"internal/testnats":                    {},
	"internal/vehicle":                     {},
	"internal/words":                       {"internal/vehicle", "internal/words/lexer", "internal/words/match", "internal/words/phrase", "internal/words/quantity", "internal/words/syntax", "internal/words/wordbook"},
	"internal/words/lexer":                 {"internal/words/wordbook"},
	"internal/words/match":                 {"internal/mapping", "internal/vehicle", "internal/words/wordbook"},
	"internal/words/phrase":                {"internal/words/lexer", "internal/words/wordbook"},
	"internal/words/quantity":              {"internal/vehicle", "internal/words/lexer", "internal/words/match", "internal/words/phrase", "internal/words/wordbook"},
	"internal/words/syntax":                {"internal/words/match", "internal/words/phrase", "internal/words/quantity", "internal/words/wordbook"},
	"internal/words/wordbook":              {"internal/vehicle"},
	"migrations":                           {},
	"sql":                                  {},
	"sql/bench":                            {},
	"sql/demand":                           {},
	"sql/demo":                             {},
}

// TestImportTable reads the source files itself, because the result of a test that runs `go list` would be cached.
func TestImportTable(t *testing.T) {
	for folder, imports := range importsOfAll(t) {
		may, known := allowed[folder]
		if !known {
			t.Errorf("the folder %s is not in the import table", folder)
		}
		for _, name := range imports {
			if !slices.Contains(may, name) {
				t.Errorf("%s imports %s: the import table does not allow it", folder, name)
			}
		}
		for _, name := range may {
			if !slices.Contains(imports, name) {
				t.Errorf("the import table lets %s import %s, which it does not: remove it there", folder, name)
			}
		}
	}
}

// ownImports returns the project's own packages among the imports, without the name of the module.
func ownImports(specs []*ast.ImportSpec) (names []string) {
	for _, spec := range specs {
		if inner, ours := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), "forecourt/"); ours {
			names = append(names, inner)
		}
	}
	return names
}

// TestOnlyRunTalksToTheWorld: only main may use the environment, the exit and standard output. The benchmark may read
// the environment, because it passes it on to the programs that it starts.
func TestOnlyRunTalksToTheWorld(t *testing.T) {
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") && path != root || entry.Name() == "tools" || entry.Name() == "cmd" || entry.Name() == "examples" || entry.Name() == "testapi" || entry.Name() == "testbin" || entry.Name() == "testdb" || entry.Name() == "bench") {
			return fs.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, word := range []string{"os.Getenv", "os.LookupEnv", "os.Environ", "os.Exit", "os.Stdout", "os.Stderr", "fmt.Print", "log.Fatal", "func init()"} {
			if strings.Contains(string(text), word) {
				t.Errorf("%s has %s", path, word)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestEveryPackageIsOneRoom holds for every package of the project: a large one has its own tests, and none has more
// files than a newcomer can read in an hour. Generated packages have no hand-written file.
func TestEveryPackageIsOneRoom(t *testing.T) {
	const maxFiles, maxLinesUntested = 20, 1500
	type size struct {
		files, lines int
		tested       bool
	}
	sizes := map[string]size{}
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && path != root {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		s := sizes[filepath.Dir(path)]
		switch {
		case strings.HasSuffix(path, "_test.go"):
			s.tested = true
		case !generated.Match(text):
			s.files, s.lines = s.files+1, s.lines+strings.Count(string(text), "\n")
		}
		sizes[filepath.Dir(path)] = s
		return nil
	})
	if err != nil || len(sizes) == 0 {
		t.Fatalf("%d packages: %v", len(sizes), err)
	}
	for folder, s := range sizes {
		if s.files > maxFiles || s.lines > maxLinesUntested && !s.tested {
			t.Errorf("%s has %d files and %d lines; it has tests: %v", folder, s.files, s.lines, s.tested)
		}
	}
}

// generated is the line by which generators mark their files (https://go.dev/s/generatedcode).
var generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)
