package chaos

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// view is the view that is copied.
const view = "vehicles_stock"

// copyOf opens the copy of a program, to read it only.
func copyOf(p *process) (*sql.DB, error) {
	name := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.Join(p.dir, "cache.db")}).EscapedPath(), RawQuery: "mode=ro&_pragma=busy_timeout(10000)"}
	return sql.Open("sqlite", name.String())
}

// texts runs a query of one column on the copy of a program.
func texts(ctx context.Context, p *process, query string, args ...any) (list []string, err error) {
	db, err := copyOf(p)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read the copy of %s: %w", p.name, err)
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

// contents remembers which contents a reader's copy has had.
type contents struct {
	process *process
	had     map[string]bool
}

// watch looks at the copy again and again until the context ends.
func (s *contents) watch(ctx context.Context) error {
	db, err := copyOf(s.process)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }() // It was only read.
	for wait(ctx, 100*time.Millisecond) {
		var fingerprint string
		err := db.QueryRowContext(ctx, "SELECT fingerprint FROM forecourt_feed_places WHERE view = ?", view).Scan(&fingerprint)
		if err == nil {
			s.had[fingerprint] = true
		}
	}
	return nil
}
