package vehicle

import "strings"

// Kind says what the values of a field are, and so how they are compared, counted and shown.
type Kind string

// The kinds.
const (
	// Word is one of few words, such as a make or a colour. Words are compared whatever their case.
	Word Kind = "word"
	// Text is shown as it is, such as a stock number.
	Text Kind = "text"
	// Number is a number; Field.Decimals says how many decimals are kept.
	Number Kind = "number"
	// Money is an amount with two decimals, in the currency that another field names.
	Money Kind = "money"
	// Date is a date and time without a zone, as DateTime.
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

// Kinds lists the kinds that a field of the owner's may have.
func Kinds() []Kind { return []Kind{Word, Text, Number, Money, Date, Flag, Link} }

// Counted tells whether values of the kind are few: they are listed with their counts, and filtered by any of several.
func (k Kind) Counted() bool { return k == Word || k == Flag }

// Ranged tells whether values of the kind are filtered by a least and a greatest, and sorted by.
func (k Kind) Ranged() bool { return k == Number || k == Money || k == Date }

// Field is one thing that is known of a vehicle. Whoever needs to know which fields there are asks a Shape: the catalogue
// and the owner's stock.yaml are the only lists.
type Field struct {
	// Name is what the field is called in stock.yaml, in parameters and in answers.
	Name string
	// Column is the field's column in forecourt_stock, the shape that sqlc types; "" for the owner's own fields.
	Column string
	Kind   Kind
	// Own tells that the field is the owner's, and not the catalogue's.
	Own bool
	// Required tells that no stock is without it.
	Required bool
	// Decimals is how many decimals of a number are kept: Value.Number is scaled by ten to that power.
	Decimals int
	// Unit names the field that says in which unit or currency a number is, "" for none.
	Unit string
	// Of names the field whose values tell this field's values apart in lists: a model is listed with its make.
	Of string
	// Listed tells that single numbers may be asked for, as well as ranges: year=2020,2021.
	Listed bool
	// Unfiltered tells that a field of a ranged kind is only sorted by.
	Unfiltered bool
	// Orders are the orders that are offered: "name" for the least first, "-name" for the greatest first.
	Orders []string
	// Narrow tells that the index in memory keeps the vehicles of each word.
	Narrow bool
	// Low and High are the least and the greatest number that may be asked for, scaled as Value.Number is.
	Low, High int64
	// ListLow and ListHigh are those of single numbers.
	ListLow, ListHigh int64
	// About says in a phrase what the field is, for people and models; Ask what to send, where that needs a word more.
	About, Ask string
	// Example is a value as an answer shows it.
	Example any
	// Brief tells that a car that is shown in brief has the field.
	Brief bool
	// Title is the field's place among the first words of a car's summary, Detail that among the words behind them; 0 for
	// none.
	Title, Detail int
	// Called is what the field is called within a sentence, "" for its name.
	Called string
	// Also are other names that people use for the field in requests.
	Also []string
	// Weight decides between fields that have the same word: the greater wins. It is 0 for fields whose values are names,
	// which may be any word, and below 0 for the owner's own.
	Weight int
	// Unlisted tells that the values are read in requests, but too many and too common to be listed for people.
	Unlisted bool
	// Corrected tells that a misspelt word of free text is taken for the nearest of the field's values.
	Corrected bool

	// at is the field's place in the vehicles of its shape.
	at int
}

// Filtered tells whether one can search by the field.
func (f *Field) Filtered() bool { return f.Kind.Counted() || f.HasRange() || f.Listed }

// HasRange tells whether one can search by the field's least and greatest value.
func (f *Field) HasRange() bool { return f.Kind.Ranged() && !f.Unfiltered }

// Scale is what Value.Number is multiplied by: 1 for whole numbers, 100 for amounts.
func (f *Field) Scale() int64 {
	scale := int64(1)
	for range f.Decimals {
		scale *= 10
	}
	return scale
}

// Noun is what the field is called within a sentence.
func (f *Field) Noun() string {
	if f.Called != "" {
		return f.Called
	}
	return strings.ReplaceAll(f.Name, "_", " ")
}
