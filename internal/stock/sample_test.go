package stock_test

import (
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"forecourt/internal/mapping"
	"forecourt/internal/stock"
)

// TestSample shows rows through the mapping, whatever types the source gave its columns.
func TestSample(t *testing.T) {
	m, err := mapping.Parse([]byte("view: Bestand\nkey: [F, N]\nfields:\n  make: M\n  model: T\n  year: {year_of: EZ}\n" +
		"  price: {column: P, decimal: \",\", currency: EUR, unknown: [1]}\n  status: {column: V, values: {0: available, 1: sold}}\n" +
		"own:\n  navi: {column: X, kind: flag}\n"))
	if err != nil {
		t.Fatal(err)
	}
	var columns []mapping.Column
	for _, c := range [][2]string{{"F", "int unsigned"}, {"N", "varchar(9)"}, {"M", "varchar(40)"}, {"T", "text"}, {"EZ", "datetime(6)"}, {"P", "varchar(20)"}, {"V", "bit(1)"}, {"X", "char(1)"}} {
		columns = append(columns, mapping.NewColumn(c[0], c[1], ""))
	}
	row := func(texts ...string) []*string {
		list := make([]*string, len(texts))
		for i := range texts {
			if texts[i] != "NULL" {
				list[i] = &texts[i]
			}
		}
		return list
	}
	cars, shape, err := stock.Sample(t.Context(), m, columns, [][]*string{
		row("1", "a~b", "VW", "Golf", "2018-03-01 00:00:00.000000", "€ 12.990,-", "0", "J"), row("2", "c", "BMW", "X1", "NULL", "1", "1", "n"),
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []map[string]string
	for i := range cars {
		car := map[string]string{"id": cars[i].ID.String()}
		for _, f := range shape.Fields() {
			if value := cars[i].Value(f); value.Known() {
				car[f.Name] = f.Show(value)
			}
		}
		got = append(got, car)
	}
	want := []map[string]string{
		{"id": "1~a%7Eb", "make": "VW", "model": "Golf", "year": "2018", "price": "12990", "currency": "EUR", "status": "available", "navi": "yes"},
		{"id": "2~c", "make": "BMW", "model": "X1", "currency": "EUR", "status": "sold", "navi": "no"},
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
