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

// This file holds the SQL on the keys of such tables: a key is one column, or several.

// keyList joins a text for each column of the key with commas; i is its place in the key.
func (t *Table) keyList(text func(i int, name string) string) string {
	parts := make([]string, len(t.Keys))
	for i, at := range t.Keys {
		parts[i] = text(i, cache.Quote(t.Columns[at].Name))
	}
	return strings.Join(parts, ", ")
}

// row makes a row value of several columns, as SQLite wants it.
func (t *Table) row(list string) string {
	if len(t.Keys) == 1 {
		return list
	}
	return "(" + list + ")"
}

// keyOf is the key of the rows of a table, or its alias.
func (t *Table) keyOf(table string) string {
	return t.row(t.keyList(func(_ int, name string) string { return table + "." + name }))
}

// sameKey compares the key of a table, or its alias, with that of the staged or streamed row f.
func (t *Table) sameKey(table string) string {
	parts := make([]string, len(t.Keys))
	for i, at := range t.Keys {
		parts[i] = table + "." + cache.Quote(t.Columns[at].Name) + " = f." + intake.Column(at)
	}
	return strings.Join(parts, " AND ")
}

// numbered lists the columns of temporary tables that hold keys, and of a intake that shows them.
func (t *Table) numbered() string {
	return t.keyList(func(i int, _ string) string { return intake.Column(i) })
}

// createKeys makes a temporary table of keys.
func (t *Table) createKeys(name string) string {
	return fmt.Sprintf("CREATE TEMP TABLE %s (%[2]s, PRIMARY KEY (%[2]s)) WITHOUT ROWID", name, t.numbered())
}

// SelectGoneKeys selects the keys of so many columns that are to be deleted.
func SelectGoneKeys(columns int) string {
	return "SELECT " + columnList(columns) + " FROM temp.forecourt_gone ORDER BY " + columnList(columns)
}

// SelectChanged selects the rows of so many columns that are to be written.
func SelectChanged(columns int) string {
	return "SELECT " + columnList(columns) + " FROM temp.forecourt_changes ORDER BY rowid"
}

// columnList names the first columns of a temporary table.
func columnList(columns int) string {
	names := make([]string, columns)
	for i := range names {
		names[i] = intake.Column(i)
	}
	return strings.Join(names, ", ")
}

// CreateSeen makes the table of the keys that came, CreateGone that of the keys to delete.
func (t *Table) CreateSeen() string { return t.createKeys("forecourt_seen") }

// CreateGone is explained with CreateSeen.
func (t *Table) CreateGone() string { return t.createKeys("forecourt_gone") }

// InsertSeen collects the keys that the intake shows.
func (t *Table) InsertSeen() string { return t.insertKeys("forecourt_seen") }

// InsertGone collects the keys that the intake shows.
func (t *Table) InsertGone() string { return t.insertKeys("forecourt_gone") }

func (t *Table) insertKeys(table string) string {
	return fmt.Sprintf("INSERT OR IGNORE INTO temp.%s (%[2]s) SELECT %[2]s FROM temp.forecourt_intake", table, t.numbered())
}

// InsertUnseen collects the keys that did not come.
func (t *Table) InsertUnseen() string {
	return fmt.Sprintf("INSERT INTO temp.forecourt_gone (%[1]s) SELECT %[2]s FROM main.%[3]s AS v WHERE %[4]s NOT IN (SELECT %[1]s FROM temp.forecourt_seen)",
		t.numbered(), t.keyList(func(_ int, name string) string { return "v." + name }), cache.Quote(t.Name), t.keyOf("v"))
}

// DeleteGone deletes the rows of the collected keys.
func (t *Table) DeleteGone() string {
	return fmt.Sprintf("DELETE FROM main.%[1]s WHERE %[2]s IN (SELECT %[3]s FROM temp.forecourt_gone)",
		cache.Quote(t.Name), t.row(t.keyList(func(_ int, name string) string { return name })), t.numbered())
}

// SelectDiffering names the intake's rows that the table does not hold, or holds with other values; SelectGone those
// that did not come.
func (t *Table) SelectDiffering() string {
	return t.differing(", " + t.quotedKey(func(at int) string { return "f." + intake.Column(at) }))
}

// SelectGone is explained with SelectDiffering.
func (t *Table) SelectGone() string {
	return fmt.Sprintf("SELECT %s FROM main.%s AS v WHERE %s NOT IN (SELECT %s FROM temp.forecourt_seen) LIMIT %d",
		t.quotedKey(func(at int) string { return "v." + cache.Quote(t.Columns[at].Name) }), cache.Quote(t.Name), t.keyOf("v"), t.numbered(), cache.MaxExamples)
}

// quotedKey is the key as people read it: SQL's literal of one column, a list in brackets of several.
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

// insertLog begins the statements that write the log; the parameters are the view, the snapshot's time and the run.
const insertLog = "INSERT INTO main.forecourt_row_changes (view, changed_at, run_id, key_columns, key, what, old, new) SELECT ?1, ?2, ?3, "

// loggedKey is the key as the log has it: the value of one column, the JSON array of several.
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

// LogChanged tells of the last staged rows; one more parameter is how many.
func (t *Table) LogChanged() string {
	return fmt.Sprintf(insertLog+"%s, CASE WHEN is_new THEN 'inserted' ELSE 'updated' END, old, %s FROM temp.forecourt_changes"+
		" WHERE rowid > (SELECT MAX(rowid) FROM temp.forecourt_changes) - ?4 ORDER BY rowid",
		t.loggedKey(intake.Column), t.object("mask", func(i int, _ rowset.Column) string { return intake.Column(i) }))
}

// LogGone tells of the rows that are deleted.
func (t *Table) LogGone() string {
	value := func(at int) string { return "v." + cache.Quote(t.Columns[at].Name) }
	return fmt.Sprintf(insertLog+"%s, 'deleted', %s, NULL FROM main.%s AS v WHERE %s IN (SELECT %s FROM temp.forecourt_gone)",
		t.loggedKey(value), t.object("NULL", func(i int, _ rowset.Column) string { return value(i) }), cache.Quote(t.Name), t.keyOf("v"), t.numbered())
}
