package api_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"forecourt/api"
	"forecourt/internal/vehicle"
)

// wisher makes random requests of what some vehicles have, most of which no vehicle meets as a whole.
type wisher struct {
	random *rand.Rand
	shape  *vehicle.Shape
	list   []vehicle.Vehicle
}

func newWisher(t *testing.T, o api.Options, seed uint64) *wisher {
	t.Helper()
	page, err := o.Reader.Search(t.Context(), vehicle.Search{Limit: 400})
	if err != nil {
		t.Fatal(err)
	}
	w := &wisher{random: rand.New(rand.NewPCG(12, seed)), shape: o.Shape, list: page.Vehicles}
	if w.shape == nil {
		w.shape = vehicle.StandardShape()
	}
	return w
}

// value is a value that some vehicle has of a field, as a parameter takes it, or "".
func (w *wisher) value(f *vehicle.Field) string {
	v := &w.list[w.random.IntN(len(w.list))]
	return f.Show(v.Value(f))
}

// of is a value of the field with a name, "" when the stock has no such field.
func (w *wisher) of(name string) string {
	if f := w.shape.Field(name); f != nil {
		return w.value(f)
	}
	return ""
}

// request asks for some fields, by parameters, by exclude, and in free text.
func (w *wisher) request() url.Values {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	for _, f := range w.shape.Fields() {
		switch choice := w.random.IntN(5 * len(w.shape.Fields())); {
		case choice < 6 && f.HasWords():
			set(f.Name, w.value(f))
		case choice == 6 && f.HasWords():
			set(f.Name, strings.Trim(w.value(f)+","+w.value(f), ","))
		case choice == 7 && f.HasWords() && f.Kind != vehicle.Flag:
			set(f.Name, "not "+w.value(f))
		case choice < 3 && f.Listed:
			set(f.Name, w.value(f))
		case choice < 6 && f.HasRange():
			set(f.Name+"_min", w.value(f))
		case choice < 9 && f.HasRange():
			set(f.Name+"_max", w.value(f))
		}
		if low, high := q.Get(f.Name+"_min"), q.Get(f.Name+"_max"); low != "" && high != "" && low > high {
			q.Del(f.Name + "_max")
		}
	}
	if w.random.IntN(4) == 0 {
		set("exclude", strings.Trim(w.of("make")+","+w.of("color"), ","))
	}
	if w.random.IntN(6) == 0 && w.shape.Field("mileage_unit") != nil {
		set("mileage_unit", []string{"mi", "km"}[w.random.IntN(2)])
	}
	if w.random.IntN(5) < 3 {
		set("q", w.text())
	}
	return q
}

// text says some wishes as people do.
func (w *wisher) text() string {
	phrases := []func() string{
		func() string { return w.of("color") + " " + w.of("make") },
		func() string { return w.of("make") + " " + w.of("model") },
		func() string { return "not " + w.of("color") },
		func() string { return "anything but " + w.of("make") },
		func() string { return w.of("make") + " under 5k or " + w.of("make") + " under 3k" },
		func() string {
			return w.of("make") + " " + w.of("model") + " or " + w.of("make") + " " + w.of("model")
		},
		func() string { return w.of("color") + " or " + w.of("color") },
		func() string { return "from " + w.of("year") },
		func() string { return "not " + w.of("year") },
		func() string { return "between 2 and 4 thousand" },
		func() string { return "under £9,000" },
		func() string { return "less than 500 miles" },
		func() string { return "under 20,000 km" },
		func() string { return "cheapest " + w.of("body_type") },
		func() string { return w.of("fuel_type") + " " + w.of("transmission") },
		func() string { return "in " + w.of("location") },
		func() string { return "vin " + w.of("vin") },
		func() string { return "heated seats" },
	}
	var list []string
	for range 1 + w.random.IntN(3) {
		list = append(list, phrases[w.random.IntN(len(phrases))]())
	}
	return strings.Join(list, []string{", ", " ", " and "}[w.random.IntN(3)])
}

// suggested is an answer with its suggestions.
type suggested struct {
	Total       int
	Suggestions []struct {
		Parameter, Text string
		Without         int
		Nearest         []string
	}
}

// TestSuggestionsHold makes random requests that find nothing, and follows their suggestions as they are sent: each
// finds at least one car, and as many as it says where it only leaves something out.
func TestSuggestionsHold(t *testing.T) {
	own := openOwn(t)
	stocks := map[string]api.Options{"demo": options(newCopy(t, 3000)), "mixed": options(newMixedCopy(t)), "own fields": own}
	if listings := newListings(t); listings != nil {
		stocks["real listings"] = options(listings)
	}
	for name, o := range stocks {
		t.Run(name, func(t *testing.T) {
			c := newClient(t, patient(o))
			if name == "own fields" {
				c, _ = newOwnClient(t)
			}
			w := newWisher(t, o, uint64(len(name)))
			kinds := map[string]int{}
			empty := 0
			for range 1200 {
				q := w.request()
				var a suggested
				if code := c.get("/cars/?"+q.Encode(), &a); code != http.StatusOK || a.Total > 0 {
					continue
				}
				empty++
				for _, s := range a.Suggestions {
					kinds[follow(t, c, q, s.Parameter, s.Nearest, s.Without)]++
				}
				if t.Failed() {
					return
				}
			}
			t.Logf("%d empty answers, followed: %v", empty, kinds)
			if empty < 100 || kinds["a value"] < 20 || kinds["left out"] < 20 {
				t.Errorf("%d empty answers, followed: %v", empty, kinds)
			}
		})
	}
}

// follow sends what was suggested, and returns what kind of suggestion it was.
func follow(t *testing.T, c *client, q url.Values, parameter string, nearest []string, without int) string {
	t.Helper()
	send := func(changed url.Values) int {
		var found suggested
		if code := c.get("/cars/?"+changed.Encode(), &found); code != http.StatusOK || found.Total == 0 {
			t.Errorf("%v: %s %q was suggested: %d, %d cars", q, parameter, nearest, code, found.Total)
		}
		return found.Total
	}
	changed := func() url.Values {
		copied := url.Values{}
		for name, values := range q {
			copied[name] = slices.Clone(values)
		}
		return copied
	}
	if len(nearest) == 0 {
		less := changed()
		for name := range strings.SplitSeq(parameter, ",") {
			if !less.Has(name) {
				t.Errorf("%v: %s was not sent, and cannot be left out", q, name)
			}
			less.Del(name)
		}
		if total := send(less); total != without {
			t.Errorf("%v without %s: %d cars, told %d", q, parameter, total, without)
		}
		return "left out"
	}
	for _, value := range nearest {
		more := changed()
		more.Set(parameter, value)
		total := send(more)
		if parameter == "q" && total != without {
			t.Errorf("%v with q=%s: %d cars, told %d", q, value, total, without)
		}
	}
	if parameter == "q" {
		return "less said"
	}
	return "a value"
}

// TestSuggestionsHaveToDoWithTheRequest: no other colour or body type is suggested than what is near to the one asked
// for.
func TestSuggestionsHaveToDoWithTheRequest(t *testing.T) {
	c := newClient(t, patient(options(newCopy(t, 3000))))
	for _, query := range [][]string{
		{"make", "Toyota", "color", "purple"}, {"make", "BMW", "body_type", "Pickup"}, {"make", "Honda", "model", "F-150"}, {"q", "bmw pickup"},
	} {
		var a suggested
		if code := c.get(ask(query...), &a); code != http.StatusOK || a.Total != 0 || len(a.Suggestions) == 0 {
			t.Errorf("%v: %d, %d cars, %+v", query, code, a.Total, a.Suggestions)
		}
		for _, s := range a.Suggestions {
			if len(s.Nearest) > 0 && s.Parameter != "q" || strings.Contains(s.Text, "They have") {
				t.Errorf("%v: %+v", query, s)
			}
		}
	}
}

// TestNearestNumber: the number that is suggested is the nearest one that there is.
func TestNearestNumber(t *testing.T) {
	c := newClient(t, patient(options(newCopy(t, 3000))))
	for query, want := range map[string]string{
		"year=2090": "year", "year_min=2090": "year_min", "year_max=1900": "year_max", "make=Ford&price_max=5": "price_max", "year_min=1950&year_max=1951": "year_max",
	} {
		var a suggested
		c.get("/cars/?"+query, &a)
		if len(a.Suggestions) == 0 || a.Suggestions[0].Parameter != want || len(a.Suggestions[0].Nearest) != 1 {
			t.Errorf("%v: %+v", query, a.Suggestions)
			continue
		}
		sent, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		follow(t, c, sent, want, a.Suggestions[0].Nearest, a.Suggestions[0].Without)
		if got := fmt.Sprintf("%s=%s would find some.", want, a.Suggestions[0].Nearest[0]); !strings.Contains(a.Suggestions[0].Text, got) {
			t.Errorf("%v: %q does not say %q", query, a.Suggestions[0].Text, got)
		}
	}
}
