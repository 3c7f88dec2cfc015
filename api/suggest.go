package api

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"forecourt/internal/vehicle"
)

// Suggestion says how an empty answer could have some.
type Suggestion struct {
	Parameter string   `json:"parameter" doc:"The filter that emptied the answer; several, separated by commas, when only together." example:"price_max"`
	Without   int64    `json:"without" doc:"How many vehicles there are without this filter; 10,000 may be more." example:"12"`
	Nearest   []string `json:"nearest,omitempty" doc:"Values of the parameter that would find some, the nearest or most frequent first."`
	Text      string   `json:"text" doc:"The same in words." example:"Without price_max=5000 there are 12; the lowest price is 8990."`
}

const (
	// maxQueries bounds the queries that explain an empty answer, explainFor the time that they take.
	maxQueries = 8
	explainFor = 18 * time.Millisecond
	// looked is how many vehicles are looked at for the values that would find some, maxNearest how many are told.
	looked     = 50
	maxNearest = 5
)

// filter is one thing that a search asks for.
type filter struct {
	name  string
	set   func(*vehicle.Search) bool
	clear func(*vehicle.Search)
	value func(*vehicle.Vehicle) *string
}

func listFilter(name string, list func(*vehicle.Search) *[]string, value func(*vehicle.Vehicle) *string) filter {
	return filter{name,
		func(s *vehicle.Search) bool { return len(*list(s)) > 0 },
		func(s *vehicle.Search) { *list(s) = nil }, value}
}

// filters are all filters, those first that most often empty an answer.
func filters() []filter {
	return []filter{
		{"price", func(s *vehicle.Search) bool { return s.PriceMin != nil || s.PriceMax != nil }, func(s *vehicle.Search) { s.PriceMin, s.PriceMax = nil, nil }, nil},
		listFilter("color", func(s *vehicle.Search) *[]string { return &s.Colors }, func(v *vehicle.Vehicle) *string { return v.Color }),
		{"year", func(s *vehicle.Search) bool { return len(s.Years) > 0 || s.YearMin != nil || s.YearMax != nil }, func(s *vehicle.Search) { s.Years, s.YearMin, s.YearMax = nil, nil, nil }, nil},
		{"mileage", func(s *vehicle.Search) bool { return s.MileageMin != nil || s.MileageMax != nil }, func(s *vehicle.Search) { s.MileageMin, s.MileageMax = nil, nil }, nil},
		listFilter("model", func(s *vehicle.Search) *[]string { return &s.Models }, func(v *vehicle.Vehicle) *string { return &v.Model }),
		listFilter("make", func(s *vehicle.Search) *[]string { return &s.Makes }, func(v *vehicle.Vehicle) *string { return &v.Make }),
		listFilter("trim", func(s *vehicle.Search) *[]string { return &s.Trims }, func(v *vehicle.Vehicle) *string { return v.Trim }),
		listFilter("location", func(s *vehicle.Search) *[]string { return &s.Locations }, func(v *vehicle.Vehicle) *string { return v.Location }),
		listFilter("fuel_type", func(s *vehicle.Search) *[]string { return &s.FuelTypes }, func(v *vehicle.Vehicle) *string { return v.FuelType }),
		listFilter("body_type", func(s *vehicle.Search) *[]string { return &s.BodyTypes }, func(v *vehicle.Vehicle) *string { return v.BodyType }),
		listFilter("transmission", func(s *vehicle.Search) *[]string { return &s.Transmissions }, func(v *vehicle.Vehicle) *string { return v.Transmission }),
		listFilter("drivetrain", func(s *vehicle.Search) *[]string { return &s.Drivetrains }, func(v *vehicle.Vehicle) *string { return v.Drivetrain }),
		listFilter("condition", func(s *vehicle.Search) *[]string { return &s.Conditions }, func(v *vehicle.Vehicle) *string { return v.ItemCondition }),
		listFilter("status", func(s *vehicle.Search) *[]string { return &s.Statuses }, func(v *vehicle.Vehicle) *string { return &v.Status }),
	}
}

// explain says which filter emptied an answer. It asks a handful of queries, and stops when its time is over: what is known
// by then is told.
func (s *server) explain(parent context.Context, asked vehicle.Search) []Suggestion {
	// A cancelled query says nothing about the source; one past its deadline would.
	ctx, stop := context.WithCancel(parent)
	defer stop()
	defer time.AfterFunc(s.ExplainFor, stop).Stop()
	suggestions := []Suggestion{}
	queries := 0
	var active []filter
	for _, f := range filters() {
		if f.set(&asked) {
			active = append(active, f)
		}
	}
	for _, f := range active {
		if queries == maxQueries || ctx.Err() != nil {
			break
		}
		queries++
		suggestion, ok := s.without(ctx, asked, f)
		if ok {
			suggestions = append(suggestions, suggestion)
		}
	}
	if len(suggestions) == 0 && len(active) > 1 && ctx.Err() == nil {
		suggestions = append(suggestions, s.withoutRanges(ctx, asked)...)
	}
	slices.SortStableFunc(suggestions, func(a, b Suggestion) int { return int(b.Without - a.Without) })
	return suggestions
}

// without searches without one filter.
func (s *server) without(ctx context.Context, asked vehicle.Search, f filter) (Suggestion, bool) {
	less := asked
	f.clear(&less)
	less.After, less.Limit, less.Sort = nil, looked, vehicle.ByUpdatedAtDesc
	number := f.value == nil
	if number {
		less.Limit = 1
		less.Sort = nearestFirst(f.name, &asked)
	}
	page, err := s.Reader.Search(ctx, less)
	if err != nil || page.Total == 0 {
		return Suggestion{}, false // There is nothing to suggest; the answer itself stands.
	}
	suggestion := Suggestion{Parameter: f.name, Without: min(page.Total, vehicle.CountedUpTo)}
	suggestion.Text = fmt.Sprintf("Without the filter by %s there are %d.", f.name, suggestion.Without)
	if number {
		suggestion.nearestNumber(f.name, &page.Vehicles[0], &asked)
	} else {
		suggestion.Nearest = frequent(page.Vehicles, f.value)
		if len(suggestion.Nearest) > 0 {
			suggestion.Text += " They have: " + strings.Join(suggestion.Nearest, ", ") + "."
		}
	}
	return suggestion, true
}

// nearestFirst is the order in which the vehicle comes first that a range misses the least.
func nearestFirst(name string, asked *vehicle.Search) vehicle.Sort {
	most := map[string]bool{"price": asked.PriceMax != nil, "year": asked.YearMax != nil, "mileage": asked.MileageMax != nil}[name]
	switch {
	case name == "price" && most:
		return vehicle.ByPrice
	case name == "price":
		return vehicle.ByPriceDesc
	case name == "year" && most:
		return vehicle.ByYear
	case name == "year":
		return vehicle.ByYearDesc
	case most:
		return vehicle.ByMileage
	}
	return vehicle.ByMileageDesc
}

// nearestNumber tells the end of a range that would find the vehicle.
func (s *Suggestion) nearestNumber(name string, v *vehicle.Vehicle, asked *vehicle.Search) {
	end := "_max"
	var text string
	switch name {
	case "price":
		if v.Price == nil {
			return
		}
		text = strings.TrimSuffix(v.Price.String(), ".00")
		if asked.PriceMax == nil {
			end = "_min"
		}
	case "year":
		if v.Year == nil {
			return
		}
		text = *year(v.Year)
		if asked.YearMax == nil {
			end = "_min"
		}
	default:
		if v.Mileage == nil {
			return
		}
		text = *year(v.Mileage)
		if asked.MileageMax == nil {
			end = "_min"
		}
	}
	s.Nearest = []string{text}
	s.Parameter = name + end
	s.Text += fmt.Sprintf(" %s=%s would find some.", s.Parameter, text)
}

// withoutRanges searches without any range, and then by make and model alone.
func (s *server) withoutRanges(ctx context.Context, asked vehicle.Search) []Suggestion {
	ranges := asked
	ranges.PriceMin, ranges.PriceMax, ranges.YearMin, ranges.YearMax, ranges.Years, ranges.MileageMin, ranges.MileageMax = nil, nil, nil, nil, nil, nil, nil
	for _, attempt := range []struct {
		names  string
		search vehicle.Search
	}{
		{"price,year,mileage", ranges},
		{"everything but make and model", vehicle.Search{Makes: asked.Makes, Models: asked.Models}},
		{"everything but make", vehicle.Search{Makes: asked.Makes}},
	} {
		attempt.search.After, attempt.search.Limit, attempt.search.Sort = nil, 1, vehicle.ByUpdatedAtDesc
		page, err := s.Reader.Search(ctx, attempt.search)
		if err == nil && page.Total > 0 {
			without := min(page.Total, vehicle.CountedUpTo)
			return []Suggestion{{Parameter: attempt.names, Without: without, Text: fmt.Sprintf("No single filter is the reason. Without %s there are %d.", attempt.names, without)}}
		}
	}
	return nil
}

// frequent returns the values that some vehicles have, the most frequent first.
func frequent(vehicles []vehicle.Vehicle, value func(*vehicle.Vehicle) *string) []string {
	counts := map[string]int{}
	var list []string
	for i := range vehicles {
		text := value(&vehicles[i])
		if text == nil || *text == "" {
			continue
		}
		if counts[*text]++; counts[*text] == 1 {
			list = append(list, *text)
		}
	}
	slices.SortStableFunc(list, func(a, b string) int { return counts[b] - counts[a] })
	return list[:min(len(list), maxNearest)]
}
