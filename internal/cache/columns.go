package cache

import (
	"context"
	"strings"

	"forecourt/db/sqlitedb"
)

// TableColumn is a column as a table of the file declares it.
type TableColumn struct {
	Name, Declared string
	// KeyPlace is the column's place in the primary key, from 1; 0 is none.
	KeyPlace int
}

// TableColumns returns the columns of a table, none when the table is not there.
func TableColumns(ctx context.Context, db sqlitedb.DBTX, table string) ([]TableColumn, error) {
	rows, err := db.QueryContext(ctx, selectColumns, table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var columns []TableColumn
	for rows.Next() {
		var c TableColumn
		if err := rows.Scan(&c.Name, &c.Declared, &c.KeyPlace); err != nil {
			return nil, err
		}
		columns = append(columns, c)
	}
	return columns, rows.Err()
}

// KeyOf returns the columns that identify the rows of a table, none when nothing does, and whether the table is there.
func (c *Cache) KeyOf(ctx context.Context, table string) (key []string, exists bool, err error) {
	columns, err := TableColumns(ctx, current{c}, table)
	for _, column := range columns {
		if column.KeyPlace > 0 {
			key = append(key, column.Name)
		}
	}
	return key, len(columns) > 0, c.Explain(ctx, err)
}

// TypeOf returns the type with which a table declares a column, nil when the table or the column is not there.
func (c *Cache) TypeOf(ctx context.Context, table, column string) (*string, error) {
	columns, err := TableColumns(ctx, current{c}, table)
	for _, found := range columns {
		if strings.EqualFold(found.Name, column) {
			return &found.Declared, nil
		}
	}
	return nil, c.Explain(ctx, err)
}
