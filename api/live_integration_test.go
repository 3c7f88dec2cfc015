//go:build integration

package api_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"forecourt/db/mysqldb"
	"forecourt/internal/demo"
	"forecourt/internal/stock"
	"forecourt/internal/testdb"
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
	live := newClient(t, patient(options(stock.NewLive(db.DB, time.Now))))
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
		if diff := cmp.Diff(fromLive, fromCopy); diff != "" {
			t.Errorf("%s: live and copy differ:\n%s", target, diff)
		}
	}
}
