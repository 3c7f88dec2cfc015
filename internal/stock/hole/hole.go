// Package hole fills the named holes of sqlc's queries, and keeps the filled statements prepared.
//
// A hole is between two comments: /* where( */ 1 = 1 /* )where */. Only sqlc reads what is between them. A query with
// holes gets all of its values through them, in the order of the holes. The idea is from riverqueue/river's
// sqlctemplate (docs/decisions/0007-holes.md).
package hole

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Filling is what fills a hole: SQL, with a value for each of its question marks. The SQL consists of names and
// constants of the catalogue and the mapping. Whatever a request sends is a value.
type Filling struct {
	SQL  string
	Args []any
}

// Fillings are the fillings of one query, by the names of its holes.
type Fillings map[string]Filling

// ErrHole is wrapped by the errors of Fill. They are mistakes of the program, not of a request.
var ErrHole = errors.New("a query's holes are not filled right")

const (
	begin      = "/* "
	opening    = "( */"
	closing    = "/* )"
	closingEnd = " */"
)

// Fill returns the query with its holes filled, and their values in order. A hole without a filling, a filling
// without a hole, and a hole without an end are errors. A query without holes is returned unchanged.
func Fill(query string, fillings Fillings) (text string, args []any, err error) {
	var b strings.Builder
	size, values := len(query), 0
	for _, filling := range fillings {
		size += len(filling.SQL)
		values += len(filling.Args)
	}
	b.Grow(size)
	if values > 0 {
		args = make([]any, 0, values)
	}
	var used []string
	rest := query
	for {
		name, before, after, found, err := next(rest)
		if err != nil {
			return "", nil, err
		}
		if !found {
			break
		}
		filling, ok := fillings[name]
		if !ok {
			return "", nil, fmt.Errorf("%w: %s is empty", ErrHole, name)
		}
		used = append(used, name)
		b.WriteString(before)
		b.WriteString(filling.SQL)
		args = append(args, filling.Args...)
		rest = after
	}
	for name := range fillings {
		if !slices.Contains(used, name) {
			return "", nil, fmt.Errorf("%w: there is no hole %s", ErrHole, name)
		}
	}
	b.WriteString(rest)
	return b.String(), args, nil
}

// next finds the first hole of a text, and returns its name and the text before and after it.
func next(text string) (name, before, after string, found bool, err error) {
	open := strings.Index(text, opening)
	if open < 0 {
		return "", "", "", false, nil
	}
	from := strings.LastIndex(text[:open], begin)
	if from < 0 {
		return "", "", "", false, fmt.Errorf("%w: a hole has no name", ErrHole)
	}
	name = text[from+len(begin) : open]
	end := closing + name + closingEnd
	_, after, ended := strings.Cut(text[open+len(opening):], end)
	if !ended {
		return "", "", "", false, fmt.Errorf("%w: %s has no end", ErrHole, name)
	}
	return name, text[:from], after, true, nil
}

// fillingsKey is the key of the fillings in a context.
type fillingsKey struct{}

// With returns a context whose queries get these fillings.
func With(ctx context.Context, fillings Fillings) context.Context {
	return context.WithValue(ctx, fillingsKey{}, fillings)
}

func hasHoles(query string) bool { return strings.Contains(query, opening) }

// Filled fills a query with the fillings of the context. A query with holes takes no other values.
func Filled(ctx context.Context, query string, args []any) (text string, all []any, err error) {
	if !hasHoles(query) {
		return query, args, nil
	}
	if len(args) > 0 {
		return "", nil, fmt.Errorf("%w: the query takes other values, too", ErrHole)
	}
	fillings, _ := ctx.Value(fillingsKey{}).(Fillings)
	return Fill(query, fillings)
}
