package api

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"forecourt/internal/vehicle"
	"forecourt/internal/words"
)

// Interpretation says how a value was read that the stock does not have as it was sent, or a piece of q.
type Interpretation struct {
	Parameter    string   `json:"parameter" doc:"The parameter that it was read as." example:"color"`
	Sent         string   `json:"sent" doc:"What was sent." example:"grey"`
	UnderstoodAs []string `json:"understood_as" doc:"The values that were searched for, any of them; at most 8 are shown. Empty when a parameter won over q." example:"[\"Gray\"]"`
	Why          string   `json:"why" doc:"Why it was read so." example:"another word for it"`
}

// Missed is something that was sent and means nothing in this stock.
type Missed struct {
	Parameter string   `json:"parameter" doc:"The parameter, or q for a piece of free text, which was passed over." example:"q"`
	Sent      string   `json:"sent" doc:"What was sent." example:"heated seats"`
	Why       string   `json:"why" doc:"What is wrong with it." example:"no filter for it"`
	Nearest   []string `json:"nearest,omitempty" doc:"Values that the stock has, the nearest or most frequent."`
}

// reading is a request as it was understood.
type reading struct {
	shape       *vehicle.Shape
	search      vehicle.Search
	interpreted []Interpretation
	missed      []Missed
	ambiguous   []ParameterError
	wanted      []Wanted
	// words is the fingerprint of the snapshot that the words are of.
	words string
}

// inReadingOrder returns the fields whose values are words of the stock, each behind the one that decides between its values:
// makes decide between models.
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

// understand reads a request's words as the stock's values. When some are ambiguous, the error is a problem that names the
// candidates, and nothing is searched.
func (s *server) understand(ctx context.Context, asked request) (reading, error) {
	r := reading{search: asked.Clone(), shape: s.shape}
	if asked.text == "" && len(asked.Words) == 0 {
		return r, nil
	}
	values, vocabulary, err := s.kept.get(ctx, s.Reader)
	if err != nil {
		if asked.text != "" {
			return r, s.failure(ctx, err)
		}
		s.Log.Warn("the stock's words cannot be read: values are taken as they are", "request_id", requestID(ctx), "error", err)
		return r, nil
	}
	r.words = values.Origin.Fingerprint
	if asked.text != "" {
		r.readText(vocabulary.Read(asked.text), &asked)
	}
	for _, f := range s.readingOrder {
		if list := asked.Words[f.Name]; len(list) > 0 && f.Kind == vehicle.Word {
			r.readList(vocabulary, f, list)
		}
	}
	if len(r.ambiguous) > 0 {
		return r, ambiguous(r.ambiguous)
	}
	return r, nil
}

// readList reads the values of a parameter.
func (r *reading) readList(v *words.Vocabulary, f *vehicle.Field, list []string) {
	var all []string
	name := f.Name
	for _, sent := range list {
		found := v.Match(name, sent, r.search.Words[f.Of])
		r.wanted = append(r.wanted, Wanted{name, sent, outcomes[found.Outcome]})
		switch found.Outcome {
		case words.Ambiguous:
			r.addAmbiguous(name, found)
		case words.Unknown:
			all = append(all, sent)
			r.missed = append(r.missed, Missed{Parameter: name, Sent: cut(sent), Why: found.Why, Nearest: candidateTexts(found.Candidates)})
		default:
			for _, value := range found.Values {
				if !slices.Contains(all, value) {
					all = append(all, value)
				}
			}
			if found.Outcome == words.Interpreted {
				r.interpreted = append(r.interpreted, newInterpretation(name, cut(sent), found))
			}
		}
	}
	r.search.Words[name] = all
}

// readText takes over what free text was read as, where no parameter says otherwise.
func (r *reading) readText(read words.Understood, asked *request) {
	for _, found := range read.Words {
		if len(asked.Words[found.Parameter]) > 0 {
			r.overruled(found.Parameter, found.Sent)
			continue
		}
		r.wanted = append(r.wanted, Wanted{found.Parameter, found.Sent, outcomes[found.Outcome]})
		list := slices.Clone(r.search.Words[found.Parameter])
		for _, value := range found.Values {
			if !slices.Contains(list, value) {
				list = append(list, value)
			}
		}
		r.search.Words[found.Parameter] = list
		if found.Outcome == words.Unknown {
			r.missed = append(r.missed, Missed{Parameter: found.Parameter, Sent: found.Sent, Why: found.Why})
			continue
		}
		r.interpreted = append(r.interpreted, newInterpretation(found.Parameter, found.Sent, found))
	}
	for _, n := range read.Numbers {
		r.readNumber(n, asked)
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

// maxUnderstood is how many values a receipt shows: there may be dozens of greys.
const maxUnderstood = 8

func newInterpretation(parameter, sent string, found words.Reading) Interpretation {
	shown, why := found.Values, cmp.Or(found.Why, "a value of the stock")
	if more := len(shown) - maxUnderstood; more > 0 {
		shown, why = shown[:maxUnderstood], fmt.Sprintf("%s; and %d more", why, more)
	}
	return Interpretation{Parameter: parameter, Sent: sent, UnderstoodAs: shown, Why: why}
}

// settled tells whether a parameter that was sent decides an ambiguous piece of the text.
func (r *reading) settled(found words.Reading, asked *request) bool {
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

// readNumber takes over a number of free text.
func (r *reading) readNumber(n words.Number, asked *request) {
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
	single := f.Listed && asked.given[name] // year=2020 is surer than anything that a text says of the year.
	if asked.given[n.Parameter] || single || end == "" && (asked.given[name+minEnd] || asked.given[name+maxEnd]) {
		r.overruled(n.Parameter, n.Sent)
		return
	}
	value := scaled(f, n.Value)
	within := r.search.Ranges[name]
	switch end {
	case minEnd:
		within.Min = &value
	case maxEnd:
		within.Max = &value
	default:
		r.search.Numbers[name] = append(slices.Clone(r.search.Numbers[name]), value)
	}
	if within.Min != nil && within.Max != nil && *within.Min > *within.Max {
		r.missed = append(r.missed, Missed{Parameter: "q", Sent: n.Sent, Why: "it contradicts the other end of the range"})
		return
	}
	if within.Asks() {
		r.search.Ranges[name] = within
	}
	r.interpreted = append(r.interpreted, Interpretation{Parameter: n.Parameter, Sent: n.Sent, UnderstoodAs: []string{strconv.FormatFloat(n.Value, 'f', -1, 64)}, Why: n.Why})
}

// scaled returns a number as the field scales it: whole numbers lose their decimals.
func scaled(f *vehicle.Field, n float64) int64 {
	if f.Decimals == 0 {
		return int64(n)
	}
	return int64(math.Round(n * float64(f.Scale())))
}

// addAmbiguous reports a value that may mean several things.
func (r *reading) addAmbiguous(parameter string, found words.Reading) {
	e := ParameterError{Parameter: parameter, Sent: cut(found.Sent)}
	var names []string
	for _, c := range found.Candidates {
		e.Candidates = append(e.Candidates, Candidate{Parameter: c.Parameter, Value: c.Value, Vehicles: c.Vehicles})
		names = append(names, c.Parameter+"="+c.Value)
	}
	e.Problem = fmt.Sprintf("%s: %s. Send the one that is meant as a parameter, or ask", found.Why, strings.Join(names, ", "))
	r.ambiguous = append(r.ambiguous, e)
}

func candidateTexts(list []words.Candidate) []string {
	var values []string
	for _, c := range list {
		values = append(values, c.Value)
	}
	return values
}

// ambiguous is the problem of values that may mean several things.
func ambiguous(errors []ParameterError) *Problem {
	var details []string
	for _, e := range errors {
		details = append(details, fmt.Sprintf("%s: %q is ambiguous: %s", e.Parameter, e.Sent, e.Problem))
	}
	return newProblem(http.StatusUnprocessableEntity, strings.Join(details, ". ")+".", errors...)
}
