package adapt

import (
	"slices"
	"strings"

	"forecourt/internal/mapping"
	"forecourt/internal/vehicle"
)

// fieldName is the name that stock.yaml uses for a column of the contract.
func fieldName(column string) string {
	for _, f := range vehicle.Catalogue() {
		if f.Column == column {
			return f.Name
		}
	}
	return column
}

// Mapping returns the proposal as a mapping, without the fields that are open.
func (p *Proposal) Mapping() *mapping.Mapping {
	m := &mapping.Mapping{View: p.View, Key: p.KeyColumns()}
	for _, f := range p.Fields {
		if f.constant() && p.knows(unitOwner[f.Field]) {
			continue // It is written with the mileage or the price.
		}
		m.Fields = append(m.Fields, mapping.Field{Name: fieldName(f.Field), Source: p.source(f)})
	}
	for _, own := range p.Own {
		m.Own = append(m.Own, mapping.Own{
			Name: own.Name, Kind: vehicle.Kind(own.Kind), About: about(own.Name),
			Source: mapping.Source{Columns: []string{own.Column}, Decimal: own.Decimal, Values: own.Values},
		})
	}
	return m
}

// unitOwner maps a unit to the field for which it may be a constant.
var unitOwner = map[string]string{"mileage_unit": "mileage", "currency": "price"}

func (f FieldProposal) constant() bool { return f.Value != "" }

func (p *Proposal) source(f FieldProposal) mapping.Source {
	if f.constant() {
		return mapping.Source{Value: f.Value}
	}
	s := mapping.Source{Columns: []string{f.Column}, Decimal: f.Decimal, Values: f.Values, Unknown: f.Unknown}
	if f.YearOf {
		s.Columns, s.YearOf = nil, f.Column
	}
	for _, other := range p.Fields {
		if other.constant() && unitOwner[other.Field] == f.Field {
			if f.Field == "mileage" {
				s.Unit = other.Value
			} else {
				s.Currency = other.Value
			}
		}
	}
	return s
}

func about(name string) string {
	return strings.ToUpper(name[:1]) + strings.ReplaceAll(name[1:], "_", " ") + "."
}

// Text returns the proposal as a stock.yaml, with the reasons as comments.
func (p *Proposal) Text() ([]byte, error) {
	comments := map[string]string{
		"view": "How the columns of this view are the fields of the API. Proposed by forecourt adapt; edit it as you like:\na later run keeps it. forecourt adapt --schema prints the JSON schema of this file, for editors.",
		"own":  "Fields that are yours alone. A line that you delete is not published.",
	}
	for _, f := range p.Fields {
		if f.Certainty == Likely {
			comments["fields."+fieldName(f.Field)] = "likely: " + strings.Join(f.Evidence, "; ")
		}
	}
	var end []string
	for _, o := range p.Open {
		end = append(end, "open: "+openLine(o))
	}
	for _, out := range p.LeftOut {
		end = append(end, "left out: "+out.Column+": "+out.Why)
	}
	for i := range end {
		end[i] = strings.ReplaceAll(end[i], "\n", " ")
	}
	comments[""] = strings.Join(end, "\n")
	return mapping.Write(p.Mapping(), comments)
}

func openLine(o Pending) string {
	name := fieldName(o.Field)
	if len(o.Candidates) == 0 {
		return name + ": " + o.Why
	}
	return name + " may be " + strings.Join(o.Candidates, " or ") + ": " + o.Why
}

// Missing returns the required parts of a stock.yaml that the proposal leaves open.
func (p *Proposal) Missing() (names []string) {
	if len(p.KeyColumns()) == 0 {
		names = append(names, "key")
	}
	for _, f := range vehicle.Catalogue() {
		if f.Required && !p.knows(f.Column) {
			names = append(names, f.Name)
		}
	}
	return names
}

// Changes returns what the proposal would change in a mapping that a person has edited, one line each.
func (p *Proposal) Changes(have *mapping.Mapping) (lines []string) {
	proposed := p.Mapping()
	if len(proposed.Key) > 0 && !slices.Equal(proposed.Key, have.Key) {
		lines = append(lines, "key: "+strings.Join(have.Key, "+")+" -> "+strings.Join(proposed.Key, "+"))
	}
	used := have.Columns()
	for _, f := range proposed.Fields {
		at := slices.IndexFunc(have.Fields, func(h mapping.Field) bool { return h.Name == f.Name })
		if at < 0 {
			lines = append(lines, "+ "+f.Name+": "+describe(f.Source))
		} else if before, after := describe(have.Fields[at].Source), describe(f.Source); before != after {
			lines = append(lines, f.Name+": "+before+" -> "+after)
		}
	}
	for _, own := range proposed.Own {
		if !slices.Contains(used, own.Columns[0]) {
			lines = append(lines, "+ own "+own.Name+": "+describe(own.Source)+", "+string(own.Kind))
		}
	}
	return lines
}

// describe writes a source so that different sources read differently.
func describe(s mapping.Source) string {
	var parts []string
	for _, part := range [][2]string{
		{"", strings.Join(s.Columns, " or ")}, {"year of ", s.YearOf}, {"always ", s.Value}, {"decimal ", s.Decimal}, {"in ", s.Unit}, {"in ", s.Currency},
		{"not known: ", strings.Join(s.Unknown, " ")},
	} {
		if part[1] != "" {
			parts = append(parts, part[0]+part[1])
		}
	}
	values := slices.Clone(s.Values)
	slices.SortFunc(values, func(x, y mapping.Pair) int { return strings.Compare(x.From, y.From) })
	for _, pair := range values {
		parts = append(parts, pair.From+"="+pair.To)
	}
	return strings.Join(parts, ", ")
}
