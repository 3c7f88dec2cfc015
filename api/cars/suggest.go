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

// Suggestion is a change after which an empty answer would have cars.
type Suggestion struct {
	Parameter string   `json:"parameter" doc:"The parameter to send with one of nearest, instead of its value. Without nearest: the parameters to leave out, separated by commas." example:"price_max"`
	Without   int64    `json:"without" doc:"How many vehicles there are without this filter; 10,000 may be more." example:"12"`
	Nearest   []string `json:"nearest,omitempty" doc:"Values of the parameter, each of which finds some with the rest as it was sent; the nearest or most frequent first."`
	Text      string   `json:"text" doc:"The same in words." example:"Without the filter by price there are 12. price_max=8990 would find some."`
}

const (
	// maxQueries is the greatest number of queries that explain an empty answer, and explainFor the longest time.
	maxQueries = 8
	explainFor = 18 * time.Millisecond
	// looked is how many of the found vehicles are read for their values, and maxNearest is how many values are
	// suggested.
	looked     = 50
	maxNearest = 5
)

// explainer finds out why an answer is empty. It changes the request as its sender could, and reads and searches the
// changed request. So every suggestion finds cars exactly as it is written.
type explainer struct {
	*Operations
	asked request
	read  reading
}

// explain returns what would find cars instead. It stops after explainFor or maxQueries, and then returns what it
// knows so far.
func (s *Operations) explain(parent context.Context, asked request, read reading) []Suggestion {
	// The context gets no deadline: a query that misses its deadline would count as a failure of the source, and a
	// cancelled one does not.
	ctx, stop := context.WithCancel(parent)
	defer stop()
	defer time.AfterFunc(s.ExplainFor, stop).Stop()
	e := &explainer{Operations: s, asked: asked, read: read}
	e.asked.understood, e.asked.cursor = read.understood, ""
	suggestions := []Suggestion{}
	active := e.active()
	for _, f := range active[:min(len(active), maxQueries)] {
		if ctx.Err() != nil {
			break
		}
		if suggestion, ok := e.without(ctx, f); ok {
			suggestions = append(suggestions, suggestion)
		}
	}
	if suggestion, ok := e.withoutExclude(ctx); ok {
		suggestions = append(suggestions, suggestion)
	}
	if len(suggestions) == 0 && len(active) > 1 && ctx.Err() == nil {
		suggestions = append(suggestions, e.withoutSeveral(ctx)...)
	}
	slices.SortStableFunc(suggestions, func(a, b Suggestion) int { return int(b.Without - a.Without) })
	return suggestions
}

// active returns the fields that the request asks for. The filter that the fewest vehicles meet comes first, because
// it is the most likely reason for the empty answer.
func (e *explainer) active() []*vehicle.Field {
	values, _ := e.kept.last()
	share := map[*vehicle.Field]float64{}
	var list []*vehicle.Field
	for _, f := range e.shape.Fields() {
		if asksFor(&e.read.search, f) {
			list = append(list, f)
			share[f] = shareOf(&values, &e.read.search, f)
		}
	}
	slices.SortStableFunc(list, func(a, b *vehicle.Field) int { return cmp.Compare(share[a], share[b]) })
	return list
}

// asksFor reports whether a search, or one of its alternatives, asks for a field.
func asksFor(s *vehicle.Search, f *vehicle.Field) bool {
	return len(s.Words[f.Name]) > 0 || len(s.Without[f.Name]) > 0 || len(s.Numbers[f.Name]) > 0 || len(s.WithoutNumbers[f.Name]) > 0 || s.Ranges[f.Name].Asks() ||
		slices.ContainsFunc(s.Any, func(one vehicle.Search) bool { return asksFor(&one, f) })
}

// shareOf estimates which part of the stock meets a filter, from 0 to 1. It assumes that numbers are spread evenly.
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

// try reads a changed request and searches for it. It returns false if the request cannot be read, or finds nothing.
func (e *explainer) try(ctx context.Context, changed request, sort vehicle.Sort, limit int) (vehicle.Page, bool) {
	read, err := e.understand(ctx, changed)
	if err != nil {
		return vehicle.Page{}, false
	}
	read.search.After, read.search.Limit, read.search.Sort = nil, limit, sort
	page, err := e.Reader.Search(ctx, read.search)
	return page, err == nil && page.Total > 0 && len(page.Vehicles) > 0
}

// finds reports whether a changed request finds a vehicle.
func (e *explainer) finds(ctx context.Context, changed request, v *vehicle.Vehicle) bool {
	read, err := e.understand(ctx, changed)
	return err == nil && read.search.Meets(e.shape, v)
}

// without suggests a change to the filter by one field.
func (e *explainer) without(ctx context.Context, f *vehicle.Field) (Suggestion, bool) {
	less := e.lessBy(f)
	if !less.changes() {
		return Suggestion{}, false // It is only in exclude.
	}
	page, found := e.try(ctx, less.of(e.asked), e.shape.DefaultSort(), looked)
	if !found {
		return Suggestion{}, false // There is nothing to suggest, and the answer is right without it.
	}
	suggestion := Suggestion{Without: min(page.Total, vehicle.CountedUpTo)}
	suggestion.Text = fmt.Sprintf("Without the filter by %s there are %d.", f.Name, suggestion.Without)
	wanted := e.read.search.Ranges[f.Name]
	switch numbers := e.read.search.Numbers[f.Name]; {
	case f.HasRange() && wanted.Asks():
		suggestion.Parameter, suggestion.Nearest = e.nearest(ctx, less, f, wanted)
	case f.HasRange() && len(numbers) > 0:
		suggestion.Parameter, suggestion.Nearest = e.nearest(ctx, less, f, vehicle.Range{Min: &numbers[0], Max: &numbers[0]})
	case f.HasWords():
		suggestion.Parameter, suggestion.Nearest = f.Name, e.akin(ctx, f, page.Vehicles)
	}
	if len(suggestion.Nearest) == 0 {
		return less.suggest(suggestion)
	}
	if f.HasRange() {
		suggestion.Text += fmt.Sprintf(" %s=%s would find some.", suggestion.Parameter, suggestion.Nearest[0])
	} else {
		suggestion.Text += " They have: " + strings.Join(suggestion.Nearest, ", ") + "."
	}
	return suggestion, true
}

// withoutExclude suggests to leave out exclude.
func (e *explainer) withoutExclude(ctx context.Context) (Suggestion, bool) {
	if len(e.asked.exclude) == 0 || ctx.Err() != nil {
		return Suggestion{}, false
	}
	less := change{names: []string{excludeName}, text: e.asked.text}
	page, found := e.try(ctx, less.of(e.asked), e.shape.DefaultSort(), 1)
	if !found {
		return Suggestion{}, false
	}
	without := min(page.Total, vehicle.CountedUpTo)
	return Suggestion{Parameter: excludeName, Without: without, Text: fmt.Sprintf("With what exclude leaves out there are %d.", without)}, true
}

// nearest returns the number in the stock that is nearest to a range, and the parameter that it is for. If a range
// has only one limit, other numbers are on one side only.
func (e *explainer) nearest(ctx context.Context, less change, f *vehicle.Field, wanted vehicle.Range) (parameter string, list []string) {
	missedBy := uint64(math.MaxUint64)
	single := !e.read.search.Ranges[f.Name].Asks()
	try := func(end string, bound int64, beyond vehicle.Range, order vehicle.Sort) {
		one := less.of(e.asked)
		beyond.Unit = wanted.Unit
		one.Ranges[f.Name] = beyond
		page, found := e.try(ctx, one, order, 1)
		if !found {
			return
		}
		rank, ok := rankIn(e.shape, &page.Vehicles[0], f, wanted.Unit, end)
		if !ok {
			return
		}
		name := f.Name + end
		if single {
			name = f.Name
		}
		by := uint64(max(rank, bound)) - uint64(min(rank, bound))
		if by < missedBy && e.finds(ctx, e.asked.withNumber(f, name, rank), &page.Vehicles[0]) {
			missedBy, parameter, list = by, name, []string{f.Show(valueOf(f, rank))}
		}
	}
	if wanted.Min != nil {
		try(minEnd, *wanted.Min, vehicle.Range{Max: wanted.Min}, vehicle.Sort("-"+f.Name))
	}
	if wanted.Max != nil {
		try(maxEnd, *wanted.Max, vehicle.Range{Min: wanted.Max}, vehicle.Sort(f.Name))
	}
	return parameter, list
}

// rankIn returns the number of a vehicle, converted to a unit, as it can be sent as one end of a range. It returns
// false if no such parameter finds the vehicle.
func rankIn(shape *vehicle.Shape, v *vehicle.Vehicle, f *vehicle.Field, unit, end string) (int64, bool) {
	rank, err := f.Rank(v.Value(f))
	if err != nil || rank == vehicle.None {
		return 0, false
	}
	if own := strings.ToLower(v.Value(shape.Field(f.Unit)).Text()); unit != "" && own != unit {
		// The converted number is rounded, and may then just exclude the vehicle. One more includes it.
		converted := vehicle.Range{Min: &rank, Unit: own}.In(unit)
		if rank = *converted.Min; end == minEnd {
			rank--
		}
	}
	return rank, f.Kind == vehicle.Date || rank >= f.Low && rank <= f.High
}

// akin returns the values of vehicles that resemble what was asked for. Other models do not resemble an A4, and other
// colours do not resemble red.
func (e *explainer) akin(ctx context.Context, f *vehicle.Field, vehicles []vehicle.Vehicle) []string {
	_, vocabulary := e.kept.last()
	if vocabulary == nil {
		return nil
	}
	var list []string
	for _, value := range frequent(vehicles, f) {
		related := slices.ContainsFunc(e.read.search.Words[f.Name], func(word string) bool { return vocabulary.Akin(f.Name, word, value) })
		if parts := vehicle.SplitList(value); !related || len(parts) != 1 || parts[0] != value || len(value) > maxLength {
			continue // It cannot be sent as a parameter.
		}
		at := slices.IndexFunc(vehicles, func(v vehicle.Vehicle) bool { return f.Show(v.Value(f)) == value })
		if e.finds(ctx, e.asked.withWord(f, value), &vehicles[at]) {
			list = append(list, value)
		}
	}
	return list[:min(len(list), maxNearest)]
}

// frequent returns the values that the vehicles have, the most frequent first.
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
	return list
}
