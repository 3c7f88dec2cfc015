package mapping

import (
	"strings"

	"forecourt/internal/vehicle"
)

// Indexes returns what a copy in SQLite is to be indexed by, each as the list of columns and expressions that stands in CREATE
// INDEX: the words that narrow a search with the number that is listed beside them, then the numbers that have a unit. They are
// the expressions that conditions have once SQLite has put the search's derived table into the query. An expression that
// needs a function of Driver is left out: other programs that write the copy do not have it.
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

// indexed is how conditions compare a field, "" where no index can serve them.
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
	return "lower(" + x.sql + " COLLATE BINARY)" // As SQLite writes it when it flattens the derived table.
}
