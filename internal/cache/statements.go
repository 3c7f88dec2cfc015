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
	sortFeed        = "SELECT c0, c1 FROM temp.feed ORDER BY c0"
	sortChanges     = "SELECT hkey, hash FROM temp.changes ORDER BY hkey"
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

func (s *statements) createTable() string {
	columns := s.list(func(i int, column rowset.Column) string {
		text := quote(column.Name)
		switch declared := column.DeclaredType(); {
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

// createChanges makes the table that holds the rows to write; its columns have no affinity. A key can come once.
func (s *statements) createChanges() string {
	if s.key < 0 {
		return "CREATE TEMP TABLE changes (is_new, " + s.feedColumns("") + ")"
	}
	return "CREATE TEMP TABLE changes (is_new, hkey UNIQUE, hash, " + s.feedColumns("") + ")"
}

// differing selects the feed's rows that the table does not hold, or holds with other values. A column without affinity
// holds 1 and 1.0 as two values, which SQLite takes for equal.
func (s *statements) differing(selected string) string {
	var types strings.Builder
	for i, column := range s.columns {
		if column.Kind == rowset.Any && column.Affinity() == rowset.AffinityNone {
			fmt.Fprintf(&types, " OR typeof(v.%s) <> typeof(f.%s)", quote(column.Name), feedColumn(i))
		}
	}
	return fmt.Sprintf(
		"SELECT v.%[1]s IS NULL AS is_new%[2]s FROM temp.feed AS f LEFT JOIN main.%[3]s AS v ON v.%[1]s = f.%[4]s WHERE v.%[1]s IS NULL OR (%[5]s) IS NOT (%[6]s)%[7]s",
		quote(s.columns[s.key].Name), selected, quote(s.table), feedColumn(s.key),
		s.list(func(_ int, column rowset.Column) string { return "v." + quote(column.Name) }), s.feedColumns("f."), types.String())
}

func (s *statements) insertDiffering() string {
	return fmt.Sprintf("INSERT INTO temp.changes (is_new, hkey, hash, %s) %s", s.feedColumns(""), s.differing(", f.hkey, f.hash, "+s.feedColumns("f.")))
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

// deleteGone deletes the rows whose keys the feed shows.
func (s *statements) deleteGone() string {
	return fmt.Sprintf("DELETE FROM main.%s WHERE %s IN (SELECT c0 FROM temp.feed)", quote(s.table), quote(s.columns[s.key].Name))
}

func (s *statements) deleteUnseen() string {
	return fmt.Sprintf("DELETE FROM main.%s WHERE %s NOT IN (SELECT key FROM temp.seen)", quote(s.table), quote(s.columns[s.key].Name))
}

// triggerPrefix begins the names of the triggers that notice other programs' changes.
const triggerPrefix = "forecourt_edited_"

// createTriggers makes the triggers that notice when another program changes the table.
func (s *statements) createTriggers() []string {
	var texts []string
	for _, event := range []string{"INSERT", "UPDATE", "DELETE"} {
		texts = append(texts, fmt.Sprintf("CREATE TRIGGER main.%s AFTER %s ON %s BEGIN UPDATE hashed_views SET shape = NULL WHERE view = '%s'; END",
			quote(triggerPrefix+strings.ToLower(event)+"_"+s.table), event, quote(s.table), strings.ReplaceAll(s.table, "'", "''")))
	}
	return texts
}

func dropTrigger(name string) string { return "DROP TRIGGER main." + quote(name) }

// shape says of what the hashes were made.
func (s *statements) shape() string {
	text := fmt.Sprintf("1 key %d", s.key)
	for _, column := range s.columns {
		text += fmt.Sprintf(", %s %s %d", quote(column.Name), column.Kind, column.Affinity())
	}
	return text
}
