// Package demand counts what people ask for, so that a dealer sees what the stock lacks.
package demand

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"
	"unicode"

	_ "modernc.org/sqlite" // registers the driver "sqlite"

	"forecourt/db/demanddb"
	demandsql "forecourt/sql/demand"
)

const (
	// keep is how long counts are kept, and maxRows how many there are at most.
	keep    = 90 * 24 * time.Hour
	maxRows = 50_000
	// maxPending bounds the counts that are not written yet. Further ones are only counted as dropped.
	maxPending = 2000
	// maxValue is how many characters of a value are kept.
	maxValue = 60
	// writeEvery is how often the counts are written.
	writeEvery = 10 * time.Second
)

// Wanted is one value that was asked for, and how it was read: exact, interpreted, ambiguous, unknown or
// not_understood.
type Wanted struct{ Parameter, Value, Outcome string }

// Log is an open file of counts. It is safe for concurrent use.
type Log struct {
	db  *sql.DB
	now func() time.Time

	mu      sync.Mutex
	pending map[row]*counts
	dropped int64
}

type row struct {
	day string
	Wanted
}

type counts struct{ requests, empty int64 }

// Open opens a file, and creates it if it is missing. The error names the file.
func Open(ctx context.Context, path string, now func() time.Time) (*Log, error) {
	// The path must be a regular file, because a link would lead elsewhere. Only its owner may read what people ask for.
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("open the log of demand %s: it is a link, or not a file: remove it, or set DEMAND_LOG", path)
	} else if errors.Is(err, os.ErrNotExist) {
		file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		if err == nil {
			err = file.Close()
		}
		if err != nil {
			return nil, fmt.Errorf("open the log of demand %s: %w", path, err)
		}
	}
	db, err := open(path, "rwc")
	if err != nil {
		return nil, err
	}
	if _, err := db.ExecContext(ctx, demandsql.Schema); err != nil {
		return nil, errors.Join(fmt.Errorf("open the log of demand %s: %w", path, err), db.Close())
	}
	return &Log{db: db, now: now, pending: map[row]*counts{}}, nil
}

func open(path, mode string) (*sql.DB, error) {
	options := url.Values{"mode": {mode}, "_pragma": {"busy_timeout(5000)", "journal_mode(WAL)"}}
	if mode == "ro" {
		options["_pragma"] = []string{"busy_timeout(5000)"}
	}
	name := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: options.Encode()}
	db, err := sql.Open("sqlite", name.String())
	if err != nil {
		return nil, fmt.Errorf("open the log of demand %s: %w", path, err)
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

// Add counts the values of one request; empty means that it found nothing. Write writes the counts.
func (l *Log) Add(wanted []Wanted, empty bool) {
	day := l.now().UTC().Format(time.DateOnly)
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, w := range wanted {
		w.Value = clean(w.Value)
		if w.Value == "" {
			continue
		}
		key := row{day, w}
		c := l.pending[key]
		if c == nil {
			if len(l.pending) >= maxPending {
				l.dropped++
				continue
			}
			c = &counts{}
			l.pending[key] = c
		}
		c.requests++
		if empty {
			c.empty++
		}
	}
}

// clean returns a value in the form in which it is stored: one line in lower case, shortened. It returns "" for
// addresses and long numbers, which may identify a person.
func clean(value string) string {
	value = strings.Join(strings.FieldsFunc(strings.ToLower(strings.ToValidUTF8(value, "")), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
	}), " ")
	digits := 0
	for _, r := range value {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	if digits > 6 || strings.Contains(value, "@") {
		return ""
	}
	if runes := []rune(value); len(runes) > maxValue {
		return string(runes[:maxValue])
	}
	return value
}

// Write writes the counts in one transaction, and deletes those that are too old or too many. After an error, the
// counts are kept for the next time.
func (l *Log) Write(ctx context.Context) (err error) {
	l.mu.Lock()
	pending := l.pending
	l.pending = map[row]*counts{}
	l.mu.Unlock()
	if len(pending) == 0 {
		return nil
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("write the log of demand: %w", err)
			l.giveBack(pending)
		}
	}()
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := l.write(ctx, demanddb.New(tx), pending); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

func (l *Log) write(ctx context.Context, q *demanddb.Queries, pending map[row]*counts) error {
	for key, c := range pending {
		err := q.AddDemand(ctx, demanddb.AddDemandParams{Day: key.day, Parameter: key.Parameter, Value: key.Value, Outcome: key.Outcome, Requests: c.requests, Empty: c.empty})
		if err != nil {
			return err
		}
	}
	if err := q.DropDemandBefore(ctx, l.now().UTC().Add(-keep).Format(time.DateOnly)); err != nil {
		return err
	}
	rows, err := q.CountDemand(ctx)
	if err != nil || rows <= maxRows {
		return err
	}
	return q.DropRareDemand(ctx, rows-maxRows)
}

func (l *Log) giveBack(pending map[row]*counts) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for key, c := range pending {
		if now := l.pending[key]; now != nil {
			now.requests += c.requests
			now.empty += c.empty
		} else if len(l.pending) < maxPending {
			l.pending[key] = c
		}
	}
}

// Dropped returns how many values were not counted because too many different ones came at once.
func (l *Log) Dropped() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.dropped
}

// Run writes the counts every ten seconds, and once more when the context ends. Errors are passed to failed.
func (l *Log) Run(ctx context.Context, failed func(error)) {
	ticker := time.NewTicker(writeEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			if err := l.Write(context.WithoutCancel(ctx)); err != nil {
				failed(err)
			}
			return
		case <-ticker.C:
			if err := l.Write(ctx); err != nil && ctx.Err() == nil {
				failed(err)
			}
		}
	}
}

// Close writes the remaining counts and closes the file.
func (l *Log) Close() error {
	return errors.Join(l.Write(context.Background()), l.db.Close())
}

// Count says how often a value was asked for.
type Count struct {
	Wanted
	// Requests is how many requests asked for it, and Empty how many of them found nothing.
	Requests, Empty int64
}

// Report is what was asked for since a day.
type Report struct {
	// Lacking are values that the stock does not have. Empty are values that it has, but not together with the rest of the
	// request.
	Lacking, Empty []Count
	// NotUnderstood are pieces of free text that match no filter. Ambiguous are words that may mean several things.
	// Corrected are words that were read as others of the stock.
	NotUnderstood, Ambiguous, Corrected []Count
}

// ErrMissing says that there is no file of counts yet.
var ErrMissing = errors.New("nothing was logged yet")

// Read reads the counts of a file since a time, up to the given number of each kind. Without a file the error is
// ErrMissing.
func Read(ctx context.Context, path string, since time.Time, most int) (report Report, err error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return Report{}, fmt.Errorf("%w: %s is not there; forecourt serve makes it", ErrMissing, path)
	}
	db, err := open(path, "ro")
	if err != nil {
		return Report{}, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	q, day := demanddb.New(db), since.UTC().Format(time.DateOnly)
	for outcome, into := range map[string]*[]Count{
		"unknown": &report.Lacking, "not_understood": &report.NotUnderstood, "ambiguous": &report.Ambiguous, "interpreted": &report.Corrected,
	} {
		outcomes, err := json.Marshal([]string{outcome})
		if err != nil {
			return Report{}, err
		}
		rows, err := q.ListDemand(ctx, demanddb.ListDemandParams{Since: day, Outcomes: string(outcomes), MaxRows: int64(most)})
		if err != nil {
			return Report{}, fmt.Errorf("read the log of demand %s: %w", path, err)
		}
		for _, r := range rows {
			*into = append(*into, Count{Wanted{r.Parameter, r.Value, r.Outcome}, r.Requests, r.Empty})
		}
	}
	rows, err := q.ListEmptyDemand(ctx, demanddb.ListEmptyDemandParams{Since: day, MaxRows: int64(most)})
	if err != nil {
		return Report{}, fmt.Errorf("read the log of demand %s: %w", path, err)
	}
	for _, r := range rows {
		report.Empty = append(report.Empty, Count{Wanted{r.Parameter, r.Value, r.Outcome}, r.Requests, r.Empty})
	}
	return report, nil
}
