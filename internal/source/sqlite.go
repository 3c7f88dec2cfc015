package source

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	_ "modernc.org/sqlite" // registers the driver "sqlite"

	"forecourt/internal/rowset"
)

// SQLite is another SQLite file as a source, which needs no server. It is safe for concurrent use.
type SQLite struct {
	db   *sql.DB
	path string
	now  func() time.Time
}

// OpenSQLite prepares a source that reads the file at path and never writes to it. It does not open the file yet. now
// is the clock that dates the snapshots.
func OpenSQLite(path string, now func() time.Time) (*SQLite, error) {
	if path == "" {
		return nil, errors.New("set SOURCE_DATABASE to the SQLite file to read")
	}
	name := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: "mode=ro&_pragma=busy_timeout(10000)&_pragma=query_only(1)"}
	db, err := sql.Open("sqlite", name.String())
	if err != nil {
		return nil, fmt.Errorf("open source %s: %w", path, err)
	}
	return &SQLite{db: db, path: path, now: now}, nil
}

// Close closes the file.
func (s *SQLite) Close() error { return s.db.Close() }

// Ping opens the file and returns SQLite's version, or a *ConnectionError.
func (s *SQLite) Ping(ctx context.Context) (Server, error) {
	if err := s.check(); err != nil {
		return Server{}, err
	}
	var version string
	var tables int
	err := s.db.QueryRowContext(ctx, "SELECT 'SQLite ' || sqlite_version(), (SELECT COUNT(*) FROM sqlite_schema)").Scan(&version, &tables)
	if err != nil {
		return Server{}, s.failure(ctx, err)
	}
	return Server{Version: version, Now: s.now().UTC()}, nil
}

func (s *SQLite) check() error {
	info, err := os.Stat(s.path)
	if err == nil && info.Mode().IsRegular() {
		return nil
	}
	if err == nil {
		err = errors.New("not a regular file")
	}
	return &ConnectionError{Source: s.path, Advice: "check SOURCE_DATABASE: it must name an SQLite file", Err: err}
}

// failure adds what to do about an error of the file. Errors of the context are returned unchanged.
func (s *SQLite) failure(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	busy := strings.Contains(err.Error(), "SQLITE_BUSY")
	return &ConnectionError{
		Source: s.path, Advice: "check that SOURCE_DATABASE is an SQLite file that this user may read",
		Transient: busy, Err: err,
	}
}

// Snapshot begins a read transaction on the file, whatever a copy has. Errors are a *ConnectionError or a *ViewError.
func (s *SQLite) Snapshot(ctx context.Context, view string, _ Since) (*Snapshot, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return nil, s.failure(ctx, err)
	}
	snapshot, err := s.snapshot(ctx, conn, view)
	if err != nil {
		err = errors.Join(err, conn.Close())
		if known := new(ViewError); errors.As(err, &known) {
			return nil, err
		}
		return nil, s.failure(ctx, err)
	}
	return snapshot, nil
}

func (s *SQLite) snapshot(ctx context.Context, conn *sql.Conn, view string) (*Snapshot, error) {
	tx, err := conn.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	takenAt := s.now().UTC()
	// This first read fixes what all later ones see (https://www.sqlite.org/isolation.html).
	columns, key, err := sqliteColumns(ctx, tx, view)
	if err != nil {
		return nil, errors.Join(err, tx.Rollback())
	}
	return &Snapshot{
		Columns: columns, Key: key, TakenAt: takenAt,
		count: func(ctx context.Context, from *From) (n int64, err error) {
			condition, args := from.where(quoteSQLite)
			err = tx.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+quoteSQLite(view)+condition, args...).Scan(&n)
			if err != nil {
				return 0, s.failure(ctx, err)
			}
			return n, nil
		},
		read: func(ctx context.Context, columns []rowset.Column, from *From, emit Emit) error {
			return s.stream(ctx, conn, view, columns, from, emit)
		},
		close: func() error {
			err := tx.Rollback()
			if errors.Is(err, sql.ErrTxDone) {
				err = nil
			}
			return errors.Join(err, conn.Close())
		},
	}, nil
}

func quoteSQLite(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// sqliteColumns returns the columns of a view or table. Whatever type is declared, a value may have any type.
func sqliteColumns(ctx context.Context, tx *sql.Tx, view string) (columns []rowset.Column, key []string, err error) {
	rows, err := tx.QueryContext(ctx, "SELECT name, type, pk FROM pragma_table_xinfo(?) WHERE hidden <> 1 ORDER BY cid", view)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	places := map[string]int{}
	for rows.Next() {
		column := rowset.Column{Kind: rowset.Any}
		var pk int
		if err := rows.Scan(&column.Name, &column.Type, &pk); err != nil {
			return nil, nil, err
		}
		if pk > 0 {
			key = append(key, column.Name)
			places[column.Name] = pk
		}
		columns = append(columns, column)
	}
	if err := rows.Err(); err != nil {
		return nil, nil, err
	}
	if len(columns) == 0 {
		return nil, nil, missingView(view, func() ([]string, error) {
			return listNames(ctx, tx, "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name")
		})
	}
	slices.SortFunc(key, func(a, b string) int { return places[a] - places[b] })
	return columns, key, nil
}

func (s *SQLite) stream(ctx context.Context, conn *sql.Conn, view string, columns []rowset.Column, from *From, emit Emit) error {
	list := make([]string, len(columns))
	for i, column := range columns {
		// A unary plus changes no value but hides the declared type, from which the driver would make a time.Time.
		list[i] = "+" + quoteSQLite(column.Name)
	}
	condition, args := from.where(quoteSQLite)
	statement := "SELECT " + strings.Join(list, ", ") + " FROM " + quoteSQLite(view) + condition
	var failure error
	err := conn.Raw(func(driverConn any) error {
		rows, err := driverConn.(driver.QueryerContext).QueryContext(ctx, statement, named(args))
		if err != nil {
			failure = s.failure(ctx, err)
			return nil
		}
		failure = s.streamRows(ctx, rows, view, columns, emit)
		if err := rows.Close(); err != nil && failure == nil {
			failure = s.failure(ctx, err)
		}
		return nil
	})
	if failure != nil {
		return failure
	}
	return err
}

func (s *SQLite) streamRows(ctx context.Context, rows driver.Rows, view string, columns []rowset.Column, emit Emit) error {
	dest := make([]driver.Value, len(columns))
	next := func(batch *rowset.Batch, n int64) error {
		err := rows.Next(dest)
		if errors.Is(err, io.EOF) {
			return err
		}
		if err != nil {
			return s.failure(ctx, err)
		}
		for i, value := range dest {
			if err := decodeSQLite(batch, value); err != nil {
				return &ValueError{View: view, Column: columns[i].Name, Row: n, Problem: err.Error()}
			}
		}
		return nil
	}
	return emitRows(len(columns), next, emit)
}

func decodeSQLite(batch *rowset.Batch, value driver.Value) error {
	switch v := value.(type) {
	case nil:
		batch.AppendNull()
	case int64:
		batch.AppendInt(v)
	case float64:
		batch.AppendFloat(v)
	case string:
		batch.Append(rowset.TextOf([]byte(v)))
	case []byte:
		batch.AppendBytes(rowset.TypeBlob, v)
	default:
		return unexpected(fmt.Sprintf("%T", value))
	}
	return nil
}
