package main

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"forecourt/internal/terminal"
)

// TestStatusFitsTerminal: the widest possible status fits into 80 columns, and names each view and its number of rows.
func TestStatusFitsTerminal(t *testing.T) {
	rows := int64(123_456_789)
	status := cacheStatus{
		Views: []copyStatus{{View: "vehicles_stock_of_all_dealers_in_the_whole_country", Rows: rows, SnapshotAt: "2026-11-25T21:16:19.123Z", AgeSeconds: 47*3600 + 59*60, Fingerprint: strings.Repeat("f", 32)}, {View: "a", SnapshotAt: "2026-11-25T21:16:19Z"}},
		Runs:  []runStatus{{View: "vehicles_stock_of_all_dealers_in_the_whole_country", Outcome: "published", StartedAt: "2026-11-25T21:16:19Z", DurationSeconds: 4321.123, Rows: &rows, Inserted: 9_999, Updated: rows, Deleted: 9_999}, {View: "a", Outcome: "failed"}},
	}
	var out bytes.Buffer
	if err := status.printTables(&out); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out.String()) {
		if width := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); width > terminal.Width {
			t.Errorf("%d columns: %s", width, line)
		}
	}
	for _, want := range []string{"vehic", "RUN OF", "123,456,789", "2026-11-25 21:16:19 UTC", "47 h 59 min", "+9,999 ~123M -9,999", "1h12m1s"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing:\n%s", want, out.String())
		}
	}
}
