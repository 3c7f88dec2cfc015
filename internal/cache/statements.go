package cache

import (
	"fmt"
	"strings"
	"time"

	"forecourt/internal/rowset"
)

// This file holds the SQL on tables whose name and columns are only known at run time.

// selectVersion reads goose's table without goose, which would make it.
const selectVersion = "SELECT COALESCE(MAX(version_id), 0) FROM " + versionTable + " WHERE is_applied"

const (
	createFeed      = "CREATE VIRTUAL TABLE temp.feed USING " + feedModuleName
	dropFeed        = "DROP TABLE IF EXISTS temp.feed"
	createSeen      = "CREATE TEMP TABLE seen (key PRIMARY KEY) WITHOUT ROWID"
	insertSeen      = "INSERT OR IGNORE INTO temp.seen (key) SELECT c0 FROM temp.feed"
	dropSeen        = "DROP TABLE IF EXISTS temp.seen"
	dropChanges     = "DROP TABLE IF EXISTS temp.changes"
	countChanges    = "SELECT COALESCE(SUM(is_new), 0), COUNT(*) FROM temp.changes"
	truncateWAL     = "PRAGMA wal_checkpoint(TRUNCATE)"
	beginRead       = "BEGIN"
	beginWrite      = "BEGIN IMMEDIATE"
	commitAll       = "COMMIT"
	rollbackAll     = "ROLLBACK"
	countFeed       = "SELECT COUNT(*) FROM temp.feed"
	hasUniqueIndex  = "SELECT EXISTS (SELECT 1 FROM pragma_index_list(?) WHERE \"unique\" AND origin = 'c')"
	selectDuplicate = "SELECT quote(c0) FROM temp.feed GROUP BY c0 HAVING COUNT(*) > 1 LIMIT 1"
	selectColumns   = "SELECT name, type, pk FROM pragma_table_xinfo(?) ORDER BY cid"
)

// checkpointWait is how long a checkpoint waits for readers.
const checkpointWait = 500 * time.Millisecond

func setBusyTimeout(d time.Duration) string {
	return fmt.Sprintf("PRAGMA busy_timeout(%d)", d.Milliseconds())
}

// quote quotes an identifier (https://www.sqlite.org/lang_keywords.html).
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// statements builds the SQL for one table. Column i of the table is column ci of the feed.
type statements struct {
	table   string
	columns []rowset.Column
	// key is the index of the key column, -1 without one.
	key int
}

// list joins a text for every column with commas.
func (s *statements) list(text func(i int, column rowset.Column) string) string {
	parts := make([]string, len(s.columns))
	for i, column := range s.columns {
		parts[i] = text(i, column)
	}
	return strings.Join(parts, ", ")
}

func (s *statements) names() string {
	return s.list(func(_ int, column rowset.Column) string { return quote(column.Name) })
}

func (s *statements) feedColumns(prefix string) string {
	return s.list(func(i int, _ rowset.Column) string { return prefix + feedColumn(i) })
}

// declaredType returns the type that gives a column of a made table its affinity. Whole numbers that may be text have
// none, because an affinity of INTEGER would round them to REAL (https://www.sqlite.org/datatype3.html, section 3).
func declaredType(column rowset.Column) string {
	switch column.Kind {
	case rowset.Integer:
		return "INTEGER"
	case rowset.Decimal:
		return "NUMERIC"
	case rowset.Real:
		return "REAL"
	case rowset.Text:
		return "TEXT"
	case rowset.Blob:
		return "BLOB"
	case rowset.Any:
		if strings.EqualFold(column.Type, "ANY") {
			return "" // In a STRICT table it keeps values as they are; elsewhere it has numeric affinity.
		}
		return column.Type
	default:
		return ""
	}
}

func (s *statements) createTable() string {
	columns := s.list(func(i int, column rowset.Column) string {
		text := quote(column.Name)
		switch declared := declaredType(column); {
		case declared == "":
		case column.Kind == rowset.Any:
			text += " " + quote(declared) // A source's own words; quoted, they cannot be more than a type.
		default:
			text += " " + declared
		}
		if i == s.key {
			text += " NOT NULL PRIMARY KEY"
		}
		return text
	})
	return "CREATE TABLE main." + quote(s.table) + " (" + columns + ")"
}

func (s *statements) dropTable() string { return "DROP TABLE main." + quote(s.table) }

func (s *statements) deleteAll() string { return "DELETE FROM main." + quote(s.table) }

func (s *statements) count() string { return "SELECT COUNT(*) FROM main." + quote(s.table) }

// insertFeed fills an empty table.
func (s *statements) insertFeed() string {
	return fmt.Sprintf("INSERT INTO main.%s (%s) SELECT %s FROM temp.feed", quote(s.table), s.names(), s.feedColumns(""))
}

// createChanges makes the table that holds the rows to write; its columns have no affinity.
func (s *statements) createChanges() string {
	return "CREATE TEMP TABLE changes (is_new, " + s.feedColumns("") + ")"
}

// differing selects the feed's rows that the table does not hold, or holds with other values.
func (s *statements) differing(selected string) string {
	return fmt.Sprintf(
		"SELECT v.%[1]s IS NULL AS is_new%[2]s FROM temp.feed AS f LEFT JOIN main.%[3]s AS v ON v.%[1]s = f.%[4]s WHERE v.%[1]s IS NULL OR (%[5]s) IS NOT (%[6]s)",
		quote(s.columns[s.key].Name), selected, quote(s.table), feedColumn(s.key),
		s.list(func(_ int, column rowset.Column) string { return "v." + quote(column.Name) }), s.feedColumns("f."))
}

func (s *statements) insertDiffering() string {
	return fmt.Sprintf("INSERT INTO temp.changes (is_new, %s) %s", s.feedColumns(""), s.differing(", "+s.feedColumns("f.")))
}

func (s *statements) countDiffering() string {
	return "SELECT COALESCE(SUM(is_new), 0), COUNT(*) FROM (" + s.differing("") + ")"
}

// insertAll stages all of the feed's rows.
func (s *statements) insertAll() string {
	return fmt.Sprintf("INSERT INTO temp.changes (is_new, %s) SELECT 1, %s FROM temp.feed", s.feedColumns(""), s.feedColumns(""))
}

// upsertChanges writes the staged rows. Without a key they are all new.
func (s *statements) upsertChanges() string {
	text := fmt.Sprintf("INSERT INTO main.%s (%s) SELECT %s FROM temp.changes WHERE true", quote(s.table), s.names(), s.feedColumns(""))
	if s.key < 0 {
		return text + " ORDER BY rowid"
	}
	key := quote(s.columns[s.key].Name)
	if len(s.columns) == 1 {
		return text + " ON CONFLICT (" + key + ") DO NOTHING"
	}
	var set []string
	for i, column := range s.columns {
		if i != s.key {
			set = append(set, quote(column.Name)+" = excluded."+quote(column.Name))
		}
	}
	return text + " ON CONFLICT (" + key + ") DO UPDATE SET " + strings.Join(set, ", ")
}

func (s *statements) deleteUnseen() string {
	return fmt.Sprintf("DELETE FROM main.%s WHERE %s NOT IN (SELECT key FROM temp.seen)", quote(s.table), quote(s.columns[s.key].Name))
}
