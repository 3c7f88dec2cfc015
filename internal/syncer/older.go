package syncer

import (
	"context"
	"slices"

	"forecourt/internal/cache/publication"
	"forecourt/internal/rowset"
	"forecourt/internal/source"
)

// This file keeps a copy from going back in time when it is read from another server than before. As far as servers
// count their changes, the source itself compares them. Else the rows must tell.

// since says what the copy has.
func (r *run) since() source.Since {
	since := source.Since{Behind: r.report.behind, Failed: r.report.failed}
	if !r.hasLast {
		return since
	}
	since.Copied = true
	if r.last.Host != nil {
		since.Host = *r.last.Host
	}
	if r.last.Position != nil && !r.AllowOlder {
		since.Position = source.Position(*r.last.Position)
	}
	return since
}

// host returns the server that is read, "" for none.
func (r *run) host() string {
	if r.snapshot == nil {
		return ""
	}
	return r.snapshot.Host
}

// compareAge looks for the copy's greatest cursor value at a server of which nothing else is known: if all rows there
// are below it, the server is behind. It also prepares compareContent.
func (r *run) compareAge(ctx context.Context, what publication.Copy) (err error) {
	if !r.snapshot.Unproven || !r.hasLast || r.AllowOlder {
		return nil
	}
	if r.older, err = r.store.Fingerprints(ctx, r.table); err != nil || r.view.Cursor == "" {
		return err
	}
	column := what.Columns[indexOf(what.Columns, r.view.Cursor)]
	value, ok, err := publication.LastCursor(ctx, r.store, what, column)
	if err != nil || !ok || value.Type == rowset.TypeNull {
		return err
	}
	name := r.snapshot.Columns[indexOf(r.snapshot.Columns, r.view.Cursor)].Name
	rows, err := r.snapshot.Count(ctx, &source.From{Column: name, Value: value})
	if err != nil || rows > 0 {
		return err
	}
	return &source.BehindError{Host: r.snapshot.Host, Problem: r.snapshot.Host + " has no row whose " + name + " is as great as the copy's greatest"}
}

// compareContent finds out whether the rows are what the copy had before, and has no more.
func (r *run) compareContent(fingerprint string) error {
	if r.last.Fingerprint == nil || *r.last.Fingerprint == fingerprint || !slices.Contains(r.older, fingerprint) {
		return nil
	}
	return &source.BehindError{Host: r.snapshot.Host, Problem: r.snapshot.Host + " has the rows that the copy had earlier"}
}
