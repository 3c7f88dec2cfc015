package pages

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"forecourt/api/auth"
	"forecourt/api/pages/address"
	"forecourt/api/pages/plot"
	"forecourt/internal/vehicle"
)

// changesPage shows what has happened to the stock, day by day.
type changesPage struct {
	Kinds    []choice
	Names    []nameField
	Since    []option
	Plot     *plot.Plot
	Days     []dayGroup
	Complete moment
	AsOf     moment
	Missed   []missed
	Trouble  *trouble
	First    string
	Next     string
	// JSON and Atom are the addresses of the same changes for programs.
	JSON, Atom string
}

// nameField is a field by which changes are searched.
type nameField struct {
	Name, Label, Value string
	// Values are the values that the stock has.
	Values []string
}

// dayGroup is what happened on one day.
type dayGroup struct {
	Title  string
	Events []event
}

// changesPerPage is how many changes a page shows unless the address says otherwise.
const changesPerPage = "50"

// changes shows what has happened to the stock.
func (p *Pages) changes(w http.ResponseWriter, r *http.Request) {
	q, empty := address.Tidy(r.URL.Query())
	if empty {
		http.Redirect(w, r, q.Href("/changes"), http.StatusSeeOther) //nolint:gosec // The path is ours.
		return
	}
	answer, refused := p.askChanges(r, q, true)
	page := changesPage{Missed: answer.NotUnderstood, AsOf: p.moment(answer.AsOf), Complete: p.moment(answer.CompleteSince)}
	p.changesForm(r, q, &page)
	status := http.StatusOK
	if refused != nil {
		status = refused.Status
		page.Trouble = &trouble{Heading: "The changes cannot be shown", Text: refused.Detail, Links: []entry{{"/changes", "All changes"}}}
	}
	for _, c := range answer.Items {
		e := p.event(c)
		on := strings.SplitN(c.ChangedAt, "T", 2)[0]
		if len(page.Days) == 0 || page.Days[len(page.Days)-1].Title != weekday(on) {
			page.Days = append(page.Days, dayGroup{Title: weekday(on)})
		}
		last := &page.Days[len(page.Days)-1]
		last.Events = append(last.Events, e)
	}
	page.Plot = changesPlot(answer)
	if q.First("cursor") != "" {
		page.First = q.Without().Href("/changes")
	}
	if answer.NextCursor != "" {
		page.Next = q.With("cursor", answer.NextCursor).Href("/changes")
	}
	page.Atom = q.Without().Href("/changes.atom")
	if auth.KeyName(r.Context()) != "" {
		page.JSON = q.Href(changesPath)
	}
	p.show(w, r, status, "changes.html", p.frame(r, "Changes", "/changes", page))
}

// askChanges asks for changes.
func (p *Pages) askChanges(r *http.Request, q address.Query, perDay bool) (changed, *problem) {
	asked := q.Clone()
	if asked.First("limit") == "" {
		asked["limit"] = []string{changesPerPage}
	}
	if perDay {
		asked["per_day"] = []string{"true"}
	}
	var answer changed
	refused := p.ask(r.Context(), changesPath, url.Values(asked), false, &answer)
	return answer, refused
}

// changesForm fills in the filters.
func (p *Pages) changesForm(r *http.Request, q address.Query, page *changesPage) {
	for _, kind := range vehicle.ChangeKinds() {
		page.Kinds = append(page.Kinds, choice{Name: "what", Value: string(kind), Label: kindTexts[string(kind)], Checked: slices.Contains(q.Explicit("what"), string(kind))})
	}
	values := counted{}
	p.ask(r.Context(), "/cars/values", nil, false, &values)
	for _, f := range p.Shape.Fields() {
		if !f.Required {
			continue
		}
		field := nameField{Name: f.Name, Label: p.label(f.Name), Value: strings.Join(q.Explicit(f.Name), ",")}
		var list []count
		if json.Unmarshal(values[f.Name], &list) == nil {
			for _, c := range merged(list) {
				field.Values = append(field.Values, shorten(c.Value, longestLabel))
			}
		}
		page.Names = append(page.Names, field)
	}
	since := q.First("since")
	for _, o := range []option{{Value: "", Label: "All that is known"}, {Value: "24h", Label: "The last day"}, {Value: "7d", Label: "The last week"}, {Value: "30d", Label: "The last 30 days"}} {
		o.Selected = o.Value == since
		page.Since = append(page.Since, o)
	}
	if since != "" && !slices.ContainsFunc(page.Since, func(o option) bool { return o.Selected }) {
		page.Since = append(page.Since, option{Value: since, Label: "Since " + since, Selected: true})
	}
}

// weekday writes a date with its day of the week.
func weekday(text string) string {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return text
	}
	return t.Format("Monday, 2 January 2006")
}

// mostDays is how many days the plot shows.
const mostDays = 31

// changesPlot draws the number of changes on each day. It returns nil if there were none.
func changesPlot(answer changed) *plot.Plot {
	if len(answer.Days) == 0 {
		return nil
	}
	byDay := map[string]dayOf{}
	for _, d := range answer.Days {
		byDay[d.Day] = d
	}
	last, err := time.Parse(time.DateOnly, answer.Days[len(answer.Days)-1].Day)
	first, firstErr := time.Parse(time.DateOnly, answer.Days[0].Day)
	if err != nil || firstErr != nil {
		return nil
	}
	if least := last.AddDate(0, 0, 1-mostDays); first.Before(least) {
		first = least
	}
	if least := last.AddDate(0, 0, -6); first.After(least) {
		first = least // A bar takes at most a seventh of the width.
	}
	var list []plot.Bar
	for at := first; !at.After(last); at = at.AddDate(0, 0, 1) {
		d := byDay[at.Format(time.DateOnly)]
		list = append(list, plot.Bar{
			Title: at.Format("Mon 2 Jan") + ": " + grouped(d.Arrived) + " came, " + grouped(d.Left) + " left, " + grouped(d.PriceDrop) + " price drops, " + grouped(d.PriceRise) + " price rises, " + grouped(d.Updated) + " other changes",
			Parts: []plot.Part{{Class: "arrived", Value: d.Arrived}, {Class: "left", Value: d.Left}, {Class: "price_drop", Value: d.PriceDrop}, {Class: "price_rise", Value: d.PriceRise}, {Class: "updated", Value: d.Updated}},
		})
	}
	label := "Changes by day, from " + first.Format("2 Jan 2006") + " to " + last.Format("2 Jan 2006")
	drawn, high := plot.Bars(label, list)
	return &plot.Plot{
		Label: label, SVG: drawn, High: grouped(high), Low: "0", First: first.Format("2 Jan"), Last: last.Format("2 Jan"),
		Keys: []plot.Key{{Class: "arrived", Text: "came"}, {Class: "left", Text: "left"}, {Class: "price_drop", Text: "price drops"}, {Class: "price_rise", Text: "price rises"}, {Class: "updated", Text: "other changes"}},
	}
}
