package syntax

import (
	"slices"
	"strings"

	"forecourt/internal/words/wordbook"
)

// PassSignature passes over the name with which a letter ends: "Kind regards, Ewan".
func (s *Sentence) PassSignature() {
	last := len(s.Tokens)
	if len(s.Pieces) == 0 || s.Pieces[len(s.Pieces)-1].Kind != IsLeft || !slices.ContainsFunc(s.Pieces, func(p Piece) bool { return p.Kind < IsLeft }) {
		return
	}
	for i := last - 1; i > 0 && i >= last-mostNames && capitalAt(s.Tokens[i].Text); i-- {
		if (!s.Cut(i, ",.!;\n–-") || !s.closesLetter(i)) && !s.greetsBefore(i) {
			continue
		}
		for n := range s.Pieces {
			if p := &s.Pieces[n]; p.From >= i && p.Kind == IsLeft {
				p.Kind = IsFiller
			}
		}
		return
	}
}

// PassNamesake passes over the name with which a letter ends, if it is also that of something else, and the letter asks
// for another thing: "a Panda or an Ypsilon … Cordiali saluti, Giulia", "Gruß, Elektro Maier".
func (s *Sentence) PassNamesake() {
	end := len(s.Tokens)
	for at := max(1, end-mostNames); at < end; at++ {
		if !s.closesLetter(at) && !s.signed(at) || !s.capitalsFrom(at) {
			continue
		}
		known := func(p Piece) bool { return p.Kind == IsValue || p.Kind == IsNumber }
		for n := range s.Pieces {
			switch p := &s.Pieces[n]; {
			case p.From < at || p.Kind != IsValue:
			case slices.ContainsFunc(s.Pieces[:n], known):
				p.Kind, p.Options = IsFiller, nil
			default:
				p.Kind = IsLeft // "Sincerely, Adam" alone asks for no Opel.
			}
		}
		return
	}
}

// capitalsFrom tells whether all words from a token on begin with a capital letter, and no sentence ends among them.
func (s *Sentence) capitalsFrom(i int) bool {
	const joins = 3 // "Jan de Wit"
	for at := i; at < len(s.Tokens); at++ {
		within := at > i && at+1 < len(s.Tokens) && len(s.Tokens[at].Text) <= joins && s.Tokens[at].Gap == " "
		if !capitalAt(s.Tokens[at].Text) && !within || at > i && s.Cut(at, ";.!?:") && !s.Initial(at-1) {
			return false
		}
	}
	return true
}

// signed tells whether two names with capitals end a text behind a dash, of which the first one means nothing: "any
// black Tahoes? - Rusty Brown".
func (s *Sentence) signed(i int) bool {
	return i+2 == len(s.Tokens) && i > 0 && s.Cut(i, "–-\n") && !s.known(i)
}

// closesLetter tells whether words that close a letter end before a token.
func (s *Sentence) closesLetter(i int) bool {
	const most = 5
	return s.EndsBefore(i, most, wordbook.ClosesLetter)
}

// greetsBefore tells whether a sentence begins with words that close a letter, and they end before a token: "Gruß
// Hauke".
func (s *Sentence) greetsBefore(i int) bool {
	const most = 5
	for at := i - 1; at >= max(1, i-most); at-- {
		if _, to := s.Phrase(at, wordbook.ClosesLetter); to == i && s.Cut(at, ".!?\n") {
			return true
		}
	}
	return false
}

// mostNames is how many words the name of whoever writes has at most.
const mostNames = 4

// Person passes over the name of a person behind words such as "Mr" or "my name is": one or two words with capitals.
func (s *Sentence) Person(i int) int {
	const most = 2
	p, to := s.Phrase(i, wordbook.PersonNext)
	switch {
	case p.Name == wordbook.Kin:
		return s.kin(i, to)
	case p.Name == wordbook.Introduced && s.introduced(to):
		s.Pieces = append(s.Pieces, Piece{From: i, To: to, Kind: IsFiller})
		if s.known(to) {
			s.Leave(to, to+1)
		} else {
			s.Pieces = append(s.Pieces, Piece{From: to, To: to + 1, Kind: IsFiller})
		}
		return to + 1
	case to == 0:
		if end := s.speaker(i); end > i {
			s.Pieces = append(s.Pieces, Piece{From: i, To: end, Kind: IsFiller})
			return end
		}
	}
	end := to
	for to > 0 && end < min(len(s.Tokens), to+most) && s.nameAt(end) && (end == to || !s.Cut(end, ".")) {
		end++
	}
	if to == 0 || end == to || p.Name == wordbook.Introduced && (end < to+most || s.known(to)) {
		return s.street(i)
	}
	return s.Put(i, end, IsFiller)
}

// introduced tells whether one name stands at a token, as a clause of its own with the words before it: "it's Paul, …".
func (s *Sentence) introduced(i int) bool {
	if i+1 >= len(s.Tokens) || !s.nameAt(i) || !s.Cut(i+1, ",.!;") || len(s.Tokens[i].Key) < 3 {
		return false
	}
	return strings.ToUpper(s.Tokens[i].Text) != s.Tokens[i].Text && len(s.PhrasesAt(i)) == 0
}

// speaker returns the token behind the name of whoever writes, with which a sentence begins: "Brandon Silver here, …".
func (s *Sentence) speaker(i int) int {
	if i > 0 && !s.Cut(i, ",.!;\n") {
		return i
	}
	for at := i; at < min(len(s.Tokens), i+mostNames) && capitalAt(s.Tokens[at].Text) && (at == i || s.nameAt(at)); at++ {
		_, to := s.Phrase(at+1, wordbook.PersonLast)
		if to > 0 && to < len(s.Tokens) && !s.Cut(at+1, clauseEnds) && (s.Cut(to, ",.!;:–-") || s.May(to, wordbook.AtPlace|wordbook.OnlyAtPlace)) {
			return to
		}
	}
	return i
}

// kin passes over the name of somebody who wishes for a car: "my son Leon wants".
func (s *Sentence) kin(i, to int) int {
	if to+1 >= len(s.Tokens) || s.Tokens[to].IsNumber || s.Cut(to, clauseEnds) || s.Cut(to+1, clauseEnds) {
		return i
	}
	if _, wish := s.Phrase(to+1, wordbook.WishNext); wish == 0 && !s.May(to+1, wordbook.Copula) {
		return i
	}
	if _, wish := s.Phrase(to, wordbook.WishNext); wish > 0 || s.May(to, wordbook.Copula) {
		return i // "my son would like to look for"
	}
	return s.Put(i, to+1, IsFiller)
}

// street leaves out the name of a street: "on Lincoln Ave", "rue de Lyon".
func (s *Sentence) street(i int) int {
	if _, to := s.Phrase(i, wordbook.StreetNext); to > 0 && to < len(s.Tokens) && s.nameAt(to) {
		return s.Leave(i, to+1)
	}
	_, to := s.Phrase(i+1, wordbook.StreetLast)
	if to == 0 || i == 0 || !s.nameAt(i+1) || !s.nameAt(i) || !s.Tokens[i-1].IsNumber && !s.May(i-1, wordbook.AtPlace|wordbook.OnlyAtPlace) && !s.Is(i-1, wordbook.AsksNothing) {
		return i
	}
	return s.Leave(i, to)
}

// nameAt tells whether a token is a word with a capital that no sign parts from the word before.
func (s *Sentence) nameAt(i int) bool {
	return !s.Tokens[i].IsNumber && !s.Cut(i, ",;!?:") && capitalAt(s.Tokens[i].Text)
}

// known tells whether a word may mean something, so that it is hardly a first name.
func (s *Sentence) known(i int) bool {
	key := s.Tokens[i].Key
	return s.Index[key] != 0 || s.Book.Common[key] || len(s.Book.Models[key]) > 0 || len(s.PhrasesAt(i)) > 0
}

// Initial tells whether a token is the beginning of a name: "M. Prentice", "Th. Berger".
func (s *Sentence) Initial(i int) bool {
	return i >= 0 && i+1 < len(s.Tokens) && len(s.Tokens[i].Text) <= 2 && capitalAt(s.Tokens[i].Text) && s.Tokens[i+1].Gap == ". "
}
