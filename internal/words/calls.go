package words

import (
	"strings"

	"forecourt/internal/words/syntax"
	"forecourt/internal/words/wordbook"
)

// called passes over what programs write around a search: the name of a call, "search_cars(", and what says which call
// it is: "tool": "inventory_search".
func (r *reader) called(i int) int {
	to := r.identifier(i)
	switch {
	case r.May(i, wordbook.NamesCall) && to < len(r.Tokens) && r.Cut(to, ":="):
		to = r.identifier(to)
	case to > i+1 && r.callsBySearch(i, to) && !(to < len(r.Tokens) && r.Cut(to, ":=")):
	case r.callAt(i, to):
	default:
		return i
	}
	r.Pieces = append(r.Pieces, syntax.Piece{From: i, To: to, Kind: syntax.IsFiller})
	return to
}

// identifier returns the token behind a name whose parts "_", "." or "-" join.
func (r *reader) identifier(i int) int {
	to := i + 1
	for to < len(r.Tokens) && (r.Tokens[to].Gap == "_" || r.Tokens[to].Gap == ".") && !r.Tokens[to].IsNumber {
		to++
	}
	return to
}

// callsBySearch tells whether a part of a name says that it is one of a search: "find_cars".
func (r *reader) callsBySearch(from, to int) bool {
	for at := from; at < to; at++ {
		if r.May(at, wordbook.CallVerb) {
			return true
		}
	}
	return false
}

// callAt tells whether a name is followed by a bracket with the names of fields in it: "ricerca(marca=…".
func (r *reader) callAt(i, to int) bool {
	const near = 4
	if to >= len(r.Tokens) || !strings.HasPrefix(r.Tokens[to].Gap, "(") || r.Tokens[i].IsNumber {
		return false
	}
	if end, _ := r.longest(i); end > i {
		return false
	}
	for at := to; at < min(len(r.Tokens), to+near); at++ {
		if at > to && r.Cut(at, ":=") {
			return true
		}
	}
	return false
}

// limitName reads the name of a limit as programs write it, in whatever order its parts are: "baujahr_von", "desde_anio",
// "max_mileage_miles". unit is "mi" or "km" if a part says it. to is 0 if it is no such name.
func (r *reader) limitName(i int) (c wordbook.Comparator, hint, unit string, to int) {
	to = i + 1
	for to < len(r.Tokens) && (r.Tokens[to].Gap == "_" || r.Tokens[to].Gap == "" && !r.Tokens[to].IsNumber) {
		to++
	}
	if to == i+1 || to >= len(r.Tokens) || !r.Cut(to, ":=") {
		return c, "", "", 0
	}
	for at := i; at < to; at++ {
		names, last := r.Phrase(at, wordbook.NamesNext)
		is, unitEnd := r.Phrase(at, wordbook.NamesLast)
		if unitEnd == at+1 && (is.Name == "mi" || is.Name == "km") && r.Tokens[at].Key != "mileage" {
			unit = is.Name
		}
		switch {
		case last == at+1 && (names.Name == "price" || names.Name == "mileage" || names.Name == "year") && (hint == "" || hint == names.Name):
			hint = names.Name
		case r.May(at, wordbook.LeastInName):
			c.Direction = wordbook.AtLeast
		case r.May(at, wordbook.MostInName):
			c.Direction = wordbook.AtMost
		case unit != "" && unitEnd == at+1, r.CurrencyOf(r.Tokens[at].Key) != "", r.May(at, wordbook.InLimitName):
		default:
			return c, "", "", 0
		}
	}
	if hint == "" || c.Direction == wordbook.NoDirection {
		return c, "", "", 0
	}
	return c, hint, unit, to
}
