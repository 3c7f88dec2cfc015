package adapt

import (
	"cmp"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"

	"forecourt/internal/vehicle"
)

// fields are the standard fields that a column can hold, in the order in which they are shown.
var fields = Fields()

// Fields returns the names of the catalogue's fields.
func Fields() []string {
	var names []string
	for _, f := range vehicle.Catalogue() {
		names = append(names, f.Name)
	}
	return names
}

// distinctive are the fields that can be recognized by their values alone.
var distinctive = map[string]bool{
	"vin": true, "make": true, "model": true, "year": true, "color": true, "body_type": true, "fuel_type": true, "transmission": true,
	"drivetrain": true, "mileage": true, "price": true, "condition": true, "status": true, "listing_url": true, "location": true,
}

// analysis is the state of looking at one view.
type analysis struct {
	in       Input
	lexicon  *lexicon
	profiles []*profile
	tokens   [][]token
	matches  []map[string]match
	// best is the concept that fits each column's name best.
	best []string
	// years is the column of years that prices and mileages are compared with, or -1.
	years int
	// language is the language of most names, "en" if nothing shows another.
	language string
}

// Propose looks at a view and says which column holds which field. The same input always gives the same proposal. An
// error means that the package's own word lists cannot be read.
func Propose(in Input) (*Proposal, error) {
	l, err := loaded()
	if err != nil {
		return nil, err
	}
	a := &analysis{in: in, lexicon: l, years: -1}
	for i, column := range in.Columns {
		a.profiles = append(a.profiles, newProfile(in.Rows, i, strings.ToLower(column.Type), l))
		a.read(column)
	}
	a.language = a.findLanguage()
	a.years = a.findYears()
	p := &Proposal{View: in.View, Fields: []FieldProposal{}, Own: []OwnProposal{}, LeftOut: []LeftOut{}, Open: []Pending{}}
	private := a.private()
	taken := a.assign(p, private)
	a.addUnits(p)
	a.addKey(p, private, taken)
	a.addRest(p, private, taken)
	slices.SortStableFunc(p.Fields, func(x, y FieldProposal) int { return slices.Index(fields, x.Field) - slices.Index(fields, y.Field) })
	return p, nil
}

// genericName is a name that says nothing, such as col12.
var genericName = regexp.MustCompile(`(?i)^(col|column|field|feld|campo|champ|pole|f|c|x|attr|val|custom|wert|var|spalte)[ _-]?\d+$`)

// commented is the weight of a word in a column's comment, compared with one in its name.
const commented = 0.8

// read finds what a column's name may mean. Its comment helps if the name says nothing.
func (a *analysis) read(column Column) {
	list := a.lexicon.tokens(column.Name)
	if genericName.MatchString(column.Name) {
		list = nil // The name is just a number.
	}
	found := a.lexicon.matches(list)
	if column.Comment != "" && bestScore(found) < 0.5 {
		for name, m := range a.lexicon.matches(a.lexicon.tokens(column.Comment)) {
			m.score *= commented
			if m.score > found[name].score {
				m.text += " (comment)"
				found[name] = m
			}
		}
	}
	best := ""
	for _, c := range a.lexicon.concepts {
		if m, ok := found[c.name]; ok && (best == "" || m.score > found[best].score) {
			best = c.name
		}
	}
	a.tokens, a.matches, a.best = append(a.tokens, list), append(a.matches, found), append(a.best, best)
}

func bestScore(found map[string]match) (score float64) {
	for _, m := range found {
		score = max(score, m.score)
	}
	return score
}

// findLanguage returns the language of most names that are not English.
func (a *analysis) findLanguage() string {
	votes := map[string]float64{}
	for _, list := range a.tokens {
		for _, t := range list {
			languages := map[string]bool{}
			for _, m := range t.meanings {
				languages[m.language] = true
			}
			if languages["en"] || len([]rune(t.text)) < 3 {
				continue
			}
			for language := range languages {
				votes[language] += 1 / float64(len(languages))
			}
		}
	}
	best := "en"
	for _, language := range slices.Sorted(maps.Keys(languages)) {
		if votes[language] > 2 && votes[language] > votes[best] {
			best = language
		}
	}
	return best
}

// findYears returns the column that most likely holds the years.
func (a *analysis) findYears() int {
	best, at := 0.5, -1
	for i := range a.in.Columns {
		score, _ := yearFit(a.profiles[i], a.in.Now)
		if name := a.matches[i]["year"].score; score > 0 && name+score > best+0.01 && a.profiles[i].distinct > 3 {
			if spread := spread(a.profiles[i].years); a.profiles[i].dates > 0.5 && spread < 5 {
				continue
			}
			best, at = name+score, i
		}
	}
	return at
}

// correlation says how a column's numbers follow the years: 1 if they rise together, -1 if one rises as the other
// falls.
func (a *analysis) correlation(p *profile) float64 {
	if a.years < 0 {
		return 0
	}
	years := a.profiles[a.years]
	var xs, ys []float64
	for i, y := range p.numbers {
		x := years.numbers[i]
		if math.IsNaN(x) {
			x = years.years[i]
		}
		if !math.IsNaN(x) && !math.IsNaN(y) {
			xs, ys = append(xs, x), append(ys, y)
		}
	}
	return correlate(xs, ys)
}

func correlate(xs, ys []float64) float64 {
	n := float64(len(xs))
	if n < 8 {
		return 0
	}
	rank := func(list []float64) []float64 {
		order := make([]int, len(list))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(list[a], list[b]) })
		ranks := make([]float64, len(list))
		for at, i := range order {
			ranks[i] = float64(at)
		}
		return ranks
	}
	rx, ry := rank(xs), rank(ys)
	var sum float64
	for i := range rx {
		sum += (rx[i] - ry[i]) * (rx[i] - ry[i])
	}
	return 1 - 6*sum/(n*(n*n-1))
}
