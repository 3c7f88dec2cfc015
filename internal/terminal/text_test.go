package terminal_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"forecourt/internal/terminal"
)

// TestTableFits cuts the named columns of a wide table, the first one first, and marks each cut.
func TestTableFits(t *testing.T) {
	table := terminal.NewTable(1, 0)
	table.Add("NAME", "WHY", "ROWS")
	table.Add(strings.Repeat("n", 30), strings.Repeat("w", 90), "7")
	var out strings.Builder
	if err := table.Print(&out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(out.String(), "\n")
	if len(lines) != 4 || lines[0] != "" {
		t.Fatalf("%q", lines)
	}
	if width := utf8.RuneCountInString(lines[2]); width > terminal.Width-len("ROWS")+1 || !strings.Contains(lines[2], "nnnn  www") || strings.Count(lines[2], "…") != 1 {
		t.Errorf("%d columns: %s", width, lines[2])
	}
	var none strings.Builder
	if err := terminal.NewTable().Print(&none); err != nil || none.String() != "" {
		t.Errorf("an empty table: %q, %v", none.String(), err)
	}
}

func TestTimesAreShort(t *testing.T) {
	for got, want := range map[string]string{
		terminal.ShortTime("2026-11-25T21:16:19.123Z"): "2026-11-25 21:16:19 UTC", terminal.ShortStart("2026-11-25T21:16:19+01:00"): "11-25 20:16:19",
		terminal.ShortTime("soon"): "soon", terminal.ShortAge(90 * time.Second): "1 min", terminal.ShortAge(49 * time.Hour): "2 days",
		terminal.ShortDuration(1234567 * time.Microsecond): "1.235s", terminal.ShortDuration(61*time.Second + time.Millisecond): "1m1s",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
