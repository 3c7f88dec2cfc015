package stock

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strings"

	"modernc.org/sqlite"

	"forecourt/internal/mapping"
	"forecourt/internal/stock/hole"
	"forecourt/internal/vehicle"
)

// memory opens an SQLite database in memory, with the functions that plans use.
type memory struct{ driver *sqlite.Driver }

func (m memory) Connect(context.Context) (driver.Conn, error) { return m.driver.Open(":memory:") }
func (m memory) Driver() driver.Driver                        { return m.driver }

// Sample returns vehicles as a search of a copy would, in the order of their identities. rows are some rows of the
// view as texts, in the order of its columns; nil stands for NULL.
func Sample(ctx context.Context, m *mapping.Mapping, columns []mapping.Column, rows [][]*string) (list []vehicle.Vehicle, shape *vehicle.Shape, err error) {
	functions, err := mapping.Driver()
	if err != nil {
		return nil, nil, err
	}
	db := sql.OpenDB(memory{functions})
	db.SetMaxOpenConns(1) // Each connection to memory is a database of its own.
	defer func() { err = errors.Join(err, db.Close()) }()
	definitions := make([]string, len(columns))
	for i, c := range columns {
		definitions[i] = mapping.SQLite.Quote(c.Name) + " " + mapping.SQLite.Quote(c.Type) // In quotes it can only be a type.
	}
	table := mapping.SQLite.Quote(m.View)
	if _, err := db.ExecContext(ctx, "CREATE TABLE "+table+" ("+strings.Join(definitions, ", ")+")"); err != nil {
		return nil, nil, err
	}
	for _, row := range rows {
		values := make([]any, len(row))
		for i, value := range row {
			values[i] = value
		}
		if _, err := db.ExecContext(ctx, "INSERT INTO "+table+" VALUES (?"+strings.Repeat(", ?", len(row)-1)+")", values...); err != nil {
			return nil, nil, err
		}
	}
	copied, err := CopyColumns(ctx, db, m.View)
	if err != nil {
		return nil, nil, err
	}
	plan, err := m.Plan(mapping.SQLite, copied)
	if err != nil {
		return nil, nil, err
	}
	holes, err := hole.NewDB(db, 1)
	if err != nil {
		return nil, nil, err
	}
	q, err := newSQLiteQueries(holes, plan)
	if err != nil {
		return nil, nil, err
	}
	list, err = newEngine(plan, q).list(ctx, mapping.And(), plan.IDOrder(), len(rows))
	return list, plan.Shape, err
}
