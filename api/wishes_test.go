package api_test

import (
	"net/http"
	"net/url"
	"strconv"
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

// TestSuggestionsHold follows suggestions as they are sent: each finds at least one car.
func TestSuggestionsHold(t *testing.T) {
	demo := newClient(t, options(newCopy(t, 3000)))
	own, _ := newOwnClient(t)
	followed := 0
	for _, c := range []struct {
		*client
		queries [][]string
	}{
		{demo, [][]string{
			{"make", "Ford", "year", "2050"}, {"make", "Ford", "year", "1900"}, {"year_min", "1950", "year_max", "1951"}, {"price_min", "1", "price_max", "2"},
			{"make", "Toyota", "model", "F-150"}, {"make", "BMW", "body_type", "Pickup"}, {"fuel_type", "Electric", "year_max", "1999"},
			{"mileage_max", "1", "price_max", "100"}, {"make", "Ford", "color", "Purple", "year_min", "2050"}, {"make", "Ford", "price_min", "99999999"},
		}},
		{own, [][]string{
			{"year", "2023"}, {"doors", "7"}, {"doors_min", "6"}, {"co2_max", "10"}, {"make", "BMW", "branch", "Leeds"}, {"registered_min", "2030-01-01"},
			{"registered_min", "2022-01-01", "registered_max", "2022-02-01"}, {"deposit_max", "5"}, {"make", "Ford", "model", "Fabia"},
		}},
	} {
		for _, query := range c.queries {
			var a struct {
				Total       int
				Suggestions []struct {
					Parameter string
					Without   int
					Nearest   []string
				}
			}
			if code := c.get(ask(query...), &a); code != http.StatusOK || a.Total != 0 {
				t.Errorf("%v: %d, %d cars: nothing to suggest", query, code, a.Total)
			}
			for _, s := range a.Suggestions {
				name := strings.TrimSuffix(strings.TrimSuffix(s.Parameter, "_min"), "_max")
				var found struct{ Total int }
				if less := withoutFilter(query, name); !strings.ContainsAny(name, ", ") {
					if code := c.get(ask(less...), &found); code != http.StatusOK || min(found.Total, 10000) != s.Without {
						t.Errorf("%v without %s: %d, %d cars, told %d", query, name, code, found.Total, s.Without)
					}
				}
				for _, value := range s.Nearest {
					followed++
					sent := url.Values{}
					for i := 0; i+1 < len(query); i += 2 {
						sent.Set(query[i], query[i+1])
					}
					sent.Set(s.Parameter, value)
					var found struct{ Total int }
					if code := c.get("/cars/?"+sent.Encode(), &found); code != http.StatusOK || found.Total == 0 {
						t.Errorf("%v: %s=%s was suggested: %d, %d cars", query, s.Parameter, value, code, found.Total)
					}
				}
			}
		}
	}
	if followed < 10 {
		t.Error("only " + strconv.Itoa(followed) + " suggestions were made")
	}
}
