package cache

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"

	"forecourt/db/sqlitedb"
	"forecourt/internal/rowhash"
	"forecourt/internal/rowset"
)

// Verification is what a comparison of a copy with what the last run has kept of it found.
type Verification struct {
	View string
	// Rows is the number of rows in the copy.
	Rows int64
	// Changed, Added and Missing count rows that are not as the last run left them; of a view without a key they are not known.
	Changed, Added, Missing int64
	// Examples are the keys of some of them, as SQL literals.
	Examples []string
	// Problem says in words what does not match, "" when all does.
	Problem string
	// Unverified says why there was nothing to compare with, "" when there was.
	Unverified string
}

// maxExamples is how many keys a Verification shows.
const maxExamples = 5

// Verify hashes the rows of a copy again, and compares. It reads one snapshot of the cache, and changes nothing. A view that was
// never copied is an error.
func (c *Cache) Verify(ctx context.Context, view string) (v Verification, err error) {
	if view, err = c.NameOf(ctx, view); err != nil {
		return Verification{View: view}, err
	}
	run := &verification{Verification: Verification{View: view}, cache: c}
	err = run.run(ctx)
	return run.Verification, failure(ctx, c.path, err)
}

// Distrust makes the next run compare the view's copy with the source by value, and repair it. The caller holds the lock.
func (c *Cache) Distrust(ctx context.Context, view string) error {
	return failure(ctx, c.path, sqlitedb.New(c.db).DistrustView(ctx, view))
}

type verification struct {
	Verification
	cache *Cache
	conn  *sql.Conn
	index *rowhash.Index
	keys  []int
	width int
	sum   rowset.Fingerprint
	buf   []byte
}

func (v *verification) run(ctx context.Context) (err error) {
	if v.conn, err = v.cache.db.Conn(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, v.conn.Close()) }()
	if _, err := v.conn.ExecContext(ctx, beginRead); err != nil {
		return err
	}
	defer func() { _, _ = v.conn.ExecContext(context.WithoutCancel(ctx), rollbackAll) }()
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
	if v.keys, ours = shapeKeys(*state.Shape); !ours {
		v.Unverified = "another version has kept the hashes: the next sync makes them anew"
		return nil
	}
	if strings.HasSuffix(*state.Shape, unstableShape) {
		v.Unverified = "it has no key, and the source sends values of other types than its columns have"
		return nil
	}
	if err = v.compare(ctx, last); errors.Is(err, rowhash.ErrDamaged) {
		v.Problem, err = rowhash.ErrDamaged.Error(), nil
	}
	return err
}

// compare reads all rows.
func (v *verification) compare(ctx context.Context, last sqlitedb.SyncRun) (err error) {
	if len(v.keys) > 0 {
		pages, err := v.cache.db.Conn(ctx)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, pages.Close()) }()
		if v.index, err = openIndex(ctx, pages, v.View); err != nil {
			return err
		}
	}
	statement, err := v.statement(ctx)
	if err != nil {
		return err
	}
	if v.width == 0 {
		v.Problem = "its table is gone"
		return nil
	}
	var failed error
	err = v.conn.Raw(func(driverConn any) error {
		failed = v.read(ctx, driverConn.(driver.QueryerContext), statement)
		return nil
	})
	if err = errors.Join(failed, err); err != nil {
		return err
	}
	if v.index == nil {
		if last.Fingerprint != nil && *last.Fingerprint != v.sum.String() {
			v.Problem = "its content is not what the last run has copied"
		}
		return nil
	}
	return v.count()
}

// count takes in the rows that the copy has lost, and says what does not match.
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

// statement selects all rows. Unary plus changes no value, but takes the declared type away, by which the driver would make dates.
func (v *verification) statement(ctx context.Context) (string, error) {
	rows, err := v.conn.QueryContext(ctx, selectColumns, v.View)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name, declared string
		var pk int
		if err := rows.Scan(&name, &declared, &pk); err != nil {
			return "", err
		}
		names = append(names, "+"+quote(name))
	}
	v.width = len(names)
	return "SELECT " + strings.Join(names, ", ") + " FROM main." + quote(v.View), rows.Err()
}

func (v *verification) read(ctx context.Context, conn driver.QueryerContext, statement string) (err error) {
	rows, err := conn.QueryContext(ctx, statement, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	hasher := rowset.NewHasher(make([]rowset.Column, v.width), make([]rowset.Column, v.width))
	batch := rowset.NewBatch(v.width)
	values := make([]driver.Value, v.width)
	for {
		err := rows.Next(values)
		if ended := errors.Is(err, io.EOF); ended || err == nil && batch.Full() {
			batch.SetHashes(hasher)
			if err := v.take(batch); err != nil || ended {
				return err
			}
			batch.Reset()
		}
		if err != nil {
			return err
		}
		for _, value := range values {
			batch.Append(stored(value))
		}
	}
}

// take looks a batch of rows up.
func (v *verification) take(batch *rowset.Batch) error {
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
	if len(v.Examples) < maxExamples {
		v.Examples = append(v.Examples, keyText(key))
	}
}

// stored is a value as the driver reads it; a text of the driver's is not changed by us.
func stored(value driver.Value) rowset.Value {
	switch x := value.(type) {
	case int64:
		return rowset.Int(x)
	case float64:
		return rowset.Float(x)
	case string:
		return rowset.TextOf([]byte(x))
	case []byte:
		return rowset.BlobOf(x)
	default:
		return rowset.Value{}
	}
}
