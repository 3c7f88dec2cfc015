// Package verification compares the copy of a view with the hashes that its last run kept.
package verification

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strings"

	"forecourt/db/sqlitedb"
	"forecourt/internal/cache"
	"forecourt/internal/cache/publication/rowhash"
	"forecourt/internal/cache/verification/scan"
	"forecourt/internal/rowset"
)

// Result is what Verify found out about a copy.
type Result struct {
	View string
	// Rows is the number of rows in the copy.
	Rows int64
	// Changed, Added and Missing are the numbers of rows that are not as the last run left them. They are unknown for a
	// view without a key.
	Changed, Added, Missing int64
	// Examples are the keys of some of these rows, as SQL literals.
	Examples []string
	// Problem says in words what does not match. It is "" if everything matches.
	Problem string
	// Unverified says why there was nothing to compare with, or is "".
	Unverified string
}

// Verify hashes the rows of a copy again, and compares the hashes with those that the last run kept. It reads one
// snapshot of the cache, and changes nothing. It returns an error for a view that was never copied.
func Verify(ctx context.Context, c *cache.Cache, view string) (v Result, err error) {
	if view, err = c.NameOf(ctx, view); err != nil {
		return Result{View: view}, err
	}
	run := &verification{Result: Result{View: view}, cache: c}
	err = run.run(ctx)
	return run.Result, c.Explain(ctx, err)
}

type verification struct {
	Result
	cache  *cache.Cache
	conn   *sql.Conn
	index  *rowhash.Index
	keys   []int
	hasher *rowset.Hasher
	sum    rowset.Fingerprint
	buf    []byte
}

func (v *verification) run(ctx context.Context) (err error) {
	if v.conn, err = v.cache.DB().Conn(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, v.conn.Close()) }()
	if _, err := v.conn.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	defer func() { _, _ = v.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK") }()
	last, err := sqlitedb.New(v.conn).GetCopy(ctx, v.View)
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("view %s was never copied: `forecourt status` shows those that were", v.View)
	}
	if err != nil {
		return err
	}
	state, err := sqlitedb.New(v.conn).GetHashedView(ctx, v.View)
	if errors.Is(err, sql.ErrNoRows) {
		v.Unverified = "no hashes are kept yet: the next sync makes them"
		return nil
	}
	if err != nil {
		return err
	}
	if state.Shape == nil {
		v.Problem = "another program has changed the copy since the last run"
		return nil
	}
	var ours bool
	if v.keys, ours = rowhash.ShapeKeys(*state.Shape); !ours {
		v.Unverified = "another version has kept the hashes: the next sync makes them anew"
		return nil
	}
	if rowhash.IsUnstable(*state.Shape) {
		v.Unverified = "it has no key, and the source sends values of other types than its columns have"
		return nil
	}
	if err = v.compare(ctx, last.Fingerprint); errors.Is(err, rowhash.ErrDamaged) {
		v.Problem, err = rowhash.ErrDamaged.Error(), nil
	}
	return err
}

// compare reads all rows.
func (v *verification) compare(ctx context.Context, lastFingerprint *string) (err error) {
	if len(v.keys) > 0 {
		pages, err := v.cache.DB().Conn(ctx)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, pages.Close()) }()
		if v.index, err = rowhash.Open(ctx, pages, v.View); err != nil {
			return err
		}
	}
	width, err := scan.Rows(ctx, v.conn, v.View, v.take)
	if err != nil {
		return err
	}
	if width == 0 {
		v.Problem = "its table is gone"
		return nil
	}
	if v.index == nil {
		if lastFingerprint != nil && *lastFingerprint != v.sum.String() {
			v.Problem = "its content is not what the last run has copied"
		}
		return nil
	}
	return v.count()
}

// count adds the rows that are missing from the copy, and says what does not match.
func (v *verification) count() error {
	for rows := v.index.Unseen(); ; v.Missing++ {
		key, _, err := rows()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		values, err := rowhash.DecodeKeys(key, len(v.keys))
		if err != nil {
			return err
		}
		v.example(values)
	}
	if v.Changed+v.Added+v.Missing > 0 {
		v.Problem = fmt.Sprintf("%d rows were changed, %d added, %d removed since the last run, such as %s", v.Changed, v.Added, v.Missing, strings.Join(v.Examples, ", "))
	}
	return nil
}

// take looks up a batch of rows.
func (v *verification) take(batch *rowset.Batch) error {
	if v.hasher == nil {
		v.hasher = rowset.NewStoredHasher(batch.Width())
	}
	batch.SetHashes(v.hasher)
	for i := range batch.Len() {
		v.Rows++
		hash, _ := batch.Hash(i)
		v.sum.Add(hash)
		if v.index == nil {
			continue
		}
		key := make([]rowset.Value, len(v.keys))
		for n, at := range v.keys {
			key[n] = batch.At(i, at)
		}
		v.buf = rowhash.AppendKeys(v.buf[:0], key)
		match, _, err := v.index.Find(v.buf, hash)
		switch {
		case err != nil:
			return err
		case match == rowhash.Changed:
			v.Changed++
			v.example(key)
		case match == rowhash.New:
			v.Added++
			v.example(key)
		}
	}
	return nil
}

func (v *verification) example(key []rowset.Value) {
	if len(v.Examples) < cache.MaxExamples {
		v.Examples = append(v.Examples, rowset.Literal(key))
	}
}

// DistrustChanged verifies all copies, and marks those that do not match. The next run compares the marked ones with
// the source.
func DistrustChanged(ctx context.Context, c *cache.Cache) error {
	copies, err := c.Copies(ctx)
	if err != nil {
		return err
	}
	for _, run := range copies {
		found, err := Verify(ctx, c, run.View)
		if err != nil {
			return err
		}
		if found.Problem == "" {
			continue
		}
		if err := c.Distrust(ctx, run.View); err != nil {
			return err
		}
	}
	return nil
}
