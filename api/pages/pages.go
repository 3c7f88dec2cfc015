// Package pages shows the stock to people in a browser, from the answers of the API's own operations.
package pages

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"forecourt/api/auth"
	"forecourt/api/pages/layout"
	"forecourt/internal/vehicle"
)

// Ask answers a request of the API in this process. wanted means that a person asked for exactly this, so that it
// counts as demand.
type Ask func(ctx context.Context, target string, wanted bool) (status int, body []byte)

// Options say what the pages are made from.
type Options struct {
	Ask Ask
	// Shape is the fields of the stock.
	Shape *vehicle.Shape
	// Address returns the address that a request was sent to, "" if it cannot be told.
	Address func(*http.Request) string
	// Gate admits requests. Its sessions sign people in.
	Gate auth.Gate
	// Public means that the stock, a car and the changes are shown without a key.
	Public bool
	// CSVRows is how many rows a download has at most.
	CSVRows int
	// Inside is what the pages show of the program itself.
	Inside Inside
	Now    func() time.Time
}

// Who says who may see a page.
type Who int

// Everybody may see pages that say nothing of the stock. Visitors may see those that PAGES=public shows. Signed stands
// for people who have a key.
const (
	Everybody Who = iota
	Visitors
	Signed
)

// Route is a page, with its address as a pattern of http.ServeMux.
type Route struct {
	Pattern string
	Who     Who
	Handler http.Handler
	// Streamed means that the answer is long, and is sent while it is made.
	Streamed bool
}

// Pages makes the pages. It is safe for concurrent use.
type Pages struct {
	Options
	layout *layout.Layout
}

// New returns the pages. It panics if a template has a mistake, because the templates are part of the program.
func New(o Options) *Pages { return &Pages{Options: o, layout: layout.New()} }

// Routes returns all pages.
func (p *Pages) Routes() []Route {
	list := []Route{
		{Pattern: "GET /assets/{name}", Who: Everybody, Handler: http.HandlerFunc(p.layout.Asset)},
		{Pattern: "GET /sign-in", Who: Everybody, Handler: http.HandlerFunc(p.askForKey)},
		{Pattern: "POST /sign-in", Who: Everybody, Handler: http.HandlerFunc(p.signIn)},
		{Pattern: "POST /sign-out", Who: Everybody, Handler: http.HandlerFunc(p.signOut)},
		{Pattern: "GET /{$}", Who: Visitors, Handler: http.HandlerFunc(p.stock)},
		{Pattern: "GET /stock/{id}", Who: Visitors, Handler: http.HandlerFunc(p.car)},
		{Pattern: "GET /changes", Who: Visitors, Handler: http.HandlerFunc(p.changes)},
		{Pattern: "GET /changes.atom", Who: Visitors, Handler: http.HandlerFunc(p.atom)},
		{Pattern: "GET /stock.csv", Who: Signed, Handler: http.HandlerFunc(p.csv), Streamed: true},
		{Pattern: "GET /connect", Who: Signed, Handler: http.HandlerFunc(p.connect)},
	}
	for _, page := range p.inside() {
		list = append(list, Route{Pattern: "GET " + page.Href, Who: Signed, Handler: page.handler})
	}
	return list
}

// insidePage is a page of the program itself.
type insidePage struct {
	entry
	handler http.HandlerFunc
}

// inside returns the pages of the program itself, as far as Inside has what they show.
func (p *Pages) inside() []insidePage {
	var list []insidePage
	if p.Inside.Copies != nil {
		list = append(list, insidePage{entry{"/syncs", "Syncs"}, p.syncs})
	}
	if p.Inside.Wishes != nil {
		list = append(list, insidePage{entry{"/demand", "Demand"}, p.demand})
	}
	if p.Inside.Published != nil {
		list = append(list, insidePage{entry{"/mapping", "Mapping"}, p.mapping})
	}
	return list
}

// policy lets a browser use this server's own style, script and forms on a page, and show the page's images. It loads
// nothing else from elsewhere.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'%s; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// frame is what every page has around its content.
type frame struct {
	Title string
	// Here is the address of the entry of the navigation to which the page belongs.
	Here string
	// Key is the name of the key with which the person is signed in, "" for a visitor.
	Key string
	Nav []entry
	// Body is the content, which the page's template shows.
	Body any
	// imageHosts are the other servers whose images the page shows.
	imageHosts []string
}

// entry is an entry of the navigation.
type entry struct{ Href, Text string }

// frame returns the frame of a page.
func (p *Pages) frame(r *http.Request, title, here string, body any) frame {
	return frame{Title: title, Here: here, Key: auth.KeyName(r.Context()), Nav: p.navigation(r), Body: body}
}

// navigation lists the pages that the person may see.
func (p *Pages) navigation(r *http.Request) []entry {
	if auth.KeyName(r.Context()) == "" && !p.Public {
		return nil
	}
	list := []entry{{"/", "Stock"}, {"/changes", "Changes"}}
	if auth.KeyName(r.Context()) == "" {
		return list
	}
	for _, page := range p.inside() {
		list = append(list, page.entry)
	}
	return append(list, entry{"/connect", "Connect"})
}

// show answers with a page.
func (p *Pages) show(w http.ResponseWriter, r *http.Request, status int, name string, f frame) {
	text, err := p.layout.Render(name, f)
	if err != nil {
		panic(err) // The server logs it, and answers in its place.
	}
	headers(w, f.imageHosts)
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(text) //nolint:gosec // html/template has escaped it. The client may be gone.
	}
}

func headers(w http.ResponseWriter, imageHosts []string) {
	images := ""
	for _, host := range imageHosts {
		images += " " + host
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", fmt.Sprintf(policy, images))
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cache-Control", "private, no-cache")
	h.Add("Vary", "Cookie, X-API-Key, Authorization")
}

// trouble is a page that says in plain words what did not work.
type trouble struct {
	Heading, Text string
	// Links lead to what the person can do now.
	Links []entry
}

// Refuse answers requests that were not admitted. People without a key are asked for it, and those beyond a limit are
// asked to wait.
func (p *Pages) Refuse(w http.ResponseWriter, r *http.Request, refusal auth.Refusal) {
	if refusal.Status == http.StatusUnauthorized {
		w.Header().Del("WWW-Authenticate")
		p.sendToSignIn(w, r)
		return
	}
	p.show(w, r, refusal.Status, "trouble.html", p.frame(r, "Too many requests", "", trouble{
		Heading: "That was a little fast", Text: refusal.Detail, Links: []entry{{r.URL.RequestURI(), "Try again"}},
	}))
}

// NotFound answers at addresses where there is nothing.
func (p *Pages) NotFound(w http.ResponseWriter, r *http.Request) {
	p.show(w, r, http.StatusNotFound, "trouble.html", p.frame(r, "Nothing here", "", trouble{
		Heading: "There is nothing at this address", Text: "The link may be old, or mistyped.", Links: []entry{{"/", "To the stock"}},
	}))
}
