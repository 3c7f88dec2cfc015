package pages

import (
	"net/http"
	"net/url"
	"strconv"
)

// demandPage shows what people ask for and the stock lacks.
type demandPage struct {
	Spans   []option
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
	// Search is the address of the search. Line is the line that WORDS_FILE could have.
	Search, Line string
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
				name := wish.Parameter
				if name == "q" {
					name = "FIELD"
				}
				row.Line = "[" + name + "]\nVALUE: " + wish.Value
			}
			shown.Rows = append(shown.Rows, row)
		}
		page.Lists = append(page.Lists, shown)
	}
	p.show(w, r, http.StatusOK, "demand.html", p.frame(r, "Demand", "/demand", page))
}
