package syncer

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"forecourt/internal/cache"
	"forecourt/internal/cache/publication"
	"forecourt/internal/source"
)

// Outcome is how a run ended for one view.
type Outcome string

// The outcomes.
const (
	// Published: the copy equals the snapshot now, and did not before.
	Published Outcome = "published"
	// Unchanged: the copy already equalled the snapshot.
	Unchanged Outcome = "unchanged"
	// Refused: a guard kept the old copy.
	Refused Outcome = "refused"
	// Failed: nothing was published, and the old copy stays as it was.
	Failed Outcome = "failed"
)

// Mode is what a run reads of a view.
type Mode string

// The modes.
const (
	// SnapshotMode reads all rows.
	SnapshotMode Mode = "snapshot"
	// IncrementalMode reads the rows from the last cursor value on. It sees no deletions.
	IncrementalMode Mode = "incremental"
)

// Report says what a run did with one view.
type Report struct {
	View    string
	Outcome Outcome
	// DryRun means that nothing was written: the counts say what a run would have done.
	DryRun bool
	// Rows is how many rows the copy has after the run, or would have. It is not how many were read: an incremental run
	// reads fewer (run.sent). It is -1 if the run ended before it knew.
	Rows                       int64
	Inserted, Updated, Deleted int64
	// Examples names some of these rows by their keys. It is set by a dry run of a view with a key.
	Examples publication.Examples
	// Mode says what was read.
	Mode Mode
	// Unchanged is how many rows the copy already held unchanged.
	Unchanged int64
	StartedAt time.Time
	Duration  time.Duration
	// SnapshotAt is the source's clock when the snapshot was taken, zero if none was.
	SnapshotAt time.Time
	// Fingerprint sums up the snapshot's content. It is "" if not all rows were read.
	Fingerprint string
	// Host is the server that was read, as host:port; "" for a file, or if none was read.
	Host string
	// Attempts is how often the view was read.
	Attempts int
	// Notices say what a person should know although it is not an error.
	Notices []string
	// Err says why the run failed or was refused.
	Err error

	// position is what the server had made when it was read.
	position source.Position
	// behind are servers whose rows were older than the copy's, and failed is one that failed while it was read.
	behind []string
	failed string
}

// MarshalJSON writes the report as one object. Times are RFC 3339 in UTC; unknown values are null.
func (r Report) MarshalJSON() ([]byte, error) {
	object := struct {
		View            string   `json:"view"`
		Outcome         Outcome  `json:"outcome"`
		Mode            Mode     `json:"mode"`
		DryRun          bool     `json:"dry_run"`
		Rows            *int64   `json:"rows"`
		Inserted        int64    `json:"inserted"`
		Updated         int64    `json:"updated"`
		Deleted         int64    `json:"deleted"`
		Unchanged       int64    `json:"unchanged"`
		DurationSeconds float64  `json:"duration_seconds"`
		SnapshotAt      *string  `json:"snapshot_at"`
		Fingerprint     *string  `json:"fingerprint"`
		SourceHost      *string  `json:"source_host"`
		Attempts        int      `json:"attempts"`
		Notices         []string `json:"notices"`
		Error           *string  `json:"error"`
	}{
		View: r.View, Outcome: r.Outcome, Mode: r.Mode, DryRun: r.DryRun, Inserted: r.Inserted, Updated: r.Updated, Deleted: r.Deleted, Unchanged: r.Unchanged,
		DurationSeconds: r.Duration.Round(time.Millisecond).Seconds(), SnapshotAt: timeOrNil(r.SnapshotAt),
		Fingerprint: textOrNil(r.Fingerprint), SourceHost: textOrNil(r.Host), Attempts: r.Attempts, Notices: append([]string{}, r.Notices...),
	}
	if r.Rows >= 0 {
		object.Rows = &r.Rows
	}
	if r.Err != nil {
		object.Error = textOrNil(r.Err.Error())
	}
	return json.Marshal(object)
}

// record turns the report into the row that the cache keeps, for a run that ends now.
func (r Report) record(now time.Time) cache.Run {
	params := cache.Run{
		View: r.View, Outcome: string(r.Outcome), StartedAt: *timeOrNil(r.StartedAt), DurationSeconds: now.Sub(r.StartedAt).Seconds(),
		SnapshotAt: timeOrNil(r.SnapshotAt), Inserted: r.Inserted, Updated: r.Updated, Deleted: r.Deleted,
		Unchanged: r.Unchanged, Mode: string(r.Mode), Fingerprint: textOrNil(r.Fingerprint), Notice: textOrNil(strings.Join(r.Notices, "; ")),
		Host: textOrNil(r.Host), Position: textOrNil(string(r.position)),
	}
	if r.Rows >= 0 {
		params.RowCount = &r.Rows
	}
	if r.Err != nil {
		params.Error = textOrNil(r.Err.Error())
	}
	return params
}

// notice adds a notice, once.
func (r *Report) notice(text string) {
	if !slices.Contains(r.Notices, text) {
		r.Notices = append(r.Notices, text)
	}
}

func timeOrNil(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	text := t.UTC().Format(cache.TimeFormat)
	return &text
}

func textOrNil(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// ShrinkError is returned by the guard: the run would have removed more than half of the rows.
type ShrinkError struct {
	View             string
	Removed, Before  int64
	SnapshotHasNoRow bool
}

// Error says how many rows would be gone, and what to do.
func (e *ShrinkError) Error() string {
	what := fmt.Sprintf("would remove %d of %d rows", e.Removed, e.Before)
	if e.SnapshotHasNoRow {
		what = fmt.Sprintf("is empty, and would remove all %d rows", e.Before)
	}
	return fmt.Sprintf("view %s %s: the old copy stays; if the source is right, run again with --allow-shrink", e.View, what)
}

// VerifyError says that the numbers of rows counted, sent and copied are not equal.
type VerifyError struct {
	View                  string
	Counted, Sent, Copied int64
}

// Error gives the three numbers.
func (e *VerifyError) Error() string {
	return fmt.Sprintf("view %s: the source counted %d rows, sent %d, and the copy would hold %d: the old copy stays; if it happens again, the view is not deterministic", e.View, e.Counted, e.Sent, e.Copied)
}

// lost returns how many of the old rows a publication removes.
func lost(changes publication.Changes, keyed bool) int64 {
	if keyed && !changes.Remade {
		return changes.Deleted
	}
	return max(0, changes.Before-changes.After)
}
