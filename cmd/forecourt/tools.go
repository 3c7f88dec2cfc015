package main

import (
	"context"
	"encoding/json"

	"forecourt/api/cars"
	"forecourt/api/toolset"
	"forecourt/internal/config"
)

type toolsCommand struct {
	config.Cache `embed:""`
	config.Stock `embed:""`

	Format string `name:"format" enum:"openai,openai-chat" default:"openai" help:"openai: for the Responses API; openai-chat: the older shape, for Chat Completions."`
}

// Run writes the API's operations as strict function definitions.
func (c *toolsCommand) Run(ctx context.Context, p *program) error {
	shape, err := documentShape(ctx, c.Stock, c.Path)
	if err != nil {
		return err
	}
	document, err := cars.Document(shape, cars.DefaultPublicURL, documentVersion)
	if err != nil {
		return err
	}
	tools, err := toolset.FromDocument(document)
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(p.stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if c.Format == "openai-chat" {
		return encoder.Encode(toolset.ChatFunctions(tools))
	}
	return encoder.Encode(toolset.Functions(tools))
}
