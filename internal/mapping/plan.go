package mapping

import (
	"fmt"
	"strings"

	"forecourt/internal/vehicle"
)

const (
	// rawPrefix and keyPrefix begin the names of columns that only the search's conditions use.
	rawPrefix = "raw_"
	keyPrefix = "key_"
	// ownColumn is the column that holds the values of the own fields, as a JSON array of texts.
	ownColumn = "own"
)

// Plan is a mapping fitted to the actual columns of a view. It writes the SQL fragments that searches are made of. It
// never changes, and is safe for concurrent use.
type Plan struct {
	Shape *vehicle.Shape

	engine  Engine
	view    string
	fields  map[string]expression
	columns map[string]string // the SQL name of each field's column
	own     []*vehicle.Field
	keys    []expression
	id      string
	hidden  string
	wholeID bool
}

// Plan fits the mapping to the view's columns. The error is a *ColumnsError, or says that the mapping is incomplete.
func (m *Mapping) Plan(engine Engine, columns []Column) (*Plan, error) {
	if problems := m.Check(columns); problems != nil {
		return nil, problems
	}
	p := &Plan{engine: engine, view: m.View, fields: map[string]expression{}, columns: map[string]string{}}
	for _, name := range m.Key {
		c, _ := find(columns, name)
		key := expression{sql: engine.text(c), raw: engine.ref(c), column: c}
		p.keys = append(p.keys, key)
	}
	p.wholeID = len(p.keys) == 1 && p.keys[0].column.whole()
	p.id = p.identity()
	shape, err := m.Shape(!p.wholeID)
	if err != nil {
		return nil, err
	}
	p.Shape = shape
	for _, f := range m.all() {
		if m.missing(f, columns) {
			continue
		}
		standard := shape.Field(f.Name)
		p.fields[f.Name] = engine.expression(standard.Kind, standard.Decimals, f.Source, columns)
	}
	for _, own := range m.Own {
		f := shape.Field(own.Name)
		p.fields[own.Name] = engine.expression(f.Kind, f.Decimals, own.Source, columns)
	}
	for _, f := range shape.Fields() {
		p.columns[f.Name] = engine.Quote(f.Column)
		if f.Own {
			p.columns[f.Name] = engine.Quote(f.Name)
			p.own = append(p.own, f)
		}
	}
	p.hidden = p.shown(m.Hide)
	return p, nil
}

// identity is the key as one value: the column itself, or several columns joined as vehicle.JoinKey does.
func (p *Plan) identity() string {
	if len(p.keys) == 1 {
		if p.wholeID {
			return p.keys[0].raw
		}
		return p.keys[0].sql
	}
	parts := make([]string, len(p.keys))
	for i, key := range p.keys {
		text := key.sql
		if p.engine == MySQL {
			text = "CONVERT(" + text + " USING utf8mb4)"
		}
		parts[i] = fmt.Sprintf("REPLACE(REPLACE(%s, '%%', '%%25'), '~', '%%7E')", text)
	}
	if p.engine == MySQL {
		return "CONCAT_WS('~', " + strings.Join(parts, ", ") + ")"
	}
	return strings.Join(parts, " || '~' || ")
}

// shown is the condition that excludes hidden vehicles, or "" when none are hidden.
func (p *Plan) shown(hide []Hidden) string {
	var conditions []string
	for _, hidden := range hide {
		values := make([]string, len(hidden.Values))
		for i, value := range hidden.Values {
			values[i] = strings.ToLower(value)
		}
		value := p.fields[hidden.Field].sql
		conditions = append(conditions, fmt.Sprintf("(%s IS NULL OR %s NOT IN (%s))", value, p.engine.lower(value), p.engine.literals(values)))
	}
	return strings.Join(conditions, " AND ")
}

// From is the view as a table of the shape forecourt_stock, without hidden vehicles. The columns of fields that are not
// needed are NULL; a nil needed means that all are.
func (p *Plan) From(needed func(*vehicle.Field) bool) string {
	keys := ""
	for i, key := range p.keys {
		if !p.wholeID {
			keys += fmt.Sprintf(", %s AS %s%d", key.raw, keyPrefix, i+1)
		}
	}
	where := ""
	if p.hidden != "" {
		where = " WHERE " + p.hidden
	}
	return p.table(p.id, keys, p.engine.Quote(p.view)+where, needed)
}

// table is a table of the shape forecourt_stock; from is what follows its FROM.
func (p *Plan) table(id, keys, from string, needed func(*vehicle.Field) bool) string {
	var b strings.Builder
	b.WriteString("(SELECT " + id + " AS id" + keys)
	var own []string
	for _, f := range vehicle.Catalogue() {
		x, has := p.fields[f.Name]
		if !has || needed != nil && !needed(p.Shape.Field(f.Name)) {
			fmt.Fprintf(&b, ", NULL AS %s", p.engine.Quote(f.Column))
			continue
		}
		p.column(&b, f.Name, f.Column, x)
	}
	for _, f := range p.Shape.Fields() {
		if !f.Own {
			continue
		}
		if needed != nil && !needed(f) {
			own = append(own, "NULL")
			continue
		}
		p.column(&b, f.Name, f.Name, p.fields[f.Name])
		own = append(own, p.asText(p.fields[f.Name].sql))
	}
	array := "NULL"
	if len(own) > 0 {
		array = map[Engine]string{MySQL: "JSON_ARRAY", SQLite: "json_array"}[p.engine] + "(" + strings.Join(own, ", ") + ")"
	}
	fmt.Fprintf(&b, ", %s AS %s FROM %s)", array, ownColumn, from)
	return b.String()
}

// column writes a field's column, followed by the view's own column if conditions are translated to that one.
func (p *Plan) column(b *strings.Builder, name, as string, x expression) {
	fmt.Fprintf(b, ", %s AS %s", x.sql, p.engine.Quote(as))
	if x.raw != "" && !x.plain {
		fmt.Fprintf(b, ", %s AS %s", x.raw, p.engine.Quote(rawPrefix+name))
	}
}

// asText is a value as text, in the form that the column own holds.
func (p *Plan) asText(sql string) string {
	if p.engine == MySQL {
		return "CAST(" + sql + " AS CHAR)"
	}
	return "CAST(" + sql + " AS TEXT)"
}

// OwnFields returns the fields that the column own holds, in its order.
func (p *Plan) OwnFields() []*vehicle.Field { return p.own }

// Column is the SQL name of a field's column in From.
func (p *Plan) Column(f *vehicle.Field) string { return p.columns[f.Name] }

// Always reports whether every vehicle is known to have a value of the field.
func (p *Plan) Always(f *vehicle.Field) bool {
	x := p.fields[f.Name]
	return x.plain && x.column.NotNull
}

// Exact is a field's column for counting its values, which tells values apart that differ only in case.
func (p *Plan) Exact(f *vehicle.Field) string {
	if p.engine == MySQL {
		return "CAST(CONVERT(" + p.Column(f) + " USING utf8mb4) AS BINARY)"
	}
	return p.Column(f)
}

// IDOrder orders vehicles that are otherwise equal.
func (p *Plan) IDOrder() string {
	if p.wholeID || p.engine == SQLite {
		return "id"
	}
	return "CAST(id AS BINARY)"
}
