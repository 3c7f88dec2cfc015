// Package pages shows the stock to people in a browser, from the answers of the API's own operations.
package pages

import (
	"context"
	"net/http"
	"time"

	"forecourt/api/auth"
	"forecourt/api/pages/layout"
	"forecourt/internal/vehicle"
)

// Ask answers a request of the API in this process. wanted tells that a person asked for just this, so that it counts
// as demand.
type Ask func(ctx context.Context, target string, wanted bool) (status int, body []byte)

// Options say what the pages are made from.
type Options struct {
	Ask Ask
	// Shape is the fields of the stock.
	Shape *vehicle.Shape
	// Address returns the address at which a request has asked, "" if it does not say.
	Address func(*http.Request) string
	// Gate is what requests are let in by; its sessions sign in.
	Gate auth.Gate
	// Public tells that the stock, a car and the changes are shown without a key.
	Public bool
	// CSVRows is how many rows a download has at most.
	CSVRows int
	// Inside is what is told of the program itself.
	Inside Inside
	Now    func() time.Time
}

// Who says who may see a page.
type Who int

// Everybody sees what tells nothing of the stock, Visitors what PAGES=public shows, Signed is for those who have a key.
const (
	Everybody Who = iota
	Visitors
	Signed
)

// Route is a page with its address, as http.ServeMux reads it.
type Route struct {
	Pattern string
	Who     Who
	Handler http.Handler
	// Streamed tells that the answer is long, and sent while it is made.
	Streamed bool
}

// Pages makes the pages. It is safe for concurrent use.
type Pages struct {
	Options
	layout *layout.Layout
}

// New returns the pages. Their templates and assets are part of the program, so that a mistake in them panics here.
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

// inside returns the pages of the program itself that there are.
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

// policy is what a browser may do on a page: use this server's own style, script and forms, and ask nobody else.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// frame is what stands around every page.
type frame struct {
	Title string
	// Here is the address of the navigation's entry that the page belongs to.
	Here string
	// Key is the name of the key by which one is signed in, "" for a visitor.
	Key string
	Nav []entry
	// Body is the page's own.
	Body any
}

// entry is an entry of the navigation.
type entry struct{ Href, Text string }

// frame returns the frame of a page.
func (p *Pages) frame(r *http.Request, title, here string, body any) frame {
	return frame{Title: title, Here: here, Key: auth.KeyName(r.Context()), Nav: p.navigation(r), Body: body}
}

// navigation is what the one who asks may see.
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
		panic(err) // The server logs it, and answers for it.
	}
	p.headers(w)
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(text) // The client may be gone.
	}
}

func (p *Pages) headers(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cache-Control", "private, no-cache")
	h.Add("Vary", "Cookie, X-API-Key, Authorization")
}

// trouble is a page that says that something did not work, in people's words.
type trouble struct {
	Heading, Text string
	// Links say what to do now.
	Links []entry
}

// Refuse answers for those who are not let in: strangers are asked for their key, and who asks too much is told to
// wait.
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

// NotFound answers for addresses that lead nowhere.
func (p *Pages) NotFound(w http.ResponseWriter, r *http.Request) {
	p.show(w, r, http.StatusNotFound, "trouble.html", p.frame(r, "Nothing here", "", trouble{
		Heading: "There is nothing at this address", Text: "The link may be old, or mistyped.", Links: []entry{{"/", "To the stock"}},
	}))
}
