package mapping

import (
	"fmt"
	"slices"
	"strings"

	"forecourt/internal/vehicle"
)

// Log reads the cache's log of changes through a mapping: what kind of change it was, and the vehicle before and after
// it. The log holds the view's columns as JSON. For an update it holds only the columns that changed; the others are
// read from the row as it is now. In the SQL, c is the log and n is the view. A Log never changes, and is safe for
// concurrent use.
type Log struct {
	before, after *Plan
	join          string
	columns       []string
	mapping       *Mapping
	known         []Column
}

// NewLog prepares the reading of the log of a copy with these columns.
func (m *Mapping) NewLog(columns []Column) (*Log, error) {
	l := &Log{mapping: m, known: columns}
	plan := func(json, gone string) (*Plan, error) {
		states := slices.Clone(columns)
		for i, c := range states {
			states[i].Ref = l.state(c, json, gone)
		}
		return m.Plan(SQLite, states)
	}
	var err error
	if l.before, err = plan("old", "inserted"); err != nil {
		return nil, err
	}
	if l.after, err = plan("new", "deleted"); err != nil {
		return nil, err
	}
	var keys []string
	for i, name := range m.Key {
		c, _ := find(columns, name)
		keys = append(keys, "n."+SQLite.Quote(c.Name)+" = "+l.key(i))
	}
	l.join = "LEFT JOIN " + SQLite.Quote(m.View) + " AS n ON " + strings.Join(keys, " AND ")
	for _, name := range m.Columns() {
		c, _ := find(columns, name)
		l.columns = append(l.columns, c.Name)
	}
	return l, nil
}

// key is the value of one key column. A key of several columns is logged as a JSON array.
func (l *Log) key(i int) string {
	if len(l.mapping.Key) == 1 {
		return "c.key"
	}
	return fmt.Sprintf("json_extract(c.key, '$[%d]')", i)
}

// logged is a subquery for the value that a change's JSON has for a column. It avoids a JSON path, because SQLite's
// paths cannot hold every name.
func logged(what, json string, c Column) string {
	return fmt.Sprintf("(SELECT %s FROM json_each(c.%s) AS j WHERE j.key = %s)", what, json, SQLite.literal(c.Name))
}

// state is a column before or after a change.
func (l *Log) state(c Column, json, gone string) string {
	now := "n." + SQLite.Quote(c.Name)
	for i, name := range l.mapping.Key {
		if strings.EqualFold(name, c.Name) {
			now = l.key(i)
		}
	}
	return fmt.Sprintf("CASE WHEN c.what = '%s' THEN NULL WHEN %s = 1 THEN %s ELSE %s END", gone, logged("1", json, c), logged("j.value", json, c), now)
}

// Vehicle is the changed vehicle's identity.
func (l *Log) Vehicle() string {
	if len(l.mapping.Key) == 1 {
		return "c.key"
	}
	return "CASE c.what WHEN 'deleted' THEN " + l.before.id + " ELSE " + l.after.id + " END"
}

// Joined joins each change with the row as it is now.
func (l *Log) Joined() string { return l.join }

// Here is the expression that tells whether the vehicle is in stock now and not hidden.
func (l *Log) Here() string {
	here := "n." + SQLite.Quote(l.keyColumn()) + " IS NOT NULL"
	if l.after.hidden != "" {
		here += " AND " + l.shownNow()
	}
	return "CASE WHEN " + here + " THEN 1 ELSE 0 END"
}

func (l *Log) keyColumn() string {
	c, _ := find(l.known, l.mapping.Key[0])
	return c.Name
}

// shownNow is the condition that the row is not hidden now.
func (l *Log) shownNow() string {
	rows := slices.Clone(l.known)
	for i, c := range rows {
		rows[i].Ref = "n." + SQLite.Quote(c.Name)
	}
	plan, err := l.mapping.Plan(SQLite, rows)
	if err != nil { // NewLog has already made plans of the same columns.
		return "0 = 1"
	}
	return plan.hidden
}

// Kind is the expression for the vehicle.ChangeKind. A vehicle that becomes hidden counts as one that left.
func (l *Log) Kind() string {
	update := "'updated'"
	if price := l.price(); price != "" {
		update = price
	}
	if l.after.hidden != "" {
		update = fmt.Sprintf("CASE WHEN NOT (%s) THEN 'left' WHEN NOT (%s) THEN 'arrived' ELSE %s END", l.after.hidden, l.before.hidden, update)
	}
	return "CASE c.what WHEN 'inserted' THEN 'arrived' WHEN 'deleted' THEN 'left' ELSE " + update + " END"
}

// price is the expression that tells price drops from rises, or "" for a stock without prices.
func (l *Log) price() string {
	before, known := l.before.fields["price"]
	if !known {
		return ""
	}
	after := l.after.fields["price"].sql
	return fmt.Sprintf("CASE WHEN %s < %s THEN 'price_drop' WHEN %s > %s THEN 'price_rise' ELSE 'updated' END", after, before.sql, after, before.sql)
}

// Told is the condition that a change is reported: it belongs to this view, the vehicle was not hidden both before and
// after, and something that the mapping publishes has changed.
func (l *Log) Told() Condition {
	list := []Condition{
		{SQL: "c.view = ?", Args: []any{l.mapping.View}},
		{SQL: "c.what <> 'reset'"},
		{SQL: "(c.what <> 'updated' OR " + l.visible() + ")"},
	}
	if l.after.hidden != "" {
		list = append(list, Condition{SQL: fmt.Sprintf("(c.what = 'inserted' AND (%s) OR c.what = 'deleted' AND (%s) OR c.what = 'updated' AND ((%s) OR (%s)))",
			l.after.hidden, l.before.hidden, l.before.hidden, l.after.hidden)})
		for _, hidden := range l.mapping.Hide {
			list = append(list, l.certain(hidden.Field))
		}
	}
	return And(list...)
}

// visible is the condition that an update changed a published field, or one of the columns that it is made of.
func (l *Log) visible() string {
	var plain, made []string
	for _, f := range l.after.Shape.Fields() {
		before, after := l.before.fields[f.Name], l.after.fields[f.Name]
		if after.plain {
			plain = append(plain, after.column.Name)
		} else if after.column.Name != "" {
			made = append(made, before.sql+" IS NOT "+after.sql)
		}
	}
	list := []string{"EXISTS (SELECT 1 FROM json_each(c.new) AS j WHERE j.key IN (" + SQLite.literals(plain) + "))"}
	if len(made) > 0 {
		list = append(list, "EXISTS (SELECT 1 FROM json_each(c.new) AS j WHERE j.key IN ("+SQLite.literals(l.columns)+")) AND ("+strings.Join(made, " OR ")+")")
	}
	return "(" + strings.Join(list, " OR ") + ")"
}

// certain is the condition that the log tells whether the vehicle was hidden: either it is in stock, or the change has
// the columns.
func (l *Log) certain(field string) Condition {
	var sources []Source
	for _, f := range l.mapping.all() {
		if f.Name == field {
			sources = append(sources, f.Source)
		}
	}
	for _, own := range l.mapping.Own {
		if own.Name == field {
			sources = append(sources, own.Source)
		}
	}
	known := "1 = 1"
	for _, s := range sources {
		for _, name := range s.uses() {
			c, _ := find(l.known, name)
			known += " AND " + logged("1", "new", c) + " = 1"
		}
	}
	return Condition{SQL: "(c.what <> 'updated' OR n." + SQLite.Quote(l.keyColumn()) + " IS NOT NULL OR " + known + ")"}
}

// Kinds is the condition that a change has one of the kinds.
func (l *Log) Kinds(kinds []vehicle.ChangeKind) Condition {
	texts := make([]string, len(kinds))
	for i, kind := range kinds {
		texts[i] = string(kind)
	}
	return among(l.Kind(), texts)
}

// Words is the condition that the vehicle has one of the words in a field, after the change or before it left.
func (l *Log) Words(f *vehicle.Field, words []string) Condition {
	lower := make([]string, len(words))
	for i, word := range words {
		lower[i] = strings.ToLower(word)
	}
	return among(SQLite.lower(fmt.Sprintf("CASE c.what WHEN 'deleted' THEN %s ELSE %s END", l.before.fields[f.Name].sql, l.after.fields[f.Name].sql)), lower)
}

// Of is the condition that a change belongs to one vehicle.
func (l *Log) Of(id vehicle.ID) Condition {
	if len(l.mapping.Key) > 1 {
		return among(l.Vehicle(), []string{id.String()})
	}
	return among("c.key", []any{l.after.idArgument(id)})
}

// States returns tables of the shape forecourt_stock with the vehicles before and after the given changes; their id is
// the change's. log is the table of the log.
func (l *Log) States(log string, changes []int64) (before, after string) {
	list := strings.Trim(strings.Join(strings.Fields(fmt.Sprint(changes)), ", "), "[]")
	from := log + " AS c " + l.join + " WHERE c.id IN (" + list + ")"
	return l.before.table("c.id", "", from, nil), l.after.table("c.id", "", from, nil)
}
