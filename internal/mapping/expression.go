package mapping

import (
	"fmt"
	"regexp"
	"strings"

	"forecourt/internal/vehicle"
)

// Engine is a dialect of SQL.
type Engine int

// The engines.
const (
	// MySQL stands for MySQL and MariaDB.
	MySQL Engine = iota
	// SQLite has the functions that Driver adds.
	SQLite
)

// Quote writes a name as an identifier. SQLite accepts MySQL's quotes too. With SQLite's own, a name that no column has
// would silently be read as a text.
func (e Engine) Quote(name string) string { return "`" + strings.ReplaceAll(name, "`", "``") + "`" }

// ref is how SQL refers to a column.
func (e Engine) ref(c Column) string {
	if c.Ref != "" {
		return c.Ref
	}
	return e.Quote(c.Name)
}

var plainText = regexp.MustCompile(`^[A-Za-z0-9 _.,-]*$`)

// literal writes a text as a constant. For MySQL it does not depend on the SQL mode.
func (e Engine) literal(text string) string {
	if e == MySQL {
		if plainText.MatchString(text) { // The SQL mode does not matter here, and people can read it.
			return "_utf8mb4 '" + text + "'"
		}
		return fmt.Sprintf("_utf8mb4 0x%X", text)
	}
	return "'" + strings.ReplaceAll(text, "'", "''") + "'"
}

// lower folds a text to the bytes by which words are compared.
func (e Engine) lower(text string) string {
	if e == MySQL {
		return "CAST(LOWER(CONVERT(" + text + " USING utf8mb4)) AS BINARY)"
	}
	return "forecourt_lower(" + text + ")"
}

func (e Engine) literals(texts []string) string {
	list := make([]string, len(texts))
	for i, text := range texts {
		list[i] = e.literal(text)
	}
	return strings.Join(list, ", ")
}

// expression is how a field is computed from a view's columns.
type expression struct {
	sql string
	// raw is the only column that the field is made of, if conditions on the field can be translated to conditions on that
	// column; otherwise "".
	raw    string
	column Column
	// plain means that the field is the column itself. exact means the same, except that some values are removed.
	plain, exact bool
	// yearOf means that the field is the year of a column of dates.
	yearOf bool
	values []Pair
}

// expression returns how a field is computed. The columns have been checked.
func (e Engine) expression(kind vehicle.Kind, decimals int, s Source, columns []Column) expression {
	if s.Value != "" {
		return expression{sql: e.literal(s.Value)}
	}
	if s.YearOf != "" {
		c, _ := find(columns, s.YearOf)
		x := expression{sql: e.year(c), column: c}
		if c.Kind == DateColumn {
			x.raw, x.yearOf = e.ref(c), true
		}
		return x
	}
	var parts []string
	var x expression
	for _, name := range s.Columns {
		x.column, _ = find(columns, name)
		x.sql = e.known(kind, decimals, s, x.column)
		parts = append(parts, x.sql)
	}
	if len(parts) > 1 {
		if e == MySQL && !numeric(kind) && kind != vehicle.Date {
			for i := range parts { // The columns may have collations that cannot be mixed.
				parts[i] = "CONVERT(" + parts[i] + " USING utf8mb4) COLLATE utf8mb4_bin"
			}
		}
		return expression{sql: "COALESCE(" + strings.Join(parts, ", ") + ")", column: x.column}
	}
	quoted := e.ref(x.column)
	x.plain = x.sql == quoted
	x.raw, x.values = quoted, s.Values
	x.exact = e.base(kind, decimals, s, x.column) == quoted
	return x
}

func numeric(kind vehicle.Kind) bool { return kind == vehicle.Number || kind == vehicle.Money }

// known is a column's value. Values that mean "not known" are removed, and mapped values are replaced by the words that
// are shown.
func (e Engine) known(kind vehicle.Kind, decimals int, s Source, c Column) string {
	value := e.base(kind, decimals, s, c)
	if kind == vehicle.Flag {
		value = e.flag(value, c)
	}
	if len(s.Values) == 0 && len(s.Unknown) == 0 {
		return value
	}
	var b strings.Builder
	b.WriteString("CASE")
	if len(s.Unknown) > 0 {
		fmt.Fprintf(&b, " WHEN %s THEN NULL", e.among(c, forms(kind, s.Unknown)))
	}
	for _, pair := range s.Values {
		fmt.Fprintf(&b, " WHEN %s THEN %s", e.among(c, forms(kind, []string{pair.From})), e.shown(kind, pair.To))
	}
	b.WriteString(" ELSE " + value + " END")
	return b.String()
}

// shown is a constant from the right side of the map of values.
func (e Engine) shown(kind vehicle.Kind, to string) string {
	if numeric(kind) {
		if number, ok := numberOf(to); ok {
			return number
		}
		return "NULL"
	}
	return e.literal(to)
}

// base is a column's value in the form of the field's kind.
func (e Engine) base(kind vehicle.Kind, decimals int, s Source, c Column) string {
	column := e.ref(c)
	switch {
	case kind == vehicle.Date:
		return column
	case !numeric(kind):
		return e.text(c)
	case s.Decimal != "" && (!c.numeric() || c.Kind == AnyColumn):
		return e.written(column, s.Decimal, decimals)
	case c.Kind == IntegerColumn, c.Kind == DecimalColumn && c.Decimals >= 0 && c.Decimals <= decimals && decimals > 0:
		return column
	case c.Kind == BitColumn:
		return "(" + column + " + 0)"
	case e == MySQL && decimals == 0: // Converting through a decimal number rounds halves away from zero.
		return "CAST(CAST(" + column + " AS DECIMAL(40,0)) AS SIGNED)"
	case e == MySQL:
		return fmt.Sprintf("CAST(%s AS DECIMAL(40,%d))", column, decimals)
	case c.Kind == TextColumn || c.Kind == AnyColumn:
		return fmt.Sprintf("forecourt_decimal(%s, %d)", column, decimals)
	case decimals == 0:
		return "CAST(ROUND(" + column + nudge + ") AS INTEGER)"
	}
	return fmt.Sprintf("ROUND(%s%s, %d)", column, nudge, decimals)
}

// nudge makes SQLite's ROUND round a half up even when the float64 nearest to the number is a little below the half. It
// adds two of the last bits, which is less than the distance between any two numbers of 15 digits.
const nudge = " * 1.0000000000000004"

// text is a column as text. Decimals are written without trailing zeros, because both engines can do that.
func (e Engine) text(c Column) string {
	column := e.ref(c)
	if e == SQLite {
		switch c.Kind {
		case TextColumn, DateColumn:
			return column
		case DecimalColumn, FloatColumn, AnyColumn:
			return "CASE WHEN typeof(" + column + ") = 'real' AND " + column + " = CAST(" + column + " AS INTEGER) THEN CAST(CAST(" + column +
				" AS INTEGER) AS TEXT) ELSE CAST(" + column + " AS TEXT) END"
		}
		return "CAST(" + column + " AS TEXT)"
	}
	switch c.Kind {
	case TextColumn:
		return column
	case BitColumn:
		return "CAST(" + column + " + 0 AS CHAR)"
	case DecimalColumn:
		if c.Decimals > 0 {
			return "TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM CAST(" + column + " AS CHAR)))"
		}
	}
	return "CAST(" + column + " AS CHAR)"
}

// written is a number that the column holds as text. Only digits and decimal marks count; a second mark ends the
// number.
func (e Engine) written(column, mark string, decimals int) string {
	if e == SQLite {
		return fmt.Sprintf("forecourt_number(%s, '%s', %d)", column, mark, decimals)
	}
	digits := fmt.Sprintf("REGEXP_REPLACE(CONVERT(%s USING utf8mb4), '[^0-9%s]', '')", column, mark)
	if mark == "," {
		digits = "REPLACE(" + digits + ", ',', '.')"
	}
	number := "NULLIF(SUBSTRING_INDEX(" + digits + ", '.', 2), '')"
	exact := fmt.Sprintf("CAST(NULLIF(%s, '.') AS DECIMAL(40,%d))", number, decimals)
	if decimals == 0 {
		exact = "CAST(" + exact + " AS SIGNED)"
	}
	// A text with more digits than any price or mileage has is not a number here.
	return fmt.Sprintf("CASE WHEN CHAR_LENGTH(SUBSTRING_INDEX(%s, '.', 1)) <= 15 THEN %s END", digits, exact)
}

// year is the year of a date, or of a text: of the date with which the text begins, otherwise the first year in it.
func (e Engine) year(c Column) string {
	column := e.ref(c)
	switch {
	case e == SQLite:
		return "forecourt_year(" + column + ")"
	case c.Kind == DateColumn:
		return "NULLIF(YEAR(" + column + "), 0)"
	}
	text := "CONVERT(" + column + " USING utf8mb4)"
	return fmt.Sprintf("CASE WHEN %s REGEXP %s THEN NULLIF(CAST(LEFT(%s, 4) AS SIGNED), 0) ELSE CAST(NULLIF(REGEXP_SUBSTR(%s, %s), '') AS SIGNED) END",
		text, e.literal(datePattern), text, text, e.literal(yearPattern))
}

// Words for yes and no, used where the owner maps none.
var (
	yesWords = []string{"yes", "y", "true", "t", "1", "x", "on", "ja", "j", "oui", "o", "si", "sì", "sí", "s", "sim", "tak", "evet", "да"}
	noWords  = []string{"no", "n", "false", "f", "0", "", "-", "off", "nein", "non", "nee", "nej", "não", "nie", "ne", "hayır", "нет"}
)

// flag turns a value into "yes" or "no". Words that mean neither count as not known.
func (e Engine) flag(text string, c Column) string {
	if c.numeric() && c.Kind != AnyColumn {
		column := e.ref(c)
		if c.Kind == BitColumn {
			column = "(" + column + " + 0)"
		}
		return fmt.Sprintf("CASE WHEN %s = 0 THEN %s WHEN %s IS NOT NULL THEN %s END", column, e.literal("no"), column, e.literal("yes"))
	}
	folded := e.lower(text)
	return fmt.Sprintf("CASE WHEN %s IN (%s) THEN %s WHEN %s IN (%s) THEN %s END", folded, e.literals(yesWords), e.literal("yes"), folded, e.literals(noWords), e.literal("no"))
}
