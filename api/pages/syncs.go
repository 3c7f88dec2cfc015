package pages

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/dustin/go-humanize"

	"forecourt/api/pages/plot"
)

// syncsPage shows the state of the copies.
type syncsPage struct {
	// Well is good, old or bad. Verdict says the same in a sentence.
	Well, Verdict, Advice string
	Numbers               []fact
	Servers               []serverRow
	Views                 []viewRow
	Changes, Durations    *plot.Plot
	Runs                  []runRow
}

type viewRow struct {
	View, Rows string
	At         moment
	Notice     string
}

type serverRow struct {
	Host, State, Class, Reason string
}

type runRow struct {
	View, Outcome, Took, Rows, Changes, Text string
	At                                       moment
	Failed                                   bool
}

// syncs shows the state of the copies.
func (p *Pages) syncs(w http.ResponseWriter, r *http.Request) {
	var one found // Asked first, so that the servers' states are those that it met.
	refused := p.ask(r.Context(), searchPath, url.Values{"limit": {"1"}}, false, &one)
	copies, err := p.Inside.Copies(r.Context())
	page := syncsPage{}
	if err != nil {
		page.Well, page.Verdict, page.Advice = "bad", "There is no copy that can be read", err.Error()
	} else {
		p.judge(&page, copies)
		p.fillSyncs(&page, copies)
	}
	if refused != nil {
		one.Source = "nowhere"
	}
	tellAnswers(&page, copies, one.Source)
	p.show(w, r, http.StatusOK, "syncs.html", p.frame(r, "Syncs", "/syncs", page))
}

// patience is how many usual gaps a copy may be old before it is called old.
const patience = 3

// judge says whether all is well.
func (p *Pages) judge(page *syncsPage, c Copies) {
	usual := usualGap(c)
	page.Well, page.Verdict = "good", "All is well"
	var oldest time.Duration
	for _, v := range c.Views {
		oldest = max(oldest, p.Now().Sub(v.SnapshotAt))
	}
	if len(c.Views) > 0 {
		page.Verdict += ": the copy is " + ageText(oldest) + " old"
	}
	switch {
	case len(c.Views) == 0:
		page.Well, page.Verdict, page.Advice = "bad", "Nothing was copied yet", "Run forecourt sync, or set SERVE_SYNC_EVERY."
	case len(c.Runs) > 0 && c.Runs[0].Failed():
		page.Well, page.Verdict = "bad", "The last run has failed; the copy is "+ageText(oldest)+" old"
		page.Advice = c.Runs[0].View + ": " + c.Runs[0].Error
	case usual > 0 && oldest > patience*usual+time.Minute:
		page.Well, page.Verdict = "old", "The copy is "+ageText(oldest)+" old"
		page.Advice = "It is usually refreshed every " + ageText(usual) + ". Look whether forecourt sync is still started."
	}
}

// usualGap returns the usual time between refreshes: the setting, otherwise what the last runs show. It is 0 if neither
// is known.
func usualGap(c Copies) time.Duration {
	if c.Every > 0 {
		return c.Every
	}
	var gaps []time.Duration
	for i := 1; i < len(c.Runs); i++ {
		if c.Runs[i].View == c.Runs[0].View {
			gaps = append(gaps, c.Runs[i-1].StartedAt.Sub(c.Runs[i].StartedAt))
		}
	}
	if len(gaps) < 2 {
		return 0
	}
	slices.Sort(gaps)
	return gaps[len(gaps)/2]
}

// ageText writes a duration in its largest unit.
func ageText(d time.Duration) string {
	for _, unit := range []struct {
		of   time.Duration
		name string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}} {
		if n := int64(d / unit.of); n == 1 {
			return "1 " + unit.name
		} else if n > 1 {
			return grouped(n) + " " + unit.name + "s"
		}
	}
	if d < 2*time.Second {
		return "a moment"
	}
	return grouped(int64(d/time.Second)) + " seconds"
}

// fillSyncs fills in the tables and the plots.
func (p *Pages) fillSyncs(page *syncsPage, c Copies) {
	page.Numbers = []fact{
		{Label: "On disk", Text: humanize.IBytes(uint64(max(c.SizeBytes, 0))), About: "the file of the copy"},
		{Label: "In memory", Text: humanize.IBytes(c.Memory), About: "what the program holds"},
	}
	page.Numbers = append(page.Numbers, p.nextRun(c))
	for _, v := range c.Views {
		page.Views = append(page.Views, viewRow{v.View, grouped(v.Rows), p.momentOf(v.SnapshotAt), v.Notice})
	}
	var changes, durations []plot.Bar
	for i, run := range c.Runs {
		at := p.momentOf(run.StartedAt)
		moved := "+" + grouped(run.Inserted) + " ~" + grouped(run.Updated) + " −" + grouped(run.Deleted)
		if i < shownRuns {
			text := run.Error
			if text == "" {
				text = run.Notice
			}
			page.Runs = append(page.Runs, runRow{View: run.View, Outcome: run.Outcome, Took: tookText(run.Took), Rows: grouped(run.Rows), Changes: moved, Text: text, At: at, Failed: run.Failed()})
		}
		class := "took"
		if run.Failed() {
			class = "price_rise"
		}
		durations = append(durations, plot.Bar{Title: at.Full + ": " + tookText(run.Took), Parts: []plot.Part{{Class: class, Value: max(run.Took.Milliseconds(), 1)}}})
		if run.Inserted == run.Rows && run.Rows > 0 {
			continue // It was the first run, whose bar would hide all others.
		}
		changes = append(changes, plot.Bar{Title: at.Full + ": " + moved, Parts: []plot.Part{{Class: "left", Value: run.Deleted}, {Class: "updated", Value: run.Updated}, {Class: "arrived", Value: run.Inserted}}})
	}
	if len(c.Runs) < 2 {
		return
	}
	slices.Reverse(changes)
	slices.Reverse(durations)
	first, last := c.Runs[len(c.Runs)-1].StartedAt.UTC().Format("2 Jan, 15:04"), c.Runs[0].StartedAt.UTC().Format("2 Jan, 15:04")
	label := fmt.Sprintf("Changed rows of the last %d runs", len(changes))
	drawn, high := plot.Bars(label, changes)
	page.Changes = &plot.Plot{Label: label, SVG: drawn, High: grouped(high), Low: "0", First: first, Last: last, Keys: []plot.Key{{Class: "arrived", Text: "inserted"}, {Class: "updated", Text: "updated"}, {Class: "left", Text: "deleted"}}}
	label = fmt.Sprintf("Durations of the last %d runs", len(c.Runs))
	drawn, high = plot.Bars(label, durations)
	page.Durations = &plot.Plot{Label: label, SVG: drawn, High: tookText(time.Duration(high) * time.Millisecond), Low: "0", First: first, Last: last}
}

// shownRuns is how many runs the table shows.
const shownRuns = 25

// tookText writes how long something took.
func tookText(d time.Duration) string {
	if d < time.Minute {
		return d.Round(time.Millisecond).String()
	}
	return d.Round(time.Second).String()
}

// nextRun says when the copy is refreshed next.
func (p *Pages) nextRun(c Copies) fact {
	told := fact{Label: "Next run", Text: "when forecourt sync is started", About: "this program starts none: SERVE_SYNC_EVERY is not set"}
	if c.Every > 0 {
		told.Text, told.About = "running now", "every "+ageText(c.Every)+", by SERVE_SYNC_EVERY"
		if !c.NextRun.IsZero() {
			told.Text = "in " + ageText(max(c.NextRun.Sub(p.Now()), 0))
		}
		return told
	}
	if usual := usualGap(c); usual > 0 {
		if wait := c.Runs[0].StartedAt.Add(usual).Sub(p.Now()); wait > -time.Minute {
			told.Text, told.About = "in about "+ageText(max(wait, 0)), "another program starts it every "+ageText(usual)+", as the last runs show"
		}
	}
	return told
}

// tellAnswers says where answers come from now, and how each server of the dealer's database does.
func tellAnswers(page *syncsPage, c Copies, source string) {
	told := fact{Label: "Answers come from", Text: "nowhere: the stock cannot be read", About: "READ_FROM=" + c.ReadFrom}
	switch source {
	case "cache":
		told.Text = "the copy"
	case "live":
		told.Text = "the dealer’s database"
	}
	page.Numbers = append(page.Numbers, told)
	leftAlone := 0
	for _, s := range c.Servers {
		row := serverRow{Host: s.Host, State: "answers", Class: "good", Reason: s.Reason}
		switch {
		case s.LeftAlone:
			row.State, row.Class = "left alone until it answers again", "bad"
			leftAlone++
		case s.Behind:
			row.State, row.Class = "left alone until it has caught up", "old"
		case s.Reason != "":
			row.State, row.Class = "failed last", "old"
		}
		page.Servers = append(page.Servers, row)
	}
	if leftAlone > 0 && leftAlone == len(c.Servers) && page.Well == "good" {
		page.Well, page.Advice = "old", page.Verdict+"."
		page.Verdict = "The dealer’s database does not answer: the copy does"
	}
}
