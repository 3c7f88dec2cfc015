package api_test

import (
	"net/http"
	"strings"
	"testing"

	"forecourt/internal/vehicle"
)

// TestOnlyWishNotUnderstood: the answer to a request of which nothing was read is no stock, but a problem.
func TestOnlyWishNotUnderstood(t *testing.T) {
	c := newClient(t, options(newCopy(t, 3000)))
	for _, query := range [][]string{{"q", "heated seats"}, {"q", "heated seats", "sort", "price"}, {"exclude", "flying carpet"}} {
		var a answer
		if code := c.get(ask(query...), &a); code != http.StatusUnprocessableEntity || len(a.Items) > 0 || len(a.Errors) != 1 || a.Errors[0].Sent != query[1] {
			t.Errorf("%v: %d %+v", query, code, a.Errors)
		}
	}
	for _, query := range [][]string{{"q", "heated seats", "make", "Ford"}, {"q", "red ford with heated seats"}, {"q", "show me what you have, please"}, {}} {
		var a answer
		if code := c.get(ask(query...), &a); code != http.StatusOK || a.Total == 0 {
			t.Errorf("%v: %d, %d cars", query, code, a.Total)
		}
	}
}

// TestWholeValues finds a car by its VIN and stock number, as a parameter and in q, whatever the case, and cars by
// currency.
func TestWholeValues(t *testing.T) {
	stock := newCopy(t, 3000)
	c := newClient(t, options(stock))
	page, err := stock.Search(t.Context(), vehicle.Search{Limit: 20})
	if err != nil {
		t.Fatal(err)
	}
	for i := range page.Vehicles {
		v := &page.Vehicles[i]
		for _, name := range []string{"vin", "stock_number"} {
			text := v.Value(vehicle.StandardShape().Field(name)).Text()
			for _, query := range [][]string{{name, text}, {name, strings.ToLower(text)}, {"q", text}, {"q", strings.ToLower(text)}} {
				var a answer
				if code := c.get(ask(query...), &a); text != "" && (code != http.StatusOK || a.Total != 1 || a.Items[0].ID != v.ID.Number()) {
					t.Errorf("%v: %d, %d cars", query, code, a.Total)
				}
			}
		}
	}
	var all, dollars, euros, limited answer
	c.get(ask(), &all)
	c.get(ask("currency", "usd"), &dollars)
	c.get(ask("currency", "EUR"), &euros)
	c.get(ask("q", "under €90000"), &limited)
	if dollars.Total == 0 || dollars.Total+euros.Total > all.Total || euros.Total != 0 || limited.Total != 0 {
		t.Errorf("%d cars in dollars, %d in euros, %d under a limit in euros, of %d", dollars.Total, euros.Total, limited.Total, all.Total)
	}
}
