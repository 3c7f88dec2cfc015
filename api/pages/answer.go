package pages

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"forecourt/internal/vehicle"
)

// found is an answer of search_cars.
type found struct {
	Items             []car         `json:"items"`
	Total             int64         `json:"total"`
	TotalIsLowerBound bool          `json:"total_is_lower_bound"`
	NextCursor        string        `json:"next_cursor"`
	Interpreted       []interpreted `json:"interpreted"`
	NotUnderstood     []missed      `json:"not_understood"`
	Suggestions       []suggestion  `json:"suggestions"`
	Facets            []facet       `json:"facets"`
	origin
}

// facet says which values of a field the cars have, and how many cars have each.
type facet struct {
	Field  string  `json:"field"`
	Counts []count `json:"counts"`
}

// count is a value, or a bar of values, with the number of vehicles that have it.
type count struct {
	Value    string `json:"value"`
	Min      string `json:"min"`
	Max      string `json:"max"`
	Vehicles int64  `json:"vehicles"`
}

// facet returns the counts of a field, or nil if it was not counted.
func (f *found) facet(name string) []count {
	for i := range f.Facets {
		if f.Facets[i].Field == name {
			return f.Facets[i].Counts
		}
	}
	return nil
}

// origin says where an answer's rows come from.
type origin struct {
	Source string `json:"source"`
	AsOf   string `json:"as_of"`
}

type interpreted struct {
	Parameter    string   `json:"parameter"`
	Sent         string   `json:"sent"`
	UnderstoodAs []string `json:"understood_as"`
	Why          string   `json:"why"`
}

type missed struct {
	Parameter string   `json:"parameter"`
	Sent      string   `json:"sent"`
	Why       string   `json:"why"`
	Nearest   []string `json:"nearest"`
}

type suggestion struct {
	Parameter string   `json:"parameter"`
	Without   int64    `json:"without"`
	Nearest   []string `json:"nearest"`
	Text      string   `json:"text"`
}

// problem is an error of the API.
type problem struct {
	Title  string           `json:"title"`
	Status int              `json:"status"`
	Detail string           `json:"detail"`
	Errors []parameterError `json:"errors"`
}

type parameterError struct {
	Parameter  string      `json:"parameter"`
	Sent       string      `json:"sent"`
	Problem    string      `json:"problem"`
	Candidates []candidate `json:"candidates"`
	Nearest    string      `json:"nearest"`
	Allowed    []string    `json:"allowed"`
}

type candidate struct {
	Parameter string `json:"parameter"`
	Value     string `json:"value"`
	Vehicles  int64  `json:"vehicles"`
}

// car is a car in an answer: its values by the names of the fields.
type car map[string]json.RawMessage

// ask asks the API and reads its answer into a value. It returns the problem if the status is not 200.
func (p *Pages) ask(ctx context.Context, path string, query url.Values, wanted bool, into any) *problem {
	target := path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	status, body := p.Ask(ctx, target, wanted)
	if status != http.StatusOK {
		refused := &problem{}
		if err := json.Unmarshal(body, refused); err != nil {
			refused.Detail = "The server could not answer."
		}
		refused.Status = status
		return refused
	}
	if err := json.Unmarshal(body, into); err != nil {
		panic(fmt.Errorf("read the answer of %s: %w", path, err)) // The server logs it, and answers for it.
	}
	return nil
}

// vehicle turns a car into a vehicle of the shape, which knows how to show its values.
func (p *Pages) vehicle(c car) vehicle.Vehicle {
	var id vehicle.ID
	err := json.Unmarshal(c["id"], &id)
	v := p.Shape.New(id)
	for _, f := range p.Shape.Fields() {
		if text, ok := c[f.Name]; ok && err == nil {
			var value vehicle.Value
			value, err = valueOf(f, text)
			v.Set(f, value)
		}
	}
	if err != nil {
		panic(fmt.Errorf("read a car: %w", err))
	}
	return v
}

// valueOf reads a value from the JSON of an answer.
func valueOf(f *vehicle.Field, text json.RawMessage) (vehicle.Value, error) {
	switch {
	case string(text) == "null":
		return vehicle.Value{}, nil
	case f.Kind == vehicle.Number || f.Kind == vehicle.Money:
		n, err := f.ParseNumber(string(text))
		return vehicle.NumberOf(n), err
	case f.Kind == vehicle.Flag && string(text) == "true":
		return vehicle.TextOf(vehicle.Yes), nil
	case f.Kind == vehicle.Flag && string(text) == "false":
		return vehicle.TextOf(vehicle.No), nil
	}
	var plain string
	err := json.Unmarshal(text, &plain)
	return vehicle.TextOf(plain), err
}
