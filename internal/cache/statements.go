package cache

import "fmt"

// This file holds the SQL that sqlc cannot read: pragmas, attached files, and names that are only known at run time.

// selectVersion reads goose's table without goose, which would create the table.
const selectVersion = "SELECT COALESCE(MAX(version_id), 0) FROM %s WHERE is_applied"

// renameTable gives a table another name.
func renameTable(from, to string) string {
	return "ALTER TABLE main." + Quote(from) + " RENAME TO " + Quote(to)
}

// These are for files that are examined or repaired.
const (
	selectPosition = "SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = '" + syncRuns + "'), 0)," +
		" COALESCE((SELECT seq FROM sqlite_sequence WHERE name = '" + rowChanges + "'), 0), (SELECT schema_version FROM pragma_schema_version)"
	selectPages    = "SELECT page_count FROM pragma_page_count"
	anyEdited      = "SELECT EXISTS (SELECT 1 FROM " + hashedViews + " WHERE shape IS NULL)"
	integrityCheck = "PRAGMA integrity_check(1)"
	attachDamaged  = "ATTACH ? AS damaged"
	detachDamaged  = "DETACH damaged"
	forgetRuns     = "DELETE FROM main." + syncRuns + " WHERE view = ?"
)

// salvageTable copies a table of the cache. pagesOf returns the pages of a table
// (https://www.sqlite.org/dbstat.html).
func salvageTable(table string) string {
	return fmt.Sprintf("INSERT INTO main.%[1]s SELECT * FROM damaged.%[1]s", table)
}

const pagesOf = "SELECT pageno FROM dbstat WHERE schema = 'damaged' AND name = ?"

// raiseSequence makes the next id of a table greater than any that was given before.
var raiseSequence = []string{
	"INSERT INTO main.sqlite_sequence (name, seq) SELECT ?1, 0 WHERE NOT EXISTS (SELECT 1 FROM main.sqlite_sequence WHERE name = ?1)",
	"UPDATE main.sqlite_sequence SET seq = MAX(seq, ?2) WHERE name = ?1",
}

const (
	selectFree  = "SELECT freelist_count, page_count, page_size FROM pragma_freelist_count, pragma_page_count, pragma_page_size"
	truncateLog = "PRAGMA wal_checkpoint(TRUNCATE)"
	moveLog     = "PRAGMA wal_checkpoint(PASSIVE)"
	// It moves nothing. The second of its numbers is how many frames of the log count, -1 if there is no log.
	countFrames = "PRAGMA wal_checkpoint(NOOP)"
	// The pragma also knows the columns of SQLite's own functions and of temporary tables.
	selectColumns = "SELECT name, type, pk FROM pragma_table_xinfo(?1, 'main')" +
		" WHERE EXISTS (SELECT 1 FROM main.sqlite_schema AS s WHERE s.type IN ('table', 'view') AND s.name = ?1 COLLATE NOCASE) ORDER BY cid"
)
