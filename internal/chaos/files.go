package chaos

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"time"

	_ "modernc.org/sqlite" // registers the driver "sqlite"

	"forecourt/internal/process"
)

// view is the view that is copied.
const view = "vehicles_stock"

// copyOf opens the copy of a program for reading.
func copyOf(p *program) (*sql.DB, error) {
	name := url.URL{Scheme: "file", Opaque: (&url.URL{Path: p.cachePath()}).EscapedPath(), RawQuery: "mode=ro&_pragma=busy_timeout(10000)"}
	return sql.Open("sqlite", name.String())
}

// texts runs a query with one column on the copy of a program.
func texts(ctx context.Context, p *program, query string, args ...any) (list []string, err error) {
	db, err := copyOf(p)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read the copy of %s: %w", p.Name, err)
	}
	defer rows.Close()
	for rows.Next() {
		var text sql.NullString
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		list = append(list, text.String)
	}
	return list, rows.Err()
}

// published returns the fingerprints of all contents that the writers have published.
func (c *chaos) published(ctx context.Context) (map[string]bool, error) {
	all := map[string]bool{}
	for _, w := range c.writers {
		list, err := texts(ctx, w, "SELECT DISTINCT fingerprint FROM forecourt_sync_runs WHERE view = ? AND outcome IN ('published', 'unchanged')", view)
		if err != nil {
			return nil, err
		}
		for _, fingerprint := range list {
			all[fingerprint] = true
		}
	}
	return all, nil
}

// contents has the fingerprints that a reader's copy has had.
type contents struct {
	program *program
	had     map[string]bool
}

// watch reads the fingerprint again and again until the context ends.
func (s *contents) watch(ctx context.Context) error {
	db, err := copyOf(s.program)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }() // It was only read.
	for process.Pause(ctx, 100*time.Millisecond) {
		var fingerprint string
		err := db.QueryRowContext(ctx, "SELECT fingerprint FROM forecourt_feed_places WHERE view = ?", view).Scan(&fingerprint)
		if err == nil {
			s.had[fingerprint] = true
		}
	}
	return nil
}
