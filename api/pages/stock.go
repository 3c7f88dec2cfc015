package pages

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"forecourt/api/auth"
	"forecourt/api/pages/address"
)

const (
	// perPage is how many cars a page shows unless the address says otherwise.
	perPage = "30"
	// searchPath is the address of search_cars.
	searchPath = "/cars/"
)

// stockPage is the list of cars, with everything that narrows it down.
type stockPage struct {
	Text string
	// Count says how many cars were found, and AsOf the time of their rows.
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
	// First and Next are the addresses of the first and of the next page, "" if there is none.
	First, Next string
	Same        *same
	CSV         string
	CSVRows     string
}

// stock shows the cars that a search finds.
func (p *Pages) stock(w http.ResponseWriter, r *http.Request) {
	sent := r.URL.Query()
	q, changed := address.Tidy(sent)
	if changed {
		if set := sent[address.WasRead]; len(set) > 0 {
			q = p.fold(q, set, func(text string) []interpreted { return p.read(r.Context(), text) })
		}
		http.Redirect(w, r, q.Href("/"), http.StatusSeeOther) //nolint:gosec // The path is ours.
		return
	}
	asked := q.Clone()
	asked["fields"] = []string{"full"}
	if asked.First("limit") == "" {
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

// read returns what a free text was read as.
func (p *Pages) read(ctx context.Context, text string) []interpreted {
	var answer found
	if p.ask(ctx, searchPath, url.Values{"q": {text}, "limit": {"1"}}, false, &answer) != nil {
		return nil
	}
	return answer.Interpreted
}

func titleOf(q address.Query, count string) string {
	if text := q.First("q"); text != "" {
		return shorten(text, 60) + " – " + count
	}
	return "Stock"
}

func (p *Pages) stockPage(r *http.Request, q address.Query, answer *found, refused *problem) stockPage {
	page := stockPage{Text: q.First("q"), CSVRows: grouped(int64(p.CSVRows))}
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
	if q.First("cursor") != "" {
		page.First = q.Without().Href("/")
	}
	if answer.NextCursor != "" {
		page.Next = q.With("cursor", answer.NextCursor).Href("/")
	}
	if auth.KeyName(r.Context()) != "" && refused == nil {
		page.Same = p.same(r, q)
		page.CSV = q.Without("limit", "fields").Href("/stock.csv")
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

// question is a word that may mean several things, with its possible meanings.
type question struct {
	Sent    string
	Answers []entry
}

// explain says in plain words why there is no answer.
func (p *Pages) explain(s *stockPage, q address.Query, refused *problem) {
	var others []string
	var links []entry
	for _, e := range refused.Errors {
		if len(e.Candidates) == 0 {
			text := p.label(e.Parameter) + ": " + e.Problem
			if e.Nearest != "" {
				text += "; did you mean " + e.Nearest + "?"
			}
			others = append(others, text+".")
			links = append(links, entry{q.Without(e.Parameter).Href("/"), "Go on without “" + p.label(e.Parameter) + "”"})
			continue
		}
		asked := question{Sent: e.Sent}
		for _, c := range e.Candidates {
			next := q.Unsaid(e.Sent)
			if e.Parameter != "q" {
				next = q.Less(e.Parameter, e.Sent)
			}
			next[c.Parameter] = append(next[c.Parameter], c.Value)
			text := p.label(c.Parameter) + " " + p.spokenValue(c.Parameter, c.Value, &found{})
			if c.Vehicles > 0 {
				text += " (" + grouped(c.Vehicles) + ")"
			}
			asked.Answers = append(asked.Answers, entry{next.Href("/"), text})
		}
		s.Questions = append(s.Questions, asked)
	}
	switch {
	case len(others) > 0:
		s.Trouble = &trouble{Heading: "This search cannot be read", Text: strings.Join(others, " "), Links: links}
	case len(s.Questions) > 0:
	default:
		s.Trouble = &trouble{Heading: "The stock cannot be shown just now", Text: refused.Detail, Links: []entry{{q.Href("/"), "Try again"}}}
	}
}

// fold combines the free text and the filters of a form. A filter that still has the value that the text had set is
// left to the text. A filter that was changed takes precedence, and its words are removed from the text.
func (p *Pages) fold(q address.Query, set []string, read func(text string) []interpreted) address.Query {
	was := map[string][]string{}
	for _, one := range set {
		if name, value, ok := strings.Cut(one, ":"); ok {
			was[name] = append(was[name], value)
		}
	}
	var changed []string
	for name, values := range was {
		if sameValues(values, q[name]) {
			q = q.Without(name)
		} else {
			changed = append(changed, name)
		}
	}
	text := q.First("q")
	if len(changed) == 0 || text == "" {
		return q
	}
	for _, i := range read(text) {
		if slices.Contains(changed, i.Parameter) {
			q = q.Unsaid(i.Sent)
		}
	}
	return q
}

func sameValues(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}
