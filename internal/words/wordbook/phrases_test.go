package wordbook

import (
	"strings"
	"testing"
)

// TestPhrasesStandOnce: a phrase that stands twice under a title says nothing more, and hides what is new.
func TestPhrasesStandOnce(t *testing.T) {
	for _, name := range filesIn("data/phrases") {
		title, known := "", map[string]bool{}
		for line := range strings.Lines(file(name)) {
			if strings.HasPrefix(line, "[") {
				title, known = line, map[string]bool{}
				continue
			}
			for item := range listed(line) {
				if known[item] {
					t.Errorf("%s, %s: %q stands twice", name, title, item)
				}
				known[item] = true
			}
		}
	}
}
