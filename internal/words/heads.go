package words

import (
	"slices"

	"forecourt/internal/words/wordbook"
)

// head is what one side of an "or" is about: a make, a model, or a make with its models.
type head struct {
	first, last   int // Pieces.
	makes, models []string
	// inherits means that the make comes from the head before: "Peugeot 208 or 2008".
	inherits bool
}

// heads finds the makes and models of a text, each make with the models behind it.
func (r *reader) heads() []head {
	var list []head
	for i := 0; i < len(r.pieces); i++ {
		p := &r.pieces[i]
		name := p.parameter()
		if p.not || name != "make" && name != "model" {
			continue
		}
		h := head{first: i, last: i}
		next, joined := r.nextWish(i)
		if name == "make" {
			h.makes = p.options[0].Values
			if next > 0 && !joined && r.pieces[next].parameter() == "model" && r.ofMake(r.pieces[next].options[0].Values, h.makes) {
				h.last, h.models = next, r.pieces[next].options[0].Values
			}
		} else {
			h.models = p.options[0].Values
			if next > 0 && !joined && r.pieces[next].parameter() == "make" && r.ofMake(h.models, r.pieces[next].options[0].Values) && !r.cut(r.pieces[next].from, ",;/") {
				h.last, h.makes = next, r.pieces[next].options[0].Values
			} else if n := len(list); n > 0 && list[n-1].models != nil && r.ofMake(h.models, list[n-1].makes) {
				h.makes, h.inherits = list[n-1].makes, true
			} else if n := len(list); n > 0 && list[n-1].models == nil && r.ofMake(h.models, list[n-1].makes) && n == 1 && !r.orBetween(list[n-1].last, i) {
				list[0].models, list[0].last = h.models, i // "make Hyundai, diesel, model i20"
				continue
			}
		}
		i = h.last
		if n := len(list); n > 0 && list[n-1].models == nil && h.makes != nil && r.adjacent(list[n-1].last, h.first) {
			h.first, h.makes = list[n-1].first, slices.Concat(list[n-1].makes, h.makes) // "Dodge Ram 2500"
			list = list[:n-1]
		}
		list = append(list, h)
	}
	return list
}

// nextWish returns the next piece that is a filter, -1 if something other than fillers and joints comes first. joined
// tells whether a joint stands in between.
func (r *reader) nextWish(i int) (next int, joined bool) {
	for j := i + 1; j < len(r.pieces); j++ {
		switch p := r.pieces[j]; {
		case p.kind == isFiller || p.gone:
		case p.kind == isOr || p.kind == isAnd:
			joined = true
		case r.wish(j):
			return j, joined || r.cut(p.from, "/;")
		default:
			return -1, joined
		}
	}
	return -1, joined
}

// adjacent tells whether only fillers stand between two pieces.
func (r *reader) adjacent(from, to int) bool {
	for i := from + 1; i <= to; i++ {
		if r.cut(r.pieces[i].from, ",;/") || i < to && r.pieces[i].kind != isFiller {
			return false
		}
	}
	return true
}

// orBetween tells whether an "or" stands between two pieces.
func (r *reader) orBetween(from, to int) bool {
	for i := from + 1; i <= to; i++ {
		if r.pieces[i].kind == isOr || r.pieces[i].kind == isValue && r.cut(r.pieces[i].from, "/") {
			return true
		}
	}
	return false
}

// flat tells whether one list of makes and one list of models find the same cars as the heads do one by one.
func (r *reader) flat(heads []head) bool {
	var makes []string
	withModels := 0
	for _, h := range heads {
		if len(h.models) > 0 {
			withModels++
		}
		for _, key := range r.makeKeys(h.makes) {
			if !slices.Contains(makes, key) {
				makes = append(makes, key)
			}
		}
	}
	if withModels == 0 || len(makes) == 0 {
		return true
	}
	if withModels < len(heads) {
		return false
	}
	for _, h := range heads {
		own := r.makeKeys(h.makes)
		for _, model := range h.models {
			if v := r.fields["model"].byText[model]; v != nil && !sameMakes(v.makes, makes, own) {
				return false
			}
		}
	}
	return true
}

// sameMakes tells whether a model's makes are found among all makes that are asked for exactly when its head asks for
// them.
func sameMakes(of, all, own []string) bool {
	for _, m := range of {
		found, meant := slices.Contains(all, m), len(own) == 0 || slices.Contains(own, m)
		if found != meant {
			return false
		}
	}
	return true
}

// makeKeys returns the keys of makes.
func (r *reader) makeKeys(texts []string) []string {
	list := make([]string, len(texts))
	for i, text := range texts {
		if v := r.fields["make"].byText[text]; v != nil {
			list[i] = v.key
		} else {
			list[i] = wordbook.Key(text)
		}
	}
	return list
}

// ofMake tells whether some of the makes has one of the models.
func (r *reader) ofMake(models, makes []string) bool {
	for _, m := range makes {
		for _, model := range models {
			if r.hasModel(wordbook.Key(m), wordbook.Key(model)) {
				return true
			}
		}
	}
	return false
}

// modelsOf returns the models that some of the makes has; all, if that is none.
func (r *reader) modelsOf(models, makes []string) (kept []string) {
	for _, model := range models {
		if r.ofMake([]string{model}, makes) {
			kept = append(kept, model)
		}
	}
	if len(kept) == 0 {
		return models
	}
	return kept
}
