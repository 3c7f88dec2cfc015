package main_test

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// TestMCPOverStandardInput runs the program with the official client, in each version of the protocol.
func TestMCPOverStandardInput(t *testing.T) {
	dir := t.TempDir()
	forecourt(t, nil, "demo", "--rows", "500", "--dir", dir, "--listen", "127.0.0.1:0").want(t, 0, "500")
	for _, version := range []string{"2025-06-18", "2025-11-25", "2026-07-28"} {
		t.Run(version, func(t *testing.T) {
			command := exec.CommandContext(t.Context(), binary, "mcp", "--read-from", "cache", "--cache-path", filepath.Join(dir, "forecourt.db"))
			var log bytes.Buffer
			command.Stderr = &log
			session, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), &sdk.CommandTransport{Command: command}, &sdk.ClientSessionOptions{ProtocolVersion: version})
			if err != nil {
				t.Fatalf("%v: %s", err, &log)
			}
			if got := session.InitializeResult().ProtocolVersion; got != version {
				t.Errorf("the session speaks %s", got)
			}
			tools, err := session.ListTools(t.Context(), nil)
			if err != nil || len(tools.Tools) < 5 {
				t.Fatalf("%v, %v: %s", tools, err, &log)
			}
			result, err := session.CallTool(t.Context(), &sdk.CallToolParams{Name: "search_cars", Arguments: map[string]any{"q": "chevy or ford under 40k", "limit": "3"}})
			if err != nil || result.IsError {
				t.Fatalf("%+v, %v: %s", result, err, &log)
			}
			text, ok := result.Content[0].(*sdk.TextContent)
			if !ok || !strings.Contains(text.Text, `"source":"cache"`) || !strings.Contains(text.Text, `"price_max"`) {
				t.Errorf("%+v", result.Content)
			}
			if err := session.Close(); err != nil {
				t.Errorf("the program did not end well: %v: %s", err, &log)
			}
		})
	}
	forecourt(t, []string{"CACHE_PATH=" + filepath.Join(dir, "forecourt.db")}, "demand", "--json").want(t, 0, `"value": "chevy"`)
}
