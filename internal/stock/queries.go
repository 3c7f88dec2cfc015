package stock

import (
	"context"

	"forecourt/db/mysqldb"
	"forecourt/db/sqlitedb"
	"forecourt/internal/mapping"
	"forecourt/internal/vehicle"
)

// mysqlQueries are the queries of a search for MySQL.
type mysqlQueries struct {
	*mysqldb.Queries
	rows *rowReader[mysqldb.Stock]
}

func newMySQLQueries(db mysqldb.DBTX, plan *mapping.Plan) (mysqlQueries, error) {
	rows, err := newRowReader[mysqldb.Stock](plan)
	return mysqlQueries{mysqldb.New(db), rows}, err
}

func (q mysqlQueries) list(ctx context.Context) ([]vehicle.Vehicle, error) {
	return q.rows.vehicles(q.SearchVehicles(ctx))
}

func (q mysqlQueries) listAndCount(ctx context.Context) (list []vehicle.Vehicle, count int64, err error) {
	rows, err := q.SearchAndCountVehicles(ctx)
	list, err = listOf(q.rows, rows, func(row *mysqldb.SearchAndCountVehiclesRow) *mysqldb.Stock { return &row.Stock }, err)
	if len(rows) > 0 {
		count = rows[0].Vehicles
	}
	return list, count, err
}

func (q mysqlQueries) count(ctx context.Context) (int64, error) { return first(q.CountVehicles(ctx)) }

func (q mysqlQueries) values(ctx context.Context) ([]vehicle.Count, error) {
	rows, err := q.CountValues(ctx)
	list := make([]vehicle.Count, len(rows))
	for i, row := range rows {
		list[i] = vehicle.Count{Of: row.OfValue, Value: row.Value, Vehicles: row.Vehicles}
	}
	return list, err
}

func (q mysqlQueries) extent(ctx context.Context) (vehicles int64, low, high string, err error) {
	row, err := first(q.GetExtent(ctx))
	return row.Vehicles, row.Low, row.High, err
}

// sqliteQueries are the queries of a search for SQLite.
type sqliteQueries struct {
	*sqlitedb.Queries
	rows *rowReader[sqlitedb.Stock]
}

func newSQLiteQueries(db sqlitedb.DBTX, plan *mapping.Plan) (sqliteQueries, error) {
	rows, err := newRowReader[sqlitedb.Stock](plan)
	return sqliteQueries{sqlitedb.New(db), rows}, err
}

func (q sqliteQueries) list(ctx context.Context) ([]vehicle.Vehicle, error) {
	return q.rows.vehicles(q.SearchVehicles(ctx))
}

// listInto is list, into the memory of a list that has room for all rows.
func (q sqliteQueries) listInto(ctx context.Context, list []vehicle.Vehicle) ([]vehicle.Vehicle, error) {
	rows, err := q.SearchVehicles(ctx)
	if err != nil {
		return nil, err
	}
	return listInto(q.rows, list, rows, func(row *sqlitedb.Stock) *sqlitedb.Stock { return row })
}

func (q sqliteQueries) listAndCount(ctx context.Context) (list []vehicle.Vehicle, count int64, err error) {
	rows, err := q.SearchAndCountVehicles(ctx)
	list, err = listOf(q.rows, rows, func(row *sqlitedb.SearchAndCountVehiclesRow) *sqlitedb.Stock { return &row.Stock }, err)
	if len(rows) > 0 {
		count = rows[0].Vehicles
	}
	return list, count, err
}

func (q sqliteQueries) count(ctx context.Context) (int64, error) { return first(q.CountVehicles(ctx)) }

func (q sqliteQueries) values(ctx context.Context) ([]vehicle.Count, error) {
	rows, err := q.CountValues(ctx)
	list := make([]vehicle.Count, len(rows))
	for i, row := range rows {
		list[i] = vehicle.Count{Of: row.OfValue, Value: row.Value, Vehicles: row.Vehicles}
	}
	return list, err
}

func (q sqliteQueries) extent(ctx context.Context) (vehicles int64, low, high string, err error) {
	row, err := first(q.GetExtent(ctx))
	return row.Vehicles, row.Low, row.High, err
}

func (q mysqlQueries) extents(ctx context.Context) ([]extent, error) {
	rows, err := q.ListExtents(ctx)
	list := make([]extent, len(rows))
	for i, row := range rows {
		list[i] = extent(row)
	}
	return list, err
}

func (q sqliteQueries) extents(ctx context.Context) ([]extent, error) {
	rows, err := q.ListExtents(ctx)
	list := make([]extent, len(rows))
	for i, row := range rows {
		list[i] = extent(row)
	}
	return list, err
}

// first returns the only row of a query that has one.
func first[Row any](rows []Row, err error) (Row, error) {
	if err != nil || len(rows) == 0 {
		var none Row
		return none, err
	}
	return rows[0], nil
}
