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
	// AnyColumn is an SQLite column whose type says nothing about its values.
	AnyColumn ColumnKind = iota
	IntegerColumn
	DecimalColumn
	FloatColumn
	TextColumn
	DateColumn
	BitColumn
	// BytesColumn holds values that are neither text nor numbers.
	BytesColumn
)

// Column is a column of the view.
type Column struct {
	Name string
	Kind ColumnKind
	// Decimals is how many decimals a DecimalColumn keeps.
	Decimals int
	// Folds means that the column's collation ignores case, so that an index finds a word in any case.
	Folds bool
	// shortYears means that the column is a YEAR: MariaDB reads 7 as 2007 there.
	shortYears bool
	// NotNull means that the column holds no NULL. It is false when that is not known.
	NotNull bool
	// charset is the column's character set, taken from the beginning of its collation's name.
	charset string
	// Type is the type as the engine shows it, for messages.
	Type string
	// Copied means that the column belongs to a copy. There a text may be a date, or a decimal number of more than 15
	// digits, and unsigned whole numbers have no declared type.
	Copied bool
	// Ref is how SQL refers to the column; "" means its quoted name.
	Ref string
}

// turkish matches the collations in which I is not the capital of i.
var turkish = regexp.MustCompile(`turkish|_(?:tr|az)_`)

var decimalType = regexp.MustCompile(`^(?:decimal|numeric)\(\d+,(\d+)\)`)

// NewColumn reads a column's type as MySQL, MariaDB or SQLite prints it. collation is MySQL's name of the collation, or
// "".
func NewColumn(name, columnType, collation string) Column {
	c := Column{Name: name, Type: columnType, Folds: strings.Contains(collation, "_ci") && !turkish.MatchString(collation)}
	c.charset, _, _ = strings.Cut(collation, "_")
	lower := strings.ToLower(columnType)
	if match := decimalType.FindStringSubmatch(lower); match != nil {
		c.Kind = DecimalColumn
		c.Decimals, _ = strconv.Atoi(match[1]) // The pattern allows digits only.
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
	case "numeric": // SQLite's type has no number of decimals.
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

// holds reports whether the column's character set is known to have all letters of a text: MySQL refuses to compare a
// column with a text that it cannot convert.
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

// whole reports whether the column, as a key, holds whole numbers.
func (c Column) whole() bool { return c.Kind == IntegerColumn || c.Kind == AnyColumn && c.Copied }

// Problem is one reason why a mapping does not fit a view.
type Problem struct {
	// Field is the field concerned, or "key". Column is its column, and Line its line in the file, 0 when there is none.
	Field, Column string
	Line          int
	// Text says what is wrong and what to do.
	Text string
}

func (p Problem) String() string {
	if p.Line > 0 {
		return fmt.Sprintf("line %d: %s: %s", p.Line, p.Field, p.Text)
	}
	return p.Field + ": " + p.Text
}

// ColumnsError lists all reasons why a mapping does not fit a view.
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

// Check compares the mapping with the columns of the view. It returns nil when every column exists and has a type from
// which its field can be read.
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

// missing reports whether the mapping is lenient and the field has no column.
func (m *Mapping) missing(f Field, columns []Column) bool {
	if !m.Lenient || len(f.Columns) == 0 {
		return false
	}
	_, found := find(columns, f.Columns[0])
	return !found
}

// check adds the problem of one column, if it has one.
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

// find returns the column with a name; case does not matter.
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

// unreadable says why a field of this kind cannot be read from the column, or "".
func unreadable(kind vehicle.Kind, s Source, c Column) string {
	is := fmt.Sprintf("the column %s is %s", c.Name, c.Type)
	switch {
	case c.Kind == BytesColumn:
		return is + ", which is neither text nor a number: name another column"
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
