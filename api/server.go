// Package api serves the vehicles over HTTP, described by an OpenAPI document.
package api

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"forecourt/api/auth"
	"forecourt/api/mcp"
	"forecourt/api/pages"
	"forecourt/api/toolset"
	"forecourt/internal/mapping"
	"forecourt/internal/stock"
	"forecourt/internal/vehicle"
	"forecourt/internal/words/wordbook"
)

// Reader is where the vehicles come from.
type Reader interface {
	Search(context.Context, vehicle.Search) (vehicle.Page, error)
	Get(context.Context, vehicle.ID) (vehicle.Vehicle, vehicle.Origin, bool, error)
	Values(context.Context) (vehicle.Values, error)
	Facets(context.Context, vehicle.Search, []vehicle.FacetField) (vehicle.Facets, error)
}

// Options say how the API is served.
type Options struct {
	Reader Reader
	// Shape is the fields of the stock that the reader has; nil for vehicle.StandardShape.
	Shape *vehicle.Shape
	// Keys are those that let a request in.
	Keys auth.Finder
	// Limits hold for every key, StrangerLimits for every address without one.
	Limits, StrangerLimits auth.Limits
	// Concurrent is how many requests with a key are worked on at a time, in all.
	Concurrent int
	// Deadline is how long a request may take.
	Deadline time.Duration
	// PublicURL is the address by which clients reach the API; it goes into the document. Without it, that is the address
	// at which the document was asked for.
	PublicURL string
	// TrustForwarded believes a proxy's X-Forwarded-Host and X-Forwarded-Proto.
	TrustForwarded bool
	// AllowedHosts are more names of this server, AllowedOrigins are those whose pages may ask /mcp.
	AllowedHosts, AllowedOrigins []string
	// Version is the program's.
	Version string
	Log     *slog.Logger
	Now     func() time.Time
	// Words are the words that people use; nil for the project's own.
	Words *wordbook.Book
	// Own are other words for the values of the owner's own fields, by field.
	Own map[string][]mapping.Synonyms
	// ExplainFor is how long explaining an empty answer may take; 0 for 18 ms.
	ExplainFor time.Duration
	// Used hears of each request with a valid key, how many it counts as, and whether it was let in; it may be nil.
	Used func(ctx context.Context, key auth.Key, n int, admitted bool)
	// Heard hears of what every search asks for; it may be nil.
	Heard func(Demand)
	// Pages says who may see the pages for people; "" is nobody.
	Pages PageAccess
	// Sessions sign browsers in, for the pages.
	Sessions *auth.Sessions
	// CSVRows is how many rows a download of the pages has at most.
	CSVRows int
	// Inside is what the pages tell of the program itself.
	Inside pages.Inside
	// Observe hears of every answer; it may be nil.
	Observe func(operation string, status int, source string, took time.Duration)
}

type server struct {
	Options
	*shower
	kept       keptValues
	edges      keptEdges
	ready      lookout
	places     slots
	openPlaces slots
	pagePlaces slots
	refused    sample
	people     *pages.Pages
}

// DefaultPublicURL stands in the document until there is a real one.
const DefaultPublicURL = "https://cars.example.com"

// New returns the handler of the API, its document and its probes. It is safe for concurrent use. Until the context
// ends, the handler works beside the requests, too: it reads the stock's words before the first request needs them, and
// looks whether the stock can be read, for /readyz.
func New(ctx context.Context, o Options) http.Handler {
	s := newServer(o)
	s.places, s.openPlaces, s.pagePlaces = make(slots, max(1, o.Concurrent)), make(slots, max(minOpen, o.Concurrent/8)), make(slots, max(minOpen, o.Concurrent/8))
	cars := http.NewServeMux()
	document := s.mustDocument(cars)
	gate := auth.Gate{
		Keys: o.Keys, Sessions: o.Sessions, Limiter: auth.NewLimiter(o.Limits, o.Now), Strangers: auth.NewLimiter(o.StrangerLimits, o.Now), Reject: refuse, Used: o.Used,
	}
	protected := gate.Middleware(s.keyed(s.work(cars)))
	gate.Cost, gate.Sessions = calls, nil // Tools are called with a key.
	open := http.NewServeMux()
	open.Handle("/cars", protected)
	open.Handle("/cars/", protected)
	open.Handle("/mcp", s.own(gate.Middleware(s.noted(mcp.NewHandler(s.tools(cars, document))))))
	s.openRoutes(open, document)
	gate.Sessions = o.Sessions
	s.pageRoutes(open, cars, gate)
	s.kept.renew(ctx, o.Reader)
	go s.look(ctx)
	return s.wrap(open)
}

// minOpen is how many requests for open addresses are answered at a time, at least.
const minOpen = 8

func newServer(o Options) *server {
	if o.Words == nil {
		o.Words = wordbook.Default()
	}
	o.ExplainFor = cmp.Or(o.ExplainFor, explainFor)
	if o.Shape == nil {
		o.Shape = vehicle.StandardShape()
	}
	return &server{
		Options: o, shower: newShower(o.Shape), kept: keptValues{now: o.Now, book: o.Words, shape: o.Shape, own: o.Own},
		ready: lookout{first: make(chan struct{})},
	}
}

// NewTools returns the API's operations as tools of the Model Context Protocol, for one client without a key.
func NewTools(o Options) *sdk.Server {
	s := newServer(o)
	cars := http.NewServeMux()
	return s.tools(cars, s.mustDocument(cars))
}

// mustDocument registers the operations, and returns their description. What it is made of is part of the program.
func (s *server) mustDocument(cars *http.ServeMux) *huma.OpenAPI {
	document, err := s.document(cars)
	if err != nil {
		panic(err)
	}
	return document
}

func (s *server) tools(cars http.Handler, document *huma.OpenAPI) *sdk.Server {
	text, err := json.Marshal(document)
	if err != nil {
		panic(err) // A test reads the document.
	}
	list, err := toolset.FromDocument(text)
	if err != nil {
		panic(err) // A test reads it.
	}
	if _, ok := s.Reader.(changeLog); !ok {
		list = slices.DeleteFunc(list, func(t toolset.Tool) bool { return t.Name == "list_changes" })
	}
	return mcp.NewServer(mcp.Options{API: s.called(cars), Tools: list, Deadline: s.Deadline, Address: s.baseOf, Version: s.Version, TextID: s.shape.TextID()})
}

// Document returns the OpenAPI document of a stock, nil for the standard one, as it is served at a public URL.
func Document(shape *vehicle.Shape, publicURL, version string) ([]byte, error) {
	document, err := newServer(Options{Shape: shape, PublicURL: publicURL, Version: version}).document(http.NewServeMux())
	if err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(document, "", "  ")
	return append(text, '\n'), err
}

// carsTag groups the operations in the documentation.
const carsTag = "cars"

// patterns is a mux that takes huma's paths as they are: "/cars/" is that path, and not all below it.
type patterns struct{ *http.ServeMux }

// HandleFunc implements humago.Mux.
func (p patterns) HandleFunc(pattern string, handler func(http.ResponseWriter, *http.Request)) {
	if exact, ok := strings.CutSuffix(pattern, "/"); ok {
		p.ServeMux.HandleFunc(exact, handler) // Both are answered, without a redirect.
		pattern += "{$}"
	}
	p.ServeMux.HandleFunc(pattern, handler)
}

// refuse answers for auth.
func refuse(w http.ResponseWriter, _ *http.Request, refusal auth.Refusal) {
	newProblem(refusal.Status, refusal.Detail).write(w)
}

// failure turns an error of the reader into an answer: the cause is logged, and never sent.
func (s *server) failure(ctx context.Context, err error) error {
	if errors.Is(err, context.Canceled) && ctx.Err() != nil && !errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
		return newProblem(499, "The client went away.")
	}
	if errors.Is(err, stock.ErrTooOld) {
		s.Log.Warn("the stock cannot be read", "request_id", requestID(ctx), "error", err)
		return huma.ErrorWithHeaders(newProblem(http.StatusServiceUnavailable, "The copy of the stock is older than its operator allows. Try again later."), http.Header{"Retry-After": {"5"}})
	}
	if errors.Is(err, stock.ErrUnavailable) || errors.Is(err, context.DeadlineExceeded) {
		s.Log.Warn("the stock cannot be read", "request_id", requestID(ctx), "error", err)
		return huma.ErrorWithHeaders(newProblem(http.StatusServiceUnavailable, "The stock cannot be read at the moment. Try again in a few seconds."), http.Header{"Retry-After": {"5"}})
	}
	return s.internal(ctx, err)
}

func (s *server) internal(ctx context.Context, err error) error {
	s.Log.Error("a request failed", "request_id", requestID(ctx), "error", err)
	return newProblem(http.StatusInternalServerError, "Something went wrong here; the operator finds it by the X-Request-ID of this answer.")
}

func fold(word string) string { return strings.ToLower(word) }

func cut(text string) string {
	if runes := []rune(text); len(runes) > maxSent {
		return string(runes[:maxSent]) + "…"
	}
	return text
}
