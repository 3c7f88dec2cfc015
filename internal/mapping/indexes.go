package mapping

import (
	"strings"

	"forecourt/internal/vehicle"
)

// Indexes returns the indexes that a copy in SQLite should have, each as the list of columns and expressions in CREATE
// INDEX: first the words that narrow a search, each with the number that is listed beside them, then the numbers that
// have a unit.
//
// SQLite uses an index on an expression only for exactly that expression, so these are written as the conditions are
// after SQLite has merged the search's derived table into the query. Expressions that need a function of Driver are
// left out: other programs that write to the copy do not have these functions.
func (p *Plan) Indexes() []string {
	var narrow []string
	var lists []string
	for _, f := range p.Shape.Fields() {
		if f.Own || p.engine != SQLite {
			continue
		}
		switch expression := p.indexed(f); {
		case expression == "":
		case f.Narrow:
			narrow = append(narrow, expression)
		case f.Listed && len(narrow) > 0:
			lists = append(lists, strings.Join(append(narrow, expression), ", "))
			narrow = nil
		case f.HasRange() && f.Unit != "":
			lists = append(lists, expression)
		}
	}
	if len(narrow) > 0 {
		lists = append(lists, strings.Join(narrow, ", "))
	}
	return lists
}

// indexed is the expression by which conditions compare a field, or "" if no index can serve them.
func (p *Plan) indexed(f *vehicle.Field) string {
	x := p.fields[f.Name]
	switch {
	case x.column.Name == "" || strings.Contains(x.sql, functionPrefix):
		return ""
	case f.Kind != vehicle.Word:
		return x.sql
	case x.plain:
		return "lower(" + x.sql + ")"
	}
	return "lower(" + x.sql + " COLLATE BINARY)" // SQLite writes it like this when it flattens the derived table.
}
