package contract_test

import (
	"testing"

	"forecourt/db/mysqldb"
	"forecourt/db/sqlitedb"
	"forecourt/internal/vehicle"
	contract "forecourt/sql"
)

// Rows of both engines convert to the shared type, or this does not compile.
var (
	_ = vehicle.Vehicle(mysqldb.VehiclesStock{})
	_ = vehicle.Vehicle(sqlitedb.VehiclesStock{})
)

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
