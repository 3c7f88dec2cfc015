package contract_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"forecourt/internal/vehicle"
	contract "forecourt/sql"
)

// TestCatalogueIsTheContract holds the two lists of columns together, but for the key.
func TestCatalogueIsTheContract(t *testing.T) {
	var columns []string
	for _, c := range contract.Columns() {
		if c.Name != contract.Key {
			columns = append(columns, c.Name)
		}
	}
	var catalogue []string
	for _, f := range vehicle.Catalogue() {
		catalogue = append(catalogue, f.Column)
	}
	if diff := cmp.Diff(columns, catalogue); diff != "" {
		t.Error(diff)
	}
}

// TestColumns makes sure that every line of the schema was understood.
func TestColumns(t *testing.T) {
	columns := contract.Columns()
	if len(columns) != 22 {
		t.Fatalf("%d columns", len(columns))
	}
	if got, want := columns[0], (contract.Column{Name: "id", Type: "BIGINT UNSIGNED", NotNull: true}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got, want := columns[14], (contract.Column{Name: "price", Type: "DECIMAL(12,2)"}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
