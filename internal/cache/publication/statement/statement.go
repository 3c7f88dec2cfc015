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
	SortIntake     = "SELECT c0, c1 FROM temp.forecourt_intake ORDER BY c0"
	DropSeen       = "DROP TABLE IF EXISTS temp.forecourt_seen"
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

// quotedType is Declared as it is written in a statement. The source chooses the type of a column of any type. Quoted,
// it can only be a type.
func (t *Table) quotedType(i int) string {
	declared := t.Declared(i)
	if declared != "" && t.Columns[i].Kind == rowset.Any {
		return cache.Quote(declared)
	}
	return declared
}

// CreateTable creates the table with its key.
func (t *Table) CreateTable() string {
	columns := t.list(func(i int, column rowset.Column) string {
		text := cache.Quote(column.Name)
		if declared := t.quotedType(i); declared != "" {
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

// typed reports whether a column may hold equal values of different types.
func typed(column rowset.Column) bool {
	return column.Kind == rowset.Any && column.Affinity() == rowset.AffinityNone
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

// Exact reports whether the table holds values exactly as the source sends them. A column that may hold any type may
// convert them.
func (t *Table) Exact() bool {
	return !slices.ContainsFunc(t.Columns, func(column rowset.Column) bool {
		return column.Kind == rowset.Any && column.Affinity() != rowset.AffinityNone
	})
}

// CreateStored creates a temporary table of the same types, which shows how SQLite stores a row.
func (t *Table) CreateStored() string {
	return "CREATE TEMP TABLE forecourt_stored (id INTEGER PRIMARY KEY, " + t.list(func(i int, _ rowset.Column) string {
		return intake.Column(i) + " " + t.quotedType(i)
	}) + ")"
}

// KeepStored puts a row into it, in place of the one before. It has one parameter for each column.
func (t *Table) KeepStored() string {
	return "INSERT OR REPLACE INTO temp.forecourt_stored VALUES (1" + strings.Repeat(", ?", len(t.Columns)) + ")"
}

// SelectStored selects that row.
func (t *Table) SelectStored() string {
	return "SELECT " + t.intakeColumns("") + " FROM temp.forecourt_stored"
}

// SelectFrom selects all columns of the rows from a key on, in the order of the keys. It has one parameter for each of
// the key's columns.
func (t *Table) SelectFrom() string {
	names := t.keyList(func(_ int, name string) string { return name })
	return fmt.Sprintf("SELECT %s FROM main.%s WHERE %s >= %s ORDER BY %s", t.names(), cache.Quote(t.Name),
		t.row(names), t.row(t.keyList(func(int, string) string { return "?" })), names)
}

// UpdateColumns returns the positions of the columns that UpdateChanged writes: those of a mask, or all for "". A key
// does not change, except for its type: 1 may become 1.0.
func (t *Table) UpdateColumns(mask string) []int {
	var list []int
	for i, column := range t.Columns {
		if mask == "" && (typed(column) || !slices.Contains(t.Keys, i)) || mask != "" && mask[i] == '1' {
			list = append(list, i)
		}
	}
	return list
}

// UpdateChanged updates rows of the table. The intake shows their keys, and behind them the columns of UpdateColumns,
// of which there must be one. With OR FAIL, SQLite needs no journal to undo a single statement. An error undoes the
// whole transaction anyway.
func (t *Table) UpdateChanged(columns []int) string {
	set, same := make([]string, len(columns)), make([]string, len(t.Keys))
	for i, at := range columns {
		set[i] = cache.Quote(t.Columns[at].Name) + " = f." + intake.Column(len(t.Keys)+i)
	}
	table := "main." + cache.Quote(t.Name)
	for i, at := range t.Keys {
		same[i] = table + "." + cache.Quote(t.Columns[at].Name) + " = f." + intake.Column(i)
	}
	return fmt.Sprintf("UPDATE OR FAIL %s SET %s FROM temp.forecourt_intake AS f WHERE %s", table, strings.Join(set, ", "), strings.Join(same, " AND "))
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

// InsertNew inserts the rows of the intake.
func (t *Table) InsertNew() string {
	return fmt.Sprintf("INSERT OR FAIL INTO main.%s (%s) SELECT %s FROM temp.forecourt_intake", cache.Quote(t.Name), t.names(), t.intakeColumns(""))
}

// object returns an expression for a JSON object of all columns.
func (t *Table) object(column func(i int, column rowset.Column) string) string {
	fields := t.grouped(" || ", func(from, to int) string {
		part := Table{Columns: t.Columns[from:to]}
		return fmt.Sprintf("%s(%d, NULL, %s)", changelog.FieldsFunction, from, part.list(func(i int, c rowset.Column) string { return column(from+i, c) }))
	})
	return "'{' || substr(" + fields + ", 2) || '}'"
}

// InsertValues inserts a number of rows of parameters. If one is refused, those before it stay.
func (t *Table) InsertValues(rows int) string {
	row := "(?" + strings.Repeat(", ?", len(t.Columns)-1) + ")"
	return fmt.Sprintf("INSERT OR FAIL INTO main.%s (%s) VALUES %s%s", cache.Quote(t.Name), t.names(), row, strings.Repeat(", "+row, rows-1))
}
