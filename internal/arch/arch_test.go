package arch_test

import (
	"go/ast"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// allowed is the import table: data moves one way, source → syncer → cache. Tests may import more.
var allowed = map[string][]string{
	"api/client":              {},
	"examples/functions":      {},
	"examples/mcp":            {},
	"api/toolset":             {},
	"internal/demand":         {"db/demanddb", "sql/demand"},
	"db/demanddb":             {},
	"sql/demand":              {},
	"api/mcp":                 {"api/toolset"},
	"api":                     {"api/mcp", "api/pages", "api/toolset", "api/auth", "internal/mapping", "internal/stock", "internal/vehicle", "internal/words", "internal/words/wordbook"},
	"api/pages":               {"api/auth", "internal/vehicle"},
	"cmd/bench":               {"internal/bench"},
	"internal/bench":          {"internal/demo", "internal/testdb", "internal/vehicle", "sql", "sql/bench"},
	"sql/bench":               {},
	"cmd/forecourt":           {"api/pages", "api", "internal/adapt", "internal/demand", "api/toolset", "internal/words/wordbook", "api/auth", "internal/conns", "api/openaicheck", "internal/stock", "internal/cache", "internal/cache/changelog", "internal/cache/publication", "internal/cache/verification", "internal/config", "internal/demo", "internal/source", "internal/syncer", "sql", "internal/mapping", "internal/rowset", "internal/vehicle"},
	"db/demodb":               {},
	"db/mysqldb":              {"internal/vehicle"},
	"db/sqlitedb":             {"internal/vehicle"},
	"internal/config":         {"internal/nearest"},
	"internal/nearest":        {},
	"internal/demo":           {"db/demodb", "internal/vehicle", "sql", "sql/demo"},
	"internal/rowset":         {},
	"internal/source":         {"db/mysqldb", "internal/nearest", "internal/rowset"},
	"internal/syncer":         {"internal/cache", "internal/cache/changelog", "internal/cache/publication", "internal/cache/verification", "internal/rowset", "internal/source"},
	"api/testapi":             {},
	"cmd/soak":                {"internal/soak"},
	"internal/soak":           {"internal/demo", "internal/testdb"},
	"internal/testbin":        {},
	"internal/fakemysql":      {},
	"internal/testdb":         {},
	"internal/mapping":        {"internal/vehicle"},
	"internal/vehicle":        {},
	"migrations":              {},
	"sql":                     {},
	"sql/demo":                {},
	"internal/stock/facet":    {"internal/vehicle"},
	"internal/stock/hole":     {},
	"internal/stock":          {"db/mysqldb", "db/sqlitedb", "internal/mapping", "internal/stock/facet", "internal/stock/hole", "internal/vehicle"},
	"api/openaicheck":         {},
	"internal/adapt":          {"internal/mapping", "internal/vehicle", "internal/words/wordbook"},
	"api/auth":                {},
	"internal/conns":          {},
	"internal/words":          {"internal/mapping", "internal/vehicle", "internal/words/wordbook"},
	"internal/words/wordbook": {"internal/vehicle"},

	"internal/cache":                       {"db/sqlitedb", "migrations"},
	"internal/cache/changelog":             {"db/sqlitedb", "internal/cache", "internal/rowset"},
	"internal/cache/publication":           {"db/sqlitedb", "internal/cache", "internal/cache/changelog", "internal/cache/publication/feed", "internal/cache/publication/rowhash", "internal/cache/publication/statement", "internal/rowset"},
	"internal/cache/publication/feed":      {"internal/cache/changelog", "internal/cache/publication/rowhash", "internal/rowset"},
	"internal/cache/publication/rowhash":   {"db/sqlitedb", "internal/cache", "internal/rowset"},
	"internal/cache/publication/statement": {"internal/cache", "internal/cache/changelog", "internal/cache/publication/feed", "internal/rowset"},
	"internal/cache/verification":          {"db/sqlitedb", "internal/cache", "internal/cache/publication/rowhash", "internal/rowset"},
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

// TestEveryPackageIsOneRoom: a large package has its own tests, and no package has more files than a newcomer can read
// in an hour.
func TestEveryPackageIsOneRoom(t *testing.T) {
	const maxFiles, maxLinesUntested = 20, 1500
	type size struct {
		files, lines int
		tested       bool
	}
	sizes := map[string]size{}
	root := filepath.Join("..", "..", "internal")
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") {
			return err
		}
		s := sizes[filepath.Dir(path)]
		if strings.HasSuffix(path, "_test.go") {
			s.tested = true
		} else {
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
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
