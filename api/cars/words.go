package cars

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"forecourt/api/passage"
	"forecourt/api/problem"
	"forecourt/internal/vehicle"
	"forecourt/internal/words"
	"forecourt/internal/words/match"
)

// Interpretation says how a piece of q was read, or a value that the stock words otherwise.
type Interpretation struct {
	Parameter    string   `json:"parameter" doc:"The parameter that it was read as." example:"color"`
	Sent         string   `json:"sent" doc:"What was sent." example:"grey"`
	UnderstoodAs []string `json:"understood_as" doc:"The values that were searched for, any of them; at most 8 are shown. Empty when a parameter won over q." example:"[\"Gray\"]"`
	Why          string   `json:"why" doc:"Why it was read so." example:"another word for it"`
}

// Missed is something that was sent, but means nothing in this stock.
type Missed struct {
	Parameter string   `json:"parameter" doc:"The parameter, or q for a piece of free text, which was passed over." example:"q"`
	Sent      string   `json:"sent" doc:"What was sent." example:"heated seats"`
	Why       string   `json:"why" doc:"What is wrong with it." example:"no filter for it"`
	Nearest   []string `json:"nearest,omitempty" doc:"Values that the stock has, the nearest or most frequent."`
}

// reading is what a request was understood as.
type reading struct {
	shape       *vehicle.Shape
	search      vehicle.Search
	interpreted []Interpretation
	missed      []Missed
	ambiguous   []problem.ParameterError
	// wrong are values from which no filter can be made.
	wrong  []problem.ParameterError
	wanted []Wanted
	// understood is how q was read, nil without q.
	understood *words.Understood
	// values are the stock's, of the snapshot whose fingerprint words is.
	values vehicle.Values
	words  string
}

// inReadingOrder returns the fields whose values are words of the stock. A field comes after the one that decides
// between its values: makes decide between models.
func inReadingOrder(shape *vehicle.Shape) []*vehicle.Field {
	var list []*vehicle.Field
	var visit func(f *vehicle.Field)
	visit = func(f *vehicle.Field) {
		if f == nil || slices.Contains(list, f) {
			return
		}
		visit(shape.Field(f.Of))
		list = append(list, f)
	}
	for _, f := range shape.Counted() {
		visit(f)
	}
	return list
}

// understand reads a request's words as values of the stock. If some are ambiguous, it returns a problem that names the
// candidates, and there is no search.
func (s *Operations) understand(ctx context.Context, asked request) (reading, error) {
	r := reading{search: asked.Clone(), shape: s.shape}
	if asked.text == "" && len(asked.Words) == 0 && len(asked.exclude) == 0 && !comparesUnits(s.shape, asked) {
		return r, nil
	}
	values, vocabulary, err := s.kept.get(ctx, s.Reader)
	if err != nil {
		if asked.text != "" || len(asked.exclude) > 0 {
			return r, s.failure(ctx, err)
		}
		s.Log.Warn("the stock's words cannot be read: values are taken as they are", "request_id", passage.RequestID(ctx), "error", err)
		return r, nil
	}
	r.words, r.values = values.Origin.Fingerprint, values
	r.readUnits(&asked)
	if asked.text != "" {
		if asked.understood == nil {
			understood := vocabulary.Read(asked.text)
			asked.understood = &understood
		}
		r.understood = asked.understood
		r.readText(*asked.understood, &asked)
	}
	for _, f := range s.readingOrder {
		if list := asked.Words[f.Name]; len(list) > 0 && f.Kind == vehicle.Word {
			r.readList(vocabulary, f, list)
		}
	}
	r.readExcluded(vocabulary, s.readingOrder, asked.exclude)
	if len(r.wrong) > 0 {
		return r, problem.BadParameters(r.wrong)
	}
	if len(r.ambiguous) > 0 {
		return r, ambiguous(r.ambiguous)
	}
	r.tellUnits()
	if asked.searches && len(r.missed) > 0 && !asksAnything(r.search) {
		return r, nothingUnderstood(r.missed)
	}
	return r, nil
}

// asksAnything reports whether a search has a filter.
func asksAnything(s vehicle.Search) bool {
	return len(s.Words)+len(s.Without)+len(s.Numbers)+len(s.WithoutNumbers)+len(s.Ranges)+len(s.Any) > 0
}

// nothingUnderstood is the problem for a request of which nothing could be read. An answer with the whole stock would
// look as if all cars had what was asked for.
func nothingUnderstood(missed []Missed) *problem.Problem {
	var errors []problem.ParameterError
	var sent []string
	for _, m := range missed {
		e := problem.ParameterError{Parameter: m.Parameter, Sent: m.Sent, Problem: m.Why}
		if len(m.Nearest) > 0 {
			e.Nearest = m.Nearest[0]
		}
		errors, sent = append(errors, e), append(sent, strconv.Quote(m.Sent))
	}
	return problem.New(http.StatusUnprocessableEntity, "Nothing was searched for, because no filter could be made of "+strings.Join(sent, ", ")+
		". Say it in other words, send another filter with it, or ask list_values for what there is.", errors...)
}

// readList reads the values of a parameter.
func (r *reading) readList(v *words.Vocabulary, f *vehicle.Field, list []string) {
	var all []string
	name := f.Name
	for _, sent := range list {
		found := v.Match(name, sent, r.search.Words[f.Of])
		if found.Outcome != match.Exact {
			if rest, unwanted := v.Unwanted(name, sent); unwanted {
				r.readUnwanted(v, f, sent, rest)
				continue
			}
		}
		r.wanted = append(r.wanted, Wanted{name, sent, outcomes[found.Outcome]})
		switch found.Outcome {
		case match.Ambiguous:
			r.addAmbiguous(name, found)
		case match.Unknown:
			all = append(all, sent)
			r.missed = append(r.missed, Missed{Parameter: name, Sent: cut(sent), Why: found.Why, Nearest: candidateTexts(found.Candidates)})
		default:
			for _, value := range found.Values {
				if !slices.Contains(all, value) {
					all = append(all, value)
				}
			}
			if found.Outcome == match.Interpreted {
				r.interpreted = append(r.interpreted, newInterpretation(name, cut(sent), found))
			}
		}
	}
	if delete(r.search.Words, name); len(all) > 0 {
		r.search.Words[name] = all
	}
}

// maxUnderstood is how many values an interpretation shows. There may be dozens of greys.
const maxUnderstood = 8

func newInterpretation(parameter, sent string, found match.Reading) Interpretation {
	shown, why := found.Values, cmp.Or(found.Why, "a value of the stock")
	if more := len(shown) - maxUnderstood; more > 0 {
		shown, why = shown[:maxUnderstood], fmt.Sprintf("%s; and %d more", why, more)
	}
	return Interpretation{Parameter: parameter, Sent: sent, UnderstoodAs: shown, Why: why}
}

// settled reports whether a parameter that was sent decides what an ambiguous piece of the text means.
func (r *reading) settled(found match.Reading, asked *request) bool {
	for _, c := range found.Candidates {
		if asked.given[c.Parameter] {
			r.overruled(c.Parameter, found.Sent)
			return true
		}
	}
	return false
}

func (r *reading) overruled(parameter, sent string) {
	r.interpreted = append(r.interpreted, Interpretation{Parameter: parameter, Sent: sent, UnderstoodAs: []string{}, Why: "the parameter " + parameter + " was sent, which wins over q"})
}

// scaled scales a number as the field does. A field of whole numbers drops the decimals.
func scaled(f *vehicle.Field, n float64) int64 {
	if f.Decimals == 0 {
		return int64(n)
	}
	return int64(math.Round(n * float64(f.Scale())))
}

// addAmbiguous reports a value, or an item of exclude, that may mean several things.
func (r *reading) addAmbiguous(parameter string, found match.Reading) {
	e := problem.ParameterError{Parameter: parameter, Sent: cut(found.Sent)}
	is := "="
	if parameter == excludeName {
		is = "=not "
	}
	var names []string
	for _, c := range found.Candidates {
		e.Candidates = append(e.Candidates, problem.Candidate{Parameter: c.Parameter, Value: c.Value, Vehicles: c.Vehicles})
		names = append(names, c.Parameter+is+c.Value)
	}
	e.Problem = fmt.Sprintf("%s: %s. Send the one that is meant as a parameter, or ask", found.Why, strings.Join(names, ", "))
	r.ambiguous = append(r.ambiguous, e)
}

func candidateTexts(list []match.Candidate) []string {
	var values []string
	for _, c := range list {
		values = append(values, c.Value)
	}
	return values
}

// ambiguous is the problem for values that may mean several things.
func ambiguous(errors []problem.ParameterError) *problem.Problem {
	var details []string
	for _, e := range errors {
		details = append(details, fmt.Sprintf("%s: %q is ambiguous: %s", e.Parameter, e.Sent, e.Problem))
	}
	return problem.New(http.StatusUnprocessableEntity, strings.Join(details, ". ")+".", errors...)
}
