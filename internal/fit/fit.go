// Package fit finds the mapping that fits the columns of a view.
package fit

import (
	"context"
	"errors"
	"slices"
	"strings"

	"forecourt/internal/cache"
	"forecourt/internal/mapping"
	"forecourt/internal/rowset"
	"forecourt/internal/source"
	"forecourt/internal/stock"
	"forecourt/internal/syncer"
)

// StockView names the view that the API reads: the mapping's, otherwise vehicles_stock, otherwise the first that is
// copied.
func StockView(m *mapping.Mapping, views []syncer.View) string {
	named := func(v syncer.View) bool { return strings.EqualFold(v.Name, mapping.DefaultView) }
	switch {
	case m != nil:
		return m.View
	case len(views) == 0 || slices.ContainsFunc(views, named):
		return mapping.DefaultView
	}
	return views[0].Name
}

// Columns turns a source's columns into the form that a mapping takes.
func Columns(columns []rowset.Column) []mapping.Column {
	list := make([]mapping.Column, len(columns))
	for i, c := range columns {
		list[i] = mapping.NewColumn(c.Name, c.Type, c.Collation)
		list[i].NotNull = c.NotNull
		// SQLite's columns hold values of any type.
		list[i].Copied = c.Kind == rowset.Any
	}
	return list
}

// SourceColumns reads the columns of the stock's view from the source.
func SourceColumns(ctx context.Context, from syncer.Source, view string) ([]mapping.Column, error) {
	snapshot, err := from.Snapshot(ctx, view, source.Since{})
	if err != nil {
		return nil, err
	}
	return Columns(snapshot.Columns), snapshot.Close()
}

// CopyColumns reads the columns of the stock's copy.
func CopyColumns(ctx context.Context, path, view string) (columns []mapping.Column, err error) {
	store, err := cache.Open(ctx, path, cache.Options{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	return stock.CopyColumns(ctx, store.DB(), view)
}

// Resolve completes the mapping with the columns of the first place that it fits, because the copy may still
// belong to another mapping. If it fits none, the contract's columns are assumed. The error then says why; the stock
// can be used all the same.
func Resolve(m *mapping.Mapping, view string, look ...func() ([]mapping.Column, error)) (stock.Stock, error) {
	var failed error
	for _, read := range look {
		columns, err := read()
		if err != nil || len(columns) == 0 {
			failed = errors.Join(failed, err)
			continue
		}
		of := m
		if of == nil {
			of = mapping.Contract(view)
			if standard, complete := mapping.Standard(view, columns); complete {
				of = standard
			}
		}
		for _, engine := range []mapping.Engine{mapping.MySQL, mapping.SQLite} {
			plan, err := of.Plan(engine, columns)
			if err == nil {
				return stock.Stock{Mapping: of, Shape: plan.Shape}, nil
			}
			if engine == mapping.MySQL { // The misfit is the same for both engines.
				failed = errors.Join(failed, err)
			}
		}
	}
	if m == nil {
		m = mapping.Contract(view)
	}
	shape, err := m.Shape(false)
	return stock.Stock{Mapping: m, Shape: shape}, errors.Join(failed, err)
}

// copiedColumns turns a copy's columns into the form that a mapping takes.
func copiedColumns(columns []rowset.Column) []mapping.Column {
	list := make([]mapping.Column, len(columns))
	for i, c := range columns {
		list[i] = mapping.NewColumn(c.Name, c.DeclaredType(), "")
		list[i].Copied = true
	}
	return list
}

// Needs returns the function that examines the columns of each view for the syncer. The view that holds the stock
// must fit the mapping, and its copy needs a key, and indexes for searches.
func Needs(m *mapping.Mapping, stockView string) func(view string, columns []rowset.Column) (syncer.Needs, error) {
	return func(view string, columns []rowset.Column) (syncer.Needs, error) {
		if !strings.EqualFold(view, stockView) {
			return syncer.Needs{}, nil
		}
		of := Mapping(m, view, Columns(columns))
		switch {
		case of == nil && strings.EqualFold(view, mapping.DefaultView):
			return syncer.Needs{Notice: "it is copied as it is; to search it through the API, run forecourt adapt, which writes stock.yaml"}, nil
		case of == nil:
			return syncer.Needs{}, nil
		case m != nil:
			if problems := of.Check(Columns(columns)); problems != nil {
				return syncer.Needs{}, problems
			}
		}
		needs := syncer.Needs{Key: of.Key, Numbers: of.Numbers()}
		// Without an owner's file the view may not fit. The copy is exact all the same, and doctor says what is wrong.
		if plan, err := of.Plan(mapping.SQLite, copiedColumns(columns)); err == nil {
			needs.Indexes = plan.Indexes()
		}
		return needs, nil
	}
}

// Indexes returns the function that says which indexes a copy needs for searches. failed hears of columns that do not
// fit the mapping.
func Indexes(m *mapping.Mapping, stockView string, failed func(view string, err error)) func(view string, columns []rowset.Column) []string {
	needs := Needs(m, stockView)
	return func(view string, columns []rowset.Column) []string {
		found, err := needs(view, columns)
		if err != nil {
			failed(view, err)
		}
		return found.Indexes
	}
}

// Mapping returns the mapping of the view that holds the stock: the owner's, otherwise the contract's. It returns nil
// if neither applies.
func Mapping(m *mapping.Mapping, view string, columns []mapping.Column) *mapping.Mapping {
	if m != nil {
		return m
	}
	if standard, complete := mapping.Standard(view, columns); complete {
		return standard
	}
	return nil
}
