package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// facetAnswer is the counts of a page.
type facetAnswer struct {
	Total  int
	Facets []struct {
		Field  string
		Counts []struct {
			Value, Min, Max string
			Vehicles        int
		}
	}
	Errors []struct{ Problem string }
}

// TestFacets sends each value and each bar that was counted as a filter: it finds as many cars. A colour also finds its
// kinds, a model its family.
func TestFacets(t *testing.T) {
	demo := newClient(t, options(newCopy(t, 3000)))
	own, _ := newOwnClient(t)
	wide := map[string]bool{"color": true, "model": true}
	for _, c := range []struct {
		client *client
		query  []string
		fields string
		most   int
	}{
		{demo, nil, "make,color,year,price,mileage", 5},
		{demo, []string{"make", "Toyota,Ford", "price_max", "30000"}, "make,model,price,status,year", 4},
		{demo, []string{"q", "not red, under 40k", "exclude", "diesel"}, "fuel_type,color,mileage", 6},
		{own, nil, "make,branch,navigation,doors,co2,deposit,registered,year", 9},
		{own, []string{"navigation", "true", "doors_min", "3"}, "navigation,branch,doors,registered", 9},
	} {
		var a facetAnswer
		if code := c.client.get(ask(append(slices.Clone(c.query), "facets", c.fields, "limit", "1")...), &a); code != http.StatusOK {
			t.Fatalf("%v: %d %+v", c.query, code, a.Errors)
		}
		var names []string
		for _, f := range a.Facets {
			names = append(names, f.Field)
			if len(f.Counts) == 0 {
				t.Errorf("%v: nothing is counted of %s", c.query, f.Field)
			}
			sum := 0
			for i, count := range f.Counts {
				if sum += count.Vehicles; i >= c.most {
					continue
				}
				query := withoutFilter(c.query, f.Field)
				if count.Value != "" {
					query = append(query, f.Field, count.Value)
				}
				if count.Min != "" {
					query = append(query, f.Field+"_min", count.Min)
				}
				if count.Max != "" {
					query = append(query, f.Field+"_max", count.Max)
				}
				var found struct{ Total int }
				if code := c.client.get(ask(append(query, "limit", "1")...), &found); code != http.StatusOK || found.Total != count.Vehicles && (!wide[f.Field] || found.Total < count.Vehicles) {
					t.Errorf("%v finds %d (%d), counted %d", query, found.Total, code, count.Vehicles)
				}
			}
		}
		if diff := cmp.Diff(strings.Split(c.fields, ","), names); diff != "" {
			t.Error(diff)
		}
	}
	for target, want := range map[string]string{ask("facets", "colour"): "one of", ask("facets", "listing_url"): "one of", ask("facets", "make,nothing"): "one of"} {
		var a facetAnswer
		if code := demo.get(target, &a); code != http.StatusBadRequest || len(a.Errors) != 1 || !strings.Contains(a.Errors[0].Problem, want) {
			t.Errorf("%s: %d %+v", target, code, a)
		}
	}
}

// withoutFilter takes the parameters of a field out.
func withoutFilter(query []string, field string) []string {
	var kept []string
	for i := 0; i+1 < len(query); i += 2 {
		if name := query[i]; name != field && name != field+"_min" && name != field+"_max" {
			kept = append(kept, name, query[i+1])
		}
	}
	return kept
}
