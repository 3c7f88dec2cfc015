package wordbook_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"forecourt/internal/words/wordbook"
)

// TestParticles checks that every particle has words, and that a word may be several of them.
func TestParticles(t *testing.T) {
	words := wordbook.Default().Tables.Particles
	var all wordbook.Particle
	for word, p := range words {
		all |= p
		if strings.ContainsAny(word, " '-") {
			t.Errorf("%q is no single word", word)
		}
	}
	for p := wordbook.Indefinite; p != 0 && p <= wordbook.BareNot; p <<= 1 {
		if all&p == 0 {
			t.Errorf("particle %b has no words", p)
		}
	}
	if p := words["la"]; p&wordbook.Definite == 0 || p&wordbook.Turns != 0 {
		t.Errorf(`"la" is %b, which is an article and no "but"`, p)
	}
	if p := words["from"]; p&wordbook.AtPlace == 0 || p&wordbook.OfYear == 0 {
		t.Errorf(`"from" is %b, which stands before places and years`, p)
	}
}

// TestDataHoldTheWords checks that sets of words stand in the data's files, where owners can extend them, and not in
// the program.
func TestDataHoldTheWords(t *testing.T) {
	files := token.NewFileSet()
	err := fs.WalkDir(os.DirFS(".."), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(files, filepath.Join("..", path), nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if list, ok := n.(*ast.CompositeLit); ok && len(list.Elts) > 0 && isSet(list.Type) {
				t.Errorf("%s: a set of words: it belongs into the data's files", files.Position(list.Pos()))
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// isSet tells whether a type is map[string]bool.
func isSet(of ast.Expr) bool {
	m, ok := of.(*ast.MapType)
	if !ok {
		return false
	}
	key, isName := m.Key.(*ast.Ident)
	value, isFlag := m.Value.(*ast.Ident)
	return isName && isFlag && key.Name == "string" && value.Name == "bool"
}
