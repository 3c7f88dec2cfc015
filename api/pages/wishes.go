package pages

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"forecourt/api/pages/plot"
	"forecourt/internal/vehicle"
)

// demandPage shows what people ask for and the stock lacks.
type demandPage struct {
	Spans   []option
	Weeks   *plot.Plot
	Add     *addWord
	Lists   []wishList
	Trouble *trouble
}

type wishList struct {
	Title, About string
	Words        bool
	Rows         []wishRow
}

type wishRow struct {
	Label, Value, Requests, Empty string
	// Search is the address of the search. Add is the address of the form that makes a line for WORDS_FILE.
	Search, Add string
}

// spans are the periods that a person can choose, in days.
var spans = []struct {
	days int
	text string
}{{7, "The last week"}, {30, "The last 30 days"}, {90, "The last 90 days"}}

// demand shows what people ask for.
func (p *Pages) demand(w http.ResponseWriter, r *http.Request) {
	days, err := strconv.Atoi(r.URL.Query().Get("days"))
	if err != nil || days < 1 || days > 90 {
		days = 30
	}
	page := demandPage{}
	for _, s := range spans {
		page.Spans = append(page.Spans, option{strconv.Itoa(s.days), s.text, s.days == days})
	}
	page.Add = p.addWord(r, strconv.Itoa(days))
	if weeks, err := p.Inside.Weeks(r.Context(), days); err != nil {
		page.Trouble = &trouble{Heading: "What people ask for is not known", Text: err.Error() + "."}
	} else {
		page.Weeks = weeksPlot(weeks)
	}
	lists, err := p.Inside.Wishes(r.Context(), days)
	if err != nil {
		page.Trouble = &trouble{Heading: "What people ask for is not known", Text: err.Error() + "."}
	}
	for _, l := range lists {
		shown := wishList{Title: l.Title, About: l.About, Words: l.Words}
		for _, wish := range l.List {
			row := wishRow{Label: p.label(wish.Parameter), Value: shorten(wish.Value, longestLabel), Requests: grouped(wish.Requests), Empty: grouped(wish.Empty), Search: "/?" + url.Values{"q": {wish.Value}}.Encode()}
			if wish.Parameter == "q" {
				row.Label = "Free text"
			}
			if l.Words {
				row.Add = p.addWordHref(wish.Parameter, wish.Value, strconv.Itoa(days))
			}
			shown.Rows = append(shown.Rows, row)
		}
		page.Lists = append(page.Lists, shown)
	}
	p.show(w, r, http.StatusOK, "demand.html", p.frame(r, "Demand", "/demand", page))
}

// fewestWeeks is how many weeks a plot shows at least, so that one week is not a bar as wide as the page.
const fewestWeeks = 8

// weeksPlot draws what was asked for and not found, a bar for each week; nil when there is nothing to draw.
func weeksPlot(weeks []Week) *plot.Plot {
	if len(weeks) == 0 {
		return nil
	}
	for len(weeks) < fewestWeeks {
		weeks = slices.Insert(weeks, 0, Week{Monday: weeks[0].Monday.AddDate(0, 0, -7)})
	}
	var bars []plot.Bar
	var words []string
	for _, w := range weeks {
		title := "Week of " + w.Monday.Format("2 Jan 2006") + ": " + grouped(w.Lacking) + " not in stock, " + grouped(w.NotUnderstood) + " not understood, " +
			grouped(w.Ambiguous) + " ambiguous, of " + grouped(w.Lacking+w.NotUnderstood+w.Ambiguous+w.Known)
		words = append(words, title)
		bars = append(bars, plot.Bar{Title: title, Parts: []plot.Part{{Class: "left", Value: w.Ambiguous}, {Class: "updated", Value: w.NotUnderstood}, {Class: "price_rise", Value: w.Lacking}}})
	}
	label := strings.Join(words, "; ")
	drawn, high := plot.Bars(label, bars)
	return &plot.Plot{
		Label: label, SVG: drawn, High: grouped(high), Low: "0",
		First: weeks[0].Monday.Format("2 Jan 2006"), Last: "Week of " + weeks[len(weeks)-1].Monday.Format("2 Jan 2006"),
		Keys: []plot.Key{{Class: "price_rise", Text: "not in stock"}, {Class: "updated", Text: "not understood"}, {Class: "left", Text: "ambiguous"}},
	}
}

// addWord is the form that makes a line for WORDS_FILE of a word that people use.
type addWord struct {
	// As is the parameter that had the word, q for free text.
	Word, As, Days string
	Groups         []meaningGroup
	// Lines is what to put into the file, "" until one says what the word means.
	Lines string
	// Note says why there is nothing to choose.
	Note string
}

// meaningGroup is a field with the values that a word may mean.
type meaningGroup struct {
	Label   string
	Options []option
}

// mostMeanings is how many values of a field are offered.
const mostMeanings = 200

// wordsField tells whether WORDS_FILE can have words for a field's values. Those of own fields stand in stock.yaml.
func wordsField(f *vehicle.Field) bool { return f != nil && f.Kind == vehicle.Word && !f.Own }

// addWordHref returns where the form for a word is, "" if no line of WORDS_FILE can help.
func (p *Pages) addWordHref(parameter, word, days string) string {
	if parameter != "q" && !wordsField(p.Shape.Field(parameter)) {
		return ""
	}
	return "/demand?" + url.Values{"days": {days}, "word": {word}, "as": {parameter}}.Encode() + "#add"
}

// addWord makes the form for the word that the address names; nil if it names none.
func (p *Pages) addWord(r *http.Request, days string) *addWord {
	asked := r.URL.Query()
	word, as := shorten(oneLine(asked.Get("word")), longestValue), asked.Get("as")
	if word == "" {
		return nil
	}
	form := &addWord{Word: word, As: as, Days: days}
	values := counted{}
	p.ask(r.Context(), "/cars/values", nil, false, &values)
	field, means, chosen := strings.Cut(asked.Get("means"), "=")
	for _, f := range p.Shape.Fields() {
		var all []count
		if !wordsField(f) || as != "q" && as != f.Name || json.Unmarshal(values[f.Name], &all) != nil {
			continue
		}
		group := meaningGroup{Label: p.label(f.Name)}
		for _, c := range merged(all)[:min(len(merged(all)), mostMeanings)] {
			picked := chosen && field == f.Name && means == c.Value
			if picked {
				form.Lines = wordsLines(f.Name, c.Value, word)
			}
			group.Options = append(group.Options, option{f.Name + "=" + c.Value, shorten(c.Value, longestLabel), picked})
		}
		if len(group.Options) > 0 {
			form.Groups = append(form.Groups, group)
		}
	}
	if len(form.Groups) == 0 {
		form.Note = "The stock has no values that this word could mean."
	}
	return form
}

// wordsLines returns what WORDS_FILE needs so that a word means a value.
func wordsLines(field, value, word string) string {
	return "[" + field + "]\n" + oneLine(value) + ": " + oneLine(word)
}

// wordsMarks are the characters that mean something in WORDS_FILE. Words are read without punctuation, so that a space
// in their place changes nothing.
const wordsMarks = "[]#:<~>,"

// oneLine writes a text so that the file takes it as one word, whatever it holds.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r <= ' ' || strings.ContainsRune(wordsMarks, r) }), " ")
}
