package cache

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"forecourt/internal/rowset"
)

// This file holds the SQL on tables whose name and columns are only known at run time.

// selectVersion reads goose's table without goose, which would make it.
const selectVersion = "SELECT COALESCE(MAX(version_id), 0) FROM %s WHERE is_applied"

// renameTable gives a table another name.
func renameTable(from, to string) string {
	return "ALTER TABLE main." + quote(from) + " RENAME TO " + quote(to)
}

// These are of files that are examined or repaired.
const (
	selectPosition = "SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = '" + syncRuns + "'), 0)," +
		" COALESCE((SELECT seq FROM sqlite_sequence WHERE name = '" + rowChanges + "'), 0), (SELECT schema_version FROM pragma_schema_version)"
	anyEdited      = "SELECT EXISTS (SELECT 1 FROM " + hashedViews + " WHERE shape IS NULL)"
	integrityCheck = "PRAGMA integrity_check(1)"
	attachDamaged  = "ATTACH ? AS damaged"
	detachDamaged  = "DETACH damaged"
	forgetRuns     = "DELETE FROM main." + syncRuns + " WHERE view = ?"
)

// salvageTable takes a table of the cache's along; pagesOf are the pages that hold it (https://www.sqlite.org/dbstat.html).
func salvageTable(table string) string {
	return fmt.Sprintf("INSERT INTO main.%[1]s SELECT * FROM damaged.%[1]s", table)
}

const pagesOf = "SELECT pageno FROM dbstat WHERE schema = 'damaged' AND name = ?"

// raiseSequence makes the next id of a table greater than one that was given before.
var raiseSequence = []string{
	"INSERT INTO main.sqlite_sequence (name, seq) SELECT ?1, 0 WHERE NOT EXISTS (SELECT 1 FROM main.sqlite_sequence WHERE name = ?1)",
	"UPDATE main.sqlite_sequence SET seq = MAX(seq, ?2) WHERE name = ?1",
}

// These keep the log of changes, and the file, from growing without bound.
const (
	sizeOfLog  = "SELECT COALESCE(SUM(pgsize), 0) FROM dbstat WHERE name = '" + rowChanges + "' AND aggregate = TRUE"
	shortenLog = "DELETE FROM main." + rowChanges + " WHERE id <= (SELECT id FROM (SELECT id, SUM(length(COALESCE(old, '')) + length(COALESCE(new, '')) + 80)" +
		" OVER (ORDER BY id DESC) AS bytes FROM main." + rowChanges + ") WHERE bytes > ? ORDER BY id DESC LIMIT 1)"
	selectFree = "SELECT freelist_count, page_count, page_size FROM pragma_freelist_count, pragma_page_count, pragma_page_size"
)

const (
	createFeed     = "CREATE VIRTUAL TABLE temp.forecourt_feed USING " + feedModuleName
	dropFeed       = "DROP TABLE IF EXISTS temp.forecourt_feed"
	dropGone       = "DROP TABLE IF EXISTS temp.forecourt_gone"
	selectMasks    = "SELECT DISTINCT mask FROM temp.forecourt_changes WHERE mask IS NOT NULL LIMIT ?"
	sortFeed       = "SELECT c0, c1 FROM temp.forecourt_feed ORDER BY c0"
	sortChanges    = "SELECT hkey, hash FROM temp.forecourt_changes ORDER BY hkey"
	dropSeen       = "DROP TABLE IF EXISTS temp.forecourt_seen"
	dropChanges    = "DROP TABLE IF EXISTS temp.forecourt_changes"
	countChanges   = "SELECT COALESCE(SUM(is_new), 0), COUNT(*) FROM temp.forecourt_changes"
	truncateWAL    = "PRAGMA wal_checkpoint(TRUNCATE)"
	beginRead      = "BEGIN"
	beginWrite     = "BEGIN IMMEDIATE"
	commitAll      = "COMMIT"
	rollbackAll    = "ROLLBACK"
	countFeed      = "SELECT COUNT(*) FROM temp.forecourt_feed"
	hasUniqueIndex = "SELECT EXISTS (SELECT 1 FROM pragma_index_list(?1, 'main') WHERE \"unique\" AND origin = 'c')"
	// The pragma knows the columns of SQLite's own functions, too, and those of temporary tables.
	selectColumns = "SELECT name, type, pk FROM pragma_table_xinfo(?1, 'main')" +
		" WHERE EXISTS (SELECT 1 FROM main.sqlite_schema AS s WHERE s.type IN ('table', 'view') AND s.name = ?1 COLLATE NOCASE) ORDER BY cid"
)

// checkpointWait is how long a checkpoint waits for readers.
const checkpointWait = 500 * time.Millisecond

func setPageCache(kb int) string { return fmt.Sprintf("PRAGMA cache_size(-%d)", kb) }

func setBusyTimeout(d time.Duration) string {
	return fmt.Sprintf("PRAGMA busy_timeout(%d)", d.Milliseconds())
}

// quote quotes an identifier (https://www.sqlite.org/lang_keywords.html).
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// statements builds the SQL for one table. Column i of the table is column ci of the feed.
type statements struct {
	table   string
	columns []rowset.Column
	// keys are the places of the key's columns, none without one.
	keys []int
	// log tells that the log of changes is kept, wholeKey that the key is the table's row key.
	log, wholeKey bool
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

// declared is the type with which the table declares a column.
func (s *statements) declared(i int) string {
	if s.wholeKey && len(s.keys) == 1 && s.keys[0] == i {
		return "INTEGER"
	}
	return s.columns[i].DeclaredType()
}

func (s *statements) createTable() string {
	columns := s.list(func(i int, column rowset.Column) string {
		text := quote(column.Name)
		switch declared := s.declared(i); {
		case declared == "":
		case column.Kind == rowset.Any:
			text += " " + quote(declared) // A source's own words; quoted, they cannot be more than a type.
		default:
			text += " " + declared
		}
		switch place := slices.Index(s.keys, i); {
		case place >= 0 && len(s.keys) == 1:
			text += " NOT NULL PRIMARY KEY"
		case place >= 0:
			text += " NOT NULL"
		}
		return text
	})
	if len(s.keys) > 1 {
		columns += ", PRIMARY KEY (" + s.keyList(func(_ int, name string) string { return name }) + ")"
	}
	return "CREATE TABLE main." + quote(s.table) + " (" + columns + ")"
}

func (s *statements) dropTable() string { return "DROP TABLE main." + quote(s.table) }

func (s *statements) deleteAll() string { return "DELETE FROM main." + quote(s.table) }

// greatest selects the greatest value of a column; unary plus takes its type away, by which the driver would make dates. Unsigned
// whole numbers above 2^63-1 are text, of 19 or 20 digits.
func (s *statements) greatest(column rowset.Column) string {
	name, table := quote(column.Name), quote(s.table)
	if column.Kind != rowset.Unsigned {
		return fmt.Sprintf("SELECT +MAX(%s) FROM main.%s", name, table)
	}
	return fmt.Sprintf("SELECT %[1]s FROM main.%[2]s ORDER BY typeof(%[1]s) = 'text' DESC, length(%[1]s) DESC, %[1]s DESC LIMIT 1", name, table)
}

func (s *statements) count() string { return "SELECT COUNT(*) FROM main." + quote(s.table) }

// insertFeed fills an empty table.
func (s *statements) insertFeed() string {
	return fmt.Sprintf("INSERT INTO main.%s (%s) SELECT %s FROM temp.forecourt_feed", quote(s.table), s.names(), s.feedColumns(""))
}

// createChanges makes the table that holds the rows to write; its columns have no affinity. A key can come once. mask has a '1'
// for every column of an old row that differs, and old is what the log says of that row's values.
func (s *statements) createChanges() string {
	if len(s.keys) == 0 {
		return "CREATE TEMP TABLE forecourt_changes (is_new, " + s.feedColumns("") + ")"
	}
	return "CREATE TEMP TABLE forecourt_changes (is_new, mask, old, hkey UNIQUE, hash, " + s.feedColumns("") + ")"
}

// differs compares a column of the table with the feed's. A column without affinity holds 1 and 1.0 as two values, which SQLite takes
// for equal.
func (s *statements) differs(i int, column rowset.Column) string {
	text := fmt.Sprintf("v.%s IS NOT f.%s", quote(column.Name), feedColumn(i))
	if typed(column) {
		text += fmt.Sprintf(" OR typeof(v.%s) <> typeof(f.%s)", quote(column.Name), feedColumn(i))
	}
	return "(" + text + ")"
}

// typed tells whether a column may hold equal values of different types.
func typed(column rowset.Column) bool {
	return column.Kind == rowset.Any && column.Affinity() == rowset.AffinityNone
}

// mask makes a text of a '1' for every column that differs, a '0' for every other. SQLite bounds the arguments of a function, and
// the depth of an expression.
func (s *statements) mask() string {
	return s.grouped(" || ", func(from, to int) string {
		part := statements{columns: s.columns[from:to]}
		return "concat(" + part.list(func(i int, column rowset.Column) string { return s.differs(from+i, column) }) + ")"
	})
}

// grouped joins a text for every hundred columns.
func (s *statements) grouped(separator string, text func(from, to int) string) string {
	const group = 100
	var parts []string
	for from := 0; from < len(s.columns); from += group {
		parts = append(parts, text(from, min(from+group, len(s.columns))))
	}
	return strings.Join(parts, separator)
}

// differing selects the feed's rows that the table does not hold, or holds with other values.
func (s *statements) differing(selected string) string {
	var have, want []string
	for i, column := range s.columns {
		if typed(column) {
			have, want = append(have, "typeof(v."+quote(column.Name)+")"), append(want, "typeof(f."+feedColumn(i)+")")
		}
	}
	types := ""
	if len(have) > 0 { // One comparison of rows: SQLite bounds the depth of an expression.
		types = fmt.Sprintf(" OR (%s) IS NOT (%s)", strings.Join(have, ", "), strings.Join(want, ", "))
	}
	return fmt.Sprintf(
		"SELECT v.%[1]s IS NULL AS is_new%[2]s FROM temp.forecourt_feed AS f LEFT JOIN main.%[3]s AS v ON %[4]s WHERE v.%[1]s IS NULL OR (%[5]s) IS NOT (%[6]s)%[7]s",
		quote(s.columns[s.keys[0]].Name), selected, quote(s.table), s.sameKey("v"),
		s.list(func(_ int, column rowset.Column) string { return "v." + quote(column.Name) }), s.feedColumns("f."), types)
}

func (s *statements) insertDiffering() string {
	mask, old := s.mask(), "NULL"
	if s.log {
		old = s.object(mask, func(_ int, column rowset.Column) string { return "v." + quote(column.Name) })
	}
	whenOld := func(text string) string {
		return fmt.Sprintf("CASE WHEN v.%s IS NOT NULL THEN %s END", quote(s.columns[s.keys[0]].Name), text)
	}
	return fmt.Sprintf("INSERT INTO temp.forecourt_changes (is_new, mask, old, hkey, hash, %s) %s", s.feedColumns(""),
		s.differing(fmt.Sprintf(", %s, %s, f.hkey, f.hash, %s", whenOld(mask), whenOld(old), s.feedColumns("f."))))
}

// insertAll stages all of the feed's rows.
func (s *statements) insertAll() string {
	return fmt.Sprintf("INSERT INTO temp.forecourt_changes (is_new, %s) SELECT 1, %s FROM temp.forecourt_feed", s.feedColumns(""), s.feedColumns(""))
}

// insertChanges writes the staged rows of a view without a key.
func (s *statements) insertChanges() string {
	return fmt.Sprintf("INSERT INTO main.%s (%s) SELECT %s FROM temp.forecourt_changes ORDER BY rowid", quote(s.table), s.names(), s.feedColumns(""))
}

// updateChanged writes the staged rows that the table holds: the columns of a mask, or all of them for "". It is "" when there is
// nothing to write. OR FAIL saves the journal with which SQLite undoes a statement by itself: an error undoes the whole transaction.
func (s *statements) updateChanged(mask string) string {
	where := "NOT f.is_new"
	if mask != "" {
		where = "f.mask = ?"
	}
	var set []string
	for i, column := range s.columns {
		// A key stays, but for its type: 1 may become 1.0.
		if mask == "" && (typed(column) || !slices.Contains(s.keys, i)) || mask != "" && mask[i] == '1' {
			set = append(set, quote(column.Name)+" = f."+feedColumn(i))
		}
	}
	if len(set) == 0 {
		return ""
	}
	return fmt.Sprintf("UPDATE OR FAIL main.%[1]s SET %[2]s FROM temp.forecourt_changes AS f WHERE %[3]s AND %[4]s",
		quote(s.table), strings.Join(set, ", "), where, s.sameKey("main."+quote(s.table)))
}

// mentions tells whether an index's statement names a column that one of the masks has; it may say so of one that does not.
func (s *statements) mentions(statement string, masks []string) bool {
	_, indexed, _ := strings.Cut(strings.ToLower(statement), " on ")
	for i, column := range s.columns {
		changes := slices.ContainsFunc(masks, func(mask string) bool { return mask[i] == '1' })
		if changes && strings.Contains(indexed, strings.ToLower(column.Name)) {
			return true
		}
	}
	return false
}

// insertNew writes the staged rows that the table does not hold.
func (s *statements) insertNew() string {
	return fmt.Sprintf("INSERT OR FAIL INTO main.%s (%s) SELECT %s FROM temp.forecourt_changes WHERE is_new", quote(s.table), s.names(), s.feedColumns(""))
}

// object makes a JSON object of a row's columns, those that a mask wants.
func (s *statements) object(mask string, column func(i int, column rowset.Column) string) string {
	fields := s.grouped(" || ", func(from, to int) string {
		part := statements{columns: s.columns[from:to]}
		return fmt.Sprintf("%s(%d, %s, %s)", logFunction, from, mask, part.list(func(i int, c rowset.Column) string { return column(from+i, c) }))
	})
	return "'{' || substr(" + fields + ", 2) || '}'"
}

// triggerPrefix begins the names of the triggers that notice other programs' changes.
const triggerPrefix = "forecourt_edited_"

// trigger is a trigger that notices when another program changes the table, with its statement as SQLite keeps it.
type trigger struct{ name, statement string }

// create makes the trigger in the file, whatever temporary table has its table's name.
func (t trigger) create() string {
	return strings.Replace(t.statement, "CREATE TRIGGER ", "CREATE TRIGGER main.", 1)
}

// triggers returns the table's. They do nothing once a change is known, which our own writing begins with.
func (s *statements) triggers() []trigger {
	var all []trigger
	view := "'" + strings.ReplaceAll(s.table, "'", "''") + "'"
	for _, event := range []string{"INSERT", "UPDATE", "DELETE"} {
		name := triggerPrefix + strings.ToLower(event) + "_" + s.table
		all = append(all, trigger{name, fmt.Sprintf(
			"CREATE TRIGGER %s AFTER %s ON %s WHEN (SELECT shape FROM forecourt_hashed_views WHERE view = %[4]s) IS NOT NULL BEGIN UPDATE forecourt_hashed_views SET shape = NULL WHERE view = %[4]s; END",
			quote(name), event, quote(s.table), view)})
	}
	return all
}

func dropTrigger(name string) string { return "DROP TRIGGER main." + quote(name) }
