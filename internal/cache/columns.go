package cache

import (
	"context"
	"strings"

	"forecourt/db/sqlitedb"
)

// TableColumn is a column of a table, as the file declares it.
type TableColumn struct {
	Name, Declared string
	// KeyPlace is the column's position in the primary key, counted from 1; 0 means that it is not part of the key.
	KeyPlace int
}

// TableColumns returns the columns of a table, or none if there is no such table.
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

// KeyOf returns the columns of a table's key, or none if it has no key, and whether the table exists.
func (c *Cache) KeyOf(ctx context.Context, table string) (key []string, exists bool, err error) {
	columns, err := TableColumns(ctx, current{c}, table)
	for _, column := range columns {
		if column.KeyPlace > 0 {
			key = append(key, column.Name)
		}
	}
	return key, len(columns) > 0, c.Explain(ctx, err)
}

// TypeOf returns the declared type of a column, or nil if there is no such table or column.
func (c *Cache) TypeOf(ctx context.Context, table, column string) (*string, error) {
	columns, err := TableColumns(ctx, current{c}, table)
	for _, found := range columns {
		if strings.EqualFold(found.Name, column) {
			return &found.Declared, nil
		}
	}
	return nil, c.Explain(ctx, err)
}
