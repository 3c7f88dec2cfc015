package cache

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	sqlite3 "modernc.org/sqlite/lib"

	"forecourt/internal/rowset"
)

// explain names the key when rows cannot be written because it came twice.
func (p *publication) explain(err error) error {
	var engine coder
	if len(p.sql.keys) == 0 || p.feed.current == nil || !errors.As(err, &engine) || engine.Code()&0xff != sqlite3.SQLITE_CONSTRAINT {
		return err
	}
	code := engine.Code()
	if code != sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY && code != sqlite3.SQLITE_CONSTRAINT_ROWID && code != sqlite3.SQLITE_CONSTRAINT_UNIQUE {
		return err
	}
	var key []rowset.Value
	for _, at := range p.sql.keys {
		key = append(key, p.feed.current[at])
	}
	return p.keyError("two rows have " + keyText(key))
}

// duplicate finds a key that came twice.
func (p *publication) duplicate(ctx context.Context) error {
	keys, err := p.showSpool(ctx)
	if err != nil {
		return err
	}
	var key string
	err = p.conn.QueryRowContext(ctx, p.sql.selectDuplicate()).Scan(&key)
	if err != nil {
		return errors.Join(keys.err, err)
	}
	return p.keyError("two rows have " + key)
}

// showSpool makes temp.feed show the keys that came.
func (p *publication) showSpool(ctx context.Context) (*feed, error) {
	rows, err := p.in.spool.rows()
	if err != nil {
		return nil, err
	}
	keys := &feed{width: len(p.sql.keys), rows: keyRows(rows, len(p.sql.keys))}
	return keys, p.show(ctx, keys)
}

func (p *publication) keyError(problem string) error {
	return &KeyError{View: p.View, Column: strings.Join(p.Key, "+"), Problem: problem}
}

// keyText writes a key as SQL has it.
func keyText(key []rowset.Value) string {
	parts := make([]string, len(key))
	for i, v := range key {
		parts[i] = literal(v)
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

func literal(v rowset.Value) string {
	switch v.Type {
	case rowset.TypeInteger:
		return strconv.FormatInt(v.Int(), 10)
	case rowset.TypeReal:
		return strconv.FormatFloat(v.Float(), 'g', -1, 64)
	case rowset.TypeText:
		return "'" + strings.ReplaceAll(strings.ToValidUTF8(string(v.Bytes), "\uFFFD"), "'", "''") + "'"
	default:
		return fmt.Sprintf("x'%x'", v.Bytes)
	}
}
