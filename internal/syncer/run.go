package syncer

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"forecourt/internal/cache"
	"forecourt/internal/cache/changelog"
	"forecourt/internal/cache/publication"
	"forecourt/internal/rowset"
	"forecourt/internal/source"
)

// batchesAhead is how many batches may be read before they are written. Reading and writing overlap, and memory stays
// bounded.
const batchesAhead = 16

// tidyEvery is how often a program that makes run after run removes old runs and changes.
const tidyEvery = time.Minute

// run is one attempt to copy one view.
type run struct {
	*Syncer
	store *cache.Cache
	view  View
	// table is the view's name as the cache spells it.
	table  string
	report *Report

	// mayGuess allows a likely column to be tried as the key, if no key is known. guessed means that this run tries one.
	mayGuess, guessed bool
	// wide means that the key has numbers above 2^63-1.
	wide bool

	snapshot *source.Snapshot
	last     cache.Run
	hasLast  bool
	// pick holds the positions of the view's columns, in the order of the table's columns.
	pick   []int
	hasher *rowset.Hasher
	// from selects the rows of an incremental run; nil means all.
	from *source.From
	// cursor is what an incremental run learns of the cursor, and cursorAt is its column's place in the rows; nil if that
	// need not be known.
	cursor   *cursorState
	cursorAt int
	// sent and fingerprint belong to the hashing goroutine until the rows have ended.
	sent        int64
	fingerprint rowset.Fingerprint
	working     sync.WaitGroup
	// older are the contents that the copy had, if the snapshot may be of a server that is behind.
	older []string
	// counted waits for the source's own count of the snapshot's rows.
	counted func() (int64, error)
}

func (r *run) attempt(ctx context.Context) (err error) {
	r.report.Notices, r.report.Mode, r.report.Host = nil, SnapshotMode, ""
	if r.last, r.hasLast, err = r.store.LastCopy(ctx, r.table); err != nil {
		return err
	}
	r.snapshot, err = r.source.Snapshot(ctx, r.view.Name, r.since())
	if err != nil {
		return err
	}
	defer func() {
		if err := r.snapshot.Close(); err != nil { // Nothing was written, and what was read is verified separately.
			r.Log.Debug("the source's transaction did not end well", "view", r.view.Name, "error", err)
		}
	}()
	r.report.SnapshotAt, r.report.Host, r.report.position = r.snapshot.TakenAt, r.snapshot.Host, r.snapshot.Position
	r.report.Notices = append(r.report.Notices, r.snapshot.Notices...)
	what, err := r.plan()
	if err == nil && len(what.Key) == 0 && r.mayGuess {
		err = r.guess(ctx, &what)
	}
	if err != nil {
		return err
	}
	if err := r.chooseKey(ctx, &what); err != nil {
		return err
	}
	sent := make([]rowset.Column, len(r.pick))
	for i, at := range r.pick {
		sent[i] = r.snapshot.Columns[at]
	}
	what.TakenAt, what.Log, what.FreeMemory = r.snapshot.TakenAt, r.KeepChanges > 0, r.FreeMemory
	what.MaxLog = r.MaxChanges
	if r.Feed != nil {
		what.Keep = r.Feed.Keep
	}
	r.hasher = rowset.NewHasher(what.Columns, sent)
	if err := r.chooseMode(ctx, &what); err != nil {
		return err
	}
	if err := r.compareAge(ctx, what); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer r.working.Wait()
	defer stop()
	what.Rows = r.stream(ctx)
	if !r.DryRun {
		what.Again = func() rowset.Rows {
			r.sent, r.fingerprint = 0, rowset.Fingerprint{}
			return r.stream(ctx)
		}
	}
	return r.publish(ctx, what)
}

func (r *run) publish(ctx context.Context, what publication.Copy) error {
	if r.DryRun {
		return r.preview(ctx, what)
	}
	err := publication.Publish(ctx, r.store, what, r.decide(len(what.Key) > 0))
	if err != nil && !errors.Is(err, cache.ErrPublished) {
		return err
	}
	r.rememberCursor()
	ctx = context.WithoutCancel(ctx)
	if now := r.Now(); now.Sub(r.tidied[r.table]) >= tidyEvery {
		r.tidied[r.table] = now
		most := r.MaxChanges
		if r.report.Outcome == Unchanged { // The log has not grown, and to find out its size takes a while.
			most = 0
		}
		err = errors.Join(err, r.store.ForgetOldRuns(ctx, r.table), changelog.Forget(ctx, r.store, now.Add(-r.KeepChanges), most))
	}
	if err != nil { // The copy is published; a failure after that is only a notice.
		r.report.Notices = append(r.report.Notices, err.Error())
	}
	return nil
}

func (r *run) preview(ctx context.Context, what publication.Copy) error {
	changes, err := publication.Preview(ctx, r.store, what)
	if err != nil {
		return err
	}
	_, err = r.decide(len(what.Key) > 0)(changes)
	if errors.Is(err, publication.ErrSameContent) {
		return nil
	}
	return err
}

// plan decides how the view's columns become the table's.
func (r *run) plan() (publication.Copy, error) {
	columns := r.snapshot.Columns
	what := publication.Copy{View: r.table, Columns: columns, Key: r.view.Key}
	if err := cache.CheckColumns(len(columns)); err != nil {
		return what, &source.ViewError{View: r.view.Name, Problem: err.Error()}
	}
	var needs Needs
	if r.Look != nil {
		var err error
		if needs, err = r.Look(r.view.Name, columns); err != nil {
			return what, err
		}
	}
	if needs.Notice != "" {
		r.report.notice(needs.Notice)
	}
	what.Indexes, what.Check = needs.Indexes, numbersOnly(r.view.Name, columns, needs.Numbers)
	for _, key := range [][]string{r.snapshot.Key, needs.Key} {
		if len(what.Key) == 0 {
			what.Key = key
		}
	}
	for _, name := range what.Key {
		if indexOf(columns, name) < 0 {
			return what, &source.ViewError{View: r.view.Name, Problem: fmt.Sprintf("it has no column %s: name another key in SYNC_VIEWS", name)}
		}
	}
	for i, column := range columns {
		r.pick = append(r.pick, i)
		if first := indexOf(columns, column.Name); first != i {
			return what, &source.ViewError{View: r.view.Name, Problem: fmt.Sprintf(
				"the columns %s and %s have one name in SQLite: rename one in the view", columns[first].Name, column.Name)}
		}
	}
	return what, nil
}

// chooseKey makes a whole number the table's row key, unless the existing table has a key with larger numbers.
func (r *run) chooseKey(ctx context.Context, what *publication.Copy) error {
	check, whole := wholeKey(what.Columns, what.Key)
	if !whole || r.wide {
		return nil
	}
	declared, err := r.store.TypeOf(ctx, what.View, what.Key[0])
	if err != nil {
		return err
	}
	if declared == nil || *declared != "" {
		what.WholeKey, what.Check = true, both(what.Check, check)
	}
	return nil
}

// guess tries a likely column as the key of a view that names none. An existing table without a key means that no
// column was a key before, so none is tried again.
func (r *run) guess(ctx context.Context, what *publication.Copy) error {
	candidate := candidateKey(what.Columns)
	if candidate == "" {
		return nil
	}
	key, exists, err := r.store.KeyOf(ctx, what.View)
	if err != nil || exists && (len(key) != 1 || !strings.EqualFold(key[0], candidate)) {
		return err
	}
	what.Key, r.guessed = []string{candidate}, true
	return nil
}

// candidateKey returns the column that is most likely a key: one named id, or the first column if its name looks like a
// key. "" means none.
func candidateKey(columns []rowset.Column) string {
	able := func(c rowset.Column) bool {
		return c.Kind == rowset.Integer || c.Kind == rowset.Unsigned || c.Kind == rowset.Text || c.Kind == rowset.Any
	}
	for _, column := range columns {
		if strings.EqualFold(column.Name, "id") && able(column) {
			return column.Name
		}
	}
	if len(columns) > 0 && able(columns[0]) {
		name := strings.ToLower(columns[0].Name)
		if strings.HasSuffix(name, "_id") || name == "uuid" || name == "guid" {
			return columns[0].Name
		}
	}
	return ""
}

// decide returns the function that verifies the changes, applies the guard to them, and writes the report.
func (r *run) decide(keyed bool) publication.Decide {
	return func(changes publication.Changes) (cache.Run, error) {
		report := r.report
		counted, err := r.counted()
		if err != nil {
			return cache.Run{}, err
		}
		wanted := r.sent
		if r.from != nil {
			wanted = changes.Before + changes.Inserted
		}
		if r.sent != counted || changes.After != wanted {
			return cache.Run{}, &VerifyError{View: r.view.Name, Counted: counted, Sent: r.sent, Copied: changes.After}
		}
		report.Rows = changes.After
		if report.Fingerprint, err = r.content(changes); err != nil {
			return cache.Run{}, err
		}
		if err := r.compareContent(report.Fingerprint); err != nil {
			return cache.Run{}, err
		}
		// The file that said how many rows there were is lost.
		if r.store.Damage() != nil && !r.hasLast && r.sent == 0 && !r.AllowShrink {
			return cache.Run{}, &ShrinkError{View: r.view.Name, SnapshotHasNoRow: true}
		}
		guarded := changes
		// The new file has no rows yet, so the guard compares with the last run.
		if r.store.Damage() != nil && r.hasLast && r.last.RowCount != nil {
			guarded.Before, guarded.Remade = *r.last.RowCount, true
		}
		if removed := lost(guarded, keyed && !r.guessed); removed*2 > guarded.Before && !r.AllowShrink {
			return cache.Run{}, &ShrinkError{View: r.view.Name, Removed: removed, Before: guarded.Before, SnapshotHasNoRow: r.sent == 0}
		}
		comparable := r.hasLast && !changes.Remade && !changes.Made && (keyed || !changes.Edited)
		same := comparable && changes.Inserted+changes.Updated+changes.Deleted == 0
		if !keyed && comparable && changes.Before == r.sent && r.last.Fingerprint != nil && *r.last.Fingerprint == report.Fingerprint {
			same = true
			changes = publication.Changes{Before: changes.Before, After: changes.After}
		}
		report.Outcome = Published
		if same {
			report.Outcome = Unchanged
		}
		report.Inserted, report.Updated, report.Deleted = changes.Inserted, changes.Updated, changes.Deleted
		report.Unchanged = changes.After - changes.Inserted - changes.Updated
		report.Examples = changes.Examples
		if changes.Edited {
			report.notice("another program has changed the copy since the last run: it was compared with the source value by value")
		}
		if changes.Remade {
			report.notice("the view's columns or its key have changed: the table was made anew")
		}
		if len(changes.LostIndexes) > 0 {
			report.notice("indexes that the new content does not allow were dropped: " + strings.Join(changes.LostIndexes, ", "))
		}
		if same && !keyed {
			return report.record(r.Now()), publication.ErrSameContent
		}
		return report.record(r.Now()), nil
	}
}
