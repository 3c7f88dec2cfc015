package pages

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"forecourt/api/auth"
)

const (
	// perPage is how many cars a page shows when the address does not say.
	perPage = "30"
	// searchPath is the address of search_cars.
	searchPath = "/cars/"
)

// stockPage is the list of cars, and all that narrows it down.
type stockPage struct {
	Text string
	// Count says how many cars there are, AsOf of when.
	Count string
	AsOf  moment
	Live  bool

	Chips     []chip
	Missed    []missing
	Trouble   *trouble
	Questions []question
	Hints     []hint
	Filters   filters
	Columns   []column
	Rows      []row
	// First and Next are the addresses of the first and the next page, "" when there is none.
	First, Next string
	Same        *same
	CSV         string
	CSVRows     string
}

// stock shows the cars that a search finds.
func (p *Pages) stock(w http.ResponseWriter, r *http.Request) {
	sent := r.URL.Query()
	q, changed := tidy(sent)
	if changed {
		if set := sent[wasRead]; len(set) > 0 {
			q = p.fold(q, set, func(text string) []interpreted { return p.read(r.Context(), text) })
		}
		http.Redirect(w, r, q.href("/"), http.StatusSeeOther)
		return
	}
	asked := q.clone()
	asked["fields"] = []string{"full"}
	if asked.first("limit") == "" {
		asked["limit"] = []string{perPage}
	}
	asked["facets"] = []string{p.facets()}
	var answer found
	status := http.StatusOK
	refused := p.ask(r.Context(), searchPath, url.Values(asked), true, &answer)
	page := p.stockPage(r, q, &answer, refused)
	if refused != nil && len(page.Questions) == 0 { // A question is an answer, too.
		status = refused.Status
	}
	p.show(w, r, status, "stock.html", p.frame(r, titleOf(q, page.Count), "/", page))
}

// facets names the fields that the filters count.
func (p *Pages) facets() string {
	var names []string
	for _, f := range p.Shape.Fields() {
		if f.Kind.Counted() && !f.Unlisted || f.HasRange() {
			names = append(names, f.Name)
		}
	}
	return strings.Join(names, ",")
}

// read returns how a free text is read.
func (p *Pages) read(ctx context.Context, text string) []interpreted {
	var answer found
	if p.ask(ctx, searchPath, url.Values{"q": {text}, "limit": {"1"}}, false, &answer) != nil {
		return nil
	}
	return answer.Interpreted
}

func titleOf(q query, count string) string {
	if text := q.first("q"); text != "" {
		return shorten(text, 60) + " – " + count
	}
	return "Stock"
}

func (p *Pages) stockPage(r *http.Request, q query, answer *found, refused *problem) stockPage {
	page := stockPage{Text: q.first("q"), CSVRows: grouped(int64(p.CSVRows))}
	if refused != nil {
		p.explain(&page, q, refused)
	} else {
		page.Count = countOf(answer)
		page.AsOf, page.Live = p.moment(answer.AsOf), answer.Source == "live"
	}
	page.Chips, page.Missed = p.chips(q, answer), p.missing(q, answer.NotUnderstood)
	page.Filters = p.filters(r.Context(), q, answer)
	page.Columns, page.Rows = p.table(answer.Items)
	page.Hints = p.hints(q, answer)
	if q.first("cursor") != "" {
		page.First = q.without().href("/")
	}
	if answer.NextCursor != "" {
		page.Next = q.with("cursor", answer.NextCursor).href("/")
	}
	if auth.KeyName(r.Context()) != "" && refused == nil {
		page.Same = p.same(r, q)
		page.CSV = q.without("limit", "fields").href("/stock.csv")
	}
	return page
}

// countOf says how many cars were found.
func countOf(answer *found) string { return title(carsOf(answer.Total, answer.TotalIsLowerBound)) }

func carsOf(n int64, more bool) string {
	switch {
	case more:
		return "more than " + grouped(n) + " cars"
	case n == 0:
		return "no cars"
	case n == 1:
		return "1 car"
	}
	return grouped(n) + " cars"
}

// question is a word that may mean several things, with what it may mean.
type question struct {
	Sent    string
	Answers []entry
}

// explain says in people's words why there is no answer.
func (p *Pages) explain(s *stockPage, q query, refused *problem) {
	var others []string
	var links []entry
	for _, e := range refused.Errors {
		if len(e.Candidates) == 0 {
			text := p.label(e.Parameter) + ": " + e.Problem
			if e.Nearest != "" {
				text += "; did you mean " + e.Nearest + "?"
			}
			others = append(others, text+".")
			links = append(links, entry{q.without(e.Parameter).href("/"), "Go on without “" + p.label(e.Parameter) + "”"})
			continue
		}
		asked := question{Sent: e.Sent}
		for _, c := range e.Candidates {
			next := q.unsaid(e.Sent)
			if e.Parameter != "q" {
				next = q.less(e.Parameter, e.Sent)
			}
			next[c.Parameter] = append(next[c.Parameter], c.Value)
			text := p.label(c.Parameter) + " " + p.spokenValue(c.Parameter, c.Value, &found{})
			if c.Vehicles > 0 {
				text += " (" + grouped(c.Vehicles) + ")"
			}
			asked.Answers = append(asked.Answers, entry{next.href("/"), text})
		}
		s.Questions = append(s.Questions, asked)
	}
	switch {
	case len(others) > 0:
		s.Trouble = &trouble{Heading: "This search cannot be read", Text: strings.Join(others, " "), Links: links}
	case len(s.Questions) > 0:
	default:
		s.Trouble = &trouble{Heading: "The stock cannot be shown just now", Text: refused.Detail, Links: []entry{{q.href("/"), "Try again"}}}
	}
}
