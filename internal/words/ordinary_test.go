package words_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestOrdinaryWordsAreNoSlips reads every word of the documentation by itself. None of them is a misspelt name: a
// "branch" is not "branco", and a "customer" no "custom".
func TestOrdinaryWordsAreNoSlips(t *testing.T) {
	root := filepath.Join("..", "..")
	pages, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil || len(pages) == 0 {
		t.Fatalf("no documentation: %v", err)
	}
	code, word := regexp.MustCompile("(?s)```.*?```|`[^`]*`|<[^>]*>|https?:\\S+"), regexp.MustCompile(`\pL+`)
	all := map[string]bool{}
	for _, page := range append(pages, filepath.Join(root, "README.md"), filepath.Join(root, "CHANGELOG.md"), filepath.Join(root, "CONTRIBUTING.md")) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range word.FindAllString(code.ReplaceAllString(string(text), " "), -1) {
			if w == strings.ToLower(w) {
				all[w] = true
			}
		}
	}
	stocks := scoredStocks(t)
	for _, name := range []string{"eu", "us"} {
		stock := stocks[name]
		for w := range all {
			if stock == nil {
				break // Its listings are not there, which was said.
			}
			for _, r := range stock.vocabulary.Read(w).Words {
				if r.Why == "the nearest spelling" {
					t.Errorf("%s: %q is read as %s=%v", name, w, r.Parameter, r.Values)
				}
			}
		}
	}
	t.Logf("%d words", len(all))
}
