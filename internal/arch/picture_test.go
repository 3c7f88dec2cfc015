package arch_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// outsideThePicture are folders that measure, test or demonstrate the product. They are not drawn.
var outsideThePicture = []string{"examples", "cmd/bench", "cmd/chaos", "cmd/soak", "internal/arch", "internal/bench", "internal/chaos", "internal/fakemysql", "internal/process", "internal/soak", "internal/testbin", "internal/testdb", "internal/testnats"}

var (
	pictureRoom  = regexp.MustCompile(`^\s*(\w+)\["([^"]+)"\]$`)
	pictureArrow = regexp.MustCompile(`^\s*(\w+) --> (\w+(?: & \w+)*)$`)
)

// picture is the graph that docs/architecture.md draws.
type picture struct {
	// rooms maps the name of a box to its folders. A folder's subfolders belong to it unless another box names them.
	rooms  map[string][]string
	arrows map[[2]string]bool
}

func readPicture(t *testing.T) picture {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "architecture.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(text), "```mermaid\n")
	drawn, _, found := strings.Cut(after, "```")
	if !found {
		t.Fatal("docs/architecture.md has no picture between ```mermaid and ```")
	}
	p := picture{map[string][]string{}, map[[2]string]bool{}}
	for line := range strings.Lines(drawn) {
		if m := pictureRoom.FindStringSubmatch(strings.TrimRight(line, "\n")); m != nil {
			p.rooms[m[1]] = strings.Split(m[2], "<br/>")
		}
		if m := pictureArrow.FindStringSubmatch(strings.TrimRight(line, "\n")); m != nil {
			for _, to := range strings.Split(m[2], " & ") {
				p.arrows[[2]string{m[1], to}] = true
			}
		}
	}
	return p
}

// room returns the box that holds a folder or its nearest parent.
func (p picture) room(folder string) string {
	for ; folder != "."; folder = path.Dir(folder) {
		for room, folders := range p.rooms {
			if slices.Contains(folders, folder) {
				return room
			}
		}
	}
	return ""
}

// TestPicture compares the picture in docs/architecture.md with the imports, in both directions.
func TestPicture(t *testing.T) {
	p := readPicture(t)
	imported := map[[2]string]string{}
	for folder, imports := range importsOfAll(t) {
		if slices.ContainsFunc(outsideThePicture, func(out string) bool { return folder == out || strings.HasPrefix(folder, out+"/") }) {
			continue
		}
		from := p.room(folder)
		if from == "" {
			t.Errorf("the picture in docs/architecture.md has no room for %s", folder)
		}
		for _, name := range imports {
			if to := p.room(name); from != to {
				imported[[2]string{from, to}] = folder + " imports " + name
			}
		}
	}
	for arrow, why := range imported {
		if !p.arrows[arrow] {
			t.Errorf("the picture lacks %s --> %s: %s", arrow[0], arrow[1], why)
		}
	}
	for arrow := range p.arrows {
		if imported[arrow] == "" {
			t.Errorf("the picture has %s --> %s, and nothing is imported there", arrow[0], arrow[1])
		}
	}
}

// TestPageNamesEveryFolder checks that the table in docs/architecture.md lists every folder.
func TestPageNamesEveryFolder(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "architecture.md"))
	if err != nil {
		t.Fatal(err)
	}
	for folder := range allowed {
		if !strings.Contains(string(text), "`"+folder+"`") {
			t.Errorf("docs/architecture.md does not say what `%s` is", folder)
		}
	}
}

// importsOfAll returns the project's packages that each folder imports, without its tests.
func importsOfAll(t *testing.T) map[string][]string {
	t.Helper()
	root, all := filepath.Join("..", ".."), map[string][]string{}
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") && file != root || entry.Name() == "tools") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		folder, err := filepath.Rel(root, filepath.Dir(file))
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		folder = filepath.ToSlash(folder)
		all[folder] = append(all[folder], ownImports(parsed.Imports)...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
