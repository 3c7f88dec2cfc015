// Package doctor checks the source, the views, the copy and the feed, a line each.
package doctor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"forecourt/internal/cache"
	"forecourt/internal/fit"
	"forecourt/internal/mapping"
	"forecourt/internal/plain"
	"forecourt/internal/source"
	"forecourt/internal/syncer"
	"forecourt/internal/terminal"
)

// Source is what is examined: a *source.Cluster or a *source.SQLite.
type Source interface {
	Snapshot(ctx context.Context, view string, since source.Since) (*source.Snapshot, error)
}

// Options say what is examined.
type Options struct {
	// Views are those that are copied, in the form that SYNC_VIEWS has.
	Views []syncer.View
	// Mapping is the owner's, nil if there is none.
	Mapping *mapping.Mapping
	// SSLMode is how the connection is protected; "" for a source without a connection.
	SSLMode   string
	CachePath string
	// Out gets a line for each check, or, with JSON, one object when End is called.
	Out  io.Writer
	JSON bool
	Now  func() time.Time
}

// Doctor prints one line for each check, and keeps the first error. It is not safe for concurrent use.
type Doctor struct {
	Options
	first  error
	checks []check
}

// check is the outcome of one check.
type check struct {
	// Outcome is ok, note or fail.
	Outcome string `json:"outcome"`
	Check   string `json:"check"`
	Text    string `json:"text"`
}

// New returns a doctor that has checked nothing yet.
func New(o Options) *Doctor { return &Doctor{Options: o} }

// Err returns the error of the first check that failed.
func (d *Doctor) Err() error { return d.first }

// OK says that a check went well.
func (d *Doctor) OK(check, format string, args ...any) {
	d.tell("ok", check, fmt.Sprintf(format, args...))
}

// Note says what is worth knowing, and no error.
func (d *Doctor) Note(check, format string, args ...any) {
	d.tell("note", check, fmt.Sprintf(format, args...))
}

// Fail says what is wrong.
func (d *Doctor) Fail(check string, err error) {
	d.tell("FAIL", check, err.Error())
	if d.first == nil {
		d.first = err
	}
}

func (d *Doctor) tell(outcome, name, text string) {
	// A line of a text must not look like that of another check.
	text = plain.Text(strings.ReplaceAll(text, "\n", "; "))
	d.checks = append(d.checks, check{strings.ToLower(outcome), name, text})
	if !d.JSON {
		fmt.Fprintf(d.Out, "%-5s %-9s %s\n", outcome, name, text)
	}
}

// End prints what was found, as one JSON object, if that is asked for.
func (d *Doctor) End() error {
	if !d.JSON {
		return nil
	}
	encoder := json.NewEncoder(d.Out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(struct {
		OK     bool    `json:"ok"`
		Checks []check `json:"checks"`
	}{d.first == nil, d.checks})
}

// CheckSource checks the source and its views.
func (d *Doctor) CheckSource(ctx context.Context, from Source) {
	if !d.checkServers(ctx, from) {
		return
	}
	for _, view := range d.Views {
		d.checkView(ctx, from, view)
	}
}

func (d *Doctor) checkView(ctx context.Context, from Source, view syncer.View) {
	snapshot, err := from.Snapshot(ctx, view.Name, source.Since{})
	if err != nil {
		d.Fail("view", err)
		return
	}
	defer func() {
		if err := snapshot.Close(); err != nil && ctx.Err() == nil {
			d.Fail("view", err)
		}
	}()
	rows, err := snapshot.Count(ctx, nil)
	if err != nil {
		d.Fail("view", err)
		return
	}
	d.OK("view", "%s: %s rows, %d columns", view.Name, terminal.Number(rows), len(snapshot.Columns))
	if err := cache.CheckColumns(len(snapshot.Columns)); err != nil {
		d.Fail("view", &source.ViewError{View: view.Name, Problem: err.Error()})
		return
	}
	key := view.Key
	if len(key) == 0 {
		key = snapshot.Key
	}
	if len(key) == 0 && strings.EqualFold(view.Name, fit.StockView(d.Mapping, d.Views)) {
		if m := fit.Mapping(d.Mapping, view.Name, fit.Columns(snapshot.Columns)); m != nil {
			key = m.Key
		}
	}
	if len(key) == 0 {
		d.Note("view", "%s: no key is known, so every change replaces the copy as a whole; name one as %s:COLUMN in SYNC_VIEWS", view.Name, view.Name)
	}
	for _, column := range snapshot.Columns {
		d.OK("column", "%s.%s %s becomes %s", view.Name, column.Name, column.Type, column.Kind)
	}
	if strings.EqualFold(view.Name, fit.StockView(d.Mapping, d.Views)) {
		d.checkStock(ctx, from, view.Name, fit.Columns(snapshot.Columns))
	}
}

// CheckCache checks the local copy.
func (d *Doctor) CheckCache(ctx context.Context) {
	path := d.CachePath
	err := cache.CheckWritable(ctx, path)
	if errors.Is(err, cache.ErrMissing) {
		d.OK("cache", "%s does not exist yet, and can be made", path)
		return
	}
	if err != nil {
		d.Fail("cache", err)
		return
	}
	state, err := cache.Examine(ctx, path)
	switch {
	case err != nil:
		d.Fail("cache", err)
	case state == cache.Edited:
		d.Note("cache", "another program has changed %s since the last run: the next sync compares it with the source", path)
	default:
		d.OK("cache", "%s can be written, and is not damaged", path)
	}
}
