package cache

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pressly/goose/v3"

	"forecourt/migrations"
)

// Migration is one step of the schema.
type Migration struct {
	// Version is the number of the step, and Name its file.
	Version int64
	Name    string
	// AppliedAt is when it was applied, zero if it was not.
	AppliedAt time.Time
	// Duration is how long it took to apply or to undo it in this call.
	Duration time.Duration
}

func (c *Cache) provider() (*goose.Provider, error) {
	return goose.NewProvider(goose.DialectSQLite3, c.db, migrations.FS, goose.WithDisableGlobalRegistry(true), goose.WithGoMigrations(migrations.Go()...), goose.WithTableName(c.versions))
}

// adopt gives goose's table its current name.
func (c *Cache) adopt(ctx context.Context) error {
	if c.versions == versionTable {
		return nil
	}
	_, err := c.db.ExecContext(ctx, renameTable(c.versions, versionTable))
	c.versions = versionTable
	return err
}

// abandon gives goose's table its old name in a file with an old schema, so that an old version knows the file.
func (c *Cache) abandon(ctx context.Context, version int64) error {
	if version > lastOldSchema {
		return nil
	}
	_, err := c.db.ExecContext(ctx, renameTable(versionTable, oldVersionTable))
	return err
}

// migrate brings the file to this program's version. It is an error if the file is newer.
func (c *Cache) migrate(ctx context.Context, readOnly bool) error {
	if !readOnly {
		if err := c.adopt(ctx); err != nil {
			return err
		}
	}
	provider, err := c.provider()
	if err != nil {
		return err
	}
	current, target, err := c.schemas(ctx, provider, readOnly)
	if err != nil {
		return err
	}
	switch {
	case current > target:
		return &Error{
			Path: c.path, Err: fmt.Errorf("%w (schema %d, this one knows %d)", ErrNewer, current, target),
			Advice: "use that version, or set CACHE_PATH to another file",
		}
	case current < target && readOnly:
		return &Error{
			Path: c.path, Err: fmt.Errorf("made by an older version of Forecourt (schema %d of %d)", current, target),
			Advice: "run `forecourt migrate up` or `forecourt sync`",
		}
	case current < target:
		_, err = provider.Up(ctx)
	}
	return err
}

// forgetHashes makes the next runs compare by value. It removes the triggers, because another version may not know
// them.
func (c *Cache) forgetHashes(ctx context.Context) error {
	tables, err := c.queries().ListTables(ctx)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(tables, func(name string) bool { return name == hashedViews || name == oldHashedViews })
	if at < 0 {
		return nil
	}
	triggers, err := c.queries().ListTriggers(ctx, EditedTriggers)
	if err != nil {
		return err
	}
	for _, trigger := range triggers {
		if _, err := c.db.ExecContext(ctx, "DROP TRIGGER main."+Quote(trigger.Name)); err != nil {
			return err
		}
	}
	_, err = c.db.ExecContext(ctx, "DELETE FROM main."+Quote(tables[at]))
	return err
}

// schemas returns the file's version and this program's. A file that is opened read-only is read without goose, which
// would make its table.
func (c *Cache) schemas(ctx context.Context, provider *goose.Provider, readOnly bool) (current, target int64, err error) {
	if !readOnly {
		return provider.GetVersions(ctx)
	}
	sources := provider.ListSources()
	err = c.db.QueryRowContext(ctx, fmt.Sprintf(selectVersion, c.versions)).Scan(&current)
	return current, sources[len(sources)-1].Version, err
}

// MigrateUp applies the missing steps, and returns them. Open does the same.
func MigrateUp(ctx context.Context, path string) ([]Migration, error) {
	return withProvider(ctx, path, func(_ *Cache, provider *goose.Provider) ([]*goose.MigrationResult, error) {
		return provider.Up(ctx)
	})
}

// MigrateDown undoes the last step, which loses its data, and returns it.
func MigrateDown(ctx context.Context, path string) ([]Migration, error) {
	return withProvider(ctx, path, func(c *Cache, provider *goose.Provider) ([]*goose.MigrationResult, error) {
		if err := c.forgetHashes(ctx); err != nil {
			return nil, err
		}
		result, err := provider.Down(ctx)
		if errors.Is(err, goose.ErrNoNextVersion) {
			return nil, c.abandon(ctx, 0)
		}
		if err != nil {
			return nil, err
		}
		return []*goose.MigrationResult{result}, c.abandon(ctx, result.Source.Version-1)
	})
}

func withProvider(ctx context.Context, path string, do func(*Cache, *goose.Provider) ([]*goose.MigrationResult, error)) (done []Migration, err error) {
	if err := checkPath(path, false); err != nil {
		return nil, err
	}
	c := connect(path, Options{})
	defer func() { err = errors.Join(failure(ctx, path, err), c.Close()) }()
	if err := c.checkOwner(ctx, false); err != nil {
		return nil, err
	}
	if err := c.adopt(ctx); err != nil {
		return nil, err
	}
	provider, err := c.provider()
	if err != nil {
		return nil, err
	}
	results, err := do(c, provider)
	for _, result := range results {
		done = append(done, Migration{Version: result.Source.Version, Name: result.Source.Path, Duration: result.Duration})
	}
	return done, err
}

// Migrations returns all steps, with the time when each was applied to the file.
func Migrations(ctx context.Context, path string) (all []Migration, err error) {
	if err := checkPath(path, true); err != nil {
		return nil, err
	}
	c := connect(path, Options{ReadOnly: true})
	defer func() { err = errors.Join(failure(ctx, path, err), c.Close()) }()
	if err := c.checkOwner(ctx, true); err != nil {
		return nil, err
	}
	provider, err := c.provider()
	if err != nil {
		return nil, err
	}
	statuses, err := provider.Status(ctx)
	for _, status := range statuses {
		all = append(all, Migration{Version: status.Source.Version, Name: status.Source.Path, AppliedAt: status.AppliedAt})
	}
	return all, err
}
