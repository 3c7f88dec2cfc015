package api

import (
	"context"
	"io"
	"net/http"
	"strings"

	"forecourt/api/auth"
	"forecourt/api/cars"
	"forecourt/api/pages"
	"forecourt/api/passage"
	"forecourt/api/problem"
)

// PageAccess says who may see the pages for people.
type PageAccess string

// NoPages shows pages to nobody. KeyedPages shows all of them to those who have a key. PublicPages also shows the
// stock, a car and the changes to everybody.
const (
	NoPages     PageAccess = "off"
	KeyedPages  PageAccess = "on"
	PublicPages PageAccess = "public"
)

// home is shown at the root if there are no pages.
const home = `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Cars in stock</title></head>
<body>
<h1>Cars in stock</h1>
<p>This server answers programs and AI tools that ask what a car dealer has in stock. They need a key.</p>
<ul>
<li><a href="/docs/">Try it, and read what there is to ask</a></li>
<li><a href="/openapi.json">The description for programs (OpenAPI)</a></li>
<li><code>/mcp</code> is for clients of the Model Context Protocol.</li>
</ul>
</body>
</html>
`

// pageRoutes serves the pages for people. Without pages, it answers at / with a page that says what there is. It also
// answers at unknown addresses.
func (s *server) pageRoutes(mux *http.ServeMux, operations http.Handler, gate auth.Gate) {
	mux.HandleFunc("/", s.nothing)
	if s.Pages != KeyedPages && s.Pages != PublicPages || s.Sessions == nil {
		mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = io.WriteString(w, home) // The client may be gone.
		})
		return
	}
	gate.Cost = nil
	gate.Reject = func(w http.ResponseWriter, r *http.Request, refusal auth.Refusal) { s.people.Refuse(w, r, refusal) }
	s.people = pages.New(pages.Options{
		Ask: s.ask(operations), Shape: s.Shape, Address: s.base, Gate: gate, Public: s.Pages == PublicPages, CSVRows: s.CSVRows, Inside: s.Inside, Now: s.Now,
	})
	visitors := auth.NewLimiter(s.Limits, s.Now)
	for _, route := range s.people.Routes() {
		handler := route.Handler
		switch {
		case route.Who == pages.Everybody:
			handler = passage.Whole(s.doorPlaces.Work(handler))
		case route.Who == pages.Visitors && s.Pages == PublicPages:
			// The answer is sent when the request no longer counts, so that slow readers keep no other visitors waiting who have
			// the same address, as all have behind a proxy.
			handler = passage.Slots(nil).Work(gate.Public(visitors, s.visited(handler, false)))
		default:
			handler = gate.Middleware(s.visited(handler, route.Streamed))
		}
		mux.Handle(route.Pattern, handler)
	}
}

// visited notes for the access log who looks at a page. A long answer has no deadline as a whole, because each of its
// parts has one.
func (s *server) visited(next http.Handler, streamed bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := passage.NotesOf(r.Context())
		n.Admit(r.Context(), s.Deadline)
		n.Operation = r.Pattern
		if streamed {
			r = r.WithContext(context.WithoutCancel(r.Context()))
		}
		next.ServeHTTP(w, r)
	})
}

// ask answers the pages' requests by the operations. They have their own slots, so that people, however many, do not
// keep programs waiting, and visitors do not keep those waiting who have signed in.
func (s *server) ask(operations http.Handler) pages.Ask {
	return func(ctx context.Context, target string, wanted bool) (int, []byte) {
		ctx, stop := context.WithTimeout(ctx, s.Deadline)
		defer stop()
		kept := passage.NewAnswer()
		request, err := http.NewRequestWithContext(cars.OfPage(ctx, wanted), http.MethodGet, target, nil)
		if err != nil {
			problem.New(http.StatusBadRequest, "This address cannot be read.").Write(kept)
			return kept.Status(), kept.Body()
		}
		places := s.pagePlaces
		if auth.KeyName(ctx) == "" {
			places = s.visitorPlaces
		}
		leave, ok := places.Take()
		if !ok {
			passage.Busy(kept, request)
			return kept.Status(), kept.Body()
		}
		defer leave()
		operations.ServeHTTP(kept, request)
		return kept.Status(), kept.Body()
	}
}

// nothing answers at unknown addresses: with a page for a browser, and with a problem for all other clients.
func (s *server) nothing(w http.ResponseWriter, r *http.Request) {
	if s.people != nil && strings.Contains(r.Header.Get("Accept"), "text/html") {
		s.people.NotFound(w, r)
		return
	}
	problem.New(http.StatusNotFound, nothingHere).Write(w)
}
