package api_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	generatedclient "forecourt/api/client"
)

// TestGeneratedClient talks to the server by a client that was generated from openapi.json.
func TestGeneratedClient(t *testing.T) {
	server := httptest.NewServer(newClient(t, options(newCopy(t, 500))).handler)
	defer server.Close()
	generated, err := generatedclient.NewClientWithResponses(server.URL, generatedclient.WithRequestEditorFn(func(_ context.Context, r *http.Request) error {
		r.Header.Set("X-API-Key", theKey)
		return nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	makes, places, sort, limit, price := []string{"Toyota", "Ford"}, []string{"Austin, TX", "Dallas, TX"}, generatedclient.SearchCarsParamsSort("-price"), int64(5), 40000.5
	found, err := generated.SearchCarsWithResponse(t.Context(), &generatedclient.SearchCarsParams{Make: &makes, Location: &places, Sort: &sort, Limit: &limit, PriceMax: &price})
	if err != nil || found.JSON200 == nil {
		t.Fatalf("search_cars: %v, %s", err, found.Body)
	}
	if cars := found.JSON200.Items; len(cars) == 0 || len(cars) > 5 || found.JSON200.Source != "cache" || found.JSON200.AsOf.IsZero() {
		t.Errorf("search_cars: %s", found.Body)
	}
	for _, car := range found.JSON200.Items {
		if car.Make != "Toyota" && car.Make != "Ford" || *car.Location != "Austin, TX" && *car.Location != "Dallas, TX" || *car.Price > price {
			t.Errorf("search_cars found %+v", car)
		}
	}
	values, err := generated.ListValuesWithResponse(t.Context(), &generatedclient.ListValuesParams{Make: &makes})
	if err != nil || values.JSON200 == nil || values.JSON200.Vehicles != 500 {
		t.Fatalf("list_values: %v, %s", err, values.Body)
	}
	car, err := generated.GetCarWithResponse(t.Context(), 7)
	if err != nil || car.JSON200 == nil || car.JSON200.Car.ID != 7 {
		t.Fatalf("get_car: %v, %s", err, car.Body)
	}
	missing, err := generated.GetCarWithResponse(t.Context(), 123456)
	if err != nil || missing.ApplicationProblemJSON404 == nil || missing.ApplicationProblemJSON404.Status != http.StatusNotFound {
		t.Errorf("a car that is none: %v, %s", err, missing.Body)
	}
}
