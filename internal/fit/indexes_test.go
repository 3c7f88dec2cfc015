package fit_test

import (
	"slices"
	"testing"

	"forecourt/internal/fit"
	"forecourt/internal/mapping"
	"forecourt/internal/rowset"
	"forecourt/internal/source"
)

// TestThePriceHasAnIndexThatQueriesUse: a price with two decimals is compared as it is, so the index is on the column
// itself. With more decimals than the API shows, it is rounded.
func TestThePriceHasAnIndexThatQueriesUse(t *testing.T) {
	for kind, want := range map[string]struct{ declared, index string }{
		"decimal(12,2)":          {"NUMERIC(12,2)", "`price`"},
		"decimal(7,1) unsigned":  {"NUMERIC(7,1)", "`price`"},
		"decimal(12,4)":          {"NUMERIC(12,4)", "ROUND(`price` * 1.0000000000000004, 2)"},
		"decimal(10,0) zerofill": {"NUMERIC(10,0)", "`price`"},
	} {
		var columns []rowset.Column
		for _, c := range [][2]string{{"id", "int"}, {"make", "varchar(64)"}, {"model", "varchar(64)"}, {"year", "int"}, {"price", kind}} {
			column, known := source.MySQLColumn(c[0], c[1])
			if !known {
				t.Fatal(c)
			}
			columns = append(columns, column)
		}
		if got := columns[4].DeclaredType(); got != want.declared || columns[4].Affinity() != rowset.AffinityNumeric {
			t.Errorf("%s is declared as %s", kind, got)
		}
		m, err := mapping.Parse([]byte("view: v\nkey: id\nfields:\n  make: make\n  model: model\n  year: year\n  price: {column: price, currency: EUR}\n"))
		if err != nil {
			t.Fatal(err)
		}
		needs, err := fit.Needs(m, "v")("v", columns)
		if err != nil || !slices.Contains(needs.Indexes, want.index) {
			t.Errorf("%s: %v (%v)", kind, needs.Indexes, err)
		}
	}
}
