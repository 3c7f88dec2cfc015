//go:build integration

package api_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forecourt/db/mysqldb"
	"forecourt/internal/demo"
	"forecourt/internal/mapping"
	"forecourt/internal/stock"
	"forecourt/internal/testdb"
	"forecourt/internal/vehicle"
	contract "forecourt/sql"
)

// TestWordsLiveAndCopied asks the same stock in people's words, live from MySQL and from the copy: cars, receipts,
// candidates and suggestions are the same.
func TestWordsLiveAndCopied(t *testing.T) {
	const rows = 1500
	server, err := testdb.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	db := server.NewDatabase(t)
	db.Exec(t, contract.Schema)
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	q, g := mysqldb.New(tx), demo.New(3, now)
	for range rows {
		if err := q.InsertVehicle(t.Context(), mysqldb.InsertVehicleParams(g.Next())); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	contractColumns := func(context.Context) ([]mapping.Column, error) {
		var columns []mapping.Column
		for _, c := range contract.Columns() {
			collation := ""
			if strings.Contains(c.Type, "CHAR") {
				collation = "utf8mb4_0900_ai_ci"
			}
			columns = append(columns, mapping.NewColumn(c.Name, strings.ToLower(c.Type), collation))
		}
		return columns, nil
	}
	source, err := stock.NewLive(stock.LiveOptions{
		Stock: stock.Stock{Mapping: mapping.Contract(contract.View), Shape: vehicle.StandardShape()}, DB: db.DB, Columns: contractColumns, Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	live := newClient(t, patient(options(source)))
	copied := newClient(t, patient(options(newCopy(t, rows))))
	for _, target := range []string{
		ask("make", "chevy", "color", "grey", "body_type", "truck"),
		ask("q", "toyta camry or corolla under 30k, 2015 or newer, with heated seats"),
		ask("q", "low mileage suv in austin", "limit", "50"),
		ask("model", "F150", "trim", "lariat"),
		ask("location", "Texas", "fuel_type", "petrol", "transmission", "auto"),
		ask("body_type", "camioneta"),
		ask("q", "toyota 20k"),
		ask("make", "Lada"),
		ask("make", "Toyota", "color", "purple", "price_max", "5000"),
		ask("color", "rojo", "sort", "price"),
	} {
		var fromLive, fromCopy answer
		liveCode, copyCode := live.get(target, &fromLive), copied.get(target, &fromCopy)
		if liveCode != copyCode || liveCode >= http.StatusInternalServerError {
			t.Errorf("%s: live answers %d, the copy %d", target, liveCode, copyCode)
		}
		if (fromLive.NextCursor == "") != (fromCopy.NextCursor == "") {
			t.Errorf("%s: the cursors are %q and %q", target, fromLive.NextCursor, fromCopy.NextCursor)
		}
		fromLive.NextCursor, fromCopy.NextCursor = "", "" // The copy's names its snapshot, too.
		if diff := cmp.Diff(fromLive, fromCopy); diff != "" {
			t.Errorf("%s: live and copy differ:\n%s", target, diff)
		}
	}
}
