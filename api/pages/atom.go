package pages

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"strings"
	"time"

	"forecourt/api/pages/address"
)

// feed is an Atom feed (RFC 4287).
type feed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Title   string      `xml:"title"`
	ID      string      `xml:"id"`
	Updated string      `xml:"updated"`
	Author  feedAuthor  `xml:"author"`
	Links   []feedLink  `xml:"link"`
	Entries []feedEntry `xml:"entry"`
}

type feedAuthor struct {
	Name string `xml:"name"`
}

type feedLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type feedEntry struct {
	Title   string    `xml:"title"`
	ID      string    `xml:"id"`
	Updated string    `xml:"updated"`
	Link    *feedLink `xml:"link"`
	Summary string    `xml:"summary"`
}

// atom answers with the latest changes as a feed.
func (p *Pages) atom(w http.ResponseWriter, r *http.Request) {
	q, _ := address.Tidy(r.URL.Query())
	answer, refused := p.askChanges(r, q.Without(), false)
	if refused != nil {
		http.Error(w, refused.Detail, refused.Status)
		return
	}
	base := p.Address(r)
	f := feed{
		Title: "Changes in stock", ID: base + q.Href("/changes.atom"), Updated: answer.AsOf, Author: feedAuthor{"Cars in stock"},
		Links: []feedLink{{"self", base + q.Href("/changes.atom")}, {"alternate", base + q.Href("/changes")}},
	}
	for _, c := range answer.Items {
		e := p.event(c)
		one := feedEntry{Title: validXML(e.What + ": " + e.Car), ID: entryID(base, c), Updated: c.ChangedAt, Summary: validXML(e.Text)}
		if e.Href != "" {
			one.Link = &feedLink{"alternate", base + e.Href}
		}
		for _, m := range e.More {
			one.Summary = validXML(strings.TrimPrefix(one.Summary+"; "+m.Label+": "+m.Old+" → "+m.New, "; "))
		}
		f.Entries = append(f.Entries, one)
	}
	text, err := xml.MarshalIndent(f, "", "  ")
	if err != nil {
		panic(err) // The texts are valid XML, so this cannot fail.
	}
	w.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	w.Header().Set("Cache-Control", "private, no-cache")
	_, _ = w.Write(append([]byte(xml.Header), text...)) // The client may be gone.
}

// entryID returns a name for a change that never becomes another one's (RFC 4151).
func entryID(base string, c change) string {
	host := "cars"
	if u, err := url.Parse(base); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	on := "2026-01-01"
	if t, err := time.Parse(time.RFC3339, c.ChangedAt); err == nil {
		on = t.UTC().Format(time.DateOnly)
	}
	return "tag:" + host + "," + on + ":cars/" + url.PathEscape(c.CarID.String()) + "/" + c.What + "/" + c.ChangedAt
}

// validXML leaves out what XML cannot hold.
func validXML(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == '\uFFFE' || r == '\uFFFF' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}
