package vehicle

import "strings"

// Kind says what the values of a field are. It decides how they are compared, counted and shown.
type Kind string

// The kinds.
const (
	// Word is one of few words, such as a make or a colour. Words are compared without regard to case.
	Word Kind = "word"
	// Text is any text, such as a stock number.
	Text Kind = "text"
	// Number is a number with Field.Decimals decimals.
	Number Kind = "number"
	// Money is an amount with two decimals. Another field names its currency.
	Money Kind = "money"
	// Date is a date and time without a zone, a DateTime.
	Date Kind = "date"
	// Flag is "yes" or "no".
	Flag Kind = "flag"
	// Link is a web address.
	Link Kind = "link"
)

// Yes and No are the values of a flag.
const (
	Yes = "yes"
	No  = "no"
)

// Kinds lists the kinds that an own field may have.
func Kinds() []Kind { return []Kind{Word, Text, Number, Money, Date, Flag, Link} }

// Counted reports whether a field of this kind has few different values. They are listed with their counts, and a
// search can ask for any of several.
func (k Kind) Counted() bool { return k == Word || k == Flag }

// Ranged reports whether a search can restrict the field to a range, and sort by it.
func (k Kind) Ranged() bool { return k == Number || k == Money || k == Date }

// Field is one thing that is known about vehicles. Code that needs the list of fields asks a Shape. Only the catalogue
// and the owner's stock.yaml list fields.
type Field struct {
	// Name is the field's name in stock.yaml, in parameters and in answers.
	Name string
	// Column is the field's column in forecourt_stock, whose columns sqlc knows. It is "" for own fields.
	Column string
	Kind   Kind
	// Own means that the owner has added the field, and it is not in the catalogue.
	Own bool
	// Required means that every stock must have the field.
	Required bool
	// Decimals is how many decimals a number keeps. Value.Number is the number times ten to that power.
	Decimals int
	// Unit names the field that holds the number's unit or currency, "" for none.
	Unit string
	// Of names the field that tells equal values of this field apart in lists: a model is listed with its make.
	Of string
	// Listed means that a search can also ask for single numbers: year=2020,2021.
	Listed bool
	// Whole means that a search can ask for whole values, whatever their case, such as a VIN.
	Whole bool
	// Distance means that the numbers are in miles or kilometres: a range may be in either.
	Distance bool
	// Unfiltered means that a search can sort by the field, but not restrict it to a range.
	Unfiltered bool
	// Orders are the orders that a search offers: "name" begins with the least, "-name" with the greatest. Only a field
	// whose kind is Ranged can have orders, because the engines sort numbers and dates, not words.
	Orders []string
	// Narrow means that the index in memory keeps a list of vehicles for each word.
	Narrow bool
	// Low and High bound the numbers that a search may ask for, scaled as Value.Number is.
	Low, High int64
	// ListLow and ListHigh are the same for single numbers.
	ListLow, ListHigh int64
	// About describes the field in a phrase, for people and models. Ask says what to send, if that is not obvious.
	About, Ask string
	// Example is an example of a value in an answer.
	Example any
	// Brief means that the short form of a car has the field.
	Brief bool
	// Title is the field's position at the beginning of a car's summary, and Detail its position in the rest; 0 means that
	// it is not there.
	Title, Detail int
	// Called is the field's name within a sentence, "" if it is Name.
	Called string
	// Also are other names of the field that people use in requests.
	Also []string
	// Weight decides between fields that share a word: the greatest wins. It is 0 for fields whose values are names, which
	// may be any word, and negative for own fields.
	Weight int
	// Unlisted means that requests are matched with the values, but lists for people leave them out: they are too many and
	// too common, or the ranges by unit have them.
	Unlisted bool
	// Corrected means that a misspelt word of free text is read as the nearest value of the field.
	Corrected bool

	// at is the field's position in the vehicles of its shape.
	at int
}

// Filtered reports whether a search can filter by the field.
func (f *Field) Filtered() bool { return f.HasWords() || f.HasRange() || f.Listed }

// HasWords reports whether a search can ask for the field's words or whole values.
func (f *Field) HasWords() bool { return f.Kind.Counted() || f.Whole }

// HasRange reports whether a search can restrict the field to a range.
func (f *Field) HasRange() bool { return f.Kind.Ranged() && !f.Unfiltered }

// Scale is the factor between a number and Value.Number: 1 for whole numbers, 100 for amounts.
func (f *Field) Scale() int64 {
	scale := int64(1)
	for range f.Decimals {
		scale *= 10
	}
	return scale
}

// Noun is the field's name within a sentence.
func (f *Field) Noun() string {
	if f.Called != "" {
		return f.Called
	}
	return strings.ReplaceAll(f.Name, "_", " ")
}
