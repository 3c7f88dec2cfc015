package stock

import (
	"encoding/json"
	"fmt"
	"reflect"

	"forecourt/internal/mapping"
	"forecourt/internal/vehicle"
)

// rowReader turns sqlc's rows of forecourt_stock into vehicles of a shape. It finds a field's value by the column that
// its tag in the generated struct names. It is safe for concurrent use.
type rowReader[Row any] struct {
	plan    *mapping.Plan
	id, own int
	columns []rowColumn
}

// rowColumn is a field of the shape, with its position in the generated struct.
type rowColumn struct {
	field *vehicle.Field
	at    int
}

// newRowReader returns the reader of a generated struct. It is an error if the struct lacks a field of the catalogue,
// because then its column is missing in forecourt_stock.
func newRowReader[Row any](plan *mapping.Plan) (*rowReader[Row], error) {
	r := &rowReader[Row]{plan: plan}
	places := map[string]int{}
	row := reflect.TypeFor[Row]()
	for i := range row.NumField() {
		places[row.Field(i).Tag.Get("db")] = i
	}
	r.id, r.own = places["id"], places["own"]
	for _, f := range plan.Shape.Fields() {
		if f.Own {
			continue
		}
		at, ok := places[f.Column]
		if !ok {
			return nil, fmt.Errorf("forecourt_stock has no column %s: add it to sql/mysql, to a migration and to sqlc.yaml", f.Column)
		}
		if of := row.Field(at).Type; of.Kind() != reflect.Struct || of.NumField() != 1 || of.Field(0).Type != reflect.TypeFor[vehicle.Value]() {
			return nil, fmt.Errorf("sqlc.yaml gives the column %s the type %s, which is none of internal/vehicle/scan.go", f.Column, of)
		}
		r.columns = append(r.columns, rowColumn{f, at})
	}
	return r, nil
}

// vehicle reads one row into a vehicle.
func (r *rowReader[Row]) vehicle(row *Row, v *vehicle.Vehicle) error {
	values := reflect.ValueOf(row).Elem()
	id, _ := values.Field(r.id).Interface().(vehicle.ID)
	v.Reset(r.plan.Shape.FixID(id))
	for _, c := range r.columns {
		if value, ok := values.Field(c.at).Field(0).Addr().Interface().(*vehicle.Value); ok { // newRowReader has checked it.
			v.Set(c.field, *value)
		}
	}
	own, _ := values.Field(r.own).Interface().(*string)
	return r.readOwn(v, own)
}

// vehicles reads rows.
func (r *rowReader[Row]) vehicles(rows []Row, err error) ([]vehicle.Vehicle, error) {
	return listOf(r, rows, func(row *Row) *Row { return row }, err)
}

// listOf reads rows that have more than the columns of a vehicle.
func listOf[Row, Stock any](r *rowReader[Stock], rows []Row, part func(*Row) *Stock, err error) ([]vehicle.Vehicle, error) {
	if err != nil {
		return nil, err
	}
	return listInto(r, r.plan.Shape.NewList(len(rows)), rows, part)
}

// listInto reads rows into the first vehicles of a list, and returns these.
func listInto[Row, Stock any](r *rowReader[Stock], list []vehicle.Vehicle, rows []Row, part func(*Row) *Stock) (_ []vehicle.Vehicle, err error) {
	list = list[:len(rows)]
	for i := range rows {
		if err = r.vehicle(part(&rows[i]), &list[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// readOwn reads the own fields, which are a JSON array of texts.
func (r *rowReader[Row]) readOwn(v *vehicle.Vehicle, own *string) error {
	if own == nil {
		return nil
	}
	var texts []*string
	if err := json.Unmarshal([]byte(*own), &texts); err != nil {
		return fmt.Errorf("vehicle %s: own fields: %w", v.ID, err)
	}
	for i, f := range r.plan.OwnFields() {
		if i >= len(texts) || texts[i] == nil {
			continue
		}
		if f.Kind != vehicle.Number && f.Kind != vehicle.Money {
			v.Set(f, vehicle.TextOf(*texts[i]))
			continue
		}
		n, err := f.ParseNumber(*texts[i])
		if err != nil {
			return fmt.Errorf("vehicle %s: %s: %w", v.ID, f.Name, err)
		}
		v.Set(f, vehicle.NumberOf(n))
	}
	return nil
}
