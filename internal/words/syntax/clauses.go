package syntax

import (
	"slices"
	"strconv"
	"strings"

	"forecourt/internal/words/match"
	"forecourt/internal/words/quantity"
	"forecourt/internal/words/wordbook"
)

// TakeBack finds what each piece that takes back speaks of: the last wish before it for the same field as the first one
// behind it. "A Silverado, no wait, make it a Sierra" asks for a Sierra.
func (s *Sentence) takeBack() {
	for i := range s.Pieces {
		if s.Pieces[i].Kind != IsBack {
			continue
		}
		if !slices.ContainsFunc(s.Pieces[:i], func(p Piece) bool { return p.Parameter() != "" }) {
			s.Pieces[i].Kind = IsFiller // "Sorry, do you have …"
			continue
		}
		if i+1 < len(s.Pieces) && s.Pieces[i+1].Kind == IsNot {
			s.Pieces[i].Kind = IsFiller // "but I'd rather not have a Nissan"
			continue
		}
		if s.backToVersion(i) || s.backToAny(i) {
			continue
		}
		if s.Pieces[i].Kind = IsLeft; s.rightBehind(i, wordbook.NotLast) {
			s.Pieces[i].Kind = IsNotLast // "BMW is too expensive": if nothing stands in for it, it is left out.
		}
		next := i + 1
		for next < len(s.Pieces) && !s.wish(next) && !s.answers(next, i) {
			next++
		}
		if next == len(s.Pieces) {
			continue
		}
		if last := s.Said(i); last >= 0 && s.Pieces[last].Kind == IsLeft {
			s.Pieces[i].Kind = IsFiller // "not over eighty, no, seventy thousand miles": the first is told by itself.
		}
		for at := i - 1; at >= 0; at-- {
			if s.asksFor(at, s.Pieces[next].Parameter()) {
				s.Pieces[i].Kind, s.Pieces[at].Kind = IsFiller, IsLeft // "seven thousand, no, eight thousand euros"
				break
			}
			if !s.wish(at) || !sameSort(s.Pieces[at].Parameter(), s.Pieces[next].Parameter()) {
				continue
			}
			s.Pieces[i].Kind = IsFiller
			if s.saysAgain(at, next) {
				s.Pieces[at].Kind = IsFiller // "diesel's fine, actually make it diesel only"
				if or, other := s.otherSide(at, next); other >= 0 {
					s.Pieces[or].Kind = IsFiller
					s.leaveWithMake(other, next) // "the Kuga or the Puma, no, it's the Puma"
				}
				break
			}
			s.sameLimit(at, next)
			s.leaveWithMake(at, next)
			if _, other := s.otherSide(at, next); other >= 0 && s.MayWithin(s.Pieces[i].From, s.Pieces[i].To, wordbook.Prefers) {
				s.leaveWithMake(other, next) // "an F-150 or a Silverado, actually I'd prefer a Tacoma"
			}
			break
		}
	}
}

// otherSide returns the "or" before a piece and the value on its other side, if that is one of the same field as
// another piece; the second is -1 otherwise.
func (s *Sentence) otherSide(at, as int) (or, other int) {
	or = s.Said(at)
	if or < 1 || s.Pieces[or].Kind != IsOr {
		return or, -1
	}
	if other = s.Said(or); other < 0 || !s.wish(other) || s.Pieces[other].Parameter() != s.Pieces[as].Parameter() {
		return or, -1
	}
	return or, other
}

// backToAny takes back all wishes for a field of which anything will do: "red, or no, actually any color".
func (s *Sentence) backToAny(i int) bool {
	for next := i + 1; next < len(s.Pieces) && (s.Pieces[next].Kind == IsFiller || s.Pieces[next].Kind == IsBack); next++ {
		for at := s.Pieces[next].From; at < s.Pieces[next].To; at++ {
			name, to := s.Phrase(at, wordbook.NamesField)
			if to > 0 && name.Name != "" && (name.Name != "make" || s.Is(at-1, wordbook.AnyNext)) { // "make it a Camry"
				return s.takeBackAll(i, name.Name)
			}
		}
	}
	return false
}

// takeBackAll takes back all wishes for a field before a piece, and returns whether there were any.
func (s *Sentence) takeBackAll(i int, field string) (taken bool) {
	for n := range s.Pieces[:i] {
		if s.wish(n) && s.Pieces[n].Parameter() == field {
			s.Pieces[n].Kind, taken = IsLeft, true
		}
	}
	if taken {
		s.Pieces[i].Kind = IsFiller
	}
	return taken
}

// rightBehind tells whether a piece has a role, and stands right behind a value in its clause.
func (s *Sentence) rightBehind(i int, of wordbook.Role) bool {
	p, last := &s.Pieces[i], i-1
	_, to := s.Phrase(p.From, of)
	return to == p.To && last >= 0 && s.Pieces[last].Kind == IsValue && s.wish(last) && !s.Cut(p.From, ",;.!?")
}

// saysAgain tells whether two pieces wish for the same values.
func (s *Sentence) saysAgain(i, j int) bool {
	one, other := &s.Pieces[i], &s.Pieces[j]
	return one.Kind == IsValue && other.Kind == IsValue && one.Parameter() == other.Parameter() && match.SameValues(one.Options[0].Values, other.Options[0].Values)
}

// answers makes a limit of a number that may be several things, if it stands in for a limit that was taken back: "six
// thousand euros at most, no, seven thousand". It returns whether it is one.
func (s *Sentence) answers(i, back int) bool {
	if s.Pieces[i].Kind != IsQuestion || back == 0 || s.Pieces[back-1].Kind != IsNumber || len(s.Pieces[back-1].Numbers) != 1 {
		return false
	}
	n := s.Pieces[back-1].Numbers[0]
	for _, c := range s.Pieces[i].Options[0].Candidates {
		if c.Parameter != n.Parameter {
			continue
		}
		value, err := strconv.ParseFloat(c.Value, 64)
		if err != nil {
			return false
		}
		n.Value, n.Sent = value, s.Pieces[i].Options[0].Sent
		s.Pieces[i].Kind, s.Pieces[i].Numbers = IsNumber, []quantity.Number{n}
		return true
	}
	return false
}

// Again tells whether a value that is said again means the same as a piece: the same values, or a part of their names.
func Again(p *Piece, values []string, key string) bool {
	first := p.Options[0].Values
	return match.SameValues(first, values) || len(first) > 0 && !slices.ContainsFunc(first, func(v string) bool {
		return !strings.Contains(wordbook.Key(v), key)
	})
}

// keepOnly leaves out what was said beside a value that alone is meant: "a Camry or a Corolla, actually just the
// Camry".
func (s *Sentence) keepOnly() {
	for i := range s.Pieces {
		if s.Pieces[i].Kind != IsOnly {
			continue
		}
		s.Pieces[i].Kind = IsFiller
		if i+1 == len(s.Pieces) || s.Pieces[i+1].Parameter() == "" || s.Pieces[i+1].Kind != IsValue {
			continue
		}
		again := &s.Pieces[i+1]
		name, key := again.Parameter(), s.Key(again.From, again.To)
		for at := range i {
			switch p := &s.Pieces[at]; {
			case p.Kind == IsOr && at > 0 && at+1 < i:
				p.Kind = IsFiller
			case !s.wish(at) || p.Kind != IsValue || p.Parameter() != name:
			case Again(p, again.Options[0].Values, key):
				again.Gone = true
			default:
				s.leaveWithMake(at, i+1)
			}
		}
	}
}

// leaveWithMake leaves out a value, and the make before a model, unless that is also the make of another model.
func (s *Sentence) leaveWithMake(at, other int) {
	if at > 0 && s.wish(at-1) && s.Pieces[at-1].Parameter() == "make" && s.Pieces[at].Parameter() == "model" && !s.sameMake(at-1, other) {
		s.Pieces[at-1].Kind = IsLeft
	}
	s.Pieces[at].Kind = IsLeft
}

// sameMake tells whether a make is also that of the model that stands in for another one: "a Ram 1500, no, a 2500".
func (s *Sentence) sameMake(brand, model int) bool {
	return s.Pieces[model].Parameter() == "model" && s.OfMake(s.Pieces[model].Options[0].Values, s.Pieces[brand].Options[0].Values)
}

// asksFor tells whether a piece is a question about a field.
func (s *Sentence) asksFor(i int, name string) bool {
	return s.Pieces[i].Kind == IsQuestion && slices.ContainsFunc(s.Pieces[i].Options[0].Candidates, func(c match.Candidate) bool {
		return strings.TrimSuffix(strings.TrimSuffix(c.Parameter, "_min"), "_max") == name
	})
}

// sameSort tells whether two fields say the same sort of thing: a make may be taken back for a model.
func sameSort(one, other string) bool {
	head := func(name string) bool { return name == "make" || name == "model" }
	return one == other || head(one) && head(other)
}

// LeaveOptional leaves out values that need not be. "Manual is fine too" is a wish only beside another one for the same
// field.
func (s *Sentence) leaveOptional() {
	for i := range s.Pieces {
		if (s.bearable(i) || s.Pieces[i].Carries("condition") && s.wish(i) && !s.alsoWished([]int{i})) && s.putsUp(i) {
			s.Pieces[i].Kind = IsLeft
		}
		switch s.Pieces[i].Kind {
		case IsMayNext:
			s.Pieces[i].Kind = IsFiller
			at := s.behind(i)
			if at >= 0 && at+1 < len(s.Pieces) && s.Pieces[at].Kind == IsLeft && s.Pieces[at+1].Kind == IsOr {
				at = s.behind(at + 1) // "doesn't matter if it's 2wd or 4wd"
			}
			for at >= 0 && s.wish(at) && s.mayLack(at) {
				next := s.joined(at, false)
				s.Pieces[i].Kind, s.Pieces[at].Kind = IsLeft, IsLeft
				at = next
			}
		case IsMayLast:
			at := s.optionalBefore(i)
			if at >= 0 && s.bearable(at) {
				s.Pieces[i].Kind, s.Pieces[at].Kind = IsLeft, IsLeft // "over 100k miles is no problem"
				continue
			}
			s.Pieces[i].Kind = IsFiller
			if at < 0 || !s.wish(at) || !s.mayLack(at) || s.preferred(at, i) {
				continue
			}
			list := []int{at}
			if s.Cut(s.Pieces[i].From, ",") {
				list = s.eitherOf(at)
			}
			if s.alsoWished(list) {
				continue
			}
			s.Pieces[i].Kind = IsLeft
			for _, n := range list {
				s.Pieces[n].Kind = IsLeft
			}
		}
	}
}

// bearable tells whether a piece is a limit that nobody wishes for, but may put up with: a least price or mileage, or a
// latest year.
func (s *Sentence) bearable(i int) bool {
	p := &s.Pieces[i]
	if p.Kind != IsNumber || len(p.Numbers) != 1 {
		return false
	}
	name := p.Numbers[0].Parameter
	return name == "price_min" || name == "mileage_min" || name == "year_max"
}

// putsUp tells whether words right before a limit say that it is put up with: "even with more than 100,000 km".
func (s *Sentence) putsUp(i int) bool {
	first := i
	for first > 0 && s.Pieces[first-1].Kind == IsFiller && !s.Cut(s.Pieces[first].From, ",;.!?") {
		first--
	}
	return s.PhraseWithin(s.Pieces[first].From, s.Pieces[i].To, wordbook.PutsUpNext)
}

// optionalBefore returns the piece of which one behind it says that it need not be, -1 when there is none. Of "a black
// Camry" that is the colour.
func (s *Sentence) optionalBefore(i int) int {
	at := i - 1
	for at > 0 && s.Pieces[at].Kind == IsFiller && !s.namesField(at) {
		at--
	}
	if at < 0 || !s.Pieces[at].Carries("make", "model") {
		return at
	}
	first := at
	for first > 0 && s.Pieces[first-1].Carries("make", "model") && s.adjacent(first-1, first) {
		first--
	}
	if before := first - 1; before >= 0 && s.Pieces[before].Kind == IsValue && s.wish(before) && s.adjacent(before, first) {
		return before
	}
	return at
}

// preferred tells whether words beside a value say that it is preferred, though one behind it says that it need not be:
// "preferably black, but not a must".
func (s *Sentence) preferred(at, last int) bool {
	first := at
	for first > 0 && (s.Pieces[first-1].Kind == IsFiller || s.Pieces[first-1].Carries("make", "model")) && !s.Cut(s.Pieces[first].From, ",;.!?") {
		first--
	}
	return s.PhraseWithin(s.Pieces[first].From, s.Pieces[last].From, wordbook.Preferred)
}

// namesField tells whether a piece is the name of a field: "diesel, colour not important" speaks of the colour.
func (s *Sentence) namesField(i int) bool {
	_, to := s.Phrase(s.Pieces[i].From, wordbook.NamesField)
	return to > 0 && s.Pieces[i].To >= to
}

// eitherOf returns a value and those of the same field before it that an "or" joins to it: "black or white, not
// essential". Makes and models stand alone.
func (s *Sentence) eitherOf(i int) []int {
	list := []int{i}
	for !isHead(s.Pieces[i].Parameter()) {
		or := s.Said(i)
		last := or - 1
		if last < 0 || s.Pieces[or].Kind != IsOr || !s.wish(last) || s.Pieces[last].Kind != IsValue || s.Pieces[last].Parameter() != s.Pieces[i].Parameter() {
			break
		}
		list, i = append(list, last), last
	}
	return list
}

// alsoWished tells whether a piece other than some is a wish for the same field, or nothing else is wished for at all.
func (s *Sentence) alsoWished(list []int) bool {
	others := false
	for at := range s.Pieces {
		if slices.Contains(list, at) || !s.wish(at) {
			continue
		}
		if sameSort(s.Pieces[at].Parameter(), s.Pieces[list[0]].Parameter()) {
			return true
		}
		others = true
	}
	return !others
}
