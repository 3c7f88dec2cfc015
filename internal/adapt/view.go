package adapt

import (
	"fmt"
	"strings"

	"forecourt/internal/vehicle"
)

// CreateView returns the CREATE VIEW for MySQL that shows the stock under the contract's names, for those who may make one.
func (p *Proposal) CreateView(name string) string {
	var lines []string
	add := func(expression, as string) { lines = append(lines, "  "+expression+" AS "+quote(as)) }
	switch key := p.KeyColumns(); len(key) {
	case 0:
		add("NULL /* the key is open */", "id")
	case 1:
		add(quote(key[0]), "id")
	default:
		quoted := make([]string, len(key))
		for i, column := range key {
			quoted[i] = quote(column)
		}
		add("CONCAT_WS('~', "+strings.Join(quoted, ", ")+")", "id")
	}
	for _, f := range vehicle.Catalogue() {
		expression := "NULL"
		for _, field := range p.Fields {
			if field.Field == f.Name {
				expression = field.sql()
			}
		}
		add(expression, f.Column)
	}
	for _, own := range p.Own {
		add(Field{Column: own.Column, Decimal: own.Decimal, Values: own.Values}.sql(), own.Name)
	}
	return fmt.Sprintf("CREATE VIEW %s AS\nSELECT\n%s\nFROM %s;\n", quote(name), strings.Join(lines, ",\n"), quote(p.View))
}

// sql is the field as an expression of MySQL.
func (f Field) sql() string {
	if f.constant() {
		return literal(f.Value)
	}
	text := quote(f.Column)
	switch {
	case f.YearOf:
		return "CAST(REGEXP_SUBSTR(" + text + ", '(19|20)[0-9]{2}') AS UNSIGNED)"
	case f.Decimal == ",":
		text = "CAST(REPLACE(REGEXP_SUBSTR(REGEXP_REPLACE(" + text + ", '[^0-9,]', ''), '^[0-9]+(,[0-9]+)?'), ',', '.') AS DECIMAL(14,2))"
	case f.Decimal == ".":
		text = "CAST(REGEXP_SUBSTR(REGEXP_REPLACE(" + text + ", '[^0-9.]', ''), '^[0-9]+([.][0-9]+)?') AS DECIMAL(14,2))"
	}
	if len(f.Unknown) > 0 {
		text = "CASE WHEN " + text + " IN (" + strings.Join(f.Unknown, ", ") + ") THEN NULL ELSE " + text + " END"
	}
	if len(f.Values) > 0 {
		cases := ""
		for _, pair := range f.Values {
			cases += " WHEN " + literal(pair.From) + " THEN " + literal(pair.To)
		}
		text = "CASE " + text + cases + " ELSE " + text + " END"
	}
	return text
}

// quote quotes an identifier (https://dev.mysql.com/doc/refman/9.7/en/identifiers.html).
func quote(name string) string { return "`" + strings.ReplaceAll(name, "`", "``") + "`" }

func literal(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", "''").Replace(text) + "'"
}
