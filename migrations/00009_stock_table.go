package migrations

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/pressly/goose/v3"
)

// Go returns the migrations that SQL alone cannot express. Every call returns a new list.
func Go() []*goose.Migration {
	stock := goose.NewGoMigration(9, &goose.GoFunc{RunTx: dropEmptyStock}, &goose.GoFunc{RunTx: restoreStock})
	stock.Source = "00009_stock_table.go"
	return []*goose.Migration{stock}
}

// dropEmptyStock drops the table vehicles_stock that the first migration made, unless it holds rows, because a view's
// table is now made from its columns. A table with rows stays readable until the next sync.
func dropEmptyStock(ctx context.Context, tx *sql.Tx) error {
	var filled, copied bool
	const copies = "SELECT EXISTS (SELECT 1 FROM vehicles_stock), EXISTS (SELECT 1 FROM forecourt_sync_runs WHERE view = 'vehicles_stock' AND outcome IN ('published', 'unchanged'))"
	if err := tx.QueryRowContext(ctx, copies).Scan(&filled, &copied); err != nil {
		return fmt.Errorf("look for copied vehicles: %w", err)
	}
	if filled || copied {
		return nil
	}
	_, err := tx.ExecContext(ctx, "DROP TABLE vehicles_stock")
	return err
}

// restoreStock makes the table that earlier versions expect. It is empty, because they fill it with their next sync.
func restoreStock(ctx context.Context, tx *sql.Tx) error {
	for _, statement := range []string{
		"DROP TABLE IF EXISTS vehicles_stock",
		`CREATE TABLE vehicles_stock (
  id INTEGER PRIMARY KEY, stock_number TEXT NOT NULL, vin TEXT, make TEXT NOT NULL, model TEXT NOT NULL, trim TEXT, year INTEGER, color TEXT,
  body_type TEXT, fuel_type TEXT, transmission TEXT, drivetrain TEXT, mileage INTEGER, mileage_unit TEXT, price NUMERIC, currency TEXT,
  item_condition TEXT, location TEXT, status TEXT NOT NULL, listing_url TEXT, listed_at TEXT, updated_at TEXT NOT NULL
)`,
		"CREATE INDEX forecourt_stock_make_model_year ON vehicles_stock (lower(make), lower(model), year)",
		"CREATE INDEX forecourt_stock_price ON vehicles_stock (price)",
		"CREATE INDEX forecourt_stock_mileage ON vehicles_stock (mileage)",
	} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}
