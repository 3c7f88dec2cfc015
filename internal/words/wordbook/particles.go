package wordbook

// Particle is what a single word may do, whatever stands beside it. It is a set of bits: most small words do several
// things.
type Particle uint64

// The particles.
const (
	Indefinite       Particle = 1 << iota // "a"
	Definite                              // "the"
	Possessive                            // "my"
	InsideLeft                            // "of": may stand inside what was not understood.
	AtPlace                               // "from", before a place.
	OnlyAtPlace                           // "near", before a place, and hardly anything else.
	CountNext                             // "number", before what is counted.
	SortNext                              // "the", between "sorted by" and a field.
	Prefers                               // "rather"
	Than                                  // "than", before what is not wanted: "rather petrol than diesel".
	LeavesNext                            // "leave", with an "out" behind what is left out.
	LeavesEnd                             // "out"
	NotEither                             // "not", in front of its value or behind it.
	NotBehind                             // "nein", behind its value only.
	Elided                                // "d": a part of a word beside an apostrophe.
	NamesVIN                              // "vin"
	NamesCode                             // "ref", before a stock number.
	CodeNext                              // "number", between such a name and its code.
	ShowsAuto                             // "ein": where it stands, "Auto" is a car and no transmission.
	OfYear                                // "from", before a year.
	AgeEnd                                // "old"
	OfYears                               // "newer", which compares years only.
	StateEnd                              // "shape", behind a condition.
	WeakState                             // "good", a condition only before such a word.
	NoValue                               // "unknown"
	Likens                                // "tipo", which is a model, too.
	Turns                                 // "but"
	NoModelThere                          // "first": no model behind an "or", though one has that name.
	NoModelAlone                          // "note": no model by itself.
	OwnedOf                               // "old", between "my" and a car: it describes the noun behind it.
	StandInNext                           // "then", before a wish that stands in for another one.
	TensJoint                             // "et", between tens and ones.
	SeriesEnd                             // "series", which ends the names of models.
	Zero                                  // "oh", before a figure.
	MoneyOnly                             // "grand": a thousand of money.
	GoesOn                                // "on", behind a year.
	Adds                                  // "plus", between a sum of money and a thing.
	NotInName                             // "with", which is no part of the name of a model.
	Nor                                   // "noch", which is "or" behind a negation only.
	BeforeOrFor                           // "voor", which is "before" a year and "for" a sum of money.
	NamesCall                             // "tool", before the name of a call.
	CallVerb                              // "search", in the name of a call.
	LeastInName                           // "from", in the name of a limit.
	MostInName                            // "until", in the name of a limit.
	InLimitName                           // "value", in the name of a limit.
	NamesOrder                            // "order", before a sign.
	OrInNames                             // "of", which is "or" in Dutch, between models whose names begin alike.
	NotInField                            // "exclude", in the name of a field.
	InFieldName                           // "preferred", in the name of a field.
	NamesFilter                           // "field", before the name of a field.
	NamesOperator                         // "op", before how a filter compares.
	NamesFilterValue                      // "value", before the value of a filter.
	Needed                                // "needed", behind "no" and what need not be.
	GivesFor                              // "gegen", between what is given and what is wanted.
	NamesUnit                             // "unit", before a unit.
	AloneBack                             // "nee", which takes back what stands before it, alone between commas.
	WeakAlone                             // "stick": a value behind a model, an article or a negation.
	Links                                 // "with", between a thing and what it has or is.
	With                                  // "with", before what a thing has.
	NounNext                              // "un", before a noun that its adjectives follow.
	Copula                                // "is", of what stands before it.
	BareNot                               // "not", which negates the next word rather than a thing, as "no" does.
)

// Article is any article.
const Article = Indefinite | Definite

// particles are those of the phrases' files, by their titles.
var particles = map[string]Particle{
	"word: indefinite article":                         Indefinite,
	"word: definite article":                           Definite,
	"word: possessive":                                 Possessive,
	"word: inside what was not understood":             InsideLeft,
	"word: before a place":                             AtPlace,
	"word: before a place, and hardly anything else":   OnlyAtPlace,
	"word: before what is counted":                     CountNext,
	`word: between "sorted by" and a field`:            SortNext,
	"word: prefers":                                    Prefers,
	"word: compares a wish with what is not wanted":    Than,
	"word: leaves out, with its end behind":            LeavesNext,
	"word: end of what is left out":                    LeavesEnd,
	"word: no, in front of or behind its value":        NotEither,
	"word: no, behind its value":                       NotBehind,
	"word: part of a word beside an apostrophe":        Elided,
	"word: names a VIN":                                NamesVIN,
	"word: names a stock number":                       NamesCode,
	"word: between the name of a code and the code":    CodeNext,
	`word: shows that "Auto" is a car`:                 ShowsAuto,
	"word: of a year":                                  OfYear,
	"word: end of an age":                              AgeEnd,
	"word: compares years only":                        OfYears,
	"word: behind a condition":                         StateEnd,
	"word: a condition, before such a word":            WeakState,
	"word: no value, or another one":                   NoValue,
	"word: likens, and is a model, too":                Likens,
	"word: turns a sentence":                           Turns,
	`word: no model behind "or"`:                       NoModelThere,
	"word: no model by itself":                         NoModelAlone,
	`word: between "my" and a car`:                     OwnedOf,
	"word: before a wish that stands in":               StandInNext,
	"word: between tens and ones":                      TensJoint,
	"word: end of the names of models":                 SeriesEnd,
	"word: zero before a figure":                       Zero,
	"word: thousand, of money only":                    MoneyOnly,
	"word: goes on, behind a year":                     GoesOn,
	"word: adds a thing to a sum":                      Adds,
	"word: no part of the name of a model":             NotInName,
	"word: or, behind a negation only":                 Nor,
	"word: before a year, for a sum of money":          BeforeOrFor,
	"word: names a call, before a sign":                NamesCall,
	"word: search, in the name of a call":              CallVerb,
	"word: at least, in the name of a limit":           LeastInName,
	"word: at most, in the name of a limit":            MostInName,
	"word: part of the name of a limit":                InLimitName,
	"word: names an order, before a sign":              NamesOrder,
	"word: or, between models whose names begin alike": OrInNames,
	"word: not, in the name of a field":                NotInField,
	"word: part of the name of a field":                InFieldName,
	"word: names the field of a filter":                NamesFilter,
	"word: names the comparison of a filter":           NamesOperator,
	"word: names the value of a filter":                NamesFilterValue,
	"word: names a unit, before a sign":                NamesUnit,
	`word: needed, behind "no" and a thing`:            Needed,
	"word: between what is given and what is wanted":   GivesFor,
	"word: takes back, alone between commas":           AloneBack,
	`word: a value behind a model, "a" or "no"`:        WeakAlone,
	"word: joins a thing and what it has":              Links,
	"word: not, of the next word alone":                BareNot,
	"word: is, of what stands before it":               Copula,
	"word: with, before what a thing has":              With,
	"word: before a noun that its adjectives follow":   NounNext,
}
