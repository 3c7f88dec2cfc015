package cache

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	sqlite3 "modernc.org/sqlite/lib"

	"forecourt/db/sqlitedb"
)

// ErrDamaged is returned in an *Error for a file that is not as the last run left it, although no program has changed
// it.
var ErrDamaged = errors.New("the copy is damaged")

// State is what Examine has found out about a file.
type State uint8

// The states.
const (
	// Whole: every page is as the last run left it.
	Whole State = iota
	// Unsealed: it is not known how the last run left it.
	Unsealed
	// Ahead: a run has written to it, and was ended before it could seal it, or is still at work.
	Ahead
	// Edited: another program has changed it.
	Edited
)

// Examine compares a file with the seal of the last run. It reads every page once, and does not change anything. Damage
// is an *Error that wraps ErrDamaged. A missing file is Unsealed.
func Examine(ctx context.Context, path string) (State, error) {
	known, err := readSeal(path)
	if errors.Is(err, errNoSeal) {
		return Unsealed, nil
	}
	if err != nil {
		return Unsealed, failure(ctx, path, err)
	}
	found, err := readImage(path, known.pageSize, allFrames)
	if errors.Is(err, os.ErrNotExist) {
		return Unsealed, nil
	}
	if err != nil {
		return Unsealed, failure(ctx, path, err)
	}
	pages, same := known.differing(&found, 1)
	if len(pages) == 0 {
		return Whole, nil
	}
	state, why, err := explain(ctx, path, known)
	switch {
	case ctx.Err() != nil:
		return Unsealed, ctx.Err()
	case IsCode(err, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR):
		if same == 0 { // No page is ours.
			return Unsealed, nil
		}
		return Whole, damaged(path, err.Error())
	case err != nil:
		return Unsealed, failure(ctx, path, err)
	case why == "" && state == Whole:
		why = fmt.Sprintf("pages of it, such as number %d, are not as the last run left them", pages[0])
	}
	if why != "" {
		return Whole, damaged(path, why)
	}
	return state, nil
}

func damaged(path, why string) error {
	return &Error{Path: path, Err: fmt.Errorf("%w: %s", ErrDamaged, why), Advice: "the next `forecourt sync` copies the views into a new file, which takes its place"}
}

// explain finds out why a file differs from its seal. why is damage that was already recognized.
func explain(ctx context.Context, path string, known seal) (state State, why string, err error) {
	c := connect(path, Options{ReadOnly: true})
	defer func() { err = errors.Join(err, c.db.Close()) }()
	tables, err := c.queries().ListTables(ctx)
	if err != nil {
		return Unsealed, "", err
	}
	if !slices.Contains(tables, syncRuns) { // It belongs to another program or to an old version. Open reports that.
		return Unsealed, "", nil
	}
	c.versions = versionTable
	provider, err := c.provider()
	if err != nil {
		return Unsealed, "", err
	}
	schema, ours, err := c.schemas(ctx, provider, true)
	if err != nil || schema != ours { // Another version has written it.
		return Unsealed, "", err
	}
	now, err := c.position(ctx)
	if err != nil {
		return Unsealed, "", err
	}
	others, err := c.strangers(ctx, tables)
	switch {
	case err != nil:
		return Unsealed, "", err
	case now.run > known.run:
		return Ahead, "", nil
	case now.run < known.run:
		return Whole, fmt.Sprintf("its last run is number %d, and number %d was the last: the write-ahead log, or a part of it, is lost", now.run, known.run), nil
	case now.cookie != known.cookie && now.cookie-known.cookie < manySchemas || len(others) > 0:
		return Edited, "", nil
	}
	var edited bool
	if err = c.db.QueryRowContext(ctx, anyEdited).Scan(&edited); err != nil || edited {
		return Edited, "", err
	}
	frames, err := c.frames(ctx)
	if err != nil {
		return Unsealed, "", err
	}
	counted, err := readImage(path, known.pageSize, frames)
	if pages, _ := known.differing(&counted, 1); err == nil && len(pages) == 0 {
		state = Ahead
	}
	return state, "", err
}

// frames returns how many frames of the write-ahead log count. More may follow that look like those of a commit. A
// program that is killed in a commit leaves them if it has written all of them, but has not yet told the others so in
// the wal-index. While one of these has the file open, they do not count. When all have closed it, the next one finds
// them, and completes the commit (https://www.sqlite.org/walformat.html#recovery).
func (c *Cache) frames(ctx context.Context) (int, error) {
	var busy, frames, moved int
	if err := c.db.QueryRowContext(ctx, countFrames).Scan(&busy, &frames, &moved); err != nil {
		if IsCode(err, sqlite3.SQLITE_READONLY) { // Nobody can write to the log.
			return allFrames, nil
		}
		return 0, err
	}
	if frames < 0 { // There is no log.
		return allFrames, nil
	}
	return frames, nil
}

// manySchemas is the greatest plausible growth of the schema's number between two runs.
const manySchemas = 10_000

// position returns the numbers of the runs and of the schema that a seal holds.
func (c *Cache) position(ctx context.Context) (s seal, err error) {
	var cookie int64
	err = c.db.QueryRowContext(ctx, selectPosition).Scan(&s.run, &s.change, &cookie)
	s.cookie = uint32(cookie)
	return s, err
}

// strangers returns the tables that users have made: those that are neither the cache's nor copies.
func (c *Cache) strangers(ctx context.Context, tables []string) ([]string, error) {
	copies, err := c.queries().ListCopies(ctx)
	return slices.DeleteFunc(slices.Clone(tables), func(name string) bool {
		return strings.HasPrefix(name, OwnPrefix) || name == "vehicles_stock" ||
			slices.ContainsFunc(copies, func(run sqlitedb.SyncRun) bool { return strings.EqualFold(run.View, name) })
	}), err
}

// Seal records that the file is now as it should be. The caller holds the lock, and has closed the cache, so that the
// log is on the disk.
func Seal(ctx context.Context, path string) error {
	if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
		return nil // No view was published yet.
	}
	_, err := sealAs(ctx, path, func(int) *image { return nil })
	return err
}

// sealAs seals the file. known returns the content of a number of pages, or nil if they must be read.
func sealAs(ctx context.Context, path string, known func(pages int) *image) (s seal, err error) {
	c := connect(path, Options{ReadOnly: true})
	s, err = c.position(ctx)
	var pages, frames int
	if err == nil {
		err = c.db.QueryRowContext(ctx, selectPages).Scan(&pages)
	}
	if err == nil {
		frames, err = c.frames(ctx)
	}
	if err = errors.Join(err, c.db.Close()); err != nil {
		return s, failure(ctx, path, err)
	}
	// What the seal says must reach the disk first.
	for _, name := range []string{path, path + "-wal"} {
		if err := syncFile(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			return s, failure(ctx, path, err)
		}
	}
	if content := known(pages); content != nil {
		s.image = *content
	} else if s.image, err = readImage(path, 0, frames); err != nil {
		return s, failure(ctx, path, err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return s, failure(ctx, path, err)
	}
	return s, failure(ctx, path, s.write(path, info.Mode().Perm()))
}

// Unseal removes the seal, because another command is about to change the file.
func Unseal(path string) error {
	err := os.Remove(path + sealSuffix)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
