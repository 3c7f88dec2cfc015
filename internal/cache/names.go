package cache

import (
	"fmt"
	"strings"
)

// OwnPrefix is the beginning of the names of the cache's own tables, indexes and triggers. A view may have any other
// name (docs/decisions/0003-names.md).
const OwnPrefix = "forecourt_"

// The cache's own tables that Go code names.
const (
	versionTable = OwnPrefix + "migrations"
	hashedViews  = OwnPrefix + "hashed_views"
	syncRuns     = OwnPrefix + "sync_runs"
	rowChanges   = OwnPrefix + "row_changes"
)

// EditedTriggers is the beginning of the names of the triggers that notice changes of a copy by another program.
const EditedTriggers = OwnPrefix + "edited_"

// Quote quotes an identifier (https://www.sqlite.org/lang_keywords.html).
func Quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// Up to version 6 of the schema, the tables had these names.
const (
	oldVersionTable = "goose_db_version"
	oldSyncRuns     = "sync_runs"
	oldHashedViews  = "hashed_views"
	lastOldSchema   = 6
)

// MaxColumns is how many columns a view may have. It is SQLite's limit (https://www.sqlite.org/limits.html) minus the
// columns that the staging of changed rows adds.
const MaxColumns = 2000 - 5

// MaxExamples is how many rows a preview and a verification name.
const MaxExamples = 5

// CheckName returns an error if no table can have the name of a view.
func CheckName(view string) error {
	folded := strings.ToLower(view)
	var why string
	switch {
	case strings.HasPrefix(folded, OwnPrefix):
		why = "names that begin with " + OwnPrefix + " are those of the cache's own tables"
	case strings.HasPrefix(folded, "sqlite_"):
		why = "SQLite keeps names that begin with sqlite_ for itself"
	case folded == "json_each", strings.HasPrefix(folded, "pragma_"):
		why = "it is a function of SQLite's by which the cache is read; json_each and names that begin with pragma_ are"
	case strings.ContainsRune(view, 0):
		why = "it has a NUL in it"
	default:
		return nil
	}
	return fmt.Errorf("no view can be copied as %s: %s: give the view another name at the source", view, why)
}

// CheckColumns returns an error if a view has too many columns.
func CheckColumns(columns int) error {
	if columns <= MaxColumns {
		return nil
	}
	return fmt.Errorf("it has %d columns, and a copy can have %d: leave columns out, or make two views of it", columns, MaxColumns)
}
