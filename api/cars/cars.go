// Package cars answers the operations on the stock, and describes them as OpenAPI.
package cars

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"forecourt/internal/mapping"
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

// Options say what the operations are made of.
type Options struct {
	Reader Reader
	// Shape has the fields of the reader's stock; nil means vehicle.StandardShape.
	Shape *vehicle.Shape
	// PublicURL is the address by which clients reach the API. It is part of the document. If it is "", the document names
	// the address that it was asked for at.
	PublicURL string
	// Version is the version of the API.
	Version string
	Log     *slog.Logger
	Now     func() time.Time
	// Words are the words that people use; nil means the built-in ones.
	Words *wordbook.Book
	// Own are the owner's words for the values of own fields, by field.
	Own map[string][]mapping.Synonyms
	// ExplainFor is how long it may take to explain an empty answer; 0 means 18 ms.
	ExplainFor time.Duration
	// Heard is told what every search asks for. It may be nil.
	Heard func(Demand)
}

// Operations are the operations on a stock. They are safe for concurrent use.
type Operations struct {
	Options
	*shower
	kept  keptValues
	edges keptEdges
}

// New returns the operations.
func New(o Options) *Operations {
	if o.Words == nil {
		o.Words = wordbook.Default()
	}
	o.ExplainFor = cmp.Or(o.ExplainFor, explainFor)
	if o.Shape == nil {
		o.Shape = vehicle.StandardShape()
	}
	return &Operations{Options: o, shower: newShower(o.Shape), kept: keptValues{now: o.Now, book: o.Words, shape: o.Shape, own: o.Own}}
}

// Prepare reads the stock's words, before the first request needs them. It returns an error if they are still being
// read when the context ends. Words that cannot be read are no error: then values are taken as they are.
func (s *Operations) Prepare(ctx context.Context) error {
	if _, _, err := s.kept.get(ctx, s.Reader); err != nil && ctx.Err() != nil {
		return fmt.Errorf("the stock's words are still being read: %w", err)
	}
	return nil
}

// HasChanges reports whether list_changes has an answer.
func (s *Operations) HasChanges() bool {
	_, ok := s.Reader.(changeLog)
	return ok
}

// DefaultPublicURL is an example of an address, for documents without a real one.
const DefaultPublicURL = "https://cars.example.com"

// Document returns the OpenAPI document for the shape of a stock, as it is served at a public URL.
func Document(shape *vehicle.Shape, publicURL, version string) ([]byte, error) {
	document, err := New(Options{Shape: shape, PublicURL: publicURL, Version: version}).Register(http.NewServeMux())
	if err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(document, "", "  ")
	return append(text, '\n'), err
}
