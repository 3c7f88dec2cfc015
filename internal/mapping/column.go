package mapping

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"forecourt/internal/vehicle"
)

// ColumnKind says what the values of a column are.
type ColumnKind int

// The kinds.
const (
	// AnyColumn is a column of SQLite that says nothing of its values.
	AnyColumn ColumnKind = iota
	IntegerColumn
	DecimalColumn
	FloatColumn
	TextColumn
	DateColumn
	BitColumn
	// BytesColumn has values that are no text and no number.
	BytesColumn
)

// Column is a column of the view at hand.
type Column struct {
	Name string
	Kind ColumnKind
	// Decimals is how many decimals a DecimalColumn keeps.
	Decimals int
	// Folds tells that the column's collation puts case aside, so that an index finds a word whatever its case.
	Folds bool
	// shortYears tells that the column is a YEAR, for which MariaDB reads 7 as 2007.
	shortYears bool
	// NotNull tells that the column holds no NULL; it is false where that is not known.
	NotNull bool
	// charset is the column's character set, as its collation's name begins.
	charset string
	// Type is the type as the engine shows it, for messages.
	Type string
	// Copied tells that the column is that of a copy: a text may be a date there, or a decimal number of more than 15 digits, and
	// whole numbers without a sign have no type.
	Copied bool
	// Ref is how SQL names the column, "" for its quoted name.
	Ref string
}

// turkish are the collations in which I is not the capital of i.
var turkish = regexp.MustCompile(`turkish|_(?:tr|az)_`)

var decimalType = regexp.MustCompile(`^(?:decimal|numeric)\(\d+,(\d+)\)`)

// NewColumn reads a column's type as MySQL, MariaDB or SQLite show it. collation is MySQL's name of it, "" for none.
func NewColumn(name, columnType, collation string) Column {
	c := Column{Name: name, Type: columnType, Folds: strings.Contains(collation, "_ci") && !turkish.MatchString(collation)}
	c.charset, _, _ = strings.Cut(collation, "_")
	lower := strings.ToLower(columnType)
	if match := decimalType.FindStringSubmatch(lower); match != nil {
		c.Kind = DecimalColumn
		c.Decimals, _ = strconv.Atoi(match[1]) // The pattern has digits alone.
		return c
	}
	base, _, _ := strings.Cut(lower, "(")
	base, _, _ = strings.Cut(base, " ")
	c.shortYears = base == "year"
	switch base {
	case "":
		c.Kind = AnyColumn
	case "tinyint", "smallint", "mediumint", "int", "integer", "bigint", "year", "boolean", "bool":
		c.Kind = IntegerColumn
	case "decimal":
		c.Kind = DecimalColumn
	case "numeric": // SQLite's affinity tells no decimals.
		c.Kind, c.Decimals = DecimalColumn, -1
	case "float", "double", "real":
		c.Kind = FloatColumn
	case "date", "datetime", "timestamp":
		c.Kind = DateColumn
	case "bit":
		c.Kind = BitColumn
	case "binary", "varbinary", "blob", "tinyblob", "mediumblob", "longblob", "geometry", "point", "vector", "linestring", "polygon":
		c.Kind = BytesColumn
	default: // char, varchar, text, enum, set, json, time, uuid, inet4, …
		c.Kind = TextColumn
	}
	return c
}

func (c Column) numeric() bool {
	return c.Kind == IntegerColumn || c.Kind == DecimalColumn || c.Kind == FloatColumn || c.Kind == BitColumn || c.Kind == AnyColumn
}

// holds tells whether the column's character set surely has all letters of a text: MySQL compares no column with a text that it
// cannot convert.
func (c Column) holds(text string) bool {
	last := rune(unicode.MaxASCII)
	switch c.charset {
	case "", "utf8mb4", "utf16", "utf16le", "utf32":
		last = unicode.MaxRune
	case "utf8", "utf8mb3", "ucs2":
		last = 0xffff
	case "latin1":
		last = unicode.MaxLatin1
	}
	return strings.IndexFunc(text, func(r rune) bool { return r > last }) < 0
}

// whole tells whether the column, as a key, is a whole number.
func (c Column) whole() bool { return c.Kind == IntegerColumn || c.Kind == AnyColumn && c.Copied }

// Problem is what keeps a mapping from fitting a view.
type Problem struct {
	// Field is the field concerned, "key" for the key; Column its column. Line is that of the file, 0 for none.
	Field, Column string
	Line          int
	// Text says what is wrong, and what to do.
	Text string
}

func (p Problem) String() string {
	if p.Line > 0 {
		return fmt.Sprintf("line %d: %s: %s", p.Line, p.Field, p.Text)
	}
	return p.Field + ": " + p.Text
}

// ColumnsError lists all that keeps a mapping from fitting a view.
type ColumnsError struct {
	View     string
	Problems []Problem
}

// Error implements error.
func (e *ColumnsError) Error() string {
	list := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		list[i] = p.String()
	}
	return fmt.Sprintf("the mapping does not fit %s: %s", e.View, strings.Join(list, "; "))
}

// Check compares the mapping with the columns of the view. It returns nil when all columns are there and have types that
// their fields can be read from.
func (m *Mapping) Check(columns []Column) *ColumnsError {
	e := &ColumnsError{View: m.View}
	for _, column := range m.Key {
		e.check("key", column, 0, columns, func(c Column) string {
			if c.Kind == BytesColumn || c.Kind == FloatColumn {
				return fmt.Sprintf("the column %s is %s, which identifies nothing in an address: name another key", c.Name, c.Type)
			}
			return ""
		})
	}
	for _, f := range m.Fields {
		standard, _ := catalogued(f.Name)
		if m.missing(f, columns) && !standard.Required {
			continue
		}
		e.source(f.Name, standard.Kind, f.Source, f.Line, columns)
	}
	for _, own := range m.Own {
		e.source("own: "+own.Name, own.Kind, own.Source, own.Line, columns)
	}
	if len(e.Problems) == 0 {
		return nil
	}
	return e
}

// missing tells whether a field of a lenient mapping has no column.
func (m *Mapping) missing(f Field, columns []Column) bool {
	if !m.Lenient || len(f.Columns) == 0 {
		return false
	}
	_, found := find(columns, f.Columns[0])
	return !found
}

// check adds a problem of one column, if there is one.
func (e *ColumnsError) check(field, name string, line int, columns []Column, problem func(Column) string) {
	c, found := find(columns, name)
	var text string
	if !found {
		var names []string
		for _, c := range columns {
			names = append(names, c.Name)
		}
		text = fmt.Sprintf("%s has no column %s%s", e.View, name, hint(name, names))
	} else if text = problem(c); text == "" {
		return
	}
	e.Problems = append(e.Problems, Problem{Field: field, Column: name, Line: line, Text: text})
}

// find returns the column with a name, whatever its case.
func find(columns []Column, name string) (Column, bool) {
	for _, c := range columns {
		if strings.EqualFold(c.Name, name) {
			return c, true
		}
	}
	return Column{}, false
}

func (e *ColumnsError) source(field string, kind vehicle.Kind, s Source, line int, columns []Column) {
	for _, name := range s.uses() {
		e.check(field, name, line, columns, func(c Column) string { return unreadable(kind, s, c) })
	}
}

// unreadable says why a field of a kind cannot be read from a column, "" if it can.
func unreadable(kind vehicle.Kind, s Source, c Column) string {
	is := fmt.Sprintf("the column %s is %s", c.Name, c.Type)
	switch {
	case c.Kind == BytesColumn:
		return is + ", which is no text and no number: name another column"
	case s.YearOf != "" && c.Kind != DateColumn && c.Kind != TextColumn && c.Kind != AnyColumn:
		return is + ", and year_of needs dates: say column: " + c.Name
	case s.YearOf != "", c.Copied && c.Kind == TextColumn:
		return ""
	case (kind == vehicle.Number || kind == vehicle.Money) && s.Decimal == "" && c.Kind == DateColumn:
		return is + ": say year_of: " + c.Name + " if its year is meant"
	case (kind == vehicle.Number || kind == vehicle.Money) && s.Decimal == "" && c.Kind == TextColumn:
		return is + `: if its numbers are written as text, say which decimal mark they have: {column: ` + c.Name + `, decimal: "."}`
	case kind == vehicle.Date && c.Kind != DateColumn && c.Kind != AnyColumn:
		return is + ", and a date is wanted: name another column, or make it an own field of the kind text"
	}
	return ""
}
