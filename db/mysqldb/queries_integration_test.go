//go:build integration

package mysqldb_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"forecourt/db/mysqldb"
	"forecourt/internal/testdb"
	"forecourt/internal/vehicle"
	contract "forecourt/sql"
)

var server *testdb.Server

func TestMain(m *testing.M) {
	var err error
	server, err = testdb.Start(context.Background())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if err := server.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func ptr[T any](v T) *T { return &v }

// TestQueries executes every generated query as it stands, on a MySQL with the contract's own schema and the view that
// sqlc types the search by. internal/stock tests the search with its holes filled.
func TestQueries(t *testing.T) {
	db := server.NewDatabase(t)
	view, err := os.ReadFile("../../sql/mysql/forecourt_stock.sql")
	if err != nil {
		t.Fatal(err)
	}
	db.Exec(t, contract.Schema, string(view))
	q := mysqldb.New(db)
	if err := q.InsertVehicle(t.Context(), mysqldb.InsertVehicleParams{
		ID: 1, StockNumber: "stock", VIN: ptr("1M8GDM9AXKP042788"), Make: "make", Model: "model", Trim: ptr("trim"), Year: ptr[int64](2021),
		Color: ptr("color"), BodyType: ptr("body"), FuelType: ptr("fuel"), Transmission: ptr("transmission"),
		Drivetrain: ptr("drivetrain"), Mileage: ptr[int64](12345), MileageUnit: ptr("mi"), Price: ptr(vehicle.Amount(2199050)),
		Currency: ptr("USD"), ItemCondition: ptr("used"), Location: ptr("place"), Status: "available", ListingURL: ptr("url"),
		ListedAt: ptr(vehicle.DateTime("2026-01-02 03:04:05")), UpdatedAt: "2026-01-02 03:04:05.000006",
	}); err != nil {
		t.Fatal(err)
	}
	text := func(value string) vehicle.NullText { return vehicle.NullText{Value: vehicle.TextOf(value)} }
	number := func(n int64) vehicle.NullNumber { return vehicle.NullNumber{Value: vehicle.NumberOf(n)} }
	date := func(value string) vehicle.NullDateTime {
		return vehicle.NullDateTime{Value: vehicle.TextOf(value)}
	}
	want := mysqldb.Stock{
		StockNumber: text("stock"), VIN: text("1M8GDM9AXKP042788"), Make: text("make"), Model: text("model"), Trim: text("trim"), Year: number(2021),
		Color: text("color"), BodyType: text("body"), FuelType: text("fuel"), Transmission: text("transmission"),
		Drivetrain: text("drivetrain"), Mileage: number(12345), MileageUnit: text("mi"), Price: vehicle.NullAmount{Value: vehicle.NumberOf(2199050)},
		Currency: text("USD"), ItemCondition: text("used"), Location: text("place"), Status: text("available"), ListingURL: text("url"),
		ListedAt: date("2026-01-02 03:04:05"), UpdatedAt: date("2026-01-02 03:04:05.000006"),
	}
	list, err := q.SearchVehicles(t.Context())
	for i := range list {
		list[i].ID = vehicle.ID{} // The text protocol hands it over as text; the search prepares its statements.
	}
	if diff := cmp.Diff([]mysqldb.Stock{want}, list, cmp.AllowUnexported(vehicle.ID{}, vehicle.Value{})); err != nil || diff != "" {
		t.Errorf("SearchVehicles: %v\n%s", err, diff)
	}
	if counted, err := q.CountVehicles(t.Context()); err != nil || len(counted) != 1 || counted[0] != 1 {
		t.Errorf("CountVehicles: %v, %v", counted, err)
	}
	values, err := q.CountValues(t.Context())
	if diff := cmp.Diff([]mysqldb.CountValuesRow{{OfValue: "make", Value: "model", Vehicles: 1}}, values); err != nil || diff != "" {
		t.Errorf("CountValues: %v\n%s", err, diff)
	}
	extent, err := q.GetExtent(t.Context())
	if diff := cmp.Diff([]mysqldb.GetExtentRow{{Vehicles: 1, Low: "21990.50", High: "21990.50"}}, extent); err != nil || diff != "" {
		t.Errorf("GetExtent: %v\n%s", err, diff)
	}
	info, err := q.GetServer(t.Context())
	if err != nil || !strings.HasPrefix(info.Version, "9.") || len(info.Clock) != len("2026-01-02 03:04:05.000006") {
		t.Errorf("GetServer: %+v, %v", info, err)
	}
}
