package vehicle_test

import (
	"strings"
	"testing"

	"forecourt/internal/vehicle"
)

// TestOrdersAreOfNumbersAndDates: an order of the catalogue is by the field that lists it, and the engines can sort by
// the field's kind.
func TestOrdersAreOfNumbersAndDates(t *testing.T) {
	orders := 0
	for _, f := range vehicle.Catalogue() {
		for _, order := range f.Orders {
			orders++
			if strings.TrimPrefix(order, "-") != f.Name {
				t.Errorf("%s lists the order %s, which is not by this field", f.Name, order)
			}
			if !f.Kind.Ranged() {
				t.Errorf("%s cannot have orders: its kind is %s, and the engines sort only numbers, money and dates", f.Name, f.Kind)
			}
		}
	}
	if got := len(vehicle.StandardShape().Orders()); got != orders || got == 0 {
		t.Errorf("a search offers %d orders, and the catalogue lists %d", got, orders)
	}
}
