// Package words matches what people say to the values that the stock uses. A free text is read in these steps:
//
//  1. phrase cuts the text into tokens, and finds the phrases of the data in them.
//  2. next cuts the tokens into pieces, from left to right. Each of its readers knows one sort of piece: what programs
//     write (codes.go, labels.go), fields of the owner's (own.go), names and places (names.go), what takes back
//     (corrections.go), is not wanted (negations.go, unwanted.go), is the person's own (owned.go), asks for an order
//     (orders.go), is a limit or a number (limits.go, numbers.go, with quantity), a model whose number is said in words
//     (spoken.go), a value (grams.go, options.go, everyday.go, versions.go, with match), or asks for nothing
//     (asides.go).
//  3. parse leaves out what the person speaks of beside the car, and lets neighbours decide what may mean several
//     things (resolve.go).
//  4. syntax composes the pieces: what takes back, is negated or need not be gets its reach, and each "or" its sides.
//     What no reading used, and may change the meaning of its clause, leaves nothing of that as a wish.
//  5. build and leftovers write down what was read, and what was not understood (understood.go).
package words

import (
	"slices"
	"strings"
	"sync"

	"forecourt/internal/vehicle"
	"forecourt/internal/words/lexer"
	"forecourt/internal/words/match"
	"forecourt/internal/words/phrase"
	"forecourt/internal/words/quantity"
	"forecourt/internal/words/syntax"
	"forecourt/internal/words/wordbook"
)

// Vocabulary reads what people say about a stock. It never changes, and is safe for concurrent use.
type Vocabulary struct {
	*match.Matcher
	// readers are those that are done with their texts. A long text needs much room, so it is used again.
	readers sync.Pool
}

// New returns the vocabulary of a stock.
func New(b *wordbook.Book, v vehicle.Values, o match.Options) *Vocabulary {
	return &Vocabulary{Matcher: match.New(b, v, o)}
}

// MaxText is how long a free text may be, in bytes; what is longer is not read.
const MaxText = 500

const (
	// maxGram is how many tokens a value may have.
	maxGram = 6
	// longestAbbreviation is how many letters a word with a dot has at most that is a part of a name: "St. Louis".
	longestAbbreviation = 3
	// maxCorrections bounds the words of a text that are searched for misspellings.
	maxCorrections = 8
)

// reader reads one text: it cuts the text into the pieces of a sentence.
type reader struct {
	*phrase.Text
	*match.Matcher
	*quantity.Parser
	*syntax.Sentence
	result Understood
	// checked counts the words that were searched for misspellings.
	checked int
	// model is the first word of the last model that was read.
	model string
	// meant is the spelling that a misspelt model was read as.
	meant string
	// owned are models that the person has. closing is the token that ends "leave … out", counted from 1.
	owned   []string
	closing int
	// ofOwn is the owner's field of the last number that had one, and ofOwnAt the number of pieces up to it.
	ofOwn   *vehicle.Field
	ofOwnAt int
	// sortOpen means that the order that was read does not say which end comes first.
	// descending means that a program has named the greatest end before that.
	sortOpen, descending bool
	// unit is the unit of mileages that a program has named before them, "mi" or "km".
	unit string
	// named is the field whose name stands before the token namedAt.
	named   string
	namedAt int
	// branchesEnd is the token behind a list of filters of which one is to hold.
	branchesEnd int
}

// Read reads free text into filters. It never fails: what it does not understand is in Leftovers. Only the first
// MaxText bytes are read.
//
// First the text is cut into pieces, from left to right: values, numbers, negations, joints, and words that ask for
// nothing. Then the neighbours of a value decide what it means, each negation gets its reach, and each piece its side
// of an "or".
func (v *Vocabulary) Read(text string) Understood {
	r := v.parse(text)
	defer v.readers.Put(r)
	r.build()
	r.leftovers()
	return r.result
}

// Drop returns a free text without the pieces that ask for some fields, and those pieces. A piece that says what is not
// wanted goes with its negation, and an "or" goes with its sides.
func (v *Vocabulary) Drop(text string, drop func(field string) bool) (rest string, pieces []string) {
	r := v.parse(text)
	defer v.readers.Put(r)
	return r.Without(drop)
}

// parse cuts a text into pieces, and decides what each means and how they belong together.
func (v *Vocabulary) parse(text string) *reader {
	if len(text) > MaxText {
		text = strings.ToValidUTF8(text[:MaxText], "")
	}
	if strings.Contains(text, "%20") {
		text = strings.ReplaceAll(text, "%20", " ") // Programs write spaces so.
	}
	text = strings.ReplaceAll(lexer.Markup(text), " — ", ", ")
	r := v.newReader(text)
	r.passDots()
	for i := 0; i < len(r.Tokens); {
		i = r.next(i)
	}
	r.leaveOwned()
	r.LeavePersonal()
	r.LeaveNew()
	r.leaveDrive()
	r.meantMileage()
	r.StatedYear()
	r.parted()
	r.leaveMakes()
	r.settle()
	r.YearOrModel()
	r.LeavePower()
	r.PassNamesake()
	r.resolve()
	r.sameState()
	r.Compose()
	r.turnFlags()
	r.passNames()
	r.PassSignature()
	r.Distrust()
	r.CloseSides()
	return r
}

// passDots passes over the dots of abbreviations and other marks with which no sentence ends: "excl. Citigo", "up!".
func (r *reader) passDots() {
	for i := 1; i < len(r.Tokens); i++ {
		t := &r.Tokens[i]
		_, or := r.Phrase(i, wordbook.OrJoint)
		switch {
		case t.Gap == ". " && r.Is(i-1, wordbook.Shortened):
			t.Gap = " "
		case t.Gap == "! " && slices.ContainsFunc(r.Fields["model"].ByKey[r.Tokens[i-1].Key], func(v *match.Entry) bool { return strings.HasSuffix(v.Text, "!") }):
			t.Gap = " " // "an up! or an Aygo, under 8000"
		case t.Gap == "? " && or > 0:
			t.Gap = ", " // "a Clio? Or a Sandero, up to 9k"
		}
	}
}

// newReader returns a reader of a text that has not been read yet. It has the room of one that is done, if there
// is one.
func (v *Vocabulary) newReader(text string) *reader {
	if r, ok := v.readers.Get().(*reader); ok {
		r.Text.Reset(text)
		r.Parser.Reset()
		r.Sentence.Reset()
		*r = reader{Text: r.Text, Matcher: r.Matcher, Parser: r.Parser, Sentence: r.Sentence}
		return r
	}
	t := phrase.New(v.Book, text)
	return &reader{Text: t, Matcher: v.Matcher, Parser: quantity.New(t, v.Matcher), Sentence: syntax.New(t, v.Matcher)}
}

// next reads what begins at a token, and returns the token behind it.
func (r *reader) next(i int) int {
	r.signedNot(i)
	r.nextBranch(i)
	for _, read := range [...]func(int) int{
		// Codes, persons and dates, and what programs write.
		r.code, r.otherPlace, r.postcode, r.Person, r.phone, r.dated, r.states, r.called, r.unitNamed, r.denied, r.sentNothing, r.answered, r.ownWords, r.filterObject, r.labelled,
		// Names that would be read as something else further down.
		r.modelNumbers, r.namedInParts, r.unknownName,
		// What takes back, changes or unwants what stands before it, and cars of the person's own.
		r.onlyAgain, r.otherSize, r.takesBack, r.changes, r.standsIn, r.saidYear, r.unwantedBefore, r.tooMuch, r.unwantedToo, r.needNotBe, r.ownedCar,
		// Orders, limits and years.
		r.order, r.filtersNothing, r.compared, r.limited, r.modelYear,
		// Models that are named by their parts, and negations of what follows.
		r.sized, r.engine, r.electricName, r.seriesNumber, r.sizedModel, r.negation, r.sharedTail, r.spokenName, r.joinedTrim, r.shortModel,
		// Values, and at last what may only be told, passed over or corrected.
		r.words, r.compound, r.joint, r.bare, r.passed, r.withoutIt, r.corrected,
	} {
		if to := read(i); to > i {
			r.carryName(i, to)
			return to
		}
	}
	return r.Leave(i, i+1)
}

// sized reads the number of a model whose series the stock has instead: "BMW 320d", "Mercedes E 350". Without its make
// it needs the letter for the fuel.
func (r *reader) sized(i int) int {
	const least = 2
	if r.Tokens[i].Suffix != "" || r.Tokens[i].Decimal || r.afterModel() {
		return i
	}
	var makes []string
	if r.besideMake() && !r.Cut(i, ",;.!?") {
		makes = r.MakeKeys(r.Pieces[len(r.Pieces)-1].Options[0].Values)
	}
	for to := min(i+2, len(r.Tokens)); to > i; to-- {
		if to > i+1 && (len(makes) == 0 || len(r.Tokens[i].Key) != 1 || !r.Tokens[to-1].IsNumber || r.Tokens[to-1].Suffix != "" || strings.Trim(r.Tokens[to-1].Gap, " -") != "") {
			continue
		}
		name := strings.TrimRight(r.Key(i, to), "di")
		if len(wordbook.Digits(name)) < least || r.unitAt(to) || len(makes) == 0 && (name == r.Key(i, to) || len(wordbook.Digits(name)) == least) {
			continue
		}
		series := r.SeriesOf(name, makes)
		if len(series) == 0 {
			continue
		}
		r.Take(i, to, []match.Reading{{Parameter: "model", Outcome: match.Interpreted, Values: match.Texts(series), Why: "the series of this number"}})
		if to < len(r.Tokens) && r.Tokens[to].Key == "d" && strings.TrimSpace(r.Tokens[to].Gap) == "" {
			to++
		}
		if reading, ok := r.Fields["fuel_type"].Direct("diesel", "diesel"); ok && strings.HasSuffix(r.Key(i, to), "d") {
			reading.Parameter, reading.Outcome, reading.Why = "fuel_type", match.Interpreted, "the letter behind the model says its fuel"
			r.Take(to-1, to, []match.Reading{reading})
		}
		return to
	}
	return i
}

// otherPlace leaves out a place that only the story tells of, and those that a way leads to from there: "a dealer in
// Lyon offered me", "I commute from Boulder to Denver".
func (r *reader) otherPlace(i int) int {
	_, at := r.Phrase(i, wordbook.PlaceNext)
	if at == 0 {
		return i
	}
	at = r.PastArticles(at) // "a brother in the Midwest"
	to := r.placeEnd(at)
	if to == at {
		return i
	}
	for to+1 < len(r.Tokens) && !r.Is(to, wordbook.OrJoint) && !r.Cut(to, ",;.!?") {
		next := max(r.placeEnd(to), r.placeEnd(to+1))
		if next <= to+1 {
			break
		}
		to = next
	}
	r.Leave(i, to)
	return to
}

// placeEnd returns the token behind a place that stands at a token, which may be a value of an owner's field.
func (r *reader) placeEnd(i int) int {
	if i >= len(r.Tokens) || r.Cut(i, ",;.!?") {
		return i
	}
	to, options := r.longest(i)
	if len(options) == 0 || options[0].Parameter != "location" && !r.Fields[options[0].Parameter].Own {
		return i
	}
	return to
}

// sameState narrows a town that several states have to the state of the town that an "or" joins it to: "Orlando or
// Jacksonville" are both in Florida.
func (r *reader) sameState() {
	for i := range r.Pieces {
		at := i - 1
		for at >= 0 && (r.Pieces[at].Kind == syntax.IsFiller || r.Pieces[at].Kind == syntax.IsOr) {
			at--
		}
		if at >= 0 && r.Pieces[at].Carries("location") && r.Pieces[i].Carries("location") {
			r.narrowTown(&r.Pieces[i], &r.Pieces[at])
			r.narrowTown(&r.Pieces[at], &r.Pieces[i])
		}
	}
	r.narrowState()
}

// narrowState passes over a state of which a town is named as well: "moving to Colorado, something in Denver".
func (r *reader) narrowState() {
	var places []int
	for i := range r.Pieces {
		if p := &r.Pieces[i]; p.Carries("location") && len(p.Options) == 1 && len(p.Options[0].Values) > 0 {
			places = append(places, i)
		}
	}
	parts := func(p syntax.Piece) bool { return p.Kind == syntax.IsNot || p.Kind == syntax.IsOr }
	for _, i := range places {
		state := r.Pieces[i].Options[0].Values
		outside := func(text string) bool { return !slices.Contains(state, text) }
		for _, j := range places {
			towns := r.Pieces[j].Options[0].Values
			if len(state) > len(towns) && !slices.ContainsFunc(towns, outside) && !slices.ContainsFunc(r.Pieces[min(i, j):max(i, j)], parts) {
				r.Pieces[i].Kind = syntax.IsFiller
				break
			}
		}
	}
}

// narrowTown narrows a town to the state of another one.
func (r *reader) narrowTown(town, other *syntax.Piece) {
	if len(town.Options) != 1 || len(other.Options) != 1 || len(other.Options[0].Values) != 1 {
		return
	}
	o := &town.Options[0]
	all := slices.Clone(o.Values)
	for _, c := range o.Candidates {
		all = append(all, c.Value)
	}
	beside, state, ok := strings.Cut(other.Options[0].Values[0], ", ")
	if !ok || len(all) < 2 {
		return
	}
	name, _, _ := strings.Cut(all[0], ", ")
	elsewhere := func(text string) bool { return text == beside || !strings.HasPrefix(text, name+", ") }
	if at := slices.Index(all, name+", "+state); at >= 0 && !slices.ContainsFunc(all, elsewhere) {
		o.Outcome, o.Values, o.Candidates, o.Why = match.Interpreted, all[at:at+1], nil, "the one in the same state as the other"
	}
}
