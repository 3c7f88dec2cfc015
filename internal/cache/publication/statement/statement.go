// Package statement writes the SQL on a copy's table, whose name and columns are only known at run time.
package statement

import (
	"fmt"
	"slices"
	"strings"

	"forecourt/internal/cache"
	"forecourt/internal/cache/changelog"
	"forecourt/internal/cache/publication/intake"
	"forecourt/internal/rowset"
)

// These statements use the temporary tables of a publication.
const (
	DropGone       = "DROP TABLE IF EXISTS temp.forecourt_gone"
	SelectMasks    = "SELECT DISTINCT mask FROM temp.forecourt_changes WHERE mask IS NOT NULL LIMIT ?"
	SortIntake     = "SELECT c0, c1 FROM temp.forecourt_intake ORDER BY c0"
	SortChanges    = "SELECT hkey, hash FROM temp.forecourt_changes ORDER BY hkey"
	DropSeen       = "DROP TABLE IF EXISTS temp.forecourt_seen"
	DropChanges    = "DROP TABLE IF EXISTS temp.forecourt_changes"
	CountChanges   = "SELECT COALESCE(SUM(is_new), 0), COUNT(*) FROM temp.forecourt_changes"
	SizeOfOld      = "SELECT COALESCE(SUM(octet_length(old)), 0) FROM temp.forecourt_changes"
	CountIntake    = "SELECT COUNT(*) FROM temp.forecourt_intake"
	EmptyLog       = "DELETE FROM main.forecourt_row_changes"
	SkipLogIDs     = "UPDATE main.sqlite_sequence SET seq = seq + ? WHERE name = 'forecourt_row_changes'"
	HasUniqueIndex = "SELECT EXISTS (SELECT 1 FROM pragma_index_list(?1, 'main') WHERE \"unique\" AND origin = 'c')"
)

// Table builds the SQL for one table. Column i of the table is column ci of the intake.
type Table struct {
	Name    string
	Columns []rowset.Column
	// Keys are the positions of the key columns. It is empty if there is no key.
	Keys []int
	// Log says whether the log of changes is written. WholeKey means that the key is SQLite's row key.
	Log, WholeKey bool
}

// list calls text for every column, and joins the results with commas.
func (t *Table) list(text func(i int, column rowset.Column) string) string {
	parts := make([]string, len(t.Columns))
	for i, column := range t.Columns {
		parts[i] = text(i, column)
	}
	return strings.Join(parts, ", ")
}

func (t *Table) names() string {
	return t.list(func(_ int, column rowset.Column) string { return cache.Quote(column.Name) })
}

func (t *Table) intakeColumns(prefix string) string {
	return t.list(func(i int, _ rowset.Column) string { return prefix + intake.Column(i) })
}

// Declared returns the type with which the table declares a column.
func (t *Table) Declared(i int) string {
	if t.WholeKey && len(t.Keys) == 1 && t.Keys[0] == i {
		return "INTEGER"
	}
	return t.Columns[i].DeclaredType()
}

// CreateTable creates the table with its key.
func (t *Table) CreateTable() string {
	columns := t.list(func(i int, column rowset.Column) string {
		text := cache.Quote(column.Name)
		switch declared := t.Declared(i); {
		case declared == "":
		case column.Kind == rowset.Any:
			text += " " + cache.Quote(declared) // The source chose the name. Quoted, it can only be a type.
		default:
			text += " " + declared
		}
		switch place := slices.Index(t.Keys, i); {
		case place >= 0 && len(t.Keys) == 1:
			text += " NOT NULL PRIMARY KEY"
		case place >= 0:
			text += " NOT NULL"
		}
		return text
	})
	if len(t.Keys) > 1 {
		columns += ", PRIMARY KEY (" + t.keyList(func(_ int, name string) string { return name }) + ")"
	}
	return "CREATE TABLE main." + cache.Quote(t.Name) + " (" + columns + ")"
}

// DropTable drops the table.
func (t *Table) DropTable() string { return "DROP TABLE main." + cache.Quote(t.Name) }

// DeleteAll deletes all rows.
func (t *Table) DeleteAll() string { return "DELETE FROM main." + cache.Quote(t.Name) }

// Greatest selects the greatest value of a column. The unary plus hides the column's type, because the driver would
// turn dates into times. Unsigned numbers above 2^63-1 are stored as text of 19 or 20 digits.
func (t *Table) Greatest(column rowset.Column) string {
	name, table := cache.Quote(column.Name), cache.Quote(t.Name)
	if column.Kind != rowset.Unsigned {
		return fmt.Sprintf("SELECT +MAX(%s) FROM main.%s", name, table)
	}
	return fmt.Sprintf("SELECT %[1]s FROM main.%[2]s ORDER BY typeof(%[1]s) = 'text' DESC, length(%[1]s) DESC, %[1]s DESC LIMIT 1", name, table)
}

// Count counts the rows.
func (t *Table) Count() string { return "SELECT COUNT(*) FROM main." + cache.Quote(t.Name) }

// InsertIntake inserts all rows of the intake into an empty table.
func (t *Table) InsertIntake() string {
	return fmt.Sprintf("INSERT INTO main.%s (%s) SELECT %s FROM temp.forecourt_intake", cache.Quote(t.Name), t.names(), t.intakeColumns(""))
}

// CreateChanges creates the table of the rows to write. Its columns have no affinity, and a key can occur once. mask
// has a '1' for every column of the old row that differs, and old has what the log says of the old values.
func (t *Table) CreateChanges() string {
	if len(t.Keys) == 0 {
		return "CREATE TEMP TABLE forecourt_changes (is_new, " + t.intakeColumns("") + ")"
	}
	return "CREATE TEMP TABLE forecourt_changes (is_new, mask, old, hkey UNIQUE, hash, " + t.intakeColumns("") + ")"
}

// differs compares a column of the table with that of the intake. A column without affinity distinguishes 1 from 1.0,
// although SQLite's comparison takes them for equal.
func (t *Table) differs(i int, column rowset.Column) string {
	text := fmt.Sprintf("v.%s IS NOT f.%s", cache.Quote(column.Name), intake.Column(i))
	if typed(column) {
		text += fmt.Sprintf(" OR typeof(v.%s) <> typeof(f.%s)", cache.Quote(column.Name), intake.Column(i))
	}
	return "(" + text + ")"
}

// exact reports whether the source sends values exactly as the table holds them. If a column may hold any type,
// SQLite may convert values when it stores them, so only SQLite can compare them.
func (t *Table) exact() bool {
	return !slices.ContainsFunc(t.Columns, func(column rowset.Column) bool { return column.Kind == rowset.Any })
}

// typed reports whether a column may hold equal values of different types.
func typed(column rowset.Column) bool {
	return column.Kind == rowset.Any && column.Affinity() == rowset.AffinityNone
}

// mask returns an expression for a text with a '1' for every column that differs and a '0' for the others. It is made
// of groups, because SQLite limits the number of a function's arguments and the depth of expressions.
func (t *Table) mask() string {
	return t.grouped(" || ", func(from, to int) string {
		part := Table{Columns: t.Columns[from:to]}
		return "concat(" + part.list(func(i int, column rowset.Column) string { return t.differs(from+i, column) }) + ")"
	})
}

// grouped calls text for every hundred columns, and joins the results.
func (t *Table) grouped(separator string, text func(from, to int) string) string {
	const group = 100
	var parts []string
	for from := 0; from < len(t.Columns); from += group {
		parts = append(parts, text(from, min(from+group, len(t.Columns))))
	}
	return strings.Join(parts, separator)
}

// differing selects the intake's rows that are new or have other values than the table.
func (t *Table) differing(selected string) string {
	var have, want []string
	for i, column := range t.Columns {
		if typed(column) {
			have, want = append(have, "typeof(v."+cache.Quote(column.Name)+")"), append(want, "typeof(f."+intake.Column(i)+")")
		}
	}
	types := ""
	if len(have) > 0 { // Comparing row values keeps the expression within SQLite's depth.
		types = fmt.Sprintf(" OR (%s) IS NOT (%s)", strings.Join(have, ", "), strings.Join(want, ", "))
	}
	differs := fmt.Sprintf("(%s) IS NOT (%s)%s", t.held(), t.intakeColumns("f."), types)
	if t.exact() {
		differs = t.grouped(" + ", func(from, to int) string {
			part := Table{Columns: t.Columns[from:to]}
			return fmt.Sprintf("%s(%d, %s)", intake.CompareFunction, from, part.held())
		})
	}
	return fmt.Sprintf(
		"SELECT v.%[1]s IS NULL AS is_new%[2]s FROM temp.forecourt_intake AS f LEFT JOIN main.%[3]s AS v ON %[4]s WHERE v.%[1]s IS NULL OR %[5]s",
		cache.Quote(t.Columns[t.Keys[0]].Name), selected, cache.Quote(t.Name), t.sameKey("v"), differs)
}

// held lists the columns with the values that the table holds.
func (t *Table) held() string {
	return t.list(func(_ int, column rowset.Column) string { return "v." + cache.Quote(column.Name) })
}

// InsertDiffering stages the intake's rows that are new or have other values than the table.
func (t *Table) InsertDiffering() string {
	mask, old := t.mask(), "NULL"
	switch {
	case t.exact():
		mask, old = intake.MaskFunction+"()", intake.OldFunction+"()"
	case t.Log:
		old = t.object(mask, func(_ int, column rowset.Column) string { return "v." + cache.Quote(column.Name) })
	}
	whenOld := func(text string) string {
		return fmt.Sprintf("CASE WHEN v.%s IS NOT NULL THEN %s END", cache.Quote(t.Columns[t.Keys[0]].Name), text)
	}
	return fmt.Sprintf("INSERT INTO temp.forecourt_changes (is_new, mask, old, hkey, hash, %s) %s", t.intakeColumns(""),
		t.differing(fmt.Sprintf(", %s, %s, f.hkey, f.hash, %s", whenOld(mask), whenOld(old), t.intakeColumns("f."))))
}

// InsertAll stages all of the intake's rows.
func (t *Table) InsertAll() string {
	return fmt.Sprintf("INSERT INTO temp.forecourt_changes (is_new, %s) SELECT 1, %s FROM temp.forecourt_intake", t.intakeColumns(""), t.intakeColumns(""))
}

// InsertChanges writes the staged rows of a view without a key.
func (t *Table) InsertChanges() string {
	return fmt.Sprintf("INSERT INTO main.%s (%s) SELECT %s FROM temp.forecourt_changes ORDER BY rowid", cache.Quote(t.Name), t.names(), t.intakeColumns(""))
}

// UpdateChanged updates the staged rows that the table already has: the columns of a mask, or all columns for "". It
// returns "" if there is nothing to write. With OR FAIL, SQLite needs no journal to undo a single statement. An error
// undoes the whole transaction anyway.
func (t *Table) UpdateChanged(mask string) string {
	where := "NOT f.is_new"
	if mask != "" {
		where = "f.mask = ?"
	}
	var set []string
	for i, column := range t.Columns {
		// A key does not change, except for its type: 1 may become 1.0.
		if mask == "" && (typed(column) || !slices.Contains(t.Keys, i)) || mask != "" && mask[i] == '1' {
			set = append(set, cache.Quote(column.Name)+" = f."+intake.Column(i))
		}
	}
	if len(set) == 0 {
		return ""
	}
	return fmt.Sprintf("UPDATE OR FAIL main.%[1]s SET %[2]s FROM temp.forecourt_changes AS f WHERE %[3]s AND %[4]s",
		cache.Quote(t.Name), strings.Join(set, ", "), where, t.sameKey("main."+cache.Quote(t.Name)))
}

// Mentions reports whether an index's statement names a column that is in one of the masks. It may also return true
// for a statement that does not.
func (t *Table) Mentions(statement string, masks []string) bool {
	_, indexed, _ := strings.Cut(strings.ToLower(statement), " on ")
	for i, column := range t.Columns {
		changes := slices.ContainsFunc(masks, func(mask string) bool { return mask[i] == '1' })
		if changes && strings.Contains(indexed, strings.ToLower(column.Name)) {
			return true
		}
	}
	return false
}

// InsertNew inserts the staged rows that the table does not have.
func (t *Table) InsertNew() string {
	return fmt.Sprintf("INSERT OR FAIL INTO main.%s (%s) SELECT %s FROM temp.forecourt_changes WHERE is_new", cache.Quote(t.Name), t.names(), t.intakeColumns(""))
}

// object returns an expression for a JSON object of the columns that a mask selects.
func (t *Table) object(mask string, column func(i int, column rowset.Column) string) string {
	fields := t.grouped(" || ", func(from, to int) string {
		part := Table{Columns: t.Columns[from:to]}
		return fmt.Sprintf("%s(%d, %s, %s)", changelog.FieldsFunction, from, mask, part.list(func(i int, c rowset.Column) string { return column(from+i, c) }))
	})
	return "'{' || substr(" + fields + ", 2) || '}'"
}

// InsertValues inserts one row of parameters.
func (t *Table) InsertValues() string {
	return fmt.Sprintf("INSERT INTO main.%s (%s) VALUES (?%s)", cache.Quote(t.Name), t.names(), strings.Repeat(", ?", len(t.Columns)-1))
}
