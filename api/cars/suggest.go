package cars

import (
	"cmp"
	"context"
	"fmt"
	"math"
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

// explain says which filter emptied an answer. It asks a handful of queries, and stops when its time is over: what is
// known by then is told.
func (s *Operations) explain(parent context.Context, asked vehicle.Search) []Suggestion {
	// A cancelled query says nothing about the source; one past its deadline would.
	ctx, stop := context.WithCancel(parent)
	defer stop()
	defer time.AfterFunc(s.ExplainFor, stop).Stop()
	suggestions := []Suggestion{}
	active := s.active(&asked)
	for _, f := range active[:min(len(active), maxQueries)] {
		if ctx.Err() != nil {
			break
		}
		if suggestion, ok := s.without(ctx, asked, f); ok {
			suggestions = append(suggestions, suggestion)
		}
	}
	if len(suggestions) == 0 && len(active) > 1 && ctx.Err() == nil {
		suggestions = append(suggestions, s.withoutSeveral(ctx, asked)...)
	}
	slices.SortStableFunc(suggestions, func(a, b Suggestion) int { return int(b.Without - a.Without) })
	return suggestions
}

// active returns the fields that are asked for. Those come first that the fewest vehicles meet: one of them most likely
// emptied the answer.
func (s *Operations) active(asked *vehicle.Search) []*vehicle.Field {
	values := s.kept.last()
	share := map[*vehicle.Field]float64{}
	var list []*vehicle.Field
	for _, f := range s.shape.Fields() {
		if asksFor(asked, f) {
			list = append(list, f)
			share[f] = shareOf(&values, asked, f)
		}
	}
	slices.SortStableFunc(list, func(a, b *vehicle.Field) int { return cmp.Compare(share[a], share[b]) })
	return list
}

// asksFor tells whether a search asks for a field.
func asksFor(s *vehicle.Search, f *vehicle.Field) bool {
	return len(s.Words[f.Name]) > 0 || len(s.Without[f.Name]) > 0 || len(s.Numbers[f.Name]) > 0 || len(s.WithoutNumbers[f.Name]) > 0 || s.Ranges[f.Name].Asks()
}

// forget takes a field out of a search.
func forget(s *vehicle.Search, f *vehicle.Field) {
	delete(s.Words, f.Name)
	delete(s.Without, f.Name)
	delete(s.Numbers, f.Name)
	delete(s.WithoutNumbers, f.Name)
	delete(s.Ranges, f.Name)
}

// shareOf estimates which part of the stock a filter leaves, from 0 to 1. Numbers are taken to be spread evenly.
func shareOf(values *vehicle.Values, asked *vehicle.Search, f *vehicle.Field) float64 {
	if f.Kind.Counted() {
		found := int64(0)
		for _, c := range values.Counts[f.Name] {
			if slices.ContainsFunc(asked.Words[f.Name], func(w string) bool { return strings.EqualFold(w, c.Value) }) {
				found += c.Vehicles
			}
		}
		return float64(found) / float64(max(values.Vehicles, 1))
	}
	has, wants := values.Ranges[f.Name], asked.Ranges[f.Name]
	if has.Min == nil || has.Max == nil || !wants.Asks() {
		return 0
	}
	low, high := *has.Min, *has.Max
	if wants.Min != nil {
		low = max(low, *wants.Min)
	}
	if wants.Max != nil {
		high = min(high, *wants.Max)
	}
	if high < low {
		return 0
	}
	return (float64(high-low) + 1) / (float64(*has.Max-*has.Min) + 1)
}

// without searches without one filter.
func (s *Operations) without(ctx context.Context, asked vehicle.Search, f *vehicle.Field) (Suggestion, bool) {
	less := asked.Clone()
	forget(&less, f)
	less.After, less.Limit, less.Sort = nil, looked, s.shape.DefaultSort()
	page, err := s.Reader.Search(ctx, less)
	if err != nil || page.Total == 0 || len(page.Vehicles) == 0 {
		return Suggestion{}, false // There is nothing to suggest; the answer itself stands.
	}
	suggestion := Suggestion{Parameter: f.Name, Without: min(page.Total, vehicle.CountedUpTo)}
	suggestion.Text = fmt.Sprintf("Without the filter by %s there are %d.", f.Name, suggestion.Without)
	wanted := asked.Ranges[f.Name]
	switch numbers := asked.Numbers[f.Name]; {
	case f.HasRange() && wanted.Asks():
		if end, value := s.nearestOf(ctx, less, f, wanted.Min, wanted.Max); value != "" {
			suggestion.Parameter, suggestion.Nearest = f.Name+end, []string{value}
			suggestion.Text += fmt.Sprintf(" %s=%s would find some.", suggestion.Parameter, value)
		}
	case f.HasRange() && len(numbers) > 0:
		if _, value := s.nearestOf(ctx, less, f, &numbers[0], &numbers[0]); value != "" {
			suggestion.Nearest = []string{value}
			suggestion.Text += fmt.Sprintf(" %s=%s would find some.", f.Name, value)
		}
	default:
		if suggestion.Nearest = near(f, asked.Words[f.Name], frequent(page.Vehicles, f)); len(suggestion.Nearest) > 0 {
			suggestion.Text += " They have: " + strings.Join(suggestion.Nearest, ", ") + "."
		}
	}
	return suggestion, true
}

// nearestOf returns the number that there is and that a range misses the least, with the end of the range that it would
// be. A range without a least number has only one side on which others are, and so has one without a greatest.
func (s *Operations) nearestOf(ctx context.Context, less vehicle.Search, f *vehicle.Field, low, high *int64) (end, value string) {
	missedBy := uint64(math.MaxUint64)
	try := func(side string, bound int64, beyond vehicle.Range, order vehicle.Sort) {
		one := less.Clone()
		one.Ranges[f.Name], one.Sort, one.Limit = beyond, order, 1
		page, err := s.Reader.Search(ctx, one)
		if err != nil || len(page.Vehicles) == 0 {
			return
		}
		found := page.Vehicles[0].Value(f)
		rank, err := f.Rank(found)
		if err != nil || rank == vehicle.None || f.Kind != vehicle.Date && (rank < f.Low || rank > f.High) {
			return // No parameter takes it.
		}
		if by := uint64(max(rank, bound)) - uint64(min(rank, bound)); by < missedBy {
			missedBy, end, value = by, side, f.Show(found)
		}
	}
	if low != nil {
		try(minEnd, *low, vehicle.Range{Max: low}, vehicle.Sort("-"+f.Name))
	}
	if high != nil {
		try(maxEnd, *high, vehicle.Range{Min: high}, vehicle.Sort(f.Name))
	}
	return end, value
}

// near keeps the values that a parameter takes as they are. Of makes, models and trims only those are near that share a
// word with what was asked for: no other model is near an A4.
func near(f *vehicle.Field, asked, found []string) []string {
	return slices.DeleteFunc(found, func(value string) bool {
		if list := vehicle.SplitList(value); len(list) != 1 || list[0] != value || len(value) > maxLength {
			return true
		}
		return f.Title > 0 && !slices.ContainsFunc(asked, func(word string) bool { return shareWord(word, value) })
	})
}

func shareWord(a, b string) bool {
	others := strings.Fields(fold(b))
	return slices.ContainsFunc(strings.Fields(fold(a)), func(word string) bool { return slices.Contains(others, word) })
}

// withoutSeveral searches without any number, and then by what every stock has alone: by make and model, by make.
func (s *Operations) withoutSeveral(ctx context.Context, asked vehicle.Search) []Suggestion {
	type attempt struct {
		names string
		keep  func(*vehicle.Field) bool
	}
	var numbers []string
	for _, f := range s.shape.Ranged() {
		if asksFor(&asked, f) {
			numbers = append(numbers, f.Name)
		}
	}
	var attempts []attempt
	if len(numbers) > 0 {
		attempts = append(attempts, attempt{strings.Join(numbers, ","), func(f *vehicle.Field) bool { return !f.HasRange() }})
	}
	names := named(s.shape)
	for n := len(names); n > 0; n-- {
		kept := names[:n]
		var words []string
		for _, f := range kept {
			words = append(words, f.Name)
		}
		attempts = append(attempts, attempt{"everything but " + strings.Join(words, " and "), func(f *vehicle.Field) bool { return slices.Contains(kept, f) }})
	}
	for _, a := range attempts {
		less := asked.Clone()
		for _, f := range s.shape.Fields() {
			if !a.keep(f) {
				forget(&less, f)
			}
		}
		less.After, less.Limit, less.Sort = nil, 1, s.shape.DefaultSort()
		page, err := s.Reader.Search(ctx, less)
		if err == nil && page.Total > 0 {
			without := min(page.Total, vehicle.CountedUpTo)
			return []Suggestion{{Parameter: a.names, Without: without, Text: fmt.Sprintf("No single filter is the reason. Without %s there are %d.", a.names, without)}}
		}
	}
	return nil
}

// frequent returns the values that some vehicles have, the most frequent first.
func frequent(vehicles []vehicle.Vehicle, f *vehicle.Field) []string {
	counts := map[string]int{}
	var list []string
	for i := range vehicles {
		text := f.Show(vehicles[i].Value(f))
		if text == "" {
			continue
		}
		if counts[text]++; counts[text] == 1 {
			list = append(list, text)
		}
	}
	slices.SortStableFunc(list, func(a, b string) int { return counts[b] - counts[a] })
	return list[:min(len(list), maxNearest)]
}
