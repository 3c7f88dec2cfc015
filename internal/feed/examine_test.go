package feed_test

import (
	"testing"

	"forecourt/internal/feed"
)

// TestHeadOf: names that differ in the case of ASCII letters are one view, and others are not.
func TestHeadOf(t *testing.T) {
	e := feed.Examination{Heads: map[string]feed.Head{"Cars": {Position: 1}, "\u00e4": {Position: 2}}}
	for view, want := range map[string]uint64{"cARS": 1, "\u00e4": 2, "\u00c4": 0, "car": 0} {
		if _, head, ok := e.HeadOf(view); head.Position != want || ok != (want > 0) {
			t.Errorf("%s: %d %t, want %d", view, head.Position, ok, want)
		}
	}
}
