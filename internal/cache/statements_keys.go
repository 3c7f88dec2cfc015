package cache

import (
	"fmt"
	"strconv"
	"strings"

	"forecourt/internal/rowset"
)

// This file holds the SQL on the keys of such tables: they are of one column, or of several.

// keyList joins a text for each column of the key with commas; i is its place in the key.
func (s *statements) keyList(text func(i int, name string) string) string {
	parts := make([]string, len(s.keys))
	for i, at := range s.keys {
		parts[i] = text(i, quote(s.columns[at].Name))
	}
	return strings.Join(parts, ", ")
}

// row makes a row value of several columns, as SQLite wants it.
func (s *statements) row(list string) string {
	if len(s.keys) == 1 {
		return list
	}
	return "(" + list + ")"
}

// keyOf is the key of the rows of a table, or its alias.
func (s *statements) keyOf(table string) string {
	return s.row(s.keyList(func(_ int, name string) string { return table + "." + name }))
}

// sameKey compares the key of a table, or its alias, with that of the staged or streamed row f.
func (s *statements) sameKey(table string) string {
	parts := make([]string, len(s.keys))
	for i, at := range s.keys {
		parts[i] = table + "." + quote(s.columns[at].Name) + " = f." + feedColumn(at)
	}
	return strings.Join(parts, " AND ")
}

// numbered lists the columns of temporary tables that hold keys, and of a feed that shows them.
func (s *statements) numbered() string {
	return s.keyList(func(i int, _ string) string { return feedColumn(i) })
}

// createKeys makes a temporary table of keys.
func (s *statements) createKeys(name string) string {
	return fmt.Sprintf("CREATE TEMP TABLE %s (%[2]s, PRIMARY KEY (%[2]s)) WITHOUT ROWID", name, s.numbered())
}

func (s *statements) createSeen() string { return s.createKeys("forecourt_seen") }
func (s *statements) createGone() string { return s.createKeys("forecourt_gone") }

func (s *statements) insertSeen() string { return s.insertKeys("forecourt_seen") }

// insertGone collects the keys that the feed shows, insertUnseen those that did not come.
func (s *statements) insertGone() string { return s.insertKeys("forecourt_gone") }

func (s *statements) insertKeys(table string) string {
	return fmt.Sprintf("INSERT OR IGNORE INTO temp.%s (%[2]s) SELECT %[2]s FROM temp.forecourt_feed", table, s.numbered())
}

func (s *statements) insertUnseen() string {
	return fmt.Sprintf("INSERT INTO temp.forecourt_gone (%[1]s) SELECT %[2]s FROM main.%[3]s AS v WHERE %[4]s NOT IN (SELECT %[1]s FROM temp.forecourt_seen)",
		s.numbered(), s.keyList(func(_ int, name string) string { return "v." + name }), quote(s.table), s.keyOf("v"))
}

func (s *statements) deleteGone() string {
	return fmt.Sprintf("DELETE FROM main.%[1]s WHERE %[2]s IN (SELECT %[3]s FROM temp.forecourt_gone)",
		quote(s.table), s.row(s.keyList(func(_ int, name string) string { return name })), s.numbered())
}

// selectDiffering names the feed's rows that the table does not hold, or holds with other values; selectGone those that did not come.
func (s *statements) selectDiffering() string {
	return s.differing(", " + s.quotedKey(func(at int) string { return "f." + feedColumn(at) }))
}

func (s *statements) selectGone() string {
	return fmt.Sprintf("SELECT %s FROM main.%s AS v WHERE %s NOT IN (SELECT %s FROM temp.forecourt_seen) LIMIT %d",
		s.quotedKey(func(at int) string { return "v." + quote(s.columns[at].Name) }), quote(s.table), s.keyOf("v"), s.numbered(), maxExamples)
}

// quotedKey is the key as people read it: SQL's literal of one column, a list in brackets of several.
func (s *statements) quotedKey(column func(at int) string) string {
	parts := make([]string, len(s.keys))
	for i, at := range s.keys {
		parts[i] = "quote(" + column(at) + ")"
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return "'(' || " + strings.Join(parts, " || ', ' || ") + " || ')'"
}

// selectDuplicate finds a key that the feed shows twice.
func (s *statements) selectDuplicate() string {
	quoted := strings.ReplaceAll(s.numbered(), ", ", ") || ', ' || quote(")
	return fmt.Sprintf("SELECT quote(%s) FROM temp.forecourt_feed GROUP BY %s HAVING COUNT(*) > 1 LIMIT 1", quoted, s.numbered())
}

// insertLog begins the statements that write the log; the parameters are the view, the snapshot's time and the run.
const insertLog = "INSERT INTO main.forecourt_row_changes (view, changed_at, run_id, key_columns, key, what, old, new) SELECT ?1, ?2, ?3, "

// loggedKey is the key as the log has it: the value of one column, the JSON array of several.
func (s *statements) loggedKey(column func(at int) string) string {
	parts := make([]string, len(s.keys))
	for i, at := range s.keys {
		parts[i] = column(at)
	}
	text := strings.Join(parts, ", ")
	if len(s.keys) > 1 {
		text = arrayFunction + "(" + text + ")"
	}
	return strconv.Itoa(len(s.keys)) + ", " + text
}

// logChanged tells of the staged rows.
func (s *statements) logChanged() string {
	return fmt.Sprintf(insertLog+"%s, CASE WHEN is_new THEN 'inserted' ELSE 'updated' END, old, %s FROM temp.forecourt_changes ORDER BY rowid",
		s.loggedKey(feedColumn), s.object("mask", func(i int, _ rowset.Column) string { return feedColumn(i) }))
}

// logGone tells of the rows that are deleted.
func (s *statements) logGone() string {
	value := func(at int) string { return "v." + quote(s.columns[at].Name) }
	return fmt.Sprintf(insertLog+"%s, 'deleted', %s, NULL FROM main.%s AS v WHERE %s IN (SELECT %s FROM temp.forecourt_gone)",
		s.loggedKey(value), s.object("NULL", func(i int, _ rowset.Column) string { return value(i) }), quote(s.table), s.keyOf("v"), s.numbered())
}

// shape says of what the hashes were made.
func (s *statements) shape() string {
	text := shapePrefix + joinPlaces(s.keys)
	for _, column := range s.columns {
		text += fmt.Sprintf(", %s %s %d", quote(column.Name), column.Kind, column.Affinity())
	}
	return text
}

// shapePrefix begins every shape of this version.
const shapePrefix = "1 key "

// joinPlaces writes the places of the key's columns; -1 is no key.
func joinPlaces(keys []int) string {
	if len(keys) == 0 {
		return "-1"
	}
	parts := make([]string, len(keys))
	for i, at := range keys {
		parts[i] = strconv.Itoa(at)
	}
	return strings.Join(parts, "+")
}

// shapeKeys reads the places of the key's columns from a shape, and tells whether this version has written it.
func shapeKeys(shape string) (keys []int, ok bool) {
	text, ok := strings.CutPrefix(shape, shapePrefix)
	text, _, _ = strings.Cut(text, ",")
	if !ok || text == "-1" {
		return nil, ok
	}
	for part := range strings.SplitSeq(text, "+") {
		at, err := strconv.Atoi(part)
		if err != nil || at < 0 {
			return nil, false
		}
		keys = append(keys, at)
	}
	return keys, true
}
