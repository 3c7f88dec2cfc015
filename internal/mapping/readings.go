package mapping

import (
	"fmt"
	"strings"
)

// Reading is how well a field can be read from its columns, in the rows that were looked at.
type Reading struct {
	Field   string
	Columns []string
	// Filled is how many rows have a value in one of the columns. Unread is how many of them the field cannot hold.
	Filled, Unread int64
	// Such is one of the values that say nothing; "" if there is none.
	Such string
}

// Readings returns a query of a copy with these columns, and the fields that it looks at. The query has one row: how
// many rows of the view were looked at, at most as many as given, and then for each field what Reading holds. The error
// is that of Plan.
func (m *Mapping) Readings(columns []Column, rows int) (query string, fields []Reading, err error) {
	plan, err := m.Plan(SQLite, columns)
	if err != nil {
		return "", nil, err
	}
	sums := []string{"COUNT(*)"}
	look := func(name string, s Source) {
		x, fitted := plan.fields[name]
		if !fitted || len(s.uses()) == 0 {
			return
		}
		kind := plan.Shape.Field(name).Kind
		var values []string
		for _, used := range s.uses() {
			c, _ := find(columns, used)
			value := "NULLIF(TRIM(CAST(" + SQLite.ref(c) + " AS TEXT)), '')"
			if len(s.Unknown) > 0 {
				value = fmt.Sprintf("CASE WHEN %s THEN NULL ELSE %s END", SQLite.among(c, forms(kind, s.Unknown)), value)
			}
			values = append(values, value)
		}
		filled := strings.Join(values, ", ")
		if len(values) > 1 {
			filled = "COALESCE(" + filled + ")"
		}
		unread := fmt.Sprintf("CASE WHEN %s IS NULL THEN %s END", x.sql, filled)
		sums = append(sums, "COUNT("+filled+")", "COUNT("+unread+")", "COALESCE(MIN("+unread+"), '')")
		fields = append(fields, Reading{Field: name, Columns: s.uses()})
	}
	for _, f := range m.Fields {
		look(f.Name, f.Source)
	}
	for _, own := range m.Own {
		look(own.Name, own.Source)
	}
	return fmt.Sprintf("SELECT %s FROM (SELECT * FROM %s LIMIT %d)", strings.Join(sums, ", "), SQLite.Quote(m.View), rows), fields, nil
}
