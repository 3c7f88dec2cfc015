package cars

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"forecourt/api/problem"
	"forecourt/internal/vehicle"
	"forecourt/internal/words"
	"forecourt/internal/words/match"
	"forecourt/internal/words/quantity"
)

// excludeName is the parameter of what is not wanted.
const excludeName = "exclude"

// readExcluded reads what is not wanted. Each item is a value of any field or a single number, in the person's own
// words.
func (r *reading) readExcluded(v *words.Vocabulary, fields []*vehicle.Field, list []string) {
	for _, sent := range list {
		item, _ := v.Unwanted("", sent) // exclude=not red says it twice.
		read := v.Read(item)
		sides := append([]words.Alternative{{Words: read.Words, Excluded: read.Excluded, Numbers: read.Numbers, ExcludedNumbers: read.ExcludedNumbers}}, read.Alternatives...)
		switch {
		case len(read.Ambiguous) > 0:
			for _, a := range read.Ambiguous {
				r.addAmbiguous(excludeName, a)
			}
		case len(read.Leftovers) > 0 || read.Sort != nil || !slices.ContainsFunc(sides, speaks):
			r.leaveExactOut(v, fields, sent, item)
		default:
			for _, side := range sides {
				r.leaveSideOut(sent, side)
			}
		}
	}
}

func speaks(side words.Alternative) bool {
	return len(side.Words)+len(side.Excluded)+len(side.Numbers)+len(side.ExcludedNumbers) > 0
}

// leaveSideOut leaves out what an item says, or what one side of its "or" says.
func (r *reading) leaveSideOut(sent string, side words.Alternative) {
	found, numbers := wordsOfItem(r.shape, slices.Concat(side.Words, side.Excluded)), slices.Concat(side.Numbers, side.ExcludedNumbers)
	switch {
	case len(found) > 0 && len(numbers) > 0:
		r.severalAtOnce(sent, found[0].Parameter, strings.TrimSuffix(strings.TrimSuffix(numbers[0].Parameter, minEnd), maxEnd))
	case len(found) > 0:
		r.leaveOut(sent, found)
	default:
		r.leaveNumbersOut(sent, numbers)
	}
}

// severalAtOnce reports an item that means a combination of things, which no filter can leave out.
func (r *reading) severalAtOnce(sent, one, other string) {
	r.wrong = append(r.wrong, problem.ParameterError{Parameter: excludeName, Sent: cut(sent), Problem: fmt.Sprintf(
		"%q speaks of %s and of %s, and cars cannot be left out by both at once: send one value for each item, separated by commas", cut(sent), one, other)})
}

// wordsOfItem returns the readings of one item. If a model is left out, its make was read with it, but must not be left
// out.
func wordsOfItem(shape *vehicle.Shape, list []match.Reading) []match.Reading {
	return slices.DeleteFunc(slices.Clone(list), func(one match.Reading) bool {
		return slices.ContainsFunc(list, func(other match.Reading) bool {
			f := shape.Field(other.Parameter)
			return f != nil && f.Of == one.Parameter
		})
	})
}

// leaveOut leaves the values of readings out. They must belong to one field.
func (r *reading) leaveOut(sent string, list []match.Reading) {
	for _, found := range list[1:] {
		if found.Parameter != list[0].Parameter {
			r.severalAtOnce(sent, list[0].Parameter, found.Parameter)
			return
		}
	}
	for _, found := range list {
		r.exclude(&r.search, sent, found)
	}
}

// exclude leaves the values of a reading out, and says so.
func (r *reading) exclude(into *vehicle.Search, sent string, found match.Reading) {
	name := found.Parameter
	if found.Outcome == match.Unknown {
		r.interpreted = append(r.interpreted, Interpretation{Parameter: excludeName, Sent: cut(sent), UnderstoodAs: []string{}, Why: "the stock has none by " + name + ": there is nothing to leave out"})
		return
	}
	into.Without[name] = withAll(into.Without[name], found.Values)
	found.Why = strings.TrimSuffix("cars with this "+name+" are left out; "+found.Why, "; ")
	r.interpreted = append(r.interpreted, newInterpretation(excludeName, cut(sent), found))
}

// leaveNumbersOut leaves single numbers out. A limit is an error.
func (r *reading) leaveNumbersOut(sent string, list []quantity.Number) {
	for _, n := range list {
		f := r.shape.Field(n.Parameter)
		if f == nil || !f.Listed {
			r.wrong = append(r.wrong, problem.ParameterError{Parameter: excludeName, Sent: cut(sent), Problem: "it takes words and single numbers, such as red or 2019, and no limits: send those as a parameter, such as price_max=20000"})
			return
		}
		r.excludeNumber(&r.search, f, sent, n)
	}
}

// excludeNumber leaves a single number out, and says so.
func (r *reading) excludeNumber(into *vehicle.Search, f *vehicle.Field, sent string, n quantity.Number) {
	into.WithoutNumbers[f.Name] = append(slices.Clone(into.WithoutNumbers[f.Name]), scaled(f, n.Value))
	r.interpreted = append(r.interpreted, Interpretation{
		Parameter: excludeName, Sent: cut(sent), UnderstoodAs: []string{strconv.FormatFloat(n.Value, 'f', -1, 64)}, Why: "cars with this " + f.Name + " are left out; " + n.Why,
	})
}

// leaveExactOut leaves out an item that free text cannot read, if exactly one field has it as a value, such as a trim.
// Any other item was not understood.
func (r *reading) leaveExactOut(v *words.Vocabulary, fields []*vehicle.Field, sent, item string) {
	var all []match.Reading
	for _, f := range fields {
		if found := v.Match(f.Name, item, nil); f.Kind == vehicle.Word && found.Outcome == match.Exact {
			all = append(all, found)
		}
	}
	switch len(all) {
	case 0:
		r.wanted = append(r.wanted, Wanted{excludeName, sent, outcomeNotUnderstood})
		r.missed = append(r.missed, Missed{Parameter: excludeName, Sent: cut(sent), Why: "no value of the stock: nothing was left out for it"})
	case 1:
		r.exclude(&r.search, sent, all[0])
	default:
		found := match.Reading{Sent: sent, Why: "it may mean any of these"}
		for _, one := range all {
			for _, value := range one.Values {
				found.Candidates = append(found.Candidates, match.Candidate{Parameter: one.Parameter, Value: value})
			}
		}
		r.addAmbiguous(excludeName, found)
	}
}

// readUnwanted reads a value that says what is not wanted, such as color=not red. If it cannot be read, the answer says
// so. It never becomes a wish.
func (r *reading) readUnwanted(v *words.Vocabulary, f *vehicle.Field, sent, rest string) {
	for _, item := range eitherOf(v, f, rest) {
		switch found := v.Match(f.Name, item, nil); found.Outcome {
		case match.Ambiguous:
			r.addAmbiguous(excludeName, found)
		case match.Unknown:
			r.missed = append(r.missed, Missed{Parameter: f.Name, Sent: cut(sent), Why: "no value of the stock: nothing was left out for it", Nearest: candidateTexts(found.Candidates)})
		default:
			r.exclude(&r.search, f.Name+"="+sent, found)
		}
	}
}

// onlyWishes returns the problem for an operation that cannot leave values out. It is nil if the request leaves none
// out.
func (r *reading) onlyWishes() error {
	var errors []problem.ParameterError
	for name, values := range r.search.Without {
		errors = append(errors, problem.ParameterError{Parameter: name, Sent: cut(strings.Join(values, ", ")), Problem: "values cannot be left out here: send those that are wanted, or ask search_cars, which has exclude"})
	}
	if len(errors) == 0 {
		return nil
	}
	return problem.BadParameters(errors)
}

// eitherOf splits a text at words such as "or", as in "not red or blue", unless the whole text is a value.
func eitherOf(v *words.Vocabulary, f *vehicle.Field, text string) []string {
	if v.Match(f.Name, text, nil).Outcome == match.Exact {
		return []string{text}
	}
	for _, joint := range []string{" or ", " nor ", " and ", " oder ", " und ", " ou ", " ni ", " o ", " of ", " noch "} {
		if before, after, ok := strings.Cut(text, joint); ok {
			return append(eitherOf(v, f, before), eitherOf(v, f, after)...)
		}
	}
	return []string{text}
}
