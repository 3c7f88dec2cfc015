package cars

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"forecourt/api/passage"
	"forecourt/api/problem"
	"forecourt/internal/stock"
	"forecourt/internal/vehicle"
)

// maxPage keeps an answer below 100,000 characters, the most that an OpenAI tool takes. The rest is for what surrounds
// the cars.
const maxPage = 95_000

// searchOutput is the answer of search_cars.
type searchOutput struct {
	Headers
	Body searchBody
}

type searchBody struct {
	Items carList `json:"items" doc:"The vehicles of this page, in the order asked for."`
	SearchRest
	// rest is the JSON of SearchRest without the cursor. fill sets it.
	rest []byte
}

// SearchRest is an answer of search_cars without the cars.
type SearchRest struct {
	Total             int64   `json:"total" doc:"How many vehicles match, on all pages." minimum:"0" maximum:"10000" example:"42"`
	TotalIsLowerBound bool    `json:"total_is_lower_bound" doc:"True when more than 10,000 match: total is then 10,000." example:"false"`
	NextCursor        *string `json:"next_cursor,omitempty" doc:"Send it as cursor to get the next page. Missing on the last page."`

	Interpreted   []Interpretation `json:"interpreted,omitempty" doc:"How values were read that the stock words otherwise, and the pieces of q. Tell the person when it matters."`
	NotUnderstood []Missed         `json:"not_understood,omitempty" doc:"What was sent and means nothing in this stock. Pieces of q in it were passed over; an unknown value of a parameter finds nothing."`
	Suggestions   []Suggestion     `json:"suggestions,omitempty" doc:"Only when nothing was found: which filter is the reason, and what would find some."`
	Facets        []FacetField     `json:"facets,omitempty" doc:"How many of the cars have which values of the fields that facets names."`
	Origin
}

// MarshalJSON implements json.Marshaler.
func (b searchBody) MarshalJSON() ([]byte, error) {
	var text bytes.Buffer
	err := b.writeJSON(&text)
	return text.Bytes(), err
}

// writeJSON implements jsonWriter.
func (b searchBody) writeJSON(w io.Writer) error {
	rest := b.rest
	if b.NextCursor != nil {
		rest = append(rest[:len(rest)-1:len(rest)-1], `,"next_cursor":`...)
		rest = append(vehicle.AppendText(rest, *b.NextCursor), '}')
	}
	for _, part := range [][]byte{[]byte(`{"items":[`), b.Items.text, []byte("],"), rest[1:]} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

// free implements jsonWriter.
func (b searchBody) free() { b.Items.free() }

// Headers are the headers of every answer.
type Headers struct {
	ETag         string `header:"ETag" hidden:"true"`
	CacheControl string `header:"Cache-Control" hidden:"true"`
}

// newHeaders lets clients keep an answer from the copy, and ask later whether it is still the same. Passage replaces
// the tag by one of the whole answer.
func newHeaders(o vehicle.Origin) Headers {
	h := Headers{CacheControl: "private, no-cache"}
	if !o.Live {
		h.ETag = `W/"` + o.Fingerprint + `"`
	}
	return h
}

// key finds a value of this package in a context.
type key int

const (
	searchKey key = iota
	changesKey
	idKey
	ofToolKey
	ofPageKey
)

// OfTool returns a context for the calls of tools, whose answers must be shorter.
func OfTool(ctx context.Context) context.Context { return context.WithValue(ctx, ofToolKey, true) }

// OfPage returns a context for the requests of a page. They count as demand only if a person wanted exactly this.
func OfPage(ctx context.Context, wanted bool) context.Context {
	return context.WithValue(ctx, ofPageKey, wanted)
}

// maxCallPage keeps the answer to a tool's call below 100,000 characters. The answer is a text within JSON, where every
// quote takes two characters.
const maxCallPage = 48_000

// room returns how many bytes an answer may have.
func room(ctx context.Context) int {
	if called, _ := ctx.Value(ofToolKey).(bool); called {
		return maxCallPage
	}
	return maxPage
}

// errUnread means that an operation was registered without readQuery, which is a mistake in the program.
var errUnread = errors.New("the parameters were not read")

func (s *Operations) search(ctx context.Context, _ *struct{}) (*searchOutput, error) {
	asked, ok := ctx.Value(searchKey).(request)
	if !ok {
		return nil, s.internal(ctx, errUnread)
	}
	read, err := s.understand(ctx, asked)
	if err != nil {
		if len(read.ambiguous) > 0 || len(read.missed) > 0 {
			s.hear(ctx, asked, read, -1)
		}
		return nil, err
	}
	var since int64
	if asked.cursor != "" {
		if read.search.After, since, err = s.readCursor(asked, read.search.Sort); err != nil {
			return nil, problem.BadParameters([]problem.ParameterError{{Parameter: "cursor", Sent: cut(asked.cursor), Problem: err.Error()}})
		}
	}
	read.search.Fields = s.fields(asked.full)
	page, err := s.searchSince(ctx, since, read.search)
	if err != nil {
		return nil, s.failure(ctx, err)
	}
	note(ctx, page.Origin)
	s.hear(ctx, asked, read, page.Total)
	if read.words != "" && !page.Origin.Live && page.Origin.Fingerprint != read.words {
		s.kept.renew(context.WithoutCancel(ctx), s.Reader)
	}
	body := searchBody{SearchRest: SearchRest{
		Total: min(page.Total, vehicle.CountedUpTo), TotalIsLowerBound: page.Total > vehicle.CountedUpTo, Origin: NewOrigin(page.Origin),
		Interpreted: read.interpreted, NotUnderstood: read.missed,
	}}
	if page.Total == 0 && asked.cursor == "" {
		body.Suggestions = s.explain(ctx, asked, read)
	}
	if body.Facets, err = s.count(ctx, asked, read.search); err != nil {
		return nil, s.failure(ctx, err)
	}
	if err := s.fill(&body, &page, asked.full, room(ctx)); err != nil {
		return nil, s.internal(ctx, err)
	}
	if page.More {
		cursor, err := s.writeCursor(&page.Vehicles[body.Items.count-1], asked, read.search.Sort, page.Origin)
		if err != nil {
			return nil, s.internal(ctx, err)
		}
		body.NextCursor = &cursor
	}
	return &searchOutput{Headers: newHeaders(page.Origin), Body: body}, nil
}

// fill adds as many of the page's vehicles as fit into room bytes.
func (s *Operations) fill(b *searchBody, page *vehicle.Page, full bool, room int) error {
	var err error
	if b.rest, err = marshal(b.SearchRest); err != nil {
		return err
	}
	room -= len(b.rest) // What was read and suggested may also be long.
	b.Items = newCarList()
	for _, v := range page.Vehicles {
		if !b.Items.add(s.car(v, full), room) {
			page.More = true
			return nil
		}
	}
	return nil
}

type getOutput struct {
	Headers
	Body getBody
}

type getBody struct {
	Car Car `json:"car" doc:"The vehicle."`
	Origin
}

// maxID is the greatest length of an identity.
const maxID = 1000

// id reads the identity in the path.
func (q *query) id() vehicle.ID {
	id := q.identity("id", q.path("id"))
	q.unknown()
	return id
}

// identity reads what identifies a car.
func (q *query) identity(name, text string) vehicle.ID {
	id, ok := q.shape.ParseID(text)
	switch {
	case q.shape.TextID() && (!ok || len(text) > maxID || !utf8.ValidString(text) || strings.ContainsRune(text, 0)):
		q.fail(name, text, fmt.Sprintf("it must be the id of a car as search_cars shows it, a text of at most %d characters", maxID))
	case !ok:
		q.fail(name, text, "it must be a whole number, as the id of search_cars is")
	}
	return id
}

func (s *Operations) get(ctx context.Context, _ *struct{}) (*getOutput, error) {
	id, ok := ctx.Value(idKey).(vehicle.ID)
	if !ok {
		return nil, s.internal(ctx, errUnread)
	}
	v, origin, found, err := s.Reader.Get(ctx, id)
	if err != nil {
		return nil, s.failure(ctx, err)
	}
	note(ctx, origin)
	if !found {
		return nil, problem.New(http.StatusNotFound, fmt.Sprintf("There is no vehicle with the id %s; it may have been sold. search_cars shows what is there.", cut(id.String())))
	}
	return &getOutput{Headers: newHeaders(origin), Body: getBody{Car: s.car(v, true), Origin: NewOrigin(origin)}}, nil
}

// failure turns an error of the reader into a problem. The cause is logged, but never sent.
func (s *Operations) failure(ctx context.Context, err error) error {
	if errors.Is(err, context.Canceled) && ctx.Err() != nil && !errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
		return problem.New(499, "The client went away.")
	}
	if errors.Is(err, errOlder) {
		return huma.ErrorWithHeaders(problem.New(http.StatusConflict, "This server does not have the snapshot yet that the cursor came from. Send the same request again in a second, or leave cursor out to begin again."), http.Header{"Retry-After": {"1"}})
	}
	if errors.Is(err, stock.ErrTooOld) {
		s.Log.Warn("the stock cannot be read", "request_id", passage.RequestID(ctx), "error", err)
		return huma.ErrorWithHeaders(problem.New(http.StatusServiceUnavailable, "The copy of the stock is older than its operator allows. Try again later."), http.Header{"Retry-After": {"5"}})
	}
	if errors.Is(err, stock.ErrUnavailable) || errors.Is(err, context.DeadlineExceeded) {
		s.Log.Warn("the stock cannot be read", "request_id", passage.RequestID(ctx), "error", err)
		return huma.ErrorWithHeaders(problem.New(http.StatusServiceUnavailable, "The stock cannot be read at the moment. Try again in a few seconds."), http.Header{"Retry-After": {"5"}})
	}
	return s.internal(ctx, err)
}

func (s *Operations) internal(ctx context.Context, err error) error {
	s.Log.Error("a request failed", "request_id", passage.RequestID(ctx), "error", err)
	return problem.New(http.StatusInternalServerError, "Something went wrong here; the operator finds it by the X-Request-ID of this answer.")
}
