package publication

import (
	"context"
	"errors"
	"strings"

	sqlite3 "modernc.org/sqlite/lib"

	"forecourt/internal/cache"
	"forecourt/internal/cache/publication/intake"
	"forecourt/internal/plain"
	"forecourt/internal/rowset"
)

// explain turns the error of a key that came twice into one that names the key.
func (p *publication) explain(err error) error {
	code, _ := cache.Code(err)
	unique := code == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY || code == sqlite3.SQLITE_CONSTRAINT_ROWID || code == sqlite3.SQLITE_CONSTRAINT_UNIQUE
	if !unique || len(p.sql.Keys) == 0 || p.stream.Current == nil {
		return err
	}
	var key []rowset.Value
	for _, at := range p.sql.Keys {
		key = append(key, p.stream.Current[at])
	}
	return p.keyError("two rows have " + rowset.Literal(key))
}

// duplicate looks for a key that came twice.
func (p *publication) duplicate(ctx context.Context) error {
	keys, err := p.showSpool(ctx)
	if err != nil {
		return err
	}
	var key string
	err = p.conn.QueryRowContext(ctx, p.sql.SelectDuplicate()).Scan(&key)
	if err != nil {
		return errors.Join(keys.Err, err)
	}
	return p.keyError("two rows have " + plain.Text(key))
}

// showSpool makes the intake show the spooled keys.
func (p *publication) showSpool(ctx context.Context) (*intake.Stream, error) {
	rows, err := p.in.spool.Rows()
	if err != nil {
		return nil, err
	}
	keys := &intake.Stream{Width: len(p.sql.Keys), Rows: intake.Keys(rows, len(p.sql.Keys))}
	return keys, p.show(ctx, keys)
}

func (p *publication) keyError(problem string) error {
	return &KeyError{View: p.View, Column: strings.Join(p.Key, "+"), Problem: problem}
}
