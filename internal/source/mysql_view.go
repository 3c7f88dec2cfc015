package source

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-sql-driver/mysql"

	"forecourt/internal/nearest"
	"forecourt/internal/rowset"
)

// This file holds the SQL for a view whose name is only known at run time.

// quoteMySQL quotes an identifier (https://dev.mysql.com/doc/refman/9.7/en/identifiers.html).
func quoteMySQL(name string) string { return "`" + strings.ReplaceAll(name, "`", "``") + "`" }

// mysqlColumns returns the columns of a view or table, and its primary key.
func mysqlColumns(ctx context.Context, tx *sql.Tx, view string) (columns []rowset.Column, key []string, err error) {
	rows, err := tx.QueryContext(ctx, "SHOW FULL COLUMNS FROM "+quoteMySQL(view))
	if err != nil {
		return nil, nil, mysqlMissing(ctx, tx, view, err)
	}
	defer rows.Close()
	for rows.Next() {
		var name, typeName, null, keyMark, comment string
		var collation sql.NullString
		var defaultValue, extra, privileges sql.RawBytes
		if err := rows.Scan(&name, &typeName, &collation, &null, &keyMark, &defaultValue, &extra, &privileges, &comment); err != nil {
			return nil, nil, err
		}
		column, ok := MySQLColumn(name, typeName)
		if !ok {
			return nil, nil, &ViewError{View: view, Problem: fmt.Sprintf(
				"column %s has the type %s, which cannot be carried: CAST it to another type in the view", name, typeName)}
		}
		column.Collation, column.Comment, column.NotNull = collation.String, comment, null == "NO"
		columns = append(columns, column)
		if keyMark == "PRI" {
			key = append(key, name)
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil || len(key) < 2 {
		return columns, key, err
	}
	key, err = mysqlKey(ctx, tx, view)
	return columns, key, err
}

// mysqlKey returns the columns of a table's primary key, in the order of the key. InnoDB returns the rows in that
// order.
func mysqlKey(ctx context.Context, tx *sql.Tx, table string) (key []string, err error) {
	rows, err := tx.QueryContext(ctx, "SHOW KEYS FROM "+quoteMySQL(table)+" WHERE Key_name = 'PRIMARY'")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(names, func(name string) bool { return strings.EqualFold(name, "Column_name") })
	if at < 0 {
		return nil, errors.New("SHOW KEYS names no columns")
	}
	for rows.Next() {
		row := make([]any, len(names))
		for i := range row {
			row[i] = &sql.RawBytes{}
		}
		if err := rows.Scan(row...); err != nil {
			return nil, err
		}
		key = append(key, string(*row[at].(*sql.RawBytes)))
	}
	return key, rows.Err()
}

// mysqlMissing tells a view that does not exist from one that the user may not read: MySQL gives a user with few rights
// the same error for both. Other errors are returned unchanged.
func mysqlMissing(ctx context.Context, tx *sql.Tx, view string, err error) error {
	server := new(mysql.MySQLError)
	if !errors.As(err, &server) || server.Number != errNoSuchTable && server.Number != errDenied {
		return err
	}
	names, listErr := listNames(ctx, tx, "SHOW TABLES")
	missing := missingView(view, func() ([]string, error) { return names, listErr })
	if server.Number == errDenied && (slices.Contains(names, view) || nearest.Surely(view, names) == "") {
		return err
	}
	return missing
}

func mysqlCount(ctx context.Context, tx *sql.Tx, view string, from *From) (n int64, err error) {
	condition, args := from.where(quoteMySQL)
	err = tx.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+quoteMySQL(view)+condition, args...).Scan(&n)
	return n, err
}

// SelectMySQL returns the statement that reads a view's rows. It converts FLOAT and DOUBLE to DOUBLE, which is sent
// with all digits: otherwise FLOAT would be sent with six digits, and DOUBLE(m,d) with d decimals.
func SelectMySQL(view string, columns []rowset.Column) string {
	list := make([]string, len(columns))
	for i, column := range columns {
		list[i] = quoteMySQL(column.Name)
		if column.Kind == rowset.Real {
			list[i] = "CAST(" + list[i] + " AS DOUBLE)"
		}
	}
	return "SELECT " + strings.Join(list, ", ") + " FROM " + quoteMySQL(view)
}

// query is a statement that reads columns of a view.
type query struct {
	text    string
	args    []driver.NamedValue
	view    string
	columns []rowset.Column
}

// readMySQL streams the view's rows from the connection itself, because the driver would make a value of each, and
// database/sql another one.
func readMySQL(ctx context.Context, conn *sql.Conn, name string, q query, emit Emit) error {
	queryCtx, giveUp := context.WithCancel(ctx)
	defer giveUp()
	// Raw must not return driver.ErrBadConn: database/sql would then wait forever for the end of the transaction.
	var failure error
	err := conn.Raw(func(driverConn any) error {
		failure = queryMySQL(queryCtx, giveUp, driverConn.(*guarded), name, q, emit)
		return nil
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if failure != nil || err == nil {
		return failure
	}
	return connectionError(ctx, name, err)
}

// queryMySQL sends the query and streams its rows. If that fails, it gives up the connection.
func queryMySQL(ctx context.Context, giveUp func(), conn *guarded, name string, q query, emit Emit) error {
	rows, err := conn.streamContext(ctx, q.text, q.args)
	if err != nil {
		return connectionError(ctx, name, err)
	}
	if err := streamMySQL(ctx, rows, name, q.view, q.columns, emit); err != nil {
		// When its context ends, the driver closes the connection. Without that, Close would read all remaining rows.
		giveUp()
		_ = rows.Close()
		return err
	}
	if err := rows.Close(); err != nil {
		return connectionError(ctx, name, err)
	}
	return nil
}

func streamMySQL(ctx context.Context, rows *streamedRows, name, view string, columns []rowset.Column, emit Emit) error {
	if got := len(rows.Columns()); got != len(columns) {
		return &ConnectionError{
			Source: name, Advice: "the view changed while it was read", Transient: true,
			Err: fmt.Errorf("view %s has %d columns and not %d", view, got, len(columns)),
		}
	}
	decoders := make([]decode, len(columns))
	for i, column := range columns {
		decoders[i] = mysqlDecoder(column, rows.sentAs(i))
	}
	next := func(batch *rowset.Batch, n int64) error {
		row, err := rows.next()
		if errors.Is(err, io.EOF) {
			return err
		}
		for i := 0; i < len(decoders) && err == nil; i++ {
			var value []byte
			var null bool
			value, row, null, err = cutValue(row)
			switch {
			case err != nil:
			case null:
				batch.AppendNull()
			default:
				if err := decoders[i](batch, value); err != nil {
					return &ValueError{View: view, Column: columns[i].Name, Row: n, Problem: err.Error()}
				}
			}
		}
		if err == nil && len(row) > 0 {
			err = errRow
		}
		if err != nil {
			return connectionError(ctx, name, err)
		}
		return nil
	}
	return emitRows(len(columns), next, emit)
}

// cipher returns the TLS version and cipher of a connection, or "" without TLS.
func cipher(ctx context.Context, conn *sql.Conn) (string, error) {
	version, err := sessionStatus(ctx, conn, "Ssl_version")
	if err != nil || version == "" {
		return "", err
	}
	name, err := sessionStatus(ctx, conn, "Ssl_cipher")
	return version + " " + name, err
}

// sessionStatus returns a status variable. It stands here because sqlc does not know SHOW.
func sessionStatus(ctx context.Context, conn *sql.Conn, variable string) (value string, err error) {
	var name string
	err = conn.QueryRowContext(ctx, "SHOW SESSION STATUS LIKE '"+variable+"'").Scan(&name, &value)
	return value, err
}
