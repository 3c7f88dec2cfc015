package api_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"forecourt/internal/vehicle"
)

// TestExclude leaves out what is not wanted: what is found with it and without it is all that there is.
func TestExclude(t *testing.T) {
	c := newClient(t, options(newCopy(t, 3000)))
	for _, query := range [][]string{
		{"exclude", "Red"}, {"exclude", "diesel"}, {"exclude", "Ford"}, {"exclude", "2019"}, {"exclude", "red,diesel,Ford,2019,2020"}, {"exclude", "chevy"},
		{"color", "!black"}, {"color", "not black"}, {"make", "-toyota"}, {"body_type", "not an suv"}, {"color", "not red or blue"}, {"make", "not Toyota", "exclude", "red"},
		{"exclude", "grey,ford f-150"},
	} {
		var all, some answer
		kept := []string{"limit", "100", "sort", "price"}
		c.get(ask(kept...), &all)
		if code := c.get(ask(append(kept, query...)...), &some); code != http.StatusOK || some.Total == 0 || some.Total >= all.Total || len(some.NotUnderstood) > 0 {
			t.Errorf("%v: %d: %d of %d cars, %+v", query, code, some.Total, all.Total, some)
			continue
		}
		told := false
		for _, i := range some.Interpreted {
			told = told || i.Parameter == "exclude" && len(i.UnderstoodAs) > 0 && strings.Contains(i.Why, "left out")
		}
		if !told {
			t.Errorf("%v: it is not told: %+v", query, some.Interpreted)
		}
	}
}

// TestExcludeIsExact compares with the stock itself, page by page.
func TestExcludeIsExact(t *testing.T) {
	stock := newCopy(t, 3000)
	c := newClient(t, options(stock))
	var all []vehicle.Vehicle
	search := vehicle.Search{Limit: 100}
	for {
		page, err := stock.Search(t.Context(), search)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, page.Vehicles...)
		if !page.More {
			break
		}
		shape := vehicle.StandardShape()
		place, err := shape.CursorOf(&all[len(all)-1], shape.DefaultSort())
		if err != nil {
			t.Fatal(err)
		}
		search.After = &place
	}
	shape := vehicle.StandardShape()
	want := map[int64]bool{}
	for i := range all {
		brand, year := all[i].Value(shape.Field("make")).Text(), all[i].Value(shape.Field("year"))
		if brand != "Ford" && (!year.Known() || year.Number() != 2019) {
			want[all[i].ID.Number()] = true
		}
	}
	got := map[int64]bool{}
	for target := ask("exclude", "ford,2019", "limit", "100"); target != ""; {
		var p answer
		if code := c.get(target, &p); code != http.StatusOK || p.Total != len(want) {
			t.Fatalf("%s: %d, %d cars, want %d", target, code, p.Total, len(want))
		}
		for _, car := range p.Items {
			if got[car.ID] || !want[car.ID] {
				t.Errorf("%+v is not wanted", car)
			}
			got[car.ID] = true
		}
		target = ""
		if p.NextCursor != "" {
			target = ask("exclude", "ford,2019", "limit", "100", "cursor", p.NextCursor)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d cars on all pages, want %d", len(got), len(want))
	}
	var p answer // The cursor belongs to its search.
	c.get(ask("exclude", "ford", "limit", "1"), &p)
	if code := c.get(ask("exclude", "toyota", "limit", "1", "cursor", p.NextCursor), nil); code != http.StatusBadRequest {
		t.Errorf("another search's cursor: %d", code)
	}
}

// TestExcludeSaysWhatItCannot is about items that are no value: nothing is passed over in silence.
func TestExcludeSaysWhatItCannot(t *testing.T) {
	c := newClient(t, options(newCopy(t, 3000)))
	for target, want := range map[string]string{
		ask("exclude", "under 10k"):                                 "no limits",
		ask("exclude", "red ford"):                                  "one value for each item",
		ask("exclude", "camioneta"):                                 "body_type=not SUV",
		"/cars/values?" + url.Values{"make": {"not Ford"}}.Encode(): "cannot be left out here",
		"/cars/changes?" + url.Values{"make": {"-Ford"}}.Encode():   "cannot be left out here",
	} {
		var a answer
		if code := c.get(target, &a); code < 400 || code > 499 || !slices.ContainsFunc(a.Errors, func(e struct {
			Parameter, Sent, Problem string
			Candidates               []struct {
				Parameter, Value string
				Vehicles         int
			}
		}) bool {
			return strings.Contains(e.Problem, want)
		}) {
			t.Errorf("%s: %d %+v", target, code, a.Errors)
		}
	}
	var a answer
	if c.get(ask("make", "Ford", "exclude", "flying carpet"), &a); len(a.NotUnderstood) != 1 || a.NotUnderstood[0].Parameter != "exclude" || a.NotUnderstood[0].Sent != "flying carpet" {
		t.Errorf("%+v", a.NotUnderstood)
	}
	var lada answer // What exists, and the stock does not have.
	if c.get(ask("make", "Ford", "exclude", "lada"), &lada); len(lada.NotUnderstood) > 0 || len(lada.Interpreted) != 1 || !strings.Contains(lada.Interpreted[0].Why, "nothing to leave out") {
		t.Errorf("%+v", lada)
	}
	var none answer // A value that is not wanted never becomes a wish.
	if c.get(ask("make", "Ford", "color", "not blorf"), &none); len(none.NotUnderstood) != 1 || none.NotUnderstood[0].Parameter != "color" || none.Total == 0 {
		t.Errorf("%+v", none)
	}
}

// TestYearsAreLeftOut leaves single years out, by q and by exclude, and says so.
func TestYearsAreLeftOut(t *testing.T) {
	c := newClient(t, options(newCopy(t, 3000)))
	var all answer
	c.get(ask("make", "Toyota", "limit", "1"), &all)
	for _, query := range [][]string{{"q", "toyota, not 2019 or 2020"}, {"make", "Toyota", "exclude", "2019,2020"}, {"q", "toyota except 2019-2020"}} {
		var a answer
		if code := c.get(ask(append(query, "limit", "100", "sort", "-year")...), &a); code != http.StatusOK || a.Total == 0 || a.Total >= all.Total {
			t.Errorf("%v: %d, %d of %d cars", query, code, a.Total, all.Total)
		}
		told := 0
		for _, i := range a.Interpreted {
			if i.Parameter == "exclude" && strings.Contains(i.Why, "year") {
				told++
			}
		}
		if told != 2 {
			t.Errorf("%v: %+v", query, a.Interpreted)
		}
		for _, car := range a.Items {
			if car.Year == 2019 || car.Year == 2020 {
				t.Errorf("%v finds %d", query, car.Year)
			}
		}
	}
}
