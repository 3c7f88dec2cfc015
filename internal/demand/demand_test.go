package demand_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forecourt/internal/demand"
)

func TestDemand(t *testing.T) {
	now := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	path := filepath.Join(t.TempDir(), "a ? b#.demand")
	if _, err := demand.Read(t.Context(), path, now, 10); !errors.Is(err, demand.ErrMissing) {
		t.Errorf("without a file: %v", err)
	}
	log, err := demand.Open(t.Context(), path, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	lada, red := demand.Wanted{Parameter: "make", Value: "LADA", Outcome: "unknown"}, demand.Wanted{Parameter: "color", Value: "red", Outcome: "exact"}
	for range 3 {
		log.Add([]demand.Wanted{lada, red}, true)
	}
	log.Add([]demand.Wanted{red}, false)
	if err := log.Write(t.Context()); err != nil {
		t.Fatal(err)
	}
	log.Add([]demand.Wanted{
		lada, {Parameter: "q", Value: "heated\n\u202eseats", Outcome: "not_understood"}, {Parameter: "q", Value: "call me at 0171 2345678", Outcome: "not_understood"},
		{Parameter: "q", Value: "me@example.com", Outcome: "not_understood"}, {Parameter: "color", Value: "grey", Outcome: "interpreted"}, {Parameter: "make", Value: "merc", Outcome: "ambiguous"},
		{Parameter: "model", Value: strings.Repeat("ü", 500), Outcome: "unknown"},
	}, false)
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := demand.Read(t.Context(), path, now, 10)
	if err != nil {
		t.Fatal(err)
	}
	count := func(parameter, value, outcome string, requests, empty int64) demand.Count {
		return demand.Count{Wanted: demand.Wanted{Parameter: parameter, Value: value, Outcome: outcome}, Requests: requests, Empty: empty}
	}
	want := demand.Report{
		Lacking:       []demand.Count{count("make", "lada", "unknown", 4, 3), count("model", strings.Repeat("ü", 60), "unknown", 1, 0)},
		Empty:         []demand.Count{count("color", "red", "exact", 4, 3)},
		NotUnderstood: []demand.Count{count("q", "heated seats", "not_understood", 1, 0)},
		Ambiguous:     []demand.Count{count("make", "merc", "ambiguous", 1, 0)},
		Corrected:     []demand.Count{count("color", "grey", "interpreted", 1, 0)},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if later, err := demand.Read(t.Context(), path, now.Add(24*time.Hour), 10); err != nil || len(later.Lacking) != 0 {
		t.Errorf("since tomorrow: %+v (%v)", later, err)
	}
	// A year later the old counts are deleted.
	now = now.AddDate(1, 0, 0)
	if log, err = demand.Open(t.Context(), path, func() time.Time { return now }); err != nil {
		t.Fatal(err)
	}
	log.Add([]demand.Wanted{red}, true)
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	if got, err = demand.Read(t.Context(), path, time.Time{}, 10); err != nil || len(got.Lacking) != 0 || len(got.Empty) != 1 {
		t.Errorf("a year later: %+v (%v)", got, err)
	}
}

// TestDemandByWeek counts over three weeks: a week begins on a Monday, and one without a request is told.
func TestDemandByWeek(t *testing.T) {
	now := time.Date(2026, 11, 1, 23, 0, 0, 0, time.UTC) // A Sunday.
	path := filepath.Join(t.TempDir(), "demand")
	log, err := demand.Open(t.Context(), path, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	ask := func(outcome string) {
		log.Add([]demand.Wanted{{Parameter: "make", Value: "lada", Outcome: outcome}}, true)
		if err := log.Write(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	ask("unknown")
	now = now.AddDate(0, 0, 1)
	for _, outcome := range []string{"unknown", "unknown", "not_understood", "ambiguous", "exact", "interpreted"} {
		ask(outcome)
	}
	now = now.AddDate(0, 0, 14)
	ask("unknown")
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := demand.Weeks(t.Context(), path, now.AddDate(0, 0, -30))
	if err != nil {
		t.Fatal(err)
	}
	monday := time.Date(2026, 10, 26, 0, 0, 0, 0, time.UTC)
	want := []demand.Week{
		{Monday: monday, Lacking: 1}, {Monday: monday.AddDate(0, 0, 7), Lacking: 2, NotUnderstood: 1, Ambiguous: 1, Known: 2},
		{Monday: monday.AddDate(0, 0, 14)}, {Monday: monday.AddDate(0, 0, 21), Lacking: 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, err := demand.Weeks(t.Context(), path+"x", now); !errors.Is(err, demand.ErrMissing) {
		t.Errorf("without a file: %v", err)
	}
}

func TestDemandIsBounded(t *testing.T) {
	log, err := demand.Open(t.Context(), filepath.Join(t.TempDir(), "demand"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	for i := range 5000 {
		log.Add([]demand.Wanted{{Parameter: "make", Value: fmt.Sprint("x", i), Outcome: "unknown"}}, true)
	}
	if log.Dropped() != 3000 {
		t.Errorf("%d dropped", log.Dropped())
	}
}

func TestDemandWhereItCannotBeWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "missing", "demand")
	if _, err := demand.Open(t.Context(), path, time.Now); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("%v", err)
	}
}

// TestDemandFollowsNoLink: a file that a link points to is not changed, and only the owner can read a new file.
func TestDemandFollowsNoLink(t *testing.T) {
	dir := t.TempDir()
	victim, path := filepath.Join(dir, "victim"), filepath.Join(dir, "demand")
	if err := os.WriteFile(victim, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(victim, path); err != nil {
		t.Fatal(err)
	}
	if _, err := demand.Open(t.Context(), path, time.Now); err == nil || !strings.Contains(err.Error(), "it is a link") {
		t.Errorf("a link: %v", err)
	}
	if info, err := os.Stat(victim); err != nil || info.Size() != 0 {
		t.Errorf("the file behind the link: %v (%v)", info, err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	log, err := demand.Open(t.Context(), path, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Errorf("a new file: %v (%v)", info, err)
	}
}
