package stock

import (
	"context"
	"testing"

	"forecourt/internal/mapping"
	"forecourt/internal/stock/hole"
	"forecourt/internal/vehicle"
)

// nothing are queries that ask no database, but have their holes filled.
type nothing struct{ b *testing.B }

// holes are those of SearchVehicles.
const holes = `SELECT id, stock_number, vin, make, model, trim, year, color FROM /* stock( */ forecourt_stock /* )stock */ AS s
WHERE /* where( */ 1 = 1 /* )where */
ORDER BY /* order( */ id /* )order */
LIMIT /* limit( */ 1 /* )limit */`

// holesAndCount are those of SearchAndCountVehicles.
const holesAndCount = `SELECT id, stock_number, vin, make, model, trim, year, color, (SELECT COUNT(*) FROM (
SELECT 1 FROM /* stock( */ forecourt_stock /* )stock */ AS s WHERE /* counted( */ 1 = 1 /* )counted */ LIMIT /* most( */ 1 /* )most */) AS found) AS vehicles
FROM /* stock( */ forecourt_stock /* )stock */ AS s
WHERE /* where( */ 1 = 1 /* )where */
ORDER BY /* order( */ id /* )order */
LIMIT /* limit( */ 1 /* )limit */`

func (n nothing) list(ctx context.Context) ([]vehicle.Vehicle, error) {
	if _, _, err := hole.Filled(ctx, holes, nil); err != nil {
		n.b.Fatal(err)
	}
	return nil, nil
}

func (n nothing) listAndCount(ctx context.Context) ([]vehicle.Vehicle, int64, error) {
	if _, _, err := hole.Filled(ctx, holesAndCount, nil); err != nil {
		n.b.Fatal(err)
	}
	return nil, 0, nil
}

func (nothing) count(context.Context) (int64, error)            { return 0, nil }
func (nothing) extents(context.Context) ([]extent, error)       { return nil, nil }
func (nothing) values(context.Context) ([]vehicle.Count, error) { return nil, nil }
func (nothing) extent(context.Context) (int64, string, string, error) {
	return 0, "", "", nil
}

// BenchmarkSearchFilling is what a search costs until a database is asked: its conditions, and a query whose holes are
// filled.
func BenchmarkSearchFilling(b *testing.B) {
	var columns []mapping.Column
	for _, name := range append([]string{"id"}, mapping.Contract("v").Columns()...) {
		kind := "varchar(48)"
		switch name {
		case "id", "year", "mileage":
			kind = "int"
		case "price":
			kind = "decimal(12,2)"
		case "listed_at", "updated_at":
			kind = "datetime"
		}
		columns = append(columns, mapping.NewColumn(name, kind, "utf8mb4_0900_ai_ci"))
	}
	low := int64(2015)
	s := vehicle.Search{
		Words: map[string][]string{"make": {"Ford"}, "model": {"Focus"}}, Ranges: map[string]vehicle.Range{"year": {Min: &low}}, Limit: 20,
		Fields: []string{"make", "model", "trim", "year", "color", "mileage", "mileage_unit", "price", "currency", "location", "status", "listing_url"},
	}
	for name, dialect := range map[string]mapping.Engine{"MySQL": mapping.MySQL, "SQLite": mapping.SQLite} {
		b.Run(name, func(b *testing.B) {
			plan, err := mapping.Contract("v").Plan(dialect, columns)
			if err != nil {
				b.Fatal(err)
			}
			e := newEngine(plan, nothing{b})
			b.ReportAllocs()
			for b.Loop() {
				if _, err := e.search(b.Context(), s); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
