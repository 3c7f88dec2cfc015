package cars

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"forecourt/internal/vehicle"
	"forecourt/internal/words"
	"forecourt/internal/words/match"
	"forecourt/internal/words/quantity"
)

// readText adds what the free text was read as to the search. Parameters that were sent take precedence.
func (r *reading) readText(read words.Understood, asked *request) {
	r.readSide(words.Alternative{Words: read.Words, Excluded: read.Excluded, Numbers: read.Numbers, ExcludedNumbers: read.ExcludedNumbers}, &r.search, asked, "")
	for n, side := range read.Alternatives {
		one := vehicle.Search{}.Clone() // The maps of the clone can be filled.
		r.readSide(side, &one, asked, fmt.Sprintf("alternative %d of %d: ", n+1, len(read.Alternatives)))
		r.search.Any = append(r.search.Any, one)
	}
	if read.Sort != nil {
		if asked.sorted {
			r.overruled("sort", read.Sort.Sent)
		} else {
			r.search.Sort = vehicle.Sort(read.Sort.Text)
			r.interpreted = append(r.interpreted, Interpretation{Parameter: "sort", Sent: read.Sort.Sent, UnderstoodAs: []string{read.Sort.Text}, Why: read.Sort.Why})
		}
	}
	for _, found := range read.Ambiguous {
		if r.settled(found, asked) {
			continue
		}
		r.wanted = append(r.wanted, Wanted{"q", found.Sent, outcomeAmbiguous})
		r.addAmbiguous("q", found)
	}
	for _, left := range read.Leftovers {
		r.wanted = append(r.wanted, Wanted{"q", left, outcomeNotUnderstood})
		r.missed = append(r.missed, Missed{Parameter: "q", Sent: cut(left), Why: "no filter for it: it was passed over"})
	}
}

// readSide adds what all cars must meet, or one alternative. where says which, for the interpretation.
func (r *reading) readSide(side words.Alternative, into *vehicle.Search, asked *request, where string) {
	for _, found := range side.Words {
		found.Why = where + found.Why
		r.readWord(found, into, asked)
	}
	for _, found := range side.Excluded {
		found.Why = where + found.Why
		r.readUnwantedWord(found, into, asked)
	}
	for _, n := range side.Numbers {
		n.Why = where + n.Why
		r.readNumber(n, into, asked)
	}
	for _, n := range side.ExcludedNumbers {
		n.Why = where + n.Why
		r.readUnwantedNumber(n, into, asked)
	}
}

// readWord adds a value to the search.
func (r *reading) readWord(found match.Reading, into *vehicle.Search, asked *request) {
	name := found.Parameter
	if asked.given[name] {
		r.overruled(name, found.Sent)
		return
	}
	if f := r.shape.Field(name); f == nil || !f.HasWords() {
		r.missed = append(r.missed, Missed{Parameter: "q", Sent: cut(found.Sent), Why: "it looks like a " + strings.ReplaceAll(name, "_", " ") + ", which cannot be searched for"})
		return
	}
	r.wanted = append(r.wanted, Wanted{name, found.Sent, outcomes[found.Outcome]})
	into.Words[name] = withAll(into.Words[name], found.Values)
	if found.Outcome == match.Unknown {
		r.missed = append(r.missed, Missed{Parameter: name, Sent: cut(found.Sent), Why: found.Why})
		return
	}
	r.interpreted = append(r.interpreted, newInterpretation(name, cut(found.Sent), found))
}

// withAll returns a list that also has the values of another one, each once.
func withAll(list, more []string) []string {
	list = slices.Clone(list)
	for _, value := range more {
		if !slices.Contains(list, value) {
			list = append(list, value)
		}
	}
	return list
}

// readUnwantedWord leaves a value out of the search.
func (r *reading) readUnwantedWord(found match.Reading, into *vehicle.Search, asked *request) {
	if asked.given[found.Parameter] {
		r.overruled(found.Parameter, found.Sent)
		return
	}
	r.exclude(into, found.Sent, found)
}

// readUnwantedNumber takes over a single number that is not wanted.
func (r *reading) readUnwantedNumber(n quantity.Number, into *vehicle.Search, asked *request) {
	f := r.shape.Field(n.Parameter)
	switch {
	case f == nil || !f.Listed:
		r.missed = append(r.missed, Missed{Parameter: "q", Sent: cut(n.Sent), Why: "this stock has no " + n.Parameter + ": it was passed over"})
	case asked.given[n.Parameter]:
		r.overruled(n.Parameter, n.Sent)
	default:
		r.excludeNumber(into, f, n.Sent, n)
	}
}

// readNumber adds a number to the search.
func (r *reading) readNumber(n quantity.Number, into *vehicle.Search, asked *request) {
	name, end := n.Parameter, ""
	for _, e := range []string{minEnd, maxEnd} {
		if base, ok := strings.CutSuffix(n.Parameter, e); ok {
			name, end = base, e
		}
	}
	f := r.shape.Field(name)
	if f == nil {
		r.missed = append(r.missed, Missed{Parameter: "q", Sent: cut(n.Sent), Why: "this stock has no " + name + ": it was passed over"})
		return
	}
	single := f.Listed && asked.given[name] // year=2020 is more certain than what a text says about the year.
	if asked.given[n.Parameter] || single || end == "" && (asked.given[name+minEnd] || asked.given[name+maxEnd]) {
		r.overruled(n.Parameter, n.Sent)
		return
	}
	if n.Currency != "" && !r.readCurrency(f, n, into, asked) {
		return
	}
	value := scaled(f, n.Value)
	within := r.inUnitOf(f, &value, n, end, into.Ranges[name], asked)
	switch end {
	case minEnd:
		within.Min = &value
	case maxEnd:
		within.Max = &value
	default:
		into.Numbers[name] = append(slices.Clone(into.Numbers[name]), value)
	}
	if within.Min != nil && within.Max != nil && *within.Min > *within.Max {
		r.missed = append(r.missed, Missed{Parameter: "q", Sent: cut(n.Sent), Why: "it contradicts the other end of the range"})
		return
	}
	if within.Asks() {
		into.Ranges[name] = within
	}
	r.interpreted = append(r.interpreted, Interpretation{Parameter: n.Parameter, Sent: cut(n.Sent), UnderstoodAs: []string{f.Show(vehicle.NumberOf(value))}, Why: n.Why})
}

// inUnitOf returns the range that a limit of the text goes into, in the unit of the limit. If the range has a limit in
// another unit already, the new one is converted to that.
func (r *reading) inUnitOf(f *vehicle.Field, value *int64, n quantity.Number, end string, within vehicle.Range, asked *request) vehicle.Range {
	unit := cmp.Or(n.Unit, asked.units[f.Name])
	if unit == "" || end == "" || !hasUnits(r.shape, f) {
		return within
	}
	limit := vehicle.Range{Min: value}
	if end == maxEnd {
		limit = vehicle.Range{Max: value}
	}
	limit = r.meantIn(f, limit, unit)
	if within.Unit != "" && limit.Unit != "" {
		limit = limit.In(within.Unit)
	}
	for _, bound := range []*int64{limit.Min, limit.Max} {
		if bound != nil {
			*value = *bound
		}
	}
	within.Unit = limit.Unit
	return within
}

// readCurrency keeps a limit to the cars that are priced in its currency. It returns false when the stock does not say
// currencies: nothing is converted, and the limit is not taken as one of another currency.
func (r *reading) readCurrency(f *vehicle.Field, n quantity.Number, into *vehicle.Search, asked *request) bool {
	if r.shape.Field(f.Unit) == nil {
		r.missed = append(r.missed, Missed{Parameter: "q", Sent: cut(n.Sent), Why: "this stock does not say in which currency its prices are: send " + n.Parameter + " in the stock's own"})
		return false
	}
	if asked.given[f.Unit] {
		r.overruled(f.Unit, n.Sent)
		return true
	}
	into.Words[f.Unit] = []string{n.Currency}
	return true
}
