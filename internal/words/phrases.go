package words

import (
	"path"
	"strconv"
	"strings"
)

// role is what a phrase of free text does.
type role int

const (
	comparesNext  role = iota // "under", before a number.
	comparesLast              // "or newer", behind a number.
	namesNext                 // "price", before a number.
	namesLast                 // "miles", behind a number.
	orders                    // "cheapest"
	ordersBy                  // "sorted by", before what to sort by.
	orderField                // "mileage", behind "sorted by".
	orderLeast                // "ascending"
	orderGreatest             // "descending"
	noFilter                  // "heated seats"
	notNext                   // "without"
	notLast                   // "-free"
	modalNot                  // "can't"
	limitWord                 // "spend", between "can't" and "more than".
	orJoint
	andJoint
	asksNothing
	ownedNext // "trading in my", before a car that is not asked for.
)

// direction is what a comparing word makes of its number.
type direction int

const (
	none direction = iota
	atLeast
	atMost
	about
	fromTo
	plain    // An amount without a comparing word, as in "for 9k".
	lastOnes // "the last" years.
)

// comparator is a comparing word: newer than 2018 begins with 2019, because it is strict.
type comparator struct {
	direction direction
	strict    bool
	of        string // What it can only compare: "price", "year", or "" for anything.
}

// phrase is one thing that a phrase does; only is the language in which it does, 0 for any.
type phrase struct {
	role       role
	comparator comparator
	name       string
	only       language
}

// language is one of the files of data/phrases, as a bit.
type language uint8

// tables are the phrases of all languages, folded, with one space between words.
type tables struct {
	phrases map[string][]phrase
	// heads has the number of words of the longest phrase that begins with a word.
	heads map[string]int
	// markers are words that tell a language, english is that of en.txt.
	markers map[string]language
	english language
	numbers map[string]float64
	// thousands are words for a thousand; weak are words that are values only behind their make.
	thousands, weak, weakMeanings map[string]bool
}

// titles are those of the phrases' files.
var titles = map[string]phrase{
	"before a number: at least":               {role: comparesNext, comparator: comparator{direction: atLeast}},
	"before a number: at least, strict":       {role: comparesNext, comparator: comparator{direction: atLeast, strict: true}},
	"before a number: at least, year":         {role: comparesNext, comparator: comparator{direction: atLeast, of: "year"}},
	"before a number: at least, strict, year": {role: comparesNext, comparator: comparator{direction: atLeast, strict: true, of: "year"}},
	"before a number: at least, the last":     {role: comparesNext, comparator: comparator{direction: lastOnes}},
	"before a number: at most":                {role: comparesNext, comparator: comparator{direction: atMost}},
	"before a number: at most, strict":        {role: comparesNext, comparator: comparator{direction: atMost, strict: true}},
	"before a number: at most, price":         {role: comparesNext, comparator: comparator{direction: atMost, of: "price"}},
	"before a number: at most, year":          {role: comparesNext, comparator: comparator{direction: atMost, of: "year"}},
	"before a number: at most, strict, year":  {role: comparesNext, comparator: comparator{direction: atMost, strict: true, of: "year"}},
	"before a number: about":                  {role: comparesNext, comparator: comparator{direction: about}},
	"before a number: from to":                {role: comparesNext, comparator: comparator{direction: fromTo}},
	"before a number: amount":                 {role: comparesNext, comparator: comparator{direction: plain}},
	"behind a number: at least":               {role: comparesLast, comparator: comparator{direction: atLeast}},
	"behind a number: at most":                {role: comparesLast, comparator: comparator{direction: atMost}},
	"behind a number: about":                  {role: comparesLast, comparator: comparator{direction: about}},
	"the number behind is: price":             {role: namesNext, name: "price"},
	"the number behind is: mileage":           {role: namesNext, name: "mileage"},
	"the number behind is: year":              {role: namesNext, name: "year"},
	"the number before is: price":             {role: namesLast, name: "price"},
	"the number before is: mi":                {role: namesLast, name: "mi"},
	"the number before is: km":                {role: namesLast, name: "km"},
	"the number before is: age":               {role: namesLast, name: "age"},
	"the number before is: plate":             {role: namesLast, name: "plate"},
	"the number before is: other":             {role: namesLast, name: "other"},
	"order: price":                            {role: orders, name: "price"},
	"order: -price":                           {role: orders, name: "-price"},
	"order: -year":                            {role: orders, name: "-year"},
	"order: year":                             {role: orders, name: "year"},
	"order: mileage":                          {role: orders, name: "mileage"},
	"order: -mileage":                         {role: orders, name: "-mileage"},
	"order: -listed_at":                       {role: orders, name: "-listed_at"},
	"order by":                                {role: ordersBy},
	"order by: price":                         {role: orderField, name: "price"},
	"order by: mileage":                       {role: orderField, name: "mileage"},
	"order by: year":                          {role: orderField, name: "year"},
	"order by: least first":                   {role: orderLeast},
	"order by: greatest first":                {role: orderGreatest},
	"no filter says":                          {role: noFilter},
	"not wanted":                              {role: notNext},
	"not wanted, the value before":            {role: notLast},
	"modal not":                               {role: modalNot},
	"between not and a limit":                 {role: limitWord},
	"or":                                      {role: orJoint},
	"and":                                     {role: andJoint},
	"asks for nothing":                        {role: asksNothing},
	"not asked for: the car behind":           {role: ownedNext},
}

// readTables reads the files of phrases. A test reads every title.
func readTables() tables {
	t := tables{
		phrases: map[string][]phrase{}, heads: map[string]int{}, markers: map[string]language{}, numbers: map[string]float64{},
		thousands: map[string]bool{}, weak: map[string]bool{}, weakMeanings: map[string]bool{},
	}
	for n, name := range filesIn("data/phrases") {
		language := language(1) << n
		if path.Base(name) == "en.txt" {
			t.english = language
		}
		title := ""
		for line := range strings.Lines(file(name)) {
			line = strings.TrimSpace(line)
			if inner, ok := strings.CutPrefix(line, "["); ok {
				title = strings.TrimSuffix(inner, "]")
			} else if line != "" && !strings.HasPrefix(line, "#") {
				t.readLine(title, line, language)
			}
		}
	}
	t.joinThousands()
	return t
}

// readLine reads the phrases of one line.
func (t *tables) readLine(title, line string, of language) {
	if title == "asks for nothing" && !strings.Contains(line, ",") {
		line = strings.Join(strings.Fields(line), ",")
	}
	title, onlyHere := strings.CutSuffix(title, ", in this language")
	entry, known := titles[title]
	if onlyHere {
		entry.only = of
	}
	for item := range listed(line) {
		text := foldPhrase(item)
		switch title {
		case "words of this language":
			t.markers[text] |= of
		case "number words":
			word, number, _ := strings.Cut(item, " ")
			t.numbers[foldPhrase(word)], _ = strconv.ParseFloat(number, 64)
		case "thousand":
			t.thousands[text] = true
		case "values behind a make only":
			t.weak[keyOf(item)] = true
		case "meanings behind a make only":
			t.weakMeanings[keyOf(item)] = true
		default:
			if !known {
				panic("there is no title " + title) // A test reads the files.
			}
			t.add(text, entry)
		}
	}
}

// add adds what a phrase does. The same phrase may do several things, but each once.
func (t *tables) add(text string, entry phrase) {
	for _, other := range t.phrases[text] {
		if other.role == entry.role && other.only == entry.only {
			return
		}
	}
	t.phrases[text] = append(t.phrases[text], entry)
	head, _, _ := strings.Cut(text, " ")
	t.heads[head] = max(t.heads[head], strings.Count(text, " ")+1)
}

// joinThousands adds the numbers that German, Dutch and Italian write as one word: "fünfzehntausend".
func (t *tables) joinThousands() {
	joined := map[string]float64{}
	for word, n := range t.numbers {
		for _, thousand := range []string{"tausend", "duizend", "mila"} {
			joined[word+thousand] = n * 1000
		}
	}
	for word, n := range joined {
		t.numbers[word] = n
	}
}

// foldPhrase writes a phrase as the reader sees it: folded words with one space between them.
func foldPhrase(text string) string {
	text = strings.NewReplacer("n't", "nt", "n’t", "nt").Replace(text)
	if list := split(fold(text)); len(list) > 0 && !strings.ContainsAny(text, "<>≤≥~&") {
		return strings.Join(list, " ")
	}
	return strings.TrimSpace(text)
}

// hit is a phrase that was found in a text, up to a token.
type hit struct {
	phrase
	to int
}

// found returns the phrases that begin at a token.
func (r *reader) found(i int) []hit {
	if i >= len(r.tokens) {
		return nil
	}
	if r.hits == nil {
		r.hits = make([][]hit, len(r.tokens))
		r.looked = make([]bool, len(r.tokens))
	}
	if r.looked[i] {
		return r.hits[i]
	}
	r.looked[i] = true
	text := r.tokens[i].key
	longest := r.book.tables.heads[text]
	for n := 1; n <= longest; n++ {
		if n > 1 {
			if i+n > len(r.tokens) || strings.ContainsAny(r.tokens[i+n-1].gap, ",;!?") {
				break
			}
			text += " " + r.tokens[i+n-1].key
		}
		for _, p := range r.book.tables.phrases[text] {
			if p.only == 0 || r.speaks&p.only != 0 {
				r.hits[i] = append(r.hits[i], hit{p, i + n})
			}
		}
	}
	return r.hits[i]
}

// phrase returns the longest phrase of a role that begins at a token, and the token behind it, 0 when there is none.
func (r *reader) phrase(i int, of role) (p phrase, to int) {
	for _, h := range r.found(i) {
		if h.role == of && h.to > to {
			p, to = h.phrase, h.to
		}
	}
	return p, to
}

// is tells whether a token alone has a role.
func (r *reader) is(i int, of role) bool {
	for _, h := range r.found(i) {
		if h.role == of && h.to == i+1 {
			return true
		}
	}
	return false
}

// filler tells whether a word alone asks for nothing.
func (r *reader) filler(key string) bool {
	for _, p := range r.book.tables.phrases[key] {
		if p.role == asksNothing && (p.only == 0 || r.speaks&p.only != 0) {
			return true
		}
	}
	return false
}

// languages returns the languages that a text speaks, other than English: those whose words are more than the English ones.
func (r *reader) languages() (speaks language) {
	var counts [8]int
	most := 0
	for _, t := range r.tokens {
		for n := range counts {
			if r.book.tables.markers[t.key]&(1<<n) != 0 {
				counts[n]++
				most = max(most, counts[n])
			}
		}
	}
	english := 0
	for n := range counts {
		if r.book.tables.english == 1<<n {
			english = counts[n]
		}
	}
	for n, count := range counts {
		if count > english && 2*count >= most {
			speaks |= 1 << n
		}
	}
	return speaks
}
