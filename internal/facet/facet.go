// Package facet finds vehicles by their values in memory: any combination of filters, in any order.
//
// An Index holds what a search filters and sorts by, a column at a time, without the rest of the rows. A search looks at
// numbers in arrays; that takes a few nanoseconds a vehicle, whichever filters it combines.
package facet

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"forecourt/internal/vehicle"
)

// Field is a column of words.
type Field int

// The fields, in the order of Row.Words.
const (
	Make Field = iota
	Model
	Trim
	Color
	BodyType
	FuelType
	Transmission
	Drivetrain
	Condition
	Location
	Status
	// Fields is how many there are.
	Fields
)

// names are the search's parameters.
var names = [Fields]string{
	"make", "model", "trim", "color", "body_type", "fuel_type", "transmission", "drivetrain", "condition", "location", "status",
}

// Number is a column of numbers.
type Number int

// The numbers, in the order of Row.Numbers.
const (
	Year Number = iota
	Price
	Mileage
	ListedAt
	UpdatedAt
	// Numbers is how many there are.
	Numbers
)

// Row is what the index holds of a vehicle.
type Row struct {
	ID int64
	// Words are nil for NULL.
	Words [Fields]*string
	// Numbers are None for NULL. A price is in hundredths, a time as PackTime packs it.
	Numbers [Numbers]int64
}

// None stands for NULL among numbers.
const None = math.MinInt64

// words is one column of words: a code a row, 0 for NULL.
type words struct {
	codes []uint32
	// values has the words by their codes, as they stand in the stock; counts how many vehicles have them.
	values []string
	counts []int64
	known  map[string]uint32
	// folded has the codes of the words that are one word when case is put aside.
	folded map[string][]uint32
}

// Index answers searches. It never changes, and is safe for concurrent use.
type Index struct {
	ids     []int64
	words   [Fields]words
	numbers [Numbers][]int64
	// postings are the rows that have a word, for the fields that narrow a search most. Those of a word are in the order
	// of their years, because a year is what is asked for most beside it.
	postings [Model + 1]postings
	models   map[pair]int64
	orders   [Numbers]order
	// room is what searches count in, a *[]uint32 that holds as many rows as are counted.
	room sync.Pool
}

// pair is a make with a model, as codes.
type pair struct{ make, model uint32 }

// postings lists the rows of code c, by year and then by id, in rows[starts[c]:starts[c+1]].
type postings struct{ starts, rows []uint32 }

// order is the rows that have a number, by that and then by id. It is made when it is first asked for.
type order struct {
	once sync.Once
	rows []uint32
}

// Builder makes an Index.
type Builder struct{ index *Index }

// NewBuilder returns a builder that has room for the given number of vehicles; more may come.
func NewBuilder(vehicles int) *Builder {
	x := &Index{ids: make([]int64, 0, vehicles), models: map[pair]int64{}}
	x.room.New = func() any {
		room := make([]uint32, 0, vehicle.CountedUpTo+1)
		return &room
	}
	for i := range x.words {
		x.words[i] = words{codes: make([]uint32, 0, vehicles), values: []string{""}, counts: []int64{0}, known: map[string]uint32{}}
	}
	for i := range x.numbers {
		x.numbers[i] = make([]int64, 0, vehicles)
	}
	return &Builder{index: x}
}

// Add takes a vehicle. They must come in the order of their ids.
func (b *Builder) Add(row *Row) error {
	x := b.index
	if n := len(x.ids); n > 0 && x.ids[n-1] >= row.ID || uint64(len(x.ids)) == math.MaxUint32 {
		return fmt.Errorf("vehicle %d comes after %d", row.ID, x.ids[n-1])
	}
	x.ids = append(x.ids, row.ID)
	for i := range x.words {
		x.words[i].add(row.Words[i])
	}
	last := len(x.ids) - 1
	x.models[pair{x.words[Make].codes[last], x.words[Model].codes[last]}]++
	for i := range x.numbers {
		x.numbers[i] = append(x.numbers[i], row.Numbers[i])
	}
	return nil
}

func (w *words) add(word *string) {
	if word == nil {
		w.codes = append(w.codes, 0)
		w.counts[0]++
		return
	}
	code, known := w.known[*word]
	if !known {
		code = uint32(len(w.values))
		text := strings.Clone(*word) // A word must not keep a longer text in memory.
		w.known[text] = code
		w.values = append(w.values, text)
		w.counts = append(w.counts, 0)
	}
	w.codes = append(w.codes, code)
	w.counts[code]++
}

// Index returns the index; the builder is of no use after that.
func (b *Builder) Index() *Index {
	x := b.index
	for i := range x.words {
		w := &x.words[i]
		w.known = nil
		w.folded = make(map[string][]uint32, len(w.values))
		for code, value := range w.values[1:] {
			folded := strings.ToLower(value)
			w.folded[folded] = append(w.folded[folded], uint32(code+1))
		}
	}
	years := x.numbers[Year]
	for i := range x.postings {
		x.postings[i] = newPostings(&x.words[i], func(a, b uint32) int {
			return cmp.Or(cmp.Compare(years[a], years[b]), cmp.Compare(a, b))
		})
	}
	return x
}

// newPostings sorts rows by their codes, and those of a code by the given order.
func newPostings(w *words, order func(a, b uint32) int) postings {
	p := postings{starts: make([]uint32, len(w.counts)+1), rows: make([]uint32, len(w.codes))}
	for code, count := range w.counts {
		p.starts[code+1] = p.starts[code] + uint32(count)
	}
	next := slices.Clone(p.starts)
	for row, code := range w.codes {
		p.rows[next[code]] = uint32(row)
		next[code]++
	}
	for code := range w.counts {
		slices.SortFunc(p.rows[p.starts[code]:p.starts[code+1]], order)
	}
	return p
}

// by returns the rows that have the number, in their order.
func (x *Index) by(n Number) []uint32 {
	o := &x.orders[n]
	o.once.Do(func() {
		values := x.numbers[n]
		o.rows = make([]uint32, 0, len(values))
		for row, value := range values {
			if value != None {
				o.rows = append(o.rows, uint32(row))
			}
		}
		slices.SortFunc(o.rows, func(a, b uint32) int { return cmp.Or(cmp.Compare(values[a], values[b]), cmp.Compare(a, b)) })
	})
	return o.rows
}

// Share makes a vehicle of this index use the index's own words in the place of equal ones, so that many vehicles that are
// kept hold each word once.
func (x *Index) Share(v *vehicle.Vehicle) {
	row, found := slices.BinarySearch(x.ids, v.ID)
	if !found {
		return
	}
	own := func(field Field) *string { return &x.words[field].values[x.words[field].codes[row]] }
	for field, word := range [...]*string{Make: &v.Make, Model: &v.Model, Status: &v.Status} {
		if word != nil && *word == *own(Field(field)) {
			*word = *own(Field(field))
		}
	}
	for field, word := range [...]**string{
		Trim: &v.Trim, Color: &v.Color, BodyType: &v.BodyType, FuelType: &v.FuelType, Transmission: &v.Transmission,
		Drivetrain: &v.Drivetrain, Condition: &v.ItemCondition, Location: &v.Location,
	} {
		if word != nil && *word != nil && **word == *own(Field(field)) {
			*word = own(Field(field))
		}
	}
}

// Len returns the number of vehicles.
func (x *Index) Len() int { return len(x.ids) }

// Values returns the words and ranges of all vehicles. The counts come in no order.
func (x *Index) Values() vehicle.Values {
	v := vehicle.Values{Vehicles: int64(len(x.ids)), Counts: map[string][]vehicle.Count{}}
	for field := range x.words {
		if Field(field) == Model {
			continue
		}
		w := &x.words[field]
		for code := 1; code < len(w.values); code++ {
			v.Counts[names[field]] = append(v.Counts[names[field]], vehicle.Count{Value: w.values[code], Vehicles: w.counts[code]})
		}
	}
	for p, count := range x.models {
		v.Counts["model"] = append(v.Counts["model"], vehicle.Count{Make: x.words[Make].values[p.make], Value: x.words[Model].values[p.model], Vehicles: count})
	}
	v.YearMin, v.YearMax = x.extent(Year)
	v.MileageMin, v.MileageMax = x.extent(Mileage)
	low, high := x.extent(Price)
	v.PriceMin, v.PriceMax = (*vehicle.Amount)(low), (*vehicle.Amount)(high)
	return v
}

// extent returns the least and the greatest of a number.
func (x *Index) extent(n Number) (low, high *int64) {
	for _, value := range x.numbers[n] {
		if value == None {
			continue
		}
		if low == nil {
			a, b := value, value
			low, high = &a, &b
		}
		*low, *high = min(*low, value), max(*high, value)
	}
	return low, high
}
