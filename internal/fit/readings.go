package fit

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"forecourt/internal/cache"
	"forecourt/internal/mapping"
	"forecourt/internal/stock"
)

// readRows is how many rows of a copy are looked at for values that cannot be read.
const readRows = 1000

// Warnings says what does not fit between a mapping and a copy: columns that are missing or of the wrong type, those
// that are empty, and values that do not say what their field is. It looks at the first rows of the copy.
func Warnings(ctx context.Context, path string, m *mapping.Mapping) (list []string, err error) {
	functions, err := mapping.Driver()
	if err != nil {
		return nil, err
	}
	store, err := cache.Open(ctx, path, cache.Options{ReadOnly: true, Driver: functions})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	columns, err := stock.CopyColumns(ctx, store.DB(), m.View)
	if err != nil {
		return nil, err
	}
	if problems := m.Check(columns); problems != nil {
		for _, p := range problems.Problems {
			list = append(list, p.Field+": "+p.Text)
		}
		return list, nil
	}
	query, fields, err := m.Readings(columns, readRows)
	if err != nil {
		return nil, err
	}
	var rows int64
	into := []any{&rows}
	for i := range fields {
		into = append(into, &fields[i].Filled, &fields[i].Unread, &fields[i].Such)
	}
	if err := store.DB().QueryRowContext(ctx, query).Scan(into...); err != nil {
		return nil, fmt.Errorf("read the columns of %s: %w", m.View, err)
	}
	for _, f := range fields {
		if warning := warn(f, rows); warning != "" {
			list = append(list, warning)
		}
	}
	return list, nil
}

func warn(f mapping.Reading, rows int64) string {
	columns := strings.Join(f.Columns, ", ")
	switch {
	case rows > 0 && f.Filled == 0:
		return fmt.Sprintf("%s: %s has no value in any of the %d rows that were looked at: name another column, or leave the field out.", f.Field, columns, rows)
	case f.Unread > 0:
		return fmt.Sprintf("%s: %d of %d values of %s cannot be read, such as %q: say in stock.yaml under values what they mean, or list them under unknown.",
			f.Field, f.Unread, f.Filled, columns, short(f.Such))
	}
	return ""
}

// mostShown is how many characters of a value a warning shows.
const mostShown = 60

func short(text string) string {
	if runes := []rune(text); len(runes) > mostShown {
		return string(runes[:mostShown]) + "…"
	}
	return text
}
