package main

import (
	"encoding/json"

	"forecourt/api"
	"forecourt/internal/toolset"
)

type toolsCommand struct {
	Format string `name:"format" enum:"openai,openai-chat" default:"openai" help:"openai: for the Responses API; openai-chat: the older shape, for Chat Completions."`
}

// Run writes the API's operations as strict function definitions.
func (c *toolsCommand) Run(p *program) error {
	document, err := api.Document(api.DefaultPublicURL, documentVersion)
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
