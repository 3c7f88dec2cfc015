package arch_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// allowed is the import table: data moves one way, source → syncer → cache. Tests may import more.
var allowed = map[string][]string{
	"api/client":           {},
	"examples/functions":   {},
	"examples/mcp":         {},
	"internal/toolset":     {},
	"internal/demand":      {"db/demanddb", "sql/demand"},
	"db/demanddb":          {},
	"sql/demand":           {},
	"api/mcp":              {"internal/toolset"},
	"api":                  {"api/mcp", "internal/toolset", "internal/auth", "internal/mapping", "internal/stock", "internal/vehicle", "internal/words"},
	"cmd/bench":            {"db/mysqldb", "internal/demo", "internal/rowset", "internal/source", "internal/testdb", "internal/vehicle", "sql"},
	"cmd/forecourt":        {"api", "internal/adapt", "internal/demand", "internal/toolset", "internal/words", "internal/auth", "internal/conns", "internal/openaicheck", "internal/stock", "db/sqlitedb", "internal/cache", "internal/config", "internal/demo", "internal/source", "internal/syncer", "sql", "internal/mapping", "internal/rowset", "internal/vehicle"},
	"db/demodb":            {},
	"db/mysqldb":           {"internal/vehicle"},
	"db/sqlitedb":          {"internal/vehicle"},
	"internal/cache":       {"db/sqlitedb", "internal/rowhash", "internal/rowset", "migrations"},
	"internal/config":      {"internal/nearest"},
	"internal/nearest":     {},
	"internal/demo":        {"db/demodb", "internal/vehicle", "sql", "sql/demo"},
	"internal/rowset":      {},
	"internal/rowhash":     {"internal/rowset"},
	"internal/source":      {"db/mysqldb", "internal/nearest", "internal/rowset"},
	"internal/syncer":      {"db/sqlitedb", "internal/cache", "internal/rowset", "internal/source"},
	"internal/testapi":     {},
	"cmd/soak":             {"internal/soak"},
	"internal/soak":        {"internal/demo", "internal/testdb"},
	"internal/testbin":     {},
	"internal/fakemysql":   {},
	"internal/testdb":      {"sql"},
	"internal/mapping":     {"internal/vehicle"},
	"internal/vehicle":     {},
	"migrations":           {},
	"sql":                  {},
	"sql/demo":             {},
	"internal/stock/facet": {"internal/vehicle"},
	"internal/stock/hole":  {},
	"internal/stock":       {"db/mysqldb", "db/sqlitedb", "internal/mapping", "internal/stock/facet", "internal/stock/hole", "internal/vehicle"},
	"internal/openaicheck": {},
	"internal/adapt":       {"internal/mapping", "internal/vehicle", "internal/words"},
	"internal/auth":        {},
	"internal/conns":       {},
	"internal/words":       {"internal/mapping", "internal/vehicle"},
}

// TestImportTable reads the sources themselves: `go list` would be answered from the build cache.
func TestImportTable(t *testing.T) {
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") && path != root || entry.Name() == "tools") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		folder, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		checkFile(t, path, filepath.ToSlash(folder))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkFile(t *testing.T, path, folder string) {
	t.Helper()
	may, known := allowed[folder]
	if !known {
		t.Errorf("%s: the folder %s is not in the import table", path, folder)
		return
	}
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range file.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		if inner, ours := strings.CutPrefix(name, "forecourt/"); ours && !slices.Contains(may, inner) {
			t.Errorf("%s imports %s: the import table does not allow it", path, inner)
		}
	}
}

// TestOnlyRunTalksToTheWorld keeps the environment, the exit and standard output to main.
func TestOnlyRunTalksToTheWorld(t *testing.T) {
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") && path != root || entry.Name() == "tools" || entry.Name() == "cmd" || entry.Name() == "examples" || entry.Name() == "testapi" || entry.Name() == "testbin" || entry.Name() == "testdb") {
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
