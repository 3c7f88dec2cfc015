// Package scan reads all rows of a copy, with the exact values and types that SQLite holds.
package scan

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"strings"

	"forecourt/internal/cache"
	"forecourt/internal/rowset"
)

// Rows calls take with all rows of a table. A batch is valid until take returns. width is the number of columns, or 0
// if there is no such table. Rows reads within the transaction of the connection, if there is one.
func Rows(ctx context.Context, conn *sql.Conn, table string, take func(*rowset.Batch) error) (width int, err error) {
	columns, err := cache.TableColumns(ctx, conn, table)
	if err != nil || len(columns) == 0 {
		return 0, err
	}
	var failed error
	err = conn.Raw(func(driverConn any) error {
		failed = read(ctx, driverConn.(driver.QueryerContext), statement(table, columns), len(columns), take)
		return nil
	})
	return len(columns), errors.Join(failed, err)
}

// statement selects all rows. The unary plus changes no value, but hides the declared type, because the driver would
// turn dates into times.
func statement(table string, columns []cache.TableColumn) string {
	names := make([]string, len(columns))
	for i, column := range columns {
		names[i] = "+" + cache.Quote(column.Name)
	}
	return "SELECT " + strings.Join(names, ", ") + " FROM main." + cache.Quote(table)
}

func read(ctx context.Context, conn driver.QueryerContext, query string, width int, take func(*rowset.Batch) error) (err error) {
	rows, err := conn.QueryContext(ctx, query, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	batch := rowset.NewBatch(width)
	values := make([]driver.Value, width)
	for {
		err := rows.Next(values)
		if ended := errors.Is(err, io.EOF); ended || err == nil && batch.Full() {
			if err := take(batch); err != nil || ended {
				return err
			}
			batch.Reset()
		}
		if err != nil {
			return err
		}
		for _, value := range values {
			batch.Append(rowset.Stored(value))
		}
	}
}
