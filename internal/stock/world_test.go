package stock_test

import (
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"forecourt/internal/demo"
	"forecourt/internal/mapping"
	"forecourt/internal/stock"
	"forecourt/internal/vehicle"
)

// world is a stock in the columns of one owner: the rows as they stand in the table, and what each of them means. Both
// are written down side by side, so that nothing of internal/mapping has a part in what is expected.
type world struct {
	// view is the table, file its stock.yaml, "" for the contract's columns.
	view, file string
	columns    []column
	key        []string
	// more are further statements for MySQL, such as indexes; charset is the table's.
	more    []string
	charset string
	rows    []row
	// words are asked for beside random ones.
	words map[string][][]string
}

// column is a column with its type in MySQL.
type column struct{ name, kind string }

// row is a row, and the vehicle that it means: texts, whole numbers, amounts, and numbers with three decimals.
type row struct {
	values []any
	id     vehicle.ID
	want   map[string]any
	hidden bool
}

// thousandths is a number of an own field.
type thousandths int64

// demoVehicle is a row of the contract.
type demoVehicle = demo.Vehicle

func (w *world) mapping(tb testing.TB) *mapping.Mapping {
	tb.Helper()
	if w.file == "" {
		return mapping.Contract(w.view)
	}
	m, err := mapping.Parse([]byte(w.file))
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// stock is what a reader of the world is made of.
func (w *world) stock(tb testing.TB) stock.Stock {
	tb.Helper()
	m := w.mapping(tb)
	shape, err := m.Shape(w.rows[0].id.IsText())
	if err != nil {
		tb.Fatal(err)
	}
	return stock.Stock{Mapping: m, Shape: shape}
}

// model returns the vehicles that the rows mean.
func (w *world) model(tb testing.TB) *model {
	tb.Helper()
	m := &model{shape: w.stock(tb).Shape}
	for _, row := range w.rows {
		if !row.hidden {
			m.all = append(m.all, row.vehicle(tb, m.shape))
		}
	}
	return m
}

func (r row) vehicle(tb testing.TB, shape *vehicle.Shape) vehicle.Vehicle {
	tb.Helper()
	v := shape.New(r.id)
	for name, want := range r.want {
		f := shape.Field(name)
		if f == nil {
			tb.Fatalf("the shape has no %s", name)
		}
		switch want := want.(type) {
		case nil:
		case string:
			v.Set(f, vehicle.TextOf(want))
		case int64:
			v.Set(f, vehicle.NumberOf(want))
		case vehicle.Amount:
			v.Set(f, vehicle.NumberOf(int64(want)))
		case thousandths:
			v.Set(f, vehicle.NumberOf(int64(want)))
		default:
			tb.Fatalf("%s is %T", name, want)
		}
	}
	return v
}

// value is what a pointer points to, nil for none.
func value[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}

// choose returns a value of a list, whichever, but always the same for a place.
func choose[T any](at int, list ...T) T { return list[(at*7919+at/3)%len(list)] }

// realData is the folder of the real listings, which are not part of the project.
var realData = filepath.Join("..", "..", "..", "shared", "data")

// cars returns real listings, or generated ones where there are none.
func cars(tb testing.TB, wanted int) []demo.Vehicle {
	tb.Helper()
	var all []demo.Vehicle
	for _, name := range []string{"vehicles_uk.csv", "vehicles_us.csv", "vehicles_vin.csv"} {
		file, err := os.Open(filepath.Join(realData, name))
		if errors.Is(err, os.ErrNotExist) {
			tb.Logf("NOT TESTED with real listings: the folder %s is missing; it is not part of the project", realData)
			return generated(wanted)
		}
		if err != nil {
			tb.Fatal(err)
		}
		all = append(all, sample(tb, file, wanted/3)...)
		if err := file.Close(); err != nil {
			tb.Fatal(err)
		}
	}
	for i := range all {
		all[i].ID = int64(i+1) * 3
	}
	return all
}

func generated(wanted int) []demo.Vehicle {
	g := demo.New(7, time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC))
	all := make([]demo.Vehicle, wanted)
	for i := range all {
		if all[i] = g.Next(); i%50 == 0 {
			all[i].Year, all[i].Mileage = nil, nil
		}
	}
	return all
}

// sample reads every so many-th listing of a file.
func sample(tb testing.TB, file io.Reader, wanted int) []demo.Vehicle {
	tb.Helper()
	const every = 37
	r := csv.NewReader(file)
	if _, err := r.Read(); err != nil {
		tb.Fatal(err)
	}
	var list []demo.Vehicle
	for i := 0; len(list) < wanted; i++ {
		fields, err := r.Read()
		if err != nil {
			tb.Fatal(err)
		}
		if i%every == 0 {
			list = append(list, listing(tb, fields))
		}
	}
	return list
}

func listing(tb testing.TB, fields []string) demo.Vehicle {
	tb.Helper()
	text := func(at int) *string {
		if fields[at] == "" {
			return nil
		}
		return &fields[at]
	}
	number := func(at int) *int64 {
		if fields[at] == "" {
			return nil
		}
		n, err := strconv.ParseInt(fields[at], 10, 64)
		if err != nil {
			tb.Fatal(err)
		}
		return &n
	}
	v := demo.Vehicle{
		StockNumber: fields[1], VIN: text(2), Make: fields[3], Model: fields[4], Trim: text(5), Year: number(6), Color: text(7),
		BodyType: text(8), FuelType: text(9), Transmission: text(10), Drivetrain: text(11), Mileage: number(12), MileageUnit: text(13),
		Currency: text(15), ItemCondition: text(16), Location: text(17), Status: fields[18], ListingURL: text(19),
		ListedAt: (*vehicle.DateTime)(text(20)), UpdatedAt: vehicle.DateTime(fields[21]),
	}
	if fields[14] != "" {
		v.Price = new(vehicle.Amount)
		if err := v.Price.Scan(fields[14]); err != nil {
			tb.Fatal(err)
		}
	}
	return v
}
