// Package api serves the vehicles over HTTP, described by an OpenAPI document.
package api

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"forecourt/api/auth"
	"forecourt/api/cars"
	"forecourt/api/mcp"
	"forecourt/api/pages"
	"forecourt/api/passage"
	"forecourt/api/problem"
	"forecourt/api/toolset"
)

// Options say how the API is served.
type Options struct {
	cars.Options
	// Keys admit requests.
	Keys auth.Finder
	// Limits hold for every key, and StrangerLimits for every address that sends none.
	Limits, StrangerLimits auth.Limits
	// Concurrent is how many requests with a key are worked on at a time, in all.
	Concurrent int
	// Deadline is how long a request may take.
	Deadline time.Duration
	// TrustForwarded means that X-Forwarded-Host and X-Forwarded-Proto are believed, because a proxy sets them.
	TrustForwarded bool
	// AllowedHosts are further names of this server. AllowedOrigins are origins whose pages may ask /mcp.
	AllowedHosts, AllowedOrigins []string
	// Used is told of each request with a valid key: how many it counts as, and whether it was admitted. It may be nil.
	Used func(ctx context.Context, key auth.Key, n int, admitted bool)
	// Pages says who may see the pages for people; "" means nobody.
	Pages PageAccess
	// Sessions sign browsers in, for the pages.
	Sessions *auth.Sessions
	// CSVRows is how many rows a download of the pages has at most.
	CSVRows int
	// Inside is what the pages show of the program itself.
	Inside pages.Inside
	// Feed says where the copy stands, of a server that follows a feed; it may be nil, and return nil.
	Feed func() *Feed
	// Observe is told of every answer. It may be nil.
	Observe func(operation string, status int, source string, took time.Duration)
}

type server struct {
	Options
	operations *cars.Operations
	passage    *passage.Passage
	ready      lookout
	people     *pages.Pages
	// places are the slots of work with a key. openPlaces are those of the document and its reference, doorPlaces those
	// of signing in, pagePlaces those of the pages of people who have signed in, and visitorPlaces those of others.
	places, openPlaces, doorPlaces, pagePlaces, visitorPlaces passage.Slots
}

// New returns the handler of the API, its document and its probes. It is safe for concurrent use. Until the context
// ends, it also works in the background: it reads the stock's words before the first request needs them, and tries
// regularly whether the stock can be read, for /readyz.
func New(ctx context.Context, o Options) http.Handler {
	s := newServer(o)
	s.places = make(passage.Slots, max(1, o.Concurrent))
	for _, places := range []*passage.Slots{&s.openPlaces, &s.doorPlaces, &s.pagePlaces, &s.visitorPlaces} {
		*places = make(passage.Slots, max(minPlaces, o.Concurrent/8))
	}
	operations := http.NewServeMux()
	document := s.mustDocument(operations)
	gate := auth.Gate{
		Keys: o.Keys, Sessions: o.Sessions, Limiter: auth.NewLimiter(o.Limits, o.Now), Strangers: auth.NewLimiter(o.StrangerLimits, o.Now), Reject: refuse, Used: o.Used,
	}
	protected := gate.Middleware(s.passage.Keyed(s.places.Work(operations)))
	gate.Cost, gate.Sessions = calls, nil // Tools are called with a key.
	open := http.NewServeMux()
	open.Handle("/cars", protected)
	open.Handle("/cars/", protected)
	open.Handle("/mcp", s.own(gate.Middleware(s.noted(mcp.NewHandler(s.tools(operations, document))))))
	s.openRoutes(open, document)
	gate.Sessions = o.Sessions
	s.pageRoutes(open, operations, gate)
	go s.look(ctx)
	return s.passage.Wrap(told(open))
}

// minPlaces is the least number of slots for each kind of request that is not work with a key.
const minPlaces = 8

func newServer(o Options) *server {
	operations := cars.New(o.Options)
	o.Options = operations.Options
	return &server{
		Options: o, operations: operations, ready: lookout{first: make(chan struct{})},
		passage: &passage.Passage{Log: o.Log, Now: o.Now, Deadline: o.Deadline, Observe: o.Observe},
	}
}

// NewTools returns the API's operations as tools of the Model Context Protocol, for one client without a key.
func NewTools(o Options) *sdk.Server {
	s := newServer(o)
	operations := http.NewServeMux()
	return s.tools(operations, s.mustDocument(operations))
}

// mustDocument registers the operations, and returns their description. It can only fail by a mistake in the program.
func (s *server) mustDocument(operations *http.ServeMux) *huma.OpenAPI {
	document, err := s.operations.Register(operations)
	if err != nil {
		panic(err)
	}
	return document
}

func (s *server) tools(operations http.Handler, document *huma.OpenAPI) *sdk.Server {
	text, err := json.Marshal(document)
	if err != nil {
		panic(err) // A test reads the document.
	}
	list, err := toolset.FromDocument(text)
	if err != nil {
		panic(err) // A test reads it.
	}
	if !s.operations.HasChanges() {
		list = slices.DeleteFunc(list, func(t toolset.Tool) bool { return t.Name == "list_changes" })
	}
	return mcp.NewServer(mcp.Options{API: s.called(operations), Tools: list, Deadline: s.Deadline, Address: s.baseOf, Version: s.Version, TextID: s.Shape.TextID()})
}

// refuse writes the refusals of auth as problems.
func refuse(w http.ResponseWriter, _ *http.Request, refusal auth.Refusal) {
	problem.New(refusal.Status, refusal.Detail).Write(w)
}
