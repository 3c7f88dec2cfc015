package adapt

import (
	"fmt"
	"slices"
	"strings"

	"forecourt/internal/mapping"
)

// addRest turns the remaining columns into own fields, and lists those that nobody is shown.
func (a *analysis) addRest(p *Proposal, private map[int]string, taken map[int]string) {
	key := p.KeyColumns()
	used := slices.Clone(fields)
	for i, column := range a.in.Columns {
		if why := private[i]; why != "" {
			if !slices.Contains(key, column.Name) {
				p.LeftOut = append(p.LeftOut, LeftOut{column.Name, why})
			}
			continue
		}
		if taken[i] != "" || slices.Contains(key, column.Name) {
			continue
		}
		if why := a.useless(i); why != "" {
			p.LeftOut = append(p.LeftOut, LeftOut{column.Name, why})
			continue
		}
		own := OwnProposal{Name: ownName(column.Name, i, used), Column: column.Name, Samples: a.samples(i)}
		a.kind(&own, i)
		used = append(used, own.Name)
		p.Own = append(p.Own, own)
	}
}

// useless says why a column is not worth a field, although it is not private.
func (a *analysis) useless(i int) string {
	kind := strings.ToLower(a.in.Columns[i].Type)
	for _, binary := range []string{"blob", "binary", "geometry", "point", "vector", "json"} {
		if strings.Contains(kind, binary) {
			return "no text and no number: " + kind
		}
	}
	p := a.profiles[i]
	switch {
	case p.rows > 0 && p.filled == 0:
		return "it is empty in all rows of the sample"
	case genericName.MatchString(a.in.Columns[i].Name):
		return "its name does not say what it is"
	}
	return ""
}

// kind finds the kind of an own field.
func (a *analysis) kind(own *OwnProposal, i int) {
	p := a.profiles[i]
	kind := strings.ToLower(a.in.Columns[i].Type)
	flag := flagOf(p)
	switch {
	case p.shapes["url"] > 0.8:
		own.Kind = "link"
	case flag != nil && p.distinct <= 2 && (p.numeric < 0.5 || p.distinct == 2 || strings.HasPrefix(kind, "tinyint(1)") || strings.HasPrefix(kind, "bit")):
		own.Kind = "flag"
		for side, value := range flag {
			if value != "" {
				own.Values = append(own.Values, mapping.Pair{From: value, To: [2]string{"no", "yes"}[side]})
			}
		}
	case p.dates > 0.8 && p.iso || strings.HasPrefix(kind, "date") || strings.HasPrefix(kind, "timestamp"):
		own.Kind = "date"
	case a.isMoney(i) && p.numeric > 0.95:
		own.Kind = "money"
		a.decimal(own, p)
	case p.numeric > 0.95 && !strings.HasPrefix(kind, "char") && !a.coded(i):
		own.Kind = "number"
		a.decimal(own, p)
	case p.few() && p.length <= 40 || p.length <= 30 && p.spaced < 0.3:
		own.Kind = "word"
	default:
		own.Kind = "text"
	}
}

func (a *analysis) decimal(own *OwnProposal, p *profile) {
	if p.written > 0 {
		own.Decimal = p.decimal
		if own.Decimal == "" {
			own.Decimal = "."
		}
	}
}

// isMoney reports whether a name means a price.
func (a *analysis) isMoney(i int) bool {
	return slices.ContainsFunc(a.tokens[i], func(t token) bool { return t.means("price") || t.means("msrp") || currencyOf(t.text) != "" }) && a.profiles[i].high > 100
}

// coded reports whether the numbers in a column of text are codes, such as postcodes and identifiers.
func (a *analysis) coded(i int) bool {
	text := strings.Contains(strings.ToLower(a.in.Columns[i].Type), "char")
	return slices.ContainsFunc(a.tokens[i], func(t token) bool {
		return t.means("zip") || text && (t.means("id") || t.means("code") || t.means("dealer"))
	})
}

// ownName turns a column's name into one that the API can use.
func ownName(column string, i int, used []string) string {
	var b strings.Builder
	for _, part := range split(column) {
		if part = strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, part); part != "" {
			if b.Len() > 0 {
				b.WriteByte('_')
			}
			b.WriteString(part)
		}
	}
	name := b.String()
	if name == "" || name[0] < 'a' {
		name = "c_" + name
	}
	name = strings.TrimRight(name[:min(len(name), 36)], "_")
	if strings.HasSuffix(name, "_min") || strings.HasSuffix(name, "_max") {
		name += "imum"
	}
	if mapping.CheckOwnName(name) != "" || slices.Contains(used, name) {
		name = fmt.Sprintf("%s_%d", name, i+1)
	}
	if mapping.CheckOwnName(name) != "" {
		name = strings.TrimRight(("c_" + name)[:min(len(name)+2, 39)], "_") // Some beginnings are the API's own.
	}
	return name
}
