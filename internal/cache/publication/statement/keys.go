package statement

import (
	"fmt"
	"strconv"
	"strings"

	"forecourt/internal/cache"
	"forecourt/internal/cache/changelog"
	"forecourt/internal/cache/publication/intake"
	"forecourt/internal/rowset"
)

// This file holds the SQL about keys. A key is one column, or several.

// keyList calls text for each column of the key, and joins the results with commas. i is the position in the key.
func (t *Table) keyList(text func(i int, name string) string) string {
	parts := make([]string, len(t.Keys))
	for i, at := range t.Keys {
		parts[i] = text(i, cache.Quote(t.Columns[at].Name))
	}
	return strings.Join(parts, ", ")
}

// row makes a row value from a list. SQLite wants brackets around several columns, and none around one.
func (t *Table) row(list string) string {
	if len(t.Keys) == 1 {
		return list
	}
	return "(" + list + ")"
}

// keyOf returns the key columns of a table, or of its alias.
func (t *Table) keyOf(table string) string {
	return t.row(t.keyList(func(_ int, name string) string { return table + "." + name }))
}

// numbered lists the columns of a temporary table of keys, or of an intake that shows keys.
func (t *Table) numbered() string {
	return t.keyList(func(i int, _ string) string { return intake.Column(i) })
}

// createKeys creates a temporary table of keys.
func (t *Table) createKeys(name string) string {
	return fmt.Sprintf("CREATE TEMP TABLE %s (%[2]s, PRIMARY KEY (%[2]s)) WITHOUT ROWID", name, t.numbered())
}

// SelectGoneKeys selects the keys to delete. The key has the given number of columns.
func SelectGoneKeys(columns int) string {
	return "SELECT " + columnList(columns) + " FROM temp.forecourt_gone ORDER BY " + columnList(columns)
}

// columnList lists the first columns of a temporary table.
func columnList(columns int) string {
	names := make([]string, columns)
	for i := range names {
		names[i] = intake.Column(i)
	}
	return strings.Join(names, ", ")
}

// CreateSeen creates the table of the keys that came.
func (t *Table) CreateSeen() string { return t.createKeys("forecourt_seen") }

// CreateGone creates the table of the keys to delete.
func (t *Table) CreateGone() string { return t.createKeys("forecourt_gone") }

// InsertSeen adds the keys that the intake shows to those that came.
func (t *Table) InsertSeen() string { return t.insertKeys("forecourt_seen") }

// InsertGone adds the keys that the intake shows to those to delete.
func (t *Table) InsertGone() string { return t.insertKeys("forecourt_gone") }

func (t *Table) insertKeys(table string) string {
	return fmt.Sprintf("INSERT OR IGNORE INTO temp.%s (%[2]s) SELECT %[2]s FROM temp.forecourt_intake", table, t.numbered())
}

// InsertUnseen adds the keys that did not come to those to delete.
func (t *Table) InsertUnseen() string {
	return fmt.Sprintf("INSERT INTO temp.forecourt_gone (%[1]s) SELECT %[2]s FROM main.%[3]s AS v WHERE %[4]s NOT IN (SELECT %[1]s FROM temp.forecourt_seen)",
		t.numbered(), t.keyList(func(_ int, name string) string { return "v." + name }), cache.Quote(t.Name), t.keyOf("v"))
}

// DeleteGone deletes the rows of these keys.
func (t *Table) DeleteGone() string {
	return fmt.Sprintf("DELETE FROM main.%[1]s WHERE %[2]s IN (SELECT %[3]s FROM temp.forecourt_gone)",
		cache.Quote(t.Name), t.row(t.keyList(func(_ int, name string) string { return name })), t.numbered())
}

// SelectGone selects the keys of the rows that did not come, as people read them.
func (t *Table) SelectGone() string {
	return fmt.Sprintf("SELECT %s FROM main.%s AS v WHERE %s NOT IN (SELECT %s FROM temp.forecourt_seen) LIMIT %d",
		t.quotedKey(func(at int) string { return "v." + cache.Quote(t.Columns[at].Name) }), cache.Quote(t.Name), t.keyOf("v"), t.numbered(), cache.MaxExamples)
}

// quotedKey returns the key as people read it: an SQL literal, or for several columns a list of them in brackets.
func (t *Table) quotedKey(column func(at int) string) string {
	parts := make([]string, len(t.Keys))
	for i, at := range t.Keys {
		parts[i] = "quote(" + column(at) + ")"
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return "'(' || " + strings.Join(parts, " || ', ' || ") + " || ')'"
}

// SelectDuplicate finds a key that the intake shows twice.
func (t *Table) SelectDuplicate() string {
	quoted := strings.ReplaceAll(t.numbered(), ", ", ") || ', ' || quote(")
	return fmt.Sprintf("SELECT quote(%s) FROM temp.forecourt_intake GROUP BY %s HAVING COUNT(*) > 1 LIMIT 1", quoted, t.numbered())
}

// insertLog is the beginning of the statements that write the log. Its parameters are the view, the time of the
// snapshot, and the run.
const insertLog = "INSERT INTO main.forecourt_row_changes (view, changed_at, run_id, key_columns, key, what, old, new) SELECT ?1, ?2, ?3, "

// loggedKey returns the key as the log has it: the value of one column, or a JSON array of several.
func (t *Table) loggedKey(column func(at int) string) string {
	parts := make([]string, len(t.Keys))
	for i, at := range t.Keys {
		parts[i] = column(at)
	}
	text := strings.Join(parts, ", ")
	if len(t.Keys) > 1 {
		text = changelog.ArrayFunction + "(" + text + ")"
	}
	return strconv.Itoa(len(t.Keys)) + ", " + text
}

// LogChanged logs what the intake shows: the key as the log has it, what has happened, the old values, and the new
// ones.
func (t *Table) LogChanged() string {
	return insertLog + strconv.Itoa(len(t.Keys)) + ", c0, c1, c2, c3 FROM temp.forecourt_intake"
}

// LogGone logs the rows to delete.
func (t *Table) LogGone() string {
	value := func(at int) string { return "v." + cache.Quote(t.Columns[at].Name) }
	return fmt.Sprintf(insertLog+"%s, 'deleted', %s, NULL FROM main.%s AS v WHERE %s IN (SELECT %s FROM temp.forecourt_gone)",
		t.loggedKey(value), t.object(func(i int, _ rowset.Column) string { return value(i) }), cache.Quote(t.Name), t.keyOf("v"), t.numbered())
}
