package source

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"forecourt/internal/nearest"
)

// maxNames is how many names of views a message lists.
const maxNames = 8

// missingView says that a view does not exist, and which one was probably meant. list returns the names of the views;
// if it fails, the message names none.
func missingView(view string, list func() ([]string, error)) *ViewError {
	problem := "the source has no such view or table"
	names, err := list()
	near := nearest.Surely(view, names)
	switch {
	case err != nil || len(names) == 0:
	case near != "":
		problem += fmt.Sprintf("; did you mean %s?", near)
	case len(names) <= maxNames:
		problem += "; it shows us " + strings.Join(names, ", ")
	default:
		problem += fmt.Sprintf("; it shows us %s and %d more", strings.Join(names[:maxNames], ", "), len(names)-maxNames)
	}
	return &ViewError{View: view, Problem: problem + ": check SYNC_VIEWS (--view) and SOURCE_DATABASE"}
}

// listNames runs a query that returns one name a row.
func listNames(ctx context.Context, tx *sql.Tx, query string) (names []string, err error) {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}
