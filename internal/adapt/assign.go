package adapt

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
)

const (
	// applied is the least score for a field to be applied, and pending the least score to be left open.
	applied, pending = 0.615, 0.45
	// apart is how much a column must be ahead of the next one.
	apart = 0.07
	// certain is the least score of a field that counts as sure.
	certain = 0.95
)

// candidate is a column that may hold a field.
type candidate struct {
	column int
	score  float64
	why    []string
}

// assign gives each column to at most one field, so that the scores are greatest as a whole. It returns the columns
// that were assigned.
func (a *analysis) assign(p *Proposal, private map[int]string) map[int]string {
	all := map[string][]candidate{}
	for _, field := range fields {
		for i := range a.in.Columns {
			if private[i] != "" {
				continue
			}
			if c, ok := a.candidate(field, i); ok {
				all[field] = append(all[field], c)
			}
		}
		sort.SliceStable(all[field], func(x, y int) bool { return all[field][x].score > all[field][y].score })
	}
	chosen := best(all, len(a.in.Columns))
	taken := map[int]string{}
	for field, at := range chosen {
		if all[field][at].score >= applied {
			taken[all[field][at].column] = field
		}
	}
	for _, field := range fields {
		if at, ok := chosen[field]; ok {
			a.decide(p, field, all[field], at, taken)
		}
	}
	return taken
}

// candidate scores how well a column fits a field, by its name and its values.
func (a *analysis) candidate(field string, i int) (candidate, bool) {
	name := a.matches[i][field]
	value, why := a.fit(field, i)
	c := candidate{column: i}
	proven := a.proven(field, i)
	if best := a.best[i]; best != field && a.beats(i, best, name) && best != "KEY" && !proven {
		name.score *= 0.4
		if best != "PRIVATE" && a.matches[i][best].score > 0.8 {
			value = min(value, 0.4)
		}
	}
	if a.in.Columns[i].Key && field != "stock_number" && field != "vin" {
		return c, false
	}
	switch {
	case value <= -0.5:
		return c, false
	case name.score >= 0.25:
		c.score = 0.75*name.score + 0.35*value
		c.why = append(c.why, fmt.Sprintf("named %q", name.text))
	case proven:
		c.score = 0.75 * value
	case distinctive[field] && value >= 0.6 && (bestScore(a.matches[i]) < 0.5 || value > 0.9 && field != "model" && field != "year" && a.best[i] != "OTHER_color" && a.matches[i][a.best[i]].score < 0.75):
		c.score = 0.75 * value
		if (field == "mileage" || field == "price") && value < 1 || field == "year" && !a.unnamed(i) {
			c.score = 0.4 * value
		}
	}
	if why != "" {
		c.why = append(c.why, why)
	}
	if a.in.Columns[i].Key && c.score < applied {
		return c, false // A column of the key already has a purpose.
	}
	return c, c.score >= pending
}

// proven reports whether the values leave no doubt, although the name says something else: a company whose values are
// makes, a title that is New or Used, an engine that is Petrol or Diesel.
func (a *analysis) proven(field string, i int) bool {
	p := a.profiles[i]
	switch field {
	case "make":
		return p.exact > 0.8 && a.matches[i][field].score > 0.25
	case "fuel_type", "transmission", "condition", "body_type":
		return a.best[i] == "OTHER" && p.closed[field] > 0.95 && p.distinct > 1
	}
	return false
}

// beats reports whether the column's best concept explains its name better than this match does: with a higher score,
// or with more of its words.
func (a *analysis) beats(i int, best string, m match) bool {
	b := a.matches[i][best]
	return b.score > m.score+0.1 && b.words >= m.words || b.score > m.score && b.words > m.words
}

// decide applies a field, or leaves it open when another column fits as well.
func (a *analysis) decide(p *Proposal, field string, list []candidate, at int, taken map[int]string) {
	c := list[at]
	rivals := []string{a.in.Columns[c.column].Name}
	next := 0.0
	if strings.HasSuffix(taken[c.column], "?") {
		return // The column is part of another open field.
	}
	for i, other := range list {
		if i == at || taken[other.column] != "" && taken[other.column] != field {
			continue
		}
		next = max(next, other.score)
		called := func(column int) bool { return a.matches[column]["model"].score > 0.95 }
		if other.score > c.score-apart || field == "model" && called(other.column) && !called(c.column) {
			rivals = append(rivals, a.in.Columns[other.column].Name)
		}
	}
	scale := a.scale(field, c.column)
	if len(rivals) > 1 || c.score < applied || scale != "" {
		why := "the columns cannot be told apart"
		if len(rivals) == 1 {
			why = "it may be, but nothing shows it"
		}
		if scale != "" {
			why = scale
		}
		p.Open = append(p.Open, Pending{Field: field, Candidates: rivals, Why: why})
		delete(taken, c.column)
		for _, name := range rivals {
			a.hold(taken, name, field)
		}
		return
	}
	f := FieldProposal{Field: field, Column: rivals[0], Certainty: Likely, Evidence: c.why, Samples: a.samples(c.column)}
	if c.score >= certain && c.score-next > 0.15 {
		f.Certainty = Sure
	}
	a.shape(&f, c.column)
	p.Fields = append(p.Fields, f)
}

// hold keeps a column of an open field from silently becoming an own field.
func (a *analysis) hold(taken map[int]string, name, field string) {
	at := slices.IndexFunc(a.in.Columns, func(c Column) bool { return c.Name == name })
	if taken[at] == "" {
		taken[at] = field + "?"
	}
}

// best chooses a candidate for each field so that the sum of the scores is greatest (the Hungarian method,
// https://en.wikipedia.org/wiki/Hungarian_algorithm), and returns its position. A field may get none.
func best(all map[string][]candidate, columns int) map[string]int {
	n := len(fields)
	m := columns + n // One extra column for each field that gets none.
	cost := func(row, column int) float64 {
		if column >= columns {
			return 0
		}
		for _, c := range all[fields[row]] {
			if c.column == column {
				return -c.score
			}
		}
		return 1e6 // Never chosen, because a field without a column costs nothing.
	}
	owner := assignment(n, m, cost)
	chosen := map[string]int{}
	for column := range columns {
		if row := owner[column]; row >= 0 {
			at := slices.IndexFunc(all[fields[row]], func(c candidate) bool { return c.column == column })
			if at >= 0 {
				chosen[fields[row]] = at
			}
		}
	}
	return chosen
}

// assignment returns the row of each column, -1 for none, so that the sum of the costs is least.
func assignment(rows, columns int, cost func(row, column int) float64) []int {
	u, v := make([]float64, rows+1), make([]float64, columns+1)
	owner, way := make([]int, columns+1), make([]int, columns+1)
	for row := 1; row <= rows; row++ {
		owner[0] = row
		at := 0
		least := make([]float64, columns+1)
		used := make([]bool, columns+1)
		for j := range least {
			least[j] = math.Inf(1)
		}
		for owner[at] != 0 {
			used[at] = true
			delta, next := math.Inf(1), 0
			for j := 1; j <= columns; j++ {
				if used[j] {
					continue
				}
				if reduced := cost(owner[at]-1, j-1) - u[owner[at]] - v[j]; reduced < least[j] {
					least[j], way[j] = reduced, at
				}
				if least[j] < delta {
					delta, next = least[j], j
				}
			}
			for j := range least {
				if used[j] {
					u[owner[j]] += delta
					v[j] -= delta
				} else {
					least[j] -= delta
				}
			}
			at = next
		}
		for at != 0 {
			owner[at] = owner[way[at]]
			at = way[at]
		}
	}
	result := make([]int, columns)
	for j := range result {
		result[j] = owner[j+1] - 1
	}
	return result
}
