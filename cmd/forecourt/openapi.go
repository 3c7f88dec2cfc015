package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"

	"forecourt/api/cars"
	"forecourt/api/openaicheck"
	"forecourt/internal/config"
	"forecourt/internal/fit"
	"forecourt/internal/mapping"
	"forecourt/internal/vehicle"
)

type openapiCommand struct {
	config.Cache `embed:""`
	config.Stock `embed:""`

	Output    string `name:"output" placeholder:"FILE" help:"Write to this file instead of standard output."`
	PublicURL string `name:"public-url" var:"PUBLIC_URL" placeholder:"URL" help:"Address of the API in the document."`
	Check     bool   `name:"check" help:"Find what an OpenAI tool would reject or use badly; with --output, in that file as it is."`
}

// documentVersion is the API's version, which changes with its description.
const documentVersion = "1.0.0"

// Run writes the document, or checks it.
func (c *openapiCommand) Run(ctx context.Context, p *program) error {
	shape, err := documentShape(ctx, c.Stock, c.Path)
	if err != nil {
		return err
	}
	document, err := cars.Document(shape, cmp.Or(c.PublicURL, cars.DefaultPublicURL), documentVersion)
	if err != nil {
		return err
	}
	switch {
	case c.Check && c.Output != "":
		document, err = os.ReadFile(c.Output)
		if err != nil {
			return fmt.Errorf("read the document: %w", err)
		}
		return checkDocument(p, document)
	case c.Check:
		if c.PublicURL == "" {
			fmt.Fprintf(p.stdout, "note  /servers/0/url  PUBLIC_URL is not set: the document names %s, which is an example; set it to the https address of your server\n", cars.DefaultPublicURL)
		}
		return checkDocument(p, document)
	case c.Output != "":
		return os.WriteFile(c.Output, document, 0o644)
	}
	_, err = p.stdout.Write(document)
	return err
}

func checkDocument(p *program, document []byte) error {
	findings, err := openaicheck.Check(document)
	if err != nil {
		return err
	}
	for _, f := range findings {
		kind := "note"
		if f.Error {
			kind = "FAIL"
		}
		fmt.Fprintf(p.stdout, "%s  %s  %s  %s\n", kind, f.ID, f.Where, f.Message)
	}
	if len(findings) > 0 {
		return toldError{errors.New("the document has findings")}
	}
	fmt.Fprintln(p.stdout, "ok    an OpenAI tool imports the document as it is")
	return nil
}

// documentShape is the shape that the API's description shows: that of the owner's mapping, otherwise the whole
// catalogue. The copy decides whether cars have numbers as identities.
func documentShape(ctx context.Context, file config.Stock, path string) (*vehicle.Shape, error) {
	m, err := readStockFile(file)
	if err != nil || m == nil {
		return vehicle.StandardShape(), err
	}
	resolved, err := fit.Resolve(m, m.View, func() ([]mapping.Column, error) { return fit.CopyColumns(ctx, path, m.View) })
	if resolved.Shape == nil {
		return nil, err
	}
	return resolved.Shape, nil
}
