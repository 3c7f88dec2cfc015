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
	for i := 0; i < len(r.Tokens); {
		i = r.next(i)
	}
	r.leaveOwned()
	r.LeavePersonal()
	r.LeaveNew()
	r.leaveDrive()
	r.meantMileage()
	r.parted()
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
	return r
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
		r.code, r.Person, r.phone, r.dated, r.states, r.called, r.unitNamed, r.denied, r.answered, r.ownWords, r.filterObject, r.labelled,
		// Names that would be read as something else further down.
		r.modelNumbers, r.namedInParts, r.unknownName,
		// What takes back, changes or unwants what stands before it, and cars of the person's own.
		r.onlyAgain, r.takesBack, r.changes, r.standsIn, r.saidYear, r.unwantedBefore, r.tooMuch, r.unwantedToo, r.needNotBe, r.ownedCar,
		// Orders, limits and years.
		r.order, r.filtersNothing, r.compared, r.limited, r.modelYear,
		// Models that are named by their parts, and negations of what follows.
		r.engine, r.electricName, r.seriesNumber, r.negation, r.sharedTail, r.spokenName, r.shortModel,
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
